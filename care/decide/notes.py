"""Notes and acknowledged escalations."""

from care.decide.calendar import due
from care.decide.context import Context, Decision, refuse
from care.messages import commands as c
from care.messages import events as e
from care.model.case import CaseState


def add_note(state: CaseState, command: c.AddNote, context: Context) -> Decision:
    return (e.NoteAdded(note=command.note),)


def acknowledge_escalation(
    state: CaseState, command: c.AcknowledgeEscalation, context: Context
) -> Decision:
    """Only a ladder that has spoken can be quieted, and only for the time policy states."""
    if not any(fired.rpartition("|")[0] == command.deadline for fired in state.fired):
        return refuse("unknown_subject", deadline=command.deadline)
    until = due(context.now, state.policy.acknowledge_for, state.policy.calendar)
    return (e.EscalationAcknowledged(deadline=command.deadline, until=until, note=command.note),)
