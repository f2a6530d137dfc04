"""``/resources``: what was given, by whom and for what; every number opens the lines behind it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import Response

from care.model.codes import ResourceSource, SubDomain
from i18n.loader import gettext
from i18n.phrases import bare_day
from i18n.wording import words
from store import agencies, ledger
from store.ledger import By, Sums
from web.access import Access, Area, Here
from web.districts import policy_of
from web.identity import local_date
from web.ledger import sheets
from web.ledger.asked import BY, THOUSAND, Wanted, wanted
from web.ledger.pledges import area as pledges_area
from web.ledger.yields import area as yields_area
from web.render import page
from web.sheets import CSV, XLSX, write_csv
from web.visitor import Visit

area = Area("/resources")
VIEW = Access("ViewLedger", record="list")
HOUSEHOLDS_SHOWN = 200
"""Groups a page lists; the sheet has all lines."""


@dataclass(frozen=True)
class Group:
    sums: Sums
    name: str
    case_id: str = ""


def today_of(visit: Visit) -> date:
    """The furthest day any case of the district has reached; the real one but in rehearsals."""
    ahead = max([visit.now_of(one) for one in visit.leads], default=visit.now)
    return local_date(ahead)


@area.get("", access=VIEW)
async def show(visit: Here) -> Response:
    asked = wanted(visit.request, today_of(visit))
    found = await ledger.totals(visit.session, visit.scope, asked.asked(), asked.by)
    groups = await _groups(visit, found[:HOUSEHOLDS_SHOWN], asked)
    visit.saw([one.case_id for one in found[:HOUSEHOLDS_SHOWN] if one.case_id])
    results = await ledger.results(visit.session, visit.scope, asked.asked())
    return page(
        visit.request,
        "ledger/totals.html",
        block="content",
        groups=groups,
        more=len(found) - len(groups),
        results=results,
        **await _around(visit, asked),
    )


@area.get("/lines", access=VIEW)
async def lines(visit: Here) -> Response:
    asked = wanted(visit.request, today_of(visit))
    found = await ledger.lines(visit.session, visit.scope, asked.asked(), asked.page)
    results = await ledger.results(visit.session, visit.scope, asked.asked())
    visit.saw([one.case_id for one in found.items])
    return page(
        visit.request,
        "ledger/lines.html",
        block="content",
        found=found,
        total=results.sums.won,
        pages=lambda number: asked.address("/lines", page=number),
        **await _around(visit, asked),
    )


@area.get("/households", access=VIEW)
async def households(visit: Here) -> Response:
    asked = wanted(visit.request, today_of(visit))
    found = await ledger.households(visit.session, visit.scope, asked.asked(), asked.page)
    return await _counted(visit, asked, found, "/households", gettext("그 기간에 함께한 가구"))


@area.get("/linkages", access=VIEW)
async def linkages(visit: Here) -> Response:
    asked = wanted(visit.request, today_of(visit))
    found = await ledger.linkages(visit.session, visit.scope, asked.asked(), asked.page)
    return await _counted(visit, asked, found, "/linkages", gettext("그 기간에 부탁한 서비스"))


async def _counted(visit: Visit, asked: Wanted, found: Any, below: str, title: str) -> Response:
    visit.saw([one.case_id for one in found.items])
    return page(
        visit.request,
        "ledger/counted.html",
        block="content",
        found=found,
        title=title,
        pages=lambda number: asked.address(below, page=number),
        **await _around(visit, asked),
    )


@area.get("/fund", access=VIEW)
async def fund(visit: Here) -> Response:
    """The case-management fund of a calendar year, household by household, against its cap."""
    today = today_of(visit)
    asked = wanted(visit.request, today)
    given = visit.request.query_params.get("year", "")
    year = int(given) if given.isdecimal() and 2000 <= int(given) <= 2100 else today.year
    found = await ledger.fund_uses(visit.session, visit.scope, year, asked.page)
    visit.saw([one.case_id for one in found.items])
    return page(
        visit.request,
        "ledger/fund.html",
        block="content",
        found=found,
        year=year,
        cap=cap_of(visit),
        lines_of=lambda one: Wanted(date(year, 1, 1), date(year, 12, 31)).address(
            "/lines", source=ResourceSource.CASE_FUND.value, household=one.household_id
        ),
        pages=lambda number: f"/resources/fund?year={year}&page={number}",
    )


def cap_of(visit: Visit) -> int | None:
    policy = policy_of(visit.visitor.district)
    return policy.case_policy.case_fund_cap if policy else None


@area.get("/file", access=Access("ExportLedger", record="export"))
async def file(visit: Here) -> Response:
    """All lines of what was asked for, as CSV or, with ``as=xlsx``, as a workbook."""
    asked = wanted(visit.request, today_of(visit))
    found = await ledger.all_lines(visit.session, visit.scope, asked.asked())
    visit.saw(sorted({one.case_id for one in found}))
    bodies = await _bodies(visit)
    rows: list[list[sheets.Cell]] = [[*sheets.headings()]]
    rows += [sheets.row_of(one, bodies) for one in found]
    workbook = visit.request.query_params.get("as") == "xlsx"
    made = sheets.as_xlsx(rows) if workbook else write_csv(rows)
    name = f"resources-{asked.first}-{asked.last}.{'xlsx' if workbook else 'csv'}"
    return Response(
        made,
        media_type=XLSX if workbook else CSV,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _groups(visit: Visit, found: list[Sums], asked: Wanted) -> list[Group]:
    bodies = await _bodies(visit) if asked.by is By.BODY else {}
    return [Group(one, _name(one, asked.by, bodies), one.case_id or "") for one in found]


def _name(one: Sums, by: By, bodies: dict[str, str]) -> str:
    if by is By.BODY:
        return bodies.get(one.key, one.key) or gettext("적지 않음")
    if by is By.HOUSEHOLD:
        return one.label
    if by in (By.SOURCE, By.NEED):
        return words(one.key)
    return one.key


async def _bodies(visit: Visit) -> dict[str, str]:
    known = await agencies.register(visit.session, visit.visitor.district)
    return {str(one.agency_id): one.name for one in known}


async def _around(visit: Visit, asked: Wanted) -> dict[str, Any]:
    bodies = await _bodies(visit)
    return {
        "asked": asked,
        "by": [(code, gettext(word), asked.address(by=code.value)) for code, word in BY],
        "spans": _spans(asked, today_of(visit)),
        "sources": list(ResourceSource),
        "needs": list(SubDomain),
        "bodies": sorted(bodies.items(), key=lambda one: one[1]),
        "body_names": bodies,
        "thousand": asked.unit == THOUSAND,
        "other_unit": asked.address(unit="" if asked.unit else THOUSAND),
        "narrowed": _told(asked, bodies),
        "may_export": visit.may("ExportLedger"),
        "period": f"{bare_day(asked.first)} – {bare_day(asked.last)}",
    }


def _spans(asked: Wanted, today: date) -> list[tuple[str, str, bool]]:
    """This month, this year, last year."""
    month = today.replace(day=1)
    until = date.fromordinal(
        date(today.year + today.month // 12, today.month % 12 + 1, 1).toordinal() - 1
    )
    known = (
        (gettext("이번 달"), month, until),
        (gettext("올해"), date(today.year, 1, 1), date(today.year, 12, 31)),
        (gettext("지난해"), date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    )
    return [
        (word, asked.address(first=first, last=last), (first, last) == (asked.first, asked.last))
        for word, first, last in known
    ]


def _told(asked: Wanted, bodies: dict[str, str]) -> list[str]:
    """What the lines are narrowed to, in words."""
    told = []
    if asked.source is not None:
        told.append(words(asked.source))
    if asked.side:
        told.append(gettext("민간") if asked.side == "private" else gettext("공공"))
    if asked.kind:
        told.append(gettext("물품") if asked.kind == "in_kind" else gettext("돈"))
    if asked.body is not None:
        told.append(bodies.get(asked.body, asked.body) or gettext("적지 않음"))
    if asked.need is not None:
        told.append(words(asked.need))
    if asked.household:
        told.append(gettext("한 가구"))
    return told


area.routes.extend(pledges_area.routes)
area.routes.extend(yields_area.routes)
