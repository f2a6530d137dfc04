"""Clocks of a household under care and after it: contact, checks, pledges, consents, closure."""

from collections.abc import Iterator
from datetime import date, datetime

from care.decide.calendar import closing, due, local_date
from care.decide.clock import (
    LOCAL_OFFICE,
    PARTNER,
    STANDARD,
    UNDER_CARE,
    URGENT,
    Span,
    dated,
    entered,
    latest,
    owners,
    running,
    woken,
)
from care.decide.stage_clocks import closure_tier
from care.decide.support import running_programmes
from care.decide.support_clocks import morning
from care.model.case import CaseState
from care.model.codes import LINKAGE_ONLY, CheckOutcome, ConsentPurpose, Relation, Stage
from care.model.ids import LevelCode
from care.model.linkage import Pledge
from care.model.loop_codes import StallChoice
from care.model.policy import Cadence
from care.model.term import Term, Unit
from care.model.work import Deadline, DeadlineKind

URGENT_CADENCE = LevelCode("URGENT")
ASKED = "asked."
"""Begins the subject of a clock that the last check started: it is somebody's move at once."""


def care_clocks(state: CaseState) -> Iterator[Deadline]:
    if state.stage in UNDER_CARE:
        yield from (_light(state) if is_light(state) else _contacts(state))
        yield from _check(state)
        yield from _reassessment(state)
        yield from _asked_by_check(state)
        yield from _asked_by_flag(state)
    if state.stage is Stage.CLOSURE:
        yield _closure(state, entered(state))
    if state.stage is Stage.AFTERCARE:
        yield _aftercare(state)
        return
    yield from _pledges(state)
    yield from _consent(state)


def cadence(state: CaseState) -> Cadence | None:
    """A raised red flag brings people closer, whatever the level says."""
    monitoring = state.policy.monitoring
    if state.urgent_since is not None and URGENT_CADENCE in monitoring:
        return monitoring[URGENT_CADENCE]
    return monitoring.get(state.level) if state.level is not None else None


def _contacts(state: CaseState) -> Iterator[Deadline]:
    """From the last time somebody was met; knocking in vain does not count."""
    rhythm = cadence(state)
    if rhythm is None:
        return
    start = latest(entered(state, Stage.LINKAGE), state.urgent_since, _stepped(state))
    met = latest(start, state.contacts.last_met_at, state.last_check_at) or entered(state)
    seen = latest(start, state.contacts.last_visit_at) or entered(state)
    ladder = URGENT if state.urgent_since is not None else STANDARD
    span = Span(met, rhythm.contact, _agreed_contact(state, met, rhythm.contact))
    subject = dated(met, state)
    yield running(state, DeadlineKind.CONTACT, span, owners(state), subject, ladder)
    span = Span(seen, rhythm.visit, _called(state, seen, rhythm.visit))
    yield running(state, DeadlineKind.VISIT, span, owners(state), dated(seen, state), ladder)


def _stepped(state: CaseState) -> datetime | None:
    """A step up or down begins the rhythm of the new level, the end of a hold that of the old."""
    return None if state.policy.life is None else latest(state.level_since, woken(state))


def _called(state: CaseState, seen: datetime, term: Term) -> datetime | None:
    """A visit comes forward when contacts were missed, or when a stall was answered by one.

    As many tries in vain as policy asks for (``discovery.contactAttempts``), and somebody goes
    within the time of a first contact; never later than the rhythm says.
    """
    if state.policy.life is None:
        return None
    answered = state.long_case.stall_answered_at
    chosen = answered if state.long_case.stall is StallChoice.VISIT else None
    since = [k for k in (_missed(state), chosen) if k is not None and k >= seen]
    if not since:
        return None
    calendar = state.policy.calendar
    soon = due(min(since), state.policy.first_contact, calendar)
    return min(soon, due(seen, term, calendar))


