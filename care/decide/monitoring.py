"""Checks of running services and the programmes whose clocks run beside (점검, 통합지원)."""

from care.decide.context import Context, Decision, refuse, today
from care.messages import commands as c
from care.messages import events as e
from care.model.case import CaseState, Enrolment
from care.model.codes import Programme


def record_check(state: CaseState, command: c.RecordCheck, context: Context) -> Decision:
    if command.next_on is not None and command.next_on <= today(state, context):
        return refuse("invalid_value", field="next_on")
    ics = enrolment(state, Programme.ICS)
    if command.statutory and (ics is None or ics.plan_accepted_on is None):
        return refuse("unknown_subject", programme=Programme.ICS)
    return (e.CheckRecorded(check=command),)


def enrolment(state: CaseState, programme: Programme) -> Enrolment | None:
    return next((k for k in state.enrolments if k.programme is programme), None)


def enrol_programme(state: CaseState, command: c.EnrolProgramme, context: Context) -> Decision:
    if enrolment(state, command.programme) is not None:
        return refuse("duplicate_subject", programme=command.programme)
    if command.applied_on > today(state, context):
        return refuse("invalid_value", field="applied_on")
    return (e.ProgrammeEnrolled(programme=command.programme, applied_on=command.applied_on),)


def accept_individual_plan(
    state: CaseState, command: c.AcceptIndividualPlan, context: Context
) -> Decision:
    """One plan, two clocks: the programme's own starts at the first acceptance."""
    enrolled = enrolment(state, command.programme)
    if enrolled is None:
        return refuse("unknown_subject", programme=command.programme)
    if enrolled.plan_accepted_on is not None:
        return refuse("duplicate_subject", programme=command.programme)
    if state.plan is None or state.plan.version != command.version:
        return refuse("stale_version", expected=state.plan.version if state.plan else 0)
    return (
        e.IndividualPlanAccepted(
            programme=command.programme, version=command.version, on=today(state, context)
        ),
    )
