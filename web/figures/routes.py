"""``/figures``: what a district reports, by year and month; every number opens its list."""

from datetime import date
from typing import Any

from fastapi import Response

from care.model.codes import DiscoveryChannel
from care.model.figures import FactKind, Measure
from care.model.policy import CasePolicy
from i18n.loader import gettext
from i18n.marks import N_
from i18n.wording import words
from i18n.wording.figures import GUIDE_STEP, MEASURE
from store import agencies, people
from store import figure_counts as counts
from store.figure_counts import By, Which
from web.access import Access, Area, Here
from web.districts import office_name, policy_of
from web.figures import national as national_sheet
from web.figures import outside, tables
from web.figures.asked import BY, PATH, Wanted, wanted, which
from web.figures.charts import charts
from web.figures.closing import area as closing_area
from web.figures.report import Report, report, zones_of
from web.identity import local_date
from web.render import page
from web.visitor import Visit

area = Area(PATH)
VIEW = Access("ViewFigures", record="list")
EXPORT = Access("ExportFigures", record="export")
KINDS: dict[FactKind, str] = {
    FactKind.STAY: N_("단계를 떠난 사례"),
    FactKind.STEP: N_("지침의 구간을 마친 사례"),
    FactKind.OWNED: N_("담당이 정해진 사례"),
    FactKind.ENDED: N_("끝난 사례"),
    FactKind.CLASSIFIED: N_("구분이 정해진 사례"),
    FactKind.ENTERED: N_("단계에 들어간 사례"),
    FactKind.MERGED: N_("합친 기록"),
}
DAYS = frozenset({FactKind.STAY, FactKind.STEP})
LAST_YEARS = 4
MONEY = frozenset({FactKind.PUBLIC, FactKind.PRIVATE})


@area.get("", access=VIEW)
async def show(visit: Here) -> Response:
    made = await _report(visit)
    names = await _names(visit, made)
    since = await counts.first_year(visit.session, visit.visitor.district)
    return page(
        visit.request,
        "figures/report.html",
        block="content",
        report=made,
        charts=charts(made.times),
        names=names,
        columns=tables.column_words(),
        **_around(visit, made.wanted, since),
    )


@area.get("/list", access=VIEW)
async def listed(visit: Here) -> Response:
    """What stands behind a number; by the very condition it was counted by."""
    asked, policy = _wanted(visit), _policy(visit)
    shown, within = which(visit.request), asked.asked(policy)
    found = await counts.behind(visit.session, visit.scope, within, shown, asked.page)
    total = await counts.value(visit.session, visit.scope, within, shown)
    visit.saw([one.case_id for one in found.items])
    bodies = await agencies.register(visit.session, visit.visitor.district)
    return page(
        visit.request,
        "figures/list.html",
        block="content",
        asked=asked,
        found=found,
        shown=shown,
        title=_title(shown),
        narrowed=_narrowed(visit, asked, shown),
        total=total,
        in_won=shown.kind in MONEY,
        in_days=shown.kind in DAYS,
        bodies={one.agency_id: one.name for one in bodies},
        pages=lambda number: asked.behind(shown, page=number),
    )


@area.get("/file", access=EXPORT)
async def file(visit: Here) -> Response:
    """The report as CSV, or with ``as`` as a workbook (``xlsx``) or a paper (``pdf``)."""
    made = await _report(visit)
    names = await _names(visit, made)
    found = tables.leaving(made, visit.visitor.district, names)
    return await tables.answer(found, visit.request.query_params.get("as", ""), visit.at)


@area.get("/national", access=EXPORT)
async def national(visit: Here) -> Response:
    """What is typed into the national system, ready to copy; with ``as`` as a file."""
    asked, district = _wanted(visit), visit.visitor.district
    made = await national_sheet.national(
        visit.session, visit.scope, asked, _policy(visit), district
    )
    visit.saw([one.case_id for one in made.cases])
    kind = visit.request.query_params.get("as", "")
    if kind:
        return await tables.answer(made.leaving, kind, visit.at)
    return page(
        visit.request,
        "figures/national.html",
        block="content",
        asked=asked,
        leaving=made.leaving,
        texts=[(one.title, national_sheet.as_text(one), len(one.rows)) for one in
               made.leaving.tables],
    )  # fmt: skip


