"""What each event of the services changes: linkages, effects, resources, checks, ladders."""

from collections.abc import Callable
from datetime import date
from typing import Any

from care.decide.answers import status_after
from care.decide.calendar import local_date
from care.decide.deadlines import kept_keys
from care.decide.evolve_long_case import progress
from care.messages import events as e
from care.messages.events import Recorded
from care.model.case import (
    CaseState,
    ContactSummary,
    Effect,
    Enrolment,
    RemindReferral,
    SendReferral,
    WithdrawReferral,
)
from care.model.codes import (
    ContactMode,
    ItemOutcome,
    LinkageStatus,
    PartnerAnswer,
    Programme,
    ResourceSource,
    SubDomain,
)
from care.model.ids import EffectId, LinkageId
from care.model.linkage import Linkage, Pledge, ResourceEntry

Change = dict[str, object]


def _with_linkage(
    state: CaseState, linkage_id: LinkageId | None, **update: object
) -> tuple[Linkage, ...]:
    return tuple(
        k.model_copy(update=update) if k.linkage_id == linkage_id else k for k in state.linkages
    )


def _requested(state: CaseState, event: e.LinkageRequested, at: Recorded) -> Change:
    return {"linkages": (*state.linkages, event.linkage)}


def _ordered(state: CaseState, event: e.EffectOrdered, at: Recorded) -> Change:
    return {"effects": (*state.effects, event.effect)}


def _without(state: CaseState, effect_id: EffectId | None) -> Change:
    left = tuple(effect for effect in state.effects if effect.effect_id != effect_id)
    return {"effects": left}


def _recalls(state: CaseState, effect_id: EffectId | None) -> bool:
    return any(
        isinstance(effect, WithdrawReferral) and effect.effect_id == effect_id
        for effect in state.effects
    )


def _delivered(state: CaseState, event: e.LinkageDelivered, at: Recorded) -> Change:
    if _recalls(state, event.effect_id):
        told = _with_linkage(state, event.linkage_id, delivery_failed=False)
        return {**_without(state, event.effect_id), "linkages": told}
    reached = _with_linkage(state, event.linkage_id, delivered_at=at.at, delivery_failed=False)
    return {**_without(state, event.effect_id), "linkages": reached}


def _not_delivered(state: CaseState, event: e.LinkageDeliveryFailed, at: Recorded) -> Change:
    failed = _with_linkage(state, event.linkage_id, delivery_failed=True)
    return {**_without(state, event.effect_id), "linkages": failed}


def _answered(state: CaseState, event: e.LinkageAnswered, at: Recorded) -> Change:
    told = event.answer
    linkage = state.linkage(told.linkage_id)
    if linkage is None:
        return {}
    linking = state.policy.linking is not None
    status = status_after(linkage, told, linking=linking)
    # Whoever answers has the referral, also when nobody recorded how it got there.
    update: Change = {"status": status, "delivered_at": linkage.delivered_at or at.at}
    if status is not linkage.status:
        update["status_at"] = at.at
    for field in ("decline", "scheduled_on", "outcome"):
        if getattr(told, field) is not None:
            update[field] = getattr(told, field)
    if linking:
        update.update(told_at=at.at, sessions=linkage.sessions + told.sessions)
        update["proposed"] = told.proposed or linkage.proposed
    if told.answer is PartnerAnswer.NOT_DELIVERED:
        update["outcome"] = ItemOutcome.NOT_DELIVERED
    moved = status is not linkage.status and status in (LinkageStatus.STARTED, LinkageStatus.DONE)
    changed: Change = {"linkages": _with_linkage(state, told.linkage_id, **update)}
    if linking:
        changed["effects"] = _not_reminding(state, told.linkage_id)
    return {**changed, **progress(state, at)} if moved else changed


def _not_reminding(state: CaseState, linkage_id: LinkageId) -> tuple[Effect, ...]:
    """A body that speaks need not be reminded any more."""
    return tuple(
        effect
        for effect in state.effects
        if not (isinstance(effect, RemindReferral) and effect.linkage_id == linkage_id)
    )


def _late(state: CaseState, event: e.LateAnswerKept, at: Recorded) -> Change:
    linkage = state.linkage(event.answer.linkage_id)
    since = linkage.late_since if linkage is not None else None
    return {"linkages": _with_linkage(state, event.answer.linkage_id, late_since=since or at.at)}


def _late_seen(state: CaseState, event: e.LateAnswerAcknowledged, at: Recorded) -> Change:
    return {"linkages": _with_linkage(state, event.linkage_id, late_since=None)}


