"""A new conference on one page: when, where, about which area, which cases, and who is asked.

The cases proposed are found in what the cases wait for; each may be left out, and a case nobody
proposed is added by its number.
"""

from datetime import date, datetime, time
from typing import Annotated, Any

from fastapi import Response
from pydantic import StringConstraints

from care.model.codes import ConferenceKind
from care.model.ids import CaseId, ConferenceId
from care.model.loop_codes import AgendaPurpose
from i18n.wording import words
from store import agendas, candidates, conferences, queries
from store.agendas import Proposed
from store.candidates import Candidate
from store.conferences import Conference, Invitation, InvitedKind
from web import forms, records
from web.access import Access, Area, Here
from web.acts.models import Code
from web.clocks import waited
from web.conferences.reading import (
    Choice,
    bodies_to_ask,
    may_run,
    must_run,
    offices_of,
    read_conference,
    staff_to_ask,
)
from web.conferences.words import PURPOSES, area_name, said
from web.decisions import moved
from web.districts import calendar_of, office_name, policy_of
from web.filters import KOREA, local
from web.forms import Filled, Form, Line
from web.render import page
from web.visitor import Visit

area = Area("/conferences")
RUN = Access("RunConference", record="act")
Number = Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)]


class Additions(Form):
    """``cases`` are ``{purpose}:{case id}``; ``number`` adds one that was not proposed."""

    cases: tuple[Code, ...] = ()
    number: Number = ""
    purpose: AgendaPurpose | None = None


class Calling(Additions):
    kind: ConferenceKind
    day: date
    at: time
    place: Line | None = None
    area: Code | None = None
    bodies: tuple[Code, ...] = ()
    staff: tuple[Code, ...] = ()


@area.get("/new", access=Access("RunConference", record="list"))
async def blank(visit: Here) -> Response:
    asked = visit.request.query_params.get("area", "")[:64]
    form = forms.blank(area=asked, at="14:00", kind=_usual(asked))
    return await _calling(visit, visit.session, form)


def _usual(asked: str) -> str:
    return (ConferenceKind.ZONE if asked else ConferenceKind.INTERNAL).value


@area.post("", access=RUN)
async def call(visit: Here) -> Response:
    form = await forms.read(visit, Calling)
    await _judge(visit, form)
    proposed = await _chosen(visit, form)
    if form.data is None or form.errors or form.intent is None:
        return await _again(visit, form, _calling)
    conference = _conference(visit, form.data, form.intent)
    invited = [Invitation(one, InvitedKind.AGENCY) for one in form.data.bodies]
    invited += [Invitation(one, InvitedKind.PERSON) for one in form.data.staff]
    async with visit.write() as session:
        keyring = visit.dependencies.keyring
        if await conferences.call_conference(session, keyring, conference):
            await agendas.put_on_agenda(session, conference, proposed)
            await conferences.invite(session, conference, invited, visit.now)
        await _recorded(visit, session, proposed)
    return moved(visit.request, f"/conferences/{conference.conference_id}")


async def _judge(visit: Visit, form: Filled[Calling]) -> None:
    """Only areas, bodies and colleagues of the own district, in reach."""
    if form.data is None:
        return
    given = form.data
    async with visit.read() as session:
        bodies = {one.value for one in await bodies_to_ask(visit, session)}
        staff = {one.value for one in await staff_to_ask(visit, session)}
    if given.area and given.area not in {one.value for one in _areas(visit)}:
        form.refuse("area", "CHOICE_INVALID")
    if not bodies.issuperset(given.bodies):
        form.refuse("bodies", "CHOICE_INVALID")
    if not staff.issuperset(given.staff):
        form.refuse("staff", "CHOICE_INVALID")


def _conference(visit: Visit, given: Calling, intent: str) -> Conference:
    policy = policy_of(visit.visitor.district)
    return Conference(
        conference_id=ConferenceId(f"conference-{intent}"),
        district=visit.visitor.district,
        kind=given.kind,
        held_on=datetime.combine(given.day, given.at, KOREA),
        called_by=visit.visitor.person,
        created_at=visit.now,
        area=given.area or "",
        place=given.place or "",
        votes=policy is not None and policy.case_policy.conference_votes,
    )


@area.get("/{conference_id}/candidates", access=Access("RunConference", record="list"))
async def more(visit: Here) -> Response:
    return await _adding(visit, visit.session, forms.blank())


@area.post("/{conference_id}/candidates", access=RUN)
async def add(visit: Here) -> Response:
    form = await forms.read(visit, Additions)
    async with visit.read() as session:
        conference = (await read_conference(visit, session)).conference
    must_run(visit, conference)
    proposed = await _chosen(visit, form)
    if not proposed and not form.errors:
        form.refuse("cases", "CHOICE_MISSING")
    if form.data is None or form.errors:
        return await _again(visit, form, _adding)
    async with visit.write() as session:
        await agendas.put_on_agenda(session, conference, proposed)
        await _recorded(visit, session, proposed)
    return moved(visit.request, f"/conferences/{conference.conference_id}")


