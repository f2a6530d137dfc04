"""Days on which a kind of decision is not made (결재 동결): refused, and its clock waits.

Sending back stays possible, and where a red flag stands nothing is frozen. The clocks of the case
itself, such as the thirty days to a plan, go on.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from care.decide.calendar import at_hour, due, local_date
from care.decide.clock import Span
from care.decide.context import Context, refuse, today
from care.model.case import CaseState
from care.model.codes import ApprovalAnswer
from care.model.policy import CasePolicy
from care.model.policy_rules import Freeze, Subject
from care.model.refusal import Refusal
from care.model.term import FirstDay, Unit


def freezes_of(policy: CasePolicy, subject: Subject, money: int) -> Iterator[Freeze]:
    """Those that can touch a request, earliest first; ``money`` is its won of case fund."""
    freezes = policy.rules.freezes if policy.rules else ()
    for freeze in sorted(freezes, key=lambda one: (one.first, one.last, one.code)):
        if freeze.subject is subject and (money > 0 or not freeze.money_only):
            yield freeze


def is_exempt(state: CaseState) -> bool:
    """A red flag stands: decisions on such a household are never put off."""
    return state.urgent_since is not None or bool(state.red_flags)


def frozen(
    state: CaseState, policy: CasePolicy, subject: Subject, money: int, day: date
) -> Freeze | None:
    """The freeze that holds on ``day``: of several the one that lasts longest."""
    if is_exempt(state):
        return None
    held = [f for f in freezes_of(policy, subject, money) if f.first <= day <= f.last]
    return max(held, key=lambda freeze: freeze.last, default=None)


def freeze_refusal(
    state: CaseState, subject: Subject, money: int, answer: ApprovalAnswer, context: Context
) -> Refusal | None:
    """Why a decision is not made today; returning it is no decision."""
    if answer is ApprovalAnswer.RETURN:
        return None
    held = frozen(state, state.policy, subject, money, today(state, context))
    if held is None:
        return None
    return refuse("approval_frozen", freeze=held.code, until=held.last.isoformat())


def thawed(state: CaseState, subject: Subject, money: int, asked_at: datetime) -> Span:
    """The term of an answer asked for at ``asked_at``.

    A term that meets a freeze begins anew when it is over, and the day after it counts as day one
    (민법 제157조: a term that begins at midnight counts its first day).
    """
    policy, span = state.policy, Span(asked_at, state.policy.approval_sla)
    for freeze in freezes_of(policy, subject, money):
        ends = span.due or due(span.since, span.term, policy.calendar)
        first, last = (local_date(moment, policy.calendar) for moment in (span.since, ends))
        if first > freeze.last or last < freeze.first:
            continue
        if is_exempt(state):
            return Span(max(asked_at, state.urgent_since or asked_at), span.term)
        span = _after(span, freeze, state)
    return span


def _after(span: Span, freeze: Freeze, state: CaseState) -> Span:
    calendar, term = state.policy.calendar, span.term
    since = at_hour(freeze.last + timedelta(days=1), 0, calendar)
    if term.unit is Unit.HOURS:
        since = at_hour(freeze.last + timedelta(days=1), calendar.opens, calendar)
        return Span(since, term, due(since, term, calendar))
    included = term.model_copy(update={"first_day": FirstDay.INCLUDED})
    return Span(since, term, due(since, included, calendar))