def _withdrawn(state: CaseState, event: e.LinkageWithdrawn, at: Recorded) -> Change:
    """A referral not sent yet is never sent."""
    unsent = tuple(
        effect
        for effect in state.effects
        if not (
            isinstance(effect, SendReferral | RemindReferral)
            and effect.linkage_id == event.linkage_id
        )
    )
    update: Change = {"status": LinkageStatus.WITHDRAWN, "status_at": at.at}
    if event.silent:
        update["silent"] = True
    linkages = _with_linkage(state, event.linkage_id, **update)
    return {"linkages": linkages, "effects": unsent}


def _recalled(state: CaseState, event: e.LinkageRecalled, at: Recorded) -> Change:
    return {"linkages": _with_linkage(state, event.linkage_id, recalled_at=at.at)}


def _pledged(state: CaseState, event: e.PledgeRecorded, at: Recorded) -> Change:
    return {"pledges": (*state.pledges, event.pledge)}


def _resource(state: CaseState, event: e.ResourceRecorded, at: Recorded) -> Change:
    entry = event.entry
    total = "private_total" if entry.source.is_private else "public_total"
    change: Change = {
        total: getattr(state, total) + entry.amount,
        "pledges": tuple(_paid(pledge, event) for pledge in state.pledges),
    }
    if entry.source is ResourceSource.CASE_FUND:
        change["case_fund"] = _spent(state, entry)
    linkage = state.linkage(entry.linkage_id) if entry.linkage_id else None
    if linkage is not None:
        value = linkage.value + entry.amount
        change["linkages"] = _with_linkage(state, entry.linkage_id, value=value)
    return change


def _spent(state: CaseState, entry: ResourceEntry) -> dict[int, dict[SubDomain, int]]:
    year, need = entry.on.year, entry.need
    of_year = state.case_fund.get(year, {})
    spent = of_year.get(need, 0) + entry.amount
    return {**state.case_fund, year: {**of_year, need: spent}}


def _paid(pledge: Pledge, event: e.ResourceRecorded) -> Pledge:
    if pledge.pledge_id != event.entry.pledge_id or event.month is None:
        return pledge
    return pledge.model_copy(update={"paid": tuple(sorted({*pledge.paid, event.month}))})


def _checked(state: CaseState, event: e.CheckRecorded, at: Recorded) -> Change:
    change: Change = {
        "last_check_at": at.at,
        "last_check_outcome": event.check.outcome,
        "next_check_on": event.check.next_on,
        "contacts": _met(state.contacts, event, at),
    }
    if event.check.statutory:
        on = local_date(at.at, state.policy.calendar)
        change["enrolments"] = _statutory(state, on)
    return {**change, **progress(state, at)}


def _statutory(state: CaseState, on: date) -> tuple[Enrolment, ...]:
    """The programme's check clock begins anew."""
    return tuple(
        k.model_copy(update={"checks": (*k.checks, on)})
        if k.programme is Programme.ICS and k.ended_at is None
        else k
        for k in state.enrolments
    )


def _met(contacts: ContactSummary, event: e.CheckRecorded, at: Recorded) -> ContactSummary:
    """A check is a contact as well; a check made at home is a visit."""
    visited = event.check.mode is ContactMode.VISIT
    return contacts.model_copy(
        update={
            "attempts": 0,
            "total": contacts.total + 1,
            "last_at": at.at,
            "last_mode": event.check.mode,
            "last_met_at": at.at,
            "last_visit_at": at.at if visited else contacts.last_visit_at,
            "next_on": None,
        }
    )


def _fired(state: CaseState, event: e.LadderStepFired, at: Recorded) -> Change:
    """Steps of clocks that no longer run are forgotten here, so that the list stays short."""
    live = kept_keys(state)
    kept = tuple(fired for fired in state.fired if fired.rpartition("|")[0] in live)
    return {"fired": (*kept, f"{event.deadline}|{event.step}")}


SERVICE_CHANGES: dict[type[Any], Callable[[CaseState, Any, Recorded], Change]] = {
    e.LinkageRequested: _requested,
    e.LinkageDelivered: _delivered,
    e.LinkageDeliveryFailed: _not_delivered,
    e.LinkageAnswered: _answered,
    e.LateAnswerKept: _late,
    e.LateAnswerAcknowledged: _late_seen,
    e.LinkageWithdrawn: _withdrawn,
    e.LinkageRecalled: _recalled,
    e.EffectOrdered: _ordered,
    e.PledgeRecorded: _pledged,
    e.ResourceRecorded: _resource,
    e.CheckRecorded: _checked,
    e.LadderStepFired: _fired,
}
