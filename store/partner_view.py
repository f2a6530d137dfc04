"""What one body may read: the referrals asked of it, and nothing of the cases behind them.

Every page of a partner worker reads cases through here and nowhere else. People are shown while a
referral is open and as far as consent goes; of a household in hold only withdrawals are left, of
one hidden from the body nothing at all (SR-18).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import LinkageStatus, Role, ServiceType
from care.model.ids import (
    AgencyId,
    CaseId,
    DistrictCode,
    HouseholdId,
    LinkageId,
    MemberId,
    PersonId,
)
from care.model.linkage import Linkage
from care.model.linking import Concern
from care.model.policy import CasePolicy
from care.model.service_codes import DataGroup
from care.model.work import CaseSnapshot, DeadlineKind
from store import agencies
from store.agreed_groups import told_groups
from store.cases import snapshot
from store.households import HouseholdView, household
from store.keyring import KeyDestroyed, KeyMissing, Keyring
from store.locations import is_protected
from store.partner_shared import SERVED, Told, consent_until, living, others, told
from store.scope import PAGE_SIZE, Page, Scope, cases_in, known_to, offset
from store.tables.cases import CaseLine, LinkageLine

Groups = dict[MemberId, frozenset[DataGroup]]
NEW = (LinkageStatus.REQUESTED, LinkageStatus.RECEIVED)
GOING = (
    LinkageStatus.WAITLISTED,
    LinkageStatus.ACCEPTED,
    LinkageStatus.SCHEDULED,
    LinkageStatus.STARTED,
)


class Drawer(StrEnum):
    """How a body's referrals are sorted."""

    NEW = "new"
    GOING = "going"
    OVER = "over"


DRAWERS: dict[Drawer, tuple[LinkageStatus, ...]] = {
    Drawer.NEW: NEW,
    Drawer.GOING: GOING,
    Drawer.OVER: tuple(one for one in LinkageStatus if not one.is_open),
}


@dataclass(frozen=True)
class Desk:
    """Whose desk it is, and the district's rules for what may be shown there."""

    district: DistrictCode
    agency_id: AgencyId
    person: PersonId
    policy: CasePolicy

    @property
    def scope(self) -> Scope:
        """The district's cases this body was asked about, but for hidden ones and those in hold."""
        roles = frozenset({Role.PARTNER_WORKER})
        return Scope(self.district, None, self.agency_id, self.person, roles)


@dataclass(frozen=True)
class Referral:
    """One linkage as the body sees it. ``case_id`` is for the clock and the access record."""

    case_id: CaseId
    linkage: Linkage
    answer_by: datetime | None
    people: tuple[Told, ...]
    groups: frozenset[DataGroup]
    """Those shared of every member the referral is about."""
    protected: bool
    owner: PersonId | None
    consent_until: date | None
    """The first day on which a consent it rests on runs out; None: it rests on none."""

    @property
    def is_open(self) -> bool:
        return self.linkage.status.is_open


@dataclass(frozen=True)
class Opened:
    """A referral with what only its own page shows."""

    referral: Referral
    case: CaseSnapshot
    concerns: tuple[Concern, ...]
    others: tuple[ServiceType, ...] | None
    """Services of other bodies, by name alone; None where that is not shared (PW-03)."""
    lives_with: int | None
    """How many live in the household; None where that is not shared."""


@dataclass(frozen=True)
class TakenBack:
    """A withdrawn referral: nobody is named any more, and what the body got is to be destroyed."""

    case_id: CaseId
    linkage: Linkage
    had_data: bool


async def counts(session: AsyncSession, desk: Desk) -> dict[Drawer, int]:
    query = (
        select(LinkageLine.status, func.count())
        .join(CaseLine, CaseLine.case_id == LinkageLine.case_id)
        .where(_own(desk))
        .group_by(LinkageLine.status)
    )
    found = {LinkageStatus(status): int(n) for status, n in (await session.execute(query)).all()}
    return {
        drawer: sum(found.get(status, 0) for status in statuses)
        for drawer, statuses in DRAWERS.items()
    }


