"""Intake interview, receipt and who is responsible (초기상담, 대상자 접수)."""

from datetime import date

from care.decide.beginning import work_begins
from care.decide.context import Context, Decision, lacking, refuse, today
from care.decide.course import cover_over
from care.decide.discovery import newly_raised
from care.decide.grounds import RECORDED, may_act
from care.decide.hold import enter_hold
from care.decide.requirements import missing_for
from care.decide.support import running_programmes
from care.messages import commands as c
from care.messages import events as e
from care.model.case import CaseState
from care.model.codes import IntakeOutcome, LawfulBasis, Stage
from care.model.loop_codes import HoldCause
from care.model.refusal import Missing, Refusal

RECEIPT_BASES = frozenset(
    {LawfulBasis.PUBLIC_MINIMUM, LawfulBasis.URGENT_LIFE, LawfulBasis.LEGAL_DUTY}
)
"""Grounds other than consent to take a household in (급여법 제5조③: application by the office)."""


def record_intake(state: CaseState, command: c.RecordIntake, context: Context) -> Decision:
    """Only information ends the case; a refusal keeps it open, counts, and holds it."""
    found = (e.IntakeRecorded(intake=command), *newly_raised(state, command.red_flags, context))
    if command.outcome is IntakeOutcome.INFO_ONLY:
        owed = running_programmes(state)
        if owed:
            return lacking(*owed)
        return (*found, e.CaseEnded(why=command.outcome))
    if command.outcome is IntakeOutcome.REFUSED:
        return (*found, *enter_hold(state, HoldCause.REFUSED_INTAKE, context, command.note))
    return found


def receive_case(state: CaseState, command: c.ReceiveCase, context: Context) -> Decision:
    """An owner named while the household was held begins at once."""
    refused = _basis_refusal(state, command.basis)
    if refused:
        return refused
    missing = missing_for(state, Stage.RECEIVED, today(state, context))
    if command.basis is not None:
        missing = tuple(m for m in missing if m.code != "consent_collect_use")
        missing += _ground_gaps(state, command.basis, today(state, context))
    if missing:
        return lacking(*missing)
    received = e.CaseReceived(receipt=command)
    entered = e.StageEntered(stage=Stage.RECEIVED, left=state.stage)
    return (received, entered, *(work_begins(state) if state.owner is not None else ()))


def _basis_refusal(state: CaseState, basis: LawfulBasis | None) -> Refusal | None:
    known = RECEIPT_BASES if state.policy.life is None else RECEIPT_BASES | RECORDED
    return refuse("invalid_value", field="basis") if basis not in (None, *known) else None


def _ground_gaps(state: CaseState, basis: LawfulBasis, on: date) -> tuple[Missing, ...]:
    """Whoever is taken in without consent is so on a ground somebody recorded."""
    recorded = state.policy.life is not None and basis in RECORDED
    if not recorded or may_act(state, basis, on):
        return ()
    return (Missing(code="lawful_ground", subject=basis),)


def assign_owner(state: CaseState, command: c.AssignOwner, context: Context) -> Decision:
    """The first owner starts the assessment; a later one needs a handover note."""
    same = (state.owner, state.co_owner) == (command.owner, command.co_owner)
    if same and state.stage is not Stage.RECEIVED:
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
    begins = work_begins(state) if state.stage is Stage.RECEIVED else ()
    return (*cover_over(state, command.owner), assigned, *begins)
