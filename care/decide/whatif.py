"""What if this policy had applied: a recorded case under it, compared with how it really went.

Human answers are kept as recorded. A decision nobody was asked for is unknown, never invented.
Pure and deterministic: the same events and policies give the same answer, on any machine.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from care.decide.calendar import local_date
from care.decide.whatif_answers import NOT_ASKED
from care.decide.whatif_course import Course, lived
from care.decide.whatif_ledger import Asked, Clock, Proposal
from care.messages.envelope import CaseStart
from care.messages.events import Recorded
from care.model.codes import Role
from care.model.policy import Calendar, CasePolicy
from care.model.whatif import CaseWhatIf, Difference, Outcome, Point, TeamWork
from care.model.work import DeadlineKind

REVIEWS = frozenset(
    {
        DeadlineKind.CHECK,
        DeadlineKind.ICS_CHECK,
        DeadlineKind.REASSESSMENT,
        DeadlineKind.AFTERCARE_CHECK,
        DeadlineKind.HOLD_REVIEW,
        DeadlineKind.HOLD_ANNUAL,
        DeadlineKind.LONG_CASE_CONFIRM,
        DeadlineKind.SUPERVISION,
    }
)
LEVEL_GONE = "LEVEL_GONE"
FOLLOWED = "FOLLOWED"
"""People decided what was proposed; whether they had followed another proposal nobody knows."""
NOT_DECIDED = "NOT_DECIDED"
"""The record stops before anybody set a level."""
NOT_REACHED = "NOT_REACHED"
"""The changed course has not come to its end when the record stops."""
Key = TypeVar("Key")
WAITING, ON_TIME, LATE = "WAITING", "ON_TIME", "LATE"


def what_if(
    start: CaseStart,
    recorded: Sequence[Recorded],
    policy: CasePolicy,
    until: datetime,
    instead_of: CasePolicy | None = None,
) -> CaseWhatIf:
    """``until`` is the moment up to which an open case is told.

    ``instead_of`` compares with another policy than those the case really followed, so that the
    changes of earlier editions do not show.
    """
    before = lived(start, recorded, instead_of, until)
    return compared(before, lived(start, recorded, policy, until), len(recorded))


def compared(before: Course, after: Course, events: int) -> CaseWhatIf:
    """Two courses of one case; ``events`` is how many were recorded of it."""
    was, parted = before.state, _parts(before, after)
    return CaseWhatIf(
        case_id=was.case_id,
        case_number=was.case_number,
        office=was.office,
        office_after=after.state.office,
        stage=was.stage,
        opened_at=was.opened_at,
        events=events,
        differences=tuple(_differences(before, after, after.state.policy.calendar)),
        work=_work(before, after),
        parted_at=after.ledger.parted_at if parted else None,
        parted_by=after.ledger.parted_by if parted else "",
    )


def _parts(before: Course, after: Course) -> bool:
    """What the real rules refuse to tell again as well is no effect of the changed policy."""
    ours, theirs = after.ledger, before.ledger
    return (ours.parted_at, ours.parted_by) != (theirs.parted_at, theirs.parted_by)


def _differences(before: Course, after: Course, calendar: Calendar) -> Iterator[Difference]:
    found = (
        *_offices(before, after),
        *_levels(before, after),
        *_requests(before, after),
        *_ends(before, after),
        *_escalations(before, after),
        *_reviews(before, after),
    )
    parted = after.ledger.parted_at if _parts(before, after) else None
    for one in found:
        moments = [k for k in (one.before, one.after) if k is not None]
        rests = parted is not None and bool(moments) and min(moments) > parted
        yield one.model_copy(update={"days": _days(one, calendar), "resting": rests})


def _days(one: Difference, calendar: Calendar) -> int | None:
    if one.before is None or one.after is None:
        return None
    return (local_date(one.after, calendar) - local_date(one.before, calendar)).days


def _moved(before: datetime, after: datetime) -> Outcome:
    return Outcome.LATER if after > before else Outcome.EARLIER


def _offices(before: Course, after: Course) -> Iterator[Difference]:
    was, would = before.state, after.state
    if was.office != would.office:
        yield Difference(
            point=Point.OFFICE, outcome=Outcome.OTHER, was=was.office, would=would.office
        )


def _levels(before: Course, after: Course) -> Iterator[Difference]:
    pairs = zip(before.ledger.proposals, after.ledger.proposals, strict=False)
    for was, would in pairs:
        if was.level == would.level and would.gone is was.gone:
            continue
        yield Difference(
            point=Point.LEVEL,
            outcome=_level_outcome(was, would),
            subject=str(was.number),
            before=was.at,
            after=would.at,
            was=was.level,
            would=would.level,
            why=_level_reason(was, would),
        )


def _level_outcome(was: Proposal, would: Proposal) -> Outcome:
    """Who had set the proposal aside once, or decided what would be proposed now, keeps to it."""
    unknown = would.gone or was.decided is None or was.decided == was.level
    return Outcome.UNKNOWN if unknown else Outcome.KEPT


def _level_reason(was: Proposal, would: Proposal) -> str:
    if would.gone:
        return LEVEL_GONE
    if was.decided is None:
        return NOT_DECIDED
    return FOLLOWED if was.decided == was.level else ""


def _requests(before: Course, after: Course) -> Iterator[Difference]:
    for intent, was in before.ledger.requests.items():
        would = after.ledger.requests.get(intent)
        found = _request(was, would)
        if found is not None:
            yield found


def _request(was: Asked, would: Asked | None) -> Difference | None:
    told = Difference(
        point=was.point,
        outcome=Outcome.DROPPED,
        subject=was.subject,
        before=was.answered_at,
        was=was.answer,
    )
    if would is None:
        return told
    if would.refused and not was.refused:
        return _unknown(told, would.refused)
    if would.unasked and not was.unasked:
        return _unknown(told, NOT_ASKED, would.unasked)
    if was.answered_at is None and would.answered_at is None:
        return _other_tiers(was, would)
    found = told.model_copy(update={"after": would.answered_at, "would": would.answer})
    if was.answer != would.answer:
        return found.model_copy(update={"outcome": Outcome.OTHER})
    if was.answered_at is None or would.answered_at is None:
        return None
    return _shifted(found, was.answered_at, would.answered_at)


def _unknown(told: Difference, why: str, unasked: tuple[Role, ...] = ()) -> Difference:
    update = {"outcome": Outcome.UNKNOWN, "why": why, "unasked": unasked}
    return told.model_copy(update=update)


def _shifted(told: Difference, before: datetime, after: datetime) -> Difference | None:
    if before == after:
        return None
    return told.model_copy(update={"outcome": _moved(before, after)})


def _other_tiers(was: Asked, would: Asked) -> Difference | None:
    """Both still wait, for other people."""
    if was.tiers == would.tiers:
        return None
    return Difference(
        point=was.point,
        outcome=Outcome.OTHER,
        subject=was.subject,
        was=">".join(was.tiers),
        would=">".join(would.tiers),
    )


def _ends(before: Course, after: Course) -> Iterator[Difference]:
    was, would = before.ledger, after.ledger
    if (was.ended_at, was.ended_by) == (would.ended_at, would.ended_by):
        return
    outcome, why = Outcome.OTHER, ""
    if would.ended_at is None:
        outcome, why = Outcome.UNKNOWN, NOT_REACHED
    elif was.ended_at is None:
        outcome = Outcome.ADDED
    elif was.ended_at != would.ended_at:
        outcome = _moved(was.ended_at, would.ended_at)
    yield Difference(
        point=Point.END,
        outcome=outcome,
        before=was.ended_at,
        after=would.ended_at,
        was=was.ended_by,
        would=would.ended_by,
        why=why,
    )


def _escalations(before: Course, after: Course) -> Iterator[Difference]:
    was, would = before.ledger.calls, after.ledger.calls
    for key in _either(was, would):
        one, other = was.get(key), would.get(key)
        if one == other:
            continue
        yield Difference(
            point=Point.ESCALATION,
            outcome=_fate(one.at if one else None, other.at if other else None),
            subject=key[0],
            step=key[1],
            before=one.at if one else None,
            after=other.at if other else None,
            was=one.role if one else "",
            would=other.role if other else "",
        )


def _reviews(before: Course, after: Course) -> Iterator[Difference]:
    was = {k: clock for k, clock in before.ledger.clocks.items() if clock.kind in REVIEWS}
    would = {k: clock for k, clock in after.ledger.clocks.items() if clock.kind in REVIEWS}
    for key in _either(was, would):
        one, other = was.get(key), would.get(key)
        due = one.due if one else None, other.due if other else None
        if due[0] == due[1]:
            continue
        yield Difference(
            point=Point.REVIEW,
            outcome=_fate(*due),
            subject=key,
            before=due[0],
            after=due[1],
            was=_kept(one, before.now),
            would=_kept(other, after.now),
        )


def _kept(clock: Clock | None, until: datetime) -> str:
    if clock is None:
        return ""
    if (clock.over or until) > clock.due:
        return LATE
    return ON_TIME if clock.over is not None else WAITING


def _fate(before: datetime | None, after: datetime | None) -> Outcome:
    if before is None:
        return Outcome.ADDED
    if after is None:
        return Outcome.DROPPED
    return Outcome.OTHER if before == after else _moved(before, after)


def _either(one: Iterable[Key], other: Iterable[Key]) -> list[Key]:
    """Keys of both in the order they came up."""
    return list(dict.fromkeys((*one, *other)))


def _work(before: Course, after: Course) -> tuple[TeamWork, ...]:
    ours, theirs = _asked(before), _asked(after)
    late_ours, late_theirs = _late(before), _late(after)
    told_ours, told_theirs = before.ledger.told, after.ledger.told
    return tuple(
        TeamWork(
            role=role,
            asked_before=ours.get(role, 0),
            asked_after=theirs.get(role, 0),
            late_before=late_ours.get(role, 0),
            late_after=late_theirs.get(role, 0),
            told_before=told_ours[role],
            told_after=told_theirs[role],
        )
        for role in Role
        if role in ours or role in theirs or told_ours[role] or told_theirs[role]
    )


def _asked(course: Course) -> dict[Role, int]:
    asked = dict(course.ledger.more)
    for clock in course.ledger.clocks.values():
        asked[clock.role] = asked.get(clock.role, 0) + clock.rounds(course.now)
    return asked


def _late(course: Course) -> dict[Role, int]:
    late: dict[Role, int] = {}
    for clock in course.ledger.clocks.values():
        late[clock.role] = late.get(clock.role, 0) + clock.late(course.now)
    return late
