"""What each event of ``care.decide.support`` changes."""

from collections.abc import Callable
from typing import Any

from care.messages import events as e
from care.messages import loop_events as le
from care.messages.events import Recorded
from care.model.case import CaseState, Enrolment
from care.model.codes import Programme

Change = dict[str, object]


def enrolled(state: CaseState, programme: Programme, **update: object) -> tuple[Enrolment, ...]:
    """All enrolments, the running one of the programme changed."""
    return tuple(
        k.model_copy(update=update) if k.programme is programme and k.ended_at is None else k
        for k in state.enrolments
    )


def _joined(state: CaseState, event: e.ProgrammeEnrolled, at: Recorded) -> Change:
    enrolment = Enrolment(programme=event.programme, applied_on=event.applied_on)
    if state.policy.life is not None:
        told = state.discharge_on if event.programme is Programme.ICS else None
        enrolment = enrolment.model_copy(
            update={
                "applicant": event.applicant,
                "applied_at": at.at,
                "discharge_on": event.discharge_on or told,
            }
        )
    return {"enrolments": (*state.enrolments, enrolment)}


def _plan_accepted(state: CaseState, event: e.IndividualPlanAccepted, at: Recorded) -> Change:
    return {"enrolments": enrolled(state, event.programme, plan_accepted_on=event.on)}


def _discharge(state: CaseState, event: le.DischargeNoticed, at: Recorded) -> Change:
    day = event.notice.discharge_on
    return {
        "discharge_on": day,
        "enrolments": enrolled(state, Programme.ICS, discharge_on=day),
    }


def _surveyed(state: CaseState, event: le.Surveyed, at: Recorded) -> Change:
    who = event.survey.surveyor
    return {"enrolments": enrolled(state, Programme.ICS, surveyed_at=at.at, surveyor=who)}


def _determined(state: CaseState, event: le.Determined, at: Recorded) -> Change:
    found = event.determination.determination
    return {"enrolments": enrolled(state, Programme.ICS, determined_at=at.at, determination=found)}


def _told(state: CaseState, event: le.DeterminationTold, at: Recorded) -> Change:
    return {"enrolments": enrolled(state, Programme.ICS, told_at=at.at)}


def _ended(state: CaseState, event: le.ProgrammeEnded, at: Recorded) -> Change:
    ended, why = event.ended.programme, event.ended.ending
    return {"enrolments": enrolled(state, ended, ended_at=at.at, ending=why)}


SUPPORT_CHANGES: dict[type[Any], Callable[[CaseState, Any, Recorded], Change]] = {
    e.ProgrammeEnrolled: _joined,
    e.IndividualPlanAccepted: _plan_accepted,
    le.DischargeNoticed: _discharge,
    le.Surveyed: _surveyed,
    le.Determined: _determined,
    le.DeterminationTold: _told,
    le.ProgrammeEnded: _ended,
}