def _missed(state: CaseState) -> datetime | None:
    """When the last try that policy gives was in vain; later ones do not put the visit off."""
    contacts, tries = state.contacts, max(state.policy.contact_attempts, 1)
    if contacts.attempts < tries:
        return None
    known = contacts.recent[-contacts.attempts :]
    number = tries - 1 - (contacts.attempts - len(known))
    return known[max(number, 0)].at if known else contacts.last_at


def is_light(state: CaseState) -> bool:
    """Services alone: checked twice and then closed (guide §6.1, ``monitor.LINKAGE_ONLY``)."""
    light = state.level == LINKAGE_ONLY and state.urgent_since is None
    return state.policy.life is not None and light and state.stage is Stage.MONITORING


def _light(state: CaseState) -> Iterator[Deadline]:
    """After the first and after the last of the level's two terms; then closure is asked.

    A check counts for the date it is nearer to, so that a late first one is not asked again.
    While another programme runs, its own checks go on and the case with them.
    """
    rhythm = cadence(state)
    if rhythm is None:
        return
    start = latest(entered(state, Stage.MONITORING), state.level_since) or entered(state)
    first = _light_check(state, "first", Span(start, rhythm.contact))
    last = _light_check(state, "last", Span(start, rhythm.visit))
    checked = state.last_check_at
    if checked is not None and checked >= first.due + (last.due - first.due) / 2:
        asked = state.last_check_outcome is CheckOutcome.CLOSE_REVIEW
        if not asked and not running_programmes(state):
            yield _closure(state, checked)
        return
    yield last if checked is not None and checked >= start else first


def _light_check(state: CaseState, name: str, span: Span) -> Deadline:
    subject = f"{name}.{dated(span.since, state)}"
    return running(state, DeadlineKind.CHECK, span, owners(state), subject)


def _agreed_contact(state: CaseState, met: datetime, term: Term) -> datetime | None:
    """A day agreed with the household counts when it comes before the one policy asks for."""
    if state.contacts.next_on is None:
        return None
    calendar = state.policy.calendar
    day = closing(state.contacts.next_on, calendar)
    return min(day, due(met, term, calendar)) if day >= met else None


def _check(state: CaseState) -> Iterator[Deadline]:
    day = state.next_check_on
    if day is None:
        return
    since = state.last_check_at or entered(state)
    calendar = state.policy.calendar
    days = max((day - local_date(since, calendar)).days, 0)
    span = Span(since, Term(n=days, unit=Unit.DAYS), closing(day, calendar))
    yield running(state, DeadlineKind.CHECK, span, owners(state), day.isoformat())


def _reassessment(state: CaseState) -> Iterator[Deadline]:
    now, before = state.assessment, state.previous_assessment
    last = now if now is not None and now.complete else before
    term = state.policy.reassessment.get(state.level) if state.level is not None else None
    if last is None or term is None:
        return
    since = latest(last.assessed_at, woken(state)) or last.assessed_at
    subject, span = dated(since, state), Span(since, term)
    yield running(state, DeadlineKind.REASSESSMENT, span, owners(state), subject)


def _asked_by_check(state: CaseState) -> Iterator[Deadline]:
    """What the last check called for, until it has been done."""
    since = state.last_check_at
    if since is None:
        return
    subject = f"{ASKED}{dated(since, state)}"
    if state.last_check_outcome is CheckOutcome.CLOSE_REVIEW:
        yield _closure(state, since)
    elif state.last_check_outcome is CheckOutcome.REASSESS and not _assessed_after(state, since):
        span = Span(since, state.policy.assessment_due)
        yield running(state, DeadlineKind.REASSESSMENT, span, owners(state), subject)
    elif state.last_check_outcome is CheckOutcome.REPLAN and not _replanned(state, since):
        span = Span(since, state.policy.plan_after_conference)
        yield running(state, DeadlineKind.PLAN_AFTER_CONFERENCE, span, owners(state), subject)