async def _chosen(visit: Visit, form: Filled[Any]) -> list[Proposed]:
    """Only cases in reach; why and since when come from the rules, not from the form."""
    if form.data is None:
        return []
    async with visit.read() as session:
        keyring, scope = visit.dependencies.keyring, visit.scope
        found = await candidates.candidates(session, keyring, scope, visit.now)
        known = {one.case_id: one for one in found}
        made = [await _one(session, visit, form, value, known) for value in form.data.cases]
        made.append(await _numbered(session, visit, form, known))
    return list({one.case_id: one for one in made if one is not None}.values())


async def _one(
    session: Any, visit: Visit, form: Filled[Any], value: str, known: dict[CaseId, Candidate]
) -> Proposed | None:
    purpose, _, case_id = value.partition(":")
    place = await queries.case_place(session, visit.scope, CaseId(case_id))
    if place is None or purpose not in {one.value for one in AgendaPurpose}:
        form.refuse("cases", "CHOICE_INVALID")
        return None
    return _proposed(CaseId(case_id), AgendaPurpose(purpose), known)


async def _numbered(
    session: Any, visit: Visit, form: Filled[Any], known: dict[CaseId, Candidate]
) -> Proposed | None:
    if not form.value.number:
        return None
    found = await candidates.case_numbered(session, visit.scope, form.value.number.upper())
    if found is None:
        form.refuse("number", "CASE_UNKNOWN")
    if form.value.purpose is None:
        form.refuse("purpose", "CHOICE_MISSING")
    if found is None or form.value.purpose is None:
        return None
    return _proposed(found, form.value.purpose, known)


def _proposed(case_id: CaseId, purpose: AgendaPurpose, known: dict[CaseId, Candidate]) -> Proposed:
    one = known.get(case_id)
    if one is None or one.purpose is not purpose:
        return Proposed(case_id, purpose)
    return Proposed(case_id, purpose, one.reason, one.since)


async def _recorded(visit: Visit, session: Any, proposed: list[Proposed]) -> None:
    """An agenda speaks of people: one record for each of its cases (SR-22)."""
    visit.saw([one.case_id for one in proposed])
    await records.keep(session, visit, "act", "RunConference")


async def _again(visit: Visit, form: Filled[Any], show: Any) -> Response:
    """The page once more, with nothing lost; whom it shows is recorded as at the first time."""
    async with visit.write() as session:
        answer: Response = await show(visit, session, form, 422)
        await records.keep(session, visit, "list", "RunConference")
    return answer


async def _calling(visit: Visit, session: Any, form: Filled[Any], status: int = 200) -> Response:
    about = form.text("area")
    return page(
        visit.request,
        "conferences/new.html",
        status=status,
        form=form,
        kinds=[(one.value, words(one)) for one in ConferenceKind],
        bodies=await bodies_to_ask(visit, session),
        staff=await staff_to_ask(visit, session),
        areas=_areas(visit),
        about=about,
        area_name=area_name,
        today=local(visit.now).date(),
        **await _list(visit, session, about),
    )


async def _adding(visit: Visit, session: Any, form: Filled[Any], status: int = 200) -> Response:
    reading = await read_conference(visit, session)
    must_run(visit, reading.conference)
    about = reading.conference.area
    listed = await _list(visit, session, about)
    there = {one.case_id for one in reading.items}
    listed["groups"] = [
        (purpose, [one for one in group if one.case_id not in there])
        for purpose, group in listed["groups"]
    ]
    return page(
        visit.request,
        "conferences/candidates.html",
        status=status,
        form=form,
        reading=reading,
        conference=reading.conference,
        about=about,
        area_name=area_name,
        runs=may_run(visit, reading.conference),
        **listed,
    )


async def _list(visit: Visit, session: Any, about: str) -> dict[str, Any]:
    """The candidates of an area by what a conference would do with them."""
    district = visit.visitor.district
    found = await candidates.candidates(
        session, visit.dependencies.keyring, visit.scope, visit.now, offices_of(district, about)
    )
    visit.saw([one.case_id for one in found])
    calendar = calendar_of(district)
    return {
        "groups": [
            (purpose, group)
            for purpose in PURPOSES
            if (group := [one for one in found if one.purpose is purpose])
        ],
        "said": said,
        "waited_for": lambda since: waited(since, visit.now, calendar),
        "office": lambda code: office_name(district, code),
        "purposes": [(one.value, said(one)) for one in PURPOSES],
    }


def _areas(visit: Visit) -> list[Choice]:
    """The district's zones, and the local offices in reach."""
    district = visit.visitor.district
    policy = policy_of(district)
    if policy is None:
        return []
    mine = visit.scope.offices
    zones = [
        Choice(code, area_name(district, code))
        for code, offices in policy.case_policy.zones.items()
        if mine is None or mine & set(offices)
    ]
    offices = [
        Choice(code, name) for code, name in policy.offices.items() if mine is None or code in mine
    ]
    return [*zones, *offices]
