"""What each event of ``care.decide.crisis`` changes."""

from collections.abc import Callable
from typing import Any

from care.messages import loop_events as le
from care.messages.events import Recorded
from care.model.case import CaseState
from care.model.course import LawfulGround, PurgeDemand

Change = dict[str, object]


def _opened(state: CaseState, event: le.CrisisOpened, at: Recorded) -> Change:
    return {"crisis": event.lane}


def _lane(state: CaseState, **update: object) -> Change:
    return {"crisis": state.crisis.model_copy(update=update)} if state.crisis is not None else {}


def _on_site(state: CaseState, event: le.OnSiteChecked, at: Recorded) -> Change:
    return _lane(state, on_site_at=at.at, finding=event.check.finding)


def _aided(state: CaseState, event: le.CrisisAided, at: Recorded) -> Change:
    before = state.crisis.aid if state.crisis is not None else ()
    given = tuple(dict.fromkeys((*before, *event.aided.aid)))
    return _lane(state, aid_at=at.at, aid=given)


def _post_checked(state: CaseState, event: le.CrisisPostChecked, at: Recorded) -> Change:
    return _lane(state, post_checked_at=at.at, adequate=event.check.adequate)


def _ground(state: CaseState, event: le.GroundRecorded, at: Recorded) -> Change:
    told = event.ground
    ground = LawfulGround(
        ground_id=told.ground_id,
        basis=told.basis,
        member_id=told.member_id,
        agency_id=told.agency_id,
        since=at.at,
        until=told.until,
    )
    return {"grounds": (*state.grounds, ground)}


def _with_ground(state: CaseState, ground_id: str, **update: object) -> Change:
    return {
        "grounds": tuple(
            g.model_copy(update=update) if g.ground_id == ground_id else g for g in state.grounds
        )
    }


def _reported(state: CaseState, event: le.GroundReported, at: Recorded) -> Change:
    return _with_ground(state, event.ground_id, reported_at=at.at)


def _ground_ended(state: CaseState, event: le.GroundEnded, at: Recorded) -> Change:
    return _with_ground(state, event.ground_id, ended_at=at.at)


def _demanded(state: CaseState, event: le.PurgeDemanded, at: Recorded) -> Change:
    told = event.demand
    demand = PurgeDemand(
        demand_id=told.demand_id, member_id=told.member_id, ground=told.ground, at=at.at
    )
    return {"purges": (*state.purges, demand)}


def _purged(state: CaseState, event: le.Purged, at: Recorded) -> Change:
    return {
        "purges": tuple(
            p.model_copy(update={"done_at": at.at}) if p.demand_id == event.demand_id else p
            for p in state.purges
        )
    }


CRISIS_CHANGES: dict[type[Any], Callable[[CaseState, Any, Recorded], Change]] = {
    le.CrisisOpened: _opened,
    le.OnSiteChecked: _on_site,
    le.CrisisAided: _aided,
    le.CrisisPostChecked: _post_checked,
    le.GroundRecorded: _ground,
    le.GroundReported: _reported,
    le.GroundEnded: _ground_ended,
    le.PurgeDemanded: _demanded,
    le.Purged: _purged,
}
