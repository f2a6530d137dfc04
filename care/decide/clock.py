"""One running clock: since when, how long, whose move, and which ladder climbs when nobody acts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from care.decide.calendar import due, later_by, local_date
from care.model.case import CaseState
from care.model.codes import Role, Stage
from care.model.ids import PersonId
from care.model.plan import ApprovalStep
from care.model.term import Term, Unit
from care.model.work import Deadline, DeadlineKind

STANDARD, URGENT, STATUTORY, STALLED = "standard", "urgent", "statutory", "stall"
ITSELF = "itself"
"""The ladder of what happens by itself when it is due; no policy holds it."""
ONCE = "once"
"""The ladder that tells the owner once, in the hours notices are sent; no policy holds it."""

UNDER_CARE = (Stage.LINKAGE, Stage.MONITORING)
"""Stages in which the household is being helped by an agreed plan."""


RESTING = frozenset(
    {
        DeadlineKind.PARTNER_ANSWER,
        DeadlineKind.PLEDGE,
        DeadlineKind.REASSESSMENT,
        DeadlineKind.CONSENT_RENEWAL,
        DeadlineKind.STALL,
        DeadlineKind.SUPERVISION,
        DeadlineKind.LONG_CASE_CONFIRM,
        DeadlineKind.SOLUTION_CONFERENCE,
        DeadlineKind.HOLD_REVIEW,
        DeadlineKind.HOLD_ANNUAL,
        DeadlineKind.TRANSFER_ANSWER,
        DeadlineKind.RESUME,
        DeadlineKind.COVER_END,
        DeadlineKind.MERGE_FINAL,
        DeadlineKind.CHASE,
        DeadlineKind.STATUS_UPDATE,
        DeadlineKind.WAITLIST,
        DeadlineKind.NUMBER_ANSWER,
    }
)
"""Somebody else's move, or months away: an item only once the first rung of the ladder fired."""

GOING_ON = frozenset(
    {
        DeadlineKind.RESUME,
        DeadlineKind.COVER_END,
        DeadlineKind.CRISIS_ON_SITE,
        DeadlineKind.CRISIS_AID,
        DeadlineKind.CRISIS_POST_CHECK,
        DeadlineKind.RED_FLAG,
        DeadlineKind.PURGE,
        DeadlineKind.COMPLAINT,
        DeadlineKind.TRANSFER_APPROVAL,
        DeadlineKind.TRANSFER_ANSWER,
        DeadlineKind.TRANSFER_CONTACT,
        DeadlineKind.MERGE_FINAL,
    }
)
"""Clocks no pause stops and none moves; nor does it those of a law or of a red flag."""

OF_OTHERS = frozenset({DeadlineKind.CONSENT_RENEWAL, DeadlineKind.PLEDGE})
"""Dates of others: silent in a pause, but a consent runs out and a gift is due on its day."""


def goes_on(kind: DeadlineKind, ladder: str) -> bool:
    """Whether a clock runs on while the case is paused."""
    return kind in GOING_ON or ladder in (STATUTORY, URGENT)


@dataclass(frozen=True, slots=True)
class Span:
    since: datetime
    term: Term
    due: datetime | None = None
    """Set where a date was agreed; otherwise the term says."""


@dataclass(frozen=True, slots=True)
class Whose:
    role: Role
    person: PersonId | None = None


LOCAL_OFFICE = Whose(Role.LOCAL_OFFICE)
TEAM_LEAD = Whose(Role.TEAM_LEAD)
COORDINATOR = Whose(Role.COORDINATOR)
PARTNER = Whose(Role.PARTNER_WORKER)


def owners(state: CaseState) -> Whose:
    """The owner's move, or that of who stands in; the local office's until somebody owns it."""
    if state.owner is None and state.received_at is None:
        return LOCAL_OFFICE
    return Whose(Role.CASE_MANAGER, state.cover.person if state.cover else state.owner)


def running(
    state: CaseState,
    kind: DeadlineKind,
    span: Span,
    whose: Whose,
    subject: str = "",
    ladder: str = STANDARD,
) -> Deadline:
    ends = span.due if span.due is not None else due(span.since, span.term, state.policy.calendar)
    if not goes_on(kind, ladder) and kind not in OF_OTHERS:
        ends = _after_pauses(state, span, ends)
    return Deadline(
        key=f"{kind.value}:{subject}",
        kind=kind,
        subject=subject,
        since=span.since,
        due=max(ends, span.since),
        term=span.term,
        ladder=ladder,
        statutory=ladder == STATUTORY,
        whom=whose.role,
        person=whose.person,
    )


def _after_pauses(state: CaseState, span: Span, first: datetime) -> datetime:
    """A clock that ran in a pause ends as much later: hours exactly, else whole local days."""
    calendar, ends = state.policy.calendar, first
    days, hours = 0, timedelta(0)
    for pause in state.pauses:
        start = max(span.since, pause.since)
        if pause.until is None or not start < min(ends, pause.until):
            continue
        hours += pause.until - start
        days += (local_date(pause.until, calendar) - local_date(start, calendar)).days
        exact = span.term.unit is Unit.HOURS
        ends = first + hours if exact else later_by(first, days, calendar)
    return ends


def entered(state: CaseState, stage: Stage | None = None) -> datetime:
    """When a stage (or the present one) was entered; every open case knows it."""
    since = state.stages.get(stage) if stage is not None else state.stage_since
    since = since or state.stage_since or state.opened_at
    if since is None:
        raise ValueError("a case that was never opened has no clocks")
    return since


def woken(state: CaseState) -> datetime | None:
    """When the case last came out of a hold; clocks that began before it count from there.

    Not remembered: the first stage entered after the hold tells it.
    """
    held = state.stages.get(Stage.ENGAGEMENT_HOLD)
    if held is None or state.stage is Stage.ENGAGEMENT_HOLD:
        return None
    after = [
        at
        for stage, at in state.stages.items()
        if at >= held and stage not in (Stage.ENGAGEMENT_HOLD, Stage.CLOSURE)
    ]
    return min(after, default=None)


def dated(moment: datetime, state: CaseState) -> str:
    """Subject of a clock that comes again and again: the local day this round began."""
    return local_date(moment, state.policy.calendar).isoformat()


def latest(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)


def last_answer(requested_at: datetime, steps: tuple[ApprovalStep, ...]) -> datetime:
    """A tier's clock starts when the tier before it answered."""
    return steps[-1].at if steps else requested_at
