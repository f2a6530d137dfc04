"""Turns the pieces of a web font (WOFF2) into TrueType files, which the maker of PDFs reads.

After W3C WOFF File Format 2.0, https://www.w3.org/TR/WOFF2/. Only what TrueType outlines need: the
``glyf``, ``loca`` and ``hmtx`` transforms. The one Brotli stream of a file is unpacked
by whoever calls.
"""

import struct
from collections.abc import Callable
from pathlib import Path

NAMES = (
    "cmap head hhea hmtx maxp name OS/2 post cvt_ fpgm glyf loca prep CFF_ VORG EBDT EBLC gasp "
    "hdmx kern LTSH PCLT VDMX vhea vmtx BASE GDEF GPOS GSUB EBSC JSTF MATH CBDT CBLC COLR CPAL "
    "SVG_ sbix acnt avar bdat bloc bsln cvar fdsc feat fmtx fvar gvar hsty just lcar mort morx "
    "opbd prop trak Zapf Silf Glat Gloc Feat Sill"
)
TAGS = tuple(name.replace("_", " ").encode() for name in NAMES.split())
OWN_TAG, UNTOUCHED = 63, 3
COMPOSITE, OVERLAP = 0xFFFF, 0x40
WORDS, SCALE, MORE, XY_SCALE, TWO_BY_TWO, INSTRUCTED = 0x1, 0x8, 0x20, 0x40, 0x80, 0x100
Point = tuple[int, int, bool]


