"""The care plan: submitted, answered by its tiers, agreed by the client (서비스 제공계획)."""

from care.decide.approval import (
    Answer,
    Request,
    answer_refusal,
    decided_before,
    is_last,
    pinned_nowhere,
    step_of,
)
from care.decide.case_fund import fund_money, fund_of_year
from care.decide.consents import is_child
from care.decide.context import Context, Decision, lacking, refuse, stranger, today
from care.decide.deciders import plan_line
from care.decide.freezes import freeze_refusal
from care.decide.plan_gaps import plan_gaps
from care.messages import commands as c
from care.messages import events as e
from care.model.case import CaseState
from care.model.codes import ApprovalAnswer, ConsentMethod, Stage
from care.model.plan import ApprovalStep, PlanSubmission
from care.model.policy_rules import Subject
from care.model.refusal import Refusal


def next_version(state: CaseState) -> int:
    """A number is used up by approval: a returned plan comes back under the same one.

    The returns are counted beside it; ``DecidePlan.submission`` tells the submissions apart.
    """
    return state.plan.version + 1 if state.plan else 1


def submit_plan(state: CaseState, command: c.SubmitPlan, context: Context) -> Decision:
    if state.submission is not None:
        return refuse("duplicate_subject", plan=state.submission.plan.version)
    if command.plan.version != next_version(state):
        return refuse("stale_version", expected=next_version(state), given=command.plan.version)
    gaps = plan_gaps(state, command.plan, today(state, context))
    if gaps:
        return lacking(*gaps)
    cap, year = state.policy.case_fund_cap, today(state, context).year
    of_year = fund_of_year(state, command.plan, year)
    if cap is not None and of_year > cap:
        return refuse("over_cap", cap=cap, money=of_year, year=year)
    asked = plan_line(state, command.plan, context.actor.role, context.now)
    submission = PlanSubmission(
        plan=command.plan,
        based_on=state.plan.version if state.plan else None,
        requested_by=context.actor.person,
        requested_at=context.now,
        tiers=asked.tiers,
        because=asked.because,
        delegated=asked.delegated,
        intent=context.intent,
    )
    return (e.PlanSubmitted(submission=submission, note=command.note),)


def withdraw_plan(state: CaseState, command: c.WithdrawPlan, context: Context) -> Decision:
    if state.submission is None:
        return refuse("nothing_pending")
    return (e.PlanSubmissionWithdrawn(version=state.submission.plan.version),)


def plan_subject(version: int, tier: int) -> str:
    """Under which name an answer is remembered for whoever comes second."""
    return f"plan:{version}:{tier}"


def decide_plan(state: CaseState, command: c.DecidePlan, context: Context) -> Decision:
    submission = state.submission
    if submission is None or submission.plan.version != command.version:
        return _no_longer(state, command)
    if command.submission not in (None, submission.intent):
        return _no_longer(state, command)
    request = Request(
        requested_by=submission.requested_by, tiers=submission.tiers, steps=submission.steps
    )
    answer = Answer(
        tier=command.tier, answer=command.answer, reason=command.reason, points=command.points
    )
    money = fund_money(submission.plan)
    refused = (
        answer_refusal(request, answer, context)
        or _points_refusal(submission, answer)
        or freeze_refusal(state, Subject.PLAN, money, answer.answer, context)
    )
    if refused:
        return refused
    return _answered(state, submission, step_of(request, answer, context), is_last(request))


def _no_longer(state: CaseState, command: c.DecidePlan) -> Refusal:
    before = decided_before(state, plan_subject(command.version, command.tier))
    if before is not None:
        return before
    if state.submission is not None:
        return refuse("stale_version", expected=state.submission.plan.version)
    return refuse(
        "no_longer_pending" if command.version <= next_version(state) else "stale_version"
    )


def _points_refusal(submission: PlanSubmission, answer: Answer) -> Refusal | None:
    plan = submission.plan
    items = [goal.item_id for goal in plan.goals] + [action.item_id for action in plan.actions]
    unknown = pinned_nowhere(answer.points, items)
    return refuse("unknown_subject", item=unknown) if unknown else None


def _answered(
    state: CaseState, submission: PlanSubmission, step: ApprovalStep, last: bool
) -> tuple[e.Event, ...]:
    version = submission.plan.version
    answered = e.PlanAnswered(version=version, step=step)
    match step.answer:
        case ApprovalAnswer.RETURN:
            return (answered, e.PlanReturned(version=version, returns=state.plan_returns + 1))
        case ApprovalAnswer.REJECT:
            return (answered, e.PlanRejected(version=version))
        case ApprovalAnswer.APPROVE:
            return (answered, e.PlanApproved(plan=submission.plan)) if last else (answered,)


def record_plan_agreement(
    state: CaseState, command: c.RecordPlanAgreement, context: Context
) -> Decision:
    refused = _agreement_refusal(state, command, context)
    if refused:
        return refused
    agreed = e.PlanAgreed(agreement=command)
    if state.stage is not Stage.PLANNING:
        return (agreed,)
    to_linkage = e.StageEntered(stage=Stage.LINKAGE, left=Stage.PLANNING)
    bodies = state.plan is not None and any(a.agency_kind for a in state.plan.actions)
    if bodies:
        return (agreed, to_linkage)
    # Nothing is asked of anybody outside: the case manager's own services begin now.
    return (agreed, to_linkage, e.StageEntered(stage=Stage.MONITORING, left=Stage.LINKAGE))


def _agreement_refusal(
    state: CaseState, command: c.RecordPlanAgreement, context: Context
) -> Refusal | None:
    if state.plan is None or state.plan_agreed_at is not None:
        return refuse("nothing_pending")
    if command.version != state.plan.version:
        return refuse("stale_version", expected=state.plan.version, given=command.version)
    member = state.member(command.member_id)
    if member is None or stranger(state, (command.member_id,)):
        return refuse("unknown_subject", member=command.member_id)
    if is_child(member, today(state, context)):
        return refuse("guardian_required", member=command.member_id)
    if command.method is ConsentMethod.READ_ALOUD and not command.witnessed:
        return refuse("witness_required", member=command.member_id)
    return None
