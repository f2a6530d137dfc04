"""The ledger as a file for a spreadsheet: case numbers, codes in words and won; nobody's name."""

from collections.abc import Mapping, Sequence

from i18n.loader import gettext
from i18n.wording import words
from store.ledger import EntryRow
from web.sheets import WON, write_xlsx

Cell = str | int


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


def as_xlsx(rows: Sequence[Sequence[Cell]]) -> bytes:
    widths = (16,) * len(headings())
    return write_xlsx({gettext("자원"): rows}, widths, WON)
