"""Clocks from discovery to the agreed plan, and the answers asked of approvers on the way."""

from collections.abc import Iterator
from datetime import datetime

from care.decide.calendar import closing
from care.decide.case_fund import fund_money
from care.decide.clock import (
    COORDINATOR,
    LOCAL_OFFICE,
    STANDARD,
    TEAM_LEAD,
    UNDER_CARE,
    URGENT,
    Span,
    Whose,
    dated,
    entered,
    last_answer,
    latest,
    owners,
    running,
    woken,
)
from care.decide.freezes import thawed
from care.decide.lane import lane_open
from care.model.case import CaseState
from care.model.codes import IntakeOutcome, Stage
from care.model.plan import PlanSubmission
from care.model.policy_rules import Subject
from care.model.term import Term, Unit
from care.model.work import Deadline, DeadlineKind

REFUSER_CADENCE = Term(n=30, unit=Unit.DAYS)
"""How often somebody who said no is asked again (domain guide §6.1, ``engagement.cadence``)."""

UNWILLING = (IntakeOutcome.REFUSED, IntakeOutcome.INFO_ONLY)
BEFORE_PLAN = (Stage.RECEIVED, Stage.ASSESSMENT, Stage.CONFERENCE, Stage.PLANNING)


def stage_clocks(state: CaseState) -> Iterator[Deadline]:
    yield from _own_clock(state)
    if state.stage in BEFORE_PLAN and state.plan is None:
        span = Span(_received(state), state.policy.plan_due)
        yield running(state, DeadlineKind.PLAN, span, _plan_mover(state))
    if state.high_difficulty is not None and state.high_difficulty.is_open:
        asked = state.high_difficulty.requested_at
        span = Span(asked, state.policy.high_difficulty_answer)
        kind = DeadlineKind.HIGH_DIFFICULTY_ANSWER
        yield running(state, kind, span, COORDINATOR, dated(asked, state))
    yield from _red_flag(state)
    yield from _revision(state)


def approval_clocks(state: CaseState) -> Iterator[Deadline]:
    """One for the tier that answers next; the tier after it is not asked yet."""
    asked = state.submission
    held = state.stage is Stage.ENGAGEMENT_HOLD
    if asked is not None and asked.tier < len(asked.tiers) and not held:
        subject = f"plan.{asked.plan.version}.{asked.tier}.{state.plan_returns}"
        since = _since(state, last_answer(asked.requested_at, asked.steps))
        span = thawed(state, Subject.PLAN, fund_money(asked.plan), since)
        whose = Whose(asked.tiers[asked.tier])
        yield running(state, DeadlineKind.APPROVAL, span, whose, subject)
    closing_tier = closure_tier(state)
    if state.closure is not None and closing_tier is not None:
        subject = f"closure.{len(state.closure.steps)}"
        since = last_answer(state.closure.requested_at, state.closure.steps)
        span = thawed(state, Subject.CLOSURE, 0, since)
        yield running(state, DeadlineKind.APPROVAL, span, closing_tier, subject)


def closure_tier(state: CaseState) -> Whose | None:
    """Who answers the proposed closure next; None where none is asked for."""
    closure = state.closure
    if closure is None or closure.closed_at is not None:
        return None
    tier = len(closure.steps)
    return Whose(closure.tiers[tier]) if tier < len(closure.tiers) else None


def plan_tier(state: CaseState) -> Whose | None:
    asked = state.submission
    if asked is None or asked.tier >= len(asked.tiers):
        return None
    return Whose(asked.tiers[asked.tier])


def plan_agreed(state: CaseState) -> bool:
    """The client agreed to the version that was approved last."""
    approved, agreed = state.plan_approved_at, state.plan_agreed_at
    return approved is None or (agreed is not None and agreed >= approved)


def agreement_clock(state: CaseState) -> Iterator[Deadline]:
    """Policy has no term of its own for the client's word; the approvers' one is taken."""
    approved = state.plan_approved_at
    if approved is None or state.plan is None or plan_agreed(state):
        return
    span = Span(_since(state, approved), state.policy.approval_sla)
    subject = f"v{state.plan.version}"
    yield running(state, DeadlineKind.PLAN_AGREEMENT, span, owners(state), subject)


def _own_clock(state: CaseState) -> Iterator[Deadline]:
    clock = {
        Stage.DISCOVERY: _discovery,
        Stage.INTAKE: _intake,
        Stage.RECEIVED: _assign,
        Stage.ASSESSMENT: _assessment,
        Stage.CONFERENCE: _conference,
        Stage.PLANNING: _planning,
    }.get(state.stage)
    if clock is not None:
        yield from clock(state)


