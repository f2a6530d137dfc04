"""Pledges and the resource ledger; no grant without a linked need (후원, 자원)."""

from care.decide.care_clocks import pledged_months
from care.decide.context import Context, Decision, lacking, linked_needs, refuse, today
from care.messages import commands as c
from care.messages import events as e
from care.model.case import CaseState
from care.model.codes import SubDomain
from care.model.linkage import Pledge, ResourceEntry
from care.model.refusal import Missing, Refusal


def record_pledge(state: CaseState, command: c.RecordPledge, context: Context) -> Decision:
    if state.pledge(command.pledge_id) is not None:
        return refuse("duplicate_subject", pledge=command.pledge_id)
    if command.first_month.day != 1:
        return refuse("invalid_value", field="first_month")
    unlinked = _unlinked(state, command.need)
    if unlinked:
        return unlinked
    return (
        e.PledgeRecorded(
            pledge=Pledge(
                pledge_id=command.pledge_id,
                agency_id=command.agency_id,
                source=command.source,
                need=command.need,
                amount=command.amount,
                first_month=command.first_month,
                months=command.months,
                day=command.day,
            )
        ),
    )


def _unlinked(state: CaseState, need: SubDomain) -> Refusal | None:
    if need in linked_needs(state):
        return None
    return lacking(Missing(code="need_not_linked", subject=need))


def record_resource(state: CaseState, command: c.RecordResource, context: Context) -> Decision:
    if command.on > today(state, context):
        return refuse("invalid_value", field="on")
    if command.linkage_id is not None and state.linkage(command.linkage_id) is None:
        return refuse("unknown_subject", linkage=command.linkage_id)
    refused = _month_refusal(state, command) or _unlinked(state, command.need)
    if refused:
        return refused
    entry = ResourceEntry(
        entry_id=command.entry_id,
        source=command.source,
        agency_id=command.agency_id,
        need=command.need,
        amount=command.amount,
        in_kind=command.in_kind,
        on=command.on,
        linkage_id=command.linkage_id,
        pledge_id=command.pledge_id,
    )
    return (e.ResourceRecorded(entry=entry, month=command.month),)


def _month_refusal(state: CaseState, command: c.RecordResource) -> Refusal | None:
    """A payment names its pledge and a month of it that nobody has paid."""
    if command.pledge_id is None:
        return refuse("invalid_value", field="month") if command.month else None
    pledge = state.pledge(command.pledge_id)
    if pledge is None:
        return refuse("unknown_subject", pledge=command.pledge_id)
    if command.month is None or command.month not in pledged_months(pledge):
        return refuse("invalid_value", field="month")
    if command.month in pledge.paid:
        return refuse("duplicate_subject", pledge=command.pledge_id, month=command.month)
    return None