class Stream:
    """Bytes read from front to back."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]

    def byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def number(self, count: int) -> int:
        return int.from_bytes(self.take(count), "big")

    def base128(self) -> int:
        value = 0
        while (byte := self.byte()) & 0x80:
            value = value << 7 | byte & 0x7F
        return value << 7 | byte

    def short(self) -> int:
        """255UInt16: small numbers take one byte."""
        code = self.byte()
        if code == 253:
            return self.number(2)
        return {255: 253, 254: 506}[code] + self.byte() if code > 253 else code


class Glyphs:
    """The streams of a transformed ``glyf`` table."""

    def __init__(self, data: bytes) -> None:
        head = struct.unpack(">HHHH7I", data[:36])
        self.options, self.count = head[1], head[2]
        place, parts = 36, []
        for size in head[4:]:
            parts.append(data[place : place + size])
            place += size
        self.contours, self.points, self.flags, self.outlines, self.composites = map(
            Stream, parts[:5]
        )
        bitmap = 4 * ((self.count + 31) // 32)
        self.boxed, self.boxes = parts[5][:bitmap], Stream(parts[5][bitmap:])
        self.instructions = Stream(parts[6])
        self.overlaps = data[place:] if self.options & 1 else b""

    def all(self) -> tuple[list[bytes], list[int]]:
        """Every glyph and its leftmost x."""
        made = [self._glyph(number) for number in range(self.count)]
        lefts = [struct.unpack(">h", one[2:4])[0] if one else 0 for one in made]
        return made, lefts

    def _glyph(self, number: int) -> bytes:
        contours = self.contours.number(2)
        if contours == 0:
            return b""
        box = self.boxes.take(8) if _bit(self.boxed, number) else b""
        if contours == COMPOSITE:
            return b"\xff\xff" + box + self._composite()
        ends, points = self._outline(contours)
        told = self.instructions.take(size := self.outlines.short())
        head = struct.pack(">h", contours) + (box or _box(points))
        last = struct.pack(f">{contours}H", *ends) + struct.pack(">H", size) + told
        return _even(head + last + _packed(points, _bit(self.overlaps, number)))

    def _outline(self, contours: int) -> tuple[list[int], list[Point]]:
        ends, total = [], 0
        for _ in range(contours):
            total += self.points.short()
            ends.append(total - 1)
        return ends, [_step(self.flags.byte(), self.outlines) for _ in range(total)]

    def _composite(self) -> bytes:
        found, instructed, more = b"", False, True
        while more:
            flags = self.composites.number(2)
            size = 2 + (4 if flags & WORDS else 2)
            size += 2 * bool(flags & SCALE) + 4 * bool(flags & XY_SCALE)
            size += 8 * bool(flags & TWO_BY_TWO)
            found += struct.pack(">H", flags) + self.composites.take(size)
            instructed, more = instructed or bool(flags & INSTRUCTED), bool(flags & MORE)
        if instructed:
            size = self.outlines.short()
            found += struct.pack(">H", size) + self.instructions.take(size)
        return _even(found)


def _bit(bits: bytes, number: int) -> bool:
    return bool(bits) and bool(bits[number >> 3] & 0x80 >> (number & 7))


def _even(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def _step(flag: int, told: Stream) -> Point:
    """One point, from the one before it (§5.2 of the format, triplet encoding)."""
    on, kind = not flag & 0x80, flag & 0x7F
    if kind < 84:
        x, y = _small(kind, told.byte())
    elif kind < 120:
        left, first, second = kind - 84, told.byte(), told.byte()
        x, y = 1 + (left // 12 << 8) + first, 1 + ((left % 12 >> 2) << 8) + second
    elif kind < 124:
        first, middle, last = told.take(3)
        x, y = (first << 4) + (middle >> 4), ((middle & 0x0F) << 8) + last
    else:
        x, y = told.number(2), told.number(2)
    along = kind if kind >= 10 else 1
    upward = kind if kind < 10 else kind >> 1
    return (x if along & 1 else -x), (y if upward & 1 else -y), on


def _small(kind: int, byte: int) -> tuple[int, int]:
    if kind < 10:
        return 0, ((kind & 14) << 7) + byte
    if kind < 20:
        return ((kind - 10 & 14) << 7) + byte, 0
    left = kind - 20
    return 1 + (left & 0x30) + (byte >> 4), 1 + ((left & 0x0C) << 2) + (byte & 0x0F)


def _box(points: list[Point]) -> bytes:
    x = y = 0
    seen = [((x := x + right), (y := y + up)) for right, up, _ in points]
    across, upright = [one[0] for one in seen], [one[1] for one in seen]
    return struct.pack(">4h", min(across), min(upright), max(across), max(upright))


def _packed(points: list[Point], overlap: bool) -> bytes:
    flags, across, upright = bytearray(), bytearray(), bytearray()
    for x, y, on in points:
        flags.append(on | _coordinate(x, 0x02, 0x10, across) | _coordinate(y, 0x04, 0x20, upright))
    if overlap and flags:
        flags[0] |= OVERLAP
    return bytes(flags + across + upright)


def _coordinate(value: int, short: int, same: int, out: bytearray) -> int:
    if value == 0:
        return same
    if -256 < value < 256:
        out.append(abs(value))
        return short | (same if value > 0 else 0)
    out += struct.pack(">h", value)
    return 0


def truetype(woff2: bytes, unpacked: bytes) -> bytes:
    """The font file; ``unpacked`` is what its one Brotli stream holds."""
    flavour, entries, _ = _directory(woff2)
    body, glyphs, lefts = Stream(unpacked), [b""], [0]
    tables: dict[bytes, bytes] = {}
    for tag, transformed, size in entries:
        data = body.take(size)
        if tag == b"glyf" and transformed:
            glyphs, lefts = Glyphs(data).all()
            data = b"".join(glyphs)
        elif tag == b"hmtx" and transformed:
            data = _widths(data, int.from_bytes(tables[b"hhea"][34:36], "big"), lefts)
        tables[tag] = data
    if dict((tag, done) for tag, done, _ in entries).get(b"glyf"):
        ends = [0]
        for one in glyphs:
            ends.append(ends[-1] + len(one))
        tables[b"loca"] = struct.pack(f">{len(ends)}I", *ends)
        tables[b"head"] = tables[b"head"][:50] + b"\x00\x01" + tables[b"head"][52:]
    return _file(flavour, tables)


def _directory(woff2: bytes) -> tuple[bytes, list[tuple[bytes, bool, int]], bytes]:
    """The flavour, each table with whether it is transformed and its size, and the rest."""
    if woff2[:4] != b"wOF2":
        raise ValueError("not a WOFF2 file")
    stream, found = Stream(woff2), []
    count, packed = struct.unpack(">H6xI", woff2[12:24])
    stream.at = 48
    for _ in range(count):
        flags = stream.byte()
        tag = stream.take(4) if flags & 63 == OWN_TAG else TAGS[flags & 63]
        size, version = stream.base128(), flags >> 6
        outlines = tag in (b"glyf", b"loca")
        transformed = version != UNTOUCHED if outlines else version != 0
        found.append((tag, transformed, stream.base128() if transformed else size))
    return woff2[4:8], found, stream.take(packed)


def _widths(data: bytes, metrics: int, lefts: list[int]) -> bytes:
    """``hmtx`` without the left bearings that equal the glyph's leftmost x."""
    flags, body = data[0], Stream(data[1:])
    widths = struct.unpack(f">{metrics}H", body.take(2 * metrics))
    bearings = lefts[:metrics]
    if not flags & 1:
        bearings = list(struct.unpack(f">{metrics}h", body.take(2 * metrics)))
    rest = lefts[metrics:]
    if not flags & 2:
        rest = list(struct.unpack(f">{len(rest)}h", body.take(2 * len(rest))))
    pairs = b"".join(struct.pack(">Hh", *one) for one in zip(widths, bearings, strict=True))
    return pairs + struct.pack(f">{len(rest)}h", *rest)


def _file(flavour: bytes, tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    power = count.bit_length() - 1
    head = flavour + struct.pack(">4H", count, 16 << power, power, 16 * count - (16 << power))
    place, directory, body = 12 + 16 * count, b"", b""
    for tag in sorted(tables):
        data = _even(tables[tag])
        total = sum(struct.unpack(f">{len(data) // 4}I", data)) & 0xFFFFFFFF
        directory += tag + struct.pack(">3I", total, place + len(body), len(tables[tag]))
        body += data
    return head + directory + body


def convert(source: Path, target: Path, unpack: Callable[[bytes], bytes]) -> None:
    """Every ``*.woff2`` of a folder as ``*.ttf`` in another; ``unpack`` knows Brotli."""
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.glob("*.woff2")):
        woff2 = path.read_bytes()
        unpacked = unpack(_directory(woff2)[2])
        (target / f"{path.stem}.ttf").write_bytes(truetype(woff2, unpacked))