async def referrals(
    session: AsyncSession, keyring: Keyring, desk: Desk, drawer: Drawer, today: date, page: int = 1
) -> Page[Referral]:
    """New ones by urgency and age, going ones by their next day, ended ones latest first."""
    condition = and_(_own(desk), LinkageLine.status.in_([str(one) for one in DRAWERS[drawer]]))
    joined = select(LinkageLine.case_id, LinkageLine.linkage_id).join(
        CaseLine, CaseLine.case_id == LinkageLine.case_id
    )
    total = await session.scalar(
        select(func.count()).select_from(joined.where(condition).subquery())
    )
    query = joined.where(condition).order_by(*_order(drawer)).limit(PAGE_SIZE).offset(offset(page))
    rows = (await session.execute(query)).all()
    found = await _all(session, keyring, desk, rows, today)
    return Page(tuple(found), total or 0, max(page, 1))


async def being_served(
    session: AsyncSession, keyring: Keyring, desk: Desk, today: date
) -> list[Referral]:
    """Those a session may be told of, the longest unheard first; at most two hundred."""
    query = (
        select(LinkageLine.case_id, LinkageLine.linkage_id)
        .join(CaseLine, CaseLine.case_id == LinkageLine.case_id)
        .where(_own(desk), LinkageLine.status.in_([str(one) for one in SERVED]))
        .order_by(LinkageLine.told_at.asc().nulls_first(), LinkageLine.linkage_id)
        .limit(200)
    )
    rows = (await session.execute(query)).all()
    return await _all(session, keyring, desk, rows, today)


async def place_of(
    session: AsyncSession, desk: Desk, linkage_id: LinkageId, *, taken_back: bool = False
) -> CaseId | None:
    """The case behind an own referral; None for another body's and for one that is missing.

    ``taken_back``: a withdrawn one is found even while its household is in hold, so that the
    body can say it destroyed what it had.
    """
    within = _withdrawn(desk) if taken_back else _own(desk)
    query = (
        select(LinkageLine.case_id)
        .join(CaseLine, CaseLine.case_id == LinkageLine.case_id)
        .where(within, LinkageLine.linkage_id == linkage_id)
    )
    found = await session.scalar(query)
    return None if found is None else CaseId(found)


async def referral(
    session: AsyncSession, keyring: Keyring, desk: Desk, linkage_id: LinkageId, today: date
) -> Opened | None:
    """None for another body's, one that is missing and one whose household was erased."""
    case_id = await place_of(session, desk, linkage_id)
    case = None if case_id is None else await _case(session, keyring, desk, case_id)
    linkage = None if case is None else _linkage(case, linkage_id)
    if case is None or linkage is None:
        return None
    home, apart = await _home(session, keyring, case)
    shared = await _shared(session, desk, case, linkage, today)
    shown = _referral(case, linkage, home, apart, shared)
    household_told = DataGroup.HOUSEHOLD in shown.groups and not apart
    return Opened(
        referral=shown,
        case=case,
        concerns=tuple(one for one in case.concerns if one.linkage_id == linkage_id),
        others=others(case, desk.agency_id) if household_told else None,
        lives_with=living(case, home) if household_told else None,
    )


async def latest_of_case(session: AsyncSession, desk: Desk, case_id: CaseId) -> LinkageId | None:
    """The body's youngest referral in a case, open or not."""
    query = (
        select(LinkageLine.linkage_id)
        .join(CaseLine, CaseLine.case_id == LinkageLine.case_id)
        .where(_own(desk), LinkageLine.case_id == case_id)
        .order_by(LinkageLine.requested_at.desc())
    )
    found = await session.scalar(query.limit(1))
    return None if found is None else LinkageId(found)


async def taken_back(session: AsyncSession, keyring: Keyring, desk: Desk) -> list[TakenBack]:
    """Withdrawn referrals, what is still to be destroyed first; at most two hundred."""
    query = (
        select(LinkageLine.case_id, LinkageLine.linkage_id)
        .join(CaseLine, CaseLine.case_id == LinkageLine.case_id)
        .where(_withdrawn(desk))
        .order_by(LinkageLine.status_at.desc(), LinkageLine.linkage_id)
        .limit(200)
    )
    found = []
    for case_id, linkage_id in (await session.execute(query)).all():
        case = await _whoever_holds_it(session, keyring, desk, CaseId(case_id))
        linkage = None if case is None else _linkage(case, LinkageId(linkage_id))
        if linkage is not None:
            had = linkage.delivered_at is not None
            found.append(TakenBack(CaseId(case_id), linkage, had))
    return sorted(found, key=lambda one: one.linkage.destroyed_at is not None or not one.had_data)


