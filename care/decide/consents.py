"""Consents: who may consent, and what a sharing with a body rests on (domain guide 3 and 6.1)."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from care.decide.calendar import due, local_date
from care.decide.context import Context, Decision, client, household, refuse, stranger, today
from care.decide.grounds import RECORDED, acts_by_record, ground_stands
from care.decide.hold import enter_hold
from care.decide.recalls import recall
from care.messages import commands as c
from care.messages import events as e
from care.model.case import CaseState
from care.model.codes import (
    AgencyKind,
    ConsentMethod,
    ConsentPurpose,
    LawfulBasis,
    Programme,
    ServiceType,
    Stage,
)
from care.model.household import Consent, Member
from care.model.ids import AgencyId, MemberId
from care.model.linkage import Linkage
from care.model.loop_codes import HoldCause
from care.model.policy import CasePolicy
from care.model.refusal import Missing, Refusal

CHILD_UNTIL = 14
"""개인정보 보호법 제22조의2: below it a legal guardian consents."""
ADULT_FROM = 19
HEALTH_SERVICES = frozenset(
    {
        ServiceType.MEDICAL,
        ServiceType.HOME_VISIT_DOCTOR,
        ServiceType.MENTAL_HEALTH,
        ServiceType.THERAPY,
    }
)
"""What they tell a private body about health is consented to apart (개인정보 보호법 제23조)."""
DUTY_BODIES = frozenset({AgencyKind.PUBLIC_AGENCY, AgencyKind.POLICE, AgencyKind.DESIGNATED})
"""Bodies a law may oblige us to report to."""
BEFORE_RECEIPT = frozenset({Stage.DISCOVERY, Stage.INTAKE})


class Sharing(NamedTuple):
    """Whose data would go to which body, for what, and on what ground."""

    agency_id: AgencyId
    agency_kind: AgencyKind
    members: tuple[MemberId, ...]
    service: ServiceType
    basis: LawfulBasis | None = None


def surely_aged(member: Member, age: int, on: date) -> bool:
    """Whether the age is certainly reached, knowing only year and month of birth.

    An unknown birth year counts as reached; an unknown month counts as December, and the month of
    birth itself as not yet, because the day stays in the store.
    """
    if member.birth_year is None:
        return True
    month = member.birth_month or 12
    return (on.year, on.month) > (member.birth_year + age, month)


def is_child(member: Member, on: date) -> bool:
    return not surely_aged(member, CHILD_UNTIL, on)


def record_consent(state: CaseState, command: c.RecordConsent, context: Context) -> Decision:
    if any(known.consent_id == command.consent_id for known in state.consents):
        return refuse("duplicate_subject", consent=command.consent_id)
    if stranger(state, (command.member_id,)):
        return refuse("unknown_subject", member=command.member_id)
    if command.method is ConsentMethod.READ_ALOUD and not command.witnessed:
        return refuse("witness_required", member=command.member_id)
    refused = _guardian_refusal(state, command, today(state, context))
    return refused or (e.ConsentRecorded(consent=_consent(state, command, context)),)


def _guardian_refusal(state: CaseState, command: c.RecordConsent, on: date) -> Refusal | None:
    member = state.member(command.member_id)
    if command.by_guardian is None:
        if member is not None and is_child(member, on):
            return refuse("guardian_required", member=command.member_id)
        return None
    guardian = state.member(command.by_guardian)
    itself = command.by_guardian == command.member_id
    if guardian is None or itself or stranger(state, (command.by_guardian,)):
        return refuse("unknown_subject", guardian=command.by_guardian)
    if not surely_aged(guardian, ADULT_FROM, on):
        return refuse("guardian_required", member=command.member_id)
    return None


def _consent(state: CaseState, command: c.RecordConsent, context: Context) -> Consent:
    calendar = state.policy.calendar
    until = due(context.now, state.policy.consent_validity, calendar)
    return Consent(
        consent_id=command.consent_id,
        member_id=command.member_id,
        purpose=command.purpose,
        agency_id=command.agency_id,
        groups=command.groups,
        method=command.method,
        witnessed=command.witnessed,
        by_guardian=command.by_guardian,
        given_at=context.now,
        valid_until=local_date(until, calendar),
    )


def withdraw_consent(state: CaseState, command: c.WithdrawConsent, context: Context) -> Decision:
    """The consent ends at once, and every open linkage that can no longer stand without it.

    Without the client's word nobody is cared for: the household is held, unless a ground stands.
    """
    consent = next((k for k in state.consents if k.consent_id == command.consent_id), None)
    if consent is None:
        return refuse("unknown_subject", consent=command.consent_id)
    if consent.withdrawn_at is not None:
        return refuse("nothing_pending", consent=command.consent_id)
    events: list[e.Event] = [
        e.ConsentWithdrawn(consent_id=command.consent_id, note=command.note),
    ]
    resting = _resting_on(state, consent, today(state, context))
    for linkage in resting:
        events.append(
            e.LinkageWithdrawn(
                linkage_id=linkage.linkage_id, reason=command.note, consent_id=consent.consent_id
            )
        )
        events.extend(recall(linkage))
    if _speaks_for_the_case(state, consent, today(state, context)):
        gone = tuple(linkage.linkage_id for linkage in resting)
        events.extend(
            enter_hold(state, HoldCause.WITHDREW_CONSENT, context, command.note, besides=gone)
        )
    return tuple(events)


def _speaks_for_the_case(state: CaseState, consent: Consent, on: date) -> bool:
    """The last word of the client that lets the office care for the household at all."""
    person = client(state)
    if state.stage in BEFORE_RECEIPT or person is None or acts_by_record(state, on):
        return False
    others = tuple(k for k in state.consents if k.consent_id != consent.consent_id)
    without = state.model_copy(update={"consents": others})
    collects = consent.purpose is ConsentPurpose.COLLECT_USE
    return (
        collects
        and consent.member_id == person.member_id
        and not has_consent(without, person.member_id, ConsentPurpose.COLLECT_USE, on)
    )


def _resting_on(state: CaseState, consent: Consent, on: date) -> tuple[Linkage, ...]:
    if consent.purpose is ConsentPurpose.STORY_PUBLICATION:
        return ()
    left = tuple(k for k in state.consents if k.consent_id != consent.consent_id)
    without = state.model_copy(update={"consents": left})
    return tuple(
        linkage
        for linkage in state.linkages
        if linkage.status.is_open
        and linkage.basis is None
        and consent.member_id in linkage.members
        and (
            consent.purpose is ConsentPurpose.COLLECT_USE
            or not _may_share(without, linkage, consent, on)
        )
    )


def _may_share(state: CaseState, linkage: Linkage, withdrawn: Consent, on: date) -> bool:
    """Whether the linkage stands without the consent just withdrawn, as far as that one goes."""
    member_id, agency_id, kind = withdrawn.member_id, linkage.agency_id, linkage.agency_kind
    if withdrawn.purpose is ConsentPurpose.SENSITIVE:
        needed = is_health_data(linkage.service, kind)
        return not needed or member_id in told_of_health(state.consents, agency_id, on)
    return any(
        covers(consent, agency_id, kind, state.policy, on)
        for consent in state.consents
        if consent.member_id == member_id
    )


def is_health_data(service: ServiceType, kind: AgencyKind) -> bool:
    """Whether asking this of such a body tells somebody private about a person's health."""
    return service in HEALTH_SERVICES and kind is not AgencyKind.PUBLIC_AGENCY


