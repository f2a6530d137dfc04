"""Recorded acts under another policy: what people said stays, what policy made of it is made anew.

An act of approval is decided again by the very rules that decide the living case. What those would
refuse stands as recorded, so that the rest of the record can be told, and is marked as unknown.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from care.decide.calendar import due, local_date
from care.decide.conference import EVERYWHERE
from care.decide.context import Context
from care.decide.decision import decide
from care.decide.lane import opened_by
from care.decide.level_rules import people_facts
from care.decide.routing import landing
from care.decide.score import crisis_score
from care.decide.sending import answer_term
from care.decide.whatif_ledger import Asked, Ledger, Proposal
from care.messages import commands as c
from care.messages import events as e
from care.messages import loop_events as le
from care.messages.envelope import Actor
from care.messages.events import Event, Recorded
from care.model.assessment import Assessment, CrisisScore
from care.model.case import CaseState
from care.model.codes import Role
from care.model.plan import ApprovalStep
from care.model.policy import CasePolicy
from care.model.refusal import Refusal
from care.model.whatif import Point

NOT_ASKED = "TIER_NOT_ASKED"
NOT_RETURNED = "NOT_RETURNED"
"""Somebody sent back what, without their tier, had been approved already."""
PLAN_ENDINGS = (e.PlanApproved, e.PlanReturned, e.PlanRejected)
CLOSURE_ENDINGS = (e.CaseClosed, e.ClosureTurnedDown)


class Act(NamedTuple):
    """What one intent recorded, with the policy the case really followed then."""

    recorded: tuple[Recorded, ...]
    real: CasePolicy

    @property
    def events(self) -> tuple[Event, ...]:
        return tuple(one.event for one in self.recorded)

    @property
    def at(self) -> datetime:
        return self.recorded[0].at

    def context(self, state: CaseState) -> Context:
        first = self.recorded[0]
        actor = Actor(
            person=first.actor,
            role=first.role,
            district=state.district,
            on_behalf_of=first.on_behalf_of,
        )
        return Context(now=first.at, actor=actor, intent=first.intent)


class Again(NamedTuple):
    """The state an act is answered in, and the events it has under the policy of that state."""

    state: CaseState
    events: tuple[Event, ...]


def again(state: CaseState, act: Act, ledger: Ledger) -> Again:
    for event in act.events:
        answer = DECIDED_AGAIN.get(type(event))
        if answer is not None:
            return answer(state, act, event, ledger)
    return Again(state, act.events)


def _submitted(state: CaseState, act: Act, event: e.PlanSubmitted, ledger: Ledger) -> Again:
    command = c.SubmitPlan(plan=event.submission.plan, note=event.note)
    decided = decide(state, command, act.context(state))
    subject = str(event.submission.plan.version)
    return Again(state, _requested(act, decided, Point.PLAN, subject, ledger))


def _proposed(state: CaseState, act: Act, event: e.ClosureProposed, ledger: Ledger) -> Again:
    closure = event.closure
    command = c.ProposeClosure(reason=closure.reason, results=closure.results, note=event.note)
    decided = decide(state, command, act.context(state))
    return Again(state, _requested(act, decided, Point.CLOSURE, closure.reason, ledger))


def _requested(
    act: Act, decided: tuple[Event, ...] | Refusal, point: Point, subject: str, ledger: Ledger
) -> tuple[Event, ...]:
    refused = decided.code if isinstance(decided, Refusal) else ""
    events = act.events if isinstance(decided, Refusal) else decided
    if refused:
        ledger.part(act.at, refused)
    intent = act.recorded[0].intent
    ledger.requests[intent] = Asked(point, subject, act.at, _tiers(events), refused=refused)
    return events


def _tiers(events: tuple[Event, ...]) -> tuple[Role, ...]:
    for event in events:
        if isinstance(event, e.PlanSubmitted):
            return event.submission.tiers
        if isinstance(event, e.ClosureProposed):
            return event.closure.tiers
    return ()


def _plan_answered(state: CaseState, act: Act, event: e.PlanAnswered, ledger: Ledger) -> Again:
    waiting = state.submission
    if waiting is None:
        return Again(state, _answer_of_nothing(act, PLAN_ENDINGS, ledger))
    left = waiting.tiers[len(waiting.steps) :]
    if event.step.role not in left:
        return Again(state, _not_needed(act, PLAN_ENDINGS, Point.PLAN, left, ledger))
    skipped = left[: left.index(event.step.role)]
    tiers = (*waiting.tiers[: len(waiting.steps)], *left[len(skipped) :])
    asked = waiting.model_copy(update={"tiers": tiers})
    state = state.model_copy(update={"submission": asked})
    command = c.DecidePlan(
        version=waiting.plan.version,
        tier=len(waiting.steps),
        answer=event.step.answer,
        reason=event.step.reason,
        points=event.step.points,
    )
    decided = decide(state, command, act.context(state))
    heard = _Heard(Point.PLAN, PLAN_ENDINGS, skipped, left[len(skipped) + 1 :], event.step)
    return Again(state, _answered(act, decided, heard, ledger))


def _closure_answered(
    state: CaseState, act: Act, event: e.ClosureAnswered, ledger: Ledger
) -> Again:
    waiting = state.closure
    if waiting is None or waiting.closed_at is not None:
        return Again(state, _answer_of_nothing(act, CLOSURE_ENDINGS, ledger))
    left = waiting.tiers[len(waiting.steps) :]
    if event.step.role not in left:
        return Again(state, _not_needed(act, CLOSURE_ENDINGS, Point.CLOSURE, left, ledger))
    skipped = left[: left.index(event.step.role)]
    tiers = (*waiting.tiers[: len(waiting.steps)], *left[len(skipped) :])
    state = state.model_copy(update={"closure": waiting.model_copy(update={"tiers": tiers})})
    command = c.DecideClosure(
        tier=len(waiting.steps), answer=event.step.answer, reason=event.step.reason
    )
    decided = decide(state, command, act.context(state))
    heard = _Heard(Point.CLOSURE, CLOSURE_ENDINGS, skipped, left[len(skipped) + 1 :], event.step)
    return Again(state, _answered(act, decided, heard, ledger))


class _Heard(NamedTuple):
    """One tier's answer: who would have been asked before it, and who after it."""

    point: Point
    endings: tuple[type[Any], ...]
    skipped: tuple[Role, ...]
    left: tuple[Role, ...]
    step: ApprovalStep


