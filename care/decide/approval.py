"""Answers to a request, tier by tier: the same rules for a plan and for a closure (결재)."""

from collections.abc import Sequence

from care.decide.context import Context, refuse
from care.model.case import CaseState
from care.model.codes import ApprovalAnswer, Role
from care.model.ids import PersonId, TextId
from care.model.plan import ApprovalStep, ReturnPoint
from care.model.refusal import Refusal
from care.model.value import Value


class Answer(Value):
    """One person's answer to one tier of a request."""

    tier: int
    answer: ApprovalAnswer
    reason: TextId | None
    points: tuple[ReturnPoint, ...] = ()


class Request(Value):
    """What waits for answers: who asked, which roles answer in turn, who answered so far."""

    requested_by: PersonId
    tiers: tuple[Role, ...]
    steps: tuple[ApprovalStep, ...]


def answer_refusal(request: Request, answer: Answer, context: Context) -> Refusal | None:
    """Why this person may not give this answer now."""
    return (
        _turn_refusal(request, answer.tier)
        or _tier_refusal(request, context)
        or _person_refusal(request, context)
        or _reason_refusal(answer)
    )


def _turn_refusal(request: Request, tier: int) -> Refusal | None:
    if tier < len(request.steps):
        return already_decided(request.steps[tier])
    if tier > len(request.steps):
        return refuse("not_your_tier", tier=len(request.steps))
    return None


def _tier_refusal(request: Request, context: Context) -> Refusal | None:
    role = context.actor.role
    if role not in request.tiers:
        return refuse("role_not_allowed", role=role)
    if role is not request.tiers[len(request.steps)]:
        return refuse("not_your_tier", tier=len(request.steps))
    return None


def _person_refusal(request: Request, context: Context) -> Refusal | None:
    """Nobody answers their own request, nor two tiers of one, themselves or for somebody."""
    people = {context.actor.person, context.actor.on_behalf_of} - {None}
    if request.requested_by in people:
        return refuse("requester_cannot_approve")
    if any(step.by in people or step.on_behalf_of in people for step in request.steps):
        return refuse("not_your_tier", tier=len(request.steps))
    return None


def _reason_refusal(answer: Answer) -> Refusal | None:
    if answer.answer is ApprovalAnswer.APPROVE or answer.reason is not None:
        return None
    return refuse("reason_required", field="reason")


def already_decided(step: ApprovalStep) -> Refusal:
    return refuse("already_decided", by=step.by, at=step.at.isoformat(), answer=step.answer)


def decided_before(state: CaseState, subject: str) -> Refusal | None:
    """Who answered a request that no longer waits."""
    last = next((d for d in reversed(state.decided) if d.subject == subject), None)
    if last is None:
        return None
    return refuse("already_decided", by=last.by, at=last.at.isoformat(), answer=last.answer)


def step_of(request: Request, answer: Answer, context: Context) -> ApprovalStep:
    return ApprovalStep(
        tier=answer.tier,
        role=context.actor.role,
        answer=answer.answer,
        by=context.actor.person,
        on_behalf_of=context.actor.on_behalf_of,
        at=context.now,
        reason=answer.reason,
        points=answer.points,
    )


def is_last(request: Request) -> bool:
    return len(request.steps) + 1 == len(request.tiers)


def pinned_nowhere(points: Sequence[ReturnPoint], items: Sequence[str]) -> str | None:
    """The first remark's item that the plan does not have."""
    return next((point.item_id for point in points if point.item_id not in items), None)
