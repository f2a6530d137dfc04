"""Rows of a CSV or XLSX file as cells, whatever made the file.

CSV comes as UTF-8 with or without a mark, or as CP949, which Korean Excel writes (B01, B02).
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from web.reading.remarks import Unreadable
from web.reading.workbooks import MOST_COLUMNS, MOST_ROWS, Cell, read_workbook

MOST_BYTES = 10 * 1024**2
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MARK = b"\xef\xbb\xbf"
PARTS = (",", "\t", ";")
FORMULA = re.compile(r"\s*[=@＝＠]|\s*[+\-＋－]\s*[^\s\d\-(]|\t")
"""What a spreadsheet program would calculate (B07)."""
QUOTED = re.compile(r"'(?=[=+\-@＝＋－＠\t\d])")
"""The sign by which a spreadsheet program was told to take a cell as text."""
Rows = dict[int, list[Cell]]
"""By number in the file, from 1."""


WIDE = re.compile(r"[０-９]")


@dataclass
class Table:
    """``mended``: what of the spelling was put right, by the code of its note."""

    rows: Rows
    mended: set[str] = field(default_factory=set)


def read_rows(content: bytes) -> Rows:
    return read_table(content).rows


def read_table(content: bytes) -> Table:
    if not content.strip():
        raise Unreadable("FILE_EMPTY")
    if len(content) > MOST_BYTES:
        raise _too_large()
    if content.startswith(OLD_EXCEL) or (not content.startswith(ZIP) and b"\x00" in content[:4096]):
        raise Unreadable("FILE_TYPE")
    mended: set[str] = set()
    packed = content.startswith(ZIP)
    rows = read_workbook(content).rows if packed else _read_csv(content, mended)
    if not rows:
        raise Unreadable("FILE_EMPTY")
    composed = cache(_composer(mended))
    return Table({number: [composed(c) for c in cells] for number, cells in rows.items()}, mended)


def _read_csv(content: bytes, mended: set[str]) -> Rows:
    text = _text(content, mended)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_parted_by(text))
    rows: Rows = {}
    try:
        for number, given in enumerate(reader, start=1):
            if number > MOST_ROWS or len(given) > MOST_COLUMNS:
                raise _too_large()
            cells = [Cell(one, formula=FORMULA.match(one) is not None) for one in given]
            if any(one.text.strip() for one in cells):
                rows[number] = cells
    except csv.Error:
        raise Unreadable("FILE_TYPE") from None
    return rows


def _text(content: bytes, mended: set[str]) -> str:
    mended |= {"READ_MARK"} if content.startswith(MARK) else set()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as utf8:
        try:
            text = content.decode("cp949")
        except UnicodeDecodeError as error:
            # Whichever spelling went further is the one the file is in.
            stop = max(utf8.start, error.start)
            row = content[:stop].count(b"\n") + 1
            raise Unreadable("CSV_ENCODING", row=str(row)) from None
    mended.add("READ_CP949")
    return text


def _parted_by(text: str) -> str:
    head = text[:4096].splitlines()[0] if text.strip() else ""
    return max(PARTS, key=head.count)


def _composer(mended: set[str]) -> Callable[[Cell], Cell]:
    """Hangul as macOS writes it in pieces is put together."""

    def composed(cell: Cell) -> Cell:
        text = unicodedata.normalize("NFC", cell.text)
        if text != cell.text:
            mended.add("COMPOSED")
        if WIDE.search(text):
            mended.add("WIDE")
        text = text.strip()
        text = text[1:] if QUOTED.match(text) else text
        return Cell(text, cell.day, cell.formula)

    return composed


def _too_large() -> Unreadable:
    return Unreadable("FILE_TOO_LARGE", rows=f"{MOST_ROWS - 1:,}", size=str(MOST_BYTES // 1024**2))
