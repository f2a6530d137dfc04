"""Consent at the door: what of one person may go to one body today, by group (SR-17, SR-20)."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from care.decide.consents import covers, is_health_data, told_of_health
from care.decide.grounds import MORTAL, RECORDED, is_active
from care.model.case import CaseState
from care.model.codes import AgencyKind, LawfulBasis, RedFlag
from care.model.course import CrisisLane, LawfulGround
from care.model.household import Consent
from care.model.ids import MemberId
from care.model.linkage import Linkage
from care.model.policy import CasePolicy
from care.model.service_codes import DataGroup
from care.model.work import CaseSnapshot

ALL = frozenset(DataGroup)
USUAL = frozenset({DataGroup.IDENTITY, DataGroup.PHONE, DataGroup.NEED})
"""The most a body may get whose kind the policy does not name."""
BEFORE_GROUPS = USUAL | {DataGroup.ADDRESS}
"""What a referral held before a policy spoke of groups."""
WHEREABOUTS = frozenset({DataGroup.ADDRESS, DataGroup.PHONE})
MINIMUM = BEFORE_GROUPS
"""What a ground other than consent carries: to find the person and to know what is asked."""
BY_BASIS = {
    LawfulBasis.PUBLIC_MINIMUM: MINIMUM,
    LawfulBasis.ICS_PLAN_PARTNER: MINIMUM | {DataGroup.HOUSEHOLD},
    LawfulBasis.URGENT_LIFE: MINIMUM | {DataGroup.HEALTH},
    LawfulBasis.LEGAL_DUTY: MINIMUM | {DataGroup.HEALTH, DataGroup.HOUSEHOLD},
    LawfulBasis.INCAPACITY: MINIMUM,
}


class Known(Protocol):
    """What the rule reads; a case and what is stored of it both have it."""

    @property
    def consents(self) -> tuple[Consent, ...]: ...
    @property
    def grounds(self) -> tuple[LawfulGround, ...]: ...
    @property
    def red_flags(self) -> tuple[RedFlag, ...]: ...
    @property
    def crisis(self) -> CrisisLane | None: ...
    @property
    def deceased(self) -> tuple[MemberId, ...]: ...
    @property
    def address_protected(self) -> bool: ...


def groups_for(
    case: CaseSnapshot | CaseState,
    linkage: Linkage,
    member_id: MemberId,
    on: date,
    policy: CasePolicy,
) -> frozenset[DataGroup]:
    """Empty: nothing of this person may go to this body on that day."""
    if member_id not in linkage.members or member_id in (*_outside(case), *case.deceased):
        return frozenset()
    carried = _carried(case, linkage, member_id, on, policy)
    allowed = carried & most_of(linkage.agency_kind, policy)
    return allowed - WHEREABOUTS if case.address_protected else allowed


def most_of(kind: AgencyKind, policy: CasePolicy) -> frozenset[DataGroup]:
    """The most any body of the kind may get, whatever the household consents to."""
    if policy.linking is None:
        return BEFORE_GROUPS
    return frozenset(policy.linking.groups_by_kind.get(kind, USUAL))


def _outside(case: CaseSnapshot | CaseState) -> Iterable[MemberId]:
    if isinstance(case, CaseSnapshot):
        return case.excluded_members
    return (member.member_id for member in case.members if member.excluded)


def _carried(
    case: Known, linkage: Linkage, member_id: MemberId, on: date, policy: CasePolicy
) -> frozenset[DataGroup]:
    if linkage.basis is not None:
        stands = _ground_stands(case, linkage, member_id, linkage.basis, on, policy)
        return BY_BASIS[linkage.basis] if stands else frozenset()
    agency_id, kind = linkage.agency_id, linkage.agency_kind
    told = member_id in told_of_health(case.consents, agency_id, on)
    if is_health_data(linkage.service, kind) and not told:
        return frozenset()
    consented = _consented(case.consents, linkage, member_id, on, policy)
    return consented if told else consented - {DataGroup.HEALTH}


def _consented(
    consents: tuple[Consent, ...],
    linkage: Linkage,
    member_id: MemberId,
    on: date,
    policy: CasePolicy,
) -> frozenset[DataGroup]:
    """A word for this body alone says more exactly what it may have than one for its kind."""
    given = [
        consent
        for consent in consents
        if consent.member_id == member_id
        and covers(consent, linkage.agency_id, linkage.agency_kind, policy, on)
    ]
    for_it_alone = [consent for consent in given if consent.agency_id is not None]
    groups = (consent.groups or ALL for consent in for_it_alone or given)
    return frozenset(group for of_one in groups for group in of_one)


def _ground_stands(
    case: Known,
    linkage: Linkage,
    member_id: MemberId,
    basis: LawfulBasis,
    on: date,
    policy: CasePolicy,
) -> bool:
    """As ``care.decide.grounds`` judges the request, once more at the moment of sending."""
    if basis not in RECORDED or policy.life is None:
        return True
    urgent = basis is LawfulBasis.URGENT_LIFE
    if urgent and _in_danger(case):
        return True
    return any(
        ground.basis is basis
        and ground.member_id == member_id
        and is_active(ground, on)
        and (ground.agency_id == linkage.agency_id or (urgent and ground.agency_id is None))
        for ground in case.grounds
    )


def _in_danger(case: Known) -> bool:
    settled = case.crisis is not None and case.crisis.settled_at is not None
    return not settled and not MORTAL.isdisjoint(case.red_flags)
