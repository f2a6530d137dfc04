"""Opening a case, first and later contacts, red flags (발굴)."""

from care.decide.context import Context, Decision, refuse, stranger, today
from care.messages import commands as c
from care.messages import events as e
from care.model.case import CaseState
from care.model.codes import ContactResult, RedFlag, Relation, Stage
from care.model.household import Member
from care.model.refusal import Refusal


def open_case(state: CaseState, command: c.OpenCase, context: Context) -> Decision:
    refused = _members_refusal(command.members)
    if refused:
        return refused
    opened = e.CaseOpened(
        opening=command,
        policy_version=state.policy.version,
        policy_hash=state.policy.content_hash,
    )
    return (opened, *newly_raised(state, command.red_flags))


def _members_refusal(members: tuple[Member, ...]) -> Refusal | None:
    ids = [member.member_id for member in members]
    if len(set(ids)) != len(ids):
        return refuse("duplicate_subject", field="members")
    clients = [m for m in members if m.relation is Relation.CLIENT and not m.excluded]
    return None if len(clients) == 1 else refuse("invalid_value", field="members")


def newly_raised(state: CaseState, flags: tuple[RedFlag, ...]) -> tuple[e.Event, ...]:
    """A red flag is raised once, wherever it was found."""
    fresh = tuple(flag for flag in dict.fromkeys(flags) if flag not in state.red_flags)
    return (e.RedFlagRaised(flags=fresh, note=None),) if fresh else ()


def record_contact(state: CaseState, command: c.RecordContact, context: Context) -> Decision:
    unknown = stranger(state, command.members)
    if unknown:
        return refuse("unknown_subject", member=unknown)
    if command.next_on is not None and command.next_on < today(state, context):
        return refuse("invalid_value", field="next_on")
    recorded = e.ContactRecorded(contact=command)
    if state.stage is Stage.DISCOVERY and command.result is ContactResult.MET:
        return (recorded, e.StageEntered(stage=Stage.INTAKE, left=Stage.DISCOVERY))
    return (recorded,)


def raise_red_flag(state: CaseState, command: c.RaiseRedFlag, context: Context) -> Decision:
    fresh = tuple(f for f in dict.fromkeys(command.flags) if f not in state.red_flags)
    if not fresh and command.note is None:
        return ()
    # Known flags raised again with words are kept, so that nothing somebody saw is lost.
    return (e.RedFlagRaised(flags=fresh or command.flags, note=command.note),)


def clear_red_flags(state: CaseState, command: c.ClearRedFlags, context: Context) -> Decision:
    if not state.red_flags:
        return refuse("nothing_pending")
    return (e.RedFlagsCleared(reason=command.reason),)