def _answer_of_nothing(
    act: Act, endings: tuple[type[Any], ...], ledger: Ledger
) -> tuple[Event, ...]:
    """All was decided before: nobody would have asked this tier."""
    ended = _ending(act.events, endings)
    if ended is not None and not isinstance(ended, e.PlanApproved | e.CaseClosed):
        ledger.part(act.at, NOT_RETURNED)
    return ()


def _not_needed(
    act: Act,
    endings: tuple[type[Any], ...],
    point: Point,
    left: tuple[Role, ...],
    ledger: Ledger,
) -> tuple[Event, ...]:
    """A tier the policy does not ask; if the record ended with it, those it asks are unknown."""
    ended = _ending(act.events, endings)
    if ended is None:
        return ()
    _unasked(ledger, point, left, act.at)
    _concluded(ledger, point, ended, act.at)
    return act.events


def _answered(
    act: Act, decided: tuple[Event, ...] | Refusal, heard: _Heard, ledger: Ledger
) -> tuple[Event, ...]:
    if heard.skipped:
        _unasked(ledger, heard.point, heard.skipped, act.at)
    recorded = _ending(act.events, heard.endings)
    if isinstance(decided, Refusal):
        asked = ledger.open_request(heard.point)
        if asked is not None:
            asked.refused = asked.refused or decided.code
        ledger.part(act.at, decided.code)
        _concluded(ledger, heard.point, recorded, act.at)
        return act.events
    ended = _ending(decided, heard.endings)
    if ended is None and recorded is not None:
        _unasked(ledger, heard.point, heard.left, act.at)
        rest = act.events[act.events.index(recorded) :]
        decided = (*decided, *rest)
    _concluded(ledger, heard.point, ended or recorded, act.at)
    return decided


def _ending(events: Iterable[Event], endings: tuple[type[Any], ...]) -> Event | None:
    return next((event for event in events if isinstance(event, endings)), None)


def _unasked(ledger: Ledger, point: Point, roles: tuple[Role, ...], at: datetime) -> None:
    asked = ledger.open_request(point)
    if asked is None or not roles:
        return
    asked.unasked = (*asked.unasked, *roles)
    ledger.more.update(roles)
    ledger.part(at, NOT_ASKED)


def _concluded(ledger: Ledger, point: Point, ended: Event | None, at: datetime) -> None:
    asked = ledger.open_request(point)
    if asked is not None and ended is not None:
        asked.answer, asked.answered_at = ended.kind, at


def _withdrawn(
    state: CaseState, act: Act, event: e.PlanSubmissionWithdrawn, ledger: Ledger
) -> Again:
    """Taken back by who asked; nothing to take back where it was approved by then."""
    _concluded(ledger, Point.PLAN, event, act.at)
    return Again(state, act.events)


def _aftercare(state: CaseState, act: Act, event: e.AftercareRecorded, ledger: Ledger) -> Again:
    command = c.RecordAftercare(result=event.check.result, note=event.note)
    decided = decide(state, command, act.context(state))
    return Again(state, act.events if isinstance(decided, Refusal) else decided)


def _closure_dropped(
    state: CaseState, act: Act, event: le.HoldEntered | le.HoldWoken, ledger: Ledger
) -> Again:
    """A hold, or waking from one, drops a closure that is being decided."""
    dropped = _ending(act.events, (e.ClosureTurnedDown,))
    _concluded(ledger, Point.CLOSURE, dropped, act.at)
    return Again(state, act.events)


DECIDED_AGAIN: dict[type[Any], Callable[[CaseState, Act, Any, Ledger], Again]] = {
    e.PlanSubmitted: _submitted,
    e.PlanAnswered: _plan_answered,
    e.PlanSubmissionWithdrawn: _withdrawn,
    e.ClosureProposed: _proposed,
    e.ClosureAnswered: _closure_answered,
    e.AftercareRecorded: _aftercare,
    le.HoldEntered: _closure_dropped,
    le.HoldWoken: _closure_dropped,
}
"""Acts whose outcome policy decides."""


