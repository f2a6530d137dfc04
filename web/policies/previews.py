"""``/policies/previews``: what a change would do to the cases that are open today (모의 적용).

A preview runs by itself and is only looked at here: how far it is, what it found by stage and by
zone, and which cases stand behind every number. A change of holidays is tried out the same way.
"""

import csv
import io
from dataclasses import dataclass

from fastapi import Response

from care.decide.policy_effect import Effect
from care.messages.studies import StudyAsked, StudyKind
from i18n.loader import gettext
from i18n.wording import words
from policies.resolve import ResolvedPolicy, edition_in_force
from store import people, policy_studies
from store.policy_studies import Finding, Study
from web import forms
from web.access import Access, Area, Here
from web.approval_words import rule_words, words_of
from web.decisions import moved
from web.districts import office_name
from web.forms import Filled, Form, Line
from web.policies.charts import bars
from web.policies.study_asking import behind, cases_at, narrowed, page_asked, study_found
from web.policies.study_sight import StudySight, bars_of, sight_of
from web.policies.study_subject import number_of, offered, policy_of, title_of
from web.policies.study_words import change_of, effect_word, zone_word
from web.render import page
from web.visitor import Visit
from web.words import Problem
from workflows.studies import study_id

area = Area("/policies")
STUDIED = "StudyPolicy"
SEE = Access(STUDIED, record=None)
"""Numbers only; a list of cases leaves its own record."""
MOST = 100_000
PREVIEWS = "/policies/previews"


class Starting(Form):
    about: Line
    """A draft's id, or the number of an edition that waits for its day."""


@dataclass(frozen=True)
class Row:
    study: Study
    about: str
    sight: StudySight


@area.get("/studies/{study}", access=SEE)
async def either(visit: Here, study: str) -> Response:
    """Whichever kind it is."""
    found = await study_found(visit, study)
    pages = {StudyKind.PREVIEW: PREVIEWS, StudyKind.WHATIF: "/policies/whatifs"}
    return moved(visit.request, f"{pages[found.kind]}/{found.study_id}")


@area.get("/previews", access=SEE)
async def listed(visit: Here) -> Response:
    return await _list(visit, forms.blank(about=visit.request.query_params.get("about", "")))


@area.post("/previews", access=Access(STUDIED, record="act"))
async def start(visit: Here) -> Response:
    form = await forms.read(visit, Starting)
    policy = await _policy(visit, form)
    if policy is None or form.intent is None:
        return await _list(visit, form, 422)
    study = Study(
        study_id=study_id(visit.visitor.district, form.intent),
        district=visit.visitor.district,
        kind=StudyKind.PREVIEW,
        about=form.value.about,
        edition=number_of(visit, form.value.about),
        policy_hash=policy.case_policy.content_hash,
        as_of=visit.at,
        started_by=visit.visitor.person,
        started_at=visit.at,
    )
    async with visit.write() as session:
        await policy_studies.create(session, study, policy.case_policy)
    if visit.dependencies.studies is not None:
        asked = StudyAsked(study_id=study.study_id, district=study.district)
        await visit.dependencies.studies.start(asked)
    return moved(visit.request, f"{PREVIEWS}/{study.study_id}")


@area.get("/previews/{study}", access=SEE)
async def show(visit: Here, study: str) -> Response:
    found = await study_found(visit, study, StudyKind.PREVIEW)
    async with visit.read() as session:
        counts = await policy_studies.counts(session, visit.scope, found.study_id)
        names = await people.display_names(session, visit.dependencies.keyring, {found.started_by})
    return page(
        visit.request,
        "policies/preview.html",
        block="content",
        study=found,
        sight=sight_of(found, counts),
        about=await title_of(visit, found.about),
        who=names.get(found.started_by, gettext("옛 담당")),
        address=f"{PREVIEWS}/{found.study_id}",
    )


@area.post("/previews/{study}/stop", access=Access(STUDIED, record="act"))
async def stop(visit: Here, study: str) -> Response:
    await forms.pressed(visit)
    found = await study_found(visit, study, StudyKind.PREVIEW)
    async with visit.write() as session:
        await policy_studies.stop(session, found.study_id, visit.at)
    return moved(visit.request, f"{PREVIEWS}/{found.study_id}")


