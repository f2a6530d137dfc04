"""Checks of running services (점검)."""

from care.decide.context import Context, Decision, refuse, today
from care.decide.support import enrolment
from care.messages import commands as c
from care.messages import events as e
from care.model.case import CaseState
from care.model.codes import Programme, Stage


def record_check(state: CaseState, command: c.RecordCheck, context: Context) -> Decision:
    """In hold nothing is checked but what a law asks for."""
    if state.stage is Stage.ENGAGEMENT_HOLD and not command.statutory:
        return refuse("wrong_stage", stage=state.stage)
    if command.next_on is not None and command.next_on <= today(state, context):
        return refuse("invalid_value", field="next_on")
    ics = enrolment(state, Programme.ICS)
    if command.statutory and (ics is None or ics.plan_accepted_on is None):
        return refuse("unknown_subject", programme=Programme.ICS)
    return (e.CheckRecorded(check=command),)
