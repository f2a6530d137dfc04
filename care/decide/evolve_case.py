"""What each event of the case itself changes: stages, people, assessment, policy."""

from collections.abc import Callable
from typing import Any

from care.decide.attempts import is_visit, with_attempt
from care.decide.evolve_long_case import conference_held, progress, settled_stall
from care.decide.rearm import still_fired
from care.decide.routing import moved_to
from care.messages import events as e
from care.messages.events import Recorded
from care.model.case import (
    Acknowledgement,
    CaseState,
    IntakeResult,
)
from care.model.codes import ContactResult, IntakeOutcome, RedFlag, Stage

Change = dict[str, object]


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
        "office": event.lands_at or opening.office,
        "household_id": opening.household_id,
        "channel": opening.channel,
        "members": opening.members,
        "address_protected": opening.address_protected,
        "opened_at": at.at,
        "reopened_level": opening.level,
        **_entered(state, Stage.DISCOVERY, at),
    }


def _stage_entered(state: CaseState, event: e.StageEntered, at: Recorded) -> Change:
    return _entered(state, event.stage, at)


def _contact(state: CaseState, event: e.ContactRecorded, at: Recorded) -> Change:
    told, known = event.contact, state.contacts
    met = told.result is ContactResult.MET
    visited = is_visit(state, told)
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
    if state.policy.life is not None:
        recent = with_attempt(state, told, at.at)
        contacts = contacts.model_copy(update={"recent": recent})
    refused = told.result is ContactResult.REFUSED
    moved = progress(state, at) if met else {}
    return {"contacts": contacts, "refusals": state.refusals + int(refused), **moved}


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
    return {"owner": event.owner, "co_owner": event.co_owner, **settled_stall(state)}


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
        **(progress(state, at) if event.assessment.complete else {}),
    }


def _conference(state: CaseState, event: e.ConferenceHeld, at: Recorded) -> Change:
    return {"conference": event.conference, **conference_held(state, event.conference)}


def _classified(state: CaseState, event: e.Classified, at: Recorded) -> Change:
    return {"level": event.level, "level_since": at.at}


def _aftercare(state: CaseState, event: e.AftercareRecorded, at: Recorded) -> Change:
    return {"aftercare": (*state.aftercare, event.check)}


def _ended(state: CaseState, event: e.CaseEnded, at: Recorded) -> Change:
    return {**_entered(state, Stage.ENDED, at), "fired": (), "acknowledged": ()}


def _flagged(state: CaseState, event: e.RedFlagRaised, at: Recorded) -> Change:
    flags: tuple[RedFlag, ...] = tuple(dict.fromkeys((*state.red_flags, *event.flags)))
    urgent = any(flag in state.policy.crisis.urgent_flags for flag in flags)
    return {"red_flags": flags, "urgent_since": state.urgent_since or (at.at if urgent else None)}


def _flags_cleared(state: CaseState, event: e.RedFlagsCleared, at: Recorded) -> Change:
    change: Change = {"red_flags": (), "urgent_since": None}
    if state.crisis is not None and state.crisis.settled_at is None:
        change["crisis"] = state.crisis.model_copy(update={"settled_at": at.at})
    return change


def _acknowledged(state: CaseState, event: e.EscalationAcknowledged, at: Recorded) -> Change:
    still = tuple(a for a in state.acknowledged if a.deadline != event.deadline and a.until > at.at)
    now = Acknowledgement(deadline=event.deadline, until=event.until)
    return {"acknowledged": (*still, now)}


def _policy(state: CaseState, event: e.PolicyAdopted, at: Recorded) -> Change:
    begins = state.policy.life is None and event.policy.life is not None
    here = moved_to(event.policy.rules, state.office)
    change: Change = {"policy": event.policy, "office": here}
    if state.policy.linking is None and event.policy.linking is not None:
        change["linking_since"] = at.at
    if event.moved:
        after = state.model_copy(update=change)
        change["fired"] = still_fired(after, event.moved, at.at)
    return {**change, **({"loops_since": at.at} if begins else {})}


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
    e.AftercareRecorded: _aftercare,
    e.CaseEnded: _ended,
    e.RedFlagRaised: _flagged,
    e.RedFlagsCleared: _flags_cleared,
    e.InformationRequestRecorded: _nothing,
    e.NoteAdded: _nothing,
    e.EscalationAcknowledged: _acknowledged,
    e.PolicyAdopted: _policy,
}
