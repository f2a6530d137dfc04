"""Intake interview, receipt and who is responsible (초기상담, 대상자 접수)."""

from care.decide.context import Context, Decision, lacking, refuse, today
from care.decide.discovery import newly_raised
from care.decide.requirements import missing_for
from care.messages import commands as c
from care.messages import events as e
from care.model.case import CaseState
from care.model.codes import IntakeOutcome, LawfulBasis, Stage

RECEIPT_BASES = frozenset(
    {LawfulBasis.PUBLIC_MINIMUM, LawfulBasis.URGENT_LIFE, LawfulBasis.LEGAL_DUTY}
)
"""Grounds other than consent to take a household in (급여법 제5조③: application by the office)."""


def record_intake(state: CaseState, command: c.RecordIntake, context: Context) -> Decision:
    """Only information ends the case; a refusal keeps it open and counts."""
    found = (e.IntakeRecorded(intake=command), *newly_raised(state, command.red_flags))
    if command.outcome is IntakeOutcome.INFO_ONLY:
        return (*found, e.CaseEnded(why=command.outcome))
    return found


def receive_case(state: CaseState, command: c.ReceiveCase, context: Context) -> Decision:
    if command.basis is not None and command.basis not in RECEIPT_BASES:
        return refuse("invalid_value", field="basis")
    missing = missing_for(state, Stage.RECEIVED, today(state, context))
    if command.basis is not None:
        missing = tuple(m for m in missing if m.code != "consent_collect_use")
    if missing:
        return lacking(*missing)
    return (
        e.CaseReceived(receipt=command),
        e.StageEntered(stage=Stage.RECEIVED, left=state.stage),
    )


def assign_owner(state: CaseState, command: c.AssignOwner, context: Context) -> Decision:
    """The first owner starts the assessment; a later one needs a handover note."""
    if (state.owner, state.co_owner) == (command.owner, command.co_owner):
        return ()
    joins = command.co_owner is not None and command.co_owner != state.co_owner
    if joins and not state.policy.joint_case:
        return refuse("invalid_value", field="co_owner")
    replaced = state.owner is not None and state.owner != command.owner
    if replaced and command.handover is None:
        return refuse("reason_required", field="handover")
    assigned = e.OwnerAssigned(
        owner=command.owner,
        co_owner=command.co_owner,
        previous=state.owner,
        handover=command.handover,
    )
    if state.stage is Stage.RECEIVED:
        return (assigned, e.StageEntered(stage=Stage.ASSESSMENT, left=Stage.RECEIVED))
    return (assigned,)