def _discovery(state: CaseState) -> Iterator[Deadline]:
    policy = state.policy
    red = bool(state.red_flags)
    term = policy.first_contact_red_flag if red else policy.first_contact
    since = latest(state.opened_at, state.urgent_since) if red else state.opened_at
    span = Span(since or entered(state), term)
    ladder = URGENT if red else STANDARD
    yield running(state, DeadlineKind.FIRST_CONTACT, span, owners(state), ladder=ladder)


def _intake(state: CaseState) -> Iterator[Deadline]:
    said = state.intake
    ours = said is not None and said.at >= entered(state)
    if said is not None and ours and said.outcome in UNWILLING:
        yield keep_trying(state, said.at)
        return
    span = Span(entered(state), state.policy.intake_to_receipt)
    yield running(state, DeadlineKind.INTAKE_TO_RECEIPT, span, LOCAL_OFFICE)


def keep_trying(state: CaseState, since: datetime) -> Deadline:
    """Somebody who said no, or of whom nothing else is asked, is still contacted."""
    since = latest(since, state.contacts.last_at) or since
    next_on = state.contacts.next_on
    due = closing(next_on, state.policy.calendar) if next_on is not None else None
    span = Span(since, REFUSER_CADENCE, due)
    return running(state, DeadlineKind.CONTACT, span, owners(state), dated(since, state))


def _assign(state: CaseState) -> Iterator[Deadline]:
    span = Span(_received(state), state.policy.assign_owner)
    yield running(state, DeadlineKind.ASSIGN_OWNER, span, TEAM_LEAD)


def _assessment(state: CaseState) -> Iterator[Deadline]:
    """From receipt; a later one, after a plan, counts from when it was asked for."""
    since = _received(state) if state.plan is None else entered(state)
    span = Span(since, state.policy.assessment_due)
    yield running(state, DeadlineKind.ASSESSMENT, span, owners(state), _round(state))


def _conference(state: CaseState) -> Iterator[Deadline]:
    """The conference decides, the coordinator calls it and records the level (guide §2.8)."""
    done = state.assessment
    since = done.assessed_at if done is not None and done.complete else entered(state)
    span = Span(_since(state, since), state.policy.conference_due)
    yield running(state, DeadlineKind.CONFERENCE, span, COORDINATOR, _round(state))


def _planning(state: CaseState) -> Iterator[Deadline]:
    """Stands still while approvers have the plan; the 30-day clock goes on meanwhile."""
    entered_at, approved = entered(state), state.plan_approved_at
    if state.plan is not None and approved is not None and approved >= entered_at:
        return
    if state.submission is not None:
        return
    if state.last_returned is not None:
        yield _sent_back(state, state.last_returned)
        return
    held = state.conference.held_at if state.conference is not None else None
    since = held if held is not None and state.plan is None else entered_at
    span = Span(_since(state, since), state.policy.plan_after_conference)
    kind = DeadlineKind.PLAN_AFTER_CONFERENCE
    yield running(state, kind, span, _plan_mover(state), _round(state))


def _revision(state: CaseState) -> Iterator[Deadline]:
    """A change of a running plan was sent back; the first plan has its own clock."""
    back = state.last_returned
    if back is not None and state.submission is None and state.stage in UNDER_CARE:
        yield _sent_back(state, back)


def _sent_back(state: CaseState, back: PlanSubmission) -> Deadline:
    since = _since(state, last_answer(back.requested_at, back.steps))
    span = Span(since, state.policy.plan_after_conference)
    subject = f"return.{back.plan.version}.{state.plan_returns}"
    return running(state, DeadlineKind.PLAN_AFTER_CONFERENCE, span, owners(state), subject)


def _red_flag(state: CaseState) -> Iterator[Deadline]:
    """Until it is cleared; in discovery the first contact itself carries the urgent clock.

    An open crisis lane has clocks of its own instead.
    """
    if state.urgent_since is None or state.stage is Stage.DISCOVERY or lane_open(state):
        return
    span = Span(state.urgent_since, state.policy.first_contact_red_flag)
    subject = dated(state.urgent_since, state)
    yield running(state, DeadlineKind.RED_FLAG, span, owners(state), subject, URGENT)


def _round(state: CaseState) -> str:
    """Empty the first time; a case that comes back to a stage starts a new clock."""
    return "" if state.plan is None else dated(entered(state), state)


def _received(state: CaseState) -> datetime:
    return _since(state, state.received_at or entered(state))


def _since(state: CaseState, moment: datetime) -> datetime:
    """A hold in between: what stood still in it begins anew when the household wakes it."""
    return latest(moment, woken(state)) or moment


def _plan_mover(state: CaseState) -> Whose:
    before = {Stage.RECEIVED: TEAM_LEAD, Stage.CONFERENCE: COORDINATOR}
    return before.get(state.stage) or plan_tier(state) or owners(state)
