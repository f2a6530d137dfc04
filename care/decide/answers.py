"""What a body says of a referral, and where it takes the linkage."""

from care.decide.chain import after_vain, served
from care.decide.context import Context, Decision, refuse
from care.decide.senders import sender_refusal
from care.messages import commands as c
from care.messages import events as e
from care.model.case import CaseState
from care.model.codes import ItemOutcome, LinkageStatus, PartnerAnswer, Stage
from care.model.linkage import Linkage
from care.model.refusal import Refusal

TAKEN_ON = frozenset({LinkageStatus.ACCEPTED, LinkageStatus.SCHEDULED, LinkageStatus.STARTED})
"""The body said it will, or does."""
UNDER_WAY_OR_DONE = (LinkageStatus.STARTED, LinkageStatus.DONE)


def record_partner_answer(
    state: CaseState, command: c.RecordPartnerAnswer, context: Context
) -> Decision:
    """The first decision stands; what contradicts it or comes late is kept for a person.

    Immediate help that begins is no service of the plan: the case waits for one.
    """
    linkage = state.linkage(command.linkage_id)
    if linkage is None:
        return refuse("unknown_subject", linkage=command.linkage_id)
    linking = state.policy.linking is not None
    refused = sender_refusal(linkage, command.agency_id, context)
    refused = refused or _incomplete(command, linking=linking)
    if refused:
        return refused
    why = _why_over(state, linkage) or _why_late(linkage, command, linking=linking)
    if why == "repeated":
        return ()
    if why is not None:
        return (e.LateAnswerKept(answer=command, why=why),)
    return _moved(state, linkage, command, context)


def _moved(
    state: CaseState, linkage: Linkage, command: c.RecordPartnerAnswer, context: Context
) -> tuple[e.Event, ...]:
    """A decline asks the next body in the same breath; a service that begins closes a gap."""
    answered = e.LinkageAnswered(answer=command)
    linking = state.policy.linking is not None
    status = status_after(linkage, command, linking=linking)
    if status is LinkageStatus.DECLINED:
        reason = {"status": status, "decline": command.decline or linkage.decline}
        declined = linkage.model_copy(update=reason)
        return (answered, *after_vain(state, declined, context.now))
    if status not in UNDER_WAY_OR_DONE or status is linkage.status:
        return (answered,)
    found = served(state, linkage)
    if linkage.action_id and state.stage is Stage.LINKAGE:
        entered = e.StageEntered(stage=Stage.MONITORING, left=Stage.LINKAGE)
        return (answered, *found, entered)
    return (answered, *found)


def _incomplete(command: c.RecordPartnerAnswer, *, linking: bool) -> Refusal | None:
    """Nothing closes without a reason or an outcome."""
    if command.answer is PartnerAnswer.DECLINED and command.decline is None:
        return refuse("reason_required", field="decline")
    if not linking:
        return None
    if command.answer is PartnerAnswer.DONE and command.outcome is None:
        return refuse("reason_required", field="outcome")
    if command.answer is PartnerAnswer.SCHEDULED and command.scheduled_on is None:
        return refuse("invalid_value", field="scheduled_on")
    return None


def status_after(linkage: Linkage, told: c.RecordPartnerAnswer, *, linking: bool) -> LinkageStatus:
    """Where an answer takes a linkage, whatever came before it."""
    if not linking:
        return _first_status_after(linkage, told.answer)
    if told.answer is PartnerAnswer.PROGRESS:
        # Whoever reports a session has begun.
        return LinkageStatus.STARTED if told.sessions else linkage.status
    if _never_came(linkage, told):
        return LinkageStatus.NOT_DELIVERED
    if told.answer is PartnerAnswer.ACCEPTED and told.scheduled_on is not None:
        return LinkageStatus.SCHEDULED
    return _PLAIN.get(told.answer) or _first_status_after(linkage, told.answer)


_PLAIN = {
    PartnerAnswer.RECEIVED: LinkageStatus.RECEIVED,
    PartnerAnswer.WAITLISTED: LinkageStatus.WAITLISTED,
    PartnerAnswer.SCHEDULED: LinkageStatus.SCHEDULED,
}


