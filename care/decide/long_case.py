"""Cases of years: supervision, solution conference, yearly word, stalls; complaints and tasks."""

from datetime import datetime

from care.decide.calendar import due
from care.decide.context import IN_SERVICE, UNDER_WAY, Context, Decision, refuse
from care.decide.deadlines import deadlines
from care.decide.hold import enter_hold
from care.decide.ladder import touched
from care.decide.rule import CASEWORK, FROM_RECEIPT, LEADS, Rule, Rules, with_life
from care.messages import commands as c
from care.messages import events as e
from care.messages import loop_commands as lc
from care.messages import loop_events as le
from care.model.case import CaseState
from care.model.codes import Role, Stage
from care.model.course import Complaint
from care.model.loop_codes import HoldCause, StallChoice, SupervisionKind
from care.model.work import Deadline, DeadlineKind

STALLING = FROM_RECEIPT - {Stage.ENGAGEMENT_HOLD, Stage.AFTERCARE}
"""Where nothing may stand in silence; a hold and aftercare have a rhythm of their own."""
CHOOSING = frozenset({Role.COORDINATOR, Role.SECTION_HEAD})
"""Who answers a stall (domain guide §6.2)."""
STALL_CONFERENCE = "stall_180"
"""The rung that puts the case on a solution conference's agenda by itself."""


def ask_supervision(state: CaseState, command: lc.AskSupervision, context: Context) -> Decision:
    asked = state.long_case.asked_supervision
    if asked is not None and asked[0] is command.supervision:
        return refuse("duplicate_subject", field="supervision")
    return (le.SupervisionAsked(supervision=command.supervision, note=command.note),)


def asked_by_incident(state: CaseState, contact: c.RecordContact) -> tuple[e.Event, ...]:
    """Whoever lived through an incident is not left alone with it."""
    if state.policy.life is None or not contact.incident:
        return ()
    return (le.SupervisionAsked(supervision=SupervisionKind.INCIDENT, note=contact.note),)


def record_supervision(
    state: CaseState, command: lc.RecordSupervision, context: Context
) -> Decision:
    """Also one that nobody asked for."""
    return (le.SupervisionHeld(session=command),)


def ask_solution(state: CaseState, command: lc.AskSolutionConference, context: Context) -> Decision:
    if state.long_case.solution_asked_at is not None:
        return refuse("duplicate_subject", field="solution_conference")
    return (le.SolutionConferenceAsked(note=command.note),)


def confirm_long_case(state: CaseState, command: lc.ConfirmLongCase, context: Context) -> Decision:
    """From the end of the second year on, by the section head alone."""
    if context.actor.role is not Role.SECTION_HEAD:
        return refuse("role_not_allowed", role=context.actor.role)
    begins = two_years(state)
    if begins is None or context.now < begins:
        return refuse("nothing_pending")
    return (le.LongCaseConfirmed(reason=command.reason),)


def two_years(state: CaseState) -> datetime | None:
    """When a case becomes one of years: the date of its solution conference."""
    life, received = state.policy.life, state.received_at
    if life is None or received is None:
        return None
    return due(received, life.long_solution, state.policy.calendar)


def answer_stall(state: CaseState, command: lc.AnswerStall, context: Context) -> Decision:
    """Once any rung has spoken. The choice asks for its own next step (``long_case_clocks``)."""
    if context.actor.role not in CHOOSING:
        return refuse("role_not_allowed", role=context.actor.role)
    stalled = stall(state)
    if stalled is None or not touched(state, stalled, frozenset(state.fired)):
        return refuse("nothing_pending")
    return (le.StallAnswered(answer=command), *_chosen(state, command, context))


def _chosen(state: CaseState, command: lc.AnswerStall, context: Context) -> tuple[e.Event, ...]:
    """A hold begins and a conference is asked at once; a visit and a new owner get their clock."""
    match command.choice:
        case StallChoice.HOLD:
            return enter_hold(state, HoldCause.DECIDED, context, command.reason)
        case StallChoice.CONFERENCE if state.long_case.solution_asked_at is None:
            return (le.SolutionConferenceAsked(note=command.reason),)
        case _:
            return ()


def stall(state: CaseState) -> Deadline | None:
    return next((d for d in deadlines(state) if d.kind is DeadlineKind.STALL), None)


def conference_after_half_a_year(state: CaseState, step: str) -> tuple[e.Event, ...]:
    """What the rung of a hundred and eighty days does beside telling the coordinator."""
    if step != STALL_CONFERENCE or state.long_case.solution_asked_at is not None:
        return ()
    return (le.SolutionConferenceAsked(),)


def complete_task(state: CaseState, command: lc.CompleteAgreedTask, context: Context) -> Decision:
    task = next((t for t in state.agreed if t.task_id == command.task_id), None)
    if task is None:
        return refuse("unknown_subject", task=command.task_id)
    if task.done_at is not None:
        return refuse("nothing_pending", task=command.task_id)
    return (le.AgreedTaskDone(done=command),)


def receive_complaint(state: CaseState, command: lc.ReceiveComplaint, context: Context) -> Decision:
    if any(known.complaint_id == command.complaint_id for known in state.complaints):
        return refuse("duplicate_subject", complaint=command.complaint_id)
    if command.linkage_id is not None and state.linkage(command.linkage_id) is None:
        return refuse("unknown_subject", linkage=command.linkage_id)
    complaint = Complaint(
        complaint_id=command.complaint_id,
        topic=command.topic,
        linkage_id=command.linkage_id,
        at=context.now,
    )
    return (le.ComplaintReceived(complaint=complaint, note=command.note),)


def resolve_complaint(state: CaseState, command: lc.ResolveComplaint, context: Context) -> Decision:
    found = next((k for k in state.complaints if k.complaint_id == command.complaint_id), None)
    if found is None:
        return refuse("unknown_subject", complaint=command.complaint_id)
    if found.resolved_at is not None:
        return refuse("nothing_pending", complaint=command.complaint_id)
    return (le.ComplaintResolved(resolved=command),)


LONG_CASE_RULES: Rules = {
    lc.AskSupervision: Rule(with_life(ask_supervision), CASEWORK, UNDER_WAY),
    lc.RecordSupervision: Rule(with_life(record_supervision), LEADS, UNDER_WAY),
    lc.AskSolutionConference: Rule(
        with_life(ask_solution), CASEWORK, FROM_RECEIPT - {Stage.AFTERCARE}
    ),
    lc.ConfirmLongCase: Rule(
        with_life(confirm_long_case), LEADS, IN_SERVICE | {Stage.ENGAGEMENT_HOLD}
    ),
    lc.AnswerStall: Rule(with_life(answer_stall), LEADS, STALLING),
    lc.CompleteAgreedTask: Rule(with_life(complete_task), CASEWORK, UNDER_WAY),
    lc.ReceiveComplaint: Rule(with_life(receive_complaint), CASEWORK, UNDER_WAY),
    lc.ResolveComplaint: Rule(with_life(resolve_complaint), CASEWORK, UNDER_WAY),
}
