"""Who will be asked, and why: the line of a request as it is made, or as it would be.

``who_decides`` answers for a policy the case does not carry yet, so that a preview can set both
beside each other.
"""

from datetime import date, datetime

from care.decide.approval_lines import ApprovalLine, Matter, line
from care.decide.calendar import at_hour
from care.decide.case_fund import fund_money
from care.decide.context import WITH_PLAN
from care.decide.facts import approval_facts, closure_facts
from care.decide.freezes import frozen
from care.model.case import CaseState, Closure
from care.model.codes import ClosureReason, Role, Stage
from care.model.ids import IntentKey, PersonId
from care.model.plan import CarePlan, ItemResult, PlanSubmission
from care.model.policy import CasePolicy
from care.model.policy_rules import Subject
from care.model.value import Value

NOTHING_PLANNED = CarePlan(version=0, goals=(), actions=())
NOBODY = PersonId("")


class Deciders(Value):
    """Who answers next in a case. ``waits``: the request was made, its line stands whatever
    policy the case takes up; otherwise this is the line it would get."""

    subject: Subject
    tiers: tuple[Role, ...]
    """Those who have not answered yet."""
    because: str
    delegated: tuple[str, ...] = ()
    waits: bool = False
    frozen_until: date | None = None


def plan_line(state: CaseState, plan: CarePlan, asked_as: Role, now: datetime) -> ApprovalLine:
    """Of a plan sent at ``now``, under the policy the case carries."""
    request = PlanSubmission(
        plan=plan,
        based_on=None,
        requested_by=NOBODY,
        requested_at=now,
        tiers=(),
        intent=IntentKey(""),
    )
    matter = Matter(subject=Subject.PLAN, money=fund_money(plan), asked_as=asked_as)
    return line(state, state.policy, matter, approval_facts(state, request))


def closure_line(
    state: CaseState,
    reason: ClosureReason,
    results: tuple[ItemResult, ...],
    asked_as: Role,
    now: datetime,
) -> ApprovalLine:
    """Of an end proposed at ``now``, under the policy the case carries."""
    request = Closure(
        reason=reason, results=results, requested_by=NOBODY, requested_at=now, tiers=()
    )
    matter = Matter(subject=Subject.CLOSURE, reason=reason, asked_as=asked_as)
    return line(state, state.policy, matter, closure_facts(state, request))


def who_decides(state: CaseState, policy: CasePolicy, on: date) -> Deciders | None:
    """The next decision of a case under ``policy``; None where none can come any more."""
    if not state.opened or state.stage in (Stage.AFTERCARE, Stage.ENDED):
        return None
    under = state.model_copy(update={"policy": policy})
    noon = at_hour(on, 12, policy.calendar)
    found = _closing(under) if state.stage is Stage.CLOSURE else _planned(under, noon)
    if found is None:
        return None
    money = fund_money(_plan_of(state)) if found.subject is Subject.PLAN else 0
    held = frozen(under, policy, found.subject, money, on)
    return found.model_copy(update={"frozen_until": held.last}) if held else found


def _closing(state: CaseState) -> Deciders | None:
    closure = state.closure
    if closure is None:
        return None
    return Deciders(
        subject=Subject.CLOSURE,
        tiers=closure.tiers[len(closure.steps) :],
        because=closure.because,
        delegated=closure.delegated,
        waits=True,
    )


def _planned(state: CaseState, now: datetime) -> Deciders:
    """A plan that waits; until one is carried out its approval, from monitoring on the end."""
    asked = state.submission
    if asked is not None:
        return Deciders(
            subject=Subject.PLAN,
            tiers=asked.tiers[asked.tier :],
            because=asked.because,
            delegated=asked.delegated,
            waits=True,
        )
    if state.stage is Stage.MONITORING and state.plan is not None:
        reached = ClosureReason.GOAL_ACHIEVED
        coming = closure_line(state, reached, (), Role.CASE_MANAGER, now)
        return _coming(Subject.CLOSURE, coming)
    return _coming(Subject.PLAN, plan_line(state, _plan_of(state), Role.CASE_MANAGER, now))


def _coming(subject: Subject, found: ApprovalLine) -> Deciders:
    return Deciders(
        subject=subject, tiers=found.tiers, because=found.because, delegated=found.delegated
    )


def _plan_of(state: CaseState) -> CarePlan:
    """The plan asked for, sent back, or carried out; before any, one that costs nothing."""
    if state.submission is not None:
        return state.submission.plan
    if state.last_returned is not None and state.stage in WITH_PLAN:
        return state.last_returned.plan
    return state.plan or NOTHING_PLANNED
