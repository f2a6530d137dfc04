"""The page of the homes: what needs a look, who waits and why in this order, offers, homes."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from fastapi import Response

from care.decide.places import capacity_on
from care.model.ids import CaseId, PersonId
from i18n.loader import gettext
from store import housing, people, places, queries
from store.housing import NEXT, HousingOffer, HousingUnit, UnitState, Waiting, WaitStatus
from store.places import HomeLivedIn
from web.forms import Filled
from web.housing.rule import offer_ends, priority_of
from web.housing.words import GAPS, LEAVING, OUT_OF_TURN, RULE, STATES, behind, why_here
from web.identity import local_date
from web.render import page
from web.visitor import Visit

Rows = dict[CaseId, queries.CaseRow]


@dataclass(frozen=True)
class WaitingWords:
    waiting: Waiting
    client: str
    number: str
    why: str
    behind: str


@dataclass(frozen=True)
class UnitWords:
    unit: HousingUnit
    state: str
    client: str
    manager: str
    after: list[tuple[str, str]]
    gaps: list[str]


@dataclass(frozen=True)
class OfferWords:
    offer: HousingOffer
    client: str
    out_of_turn: str


@dataclass(frozen=True)
class _Seen:
    """What the page is made from, and the rows of the households in reach."""

    units: list[HousingUnit]
    queue: list[Waiting]
    offers: list[HousingOffer]
    lived: list[HomeLivedIn]
    rows: Rows
    managers: dict[PersonId, str]


async def housing_page(
    visit: Visit, session: Any, base: int, filled: Filled[Any], status: int = 200
) -> Response:
    """``base`` is the number of the district's policy, for days before any stated one."""
    seen = await _seen(visit, session)
    visit.saw(list(seen.rows))
    return page(
        visit.request,
        "housing/housing.html",
        block="content",
        status=status,
        filled=filled,
        today=local_date(visit.now),
        may_manage=visit.may("ManageHousing"),
        may_ask=visit.may("AskForHome"),
        **await _numbers(visit, session, base, seen),
        **_lists(visit, seen),
    )


async def _seen(visit: Visit, session: Any) -> _Seen:
    district = visit.visitor.district
    units = await housing.units(session, district)
    queue = await housing.waiting_list(session, district, priority_of(district))
    offers = await housing.open_offers(session, district)
    living = [one.case_id for one in units if one.case_id]
    rows = await _rows(visit, session, [*(one.case_id for one in queue), *living])
    owners = [row.owner for row in rows.values() if row.owner]
    return _Seen(
        units=units,
        queue=in_reach(queue, set(rows)),
        offers=[one for one in offers if one.case_id in rows],
        lived=await places.homes_lived_in(session, visit.scope),
        rows=rows,
        managers=await people.display_names(session, visit.dependencies.keyring, owners),
    )


def in_reach(queue: list[Waiting], known: set[CaseId]) -> list[Waiting]:
    """Nothing of a household that is hidden from who looks, not even its place (SR-18)."""
    found = [one for one in queue if one.case_id in known]
    return [replace(one, place=place) for place, one in enumerate(found, 1)]


async def _rows(visit: Visit, session: Any, ids: list[CaseId]) -> Rows:
    found = {}
    for case_id in dict.fromkeys(ids):
        row = await queries.case_row(session, visit.dependencies.keyring, visit.scope, case_id)
        if row is not None:
            found[case_id] = row
    return found


async def _numbers(visit: Visit, session: Any, base: int, seen: _Seen) -> dict[str, Any]:
    district, today = visit.visitor.district, local_date(visit.now)
    stated = await places.capacities(session, district)
    by_day = {one.from_day: one.capacity for one in stated}
    now = max((day for day in by_day if day <= today), default=None)
    return {
        "capacity": capacity_on(by_day, today, base),
        "base": base,
        "stated": [(one, one.from_day == now) for one in stated],
        "base_counts": now is None,
        "in_service": await places.in_service(session, district),
        "counts": [
            (gettext(STATES[state]), sum(one.state is state for one in seen.units))
            for state in UnitState
        ],
        "rule": [gettext(RULE[one]) for one in priority_of(district).rule],
        "held_until": _day(visit),
    }


def _day(visit: Visit) -> date:
    return local_date(offer_ends(visit.visitor.district, visit.now))


def _lists(visit: Visit, seen: _Seen) -> dict[str, Any]:
    gaps = {one.unit: [gettext(GAPS[gap]) for gap in one.gaps] for one in seen.lived}
    units = [_unit(one, seen, gaps.get(one.unit, [])) for one in seen.units]
    first = next((one for one in seen.queue if one.status is WaitStatus.WAITING), None)
    return {
        "units": [one for one in units if one.unit.state is not UnitState.PLANNED],
        "planned": [one for one in seen.units if one.state is UnitState.PLANNED],
        "ready": [one.unit for one in seen.units if one.state is UnitState.READY],
        "lacking": [one for one in units if one.gaps],
        "queue": [_waiting(one, seen.rows, visit) for one in seen.queue],
        "first": first.case_id if first else "",
        "waiting": [one for one in seen.queue if one.status is WaitStatus.WAITING],
        "offers": [_offered(one, seen.rows) for one in seen.offers],
        "leaving": [(one.value, gettext(word)) for one, word in LEAVING.items()],
        "out_of_turn": [(one.value, gettext(word)) for one, word in OUT_OF_TURN.items()],
    }


def _client(case_id: CaseId, rows: Rows) -> str:
    row = rows.get(case_id)
    return (row.client or gettext("파기됨")) if row else ""


def _waiting(one: Waiting, rows: Rows, visit: Visit) -> WaitingWords:
    row = rows.get(one.case_id)
    return WaitingWords(
        waiting=one,
        client=_client(one.case_id, rows),
        number=row.case_number if row else "",
        why=why_here(one, visit.visitor.district),
        behind=behind(one) if one.place > 1 else "",
    )


def _offered(one: HousingOffer, rows: Rows) -> OfferWords:
    why = gettext(OUT_OF_TURN[one.out_of_turn]) if one.out_of_turn else ""
    return OfferWords(one, _client(one.case_id, rows), why)


def _unit(unit: HousingUnit, seen: _Seen, gaps: list[str]) -> UnitWords:
    row = seen.rows.get(unit.case_id) if unit.case_id else None
    return UnitWords(
        unit=unit,
        state=gettext(STATES[unit.state]),
        client=_client(unit.case_id, seen.rows) if unit.case_id else "",
        manager=seen.managers.get(row.owner, "") if row and row.owner else "",
        after=[(to.value, gettext(STATES[to])) for to in NEXT.get(unit.state, ())],
        gaps=gaps if row else [],
    )
