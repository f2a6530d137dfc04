"""Who belongs to the household, whose address is protected, and who asked about them."""

from care.decide.context import Context, Decision, refuse
from care.messages import commands as c
from care.messages import events as e
from care.model.case import CaseState
from care.model.codes import Relation
from care.model.refusal import Missing, Refusal


def add_member(state: CaseState, command: c.AddMember, context: Context) -> Decision:
    member = command.member
    if state.member(member.member_id) is not None:
        return refuse("duplicate_subject", member=member.member_id)
    if member.relation is Relation.CLIENT and _has_client(state):
        return refuse("duplicate_subject", field="relation")
    return (e.MemberAdded(member=member),)


def _has_client(state: CaseState) -> bool:
    """A case that lost its client takes no other one."""
    return any(m.relation is Relation.CLIENT and not m.excluded for m in state.members)


def protect_address(state: CaseState, command: c.ProtectAddress, context: Context) -> Decision:
    if state.address_protected == command.protected:
        return ()
    return (e.AddressProtectionChanged(protected=command.protected, reason=command.reason),)


def record_information_request(
    state: CaseState, command: c.RecordInformationRequest, context: Context
) -> Decision:
    """Kept whether answered or refused; an excluded person is never answered."""
    asking = state.member(command.member_id) if command.member_id else None
    if command.member_id and asking is None:
        return refuse("unknown_subject", member=command.member_id)
    if command.granted and asking is not None and asking.excluded:
        code = "address_protected" if state.address_protected else "member_excluded"
        missing = (Missing(code=code, subject=asking.member_id),)
        return Refusal(code="consent_missing", missing=missing)
    return (e.InformationRequestRecorded(request=command),)