def _never_came(linkage: Linkage, told: c.RecordPartnerAnswer) -> bool:
    """Taken on and not given; before it was taken on another body is looked for."""
    if told.answer is PartnerAnswer.DONE:
        return told.outcome is ItemOutcome.NOT_DELIVERED
    taken_on = linkage.status in (*TAKEN_ON, LinkageStatus.NOT_DELIVERED)
    return told.answer is PartnerAnswer.NOT_DELIVERED and taken_on


def _first_status_after(linkage: Linkage, answer: PartnerAnswer) -> LinkageStatus:
    """As cases know it whose policy has no service loop: they know fewer statuses."""
    match answer:
        case PartnerAnswer.ACCEPTED | PartnerAnswer.SCHEDULED:
            return LinkageStatus.ACCEPTED
        case PartnerAnswer.DECLINED:
            return LinkageStatus.DECLINED
        case PartnerAnswer.STARTED:
            return LinkageStatus.STARTED
        case PartnerAnswer.DONE:
            return LinkageStatus.DONE
        case PartnerAnswer.PROGRESS | PartnerAnswer.RECEIVED | PartnerAnswer.WAITLISTED:
            return linkage.status
        case PartnerAnswer.NOT_DELIVERED:
            # Before it began another body is looked for; afterwards it is an outcome.
            begun = linkage.status is LinkageStatus.STARTED
            return LinkageStatus.DONE if begun else LinkageStatus.DECLINED


def _why_over(state: CaseState, linkage: Linkage) -> str | None:
    """A case that moved on, or repeats another, keeps the word and changes nothing."""
    if state.merge is not None:
        return "merged"
    over = state.stage is Stage.ENDED and linkage.status.is_open
    return "closed" if over else None


_RANK = {
    LinkageStatus.REQUESTED: 0,
    LinkageStatus.RECEIVED: 1,
    LinkageStatus.WAITLISTED: 2,
    LinkageStatus.ACCEPTED: 3,
    LinkageStatus.SCHEDULED: 4,
    LinkageStatus.STARTED: 5,
}
_OVER = 6
_NOT_DECIDED = (LinkageStatus.REQUESTED, LinkageStatus.RECEIVED, LinkageStatus.WAITLISTED)
_NEWS = frozenset({PartnerAnswer.PROGRESS, PartnerAnswer.RECEIVED, PartnerAnswer.WAITLISTED})
"""What says nothing of a decision, where the loop is not known."""


def _why_late(linkage: Linkage, command: c.RecordPartnerAnswer, *, linking: bool) -> str | None:
    """None: it moves the linkage on. Else why it does not."""
    answer = command.answer
    if answer is PartnerAnswer.PROGRESS or (not linking and answer in _NEWS):
        return None if linkage.status.is_open else "closed"
    after = status_after(linkage, command, linking=linking)
    if after is linkage.status:
        return _why_again(linkage, command, linking=linking)
    if not linkage.status.is_open:
        return "closed"
    if linking and _behind(linkage, answer):
        return "repeated"
    if answer is PartnerAnswer.DECLINED and linkage.status not in _NOT_DECIDED:
        return "contradicts"
    return "out_of_order" if _RANK.get(after, _OVER) < _RANK[linkage.status] else None


def _why_again(linkage: Linkage, command: c.RecordPartnerAnswer, *, linking: bool) -> str | None:
    """The same once more changes nothing; another day for what is agreed moves the day."""
    if _same(linkage, command):
        return "repeated"
    return None if linking and _other_day(linkage, command) else "contradicts"


def _other_day(linkage: Linkage, command: c.RecordPartnerAnswer) -> bool:
    moved = command.scheduled_on not in (None, linkage.scheduled_on)
    return moved and linkage.status is LinkageStatus.SCHEDULED


def _behind(linkage: Linkage, answer: PartnerAnswer) -> bool:
    """A body that tells its whole state again: received long ago, accepted before the day."""
    if answer is PartnerAnswer.RECEIVED:
        return linkage.status is not LinkageStatus.REQUESTED
    return answer is PartnerAnswer.ACCEPTED and linkage.status is LinkageStatus.SCHEDULED


def _same(linkage: Linkage, command: c.RecordPartnerAnswer) -> bool:
    return all(
        told is None or told == known
        for told, known in (
            (command.decline, linkage.decline),
            (command.scheduled_on, linkage.scheduled_on),
            (command.outcome, linkage.outcome),
        )
    )
