"""Rows written for a spreadsheet program, harmless: no cell is ever calculated (B07)."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RISKY = tuple("=+-@\t\r＝＋－＠")
"""A spreadsheet program takes a cell that begins so for a formula."""
WON = "#,##0"


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


@contextmanager
def workbook(out: io.BytesIO) -> Iterator[Any]:
    """A book in which text stays text, whatever it looks like."""
    import xlsxwriter  # type: ignore[import-untyped]

    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        yield book


def write_xlsx(
    sheets: dict[str, Sequence[Sequence[object]]], widths: Sequence[int] = (), number: str = ""
) -> bytes:
    """Every cell text, number (as ``number`` says) or day; a heading line that stays in sight."""
    out = io.BytesIO()
    with workbook(out) as book:
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        plain = book.add_format({"num_format": number}) if number else None
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for column, width in enumerate(widths):
                sheet.set_column(column, column, width)
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    _write(sheet, (at, column), value, plain if at else heading, day)
    return out.getvalue()


def _write(sheet: Any, at: tuple[int, int], value: object, style: object, day: object) -> None:
    if isinstance(value, date):
        sheet.write_datetime(*at, value, day)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(*at, value, style)
    elif value not in (None, ""):
        sheet.write_string(*at, str(value), style)