def told_of_health(
    consents: Iterable[Consent], agency_id: AgencyId, on: date
) -> frozenset[MemberId]:
    """Members who consented apart to what is sensitive, for every body or for this one."""
    return frozenset(
        consent.member_id
        for consent in consents
        if consent.purpose is ConsentPurpose.SENSITIVE
        and consent.agency_id in (None, agency_id)
        and is_valid(consent, on)
    )


def is_valid(consent: Consent, on: date | None) -> bool:
    """Not withdrawn and, when a date is asked about, not run out on it."""
    return consent.withdrawn_at is None and (on is None or on <= consent.valid_until)


def covers(
    consent: Consent, agency_id: AgencyId, kind: AgencyKind, policy: CasePolicy, on: date
) -> bool:
    """Whether the consent lets this body have the member's data on that day."""
    if consent.purpose is not ConsentPurpose.PROVIDE_TO or not is_valid(consent, on):
        return False
    if consent.agency_id is not None:
        return consent.agency_id == agency_id
    return kind is AgencyKind.PUBLIC_AGENCY or kind in policy.consent_partner_kinds


def has_consent(state: CaseState, member_id: MemberId, purpose: ConsentPurpose, on: date) -> bool:
    return any(
        k.member_id == member_id and k.purpose is purpose and is_valid(k, on)
        for k in state.consents
    )


