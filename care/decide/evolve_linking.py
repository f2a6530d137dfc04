"""What each event of ``care.decide.linking`` changes."""

from collections.abc import Callable
from typing import Any

from care.messages import linking_events as ke
from care.messages.events import Recorded
from care.model.case import CaseState
from care.model.codes import LinkageStatus
from care.model.ids import LinkageId
from care.model.linkage import Linkage

Change = dict[str, object]


def with_linkage(
    state: CaseState, linkage_id: LinkageId | None, **update: object
) -> tuple[Linkage, ...]:
    """All linkages, the one of this id changed."""
    return tuple(
        k.model_copy(update=update) if k.linkage_id == linkage_id else k for k in state.linkages
    )


def _reminded(state: CaseState, event: ke.PartnerReminded, at: Recorded) -> Change:
    linkage = state.linkage(event.linkage_id)
    reminded = (*linkage.reminded, at.at) if linkage is not None else ()
    return {"linkages": with_linkage(state, event.linkage_id, reminded=reminded)}


def _passed_on(state: CaseState, event: ke.LinkagePassedOn, at: Recorded) -> Change:
    passed = with_linkage(
        state, event.linkage_id, status=LinkageStatus.PASSED_ON, status_at=at.at, proposed=None
    )
    return {"linkages": passed}


def _maybe_twice(state: CaseState, event: ke.DoubleSendNoticed, at: Recorded) -> Change:
    return {"linkages": with_linkage(state, event.linkage_id, maybe_twice_at=at.at)}


def _held_once(state: CaseState, event: ke.DoubleSendAcknowledged, at: Recorded) -> Change:
    return {"linkages": with_linkage(state, event.linkage_id, maybe_twice_at=None)}


def _destroyed(state: CaseState, event: ke.DestructionConfirmed, at: Recorded) -> Change:
    return {"linkages": with_linkage(state, event.linkage_id, destroyed_at=at.at)}


def _concern(state: CaseState, event: ke.ConcernRaised, at: Recorded) -> Change:
    return {"concerns": (*state.concerns, event.concern)}


def _concern_answered(state: CaseState, event: ke.ConcernAnswered, at: Recorded) -> Change:
    update = {"answered_at": at.at, "answered_by": at.actor}
    return {
        "concerns": tuple(
            k.model_copy(update=update) if k.concern_id == event.concern_id else k
            for k in state.concerns
        )
    }


def _gap(state: CaseState, event: ke.ResourceGapFound, at: Recorded) -> Change:
    return {"gaps": (*state.gaps, event.gap)}


def _gap_settled(state: CaseState, event: ke.ResourceGapSettled, at: Recorded) -> Change:
    update = {"ending": event.ending, "ended_at": at.at}
    return {
        "gaps": tuple(
            gap.model_copy(update=update) if gap.gap_id == event.gap_id else gap
            for gap in state.gaps
        )
    }


def _milestone(state: CaseState, event: ke.MilestoneRecorded, at: Recorded) -> Change:
    return {"milestones": (*state.milestones, event.reached)}


def _support(state: CaseState, event: ke.SupportRecorded, at: Recorded) -> Change:
    """Over the one of the same id, in its place."""
    told = event.support
    known = any(k.support_id == told.support_id for k in state.supports)
    if not known:
        return {"supports": (*state.supports, told)}
    changed = (told if k.support_id == told.support_id else k for k in state.supports)
    return {"supports": tuple(changed)}


def _support_ended(state: CaseState, event: ke.SupportEnded, at: Recorded) -> Change:
    return {
        "supports": tuple(
            k.model_copy(update={"ended_at": at.at}) if k.support_id == event.support_id else k
            for k in state.supports
        )
    }


LINKING_CHANGES: dict[type[Any], Callable[[CaseState, Any, Recorded], Change]] = {
    ke.PartnerReminded: _reminded,
    ke.LinkagePassedOn: _passed_on,
    ke.DoubleSendNoticed: _maybe_twice,
    ke.DoubleSendAcknowledged: _held_once,
    ke.DestructionConfirmed: _destroyed,
    ke.ConcernRaised: _concern,
    ke.ConcernAnswered: _concern_answered,
    ke.ResourceGapFound: _gap,
    ke.ResourceGapSettled: _gap_settled,
    ke.MilestoneRecorded: _milestone,
    ke.SupportRecorded: _support,
    ke.SupportEnded: _support_ended,
}
