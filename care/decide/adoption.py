"""When a running case takes up a newer policy, why it cannot, and which clocks move by it.

Nothing of the case changes but its policy, and with it what is derived from it: a step taken
under the old policy stays as it was taken.
"""

from typing import Any

from care.decide.context import Context, Decision, refuse
from care.decide.deadlines import deadlines
from care.decide.evolve import evolve
from care.messages import commands as c
from care.messages import events as e
from care.messages import loop_events as le
from care.messages.events import Event, Recorded
from care.model.case import CaseState
from care.model.codes import Stage
from care.model.policy import CasePolicy
from care.model.policy_rules import Adoption, Boundary
from care.model.refusal import Refusal
from care.model.work import MovedDeadline

TAKEN_AT = {Adoption.NEXT_STAGE: Boundary.STAGE, Adoption.NEXT_REVIEW: Boundary.REVIEW}
REVIEWS: frozenset[type[Any]] = frozenset({e.CheckRecorded, le.HoldReviewed, le.LongCaseConfirmed})
PASSING = frozenset(
    {"policy_decision_open", "policy_assessment_open", "policy_transfer_open", "merged"}
)
"""Refusals that end by themselves; the case may be asked again later."""


def may_take(adoption: Adoption, boundary: Boundary) -> bool:
    """Whether a running case takes an edition up at this boundary.

    A rollout is a decision of its own, made for one edition, and may carry any.
    """
    if boundary is Boundary.ROLLOUT or adoption is Adoption.NOW:
        return True
    return TAKEN_AT.get(adoption) is boundary


def is_review(event: Event) -> bool:
    """Somebody looked at the whole case again: a check, a reassessment, a hold or a long case."""
    if isinstance(event, e.AssessmentSaved):
        return event.assessment.complete
    return type(event) in REVIEWS


def adopt_policy(state: CaseState, command: c.AdoptPolicy, context: Context) -> Decision:
    policy = command.policy
    if policy.content_hash == state.policy.content_hash:
        return ()
    refused = adoption_refusal(state, policy) or _boundary_refusal(policy, command.boundary)
    if refused is not None:
        return refused
    adopted = e.PolicyAdopted(
        policy=policy,
        previous_version=state.policy.version,
        boundary=command.boundary,
        rollout_id=command.rollout_id,
    )
    if policy.rules is None:
        return (adopted,)
    moved = moved_deadlines(state, evolve(state, _as_recorded(state, adopted, context)))
    return (adopted.model_copy(update={"moved": moved}),)


def adoption_refusal(state: CaseState, policy: CasePolicy) -> Refusal | None:
    """Why a case as it stands cannot take up ``policy``, at whichever boundary."""
    if policy.district != state.district:
        return refuse("invalid_value", field="district")
    if policy.version < state.policy.version:
        return refuse("stale_version", expected=state.policy.version, given=policy.version)
    return None if policy.rules is None else _in_the_middle(state, policy)


def moved_deadlines(before: CaseState, after: CaseState) -> tuple[MovedDeadline, ...]:
    """Clocks that end at another moment, begin or end; in the order in which they fall due."""
    old = {clock.key: clock for clock in deadlines(before)}
    new = {clock.key: clock for clock in deadlines(after)}
    found = [
        MovedDeadline(
            key=key,
            kind=(new.get(key) or old[key]).kind,
            before=old[key].due if key in old else None,
            after=new[key].due if key in new else None,
        )
        for key in {**new, **old}
    ]
    moved = (one for one in found if one.before != one.after)
    return tuple(sorted(moved, key=lambda one: (one.after or one.before, one.key)))


def _in_the_middle(state: CaseState, policy: CasePolicy) -> Refusal | None:
    """What was begun under the old policy is finished under it."""
    level = state.level
    if level is not None and policy.level(level) is None:
        return refuse("policy_level_gone", level=level)
    if state.submission is not None or _closure_waits(state):
        return refuse("policy_decision_open")
    begun = state.assessment
    if begun is not None and not begun.complete and begun.form != policy.assessment_form:
        return refuse("policy_assessment_open", form=begun.form)
    if state.transfer is not None and state.transfer.is_open:
        return refuse("policy_transfer_open")
    return None


def _closure_waits(state: CaseState) -> bool:
    closure = state.closure
    return state.stage is Stage.CLOSURE and closure is not None and closure.closed_at is None


def _boundary_refusal(policy: CasePolicy, boundary: Boundary) -> Refusal | None:
    rules = policy.rules
    if rules is None or may_take(rules.adoption, boundary):
        return None
    return refuse("policy_not_now", adoption=rules.adoption)


def _as_recorded(state: CaseState, event: Event, context: Context) -> Recorded:
    return Recorded(
        sequence=state.revision + 1,
        at=context.now,
        actor=context.actor.person,
        role=context.actor.role,
        on_behalf_of=None,
        intent=context.intent,
        event=event,
    )
