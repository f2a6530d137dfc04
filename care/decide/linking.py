"""The closed service loop: chased, passed on, sent twice, concerns, gaps, milestones, supports."""

from care.decide.chain import chain_of, handed_on, root
from care.decide.consents import Sharing, missing_consents
from care.decide.context import IN_SERVICE, UNDER_WAY, Context, Decision, refuse, stranger, today
from care.decide.discovery import raise_red_flag
from care.decide.reminders import reminder
from care.decide.rule import ALWAYS, CASEWORK, LEADS, OUTSIDE, STAFF, Answer, Rule, Rules
from care.decide.senders import sender_refusal
from care.messages import commands as c
from care.messages import events as e
from care.messages import linking_commands as kc
from care.messages import linking_events as ke
from care.model.case import CaseState
from care.model.codes import LinkageStatus
from care.model.linkage import Linkage
from care.model.linking import Concern, MilestoneReached, ResourceGap, Support
from care.model.refusal import Refusal

BEFORE_SERVICE = frozenset(
    status for status in LinkageStatus if status.is_open and status is not LinkageStatus.STARTED
)
"""While a referral may still go to somebody else."""


def with_linking(answer: Answer) -> Answer:
    """An act of the service loop: a case whose policy is older learns of it at its next stage."""

    def answered(state: CaseState, command: object, context: Context) -> Decision:
        if state.policy.linking is None:
            return refuse("wrong_stage", stage=state.stage)
        return answer(state, command, context)

    return answered


def remind_partner(state: CaseState, command: kc.RemindPartner, context: Context) -> Decision:
    linkage = state.linkage(command.linkage_id)
    if linkage is None:
        return refuse("unknown_subject", linkage=command.linkage_id)
    if not linkage.status.is_open:
        return refuse("linkage_closed", linkage=command.linkage_id)
    if linkage.delivered_at is None:
        return refuse("nothing_pending", linkage=command.linkage_id)
    return reminder(linkage)


def pass_on(state: CaseState, command: kc.PassOnLinkage, context: Context) -> Decision:
    """Each member of the household consents to the new body as to any other."""
    linkage = state.linkage(command.linkage_id)
    if linkage is None:
        return refuse("unknown_subject", linkage=command.linkage_id)
    refused = _pass_on_refusal(state, linkage, command)
    if refused is not None:
        return refused
    sharing = Sharing(
        agency_id=command.agency_id,
        agency_kind=command.agency_kind,
        members=linkage.members,
        service=linkage.service,
        basis=linkage.basis,
    )
    missing = missing_consents(state, sharing, today(state, context))
    if missing:
        return Refusal(code="consent_missing", missing=missing)
    return handed_on(state, linkage, command, context.now)


def _pass_on_refusal(
    state: CaseState, linkage: Linkage, command: kc.PassOnLinkage
) -> Refusal | None:
    if linkage.status not in BEFORE_SERVICE:
        return refuse("linkage_closed", linkage=command.linkage_id)
    if command.agency_id == linkage.agency_id:
        return refuse("invalid_value", field="agency_id")
    asked = any(
        other.status.is_open and other.agency_id == command.agency_id
        for other in chain_of(state, root(linkage))
    )
    if asked or state.linkage(command.new_linkage_id) is not None:
        return refuse("duplicate_subject", linkage=command.new_linkage_id)
    return None


def acknowledge_double_send(
    state: CaseState, command: kc.AcknowledgeDoubleSend, context: Context
) -> Decision:
    linkage = state.linkage(command.linkage_id)
    if linkage is None:
        return refuse("unknown_subject", linkage=command.linkage_id)
    if linkage.maybe_twice_at is None:
        return refuse("nothing_pending", linkage=command.linkage_id)
    return (ke.DoubleSendAcknowledged(linkage_id=command.linkage_id, note=command.note),)


def confirm_destruction(
    state: CaseState, command: kc.ConfirmDestruction, context: Context
) -> Decision:
    """Of a linkage that has ended at a body that had the data (PIPA article 21)."""
    linkage = state.linkage(command.linkage_id)
    if linkage is None:
        return refuse("unknown_subject", linkage=command.linkage_id)
    refused = sender_refusal(linkage, command.agency_id, context)
    if refused is not None:
        return refused
    never_had = linkage.delivered_at is None
    if linkage.status.is_open or never_had or linkage.destroyed_at is not None:
        return refuse("nothing_pending", linkage=command.linkage_id)
    return (ke.DestructionConfirmed(linkage_id=command.linkage_id),)


def raise_concern(state: CaseState, command: kc.RaiseConcern, context: Context) -> Decision:
    """A body may speak up of a household it served, also after its own part has ended."""
    linkage = state.linkage(command.linkage_id)
    if linkage is None:
        return refuse("unknown_subject", linkage=command.linkage_id)
    refused = sender_refusal(linkage, command.agency_id, context)
    if refused is not None:
        return refused
    if _concern(state, command.concern_id) is not None:
        return refuse("duplicate_subject", concern=command.concern_id)
    concern = Concern(
        concern_id=command.concern_id,
        linkage_id=command.linkage_id,
        agency_id=command.agency_id,
        concern=command.concern,
        red_flag=command.red_flag,
        note=command.note,
        at=context.now,
    )
    return (ke.ConcernRaised(concern=concern), *_alarm(state, command, context))


