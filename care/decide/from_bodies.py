"""What a body's own worker may do in a case beside answering what the body was asked.

A household is referred in with the consent the body took, or by a duty to report; a sponsor keeps
its own schedule and its own payments. Under a policy without ``linking`` none of it exists.
"""

from collections.abc import Callable
from typing import Any

from care.decide import consents, discovery, resources
from care.decide.context import Context, Decision, refuse
from care.messages import commands as c
from care.model.case import CaseState
from care.model.codes import ConsentPurpose, DiscoveryChannel, Role, Stage
from care.model.refusal import Refusal

BODIES = frozenset({Role.PARTNER_WORKER})
REFERRED_BY = frozenset({DiscoveryChannel.PARTNER, DiscoveryChannel.DUTY_REPORTER})
"""How a household comes in through a body; a duty reporter's name is told to nobody outside."""

Narrowed = Callable[[CaseState, Any, Context], bool]


def _unless_a_body(
    answer: Callable[[CaseState, Any, Context], Decision], may: Narrowed
) -> Callable[[CaseState, Any, Context], Decision]:
    """As ever for everybody else; of a body's worker only what ``may`` lets through."""

    def answered(state: CaseState, command: Any, context: Context) -> Decision:
        foreign = context.actor.role in BODIES and not may(state, command, context)
        return _not_theirs(context) if foreign else answer(state, command, context)

    return answered


def _not_theirs(context: Context) -> Refusal:
    return refuse("role_not_allowed", role=context.actor.role)


def _refers(state: CaseState, command: c.OpenCase, context: Context) -> bool:
    """A new household alone: reopening and handing over are the district's own acts."""
    new = command.former is None and command.transfer_id is None and command.level is None
    from_a_body = context.actor.agency is not None and command.channel in REFERRED_BY
    return state.policy.linking is not None and new and from_a_body


def _took_consent(state: CaseState, command: c.RecordConsent, context: Context) -> bool:
    """The consent to be cared for, taken where the household was found; or a joint manager's."""
    if context.actor.person == state.co_owner:
        return state.stage is not Stage.ENGAGEMENT_HOLD
    found = state.stage is Stage.DISCOVERY and state.channel in REFERRED_BY
    collects = command.purpose is ConsentPurpose.COLLECT_USE
    return state.policy.linking is not None and found and collects


def _gives(state: CaseState, command: c.RecordPledge, context: Context) -> bool:
    """The body's own promise, to a household it was asked about."""
    asked = any(one.agency_id == command.agency_id for one in state.linkages)
    own = command.agency_id == context.actor.agency
    return state.policy.linking is not None and own and asked


def _pays(state: CaseState, command: c.RecordResource, context: Context) -> bool:
    """What came for the body's own pledge."""
    pledge = None if command.pledge_id is None else state.pledge(command.pledge_id)
    own = command.agency_id is not None and command.agency_id == context.actor.agency
    promised = pledge is not None and pledge.agency_id == command.agency_id
    return state.policy.linking is not None and own and promised


open_case = _unless_a_body(discovery.open_case, _refers)
record_consent = _unless_a_body(consents.record_consent, _took_consent)
record_pledge = _unless_a_body(resources.record_pledge, _gives)
record_resource = _unless_a_body(resources.record_resource, _pays)
