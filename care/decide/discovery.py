"""Opening a case, first and later contacts, red flags (발굴)."""

from care.decide.context import Context, Decision, refuse, stranger, today
from care.decide.former import begun, former_refusal
from care.decide.hold import enter_hold, in_hold, private_linkages, taken_back, woken_by
from care.decide.lane import lane_open, opened_by
from care.decide.long_case import asked_by_incident
from care.decide.routing import landing
from care.messages import commands as c
from care.messages import events as e
from care.model.case import CaseState
from care.model.codes import ContactResult, RedFlag, Relation, Stage
from care.model.household import Member
from care.model.loop_codes import HoldCause
from care.model.refusal import Refusal

BEFORE_RECEIPT = frozenset({Stage.DISCOVERY, Stage.INTAKE})


def open_case(state: CaseState, command: c.OpenCase, context: Context) -> Decision:
    refused = _members_refusal(command.members) or former_refusal(state, command)
    if refused:
        return refused
    found = landing(state.policy, command, today(state, context))
    opened = e.CaseOpened(
        opening=command,
        policy_version=state.policy.version,
        policy_hash=state.policy.content_hash,
        lands_at=found.office if found.office != command.office else None,
        routed_by=found.by,
    )
    raised = newly_raised(state, command.red_flags, context)
    return (opened, *begun(state, command), *raised)


def _members_refusal(members: tuple[Member, ...]) -> Refusal | None:
    ids = [member.member_id for member in members]
    if len(set(ids)) != len(ids):
        return refuse("duplicate_subject", field="members")
    clients = [m for m in members if m.relation is Relation.CLIENT and not m.excluded]
    return None if len(clients) == 1 else refuse("invalid_value", field="members")


def newly_raised(
    state: CaseState, flags: tuple[RedFlag, ...], context: Context
) -> tuple[e.Event, ...]:
    """A red flag is raised once, wherever it was found, and opens the crisis lane."""
    fresh = tuple(flag for flag in dict.fromkeys(flags) if flag not in state.red_flags)
    if not fresh:
        return ()
    return (e.RedFlagRaised(flags=fresh, note=None), *opened_by(state, fresh, context))


def record_contact(state: CaseState, command: c.RecordContact, context: Context) -> Decision:
    unknown = stranger(state, command.members)
    if unknown:
        return refuse("unknown_subject", member=unknown)
    if command.next_on is not None and command.next_on < today(state, context):
        return refuse("invalid_value", field="next_on")
    recorded = (e.ContactRecorded(contact=command), *asked_by_incident(state, command))
    if state.stage is Stage.DISCOVERY and command.result is ContactResult.MET:
        return (*recorded, e.StageEntered(stage=Stage.INTAKE, left=Stage.DISCOVERY))
    if state.stage in BEFORE_RECEIPT and command.result is ContactResult.REFUSED:
        return (*recorded, *enter_hold(state, HoldCause.REFUSED_CONTACT, context, command.note))
    return (*recorded, *woken_by(state, command))


def raise_red_flag(state: CaseState, command: c.RaiseRedFlag, context: Context) -> Decision:
    fresh = tuple(f for f in dict.fromkeys(command.flags) if f not in state.red_flags)
    if not fresh and command.note is None:
        return ()
    # Known flags raised again with words are kept, so that nothing somebody saw is lost.
    raised = e.RedFlagRaised(flags=fresh or command.flags, note=command.note)
    return (raised, *opened_by(state, fresh, context))


def clear_red_flags(state: CaseState, command: c.ClearRedFlags, context: Context) -> Decision:
    """Settles the crisis lane; in hold the bodies it let in are told to stop."""
    if not state.red_flags:
        return refuse("nothing_pending")
    if lane_open(state) and not _answered(state):
        return refuse("crisis_open")
    let_in = private_linkages(state) if in_hold(state) else ()
    return (e.RedFlagsCleared(reason=command.reason), *taken_back(let_in, command.reason))


def _answered(state: CaseState) -> bool:
    """Somebody went there, and what was done at once is told."""
    lane = state.crisis
    return lane is not None and lane.on_site_at is not None and lane.aid_at is not None