def basis_fits(state: CaseState, kind: AgencyKind, basis: LawfulBasis) -> bool:
    """Whether such a ground can carry a sharing with a body of this kind, in this case.

    With ``life`` it must be recorded for the member too: ``missing_grounds``.
    """
    match basis:
        case LawfulBasis.PUBLIC_MINIMUM:
            return kind is AgencyKind.PUBLIC_AGENCY
        case LawfulBasis.ICS_PLAN_PARTNER:
            return any(
                k.programme is Programme.ICS
                and k.plan_accepted_on is not None
                and k.ended_at is None
                for k in state.enrolments
            )
        case LawfulBasis.URGENT_LIFE:
            return state.policy.life is not None or state.urgent_since is not None
        case LawfulBasis.LEGAL_DUTY:
            return kind in DUTY_BODIES
        case LawfulBasis.INCAPACITY:
            # Lets the office take somebody in; telling others needs a ground of its own.
            return state.policy.life is not None


def consented(
    state: CaseState, agency_id: AgencyId, agency_kind: AgencyKind, on: date
) -> tuple[MemberId, ...]:
    """The members whose data this body may have by consent on that day."""
    return tuple(
        member.member_id
        for member in household(state)
        if any(
            covers(consent, agency_id, agency_kind, state.policy, on)
            for consent in state.consents
            if consent.member_id == member.member_id
        )
    )


def missing_consents(state: CaseState, sharing: Sharing, on: date) -> tuple[Missing, ...]:
    """What stands between these members' data and this body; empty when it may be shared."""
    members, body = sharing.members, sharing.agency_id
    strangers = tuple(m for m in members if stranger(state, (m,)))
    if strangers:
        return tuple(Missing(code="member_excluded", subject=m) for m in strangers)
    if sharing.basis is not None:
        if not basis_fits(state, sharing.agency_kind, sharing.basis):
            return (Missing(code="basis_does_not_fit", subject=sharing.basis),)
        return missing_grounds(state, sharing, sharing.basis, on)
    shared = consented(state, body, sharing.agency_kind, on)
    health = is_health_data(sharing.service, sharing.agency_kind)
    told = told_of_health(state.consents, body, on) if health else frozenset(members)
    return (
        *_collection_gap(state, on),
        *(Missing(code="consent_provide_to", subject=m) for m in members if m not in shared),
        *(Missing(code="consent_sensitive", subject=m) for m in members if m not in told),
    )


def missing_grounds(
    state: CaseState, sharing: Sharing, basis: LawfulBasis, on: date
) -> tuple[Missing, ...]:
    """Members for whom nobody recorded the ground; what a law says by itself needs no record."""
    if state.policy.life is None or basis not in RECORDED:
        return ()
    return tuple(
        Missing(code="lawful_ground", subject=member_id)
        for member_id in sharing.members
        if not ground_stands(state, member_id, sharing.agency_id, basis, on)
    )


def _collection_gap(state: CaseState, on: date) -> tuple[Missing, ...]:
    """Once the client took back the consent to be cared for, no other one carries a sharing."""
    person, purpose = client(state), ConsentPurpose.COLLECT_USE
    if state.policy.life is None or person is None or acts_by_record(state, on):
        return ()
    withdrew = any(
        k.member_id == person.member_id and k.purpose is purpose and k.withdrawn_at is not None
        for k in state.consents
    )
    if not withdrew or has_consent(state, person.member_id, purpose, on):
        return ()
    return (Missing(code="consent_collect_use", subject=person.member_id),)
