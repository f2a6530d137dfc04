"""``/policies/whatifs``: recorded cases lived through again under a change (가정 재현).

What people answered is kept as recorded; a decision nobody was asked for is shown as unknown.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date

from fastapi import Response

from care.messages.studies import StudyAsked, StudyKind
from i18n.loader import gettext
from i18n.wording import words
from i18n.wording.whatif import WORK, title
from policies.resolve import ResolvedPolicy
from store import people, policy_studies
from store.policy_studies import Finding, Study
from web import forms
from web.access import Access, Area, Here
from web.decisions import moved
from web.districts import office_name
from web.forms import Filled, Form, Line
from web.policies.charts import bars
from web.policies.study_asking import behind, cases_at, narrowed, page_asked, study_found
from web.policies.study_subject import number_of, offered, policy_of, title_of
from web.policies.study_words import zone_word
from web.policies.whatif_sight import CODES, WhatIfSight, bars_of, sight_of, work_bars
from web.policies.whatif_words import told_of
from web.render import page
from web.visitor import Visit
from web.words import Problem
from workflows.studies import study_id

area = Area("/policies")
STUDIED = "StudyPolicy"
SEE = Access(STUDIED, record=None)
"""Numbers only; a list of cases leaves its own record."""
MOST = 100_000
WHATIFS = "/policies/whatifs"


class Starting(Form):
    about: Line
    """A draft's id, or the number of an edition that waits for its day."""
    first: date | None = None
    last: date | None = None
    """Cases opened from the first day to the last, both included."""


@dataclass(frozen=True)
class Row:
    study: Study
    about: str
    sight: WhatIfSight


@area.get("/whatifs", access=SEE)
async def listed(visit: Here) -> Response:
    return await _list(visit, forms.blank(about=visit.request.query_params.get("about", "")))


@area.post("/whatifs", access=Access(STUDIED, record="act"))
async def start(visit: Here) -> Response:
    form = await forms.read(visit, Starting)
    policy = await _policy(visit, form)
    if policy is None or form.intent is None:
        return await _list(visit, form, 422)
    asked = form.value
    study = Study(
        study_id=study_id(visit.visitor.district, form.intent),
        district=visit.visitor.district,
        kind=StudyKind.WHATIF,
        about=asked.about,
        edition=number_of(visit, asked.about),
        policy_hash=policy.case_policy.content_hash,
        as_of=visit.at,
        started_by=visit.visitor.person,
        started_at=visit.at,
        from_day=asked.first,
        until_day=asked.last,
    )
    async with visit.write() as session:
        await policy_studies.create(session, study, policy.case_policy)
    if visit.dependencies.studies is not None:
        told = StudyAsked(study_id=study.study_id, district=study.district)
        await visit.dependencies.studies.start(told)
    return moved(visit.request, f"{WHATIFS}/{study.study_id}")


@area.get("/whatifs/{study}", access=SEE)
async def show(visit: Here, study: str) -> Response:
    found = await study_found(visit, study, StudyKind.WHATIF)
    async with visit.read() as session:
        counts = await policy_studies.counts(session, visit.scope, found.study_id)
        names = await people.display_names(session, visit.dependencies.keyring, {found.started_by})
    return page(
        visit.request,
        "policies/whatif.html",
        block="content",
        study=found,
        sight=sight_of(found, counts),
        about=await title_of(visit, found.about),
        period=period_of(found),
        kinds=[gettext(kind) for kind in WORK.values()],
        who=names.get(found.started_by, gettext("옛 담당")),
        address=f"{WHATIFS}/{found.study_id}",
    )


@area.post("/whatifs/{study}/stop", access=Access(STUDIED, record="act"))
async def stop(visit: Here, study: str) -> Response:
    await forms.pressed(visit)
    found = await study_found(visit, study, StudyKind.WHATIF)
    async with visit.write() as session:
        await policy_studies.stop(session, found.study_id, visit.at)
    return moved(visit.request, f"{WHATIFS}/{found.study_id}")