async def own_cases(
    session: AsyncSession, desk: Desk, cases: Iterable[CaseId]
) -> frozenset[CaseId]:
    """Which of these the body was asked about and may read of."""
    query = (
        select(LinkageLine.case_id)
        .join(CaseLine, CaseLine.case_id == LinkageLine.case_id)
        .where(_own(desk), LinkageLine.case_id.in_(list(cases)))
    )
    return frozenset(CaseId(one) for one in await session.scalars(query))


def known_linkages(desk: Desk) -> ColumnElement[bool]:
    """The body's own lines for counting: all but those of households hidden from it."""
    return and_(
        LinkageLine.district == desk.district,
        LinkageLine.agency_id == desk.agency_id,
        known_to(desk.scope, LinkageLine.case_id),
    )


def _own(desk: Desk) -> ColumnElement[bool]:
    return and_(
        LinkageLine.district == desk.district,
        LinkageLine.agency_id == desk.agency_id,
        cases_in(desk.scope),
    )


def _withdrawn(desk: Desk) -> ColumnElement[bool]:
    return and_(known_linkages(desk), LinkageLine.status == LinkageStatus.WITHDRAWN.value)


def _order(drawer: Drawer) -> tuple[Any, ...]:
    line = LinkageLine
    match drawer:
        case Drawer.NEW:
            return line.urgent.desc(), line.requested_at, line.linkage_id
        case Drawer.GOING:
            soonest = line.scheduled_on.asc().nulls_last()
            return line.urgent.desc(), soonest, line.status_at, line.linkage_id
        case Drawer.OVER:
            return line.status_at.desc(), line.linkage_id


async def _all(
    session: AsyncSession, keyring: Keyring, desk: Desk, rows: Sequence[Any], today: date
) -> list[Referral]:
    found = []
    for case_id, linkage_id in rows:
        case = await _case(session, keyring, desk, CaseId(case_id))
        linkage = None if case is None else _linkage(case, LinkageId(linkage_id))
        if case is None or linkage is None:
            continue
        home, apart = await _home(session, keyring, case)
        shared = await _shared(session, desk, case, linkage, today)
        found.append(_referral(case, linkage, home, apart, shared))
    return found


async def _case(
    session: AsyncSession, keyring: Keyring, desk: Desk, case_id: CaseId
) -> CaseSnapshot | None:
    try:
        return await snapshot(session, keyring, desk.scope, case_id)
    except (KeyDestroyed, KeyMissing):
        return None


async def _whoever_holds_it(
    session: AsyncSession, keyring: Keyring, desk: Desk, case_id: CaseId
) -> CaseSnapshot | None:
    """Past the wall of the hold, for a withdrawal alone; its caller has asked ``_withdrawn``."""
    whole = Scope(desk.district, None, None, desk.person, frozenset({Role.PARTNER_WORKER}))
    try:
        return await snapshot(session, keyring, whole, case_id)
    except (KeyDestroyed, KeyMissing):
        return None


async def _home(
    session: AsyncSession, keyring: Keyring, case: CaseSnapshot
) -> tuple[HouseholdView | None, bool]:
    home = HouseholdId(case.household_id)
    apart = case.address_protected or await is_protected(session, home)
    return await household(session, keyring, home), apart


def _linkage(case: CaseSnapshot, linkage_id: LinkageId) -> Linkage | None:
    return next((one for one in case.linkages if one.linkage_id == linkage_id), None)


async def _shared(
    session: AsyncSession, desk: Desk, case: CaseSnapshot, linkage: Linkage, today: date
) -> Groups:
    """Nothing of a referral that is over."""
    body = await agencies.agency(session, desk.agency_id)
    if body is None or not linkage.status.is_open:
        return {}
    return await told_groups(session, body, case, linkage, today, desk.policy)


def _referral(
    case: CaseSnapshot, linkage: Linkage, home: HouseholdView | None, apart: bool, shared: Groups
) -> Referral:
    known = {one.member_id: one for one in home.members} if home else {}
    return Referral(
        case_id=case.case_id,
        linkage=linkage,
        answer_by=_answer_by(case, linkage),
        people=tuple(told(known[one], shared[one], apart) for one in shared if one in known),
        groups=frozenset.intersection(*shared.values()) if shared else frozenset(),
        protected=apart,
        owner=case.owner,
        consent_until=consent_until(case, linkage),
    )


def _answer_by(case: CaseSnapshot, linkage: Linkage) -> datetime | None:
    if linkage.status not in NEW:
        return None
    found = (
        one.due
        for one in case.deadlines
        if one.kind is DeadlineKind.PARTNER_ANSWER and one.subject == linkage.linkage_id
    )
    return next(found, None)
