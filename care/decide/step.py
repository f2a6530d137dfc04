"""A decision made lasting: numbered, folded in, remembered. What the workflow and tests call."""

from datetime import datetime

from care.decide.by_itself import AUTOMATIC
from care.decide.clock import ITSELF
from care.decide.context import Context
from care.decide.decision import decide
from care.decide.evolve import fold
from care.decide.ladder import Rung, person_told, rungs, told
from care.decide.long_case import conference_after_half_a_year
from care.messages.envelope import Actor, Envelope, system_actor
from care.messages.events import Event, LadderStepFired, Recorded
from care.model.case import CaseState
from care.model.ids import IntentKey
from care.model.refusal import Refusal
from care.model.value import Value
from care.model.work import DeadlineKind


class Stepped(Value):
    """The state after an act and what is to be stored; nothing recorded: nothing changed."""

    state: CaseState
    recorded: tuple[Recorded, ...] = ()


def step(state: CaseState, envelope: Envelope, now: datetime) -> Stepped | Refusal:
    """Decide and fold in. A repeated intent changes nothing; its first answer stands."""
    if applied_revision(state, envelope.intent) is not None:
        return Stepped(state=state)
    context = Context(now=now, actor=envelope.actor, intent=envelope.intent)
    decision = decide(state, envelope.command, context)
    if isinstance(decision, Refusal):
        return decision
    return _stepped(state, decision, context)


def applied_revision(state: CaseState, intent: IntentKey) -> int | None:
    """The revision an intent led to when it was applied before."""
    return next((a.revision for a in state.applied if a.intent == intent), None)


def _stepped(state: CaseState, events: tuple[Event, ...], context: Context) -> Stepped:
    recorded = tuple(
        _record(event, state.revision + number, context)
        for number, event in enumerate(events, start=1)
    )
    return Stepped(state=fold(state, recorded), recorded=recorded)


def _record(event: Event, sequence: int, context: Context) -> Recorded:
    actor: Actor = context.actor
    return Recorded(
        sequence=sequence,
        at=context.now,
        actor=actor.person,
        role=actor.role,
        on_behalf_of=actor.on_behalf_of,
        intent=context.intent,
        event=event,
    )


def tick(state: CaseState, now: datetime) -> Stepped | None:
    """Every ladder step whose moment has come, and what happens by itself; None before its time.

    What happens by itself may start or end clocks, so that the rest is looked at anew after it.
    """
    intent = IntentKey(f"{state.case_id}:tick:{state.revision}")
    context = Context(now=now, actor=system_actor(state.district), intent=intent)
    reached = state
    recorded: tuple[Recorded, ...] = ()
    while True:
        events, more = _due(reached, now)
        stepped = _stepped(reached, events, context)
        reached, recorded = stepped.state, (*recorded, *stepped.recorded)
        if not more:
            return Stepped(state=reached, recorded=recorded) if recorded else None


def _due(state: CaseState, now: datetime) -> tuple[tuple[Event, ...], bool]:
    """What is due up to the first thing that happens by itself, and whether there was one."""
    events: list[Event] = []
    for rung in rungs(state):
        if rung.at > now:
            break
        if rung.deadline.ladder == ITSELF:
            happened = AUTOMATIC[rung.deadline.kind](state, now, rung.deadline)
            return (*events, *happened), bool(happened)
        events.append(_fired(state, rung))
        if rung.deadline.kind is DeadlineKind.STALL:
            events.extend(conference_after_half_a_year(state, rung.code))
    return tuple(events), False


def _fired(state: CaseState, rung: Rung) -> LadderStepFired:
    to = told(rung.step, rung.deadline)
    return LadderStepFired(
        deadline=rung.key,
        deadline_kind=rung.deadline.kind,
        step=rung.code,
        to=to,
        person=person_told(state, to, rung.deadline),
        due=rung.deadline.due,
    )
