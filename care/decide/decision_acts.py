"""The command behind recorded events, made again from what they keep of it."""

from collections.abc import Callable
from typing import Any

from care.messages import commands as c
from care.messages import events as e
from care.messages import loop_events as le
from care.messages.events import Event
from care.model.case import CaseState
from care.model.ids import AgencyId

Events = tuple[Event, ...]


def act_again(before: CaseState, events: Events) -> c.Command | None:
    """None for acts that are no decision of a decision file."""
    for event in events:
        make = MAKERS.get(type(event))
        if make is not None:
            return make(before, event, events)
    return None


def _opening(before: CaseState, event: e.CaseOpened, events: Events) -> c.Command:
    """An episode that goes on under the level of the one before."""
    return event.opening


def _conference(before: CaseState, event: e.ConferenceHeld, events: Events) -> c.Command:
    held = event.conference
    classified = _first(events, e.Classified)
    return c.HoldConference(
        conference=held.kind,
        minutes=held.minutes,
        bodies=tuple(AgencyId(one) for one in event.bodies),
        attendees=event.attendees,
        level=held.level,
        difference=classified.difference if classified else None,
        conference_id=held.conference_id,
        purpose=held.purpose,
        votes=held.votes,
        tasks=tuple(one.task for one in events if isinstance(one, le.TaskAgreed)),
    )


def _high_difficulty(
    before: CaseState, event: e.HighDifficultyAnswered, events: Events
) -> c.Command:
    assigned = _first(events, e.OwnerAssigned)
    return c.AnswerHighDifficulty(
        accepted=event.accepted,
        owner=assigned.owner if assigned else None,
        reason=event.reason,
    )


def _plan(before: CaseState, event: e.PlanAnswered, events: Events) -> c.Command:
    return c.DecidePlan(
        version=event.version,
        tier=event.step.tier,
        answer=event.step.answer,
        reason=event.step.reason,
        points=event.step.points,
        submission=before.submission.intent if before.submission else None,
    )


def _closure(before: CaseState, event: e.ClosureAnswered, events: Events) -> c.Command:
    step = event.step
    return c.DecideClosure(tier=step.tier, answer=step.answer, reason=step.reason)


def _assessment(before: CaseState, event: e.AssessmentSaved, events: Events) -> c.Command:
    """Parts told earlier are told again: they add up to the same form."""
    told, last = event.assessment, before.assessment
    saved = last.red_flags if last is not None and not last.complete else ()
    raised = _first(events, e.RedFlagRaised)
    fresh = raised.flags if raised else ()
    return c.RecordAssessment(
        form=told.form,
        scores=told.scores,
        members=told.members,
        red_flags=tuple(one for one in told.red_flags if one in fresh or one not in saved),
        answers=told.answers,
        complete=told.complete,
    )


def _first(events: Events, kind: type[Any]) -> Any:
    return next((one for one in events if isinstance(one, kind)), None)


MAKERS: dict[type[Any], Callable[[CaseState, Any, Events], c.Command]] = {
    e.CaseOpened: _opening,
    e.ConferenceHeld: _conference,
    e.HighDifficultyAnswered: _high_difficulty,
    e.PlanAnswered: _plan,
    e.ClosureAnswered: _closure,
    e.AssessmentSaved: _assessment,
}
