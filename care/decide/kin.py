"""Transfer, new episodes, merging, splitting, death and the joint signature."""

from care.decide.context import (
    BEFORE_CLOSURE,
    UNDER_WAY,
    Context,
    Decision,
    refuse,
    stranger,
    today,
)
from care.decide.course import STEERING, resumed
from care.decide.merge import merge_into, not_taken, record_merged, undo_merge
from care.decide.recalls import recall
from care.decide.rule import ALWAYS, CASEWORK, SYSTEM, Rule, Rules, with_life
from care.decide.transfer import answer_transfer, decide_transfer, propose_transfer, taken_back
from care.messages import events as e
from care.messages import kin_commands as kc
from care.messages import loop_events as le
from care.model.case import CaseState
from care.model.codes import ClosureReason, Relation, Role, Stage
from care.model.course import Kin
from care.model.household import Member
from care.model.ids import MemberId, TextId
from care.model.loop_codes import Kinship, TransferAnswer

TRANSFERABLE = BEFORE_CLOSURE - {Stage.DISCOVERY, Stage.INTAKE}
"""Nobody hands over a household that was never received."""


def record_successor(state: CaseState, command: kc.RecordSuccessor, context: Context) -> Decision:
    """Reopened, the aftercare here is over; split off, the case goes on without who left."""
    successor = command.successor
    if any(known.case_id == successor.case_id for known in state.kin):
        return ()
    if successor.kinship is Kinship.REOPENED:
        return _reopened(state, successor)
    if successor.kinship is Kinship.SPLIT:
        return _split_off(state, successor)
    return refuse("invalid_value", field="kinship")


def _reopened(state: CaseState, successor: Kin) -> Decision:
    if state.stage is not Stage.AFTERCARE:
        return refuse("wrong_stage", stage=state.stage)
    return (le.SuccessorBegan(successor=successor), e.CaseEnded(why=successor.kinship))


def _split_off(state: CaseState, successor: Kin) -> Decision:
    """What bodies already do for those who left goes on until somebody takes it back."""
    unknown = stranger(state, successor.members)
    if unknown or not successor.members:
        return refuse("unknown_subject", member=unknown or "")
    if any(_is_client(state.member(member_id)) for member_id in successor.members):
        return refuse("invalid_value", field="members")
    left = le.MembersLeft(members=successor.members)
    return (le.SuccessorBegan(successor=successor), left)


def _is_client(member: Member | None) -> bool:
    return member is not None and member.relation is Relation.CLIENT


def record_told(state: CaseState, command: kc.RecordTold, context: Context) -> Decision:
    """Word of an effect that is no longer waited for changes nothing."""
    if not any(effect.effect_id == command.effect_id for effect in state.effects):
        return ()
    settled = le.EffectSettled(effect_id=command.effect_id, done=command.done, code=command.code)
    return (settled, *not_taken(state, command))


def record_death(state: CaseState, command: kc.RecordDeath, context: Context) -> Decision:
    member = state.member(command.member_id)
    if member is None or member.excluded:
        return refuse("unknown_subject", member=command.member_id)
    if command.member_id in state.deceased:
        return ()
    if command.on > today(state, context):
        return refuse("invalid_value", field="on")
    died = (le.MemberDied(death=command), *_served_alone(state, command.member_id, command.note))
    return (*died, *_without_client(state, context)) if _is_client(member) else died


def _served_alone(
    state: CaseState, member_id: MemberId, note: TextId | None
) -> tuple[e.Event, ...]:
    """What bodies do for the dead alone is taken back; for a household it goes on."""
    gone = {*state.deceased, member_id}
    events: list[e.Event] = []
    for linkage in state.linkages:
        if linkage.status.is_open and gone.issuperset(linkage.members):
            events.append(e.LinkageWithdrawn(linkage_id=linkage.linkage_id, reason=note))
            events.extend(recall(linkage))
    return tuple(events)


def _without_client(state: CaseState, context: Context) -> tuple[e.Event, ...]:
    """Nothing waits for somebody who died, so that the closure alone is asked for."""
    if state.stage is Stage.AFTERCARE:
        return (e.CaseEnded(why=ClosureReason.DECEASED),)
    asked = state.submission
    plan = (e.PlanSubmissionWithdrawn(version=asked.plan.version),) if asked else ()
    offer = taken_back(state, TransferAnswer.WITHDRAWN, None, context.now)
    return (*resumed(state), *plan, *offer)


def sign_closure(state: CaseState, command: kc.SignClosure, context: Context) -> Decision:
    """NW-02: two managers, one plan, one end; both put their name to it."""
    closure = state.closure
    if closure is None or state.co_owner is None:
        return refuse("nothing_pending")
    if context.actor.person != state.co_owner:
        return refuse("role_not_allowed", role=context.actor.role)
    return () if closure.signed_at is not None else (le.ClosureSigned(note=command.note),)


KIN_RULES: Rules = {
    kc.ProposeTransfer: Rule(with_life(propose_transfer), CASEWORK, TRANSFERABLE),
    kc.DecideTransfer: Rule(with_life(decide_transfer), frozenset({Role.COORDINATOR}), UNDER_WAY),
    kc.AnswerTransfer: Rule(with_life(answer_transfer), CASEWORK | SYSTEM, UNDER_WAY),
    kc.RecordSuccessor: Rule(with_life(record_successor), SYSTEM, UNDER_WAY),
    kc.RecordTold: Rule(record_told, SYSTEM, ALWAYS),
    kc.MergeInto: Rule(with_life(merge_into), STEERING, BEFORE_CLOSURE),
    kc.UndoMerge: Rule(with_life(undo_merge), STEERING, UNDER_WAY),
    kc.RecordMerged: Rule(with_life(record_merged), SYSTEM, UNDER_WAY),
    kc.RecordDeath: Rule(with_life(record_death), CASEWORK, UNDER_WAY),
    kc.SignClosure: Rule(with_life(sign_closure), CASEWORK, frozenset({Stage.CLOSURE})),
}
