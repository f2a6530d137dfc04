"""``/housing``: which homes there are, who waits for one and why in this order."""

from datetime import date
from typing import Annotated, Any

from fastapi import Request, Response
from pydantic import Field as Bound

from care.decide.calendar import closing
from care.decide.places import capacity_on, largest_ahead
from care.model.ids import CaseId, DistrictCode
from store import candidates, housing, places, queries
from store.housing import HousingOffer, OfferOutcome, OutOfTurn, UnitState, Waiting, WaitStatus
from store.places import LeaveWhy, StatedCapacity
from web import forms, records
from web.access import Access, Area, Here
from web.acts.models import Code
from web.decisions import moved
from web.districts import calendar_of, homes_of
from web.forms import Filled, Form
from web.housing.rule import offer_ends, priority_of
from web.housing.shown import housing_page, in_reach
from web.housing.words import LEAVING
from web.identity import local_date
from web.visitor import Resource, Visit, Visitor, scope_of
from web.words import Problem

area = Area("/housing")
HOME = "/housing"
MANAGE = Access("ManageHousing", record="act")
ASK = Access("AskForHome", record="act")


async def the_offer(request: Request, session: Any, visitor: Visitor) -> Resource | None:
    """``{offer_id}`` of the path; None unless it was made to a household in reach."""
    found = await housing.offer(session, scope_of(visitor), str(request.path_params["offer_id"]))
    return None if found is None else _own(request, visitor, found.case_id)


async def who_waits(request: Request, session: Any, visitor: Visitor) -> Resource | None:
    """``{case_id}`` of the path; None unless the household is in reach."""
    case_id = CaseId(str(request.path_params["case_id"]))
    found = await queries.case_place(session, scope_of(visitor), case_id)
    return None if found is None else _own(request, visitor, case_id)


def _own(request: Request, visitor: Visitor, case_id: CaseId) -> Resource:
    request.state.visit.saw([case_id])
    return Resource(kind="District", id=visitor.district, district=visitor.district)


ANSWER = Access("ManageHousing", the_offer, record="act")
LEAVE = Access("AskForHome", who_waits, record="act")
MOST_UNITS = 1000


class UnitsForm(Form):
    first: Annotated[int, Bound(ge=1, le=MOST_UNITS)]
    last: Annotated[int, Bound(ge=1, le=MOST_UNITS)]


class CapacityForm(Form):
    from_day: date
    capacity: Annotated[int, Bound(ge=0, le=MOST_UNITS)]


class StateForm(Form):
    to: UnitState


class WaitForm(Form):
    number: Code
    from_hospital: bool = False
    discharge_on: date | None = None


class LeaveForm(Form):
    why: LeaveWhy


class OfferForm(Form):
    unit: Code
    case_id: Code
    expires_on: date | None = None
    """Left empty, the home is held as long as the district's policy says."""
    out_of_turn: OutOfTurn | None = None


class AnswerForm(Form):
    accepted: bool


@area.get("", access=Access("ViewHousing", record="list"))
async def show(visit: Here) -> Response:
    base = capacity(visit)
    district = visit.visitor.district
    async with visit.write() as session:
        await housing.let_offers_expire(session, district, visit.now)
        await places.ended_leave(session, district, visit.now)
    async with visit.read() as session:
        return await housing_page(visit, session, base, forms.blank())


@area.post("/units", access=MANAGE)
async def plan_units(visit: Here) -> Response:
    filled = await forms.read(visit, UnitsForm)
    capacity(visit)
    if filled.data is not None and filled.value.last < filled.value.first:
        filled.refuse("last", "NUMBER_TOO_SMALL", limit=str(filled.value.first))
    if filled.errors:
        return await _again(visit, filled)
    wanted = [str(n) for n in range(filled.value.first, filled.value.last + 1)]
    async with visit.write() as session:
        district = visit.visitor.district
        await places.take_turn(session, district)
        await housing.add_units(session, district, wanted, visit.now)
        _, most = await _most(visit, session)
        if await housing.count_units(session, district) > most:
            raise Problem(409, "HOMES_FULL", {"limit": str(most)})
    return moved(visit.request, HOME)


