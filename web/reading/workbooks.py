"""Reads a spreadsheet nobody vouches for: only text and numbers, in bounded time and memory (B08).

A workbook is a zip of XML. Its size is counted while it is unpacked, whatever it claims; a DOCTYPE,
a macro, an outside link or a cell far off refuses it. Formulas are never calculated: their text is
what is read.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from xml.parsers import expat

from web.reading.remarks import Unreadable

MOST_UNPACKED = 48 * 1024**2
MOST_PARTS = 300
MOST_SHEETS = 50
MOST_ROWS = 50_001
MOST_COLUMNS = 60
MOST_LETTERS = 32_767
"""Of one cell; a spreadsheet program holds no more."""
PIECE = 256 * 1024
FORBIDDEN = re.compile(r"vbaproject|externallinks?/|/embeddings/|activex|connections\.xml", re.I)
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
DAY_FORMATS = frozenset({14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)})
LITERALS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
BEGIN_1900, BEGIN_1904 = date(1899, 12, 30), date(1904, 1, 1)
LAST_SERIAL = 2_958_465
"""The last day of the year 9999."""


@dataclass(frozen=True, slots=True)
class Cell:
    """``text`` as somebody would read it; ``day`` when the cell is a date by its format."""

    text: str
    day: date | None = None
    formula: bool = False


@dataclass
class Grid:
    """Rows by their number in the file, from 1; only those with something in them."""

    rows: dict[int, list[Cell]] = field(default_factory=dict)


def read_workbook(content: bytes) -> Grid:
    """The first sheet that has anything in it."""
    parts = _Parts(content)
    book = _Book(parts)
    grid = Grid()
    for path in book.sheets:
        grid = _Sheet(book).read(parts.unpack(path))
        if grid.rows:
            break
    return grid


class _Parts:
    """The files of the workbook, unpacked with a common limit."""

    def __init__(self, content: bytes) -> None:
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(content))
            self.names = {one.filename: one for one in self.zip.infolist()}
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
            raise Unreadable("FILE_TYPE") from None
        if "[Content_Types].xml" not in self.names or "xl/workbook.xml" not in self.names:
            raise Unreadable("FILE_TYPE")
        listed = self.zip.infolist()
        if len(listed) > MOST_PARTS or len(listed) != len(self.names):
            raise Unreadable("FILE_UNSAFE")
        if any(FORBIDDEN.search(name) or one.flag_bits & 1 for name, one in self.names.items()):
            raise Unreadable("FILE_UNSAFE")
        self.left = MOST_UNPACKED

    def unpack(self, name: str) -> Iterator[bytes]:
        """Piece by piece; nothing when there is no such part."""
        if name not in self.names:
            return
        try:
            with self.zip.open(name) as part:
                while piece := part.read(PIECE):
                    self.left -= len(piece)
                    if self.left < 0:
                        raise Unreadable("FILE_UNSAFE")
                    yield piece
        except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError):
            raise Unreadable("FILE_UNSAFE") from None


class _Reader:
    """Elements by their local name; a DOCTYPE ends the reading."""

    def read_xml(self, content: Iterable[bytes]) -> None:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.text
        parser.buffer_text = True
        begun = False
        try:
            for piece in content:
                parser.Parse(piece, False)
                begun = True
            if begun:
                parser.Parse(b"", True)
        except expat.ExpatError:
            raise Unreadable("FILE_UNSAFE") from None

    def _doctype(self, *_: object) -> None:
        raise Unreadable("FILE_UNSAFE")

    def _start(self, name: str, given: dict[str, str]) -> None:
        self.start(name.rpartition(":")[2], given)

    def _end(self, name: str) -> None:
        self.end(name.rpartition(":")[2])

    def start(self, name: str, given: dict[str, str]) -> None:
        raise NotImplementedError

    def end(self, name: str) -> None:
        raise NotImplementedError

    def text(self, text: str) -> None:
        raise NotImplementedError


class _Elements(_Reader):
    """All elements of a small part with their attributes."""

    def __init__(self, content: Iterable[bytes]) -> None:
        self.found: list[tuple[str, dict[str, str]]] = []
        self.read_xml(content)

    def start(self, name: str, given: dict[str, str]) -> None:
        local = {key.rpartition(":")[2]: value for key, value in given.items()}
        self.found.append((name, local | given))

    def end(self, name: str) -> None:
        pass

    def text(self, text: str) -> None:
        pass

    def of(self, name: str) -> Iterator[dict[str, str]]:
        return (given for found, given in self.found if found == name)


class _Strings(_Reader):
    """The shared strings; readings above Chinese characters are no part of them."""

    def __init__(self, content: Iterable[bytes]) -> None:
        self.found: list[Cell] = []
        self._pieces: list[str] = []
        self._inside = self._aside = False
        self.read_xml(content)

    def start(self, name: str, given: dict[str, str]) -> None:
        if name == "si":
            self._pieces = []
        self._aside = self._aside or name == "rPh"
        self._inside = name == "t" and not self._aside

    def end(self, name: str) -> None:
        if name == "si":
            # One cell for all that name it: a million of them cost a million references.
            self.found.append(Cell("".join(self._pieces)[:MOST_LETTERS]))
        if name == "rPh":
            self._aside = False
        self._inside = False

    def text(self, text: str) -> None:
        if self._inside:
            self._pieces.append(text)


class _Book:
    """Which sheets there are, which styles are days, and when its days begin."""

    def __init__(self, parts: _Parts) -> None:
        book = _Elements(parts.unpack("xl/workbook.xml"))
        links = {
            one.get("Id", ""): one.get("Target", "")
            for one in _Elements(parts.unpack("xl/_rels/workbook.xml.rels")).of("Relationship")
            if one.get("TargetMode") != "External"
        }
        sheets = [links.get(one.get("r:id", one.get("id", "")), "") for one in book.of("sheet")]
        if len(sheets) > MOST_SHEETS:
            raise Unreadable("FILE_UNSAFE")
        self.sheets = [_inside(target) for target in sheets if target]
        begins_late = any(one.get("date1904") in ("1", "true") for one in book.of("workbookPr"))
        self.begin = BEGIN_1904 if begins_late else BEGIN_1900
        self.days = _day_styles(_Elements(parts.unpack("xl/styles.xml")))
        self.strings = _Strings(parts.unpack("xl/sharedStrings.xml")).found


def _inside(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _day_styles(styles: _Elements) -> frozenset[int]:
    own = {one.get("numFmtId", ""): one.get("formatCode", "") for one in styles.of("numFmt")}
    within, found, number = False, set(), 0
    for name, given in styles.found:
        if name in ("cellXfs", "cellStyles"):
            within = name == "cellXfs"
        elif name == "xf" and within:
            kind = given.get("numFmtId", "0")
            letters = LITERALS.sub("", own.get(kind, "")).lower()
            if (kind.isdigit() and int(kind) in DAY_FORMATS) or ("y" in letters and "d" in letters):
                found.add(number)
            number += 1
    return frozenset(found)


class _Sheet(_Reader):
    def __init__(self, book: _Book) -> None:
        self.book, self.grid = book, Grid()
        self.row = self.column = 0
        self.kind = self.style = ""
        self.said: dict[str, list[str]] = {}
        self.inside = ""

    def read(self, content: Iterable[bytes]) -> Grid:
        self.read_xml(content)
        return self.grid

    def start(self, name: str, given: dict[str, str]) -> None:
        if name == "row":
            number = given.get("r", "")
            self.row = int(number) if number.isdigit() and len(number) < 8 else self.row + 1
            self.column = 0
        elif name == "c":
            self._place(given.get("r", ""))
            self.kind, self.style, self.said = given.get("t", "n"), given.get("s", ""), {}
        elif name in ("v", "t", "f"):
            self.inside = name
            if name == "f":
                self.said["f"] = []
        elif name == "rPh":
            self.inside = ""

    def _place(self, reference: str) -> None:
        found = REFERENCE.fullmatch(reference)
        if found is None:
            self.column += 1
            return
        self.column = 0
        for letter in found[1]:
            self.column = self.column * 26 + ord(letter) - 64
        self.row = int(found[2])

    def end(self, name: str) -> None:
        if name in ("v", "t", "f"):
            self.inside = ""
        elif name == "c":
            cell = self._cell()
            if cell.text:
                self._keep(cell)

    def text(self, text: str) -> None:
        if self.inside:
            self.said.setdefault(self.inside, []).append(text)

    def _keep(self, cell: Cell) -> None:
        if self.row > MOST_ROWS or self.column > MOST_COLUMNS or self.row < 1:
            raise Unreadable("FILE_TOO_LARGE", rows=f"{MOST_ROWS - 1:,}", size="10")
        row = self.grid.rows.setdefault(self.row, [])
        row.extend([EMPTY] * (self.column - len(row)))
        row[self.column - 1] = cell

    def _cell(self) -> Cell:
        value = "".join(self.said.get("v", ()))[:MOST_LETTERS]
        if "f" in self.said:
            formula = "".join(self.said["f"])[:MOST_LETTERS]
            return Cell(f"={formula}" if formula else value, formula=True)
        if self.kind == "s":
            strings = self.book.strings
            known = value.isdigit() and len(value) < 9 and int(value) < len(strings)
            return strings[int(value)] if known else EMPTY
        if self.kind == "inlineStr":
            return Cell("".join(self.said.get("t", ()))[:MOST_LETTERS])
        if self.kind == "d":
            return _iso(value)
        if self.kind == "b":
            return Cell("1" if value == "1" else "0")
        return self._number(value) if self.kind == "n" else Cell(value)

    def _number(self, value: str) -> Cell:
        try:
            number = float(value)
        except ValueError:
            return Cell(value)
        if not -1e15 < number < 1e15:
            return Cell(value)
        whole = int(number)
        text = str(whole) if whole == number else repr(number)
        is_day = self.style.isdigit() and int(self.style) in self.book.days
        if is_day and 0 < whole < LAST_SERIAL - 1462:
            day = self.book.begin + timedelta(days=whole)
            return Cell(day.isoformat(), day)
        return Cell(text)


EMPTY = Cell("")


def _iso(value: str) -> Cell:
    try:
        day = datetime.fromisoformat(value).date()
    except ValueError:
        return Cell(value)
    return Cell(day.isoformat(), day)
