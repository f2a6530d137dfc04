"""Into the engagement hold and out of it, whoever hears the no or the yes (guide §2.7)."""

from collections.abc import Container

from care.decide.beginning import work_begins
from care.decide.context import UNDER_WAY, Context
from care.decide.course import resumed
from care.decide.lane import lane_open
from care.decide.recalls import recall
from care.messages import commands as c
from care.messages import events as e
from care.messages import loop_events as le
from care.model.case import CaseState
from care.model.codes import AgencyKind, ContactResult, LawfulBasis, Stage
from care.model.course import EngagementHold
from care.model.ids import LinkageId, TextId
from care.model.linkage import Linkage
from care.model.loop_codes import HoldCause

HOLDABLE = UNDER_WAY - {Stage.ENGAGEMENT_HOLD, Stage.AFTERCARE}
RED_FLAG_BASES = frozenset({LawfulBasis.URGENT_LIFE, LawfulBasis.LEGAL_DUTY})
"""What a red flag carries to bodies outside the public sector even where somebody said no."""


def in_hold(state: CaseState) -> bool:
    """Held, also while the closure of a held case is decided."""
    return state.hold is not None and state.stage in (Stage.ENGAGEMENT_HOLD, Stage.CLOSURE)


def overridden(state: CaseState, basis: LawfulBasis | None) -> bool:
    """A red flag always overrides the hold: danger to life or a duty to report goes out."""
    return lane_open(state) and basis in RED_FLAG_BASES


def enter_hold(
    state: CaseState,
    cause: HoldCause,
    context: Context,
    note: TextId | None = None,
    besides: Container[LinkageId] = (),
) -> tuple[e.Event, ...]:
    """A closure being decided is dropped, a pause is over; ``besides`` are withdrawn already."""
    if state.policy.life is None or state.hold is not None or state.stage not in HOLDABLE:
        return ()
    closure = state.closure if state.stage is Stage.CLOSURE else None
    former = closure.former if closure is not None else state.stage
    hold = EngagementHold(cause=cause, since=context.now, former=former)
    open_ones = tuple(
        linkage
        for linkage in private_linkages(state)
        if linkage.linkage_id not in besides and not overridden(state, linkage.basis)
    )
    return (
        *resumed(state),
        *((e.ClosureTurnedDown(),) if closure is not None else ()),
        le.HoldEntered(hold=hold, note=note),
        e.StageEntered(stage=Stage.ENGAGEMENT_HOLD, left=state.stage),
        *taken_back(open_ones, note),
    )


def private_linkages(state: CaseState) -> tuple[Linkage, ...]:
    """Open ones at bodies that are no public agency."""
    return tuple(
        linkage
        for linkage in state.linkages
        if linkage.status.is_open and linkage.agency_kind is not AgencyKind.PUBLIC_AGENCY
    )


def taken_back(linkages: tuple[Linkage, ...], reason: TextId | None) -> tuple[e.Event, ...]:
    return tuple(
        event
        for linkage in linkages
        for event in (
            e.LinkageWithdrawn(linkage_id=linkage.linkage_id, reason=reason),
            *recall(linkage),
        )
    )


def wake(
    state: CaseState, *, inbound: bool = False, note: TextId | None = None
) -> tuple[e.Event, ...]:
    """The case goes on where it stood; empty where nothing is held."""
    if state.hold is None or not in_hold(state):
        return ()
    dropped = (e.ClosureTurnedDown(),) if state.stage is Stage.CLOSURE else ()
    return (
        *dropped,
        le.HoldWoken(inbound=inbound, note=note),
        *_onward(state, state.hold.former),
    )


def _onward(state: CaseState, former: Stage) -> tuple[e.Event, ...]:
    """Whoever wants help has been met, and an owner named meanwhile begins at once."""
    if former is Stage.RECEIVED and state.owner is not None:
        return work_begins(state, state.stage)
    onward = Stage.INTAKE if former is Stage.DISCOVERY else former
    return (e.StageEntered(stage=onward, left=state.stage),)


def woken_by(state: CaseState, contact: c.RecordContact) -> tuple[e.Event, ...]:
    """The household came to us, or said yes when we came; nothing else ends a hold by itself."""
    met = contact.result is ContactResult.MET
    if not met or not (contact.inbound or contact.accepts_help):
        return ()
    return wake(state, inbound=contact.inbound, note=contact.note)