def remade(state: CaseState, event: Event, act: Act, ledger: Ledger) -> tuple[Event, ...]:
    """One recorded event with all in it that policy had worked out, worked out anew."""
    make = REMADE.get(type(event))
    return (event,) if make is None else make(state, event, act, ledger)


def _opened(state: CaseState, event: e.CaseOpened, act: Act, ledger: Ledger) -> tuple[Event, ...]:
    """The household lands where the routings of this policy lead it."""
    on = local_date(act.at, state.policy.calendar)
    found = landing(state.policy, event.opening, on)
    elsewhere = found.office if found.office != event.opening.office else None
    return (event.model_copy(update={"lands_at": elsewhere, "routed_by": found.by}),)


def _assessed(
    state: CaseState, event: e.AssessmentSaved, act: Act, ledger: Ledger
) -> tuple[Event, ...]:
    score = proposed_by(state, event.assessment, act)
    if event.assessment.complete:
        ledger.proposals.append(
            Proposal(act.at, event.assessment.number, score.level, decided=state.level)
        )
    return (event.model_copy(update={"score": score}),)


def proposed_by(state: CaseState, assessment: Assessment, act: Act) -> CrisisScore:
    about = people_facts(state, local_date(act.at, state.policy.calendar))
    flags = assessment.red_flags
    return crisis_score(assessment.scores, flags, state.refusals, state.policy, about)


def _classified(
    state: CaseState, event: e.Classified, act: Act, ledger: Ledger
) -> tuple[Event, ...]:
    if ledger.proposals:
        last = ledger.proposals[-1]
        last.decided = event.level
        last.gone = state.policy.level(event.level) is None and event.level not in EVERYWHERE
    proposed = state.score.level if state.score else None
    return (event.model_copy(update={"proposed": proposed}),)


def _conference(
    state: CaseState, event: e.ConferenceHeld, act: Act, ledger: Ledger
) -> tuple[Event, ...]:
    proposed = state.score.level if state.score else None
    held = event.conference.model_copy(update={"proposed": proposed})
    return (event.model_copy(update={"conference": held}),)


def _consented(
    state: CaseState, event: e.ConsentRecorded, act: Act, ledger: Ledger
) -> tuple[Event, ...]:
    policy = state.policy
    until = due(event.consent.given_at, policy.consent_validity, policy.calendar)
    day = {"valid_until": local_date(until, policy.calendar)}
    return (event.model_copy(update={"consent": event.consent.model_copy(update=day)}),)


def _linked(
    state: CaseState, event: e.LinkageRequested, act: Act, ledger: Ledger
) -> tuple[Event, ...]:
    """A body's own outside clock is no word of policy and stays."""
    asked = event.linkage
    if asked.answer_term != answer_term(act.real, asked.agency_kind, urgent=asked.urgent):
        return (event,)
    term = answer_term(state.policy, asked.agency_kind, urgent=asked.urgent)
    return (event.model_copy(update={"linkage": asked.model_copy(update={"answer_term": term})}),)


def _acknowledged(
    state: CaseState, event: e.EscalationAcknowledged, act: Act, ledger: Ledger
) -> tuple[Event, ...]:
    """Nobody quiets a ladder that has not spoken."""
    if not any(fired.rpartition("|")[0] == event.deadline for fired in state.fired):
        return ()
    until = due(act.at, state.policy.acknowledge_for, state.policy.calendar)
    return (event.model_copy(update={"until": until}),)


def _flagged(
    state: CaseState, event: e.RedFlagRaised, act: Act, ledger: Ledger
) -> tuple[Event, ...]:
    fresh = tuple(flag for flag in event.flags if flag not in state.red_flags)
    return (event, *opened_by(state, fresh, act.context(state)))


def _merged(state: CaseState, event: le.CaseMerged, act: Act, ledger: Ledger) -> tuple[Event, ...]:
    life = state.policy.life
    if life is None:
        return (event,)
    until = due(event.merge.at, life.merge_undo, state.policy.calendar)
    merge = event.merge.model_copy(update={"undo_until": until})
    return (event.model_copy(update={"merge": merge}),)


def _nothing(state: CaseState, event: Event, act: Act, ledger: Ledger) -> tuple[Event, ...]:
    """Made anew from the red flag before it."""
    return ()


REMADE: dict[type[Any], Callable[[CaseState, Any, Act, Ledger], tuple[Event, ...]]] = {
    e.CaseOpened: _opened,
    e.AssessmentSaved: _assessed,
    e.Classified: _classified,
    e.ConferenceHeld: _conference,
    e.ConsentRecorded: _consented,
    e.LinkageRequested: _linked,
    e.EscalationAcknowledged: _acknowledged,
    e.RedFlagRaised: _flagged,
    le.CrisisOpened: _nothing,
    le.CaseMerged: _merged,
}
"""Events that carry a word of policy."""
