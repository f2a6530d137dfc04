"""How far a body may know people: by data group, never the place of a protected household."""

from dataclasses import dataclass
from datetime import date

from care.model.codes import ConsentPurpose, LinkageStatus, ServiceType
from care.model.household import Consent
from care.model.ids import AgencyId
from care.model.linkage import Linkage
from care.model.service_codes import DataGroup
from care.model.work import CaseSnapshot
from store.households import HouseholdView, MemberDetails

SERVED = (LinkageStatus.ACCEPTED, LinkageStatus.SCHEDULED, LinkageStatus.STARTED)
"""Where a session may be told of."""


@dataclass(frozen=True)
class Told:
    """One person as the body may know them; None for what is not shared."""

    name: str | None = None
    birth_year: int | None = None
    phone: str | None = None
    address: str | None = None

    @property
    def is_known(self) -> bool:
        return any((self.name, self.phone, self.address))


def told(member: MemberDetails, groups: frozenset[DataGroup], apart: bool) -> Told:
    """A protected household is met through the case manager: no place, no number (SR-17)."""
    known, reached = DataGroup.IDENTITY in groups, DataGroup.PHONE in groups and not apart
    placed = DataGroup.ADDRESS in groups and not apart
    return Told(
        name=member.name if known else None,
        birth_year=member.birth_date.year if known and member.birth_date else None,
        phone=member.phone if reached else None,
        address=member.address if placed else None,
    )


def consent_until(case: CaseSnapshot, linkage: Linkage) -> date | None:
    """The first day on which a consent an open referral rests on runs out."""
    if linkage.basis is not None or not linkage.status.is_open:
        return None
    days = [
        max(
            (one.valid_until for one in case.consents if _carries(one, member, linkage)),
            default=None,
        )
        for member in linkage.members
    ]
    known = [one for one in days if one is not None]
    return min(known, default=None)


def _carries(consent: Consent, member: str, linkage: Linkage) -> bool:
    return (
        consent.member_id == member
        and consent.purpose is ConsentPurpose.PROVIDE_TO
        and consent.agency_id in (None, linkage.agency_id)
        and consent.withdrawn_at is None
    )


def others(case: CaseSnapshot, agency_id: AgencyId) -> tuple[ServiceType, ...]:
    """What other bodies give the household now: names of services and nothing else (PW-03)."""
    given = [
        one.service for one in case.linkages if one.agency_id != agency_id and one.status in SERVED
    ]
    return tuple(dict.fromkeys(given))


def living(case: CaseSnapshot, home: HouseholdView | None) -> int:
    members = home.members if home else ()
    return sum(one.member_id not in case.excluded_members for one in members)