def _alarm(state: CaseState, command: kc.RaiseConcern, context: Context) -> tuple[e.Event, ...]:
    if command.red_flag is None:
        return ()
    flag = c.RaiseRedFlag(flags=(command.red_flag,), note=command.note)
    raised = raise_red_flag(state, flag, context)
    return () if isinstance(raised, Refusal) else raised


def answer_concern(state: CaseState, command: kc.AnswerConcern, context: Context) -> Decision:
    concern = _concern(state, command.concern_id)
    if concern is None:
        return refuse("unknown_subject", concern=command.concern_id)
    if concern.answered_at is not None:
        return refuse("nothing_pending", concern=command.concern_id)
    return (ke.ConcernAnswered(concern_id=command.concern_id, note=command.note),)


def _concern(state: CaseState, concern_id: str) -> Concern | None:
    return next((k for k in state.concerns if k.concern_id == concern_id), None)


def settle_gap(state: CaseState, command: kc.SettleGap, context: Context) -> Decision:
    gap = _gap(state, command.gap_id)
    if gap is None:
        return refuse("unknown_subject", gap=command.gap_id)
    if gap.ending is not None:
        return refuse("nothing_pending", gap=command.gap_id)
    settled = ke.ResourceGapSettled(gap_id=command.gap_id, ending=command.ending, note=command.note)
    return (settled,)


def _gap(state: CaseState, gap_id: str) -> ResourceGap | None:
    return next((gap for gap in state.gaps if gap.gap_id == gap_id), None)


def record_milestone(state: CaseState, command: kc.RecordMilestone, context: Context) -> Decision:
    """Counted once: the same step of the same person on the same day is the same step."""
    refused = _milestone_refusal(state, command)
    if refused is not None:
        return refused
    if command.on > today(state, context):
        return refuse("invalid_value", field="on")
    known = any(
        (k.milestone, k.member_id, k.on) == (command.milestone, command.member_id, command.on)
        for k in state.milestones
    )
    if known:
        return refuse("duplicate_subject", milestone=command.milestone)
    reached = MilestoneReached(
        milestone=command.milestone,
        member_id=command.member_id,
        linkage_id=command.linkage_id,
        goal_id=command.goal_id,
        on=command.on,
        note=command.note,
    )
    return (ke.MilestoneRecorded(reached=reached),)


def _milestone_refusal(state: CaseState, command: kc.RecordMilestone) -> Refusal | None:
    if command.member_id is not None and stranger(state, (command.member_id,)):
        return refuse("unknown_subject", member=command.member_id)
    if command.linkage_id is not None and state.linkage(command.linkage_id) is None:
        return refuse("unknown_subject", linkage=command.linkage_id)
    goals = state.plan.goals if state.plan is not None else ()
    if command.goal_id is not None and all(k.item_id != command.goal_id for k in goals):
        return refuse("unknown_subject", item=command.goal_id)
    return None


def record_support(state: CaseState, command: kc.RecordSupport, context: Context) -> Decision:
    known = _support(state, command.support_id)
    goes_on = known is not None and known.ended_at is None
    support = Support(
        support_id=command.support_id,
        support=command.support,
        strength=command.strength,
        label=command.label,
        since=known.since if known is not None and goes_on else context.now,
    )
    return (ke.SupportRecorded(support=support),)


def end_support(state: CaseState, command: kc.EndSupport, context: Context) -> Decision:
    support = _support(state, command.support_id)
    if support is None:
        return refuse("unknown_subject", support=command.support_id)
    if support.ended_at is not None:
        return refuse("nothing_pending", support=command.support_id)
    return (ke.SupportEnded(support_id=command.support_id),)


def _support(state: CaseState, support_id: str) -> Support | None:
    return next((k for k in state.supports if k.support_id == support_id), None)


LINKING_RULES: Rules = {
    kc.RemindPartner: Rule(with_linking(remind_partner), CASEWORK, UNDER_WAY),
    kc.PassOnLinkage: Rule(with_linking(pass_on), CASEWORK, IN_SERVICE),
    kc.AcknowledgeDoubleSend: Rule(with_linking(acknowledge_double_send), CASEWORK, UNDER_WAY),
    kc.ConfirmDestruction: Rule(with_linking(confirm_destruction), CASEWORK | OUTSIDE, ALWAYS),
    kc.RaiseConcern: Rule(with_linking(raise_concern), STAFF | OUTSIDE, UNDER_WAY),
    kc.AnswerConcern: Rule(with_linking(answer_concern), CASEWORK, UNDER_WAY),
    kc.SettleGap: Rule(with_linking(settle_gap), LEADS, UNDER_WAY),
    kc.RecordMilestone: Rule(with_linking(record_milestone), CASEWORK, UNDER_WAY),
    kc.RecordSupport: Rule(with_linking(record_support), CASEWORK, UNDER_WAY),
    kc.EndSupport: Rule(with_linking(end_support), CASEWORK, UNDER_WAY),
}
