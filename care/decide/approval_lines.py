"""Who is asked, tier by tier, and why: a district's approval lines and 전결 (delegated approval).

A policy of an earlier release has no rules: the tiers of its ``plan_approval`` and
``closure_rules`` decide, and nothing is said of why.
"""

from collections.abc import Mapping
from enum import StrEnum

from care.decide.conditions import holds
from care.model.case import CaseState
from care.model.codes import CASE_HIGH_DIFFICULTY, ClosureReason, Role
from care.model.condition import Plain
from care.model.policy import CasePolicy
from care.model.policy_rules import ApprovalCase, Delegation, Subject
from care.model.value import Value

Facts = Mapping[str, Plain]


class Ground(StrEnum):
    """Why the common tiers apply; an approval rule of a district is named by its own code."""

    EVERY_PLAN = "EVERY_PLAN"
    MONEY_REVIEW = "MONEY_REVIEW"
    HIGH_DIFFICULTY = "HIGH_DIFFICULTY"
    CLOSURE_REASON = "CLOSURE_REASON"


class Matter(Value):
    """What is asked for: a plan with its won of case fund, or an end with its reason.

    ``asked_as`` is the role of who asks; None where nobody asked yet.
    """

    subject: Subject
    money: int = 0
    reason: ClosureReason | None = None
    asked_as: Role | None = None


class ApprovalLine(Value):
    """``because`` is a ``Ground`` or the code of an approval rule; ``delegated`` names every 전결
    that stands in the line."""

    tiers: tuple[Role, ...]
    because: str
    delegated: tuple[str, ...] = ()


def line(state: CaseState, policy: CasePolicy, matter: Matter, facts: Facts) -> ApprovalLine:
    """The tiers a request gets under ``policy``; fixed in the request when it is made."""
    common = _common(state, policy, matter)
    if policy.rules is None:
        return common.model_copy(update={"because": ""})
    ruled = next((r for r in policy.rules.approvals if _applies(r, matter, facts)), None)
    chosen = ApprovalLine(tiers=ruled.tiers, because=ruled.code) if ruled else common
    for delegation in policy.rules.delegations:
        if delegation.of in chosen.tiers and _stands(delegation, matter, facts):
            chosen = _delegated(chosen, delegation)
    return chosen


def _common(state: CaseState, policy: CasePolicy, matter: Matter) -> ApprovalLine:
    if matter.subject is Subject.CLOSURE:
        ended = policy.closure_rule(matter.reason) if matter.reason else None
        return ApprovalLine(tiers=ended.tiers if ended else (), because=Ground.CLOSURE_REASON)
    rule = policy.plan_approval
    if rule.money_review is not None and matter.money > rule.money_review:
        return ApprovalLine(tiers=rule.tiers_high, because=Ground.MONEY_REVIEW)
    if _is_heavy(state, policy):
        return ApprovalLine(tiers=rule.tiers_high, because=Ground.HIGH_DIFFICULTY)
    return ApprovalLine(tiers=rule.tiers, because=Ground.EVERY_PLAN)


def _is_heavy(state: CaseState, policy: CasePolicy) -> bool:
    rule = policy.level(state.level) if state.level else None
    return CASE_HIGH_DIFFICULTY in (state.level, rule.export_as if rule else None)


def _applies(rule: ApprovalCase, matter: Matter, facts: Facts) -> bool:
    if rule.subject is not matter.subject:
        return False
    if rule.reasons and matter.reason not in rule.reasons:
        return False
    return holds(rule.when, facts)


def _stands(delegation: Delegation, matter: Matter, facts: Facts) -> bool:
    """Nobody decides finally on what their own role asked for."""
    if matter.subject not in delegation.subjects or matter.asked_as is delegation.to:
        return False
    return delegation.when is None or holds(delegation.when, facts)


def _delegated(chosen: ApprovalLine, delegation: Delegation) -> ApprovalLine:
    """``to`` decides where ``of`` would have; whoever sits between the two is not asked either."""
    tiers, place = chosen.tiers, chosen.tiers.index(delegation.of)
    before, after = tiers[:place], tiers[place + 1 :]
    if delegation.to in before:
        tiers = (*before[: before.index(delegation.to) + 1], *after)
    elif delegation.to in after:
        tiers = (*before, *after)
    else:
        tiers = (*before, delegation.to, *after)
    return chosen.model_copy(
        update={"tiers": tiers, "delegated": (*chosen.delegated, delegation.code)}
    )
