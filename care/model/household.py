"""Household members and their consents, as codes; names and addresses stay sealed in the store."""

from datetime import date, datetime

from care.model.codes import ConsentMethod, ConsentPurpose, Relation
from care.model.ids import AgencyId, ConsentId, MemberId
from care.model.service_codes import DataGroup
from care.model.value import Value


class Member(Value):
    member_id: MemberId
    relation: Relation
    birth_year: int | None = None
    birth_month: int | None = None
    """Year and month are enough for the rules that ask for an age; the day stays in the store."""
    excluded: bool = False
    """Known to the household but not of it, e.g. a former spouse; never shared with or asked."""


class Consent(Value):
    """One member, one purpose, one recipient (개인정보 보호법 제22조: each separately)."""

    consent_id: ConsentId
    member_id: MemberId
    purpose: ConsentPurpose
    agency_id: AgencyId | None = None
    """The recipient of PROVIDE_TO; None: all bodies of the listed kinds."""
    groups: tuple[DataGroup, ...] = ()
    """PROVIDE_TO: what may be given; empty: all the district's policy lets such a body have."""
    method: ConsentMethod
    witnessed: bool = False
    by_guardian: MemberId | None = None
    given_at: datetime
    valid_until: date
    withdrawn_at: datetime | None = None
