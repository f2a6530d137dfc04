"""What a link shows once its PIN was given: this one referral, as far as consent covers it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from care.decide.calendar import due, local_date
from care.decide.sharing import groups_for
from care.messages.envelope import SYSTEM_PERSON
from care.model.codes import LinkageStatus, PartnerAnswer, Role
from care.model.ids import CaseId, HouseholdId
from care.model.linkage import Linkage
from care.model.service_codes import DataGroup
from care.model.work import CaseSnapshot
from policies.resolve import resolve
from store import cases, danger, households, linkages, locations
from store.agencies import agency
from store.agreed_groups import agreed_groups
from store.danger import Knock
from store.households import MemberDetails
from store.partner_links import Link
from store.scope import Scope
from web.visitor import Visit

FOLLOWS: dict[PartnerAnswer, LinkageStatus] = {
    PartnerAnswer.RECEIVED: LinkageStatus.RECEIVED,
    PartnerAnswer.WAITLISTED: LinkageStatus.WAITLISTED,
    PartnerAnswer.ACCEPTED: LinkageStatus.ACCEPTED,
    PartnerAnswer.DECLINED: LinkageStatus.DECLINED,
    PartnerAnswer.SCHEDULED: LinkageStatus.SCHEDULED,
    PartnerAnswer.STARTED: LinkageStatus.STARTED,
    PartnerAnswer.PROGRESS: LinkageStatus.STARTED,
    PartnerAnswer.DONE: LinkageStatus.DONE,
    PartnerAnswer.NOT_DELIVERED: LinkageStatus.NOT_DELIVERED,
}
"""Where an answer leads, for the moment until it has reached the case."""


@dataclass(frozen=True)
class Shown:
    """A person as the body may know them; nothing for what is not shared."""

    name: str
    birth_year: int | None
    phone: str
    address: str


@dataclass(frozen=True)
class Asked:
    """One referral that is still open for the body the link was sent to."""

    case_id: CaseId
    linkage: Linkage
    people: tuple[Shown, ...]
    status: LinkageStatus
    """As the body told it last, even while its answer is on the way to the case."""
    answer_by: date


async def asked(session: Any, visit: Visit, link: Link) -> Asked | None:
    """None when it is over, taken back, erased, or hidden from this body (SR-18)."""
    case_id = await linkages.case_of_linkage(session, link.agency_id, link.linkage_id)
    body = await agency(session, link.agency_id)
    if case_id is None or body is None or not body.active or not link.opens(visit.now):
        return None
    if await danger.knocked(session, Knock(None, link.agency_id, case_id), visit.now):
        return None
    keyring = visit.dependencies.keyring
    case = await cases.snapshot(session, keyring, _everything(link), case_id)
    found = [k for k in case.linkages if k.linkage_id == link.linkage_id] if case else []
    if case is None or not found:
        return None
    [linkage], status = found, _status(found[0], link)
    people = await _people(session, visit, link, case, linkage)
    if not (people and linkage.status.is_open and status.is_open):
        return None
    calendar = resolve(link.district).case_policy.calendar
    term_ends = due(linkage.requested_at, linkage.answer_term, calendar)
    return Asked(case_id, linkage, people, status, local_date(term_ends, calendar))


async def _people(
    session: Any, visit: Visit, link: Link, case: CaseSnapshot, linkage: Linkage
) -> tuple[Shown, ...]:
    """Checked anew at every look: a consent taken back closes what it opened."""
    keyring = visit.dependencies.keyring
    home = await households.household(session, keyring, HouseholdId(case.household_id))
    known = {member.member_id: member for member in home.members} if home else {}
    apart = case.address_protected or await locations.is_protected(session, case.household_id)
    policy = resolve(link.district).case_policy
    today = local_date(visit.now, policy.calendar)
    body = await agency(session, link.agency_id)
    agreed = await agreed_groups(session, body, today) if body else frozenset()
    rows = []
    for member in linkage.members:
        groups = groups_for(case, linkage, member, today, policy) & agreed
        if groups and member in known:
            rows.append(_shown(known[member], groups, apart))
    return tuple(rows)


def _shown(member: MemberDetails, groups: frozenset[DataGroup], apart: bool) -> Shown:
    """A protected household is met through the case manager (SR-17)."""
    known = DataGroup.IDENTITY in groups
    told = groups - {DataGroup.PHONE, DataGroup.ADDRESS} if apart else groups
    return Shown(
        name=member.name if known else "",
        birth_year=member.birth_date.year if known and member.birth_date else None,
        phone=(member.phone or "") if DataGroup.PHONE in told else "",
        address=(member.address or "") if DataGroup.ADDRESS in told else "",
    )


def _status(linkage: Linkage, link: Link) -> LinkageStatus:
    if link.answer is None or link.answered_at is None:
        return linkage.status
    newer = link.answered_at >= (linkage.told_at or linkage.status_at)
    return FOLLOWS[link.answer] if newer else linkage.status


def _everything(link: Link) -> Scope:
    """The whole district as the system sees it: the link itself says which one referral."""
    return Scope(
        district=link.district,
        offices=None,
        agency=None,
        person=SYSTEM_PERSON,
        roles=frozenset({Role.SYSTEM}),
    )
