"""Help that cannot wait for the plan, asked of a body at once (긴급복지지원법 제8조③)."""

from care.decide.consents import Sharing, missing_consents
from care.decide.context import UNDER_WAY, Context, Decision, refuse, today
from care.decide.duplicates import given_already
from care.decide.hold import in_hold, overridden
from care.decide.immediate import may_ask_at_once
from care.decide.rule import CASEWORK, Rule, Rules, with_life
from care.decide.sending import answer_term, send
from care.messages import commands as c
from care.messages import events as e
from care.model.case import CaseState
from care.model.codes import AgencyKind
from care.model.ids import PlanItemId, TextId
from care.model.linkage import Linkage
from care.model.refusal import Refusal

NO_ACTION = PlanItemId("")
"""Of no plan: what a linkage of immediate help has for its action."""


def request_immediate_help(
    state: CaseState, command: c.RequestImmediateHelp, context: Context
) -> Decision:
    refused = _refusal(state, command)
    if refused:
        return refused
    sharing = Sharing(
        agency_id=command.agency_id,
        agency_kind=command.agency_kind,
        members=command.members,
        service=command.service,
        basis=command.basis,
    )
    missing = missing_consents(state, sharing, today(state, context))
    if missing:
        return Refusal(code="consent_missing", missing=missing)
    linkage = _linkage(state, command, context)
    requested = e.LinkageRequested(linkage=linkage, reason=command.reason)
    return (requested, *_noticed(state, linkage, command.reason), *send(linkage))


def _noticed(state: CaseState, asked: Linkage, reason: TextId) -> tuple[e.Event, ...]:
    """What cannot wait is asked of a second body too; the reason given says why."""
    twice = given_already(state, asked.service, asked.members, asked.requested_at)
    if twice is None:
        return ()
    return (
        e.DuplicateServiceNoticed(
            linkage_id=asked.linkage_id, other=twice.linkage_id, reason=reason
        ),
    )


def _refusal(state: CaseState, command: c.RequestImmediateHelp) -> Refusal | None:
    if not may_ask_at_once(state):
        return refuse("wrong_stage", stage=state.stage)
    private = command.agency_kind is not AgencyKind.PUBLIC_AGENCY
    if in_hold(state) and private and not overridden(state, command.basis):
        return refuse("in_hold")
    if state.linkage(command.linkage_id) is not None or _asked_already(state, command):
        return refuse("duplicate_subject", linkage=command.linkage_id)
    return None


def _asked_already(state: CaseState, command: c.RequestImmediateHelp) -> bool:
    return any(
        k.status.is_open and (k.agency_id, k.service) == (command.agency_id, command.service)
        for k in state.linkages
    )


def _linkage(state: CaseState, command: c.RequestImmediateHelp, context: Context) -> Linkage:
    return Linkage(
        linkage_id=command.linkage_id,
        action_id=NO_ACTION,
        agency_id=command.agency_id,
        agency_kind=command.agency_kind,
        channel=command.channel,
        service=command.service,
        need=command.need,
        members=command.members,
        basis=command.basis,
        urgent=command.urgent,
        answer_term=answer_term(state.policy, command.agency_kind, urgent=command.urgent),
        requested_at=context.now,
        status_at=context.now,
    )


IMMEDIATE_RULES: Rules = {
    c.RequestImmediateHelp: Rule(with_life(request_immediate_help), CASEWORK, UNDER_WAY),
}
