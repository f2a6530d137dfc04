"""The ledger as a file for a spreadsheet: case numbers, codes in words and won; nobody's name."""

import csv
import io
from collections.abc import Iterable, Mapping

from i18n.loader import gettext
from i18n.wording import words
from store.ledger import EntryRow

Cell = str | int
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be run by the spreadsheet, not shown."""


def headings() -> list[str]:
    return [
        gettext("날짜"),
        gettext("사례번호"),
        gettext("공공·민간"),
        gettext("재원"),
        gettext("준 곳"),
        gettext("욕구"),
        gettext("돈·물품"),
        gettext("금액(원)"),
        gettext("의뢰"),
        gettext("채운 달"),
    ]


def row_of(one: EntryRow, bodies: Mapping[str, str]) -> list[Cell]:
    return [
        one.on.isoformat(),
        one.case_number,
        gettext("민간") if one.source.is_private else gettext("공공"),
        words(one.source),
        bodies.get(one.agency_id or "", ""),
        words(one.need),
        gettext("물품") if one.in_kind else gettext("돈"),
        one.amount,
        one.linkage_id or "",
        f"{one.month:%Y-%m}" if one.month else "",
    ]


def as_csv(rows: Iterable[list[Cell]]) -> bytes:
    """With a mark at the beginning, so that a spreadsheet reads the Korean."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerows([_harmless(one) for one in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Iterable[list[Cell]]) -> bytes:
    import xlsxwriter  # type: ignore[import-untyped]

    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(gettext("자원"))
        money, bold = book.add_format({"num_format": "#,##0"}), book.add_format({"bold": True})
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(number, column, cell, money)
                else:
                    sheet.write_string(number, column, cell, bold if number == 0 else None)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(headings()) - 1, 16)
    return made.getvalue()


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
