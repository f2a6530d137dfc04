"""Service linkages: asked of a body, delivered, withdrawn (서비스 연계·의뢰)."""

from datetime import date

from care.decide.chain import first_of
from care.decide.consents import Sharing, missing_consents
from care.decide.context import Context, Decision, lacking, refuse, today
from care.decide.duplicates import given_already
from care.decide.recalls import recall
from care.decide.sending import answer_term, send
from care.messages import commands as c
from care.messages import events as e
from care.messages import linking_events as ke
from care.model.case import CaseState, SendReferral
from care.model.codes import (
    Role,
)
from care.model.ids import TextId
from care.model.linkage import Linkage
from care.model.plan import PlanAction
from care.model.refusal import Missing, Refusal

POSSIBLY_TWICE = "possibly_twice"
"""Code of a delivery that may have been the second one."""


def request_linkage(state: CaseState, command: c.RequestLinkage, context: Context) -> Decision:
    action = _action(state, command)
    on = today(state, context)
    refused = _request_refusal(state, command, action) or _then_refusal(state, command, on)
    if refused or action is None:
        return refused or refuse("unknown_subject", item=command.action_id)
    sharing = Sharing(
        agency_id=command.agency_id,
        agency_kind=command.agency_kind,
        members=command.members,
        service=action.service,
        basis=command.basis,
    )
    missing = missing_consents(state, sharing, on)
    if missing:
        return Refusal(code="consent_missing", missing=missing)
    linkage = _with_chain(state, command, _linkage(state, command, action, context))
    twice = _given_already(state, linkage)
    if twice is not None and command.despite_duplicate is None:
        return refuse("duplicate_service", linkage=twice.linkage_id)
    noticed = _noticed(linkage, twice, command.despite_duplicate)
    return (e.LinkageRequested(linkage=linkage), *noticed, *send(linkage))


def _given_already(state: CaseState, asked: Linkage) -> Linkage | None:
    if state.policy.life is None:
        return None
    now, replaces = asked.requested_at, asked.replaces
    return given_already(state, asked.service, asked.members, now, replaces)


def _noticed(asked: Linkage, twice: Linkage | None, reason: TextId | None) -> tuple[e.Event, ...]:
    if twice is None or reason is None:
        return ()
    told = e.DuplicateServiceNoticed(
        linkage_id=asked.linkage_id, other=twice.linkage_id, reason=reason
    )
    return (told,)


def _action(state: CaseState, command: c.RequestLinkage) -> PlanAction | None:
    actions = state.plan.actions if state.plan else ()
    return next((a for a in actions if a.item_id == command.action_id), None)


def _request_refusal(
    state: CaseState, command: c.RequestLinkage, action: PlanAction | None
) -> Refusal | None:
    if action is None:
        return refuse("unknown_subject", item=command.action_id)
    if state.plan_agreed_at is None:
        return lacking(Missing(code="plan_agreed"))
    if state.linkage(command.linkage_id) is not None or _asked_already(state, command):
        return refuse("duplicate_subject", linkage=command.linkage_id)
    if command.replaces is not None and state.linkage(command.replaces) is None:
        return refuse("unknown_subject", linkage=command.replaces)
    return None


def _asked_already(state: CaseState, command: c.RequestLinkage) -> bool:
    return any(
        k.status.is_open and (k.action_id, k.agency_id) == (command.action_id, command.agency_id)
        for k in state.linkages
    )


def _linkage(
    state: CaseState, command: c.RequestLinkage, action: PlanAction, context: Context
) -> Linkage:
    goals = state.plan.goals if state.plan else ()
    need = next(goal.need for goal in goals if goal.item_id == action.goal_id)
    return Linkage(
        linkage_id=command.linkage_id,
        action_id=action.item_id,
        agency_id=command.agency_id,
        agency_kind=command.agency_kind,
        channel=command.channel,
        service=action.service,
        need=need,
        members=command.members,
        basis=command.basis,
        urgent=command.urgent,
        answer_term=answer_term(
            state.policy, command.agency_kind, urgent=command.urgent, own=command.answer_term
        ),
        requested_at=context.now,
        status_at=context.now,
        replaces=command.replaces,
    )


