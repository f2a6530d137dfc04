"""What requests and their answers change: referral, plan and closure."""

from collections.abc import Callable
from typing import Any

from care.decide.closure import closure_subject
from care.decide.evolve_long_case import progress
from care.decide.planning import plan_subject
from care.messages import events as e
from care.messages.events import Recorded
from care.model.case import CaseState, DecidedApproval, HighDifficultyReferral
from care.model.codes import ApprovalAnswer
from care.model.plan import ApprovalStep

Change = dict[str, object]

REMEMBERED_ANSWERS = 10


def _referred(state: CaseState, event: e.HighDifficultyReferred, at: Recorded) -> Change:
    return {"high_difficulty": HighDifficultyReferral(requested_by=at.actor, requested_at=at.at)}


def _referral_answered(state: CaseState, event: e.HighDifficultyAnswered, at: Recorded) -> Change:
    referral = state.high_difficulty
    if referral is None:
        return {}
    field = "accepted_at" if event.accepted else "returned_at"
    answer = ApprovalAnswer.APPROVE if event.accepted else ApprovalAnswer.RETURN
    decided = DecidedApproval(subject="high_difficulty", answer=answer, by=at.actor, at=at.at)
    return {
        "high_difficulty": referral.model_copy(update={field: at.at}),
        "decided": _remembered(state, decided),
    }


def _remembered(state: CaseState, decided: DecidedApproval) -> tuple[DecidedApproval, ...]:
    return (*state.decided, decided)[-REMEMBERED_ANSWERS:]


def _decided(state: CaseState, subject: str, step: ApprovalStep) -> tuple[DecidedApproval, ...]:
    decided = DecidedApproval(subject=subject, answer=step.answer, by=step.by, at=step.at)
    return _remembered(state, decided)


def _submitted(state: CaseState, event: e.PlanSubmitted, at: Recorded) -> Change:
    return {"submission": event.submission}


def _no_submission(state: CaseState, event: e.PlanSubmissionWithdrawn, at: Recorded) -> Change:
    return {"submission": None}


def _plan_answered(state: CaseState, event: e.PlanAnswered, at: Recorded) -> Change:
    if state.submission is None:
        return {}
    steps = (*state.submission.steps, event.step)
    return {
        "submission": state.submission.model_copy(update={"steps": steps}),
        "decided": _decided(state, plan_subject(event.version, event.step.tier), event.step),
    }


def _approved(state: CaseState, event: e.PlanApproved, at: Recorded) -> Change:
    return {
        "plan": event.plan,
        "plan_approved_at": at.at,
        "plan_agreed_at": None,
        "submission": None,
        "plan_returns": 0,
        "last_returned": None,
        **progress(state, at),
    }


def _returned(state: CaseState, event: e.PlanReturned, at: Recorded) -> Change:
    return {
        "submission": None,
        "plan_returns": event.returns,
        "last_returned": state.submission,
    }


def _rejected(state: CaseState, event: e.PlanRejected, at: Recorded) -> Change:
    return {"submission": None, "last_returned": state.submission}


def _agreed(state: CaseState, event: e.PlanAgreed, at: Recorded) -> Change:
    return {"plan_agreed_at": at.at}


def _closure(state: CaseState, event: e.ClosureProposed, at: Recorded) -> Change:
    return {"closure": event.closure}


def _closure_answered(state: CaseState, event: e.ClosureAnswered, at: Recorded) -> Change:
    if state.closure is None:
        return {}
    steps = (*state.closure.steps, event.step)
    return {
        "closure": state.closure.model_copy(update={"steps": steps}),
        "decided": _decided(state, closure_subject(event.step.tier), event.step),
    }


def _turned_down(state: CaseState, event: e.ClosureTurnedDown, at: Recorded) -> Change:
    return {"closure": None}


def _closed(state: CaseState, event: e.CaseClosed, at: Recorded) -> Change:
    return {"closure": event.closure, "submission": None, "hold": None}


APPROVAL_CHANGES: dict[type[Any], Callable[[CaseState, Any, Recorded], Change]] = {
    e.PlanSubmitted: _submitted,
    e.PlanSubmissionWithdrawn: _no_submission,
    e.PlanAnswered: _plan_answered,
    e.PlanApproved: _approved,
    e.PlanReturned: _returned,
    e.PlanRejected: _rejected,
    e.PlanAgreed: _agreed,
    e.ClosureProposed: _closure,
    e.ClosureAnswered: _closure_answered,
    e.ClosureTurnedDown: _turned_down,
    e.CaseClosed: _closed,
    e.HighDifficultyReferred: _referred,
    e.HighDifficultyAnswered: _referral_answered,
}