@area.post("/capacity", access=MANAGE)
async def state_capacity(visit: Here) -> Response:
    """From a day on there are more homes, or fewer; who lives in one stays."""
    filled = await forms.read(visit, CapacityForm)
    capacity(visit)
    if filled.data is not None and filled.value.from_day < local_date(visit.now):
        filled.refuse("from_day", "DATE_PAST")
    if filled.errors:
        return await _again(visit, filled)
    stated = StatedCapacity(filled.value.from_day, filled.value.capacity, visit.visitor.person)
    async with visit.write() as session:
        await places.take_turn(session, visit.visitor.district)
        await places.set_capacity(session, visit.visitor.district, stated, visit.now)
    return moved(visit.request, HOME)


@area.post("/units/{unit}/state", access=MANAGE)
async def set_state(visit: Here) -> Response:
    filled = await forms.read(visit, StateForm)
    capacity(visit)
    unit = str(visit.request.path_params["unit"])
    async with visit.write() as session:
        to, district = filled.value.to, visit.visitor.district
        await places.take_turn(session, district)
        if await housing.move_unit(session, district, unit, to, visit.now):
            await _within_capacity(visit, session, to)
        else:
            await _not_moved(session, district, unit, to)
    return moved(visit.request, HOME)


async def _not_moved(session: Any, district: DistrictCode, unit: str, to: UnitState) -> None:
    """Nothing to say where it is there already, e.g. when the form came twice."""
    known = {one.unit: one.state for one in await housing.units(session, district)}
    if unit not in known:
        raise Problem(404, "NOT_FOUND")
    if known[unit] is not to:
        raise Problem(409, "HOME_TAKEN")


async def _within_capacity(visit: Visit, session: Any, to: UnitState) -> None:
    most, _ = await _most(visit, session)
    if to is UnitState.READY and await places.in_service(session, visit.visitor.district) > most:
        raise Problem(409, "HOMES_FULL", {"limit": str(most)})


async def _most(visit: Visit, session: Any) -> tuple[int, int]:
    """How many homes there are today, and how many may be planned."""
    stated = await places.capacities(session, visit.visitor.district)
    by_day = {one.from_day: one.capacity for one in stated}
    base, today = capacity(visit), local_date(visit.now)
    return capacity_on(by_day, today, base), largest_ahead(by_day, today, base)


@area.post("/waiting", access=ASK)
async def ask(visit: Here) -> Response:
    filled = await forms.read(visit, WaitForm)
    capacity(visit)
    case_id = await _numbered(visit, filled)
    if filled.errors or case_id is None:
        return await _again(visit, filled)
    asked = Waiting(
        place=0,
        case_id=case_id,
        from_hospital=filled.value.from_hospital,
        discharge_on=filled.value.discharge_on if filled.value.from_hospital else None,
        asked_at=visit.now,
        status=WaitStatus.WAITING,
    )
    async with visit.write() as session:
        await housing.ask_for_home(session, visit.visitor.district, asked)
        visit.saw([case_id])
        await records.keep(session, visit, "act", "AskForHome")
    return moved(visit.request, HOME)


async def _numbered(visit: Visit, filled: Filled[WaitForm]) -> CaseId | None:
    if filled.data is None:
        return None
    async with visit.read() as session:
        found = await candidates.case_numbered(session, visit.scope, filled.value.number.upper())
    if found is None:
        filled.refuse("number", "CHOICE_INVALID")
    return found


