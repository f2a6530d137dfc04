"""What a stage asks before it may be entered; the lists people see as "missing"."""

from collections.abc import Callable
from datetime import date

from care.decide.consents import is_valid
from care.decide.context import client, household
from care.model.assessment import Assessment
from care.model.case import CaseState
from care.model.codes import (
    ConsentPurpose,
    IntakeOutcome,
    LinkageStatus,
    Stage,
    SubDomain,
)
from care.model.household import Consent, Member
from care.model.plan import ItemResult
from care.model.refusal import Missing

LEADING_ON = (IntakeOutcome.RECEIVE, IntakeOutcome.EMERGENCY)
"""Intake outcomes that lead to receipt."""


def missing_for(state: CaseState, stage_to: Stage, on: date | None = None) -> tuple[Missing, ...]:
    """What the state lacks before ``stage_to``; consents are checked for ``on`` if given."""
    ask = _ASKED.get(stage_to)
    return ask(state, on) if ask else ()


def _to_intake(state: CaseState, _: date | None) -> tuple[Missing, ...]:
    return () if state.contacts.last_met_at else (Missing(code="contact_met"),)


def _to_received(state: CaseState, on: date | None) -> tuple[Missing, ...]:
    led = state.intake is not None and state.intake.outcome in LEADING_ON
    outcome = () if led else (Missing(code="intake_outcome"),)
    return outcome + missing_collect_consent(state, on)


def missing_collect_consent(state: CaseState, on: date | None) -> tuple[Missing, ...]:
    """The client's consent to collection and use (개인정보 보호법 제15조)."""
    person = client(state)
    if person is not None and any(_collects(k, person, on) for k in state.consents):
        return ()
    return (Missing(code="consent_collect_use", subject=person.member_id if person else ""),)


def _collects(consent: Consent, person: Member, on: date | None) -> bool:
    return (
        consent.member_id == person.member_id
        and consent.purpose is ConsentPurpose.COLLECT_USE
        and is_valid(consent, on)
    )


def _to_assessment(state: CaseState, _: date | None) -> tuple[Missing, ...]:
    return () if state.owner else (Missing(code="owner"),)


def _to_conference(state: CaseState, _: date | None) -> tuple[Missing, ...]:
    return assessment_gaps(state, state.assessment)


def assessment_gaps(state: CaseState, assessment: Assessment | None) -> tuple[Missing, ...]:
    """The form is complete for the whole household, in all twenty sub-domains."""
    covered = assessment.members if assessment else ()
    scored = assessment.scores if assessment else {}
    return (
        *(
            Missing(code="member_not_assessed", subject=member.member_id)
            for member in household(state)
            if member.member_id not in covered
        ),
        *(Missing(code="need_not_scored", subject=sub) for sub in SubDomain if sub not in scored),
    )


def _to_planning(state: CaseState, _: date | None) -> tuple[Missing, ...]:
    conference = () if state.conference else (Missing(code="conference"),)
    level = () if state.level else (Missing(code="level"),)
    return conference + level


def _to_linkage(state: CaseState, _: date | None) -> tuple[Missing, ...]:
    if state.plan is None:
        return (Missing(code="plan_approved"), Missing(code="plan_agreed"))
    return () if state.plan_agreed_at else (Missing(code="plan_agreed"),)


def _to_monitoring(state: CaseState, _: date | None) -> tuple[Missing, ...]:
    started = (LinkageStatus.STARTED, LinkageStatus.DONE)
    begun = any(linkage.status in started for linkage in state.linkages)
    return () if begun else (Missing(code="service_started"),)


def _to_closure(state: CaseState, _: date | None) -> tuple[Missing, ...]:
    """Nobody is left waiting for an answer that a closed case could not take."""
    referral = state.high_difficulty
    return (
        *(
            Missing(code="linkage_open", subject=linkage.linkage_id)
            for linkage in state.linkages
            if linkage.status.is_open
        ),
        *(
            Missing(code="linkage_to_recall", subject=linkage.linkage_id)
            for linkage in state.linkages
            if linkage.to_recall
        ),
        *purge_gaps(state),
        *((Missing(code="plan_pending"),) if state.submission else ()),
        *((Missing(code="referral_pending"),) if referral and referral.is_open else ()),
        *((Missing(code="transfer_pending"),) if state.transfer and state.transfer.is_open else ()),
    )


def purge_gaps(state: CaseState) -> tuple[Missing, ...]:
    """What a person may have destroyed at once is destroyed before the episode ends."""
    return tuple(
        Missing(code="purge_pending", subject=demand.demand_id)
        for demand in state.purges
        if demand.done_at is None
    )


def closure_gaps(state: CaseState, results: tuple[ItemResult, ...]) -> tuple[Missing, ...]:
    """Every action of the plan has its outcome, and no body is still at work."""
    told = {result.item_id for result in results}
    actions = state.plan.actions if state.plan else ()
    outcomes = tuple(
        Missing(code="action_outcome", subject=action.item_id)
        for action in actions
        if action.item_id not in told
    )
    return outcomes + _to_closure(state, None)


_ASKED: dict[Stage, Callable[[CaseState, date | None], tuple[Missing, ...]]] = {
    Stage.INTAKE: _to_intake,
    Stage.RECEIVED: _to_received,
    Stage.ASSESSMENT: _to_assessment,
    Stage.CONFERENCE: _to_conference,
    Stage.PLANNING: _to_planning,
    Stage.LINKAGE: _to_linkage,
    Stage.MONITORING: _to_monitoring,
    Stage.CLOSURE: _to_closure,
}
