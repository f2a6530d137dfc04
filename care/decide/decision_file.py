"""Opens the file of a past decision: the case as it stood, and the same act decided once more.

The act is made again from what was recorded of it and put to today's rules with the state and the
policy of that moment. Equal events prove that the recorded result follows from the recorded data; a
person's own judgement is taken as recorded.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import groupby, zip_longest
from typing import Any

from care.decide.calendar import local_date
from care.decide.conditions import explain, holds
from care.decide.context import Context, Decision
from care.decide.decision import decide
from care.decide.decision_acts import act_again
from care.decide.evolve import evolve, fold
from care.decide.level_rules import level_facts
from care.decide.step import tick
from care.messages import events as e
from care.messages.envelope import Actor
from care.messages.events import Event, Recorded
from care.model.case import CaseState
from care.model.decision_file import (
    Answered,
    DecisionKind,
    DecisionPoint,
    Deviation,
    LevelTest,
    Proof,
    RuleTerm,
    Verdict,
)
from care.model.refusal import Refusal
from care.model.value import Value

NAMED: dict[type[Any], DecisionKind] = {
    e.Classified: DecisionKind.LEVEL,
    e.HighDifficultyAnswered: DecisionKind.HIGH_DIFFICULTY,
    e.PlanAnswered: DecisionKind.PLAN,
    e.ClosureAnswered: DecisionKind.CLOSURE,
    e.LadderStepFired: DecisionKind.ESCALATION,
}
"""Events that name a decision, beside a complete assessment."""


class DecisionFile(Value):
    """``before`` is the case as it stood, with the policy it followed; ``after`` the outcome."""

    point: DecisionPoint
    answered: Answered
    before: CaseState
    after: CaseState
    events: tuple[Recorded, ...]
    """Everything the same act recorded."""
    level_tests: tuple[LevelTest, ...]
    proof: Proof

    @property
    def event(self) -> Event:
        """The one that names the decision."""
        return next(one.event for one in self.events if one.sequence == self.point.sequence)


def kind_of(event: Event) -> DecisionKind | None:
    if isinstance(event, e.AssessmentSaved):
        return DecisionKind.SCORE if event.assessment.complete else None
    return NAMED.get(type(event))


def decision_points(recorded: Sequence[Recorded]) -> tuple[DecisionPoint, ...]:
    """Every decision of a case, oldest first."""
    return tuple(
        DecisionPoint(kind=kind, sequence=one.sequence, at=one.at)
        for one in recorded
        if (kind := kind_of(one.event)) is not None
    )


def open_file(start: CaseState, recorded: Sequence[Recorded], sequence: int) -> DecisionFile | None:
    """None when that event is no decision. ``start`` is the blank case it began as."""
    state = start
    for _, group in groupby(recorded, key=lambda one: one.intent):
        act = tuple(group)
        named = next((one for one in act if one.sequence == sequence), None)
        if named is None:
            state = fold(state, act)
            continue
        kind = kind_of(named.event)
        return None if kind is None else _file(state, act, named, kind)
    return None


def _file(
    before: CaseState, act: tuple[Recorded, ...], named: Recorded, kind: DecisionKind
) -> DecisionFile:
    return DecisionFile(
        point=DecisionPoint(kind=kind, sequence=named.sequence, at=named.at),
        answered=Answered(
            person=named.actor, role=named.role, on_behalf_of=named.on_behalf_of, at=named.at
        ),
        before=before,
        after=fold(before, act),
        events=act,
        level_tests=_level_tests(before, named),
        proof=prove(before, act),
    )


def prove(before: CaseState, act: Sequence[Recorded]) -> Proof:
    """What today's build makes of the same act in the same place."""
    events = tuple(one.event for one in act)
    told = fingerprint(events)
    decided = _again(before, act)
    if isinstance(decided, Refusal):
        return Proof(verdict=Verdict.REFUSED, recorded=told, again="", refusal=decided.code)
    found = fingerprint(decided)
    deviations = tuple(_deviations(events, decided))
    same = found == told and not deviations
    return Proof(
        verdict=Verdict.SAME if same else Verdict.DIFFERENT,
        recorded=told,
        again=found,
        deviations=deviations,
    )


def fingerprint(events: Sequence[Event]) -> str:
    body = [one.model_dump(mode="json") for one in events]
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _again(before: CaseState, act: Sequence[Recorded]) -> Decision:
    first = act[0]
    if isinstance(first.event, e.LadderStepFired) or first.intent.startswith(
        f"{before.case_id}:tick:"
    ):
        ticked = tick(before, first.at)
        return tuple(one.event for one in ticked.recorded) if ticked else ()
    actor = Actor(
        person=first.actor,
        role=first.role,
        district=before.district,
        on_behalf_of=first.on_behalf_of,
    )
    command = act_again(before, tuple(one.event for one in act))
    if command is None:
        return Refusal(code="unknown_subject")
    return decide(before, command, Context(now=first.at, actor=actor, intent=first.intent))


def _deviations(recorded: Sequence[Event], again: Sequence[Event]) -> Iterator[Deviation]:
    for one, other in zip_longest(recorded, again):
        if one == other:
            continue
        if one is None or other is None or one.kind != other.kind:
            place = (one or other).kind
            yield Deviation(
                place=place, recorded=one.kind if one else "", again=other.kind if other else ""
            )
            continue
        left, right = one.model_dump(mode="json"), other.model_dump(mode="json")
        for name in left:
            if left[name] != right[name]:
                yield Deviation(
                    place=f"{one.kind}.{name}",
                    recorded=json.dumps(left[name], ensure_ascii=False),
                    again=json.dumps(right[name], ensure_ascii=False),
                )


def _level_tests(before: CaseState, named: Recorded) -> tuple[LevelTest, ...]:
    """The district's rules of levels, each comparison with its value; none before they existed."""
    state = evolve(before, named) if isinstance(named.event, e.AssessmentSaved) else before
    rules = before.policy.rules
    scored = isinstance(named.event, e.AssessmentSaved | e.Classified)
    if rules is None or state.assessment is None or not scored:
        return ()
    facts = level_facts(state, local_date(state.assessment.assessed_at, before.policy.calendar))
    return tuple(
        LevelTest(
            level=rule.level,
            text=rule.when.text,
            held=holds(rule.when, facts),
            terms=tuple(
                RuleTerm(
                    facts=term.facts,
                    operator=term.operator,
                    found=term.found,
                    needed=term.needed,
                    held=term.held,
                )
                for term in explain(rule.when, facts)
            ),
        )
        for rule in rules.levels
    )