@area.get("/whatifs/{study}/chart", access=SEE)
async def chart(visit: Here, study: str) -> Response:
    found = await study_found(visit, study, StudyKind.WHATIF)
    by = visit.request.query_params.get("by")
    if by == "work":
        drawn = bars(work_bars(found), gettext("맡는 일"))
    else:
        async with visit.read() as session:
            counts = await policy_studies.counts(session, visit.scope, found.study_id)
        drawn = bars(bars_of(counts, by_zone=by == "zone"), gettext("사례 수"))
    return Response(drawn, media_type="image/svg+xml")


@area.get("/whatifs/{study}/cases", access=Access(STUDIED, record="list"))
async def cases(visit: Here, study: str) -> Response:
    found = await study_found(visit, study, StudyKind.WHATIF)
    wanted = behind(visit, CODES)
    async with visit.read() as session:
        listing = await policy_studies.findings(
            session, visit.scope, found.study_id, wanted, page_asked(visit)
        )
    visit.saw(sorted({one.case_id for one in listing.items}))
    return page(
        visit.request,
        "policies/whatif_cases.html",
        block="content",
        study=found,
        about=await title_of(visit, found.about),
        what=title(wanted.code),
        narrowed=narrowed(wanted),
        period=period_of(found),
        listing=listing,
        lines=[(one, told_of(found.district, one)) for one in listing.items],
        address=f"{WHATIFS}/{found.study_id}",
        page_at=lambda n: cases_at(f"{WHATIFS}/{found.study_id}", wanted, page=n),
        file_at=cases_at(f"{WHATIFS}/{found.study_id}", wanted, kind="file"),
    )


@area.get("/whatifs/{study}/file", access=Access(STUDIED, record="export"))
async def file(visit: Here, study: str) -> Response:
    """A file for a spreadsheet; codes, days and numbers of cases, nobody's name."""
    found = await study_found(visit, study, StudyKind.WHATIF)
    wanted = behind(visit, CODES)
    async with visit.read() as session:
        listing = await policy_studies.findings(
            session, visit.scope, found.study_id, wanted, size=MOST
        )
    visit.saw(sorted({one.case_id for one in listing.items}))
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(_headings())
    table.writerows(_written(found, one) for one in listing.items)
    name = f"{found.study_id}-{wanted.code.lower()}.csv"
    return Response(
        written.getvalue().encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _written(study: Study, one: Finding) -> list[str]:
    told = told_of(study.district, one)
    place = [zone_word(one.zone), office_name(study.district, one.office)]
    days = "" if one.days is None else str(one.days)
    said = [told.what, told.before, told.after, days, told.why]
    return [one.case_number, words(one.stage), *place, *said]


def _headings() -> list[str]:
    return [
        gettext("사례번호"),
        gettext("단계"),
        gettext("권역"),
        gettext("읍면동"),
        gettext("무엇"),
        gettext("기록대로"),
        gettext("이 정책이라면"),
        gettext("날수"),
        gettext("까닭"),
    ]


def period_of(study: Study) -> str:
    """Which cases; empty for all there are."""
    if study.from_day is None and study.until_day is None:
        return ""
    return f"{study.from_day or ''} – {study.until_day or ''}"


async def _list(visit: Visit, form: Filled[Starting], status: int = 200) -> Response:
    district = visit.visitor.district
    async with visit.read() as session:
        every = await policy_studies.list_of(session, district, StudyKind.WHATIF)
        found = await policy_studies.as_known_to(session, visit.scope, every)
    rows = [Row(one, await title_of(visit, one.about), sight_of(one, [])) for one in found]
    return page(
        visit.request,
        "policies/whatifs.html",
        block="content",
        status=status,
        form=form,
        rows=rows,
        period_of=period_of,
        offered=await offered(visit),
    )


async def _policy(visit: Visit, form: Filled[Starting]) -> ResolvedPolicy | None:
    """What would be tried out; None, with the form saying why, when there is nothing to try."""
    if form.data is None:
        return None
    if form.data.first and form.data.last and form.data.last < form.data.first:
        form.refuse("last", "DATE_ORDER")
        return None
    try:
        found = await policy_of(visit, form.data.about)
    except (Problem, KeyError):
        form.refuse("about", "NOT_FOUND")
        return None
    if found is None:
        form.refuse("about", "POLICY_INVALID")
    return found
