"""Clocks of integrated support: the way to the plan, and the checks a law asks for after it."""

from collections.abc import Iterator
from datetime import date, datetime

from care.decide.calendar import at_hour, closing, due, local_date
from care.decide.clock import STATUTORY, Span, owners, running
from care.decide.support import to_determine, to_tell
from care.model.case import CaseState, Enrolment
from care.model.codes import Programme, Stage
from care.model.loop_codes import Determination
from care.model.policy import LifeRules
from care.model.term import Rollover, Term, Unit
from care.model.work import Deadline, DeadlineKind

FIRST_AT_MOST = Term(n=3, unit=Unit.MONTHS, rollover=Rollover.PREVIOUS)
NEXT_AT_MOST = Term(n=6, unit=Unit.MONTHS, rollover=Rollover.PREVIOUS)
"""통합지원법 규칙 제10조: no policy makes a check later than this."""


def support_clocks(state: CaseState) -> Iterator[Deadline]:
    life = state.policy.life
    for enrolment in state.enrolments:
        if enrolment.programme is not Programme.ICS or enrolment.ended_at is not None:
            continue
        if life is not None:
            yield from _to_the_plan(state, enrolment, life)
        if enrolment.plan_accepted_on is not None and state.stage is not Stage.AFTERCARE:
            # Who closes a case ends the programme first, so that none is left in aftercare.
            yield _check(state, enrolment, enrolment.plan_accepted_on)


def _to_the_plan(state: CaseState, enrolment: Enrolment, life: LifeRules) -> Iterator[Deadline]:
    """An enrolment of the release before these clocks has none of them (``applied_at``).

    Nobody is surveyed or planned for who said no for now; a result is told all the same.
    """
    if state.stage is Stage.ENGAGEMENT_HOLD and not to_tell(enrolment):
        return
    begun, accepted = enrolment.applied_at is not None, enrolment.plan_accepted_on is not None
    surveyed, determined = enrolment.surveyed_at, enrolment.determined_at
    if begun and surveyed is None and not accepted:
        applied = morning(enrolment.applied_on, state)
        yield _step(state, DeadlineKind.ICS_SURVEY, applied, life.ics_survey)
    if surveyed is not None and to_determine(enrolment):
        yield _step(state, DeadlineKind.ICS_DETERMINATION, surveyed, life.ics_determination)
    if determined is not None and to_tell(enrolment):
        yield _step(state, DeadlineKind.ICS_TELL, determined, life.ics_tell)
        return
    eligible = enrolment.determination is Determination.ELIGIBLE
    if eligible and enrolment.told_at is not None and not accepted:
        yield _plan(state, enrolment, enrolment.told_at, life)


def _step(state: CaseState, kind: DeadlineKind, since: datetime, term: Term) -> Deadline:
    subject = local_date(since, state.policy.calendar).isoformat()
    return running(state, kind, Span(since, term), owners(state), subject)


def _plan(state: CaseState, enrolment: Enrolment, told: datetime, life: LifeRules) -> Deadline:
    """From the word to the person; before the day of going home if that comes earlier."""
    calendar, home = state.policy.calendar, enrolment.discharge_on
    ends = due(told, life.ics_plan, calendar)
    if home is not None and home >= local_date(told, calendar):
        ends = min(ends, closing(home, calendar))
    span = Span(told, life.ics_plan, ends)
    subject = local_date(told, calendar).isoformat()
    return running(state, DeadlineKind.ICS_PLAN, span, owners(state), subject)


def _check(state: CaseState, enrolment: Enrolment, accepted: date) -> Deadline:
    """통합지원법 규칙 제10조: within three months of the accepted plan, then within six.

    No pause, no level and no agreed day moves it; policy may ask for less time, never for more.
    """
    policy = state.policy
    last, term, longest = accepted, policy.ics_first_check, FIRST_AT_MOST
    if enrolment.checks:
        last, term, longest = enrolment.checks[-1], policy.ics_next_check, NEXT_AT_MOST
    since = morning(last, state)
    ends = None
    if policy.life is not None:
        ends = min(due(since, each, policy.calendar) for each in (term, longest))
    span = Span(since, term, ends)
    kind, subject = DeadlineKind.ICS_CHECK, last.isoformat()
    return running(state, kind, span, owners(state), subject, STATUTORY)


def morning(day: date, state: CaseState) -> datetime:
    calendar = state.policy.calendar
    return at_hour(day, calendar.opens, calendar)
