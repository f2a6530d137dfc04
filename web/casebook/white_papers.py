"""자원백서 as a volume (domain GP-08): the directory's tables, and what a year brought in numbers.

Given to outsiders, so counts below the district's ``figures.smallCell`` are not told, and there
are no totals they could be worked out from.
"""

from datetime import date
from typing import Any

from care.model.codes import ResourceSource, ServiceType
from i18n.loader import gettext
from i18n.phrases import long_day
from i18n.wording import words
from store import directory_bulk, ledger, partner_roles
from store.ledger import Asked, By
from store.volumes import Tables, Volume
from web.casebook.book import partners
from web.districts import district_name, policy_of
from web.exchange.columns import Setting
from web.exchange.white_paper import white_paper
from web.filters import local
from web.identity import local_date
from web.papers import Paper, Section
from web.visitor import Visit

SMALL = 5
"""Where an edition of an earlier release says nothing."""


async def tables_of(visit: Visit, session: Any, volume: Volume) -> Tables:
    """As printed; before that as of today."""
    if volume.tables is not None:
        return volume.tables
    district = visit.visitor.district
    policy = policy_of(district)
    offices = {str(code): name for code, name in policy.offices.items()} if policy else {}
    entries = await directory_bulk.everything(session, district)
    made = white_paper(entries, Setting(local(visit.now).date(), offices))
    yearly = {
        gettext("한 해 연계"): await _linked(visit, session, volume.year),
        gettext("한 해 자원"): await _given(visit, session, volume.year),
        gettext("함께한 기관"): await _bodies(session, visit, volume.year),
    }
    return {
        name: [[_cell(one) for one in row] for row in rows]
        for name, rows in (made | yearly).items()
    }


def _cell(value: object) -> str | int:
    """What a sealed table holds: a day is written out, a number stays one."""
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int) and not isinstance(value, bool) else str(value or "")


async def _linked(visit: Visit, session: Any, year: int) -> list[list[object]]:
    found = await partner_roles.services_of_year(session, visit.visitor.district, year)
    small = small_cell(visit.visitor.district)
    rows: list[list[object]] = [
        [gettext("서비스 종류"), gettext("부탁함"), gettext("마침"), gettext("맡은 기관 수")]
    ]
    for code in ServiceType:
        one = found.get(code.value)
        if one is not None:
            told = [_told(number, small) for number in (one.asked, one.done)]
            rows.append([words(code), *told, one.bodies])
    return rows


async def _given(visit: Visit, session: Any, year: int) -> list[list[object]]:
    asked = Asked(date(year, 1, 1), date(year, 12, 31))
    found = await ledger.totals(session, visit.scope, asked, By.SOURCE)
    small = small_cell(visit.visitor.district)
    rows: list[list[object]] = [[gettext("재원"), gettext("원"), gettext("도움받은 가구")]]
    for one in found:
        few = one.households < small
        won = gettext("밝히지 않음") if few else one.won
        rows.append([words(ResourceSource(one.key)), won, _told(one.households, small)])
    return rows


async def _bodies(session: Any, visit: Visit, year: int) -> list[list[object]]:
    rows: list[list[object]] = [[gettext("기관"), gettext("기관 종류"), gettext("함께한 일")]]
    rows += [[one.name, words(one.kind), one.role] for one in await partners(visit, session, year)]
    return rows


def _told(number: int, small: int) -> object:
    return number if number == 0 or number >= small else gettext("%(n)s 미만", n=small)


def small_cell(district: str) -> int:
    policy = policy_of(district)
    rules = policy.discovery if policy else None
    return rules.small_cell if rules else SMALL


def paper(visit: Visit, volume: Volume, tables: Tables) -> Paper:
    foreword = volume.words.foreword
    opening = [Section("foreword", gettext("여는 글"), prose=(("", foreword),))]
    sections = [
        Section(
            f"table-{number}",
            name,
            head=tuple(str(one) for one in rows[0]),
            rows=tuple(tuple(_said(one) for one in row) for row in rows[1:]),
        )
        for number, (name, rows) in enumerate(tables.items(), start=1)
        if len(rows) > 1
    ]
    return Paper(
        title=volume.words.title,
        about=f"{district_name(visit.visitor.district)} · {volume.year}",
        sections=(*(opening if foreword else ()), *sections),
        made=long_day(volume.printed_on or local_date(visit.now)),
    )


def _said(value: str | int) -> str:
    return f"{value:,}" if isinstance(value, int) else value
