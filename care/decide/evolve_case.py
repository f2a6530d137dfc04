"""What each event of the case itself changes: stages, people, assessment, plan, closure."""

from collections.abc import Callable
from typing import Any

from care.decide.planning import plan_subject
from care.messages import events as e
from care.messages.events import Recorded
from care.model.case import (
    Acknowledgement,
    CaseState,
    DecidedApproval,
    HighDifficultyReferral,
    IntakeResult,
)
from care.model.codes import ContactMode, ContactResult, IntakeOutcome, RedFlag, Stage
from care.model.ids import PersonId
from care.model.plan import ApprovalStep

Change = dict[str, object]

REMEMBERED_ANSWERS = 10


def _nothing(state: CaseState, event: object, at: Recorded) -> Change:
    """The timeline alone keeps it."""
    return {}


def _entered(state: CaseState, stage: Stage, at: Recorded) -> Change:
    return {"stage": stage, "stage_since": at.at, "stages": {**state.stages, stage: at.at}}


def _opened(state: CaseState, event: e.CaseOpened, at: Recorded) -> Change:
    opening = event.opening
    return {
        "opened": True,
        "case_number": opening.case_number,
        "office": opening.office,
        "household_id": opening.household_id,
        "channel": opening.channel,
        "members": opening.members,
        "address_protected": opening.address_protected,
        "opened_at": at.at,
        **_entered(state, Stage.DISCOVERY, at),
    }


def _stage_entered(state: CaseState, event: e.StageEntered, at: Recorded) -> Change:
    return _entered(state, event.stage, at)


def _contact(state: CaseState, event: e.ContactRecorded, at: Recorded) -> Change:
    told, known = event.contact, state.contacts
    met = told.result is ContactResult.MET
    visited = met and told.mode is ContactMode.VISIT
    contacts = known.model_copy(
        update={
            "attempts": 0 if met else known.attempts + 1,
            "total": known.total + 1,
            "last_at": at.at,
            "last_mode": told.mode,
            "last_met_at": at.at if met else known.last_met_at,
            "last_visit_at": at.at if visited else known.last_visit_at,
            "next_on": told.next_on,
        }
    )
    refused = told.result is ContactResult.REFUSED
    return {"contacts": contacts, "refusals": state.refusals + int(refused)}


def _intake(state: CaseState, event: e.IntakeRecorded, at: Recorded) -> Change:
    told = event.intake
    refused = told.outcome is IntakeOutcome.REFUSED
    return {
        "intake": IntakeResult(outcome=told.outcome, at=at.at, by=at.actor),
        "communication": tuple(dict.fromkeys((*state.communication, *told.communication))),
        "refusals": state.refusals + int(refused),
    }


def _received(state: CaseState, event: e.CaseReceived, at: Recorded) -> Change:
    return {"received_at": at.at}


def _owner(state: CaseState, event: e.OwnerAssigned, at: Recorded) -> Change:
    return {"owner": event.owner, "co_owner": event.co_owner}


def _member(state: CaseState, event: e.MemberAdded, at: Recorded) -> Change:
    return {"members": (*state.members, event.member)}


def _address(state: CaseState, event: e.AddressProtectionChanged, at: Recorded) -> Change:
    return {"address_protected": event.protected}


def _consent(state: CaseState, event: e.ConsentRecorded, at: Recorded) -> Change:
    return {"consents": (*state.consents, event.consent)}


def _consent_withdrawn(state: CaseState, event: e.ConsentWithdrawn, at: Recorded) -> Change:
    return {
        "consents": tuple(
            k.model_copy(update={"withdrawn_at": at.at}) if k.consent_id == event.consent_id else k
            for k in state.consents
        )
    }


def _assessed(state: CaseState, event: e.AssessmentSaved, at: Recorded) -> Change:
    before = state.assessment
    replaced = before is not None and before.complete
    # A reassessment in progress does not yet speak for the household.
    speaks = event.assessment.complete or (state.previous_assessment is None and not replaced)
    return {
        "assessment": event.assessment,
        "previous_assessment": before if replaced else state.previous_assessment,
        "score": event.score if speaks else state.score,
    }


def _conference(state: CaseState, event: e.ConferenceHeld, at: Recorded) -> Change:
    return {"conference": event.conference}


