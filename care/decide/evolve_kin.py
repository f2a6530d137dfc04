"""What each event of ``care.decide.kin`` changes."""

from collections.abc import Callable
from typing import Any

from care.decide.transfer import transfer_subject
from care.messages import events as e
from care.messages import loop_events as le
from care.messages.events import Recorded
from care.model.case import CaseState, DecidedApproval, OfferTransfer
from care.model.codes import ApprovalAnswer, Relation
from care.model.loop_codes import TransferAnswer

Change = dict[str, object]

REMEMBERED_ANSWERS = 10


def _nothing(state: CaseState, event: object, at: Recorded) -> Change:
    """The timeline alone keeps it."""
    return {}


def _proposed(state: CaseState, event: le.TransferProposed, at: Recorded) -> Change:
    return {"transfer": event.offer}


def _approved(state: CaseState, event: le.TransferApproved, at: Recorded) -> Change:
    offer = state.transfer
    if offer is None:
        return {}
    return {
        "transfer": offer.model_copy(update={"approved_at": at.at}),
        "decided": _decided(state, ApprovalAnswer.APPROVE, at),
    }


def _decided(state: CaseState, answer: ApprovalAnswer, at: Recorded) -> tuple[DecidedApproval, ...]:
    subject = transfer_subject(state.transfer.transfer_id if state.transfer else "")
    decided = DecidedApproval(subject=subject, answer=answer, by=at.actor, at=at.at)
    return (*state.decided, decided)[-REMEMBERED_ANSWERS:]


def _answered(state: CaseState, event: le.TransferAnswered, at: Recorded) -> Change:
    """An offer not laid yet is never laid; one turned down inside is a decision too."""
    offer = state.transfer
    if offer is None:
        return {}
    update = {"answer": event.answer, "answered_at": event.answered_at}
    change: Change = {
        "transfer": offer.model_copy(update=update),
        "effects": tuple(
            k
            for k in state.effects
            if not (isinstance(k, OfferTransfer) and k.transfer_id == event.transfer_id)
        ),
    }
    if offer.approved_at is None and event.answer is TransferAnswer.WITHDRAWN:
        change["decided"] = _decided(state, ApprovalAnswer.REJECT, at)
    if event.successor is not None:
        change["kin"] = (*state.kin, event.successor)
    return change


def _succeeded(state: CaseState, event: le.SuccessorBegan, at: Recorded) -> Change:
    return {"kin": (*state.kin, event.successor)}


def _linked(state: CaseState, event: le.FormerLinked, at: Recorded) -> Change:
    return {"former": event.former, "lineage": event.lineage, "episode": event.episode}


def _settled(state: CaseState, event: le.EffectSettled, at: Recorded) -> Change:
    """An offer that can never be laid goes back to the coordinator, the case to nobody."""
    done = [k for k in state.effects if k.effect_id == event.effect_id]
    change: Change = {"effects": tuple(k for k in state.effects if k not in done)}
    offer = state.transfer
    lost = any(isinstance(k, OfferTransfer) and k.withdraw is None for k in done)
    if not event.done and lost and offer is not None and offer.is_open:
        failed = {"approved_at": None, "failed_at": at.at}
        change["transfer"] = offer.model_copy(update=failed)
    return change


def _merged(state: CaseState, event: le.CaseMerged, at: Recorded) -> Change:
    return {"merge": event.merge}


def _absorbed(state: CaseState, event: le.OtherMerged, at: Recorded) -> Change:
    other = event.merged.other
    left = tuple(k for k in state.absorbed if k != other)
    return {"absorbed": left if event.merged.undone else (*left, other)}


def _unmerged(state: CaseState, event: le.MergeUndone, at: Recorded) -> Change:
    return {"merge": None}


def _died(state: CaseState, event: le.MemberDied, at: Recorded) -> Change:
    member_id = event.death.member_id
    change: Change = {"deceased": (*state.deceased, member_id)}
    member = state.member(member_id)
    if member is None or member.relation is not Relation.CLIENT:
        return change
    lane = state.crisis
    if lane is not None and lane.settled_at is None:
        change["crisis"] = lane.model_copy(update={"settled_at": at.at})
    return {**change, "client_died_at": at.at, "red_flags": (), "urgent_since": None}


def _left(state: CaseState, event: le.MembersLeft, at: Recorded) -> Change:
    return {"members": tuple(m for m in state.members if m.member_id not in event.members)}


def _signed(state: CaseState, event: le.ClosureSigned, at: Recorded) -> Change:
    if state.closure is None:
        return {}
    signed = {"signed_at": at.at, "signed_by": at.actor}
    return {"closure": state.closure.model_copy(update=signed)}


KIN_CHANGES: dict[type[Any], Callable[[CaseState, Any, Recorded], Change]] = {
    le.TransferProposed: _proposed,
    le.TransferApproved: _approved,
    le.TransferAnswered: _answered,
    le.SuccessorBegan: _succeeded,
    le.FormerLinked: _linked,
    le.EffectSettled: _settled,
    le.CaseMerged: _merged,
    le.MergeUndone: _unmerged,
    le.OtherMerged: _absorbed,
    le.MemberDied: _died,
    le.MembersLeft: _left,
    le.ClosureSigned: _signed,
    e.DuplicateServiceNoticed: _nothing,
}