@area.post("/waiting/{case_id}/leave", access=LEAVE)
async def leave(visit: Here) -> Response:
    filled = await forms.read(visit, LeaveForm)
    capacity(visit)
    if filled.data is not None and filled.value.why not in LEAVING:
        filled.refuse("why", "CHOICE_INVALID")
    if filled.errors:
        return await _again(visit, filled)
    case_id, why = CaseId(str(visit.request.path_params["case_id"])), filled.value.why
    async with visit.write() as session:
        left = await places.leave(session, visit.visitor.district, case_id, why, visit.now)
        left = left or await places.left_for(session, case_id) is why
    if not left:
        raise Problem(409, "HOME_TAKEN")
    return moved(visit.request, HOME)


@area.post("/offers", access=MANAGE)
async def offer(visit: Here) -> Response:
    filled = await forms.read(visit, OfferForm)
    capacity(visit)
    made = await _offered(visit, filled)
    if filled.errors or made is None:
        return await _again(visit, filled)
    async with visit.write() as session:
        if await queries.case_place(session, visit.scope, made.case_id) is None:
            raise Problem(404, "NOT_FOUND")
        await housing.let_offers_expire(session, made.district, visit.now)
        before = await housing.outcome_of(session, made.offer_id)
        given = before is not None or await housing.offer_home(session, made)
        visit.saw([made.case_id])
        await records.keep(session, visit, "act", "ManageHousing")
    if not given:
        raise Problem(409, "HOME_TAKEN")
    return moved(visit.request, HOME)


async def _offered(visit: Visit, filled: Filled[OfferForm]) -> HousingOffer | None:
    """The offer as the form means it; who is not first in turn is offered a home for a reason."""
    if filled.data is None or filled.intent is None:
        return None
    value, district = filled.value, visit.visitor.district
    calendar, case_id = calendar_of(district), CaseId(filled.value.case_id)
    until = closing(value.expires_on, calendar) if value.expires_on else None
    if until is not None and until <= visit.now:
        filled.refuse("expires_on", "DATE_PAST")
    skips = await _skips(visit, case_id)
    if skips and value.out_of_turn is None:
        filled.refuse("out_of_turn", "FIELD_MISSING")
    return HousingOffer(
        offer_id=f"home-{filled.intent}",
        district=district,
        unit=value.unit,
        case_id=case_id,
        offered_at=visit.now,
        offered_by=visit.visitor.person,
        expires_at=until or offer_ends(district, visit.now),
        out_of_turn=value.out_of_turn if skips else None,
    )


async def _skips(visit: Visit, case_id: CaseId) -> bool:
    """Somebody in reach waits before this household, which waits itself."""
    district = visit.visitor.district
    async with visit.read() as session:
        queue = await housing.waiting_list(session, district, priority_of(district))
        known = {
            one.case_id
            for one in queue
            if await queries.case_place(session, visit.scope, one.case_id) is not None
        }
    waits = [one.case_id for one in in_reach(queue, known) if one.status is WaitStatus.WAITING]
    return case_id in waits and waits[0] != case_id


@area.post("/offers/{offer_id}/answer", access=ANSWER)
async def answer(visit: Here) -> Response:
    filled = await forms.read(visit, AnswerForm)
    capacity(visit)
    offer_id = str(visit.request.path_params["offer_id"])
    async with visit.write() as session:
        accepted = filled.value.accepted
        done = await housing.answer_offer(
            session, visit.visitor.district, offer_id, accepted, visit.now
        )
        wanted = OfferOutcome.ACCEPTED if accepted else OfferOutcome.DECLINED
        done = done or await housing.outcome_of(session, offer_id) is wanted
    if not done:
        raise Problem(409, "HOME_TAKEN")
    return moved(visit.request, HOME)


def capacity(visit: Visit) -> int:
    """How many homes policy counts with; a district without any has no such page."""
    most = homes_of(visit.visitor.district)
    if not most:
        raise Problem(404, "NOT_FOUND")
    return most


async def _again(visit: Visit, filled: Filled[Any]) -> Response:
    async with visit.read() as session:
        return await housing_page(visit, session, capacity(visit), filled, 422)