def _with_chain(state: CaseState, command: c.RequestLinkage, asked: Linkage) -> Linkage:
    """With the loop a request stands in a chain and knows whom to ask next."""
    if state.policy.linking is None:
        return asked
    return asked.model_copy(
        update={
            "then": command.then,
            "wanted_on": command.wanted_on,
            "first": first_of(state, asked),
        }
    )


def _then_refusal(state: CaseState, command: c.RequestLinkage, on: date) -> Refusal | None:
    if state.policy.linking is None:
        return None
    bodies = [command.agency_id, *(body.agency_id for body in command.then)]
    if len(set(bodies)) != len(bodies):
        return refuse("invalid_value", field="then")
    if command.wanted_on is not None and command.wanted_on < on:
        return refuse("invalid_value", field="wanted_on")
    return None


def record_delivery(state: CaseState, command: c.RecordDelivery, context: Context) -> Decision:
    linkage = state.linkage(command.linkage_id)
    if linkage is None:
        return refuse("unknown_subject", linkage=command.linkage_id)
    if command.effect_id is not None:
        return (*_effect_done(state, command), *_maybe_twice(state, command))
    if context.actor.role is Role.SYSTEM:
        return refuse("invalid_value", field="effect_id")
    if not linkage.status.is_open:
        return refuse("linkage_closed", linkage=command.linkage_id)
    already = linkage.delivered_at is not None
    return () if already else (_delivery(command),)


def _maybe_twice(state: CaseState, command: c.RecordDelivery) -> tuple[e.Event, ...]:
    """Sent again to a body that cannot tell whether it had it: a person asks."""
    sent = any(
        isinstance(effect, SendReferral) and effect.effect_id == command.effect_id
        for effect in state.effects
    )
    known = state.policy.linking is not None
    if not (known and sent and command.delivered and command.code == POSSIBLY_TWICE):
        return ()
    return (ke.DoubleSendNoticed(linkage_id=command.linkage_id),)


def _effect_done(state: CaseState, command: c.RecordDelivery) -> tuple[e.Event, ...]:
    """Word of an effect that is no longer waited for changes nothing."""
    waiting = any(effect.effect_id == command.effect_id for effect in state.effects)
    return (_delivery(command),) if waiting else ()


def _delivery(command: c.RecordDelivery) -> e.Event:
    if command.delivered:
        return e.LinkageDelivered(linkage_id=command.linkage_id, effect_id=command.effect_id)
    return e.LinkageDeliveryFailed(
        linkage_id=command.linkage_id, effect_id=command.effect_id, code=command.code
    )


def withdraw_linkage(state: CaseState, command: c.WithdrawLinkage, context: Context) -> Decision:
    linkage = state.linkage(command.linkage_id)
    if linkage is None:
        return refuse("unknown_subject", linkage=command.linkage_id)
    if not linkage.status.is_open:
        return refuse("linkage_closed", linkage=command.linkage_id)
    withdrawn = e.LinkageWithdrawn(linkage_id=command.linkage_id, reason=command.reason)
    return (withdrawn, *recall(linkage))


def record_recall(state: CaseState, command: c.RecordRecall, context: Context) -> Decision:
    linkage = state.linkage(command.linkage_id)
    if linkage is None:
        return refuse("unknown_subject", linkage=command.linkage_id)
    if not linkage.to_recall:
        return refuse("nothing_pending", linkage=command.linkage_id)
    return (e.LinkageRecalled(linkage_id=command.linkage_id, note=command.note),)


def acknowledge_late_answer(
    state: CaseState, command: c.AcknowledgeLateAnswer, context: Context
) -> Decision:
    linkage = state.linkage(command.linkage_id)
    if linkage is None:
        return refuse("unknown_subject", linkage=command.linkage_id)
    if linkage.late_since is None:
        return refuse("nothing_pending", linkage=command.linkage_id)
    return (e.LateAnswerAcknowledged(linkage_id=command.linkage_id, note=command.note),)
