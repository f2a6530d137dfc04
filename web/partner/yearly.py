"""``/partner/year``: the body's own result sheet, on a page and to take along (PW-11)."""

from io import BytesIO
from typing import Any

from fastapi import Response

from i18n.loader import gettext
from i18n.marks import N_
from i18n.wording import words
from store import agencies, partner_sheet
from store.partner_sheet import Figures, Sheet
from web.access import Area, Here
from web.partner.desk import HOME, PAGE_ABOUT_NOBODY, desk_of, today_of
from web.render import page
from web.sheets import WON, XLSX, workbook
from web.visitor import Visit

area = Area(f"{HOME}/year")
YEARS_SHOWN = 5
COLUMNS: tuple[tuple[str, str], ...] = (
    ("asked", N_("받은 의뢰")),
    ("taken", N_("맡음")),
    ("declined", N_("맡지 못함")),
    ("waiting", N_("답 전")),
    ("done", N_("마침")),
    ("undelivered", N_("드리지 못함")),
    ("withdrawn", N_("거두어짐")),
    ("sessions", N_("이용 횟수")),
    ("answer_days", N_("답까지 걸린 날(가운데)")),
)


@area.get("", access=PAGE_ABOUT_NOBODY)
async def shown(visit: Here) -> Response:
    year, sheet, name = await _read(visit)
    this = today_of(visit).year
    return page(
        visit.request,
        "partner/year.html",
        sheet=sheet,
        body_name=name,
        year=year,
        years=range(this, this - YEARS_SHOWN, -1),
        columns=[(column, gettext(label)) for column, label in COLUMNS],
        rows=[
            (_service(one), [getattr(one, column) for column, _ in COLUMNS]) for one in _all(sheet)
        ],
    )


@area.get("/sheet.xlsx", access=PAGE_ABOUT_NOBODY)
async def taken_along(visit: Here) -> Response:
    year, sheet, name = await _read(visit)
    headers = {"Content-Disposition": f'attachment; filename="hamkke-{year}.xlsx"'}
    return Response(_workbook(sheet, name), media_type=XLSX, headers=headers)


async def _read(visit: Visit) -> tuple[int, Sheet, str]:
    desk, asked = desk_of(visit), visit.request.query_params.get("year", "")
    this = today_of(visit).year
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else this
    year = min(max(year, 2000), this)
    async with visit.read() as session:
        sheet = await partner_sheet.sheet(session, desk, year)
        body = await agencies.agency(session, desk.agency_id)
    return year, sheet, body.name if body else ""


def _all(sheet: Sheet) -> tuple[Figures, ...]:
    return (*sheet.rows, sheet.total)


def _service(one: Figures) -> str:
    return gettext("모두") if one.service is None else words(one.service)


def _cells(one: Figures) -> list[int | float | None]:
    return [getattr(one, column) for column, _ in COLUMNS]


def _workbook(sheet: Sheet, name: str) -> bytes:
    made = BytesIO()
    with workbook(made) as book:
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": WON})
        tab = book.add_worksheet(str(sheet.year))
        tab.set_column(0, 0, 28)
        tab.set_column(1, len(COLUMNS), 14)
        tab.write_string(0, 0, name, bold)
        tab.write_string(1, 0, gettext("%(year)s년 실적", year=sheet.year))
        _table(tab, sheet, bold)
        below = len(_all(sheet)) + 5
        for number, (label, amount) in enumerate(_money(sheet)):
            tab.write_string(below + number, 0, label)
            tab.write_number(below + number, 1, amount, money)
    return made.getvalue()


def _table(tab: Any, sheet: Sheet, bold: Any) -> None:
    head = (gettext("서비스"), *(gettext(label) for _, label in COLUMNS))
    for column, label in enumerate(head):
        tab.write_string(3, column, label, bold)
    for row, one in enumerate(_all(sheet), 4):
        tab.write_string(row, 0, _service(one))
        for column, (field, _) in enumerate(COLUMNS, 1):
            value = getattr(one, field)
            if value is not None:
                tab.write_number(row, column, value)


def _money(sheet: Sheet) -> tuple[tuple[str, int], ...]:
    return (
        (gettext("보낸 돈(원)"), sheet.money),
        (gettext("물품으로 보낸 값(원)"), sheet.in_kind),
    )
