"""A recorded case lived through again: its people's acts as recorded, its own made again.

What a case does by itself (reminders, escalations, expiries) is dropped and happens at the moment
policy gives it. Both the real course and the changed one are made this way, so that neither a late
machine nor a newer rule of the heart ever shows as an effect of policy.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from care.decide.by_itself import AUTOMATIC
from care.decide.clock import ITSELF
from care.decide.deadlines import deadlines, kept_keys
from care.decide.evolve import blank, evolve
from care.decide.ladder import Rung, ladder_of, mark, rungs
from care.decide.long_case import conference_after_half_a_year
from care.decide.whatif_answers import Act, again, remade
from care.decide.whatif_ledger import Ledger
from care.messages import events as e
from care.messages.envelope import CaseStart, system_actor
from care.messages.events import Event, Recorded
from care.model.case import CaseState
from care.model.codes import Role, Stage
from care.model.ids import IntentKey
from care.model.policy import CasePolicy
from care.model.work import Deadline, DeadlineKind


@dataclass(slots=True)
class Course:
    """Where the case has come to, and the account of how."""

    state: CaseState
    now: datetime
    ledger: Ledger = field(default_factory=Ledger)
    running: tuple[Deadline, ...] = ()
    ahead: dict[str, int] = field(default_factory=dict)
    """Share of a term, in percent, by which each ladder speaks before it ends."""


def own(recorded: Recorded, start: CaseStart) -> bool:
    """Something the clock of the case did, as ``care.decide.step.tick`` names it."""
    ticked = recorded.intent.startswith(f"{start.case_id}:tick:")
    return recorded.role is Role.SYSTEM and ticked


def acts_of(start: CaseStart, recorded: Iterable[Recorded]) -> Iterator[Act]:
    """The acts of others, each with the policy the case followed then; to the end of the episode.

    Whoever ends an episode ends the record: nothing is known of what people would do after it.
    """
    real = start.carried.policy if start.carried is not None else start.policy
    others = (one for one in recorded if not own(one, start))
    for _, group in groupby(others, key=lambda one: one.intent):
        act = Act(tuple(group), real)
        yield act
        for event in act.events:
            if isinstance(event, e.PolicyAdopted):
                real = event.policy
            if isinstance(event, e.CaseEnded):
                return


def lived(
    start: CaseStart, recorded: Iterable[Recorded], policy: CasePolicy | None, until: datetime
) -> Course:
    """Under ``policy`` from its first day on; None: under those the case really took up."""
    first = blank(start)
    if policy is not None:
        first = first.model_copy(update={"policy": policy})
    course = Course(state=first, now=first.stage_since or until)
    if first.opened:
        _settle(course, course.now)
    end = until
    for act in acts_of(start, recorded):
        if act.at > until:
            break
        _pass(course, act.at)
        if course.state.stage is Stage.ENDED:
            return _closed(course, act.at)
        _take_act(course, act, adopting=policy is None)
        if any(isinstance(event, e.CaseEnded) for event in act.events):
            end = act.at
            break
    _pass(course, end)
    return _closed(course, end)


def _closed(course: Course, end: datetime) -> Course:
    course.now = max(course.now, end)
    state = course.state
    if state.stage is Stage.AFTERCARE:
        left = state.policy.aftercare_checks - len(state.aftercare) - 1
        course.ledger.more[Role.LOCAL_OFFICE] += max(left, 0)
    return course


def _take_act(course: Course, act: Act, *, adopting: bool) -> None:
    state, events = again(course.state, act, course.ledger)
    course.state = state
    for event in events:
        if isinstance(event, e.PolicyAdopted) and not adopting:
            continue
        for made in remade(course.state, event, act, course.ledger):
            _fold(course, made, act.recorded[0])
    _settle(course, act.at)


def _fold(course: Course, event: Event, like: Recorded) -> None:
    """Numbered anew: fewer or more events may have come before it."""
    number = course.state.revision + 1
    one = like.model_copy(update={"sequence": number, "event": event})
    course.state = evolve(course.state, one)
    if isinstance(event, e.PolicyAdopted):
        course.ahead = {}
    if isinstance(event, e.CaseEnded):
        course.ledger.ended_at, course.ledger.ended_by = like.at, event.why


def _settle(course: Course, now: datetime) -> None:
    course.now = now
    course.running = deadlines(course.state)
    course.ledger.settle(course.state, course.running, now)


def _pass(course: Course, to: datetime) -> None:
    """Time goes by: everything the case does by itself, each thing at its own moment."""
    while course.running and _next_turn(course, to):
        pass


def _next_turn(course: Course, to: datetime) -> bool:
    """Rungs up to the first that changes more than who was told; whether there was one."""
    state = course.state
    live = frozenset(d.key for d in course.running) if state.pause is None else kept_keys(state)
    fired = tuple(k for k in state.fired if k.rpartition("|")[0] in live)
    for rung in rungs(state, _speaking(course, to)):
        at = max(rung.at, course.now)
        if at > to:
            break
        events = _by_itself(state, rung, at)
        if rung.deadline.ladder != ITSELF:
            course.ledger.fired(rung, at)
            fired = (*fired, mark(rung.key, rung.code))
        if events:
            course.state = state.model_copy(update={"fired": fired})
            _happen(course, events, at)
            return True
    course.state = state.model_copy(update={"fired": fired})
    return False


def _speaking(course: Course, to: datetime) -> tuple[Deadline, ...]:
    """Clocks that may say something by then; most of those that run are far from it."""
    return tuple(
        clock
        for clock in course.running
        if clock.due - (clock.due - clock.since) * _percent(course, clock) / 100 <= to
    )


def _percent(course: Course, clock: Deadline) -> int:
    known = course.ahead.get(clock.ladder)
    if known is None:
        steps = ladder_of(clock, course.state.policy).steps
        known = max((step.before_percent or 0 for step in steps), default=0)
        course.ahead[clock.ladder] = known
    return known


def _by_itself(state: CaseState, rung: Rung, at: datetime) -> tuple[Event, ...]:
    if rung.deadline.ladder == ITSELF:
        return AUTOMATIC[rung.deadline.kind](state, at, rung.deadline)
    if rung.deadline.kind is DeadlineKind.STALL:
        return conference_after_half_a_year(state, rung.code)
    return ()


def _happen(course: Course, events: tuple[Event, ...], at: datetime) -> None:
    itself = system_actor(course.state.district)
    for event in events:
        like = Recorded(
            sequence=course.state.revision + 1,
            at=at,
            actor=itself.person,
            role=itself.role,
            on_behalf_of=None,
            intent=IntentKey(f"{course.state.case_id}:tick:{course.state.revision}"),
            event=event,
        )
        _fold(course, event, like)
    _settle(course, at)
