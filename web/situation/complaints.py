"""Complaints in two fields: who, and what. About a household it goes to its case at once.

Whoever is of no case is heard all the same: the complaint stays at the desk, is given to somebody
and resolved here. What was said stands on a page of its own, so that the board names nobody.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Response
from pydantic import StringConstraints

from care.decide.calendar import due
from care.messages import loop_commands as lc
from care.model.codes import Role
from care.model.ids import CaseId, ComplaintId, PersonId, TextId
from care.model.loop_codes import ComplaintTopic
from care.model.refusal import Refusal
from store import complaint_desk, people, queries
from store.cases import CaseFilters, CaseRow
from store.complaint_desk import Complaint, Resolution
from web import decisions, forms, records
from web.access import Access, Area, Here
from web.acts.sending import role_for
from web.acts.table import BY_SLUG
from web.acts.under_way import new_id
from web.decisions import moved
from web.districts import calendar_of, policy_of
from web.forms import Filled, Form, Line, Memo
from web.intents import new_intent
from web.render import page
from web.resources import case_resource
from web.situation.board import at_desk
from web.visitor import Visit
from web.words import Problem

area = Area("/situation-room/complaints")
HOME = "/situation-room"
ACT = "HandleComplaints"
MOST_FOUND = 20
"""Households listed when more than one is meant."""
MAY_CARRY = frozenset({Role.CASE_MANAGER, Role.COORDINATOR, Role.SECTION_HEAD})
Who = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class Complaining(Form):
    """``case_id``: chosen among several that were meant. ``nobody``: of no case after all."""

    who: Who = ""
    what: Memo
    case_id: Line | None = None
    nobody: bool = False


class Giving(Form):
    person: Line


class Resolving(Form):
    answer: Memo


@dataclass(frozen=True)
class Asked:
    """How the two fields are shown again: what was typed, and the households that were found."""

    form: Filled[Any]
    found: tuple[CaseRow, ...] = ()
    refusal: Refusal | None = None
    status: int = 200


@area.get("/new", access=Access(ACT, record=None))
async def ask(visit: Here) -> Response:
    return _intake(visit, Asked(forms.blank()))


@area.post("/new", access=Access(ACT, record="act"))
async def receive(visit: Here) -> Response:
    form = await forms.read(visit, Complaining)
    if form.data is None or form.intent is None:
        return _intake(visit, Asked(form, status=422))
    told = form.data
    if told.nobody or not told.who:
        return await _keep(visit, form)
    found = await _meant(visit, told)
    if len(found) == 1:
        return await _to_the_case(visit, form, found[0].case_id)
    if found:
        return _intake(visit, Asked(form, found))
    form.refuse("who", "HOUSEHOLD_UNKNOWN")
    return _intake(visit, Asked(form, status=422))


@area.get("/{complaint_id}", access=Access(ACT, record="view"))
async def one(visit: Here) -> Response:
    return await _one(visit, forms.blank(), forms.blank())


@area.post("/{complaint_id}/assign", access=Access(ACT, record="act"))
async def assign(visit: Here) -> Response:
    form = await forms.read(visit, Giving)
    to = PersonId(form.data.person) if form.data else None
    async with visit.read() as session:
        if to is not None and to not in await _carriers(visit, session):
            form.refuse("person", "CHOICE_INVALID")
    if form.data is None or form.errors or to is None:
        return await _again(visit, form, forms.blank())
    async with visit.write() as session:
        given = await complaint_desk.assign(
            session, visit.visitor.district, _named(visit), to, visit.now
        )
    if not given:
        raise Problem(404, "NOT_FOUND")
    return moved(visit.request, HOME)


@area.post("/{complaint_id}/resolve", access=Access(ACT, record="act"))
async def resolve(visit: Here) -> Response:
    form = await forms.read(visit, Resolving)
    if form.data is None or form.errors:
        return await _again(visit, forms.blank(), form)
    done = Resolution(_named(visit), form.data.answer, visit.visitor.person, visit.now)
    async with visit.write() as session:
        first = await complaint_desk.resolve(
            session, visit.dependencies.keyring, visit.visitor.district, done
        )
    if not first:
        raise Problem(404, "NOT_FOUND")
    return moved(visit.request, HOME)


def _named(visit: Visit) -> str:
    return str(visit.request.path_params["complaint_id"])


async def _meant(visit: Visit, told: Complaining) -> tuple[CaseRow, ...]:
    """By number, name or telephone, within reach; each one shown leaves a record."""
    filters = CaseFilters(now=visit.now, leads=visit.leads, q=told.who[:100])
    keyring = visit.dependencies.keyring
    async with visit.read() as session:
        found = (await queries.case_list(session, keyring, visit.scope, filters)).items
    if told.case_id is not None:
        return tuple(row for row in found if row.case_id == told.case_id)
    if len(found) > 1:
        visit.saw([row.case_id for row in found[:MOST_FOUND]])
        async with visit.write() as session:
            await records.keep(session, visit, "list", ACT)
    return tuple(found[:MOST_FOUND])


async def _to_the_case(visit: Visit, form: Filled[Any], case_id: CaseId) -> Response:
    """It has its clock and its ladder there."""
    act, intent = BY_SLUG["complaints/new"], form.intent or new_intent()
    async with visit.read() as session:
        place = await queries.case_place(session, visit.scope, case_id)
    if place is None or not visit.may_to(act.action, case_resource(place)):
        form.refuse("who", "NOT_PERMITTED")
        return _intake(visit, Asked(form, status=403))
    complaint_id = ComplaintId(new_id("complaint", intent))
    told = lc.ReceiveComplaint(
        complaint_id=complaint_id, topic=ComplaintTopic.OTHER, note=TextId(f"{intent}.note")
    )
    asked = decisions.Act(
        case_id=case_id,
        command=lambda ids: told,
        texts={"note": form.value.what},
        role=role_for(act, visit.visitor, told),
    )
    outcome = await decisions.decide(visit, asked, intent)
    if isinstance(outcome, decisions.Done):
        return moved(visit.request, HOME)
    if isinstance(outcome, decisions.InDoubt):
        return decisions.in_doubt(visit, outcome, HOME)
    return _intake(visit, Asked(form, refusal=outcome.refusal, status=outcome.status))


async def _keep(visit: Visit, form: Filled[Any]) -> Response:
    policy, told = policy_of(visit.visitor.district), form.value
    life = policy.case_policy.life if policy else None
    if policy is None or life is None:
        raise Problem(404, "NOT_FOUND")
    complaint = Complaint(
        complaint_id=f"complaint-{form.intent}",
        district=visit.visitor.district,
        who=told.who,
        what=told.what,
        received_by=visit.visitor.person,
        received_at=visit.now,
        due=due(visit.now, life.complaint, policy.case_policy.calendar),
        assigned_to=visit.visitor.person,
    )
    async with visit.write() as session:
        await complaint_desk.receive(session, visit.dependencies.keyring, complaint)
    return moved(visit.request, HOME)


def _intake(visit: Visit, asked: Asked) -> Response:
    return page(
        visit.request,
        "situation/complaint_new.html",
        block="content",
        status=asked.status,
        form=asked.form,
        found=asked.found,
        refusal=asked.refusal,
    )


async def _carriers(visit: Visit, session: Any) -> dict[PersonId, str]:
    """Public staff of the district who may be given a complaint."""
    everyone = await people.people(session, visit.visitor.district)
    ids = [
        one.person_id for one in everyone if not one.agency_id and MAY_CARRY.intersection(one.roles)
    ]
    names = await people.display_names(session, visit.dependencies.keyring, ids)
    return {each: names.get(each, "") for each in ids}


async def _again(visit: Visit, giving: Filled[Any], resolving: Filled[Any]) -> Response:
    return await _one(visit, giving, resolving, 422)


async def _one(
    visit: Visit, giving: Filled[Any], resolving: Filled[Any], status: int = 200
) -> Response:
    district, keyring = visit.visitor.district, visit.dependencies.keyring
    async with visit.read() as session:
        known = await complaint_desk.one(session, keyring, district, _named(visit))
        if known is None:
            raise Problem(404, "NOT_FOUND")
        carriers = await _carriers(visit, session)
        ids = {known.received_by, known.assigned_to, known.resolved_by}
        names = await people.display_names(session, keyring, ids)
    return page(
        visit.request,
        "situation/complaint.html",
        block="content",
        status=status,
        one=at_desk((known,), district, visit.now)[0],
        giving=giving,
        resolving=resolving,
        carriers=list(carriers.items()),
        names=names,
        calendar=calendar_of(district),
    )
