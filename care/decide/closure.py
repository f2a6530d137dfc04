"""Closure with an outcome for every action, its approval, and aftercare (종결, 사후관리)."""

from care.decide.approval import (
    Answer,
    Request,
    answer_refusal,
    decided_before,
    is_last,
    step_of,
)
from care.decide.attempts import attempt_gaps
from care.decide.context import Context, Decision, lacking, refuse, today
from care.decide.course import resumed
from care.decide.deciders import closure_line
from care.decide.freezes import freeze_refusal
from care.decide.requirements import closure_gaps
from care.decide.support import running_programmes
from care.messages import commands as c
from care.messages import events as e
from care.model.case import AftercareCheck, CaseState, Closure
from care.model.codes import ApprovalAnswer, ClosureReason, Stage
from care.model.plan import ApprovalStep
from care.model.policy_rules import Subject
from care.model.refusal import Missing, Refusal

BY_GOALS = frozenset({ClosureReason.GOAL_ACHIEVED, ClosureReason.IMPROVED})
"""Reasons that speak of a plan carried out."""


def propose_closure(state: CaseState, command: c.ProposeClosure, context: Context) -> Decision:
    rule = state.policy.closure_rule(command.reason)
    mourned = state.client_died_at is not None and command.reason is not ClosureReason.DECEASED
    if rule is None or mourned:
        return refuse("closure_not_allowed", reason=command.reason)
    missing = (
        *closure_gaps(state, command.results),
        *_goal_gaps(state, command),
        *attempt_gaps(state, command.reason),
    )
    if missing:
        return lacking(*missing)
    refused = _results_refusal(state, command)
    if refused:
        return refused
    asked = closure_line(state, command.reason, command.results, context.actor.role, context.now)
    closure = Closure(
        reason=command.reason,
        former=state.stage,
        results=command.results,
        requested_by=context.actor.person,
        requested_at=context.now,
        tiers=asked.tiers,
        because=asked.because,
        delegated=asked.delegated,
    )
    return (
        *resumed(state),
        e.ClosureProposed(closure=closure, note=command.note),
        e.StageEntered(stage=Stage.CLOSURE, left=state.stage),
    )


def _goal_gaps(state: CaseState, command: c.ProposeClosure) -> tuple[Missing, ...]:
    if command.reason not in BY_GOALS or state.plan is not None:
        return ()
    return (Missing(code="plan_approved"),)


def _results_refusal(state: CaseState, command: c.ProposeClosure) -> Refusal | None:
    known = {action.item_id for action in state.plan.actions} if state.plan else set()
    told = [result.item_id for result in command.results]
    unknown = next((item_id for item_id in told if item_id not in known), None)
    if unknown is not None:
        return refuse("unknown_subject", item=unknown)
    return refuse("duplicate_subject", field="results") if len(set(told)) < len(told) else None


def closure_subject(tier: int) -> str:
    """Under which name an answer is remembered for whoever comes second."""
    return f"closure:{tier}"


def decide_closure(state: CaseState, command: c.DecideClosure, context: Context) -> Decision:
    closure = state.closure
    if state.stage is not Stage.CLOSURE or closure is None:
        return decided_before(state, closure_subject(command.tier)) or refuse("nothing_pending")
    request = Request(requested_by=closure.requested_by, tiers=closure.tiers, steps=closure.steps)
    answer = Answer(tier=command.tier, answer=command.answer, reason=command.reason)
    refused = answer_refusal(request, answer, context) or freeze_refusal(
        state, Subject.CLOSURE, 0, answer.answer, context
    )
    if refused:
        return refused
    step = step_of(request, answer, context)
    if _unsigned(state, closure, step) and is_last(request):
        return lacking(Missing(code="closure_signature", subject=state.co_owner or ""))
    owed = running_programmes(state)
    if owed and is_last(request) and step.answer is ApprovalAnswer.APPROVE:
        return lacking(*owed)
    answered = e.ClosureAnswered(step=step)
    if step.answer is not ApprovalAnswer.APPROVE:
        back = e.StageEntered(stage=closure.former, left=Stage.CLOSURE)
        return (answered, e.ClosureTurnedDown(), back)
    return (answered, *_closed(state, closure, step)) if is_last(request) else (answered,)


def _unsigned(state: CaseState, closure: Closure, step: ApprovalStep) -> bool:
    """A joint case ends with the name of both its managers (domain NW-02)."""
    joint = state.policy.life is not None and state.co_owner is not None
    return joint and closure.signed_at is None and step.answer is ApprovalAnswer.APPROVE


def _closed(state: CaseState, closure: Closure, step: ApprovalStep) -> tuple[e.Event, ...]:
    closed = e.CaseClosed(
        closure=closure.model_copy(update={"steps": (*closure.steps, step), "closed_at": step.at})
    )
    rule = state.policy.closure_rule(closure.reason)
    looked_after = rule is not None and rule.aftercare and state.client_died_at is None
    if looked_after and state.policy.aftercare_checks > 0:
        return (closed, e.StageEntered(stage=Stage.AFTERCARE, left=Stage.CLOSURE))
    return (closed, e.CaseEnded(why=closure.reason))


def record_aftercare(state: CaseState, command: c.RecordAftercare, context: Context) -> Decision:
    """A household not reached was checked on too, so that no episode waits for ever."""
    check = AftercareCheck(on=today(state, context), result=command.result)
    recorded = e.AftercareRecorded(check=check, note=command.note)
    if len(state.aftercare) + 1 < state.policy.aftercare_checks:
        return (recorded,)
    return (recorded, e.CaseEnded(why=f"AFTERCARE_{command.result}"))