def _classified(state: CaseState, event: e.Classified, at: Recorded) -> Change:
    return {"level": event.level, "level_since": at.at}


def _referred(state: CaseState, event: e.HighDifficultyReferred, at: Recorded) -> Change:
    return {"high_difficulty": HighDifficultyReferral(requested_by=at.actor, requested_at=at.at)}


def _referral_answered(state: CaseState, event: e.HighDifficultyAnswered, at: Recorded) -> Change:
    referral = state.high_difficulty
    if referral is None:
        return {}
    field = "accepted_at" if event.accepted else "returned_at"
    answer = "APPROVE" if event.accepted else "RETURN"
    decided = DecidedApproval.model_validate(
        {"subject": "high_difficulty", "answer": answer, "by": at.actor, "at": at.at}
    )
    return {
        "high_difficulty": referral.model_copy(update={field: at.at}),
        "decided": _remembered(state, decided),
    }


def _remembered(state: CaseState, decided: DecidedApproval) -> tuple[DecidedApproval, ...]:
    return (*state.decided, decided)[-REMEMBERED_ANSWERS:]


def _decided(state: CaseState, subject: str, step: ApprovalStep) -> tuple[DecidedApproval, ...]:
    who: PersonId = step.by
    return _remembered(
        state, DecidedApproval(subject=subject, answer=step.answer, by=who, at=step.at)
    )


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
        "decided": _decided(state, f"closure:{event.step.tier}", event.step),
    }


def _turned_down(state: CaseState, event: e.ClosureTurnedDown, at: Recorded) -> Change:
    return {"closure": None}


def _closed(state: CaseState, event: e.CaseClosed, at: Recorded) -> Change:
    return {"closure": event.closure, "submission": None}


def _aftercare(state: CaseState, event: e.AftercareRecorded, at: Recorded) -> Change:
    return {"aftercare": (*state.aftercare, event.check)}


def _ended(state: CaseState, event: e.CaseEnded, at: Recorded) -> Change:
    return {**_entered(state, Stage.ENDED, at), "fired": (), "acknowledged": ()}


def _flagged(state: CaseState, event: e.RedFlagRaised, at: Recorded) -> Change:
    flags: tuple[RedFlag, ...] = tuple(dict.fromkeys((*state.red_flags, *event.flags)))
    urgent = any(flag in state.policy.crisis.urgent_flags for flag in flags)
    return {"red_flags": flags, "urgent_since": state.urgent_since or (at.at if urgent else None)}


def _flags_cleared(state: CaseState, event: e.RedFlagsCleared, at: Recorded) -> Change:
    return {"red_flags": (), "urgent_since": None}


def _acknowledged(state: CaseState, event: e.EscalationAcknowledged, at: Recorded) -> Change:
    still = tuple(a for a in state.acknowledged if a.deadline != event.deadline and a.until > at.at)
    now = Acknowledgement(deadline=event.deadline, until=event.until)
    return {"acknowledged": (*still, now)}


def _policy(state: CaseState, event: e.PolicyAdopted, at: Recorded) -> Change:
    return {"policy": event.policy}


CASE_CHANGES: dict[type[Any], Callable[[CaseState, Any, Recorded], Change]] = {
    e.CaseOpened: _opened,
    e.StageEntered: _stage_entered,
    e.ContactRecorded: _contact,
    e.IntakeRecorded: _intake,
    e.CaseReceived: _received,
    e.OwnerAssigned: _owner,
    e.MemberAdded: _member,
    e.AddressProtectionChanged: _address,
    e.ConsentRecorded: _consent,
    e.ConsentWithdrawn: _consent_withdrawn,
    e.AssessmentSaved: _assessed,
    e.ConferenceHeld: _conference,
    e.Classified: _classified,
    e.HighDifficultyReferred: _referred,
    e.HighDifficultyAnswered: _referral_answered,
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
    e.AftercareRecorded: _aftercare,
    e.CaseEnded: _ended,
    e.RedFlagRaised: _flagged,
    e.RedFlagsCleared: _flags_cleared,
    e.InformationRequestRecorded: _nothing,
    e.NoteAdded: _nothing,
    e.EscalationAcknowledged: _acknowledged,
    e.PolicyAdopted: _policy,
}
