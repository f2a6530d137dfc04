"""Notes, acknowledged escalations, and the policy a case takes up."""

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


def adopt_policy(state: CaseState, command: c.AdoptPolicy, context: Context) -> Decision:
    policy = command.policy
    if policy.district != state.district:
        return refuse("invalid_value", field="district")
    if policy.version < state.policy.version:
        return refuse("stale_version", expected=state.policy.version, given=policy.version)
    if policy.content_hash == state.policy.content_hash:
        return ()
    return (e.PolicyAdopted(policy=policy, previous_version=state.policy.version),)
