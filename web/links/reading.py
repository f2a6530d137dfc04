"""One referral as the body it was asked of may read it now, whichever way it comes for it."""

from dataclasses import dataclass
from typing import Any

from care.decide.calendar import due, local_date
from care.messages.envelope import SYSTEM_PERSON
from care.messages.served import ServedPerson, ServedReferral
from care.model.codes import Role
from care.model.ids import CaseId, DistrictCode, HouseholdId, LinkageId
from care.model.linkage import Linkage
from care.model.service_codes import DataGroup
from care.model.work import CaseSnapshot
from policies.resolve import resolve
from store import cases, danger, households, linkages, locations
from store.agencies import Agency
from store.agreed_groups import told_groups
from store.danger import Knock
from store.households import MemberDetails
from store.scope import Scope
from web.visitor import Visit

NOTHING: frozenset[DataGroup] = frozenset()


@dataclass(frozen=True)
class Read:
    case_id: CaseId
    linkage: Linkage
    served: ServedReferral


async def referral(session: Any, visit: Visit, body: Agency, linkage_id: LinkageId) -> Read | None:
    """None when it was not asked of this body, is erased, or is hidden from it (SR-18).

    Checked anew at every look: a consent taken back closes what it opened.
    """
    case_id = await linkages.case_of_linkage(session, body.agency_id, linkage_id)
    if case_id is None or not body.active:
        return None
    if await danger.knocked(session, Knock(None, body.agency_id, case_id), visit.now):
        return None
    keyring = visit.dependencies.keyring
    case = await cases.snapshot(session, keyring, _everything(body.district), case_id)
    found = [k for k in case.linkages if k.linkage_id == linkage_id] if case else []
    if case is None or not found:
        return None
    people = await _people(session, visit, body, case, found[0])
    return Read(case_id, found[0], _served(visit, body, case, found[0], people))


async def _people(
    session: Any, visit: Visit, body: Agency, case: CaseSnapshot, linkage: Linkage
) -> tuple[ServedPerson, ...]:
    if not linkage.status.is_open:
        return ()
    keyring = visit.dependencies.keyring
    home = await households.household(session, keyring, HouseholdId(case.household_id))
    known = {member.member_id: member for member in home.members} if home else {}
    apart = case.address_protected or await locations.is_protected(session, case.household_id)
    policy = resolve(body.district).case_policy
    today = local_date(visit.now, policy.calendar)
    shared = await told_groups(session, body, case, linkage, today, policy)
    return tuple(
        _person(known[member], groups, apart)
        for member, groups in shared.items()
        if groups and member in known
    )


def _person(member: MemberDetails, groups: frozenset[DataGroup], apart: bool) -> ServedPerson:
    """A protected household is met through the case manager (SR-17)."""
    named = DataGroup.IDENTITY in groups
    told = groups - {DataGroup.PHONE, DataGroup.ADDRESS} if apart else groups
    return ServedPerson(
        name=member.name if named else "",
        birth_year=member.birth_date.year if named and member.birth_date else None,
        phone=(member.phone or "") if DataGroup.PHONE in told else "",
        address=(member.address or "") if DataGroup.ADDRESS in told else "",
    )


def _served(
    visit: Visit,
    body: Agency,
    case: CaseSnapshot,
    linkage: Linkage,
    people: tuple[ServedPerson, ...],
) -> ServedReferral:
    calendar = resolve(body.district).case_policy.calendar
    ends = due(linkage.requested_at, linkage.answer_term, calendar)
    child = [k.linkage_id for k in case.linkages if k.part_of == linkage.linkage_id]
    return ServedReferral(
        linkage_id=linkage.linkage_id,
        agency_id=body.agency_id,
        service=linkage.service,
        need=linkage.need.area,
        urgent=linkage.urgent,
        requested_at=linkage.requested_at,
        answer_by=local_date(ends, calendar),
        contact=visit.dependencies.settings.public_url,
        people=people,
        status=linkage.status,
        changed_at=linkage.status_at,
        told_at=linkage.told_at,
        decline=linkage.decline,
        scheduled_on=linkage.scheduled_on,
        outcome=linkage.outcome,
        part_of=linkage.part_of,
        passed_to=child[0] if child else None,
    )


def _everything(district: DistrictCode) -> Scope:
    """The whole district as the system sees it: the one referral is named by who asks."""
    return Scope(
        district=district,
        offices=None,
        agency=None,
        person=SYSTEM_PERSON,
        roles=frozenset({Role.SYSTEM}),
    )