def _asked_by_flag(state: CaseState) -> Iterator[Deadline]:
    """A red flag asks for a new look at everything at once (guide §6.1, ``reassess``)."""
    raised = state.urgent_since
    if state.policy.life is None or raised is None or _assessed_after(state, raised):
        return
    span, subject = Span(raised, state.policy.assessment_due), f"{ASKED}flag.{dated(raised, state)}"
    yield running(state, DeadlineKind.REASSESSMENT, span, owners(state), subject)


def _assessed_after(state: CaseState, since: datetime) -> bool:
    found = state.assessment
    return found is not None and found.complete and found.assessed_at >= since


def _replanned(state: CaseState, since: datetime) -> bool:
    """A changed plan waits for its answer, was sent back with a clock of its own, or stands."""
    approved = state.plan_approved_at
    waits = state.submission is not None or state.last_returned is not None
    return waits or (approved is not None and approved >= since)


def _closure(state: CaseState, since: datetime) -> Deadline:
    span = Span(since, state.policy.closure_due)
    whose = closure_tier(state) or owners(state)
    return running(state, DeadlineKind.CLOSURE, span, whose, dated(since, state))


def _aftercare(state: CaseState) -> Deadline:
    """The checks are spread evenly over the window; the last one is due at its end."""
    policy, since = state.policy, entered(state)
    checks, number = max(policy.aftercare_checks, 1), len(state.aftercare) + 1
    end = due(since, policy.aftercare_within, policy.calendar)
    span = Span(since, policy.aftercare_within, end)
    if number < checks:
        whole = local_date(end, policy.calendar) - local_date(since, policy.calendar)
        part = Term(n=whole.days * number // checks, unit=Unit.DAYS)
        span = Span(since, part)
    return running(state, DeadlineKind.AFTERCARE_CHECK, span, LOCAL_OFFICE, str(number))


def _pledges(state: CaseState) -> Iterator[Deadline]:
    """The earliest month not yet paid; the giver's move until the grace has passed."""
    for pledge in state.pledges:
        month = next((m for m in pledged_months(pledge) if m not in pledge.paid), None)
        if month is not None:
            span = Span(morning(month.replace(day=pledge.day), state), state.policy.pledge_grace)
            subject = f"{pledge.pledge_id}.{month:%Y-%m}"
            yield running(state, DeadlineKind.PLEDGE, span, PARTNER, subject)


def pledged_months(pledge: Pledge) -> Iterator[date]:
    first = pledge.first_month
    for number in range(pledge.months):
        years, month = divmod(first.month - 1 + number, 12)
        yield date(first.year + years, month + 1, 1)


def _consent(state: CaseState) -> Iterator[Deadline]:
    """The client's consent to be cared for at all, the one that reaches furthest."""
    clients = {m.member_id for m in state.members if m.relation is Relation.CLIENT}
    given = [
        consent
        for consent in state.consents
        if consent.member_id in clients
        and consent.purpose is ConsentPurpose.COLLECT_USE
        and consent.withdrawn_at is None
    ]
    if not given:
        yield from _asked_again(state)
    else:
        last = max(given, key=lambda consent: (consent.valid_until, consent.consent_id))
        end = closing(last.valid_until, state.policy.calendar)
        span = Span(last.given_at, state.policy.consent_validity, end)
        kind = DeadlineKind.CONSENT_RENEWAL
        yield running(state, kind, span, owners(state), last.consent_id)


def _asked_again(state: CaseState) -> Iterator[Deadline]:
    """After a withdrawal the household woke the case: its word is asked before work goes on.

    Where a ground other than consent is recorded the office acts on that.
    """
    since = woken(state)
    collects = (k for k in state.consents if k.purpose is ConsentPurpose.COLLECT_USE)
    withdrew = any(k.withdrawn_at is not None for k in collects)
    grounded = any(g.agency_id is None and g.ended_at is None for g in state.grounds)
    if since is None or not withdrew or grounded or state.stage is Stage.CLOSURE:
        return
    span, subject = Span(since, state.policy.intake_to_receipt), f"{ASKED}{dated(since, state)}"
    yield running(state, DeadlineKind.CONSENT_RENEWAL, span, owners(state), subject)