@area.get("/previews/{study}/chart", access=SEE)
async def chart(visit: Here, study: str) -> Response:
    found = await study_found(visit, study, StudyKind.PREVIEW)
    async with visit.read() as session:
        counts = await policy_studies.counts(session, visit.scope, found.study_id)
    by_zone = visit.request.query_params.get("by") == "zone"
    drawn = bars(bars_of(counts, by_zone=by_zone), gettext("사례 수"))
    return Response(drawn, media_type="image/svg+xml")


@area.get("/previews/{study}/cases", access=Access(STUDIED, record="list"))
async def cases(visit: Here, study: str) -> Response:
    found = await study_found(visit, study, StudyKind.PREVIEW)
    wanted, number = behind(visit, set(Effect)), page_asked(visit)
    async with visit.read() as session:
        listing = await policy_studies.findings(
            session, visit.scope, found.study_id, wanted, number
        )
    visit.saw(sorted({one.case_id for one in listing.items}))
    rules = await _rules(visit, found)
    return page(
        visit.request,
        "policies/preview_cases.html",
        block="content",
        study=found,
        about=await title_of(visit, found.about),
        what=effect_word(wanted.code),
        narrowed=narrowed(wanted),
        listing=listing,
        lines=[(one, change_of(found.district, one, rules)) for one in listing.items],
        address=f"{PREVIEWS}/{found.study_id}",
        page_at=lambda n: cases_at(f"{PREVIEWS}/{found.study_id}", wanted, page=n),
        file_at=cases_at(f"{PREVIEWS}/{found.study_id}", wanted, kind="file"),
    )


@area.get("/previews/{study}/file", access=Access(STUDIED, record="export"))
async def file(visit: Here, study: str) -> Response:
    """A file for a spreadsheet; codes, days and numbers of cases, nobody's name."""
    found = await study_found(visit, study, StudyKind.PREVIEW)
    wanted = behind(visit, set(Effect))
    async with visit.read() as session:
        listing = await policy_studies.findings(
            session, visit.scope, found.study_id, wanted, size=MOST
        )
    visit.saw(sorted({one.case_id for one in listing.items}))
    rules = await _rules(visit, found)
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(_headings())
    table.writerows(_written(found, one, rules) for one in listing.items)
    name = f"{found.study_id}-{wanted.code.lower()}.csv"
    return Response(
        written.getvalue().encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _headings() -> list[str]:
    return [
        gettext("사례번호"),
        gettext("단계"),
        gettext("권역"),
        gettext("읍면동"),
        gettext("무엇"),
        gettext("지금"),
        gettext("바뀐 뒤"),
        gettext("날수"),
    ]


def _written(study: Study, one: Finding, rules: dict[str, str]) -> list[str]:
    told = change_of(study.district, one, rules)
    place = [zone_word(one.zone), office_name(study.district, one.office)]
    days = "" if one.days is None else str(one.days)
    return [one.case_number, words(one.stage), *place, told.what, told.before, told.after, days]


async def _list(visit: Visit, form: Filled[Starting], status: int = 200) -> Response:
    district = visit.visitor.district
    async with visit.read() as session:
        every = await policy_studies.list_of(session, district, StudyKind.PREVIEW)
        found = await policy_studies.as_known_to(session, visit.scope, every)
    offers = await offered(visit)
    titles = dict(offers)
    rows = [
        Row(one, titles.get(one.about) or await title_of(visit, one.about), sight_of(one, []))
        for one in found
    ]
    return page(
        visit.request,
        "policies/previews.html",
        block="content",
        status=status,
        form=form,
        rows=rows,
        offered=offers,
    )


async def _policy(visit: Visit, form: Filled[Starting]) -> ResolvedPolicy | None:
    """What would be tried out; None, with the form saying why, when there is nothing to try."""
    if form.data is None:
        return None
    try:
        found = await policy_of(visit, form.data.about)
    except (Problem, KeyError):
        form.refuse("about", "NOT_FOUND")
        return None
    if found is None:
        form.refuse("about", "POLICY_INVALID")
    return found


async def _rules(visit: Visit, study: Study) -> dict[str, str]:
    """Of what is in force now, and of what is tried out if that can still be read."""
    now = words_of(edition_in_force(study.district).resolved)
    try:
        tried = await policy_of(visit, study.about)
    except (Problem, KeyError):
        async with visit.read() as session:
            policy = await policy_studies.policy_of(session, study.study_id)
        return now | rule_words(policy)
    return now | (words_of(tried) if tried else {})
