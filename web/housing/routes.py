"""``/housing``: which homes there are, who waits for one and why in this order."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

from fastapi import Request, Response
from pydantic import Field as Bound

from care.decide.calendar import closing
from care.model.ids import CaseId
from i18n.loader import gettext
from store import candidates, housing, people, queries
from store.housing import (
    NEXT,
    HousingOffer,
    HousingUnit,
    OfferOutcome,
    UnitState,
    Waiting,
    WaitStatus,
)
from web import forms, records
from web.access import Access, Area, Here
from web.acts.models import Code
from web.decisions import moved
from web.districts import calendar_of, homes_of
from web.forms import Filled, Form
from web.housing.words import STATES, why_here
from web.identity import local_date
from web.render import page
from web.visitor import Resource, Visit, Visitor, scope_of
from web.words import Problem

area = Area("/housing")
HOME = "/housing"
MANAGE = Access("ManageHousing", record="act")
ASK = Access("AskForHome", record="act")


async def the_offer(request: Request, session: Any, visitor: Visitor) -> Resource | None:
    """``{offer_id}`` of the path; None unless it was made to a household in reach."""
    found = await housing.offer(session, scope_of(visitor), str(request.path_params["offer_id"]))
    if found is None:
        return None
    request.state.visit.saw([found.case_id])
    return Resource(kind="District", id=visitor.district, district=visitor.district)


ANSWER = Access("ManageHousing", the_offer, record="act")
MOST_UNITS = 1000


class UnitsForm(Form):
    first: Annotated[int, Bound(ge=1, le=MOST_UNITS)]
    last: Annotated[int, Bound(ge=1, le=MOST_UNITS)]


class StateForm(Form):
    to: UnitState


class WaitForm(Form):
    number: Code
    from_hospital: bool = False
    discharge_on: date | None = None


class OfferForm(Form):
    unit: Code
    case_id: Code
    expires_on: date


class AnswerForm(Form):
    accepted: bool


@dataclass(frozen=True)
class WaitingWords:
    waiting: Waiting
    client: str
    number: str
    why: str


@dataclass(frozen=True)
class UnitWords:
    unit: HousingUnit
    state: str
    client: str
    manager: str
    after: list[tuple[str, str]]


@area.get("", access=Access("ViewHousing", record="list"))
async def show(visit: Here) -> Response:
    capacity(visit)
    await housing.let_offers_expire(visit.session, visit.visitor.district, visit.now)
    return await _page(visit, visit.session, forms.blank())


@area.post("/units", access=MANAGE)
async def plan_units(visit: Here) -> Response:
    filled = await forms.read(visit, UnitsForm)
    most = capacity(visit)
    if filled.data is not None and filled.value.last < filled.value.first:
        filled.refuse("last", "NUMBER_TOO_SMALL", limit=str(filled.value.first))
    if filled.errors:
        return await _again(visit, filled)
    wanted = [str(n) for n in range(filled.value.first, filled.value.last + 1)]
    async with visit.write() as session:
        district = visit.visitor.district
        await housing.add_units(session, district, wanted, visit.now)
        if await housing.count_units(session, district) > most:
            raise Problem(409, "HOMES_FULL", {"limit": str(most)})
    return moved(visit.request, HOME)


@area.post("/units/{unit}/state", access=MANAGE)
async def set_state(visit: Here) -> Response:
    filled = await forms.read(visit, StateForm)
    capacity(visit)
    unit = str(visit.request.path_params["unit"])
    async with visit.write() as session:
        to, district = filled.value.to, visit.visitor.district
        if not await housing.move_unit(session, district, unit, to, visit.now):
            known = {one.unit: one.state for one in await housing.units(session, district)}
            if unit not in known:
                raise Problem(404, "NOT_FOUND")
            if known[unit] is not to:
                raise Problem(409, "HOME_TAKEN")
    return moved(visit.request, HOME)


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


@area.post("/offers", access=MANAGE)
async def offer(visit: Here) -> Response:
    filled = await forms.read(visit, OfferForm)
    capacity(visit)
    calendar = calendar_of(visit.visitor.district)
    if filled.data is not None and closing(filled.value.expires_on, calendar) <= visit.now:
        filled.refuse("expires_on", "DATE_PAST")
    if filled.errors or filled.intent is None:
        return await _again(visit, filled)
    district = visit.visitor.district
    made = HousingOffer(
        offer_id=f"home-{filled.intent}",
        district=district,
        unit=filled.value.unit,
        case_id=CaseId(filled.value.case_id),
        offered_at=visit.now,
        offered_by=visit.visitor.person,
        expires_at=closing(filled.value.expires_on, calendar),
    )
    async with visit.write() as session:
        if await queries.case_place(session, visit.scope, made.case_id) is None:
            raise Problem(404, "NOT_FOUND")
        await housing.let_offers_expire(session, district, visit.now)
        before = await housing.outcome_of(session, made.offer_id)
        given = before is not None or await housing.offer_home(session, made)
        visit.saw([made.case_id])
        await records.keep(session, visit, "act", "ManageHousing")
    if not given:
        raise Problem(409, "HOME_TAKEN")
    return moved(visit.request, HOME)


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
        return await _page(visit, session, filled, 422)


async def _page(visit: Visit, session: Any, filled: Filled[Any], status: int = 200) -> Response:
    district = visit.visitor.district
    units = await housing.units(session, district)
    queue = await housing.waiting_list(session, district)
    offers = await housing.open_offers(session, district)
    living = [one.case_id for one in units if one.case_id]
    rows = await _rows(visit, session, [*(one.case_id for one in queue), *living])
    managers = await people.display_names(
        session, visit.dependencies.keyring, [r.owner for r in rows.values() if r.owner]
    )
    known = [one for one in queue if one.case_id in rows]
    queue = [replace(one, place=place) for place, one in enumerate(known, 1)]
    offers = [one for one in offers if one.case_id in rows]
    visit.saw(list(rows))
    return page(
        visit.request,
        "housing/housing.html",
        block="content",
        status=status,
        capacity=capacity(visit),
        counts=[(gettext(STATES[s]), sum(u.state is s for u in units)) for s in UnitState],
        units=[_unit(one, rows, managers) for one in units if one.state is not UnitState.PLANNED],
        planned=[one for one in units if one.state is UnitState.PLANNED],
        ready=[one.unit for one in units if one.state is UnitState.READY],
        queue=[_waiting(one, rows) for one in queue],
        offers=[(one, _client(one.case_id, rows)) for one in offers],
        filled=filled,
        today=local_date(visit.now),
        may_manage=visit.may("ManageHousing"),
        may_ask=visit.may("AskForHome"),
    )


async def _rows(visit: Visit, session: Any, ids: list[CaseId]) -> dict[CaseId, queries.CaseRow]:
    found = {}
    for case_id in dict.fromkeys(ids):
        row = await queries.case_row(session, visit.dependencies.keyring, visit.scope, case_id)
        if row is not None:
            found[case_id] = row
    return found


def _client(case_id: CaseId, rows: dict[CaseId, queries.CaseRow]) -> str:
    """Nothing of a household that is not in reach (SR-18)."""
    row = rows.get(case_id)
    return (row.client or gettext("파기됨")) if row else ""


def _waiting(one: Waiting, rows: dict[CaseId, queries.CaseRow]) -> WaitingWords:
    row = rows.get(one.case_id)
    number = row.case_number if row else ""
    return WaitingWords(one, _client(one.case_id, rows), number, why_here(one))


def _unit(
    unit: HousingUnit, rows: dict[CaseId, queries.CaseRow], managers: dict[Any, str]
) -> UnitWords:
    row = rows.get(unit.case_id) if unit.case_id else None
    manager = managers.get(row.owner, "") if row and row.owner else ""
    return UnitWords(
        unit=unit,
        state=gettext(STATES[unit.state]),
        client=_client(unit.case_id, rows) if unit.case_id else "",
        manager=manager,
        after=[(to.value, gettext(STATES[to])) for to in NEXT.get(unit.state, ())],
    )
