"""Rows of a CSV or XLSX file as cells, whatever made the file; and rows written back, harmless.

CSV comes as UTF-8 with or without a mark, or as CP949, which Korean Excel writes (B01, B02).
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any

from web.exchange.remarks import Unreadable
from web.exchange.workbooks import MOST_COLUMNS, MOST_ROWS, Cell, read_workbook

MOST_BYTES = 10 * 1024**2
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
PARTS = (",", "\t", ";")
RISKY = tuple("=+-@\t\r＝＋－＠")
"""A spreadsheet program takes a cell that begins so for a formula (B07)."""
FORMULA = re.compile(r"\s*[=@＝＠]|\s*[+\-＋－]\s*[^\s\d\-(]|\t")
QUOTED = re.compile(r"'(?=[=+\-@＝＋－＠\t\d])")
"""The sign by which a spreadsheet program was told to take a cell as text."""
Rows = dict[int, list[Cell]]
"""By number in the file, from 1."""


def read_rows(content: bytes) -> Rows:
    if not content.strip():
        raise Unreadable("FILE_EMPTY")
    if len(content) > MOST_BYTES:
        raise _too_large()
    if content.startswith(OLD_EXCEL) or (not content.startswith(ZIP) and b"\x00" in content[:4096]):
        raise Unreadable("FILE_TYPE")
    rows = read_workbook(content).rows if content.startswith(ZIP) else _read_csv(content)
    if not rows:
        raise Unreadable("FILE_EMPTY")
    composed = cache(_composed)
    return {number: [composed(one) for one in cells] for number, cells in rows.items()}


def write_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """With the mark by which Excel knows UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([harmless(one) for one in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def harmless(value: object) -> str:
    """Text that no spreadsheet program calculates."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(RISKY) else text


def write_xlsx(sheets: dict[str, Sequence[Sequence[object]]], widths: Sequence[int] = ()) -> bytes:
    """Every cell text, number or day; a heading line that stays in sight."""
    import xlsxwriter  # type: ignore[import-untyped]

    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for column, width in enumerate(widths):
                sheet.set_column(column, column, width)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    _write(sheet, (number, column), value, heading if number == 0 else None, day)
    return out.getvalue()


def _write(sheet: Any, at: tuple[int, int], value: object, style: object, day: object) -> None:
    if isinstance(value, date):
        sheet.write_datetime(*at, value, day)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(*at, value, style)
    elif value not in (None, ""):
        sheet.write_string(*at, str(value), style)


def _read_csv(content: bytes) -> Rows:
    text = _text(content)
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


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as utf8:
        try:
            return content.decode("cp949")
        except UnicodeDecodeError as error:
            # Whichever spelling went further is the one the file is in.
            stop = max(utf8.start, error.start)
            row = content[:stop].count(b"\n") + 1
            raise Unreadable("CSV_ENCODING", row=str(row)) from None


def _parted_by(text: str) -> str:
    head = text[:4096].splitlines()[0] if text.strip() else ""
    return max(PARTS, key=head.count)


def _composed(cell: Cell) -> Cell:
    """Hangul as macOS writes it in pieces is put together."""
    text = unicodedata.normalize("NFC", cell.text).strip()
    text = text[1:] if QUOTED.match(text) else text
    return Cell(text, cell.day, cell.formula)


def _too_large() -> Unreadable:
    return Unreadable("FILE_TOO_LARGE", rows=f"{MOST_ROWS - 1:,}", size=str(MOST_BYTES // 1024**2))
