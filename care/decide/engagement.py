"""Engagement hold: a refusal never closes a case; we keep coming (guide §2.7, 거부와 관계 맺기)."""

from care.decide.context import BEFORE_CLOSURE, Context, Decision, refuse
from care.decide.engagement_clocks import annual_clock
from care.decide.hold import enter_hold, wake
from care.decide.rule import CASEWORK, HELD, LEADS, Rule, Rules, with_life
from care.messages import loop_commands as lc
from care.messages import loop_events as le
from care.model.case import CaseState
from care.model.codes import Role, Stage
from care.model.course import HoldReview
from care.model.loop_codes import HoldCause

HALF_YEARLY = frozenset({Role.TEAM_LEAD, Role.COORDINATOR})
RUNNING_OUT = 4
"""The yearly word may be given in the last such part of its term."""


def hold_engagement(state: CaseState, command: lc.HoldEngagement, context: Context) -> Decision:
    return enter_hold(state, HoldCause.DECIDED, context, command.note)


def review_hold(state: CaseState, command: lc.ReviewHold, context: Context) -> Decision:
    """Whoever policy names speaks for the year once it runs out, and else for the half-year."""
    role = context.actor.role
    annual = _speaks_for_the_year(state, context)
    if not annual and role not in HALF_YEARLY:
        return refuse("role_not_allowed", role=role)
    review = HoldReview(
        at=context.now,
        by=context.actor.person,
        role=role,
        decision=command.decision,
        annual=annual,
    )
    return (le.HoldReviewed(review=review, note=command.note),)


def _speaks_for_the_year(state: CaseState, context: Context) -> bool:
    life = state.policy.life
    clock = annual_clock(state)
    if life is None or clock is None or context.actor.role is not life.engagement_annual_by:
        return False
    return context.now >= clock.due - (clock.due - clock.since) / RUNNING_OUT


def wake_hold(state: CaseState, command: lc.WakeHold, context: Context) -> Decision:
    return wake(state, note=command.note) or refuse("nothing_pending")


ENGAGEMENT_RULES: Rules = {
    lc.HoldEngagement: Rule(with_life(hold_engagement), CASEWORK, BEFORE_CLOSURE - HELD),
    lc.ReviewHold: Rule(with_life(review_hold), LEADS, HELD),
    lc.WakeHold: Rule(with_life(wake_hold), CASEWORK, HELD | {Stage.CLOSURE}),
}