@area.get("/outside", access=Access("ExportFigures", record="export"))
async def outsiders(visit: Here) -> Response:
    """The dashboard for whoever does not belong to the district; of years that are over."""
    asked, district, today = _wanted(visit), visit.visitor.district, today_of(visit)
    year = int(asked.first[:4])
    if year >= today.year:
        year = today.year - 1
    whole = Wanted(f"{year}-01", f"{year}-12")
    found = await outside.dashboard(visit.session, visit.scope, whole, _policy(visit), district)
    leaving = outside.leaving(found, district)
    kind = visit.request.query_params.get("as", "")
    if kind:
        return await tables.answer(leaving, kind, visit.at)
    return page(
        visit.request,
        "figures/outside.html",
        block="content",
        asked=whole,
        found=found,
        leaving=leaving,
        years=[(one, f"{PATH}/outside?year={one}") for one in (year - 1, year, year + 1)
               if one < today.year],
    )  # fmt: skip


def today_of(visit: Visit) -> date:
    """The furthest day any case of the district has reached; the real one but in rehearsals."""
    ahead = max([visit.now_of(one) for one in visit.leads], default=visit.now)
    return local_date(ahead)


async def _report(visit: Visit) -> Report:
    district = visit.visitor.district
    return await report(
        visit.session, visit.scope, _wanted(visit), _policy(visit), district, today_of(visit)
    )


async def _names(visit: Visit, made: Report) -> dict[Any, str]:
    ids = {who for who, _ in made.loads}
    keyring = visit.dependencies.keyring
    return dict(await people.display_names(visit.session, keyring, ids)) if ids else {}


def _wanted(visit: Visit) -> Wanted:
    return wanted(visit.request, today_of(visit), zones_of(_policy(visit)))


def _policy(visit: Visit) -> CasePolicy | None:
    policy = policy_of(visit.visitor.district)
    return policy.case_policy if policy else None


def _title(shown: Which) -> str:
    measure = next((one for one in Measure if (one.kind, one.how) == (shown.kind, shown.how)), None)
    measure = measure or next((one for one in Measure if one.kind is shown.kind), None)
    return gettext(MEASURE[measure] if measure else KINDS[shown.kind])


def _narrowed(visit: Visit, asked: Wanted, shown: Which) -> list[str]:
    told = []
    if asked.office:
        told.append(office_name(visit.visitor.district, asked.office))
    if asked.zone:
        told.append(words(asked.zone))
    if asked.channel:
        told.append(words(asked.channel))
    if shown.code:
        step = next((one for one in GUIDE_STEP if one == shown.code), None)
        told.append(gettext(GUIDE_STEP[step]) if step else words(shown.code))
    if shown.over is not None:
        told.append(gettext("%(n)s일을 넘긴 것", n=shown.over))
    return told


def _around(visit: Visit, asked: Wanted, since: int | None) -> dict[str, Any]:
    today, policy = today_of(visit), policy_of(visit.visitor.district)
    offices = policy.offices if policy else {}
    zones = zones_of(policy.case_policy if policy else None)
    return {
        "asked": asked,
        "spans": _spans(asked, today, since or today.year),
        "by": [
            (one, gettext(word), asked.address(by=one.value))
            for one, word in BY
            if one is not By.ZONE or zones
        ],
        "offices": sorted(offices.items(), key=lambda one: one[1]),
        "zones": [(one, words(one)) for one in zones],
        "channels": list(DiscoveryChannel),
        "may_export": visit.may("ExportFigures"),
    }


def _spans(asked: Wanted, today: date, since: int) -> list[tuple[str, str, bool]]:
    """This month, the last years and those beside what is shown, and all of them by year."""
    known: dict[str, dict[str, object]] = {gettext("이번 달"): {"month": f"{today:%Y-%m}"}}
    shown = int(asked.first[:4])
    near = {*range(today.year - LAST_YEARS, today.year + 1), shown - 1, shown, shown + 1}
    for one in sorted(near & set(range(since, today.year + 1)), reverse=True):
        known[f"{one}"] = {"year": f"{one}"}
    if since < today.year:
        whole = {"from": f"{since}-01", "to": f"{today.year}-12", "by": By.YEAR.value}
        known[gettext("모든 해")] = {**whole}
    addresses = {word: asked.address("", **said) for word, said in known.items()}
    return [(word, href, href == asked.address()) for word, href in addresses.items()]


area.routes.extend(closing_area.routes)
