"""What happens by itself if nobody acts: reminders and escalations, each once (ui check 31)."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from typing import NamedTuple
from zlib import crc32

from care.decide.calendar import at_hour, due, local_date, local_hour
from care.decide.clock import ITSELF, ONCE, STANDARD, owners
from care.decide.deadlines import deadlines
from care.model.case import CaseState
from care.model.codes import Role
from care.model.ids import PersonId
from care.model.policy import CasePolicy, Ladder, LadderStep
from care.model.work import Deadline, NextStep

HEIGHT = {
    Role.LOCAL_OFFICE: 0,
    Role.CASE_MANAGER: 0,
    Role.TEAM_LEAD: 1,
    Role.COORDINATOR: 2,
    Role.SECTION_HEAD: 3,
}
"""How high a rung reaches; owners and local offices are told, not escalated to."""


BY_ITSELF = Ladder(steps=(LadderStep(code="due", to=Role.CASE_MANAGER),), immediate=True)
"""One rung at the due moment, neither spread nor quiet: it is the thing itself that happens."""


TELL_ONCE = Ladder(steps=(LadderStep(code="due", to=Role.CASE_MANAGER),))


Wanted = Callable[[LadderStep, Deadline], bool]


class Rung(NamedTuple):
    """A step of a deadline's ladder with its moment; sorts by moment, then deadline, then code."""

    at: datetime
    key: str
    code: str
    step: LadderStep
    deadline: Deadline


def every(step: LadderStep, deadline: Deadline) -> bool:
    return True


def escalates(step: LadderStep, deadline: Deadline) -> bool:
    """Whether a rung tells somebody above whoever's move it is."""
    return HEIGHT.get(told(step, deadline), 0) > 0


def rungs(
    state: CaseState,
    running: tuple[Deadline, ...] | None = None,
    wanted: Wanted = every,
) -> Iterator[Rung]:
    """Those not yet fired, earliest first; those whose moment has passed are still listed.

    Nothing but the next few is ever asked, and a moment costs a walk through the calendar: it is
    worked out once no other rung can come before it.
    """
    found = deadlines(state) if running is None else running
    fired = frozenset(state.fired)
    standing = [rung for deadline in found for rung in _unfired(state, deadline, fired, wanted)]
    heap = [(*rung[:3], place, False) for place, rung in enumerate(standing)]
    heapify(heap)
    delay = spread(state)
    while heap:
        at, key, code, place, known = heappop(heap)
        rung = standing[place]
        if known:
            yield rung._replace(at=at)
        else:
            heappush(heap, (_moment(state, rung, delay), key, code, place, True))


def next_step(rung: Rung) -> NextStep:
    return NextStep(
        at=rung.at,
        code=rung.code,
        deadline=rung.key,
        kind=rung.deadline.kind,
        to=told(rung.step, rung.deadline),
    )


def told(step: LadderStep, deadline: Deadline) -> Role:
    """The rung of the owner speaks to whoever's move it is; a body is chased by the owner."""
    if step.to is not Role.CASE_MANAGER or deadline.whom is Role.PARTNER_WORKER:
        return step.to
    return deadline.whom


def person_told(state: CaseState, to: Role, deadline: Deadline) -> PersonId | None:
    """The owner is told by name, also of a body that does not answer."""
    if to is deadline.whom:
        return deadline.person
    return owners(state).person if to is Role.CASE_MANAGER else None


def mark(deadline: str, code: str) -> str:
    """How ``CaseState.fired`` remembers a rung."""
    return f"{deadline}|{code}"


def ladder_of(deadline: Deadline, policy: CasePolicy) -> Ladder:
    if deadline.ladder == ITSELF:
        return BY_ITSELF
    if deadline.ladder == ONCE:
        return TELL_ONCE
    return policy.ladders.get(deadline.ladder) or policy.ladders[STANDARD]


def at_due(step: LadderStep) -> bool:
    return step.before_percent is None and step.after is None


def escalated_to(state: CaseState, deadline: Deadline, fired: frozenset[str]) -> Role | None:
    """The highest role told so far."""
    told_roles = [
        step.to
        for step in ladder_of(deadline, state.policy).steps
        if HEIGHT.get(step.to, 0) and mark(deadline.key, step.code) in fired
    ]
    return max(told_roles, key=lambda role: HEIGHT[role], default=None)


def touched(state: CaseState, deadline: Deadline, fired: frozenset[str]) -> bool:
    """Whether any rung of the deadline has fired."""
    steps = ladder_of(deadline, state.policy).steps
    return any(mark(deadline.key, step.code) in fired for step in steps)


def _unfired(
    state: CaseState, deadline: Deadline, fired: frozenset[str], wanted: Wanted
) -> Iterator[Rung]:
    """Each with the moment before which it cannot come, not yet its own."""
    for step in ladder_of(deadline, state.policy).steps:
        if wanted(step, deadline) and mark(deadline.key, step.code) not in fired:
            yield Rung(_at_the_earliest(step, deadline), deadline.key, step.code, step, deadline)


def _at_the_earliest(step: LadderStep, deadline: Deadline) -> datetime:
    if step.before_percent is None:
        return deadline.due
    length = deadline.due - deadline.since
    return deadline.due - length * step.before_percent / 100


def _moment(state: CaseState, rung: Rung, delay: timedelta) -> datetime:
    """Later than at the earliest by the step's own term, an acknowledgement, quiet hours."""
    policy, ladder, at = state.policy, ladder_of(rung.deadline, state.policy), rung.at
    if rung.step.before_percent is None and rung.step.after is not None:
        at = due(at, rung.step.after, policy.calendar)
    quiet_until = _acknowledged(state, rung.key)
    if quiet_until is not None and rung.deadline.ladder != ITSELF:
        at = max(at, quiet_until)
    return at if ladder.immediate else _spread(at, delay, policy)


def _acknowledged(state: CaseState, key: str) -> datetime | None:
    return max((a.until for a in state.acknowledged if a.deadline == key), default=None)


def spread(state: CaseState) -> timedelta:
    """The same delay for all rungs of a case, so that those of one hour do not come at once."""
    span = state.policy.escalation_spread_minutes * 60
    return timedelta(seconds=crc32(state.case_id.encode()) % span if span else 0)


def _spread(at: datetime, delay: timedelta, policy: CasePolicy) -> datetime:
    """Out of the quiet hours, also where the delay itself leads into them."""
    later = _awake(at, policy) + delay
    loud = _awake(later, policy)
    return later if loud == later else loud + delay


def _awake(at: datetime, policy: CasePolicy) -> datetime:
    """Moved out of the quiet hours to their end."""
    hour, start, end = local_hour(at, policy.calendar), policy.quiet_from, policy.quiet_until
    overnight = start > end
    quiet = (hour >= start or hour < end) if overnight else start <= hour < end
    if not quiet:
        return at
    day = local_date(at, policy.calendar)
    if overnight and hour >= start:
        day += timedelta(days=1)
    return at_hour(day, end, policy.calendar)
