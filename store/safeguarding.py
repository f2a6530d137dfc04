"""What the safeguarding officers of a district are told and decide; read by nobody else (SR-18)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from care.model.codes import Role
from care.model.ids import AgencyId, CaseId, CaseNumber, DistrictCode, HouseholdId, PersonId
from store.statements import add
from store.tables.cases import CaseLine
from store.tables.people import PersonLine, PersonRoleLine
from store.tables.protection import AlertLine, HiddenLine, OfficerLine

SHOWN = 200


@dataclass(frozen=True)
class Watcher:
    """Who looks. What is about them, or about their own body, is never shown to them."""

    person: PersonId
    agency: AgencyId | None
    district: DistrictCode
    leads_only: bool = False
    """A section head: told only of hits by those who else would be told themselves."""


@dataclass(frozen=True)
class Alert:
    alert_id: str
    kind: str
    household_id: HouseholdId
    person: PersonId | None
    agency: AgencyId | None
    at: datetime
    seen_by: PersonId | None
    seen_at: datetime | None


@dataclass(frozen=True)
class HiddenBody:
    """A body for which a household does not exist, because a match works there."""

    danger_id: str
    agency: AgencyId
    household_id: HouseholdId
    since: datetime
    asked_by: PersonId | None
    """Who first said it may see the household again; another lead has to say so too."""


async def officers(session: AsyncSession, district: DistrictCode) -> frozenset[PersonId]:
    """The named ones who still are coordinators here; without any, all coordinators."""
    named = select(OfficerLine.person_id).where(OfficerLine.district == district)
    coordinators = (
        select(PersonLine.person_id)
        .join(PersonRoleLine, PersonRoleLine.person_id == PersonLine.person_id)
        .where(PersonLine.district == district, PersonLine.active)
        .where(PersonRoleLine.role == Role.COORDINATOR.value)
    )
    able = set((await session.scalars(coordinators)).all())
    chosen = set((await session.scalars(named)).all()) & able
    return frozenset(PersonId(one) for one in chosen or able)


async def named_officers(session: AsyncSession, district: DistrictCode) -> list[PersonId]:
    query = select(OfficerLine.person_id).where(OfficerLine.district == district)
    return [PersonId(one) for one in await session.scalars(query.order_by(OfficerLine.named_at))]


async def name_officer(
    session: AsyncSession, district: DistrictCode, person: PersonId, by: PersonId, at: datetime
) -> None:
    line = {"district": district, "person_id": person, "named_by": by, "named_at": at}
    await add(session, OfficerLine, (line,))


async def end_officer(session: AsyncSession, district: DistrictCode, person: PersonId) -> None:
    mine = (OfficerLine.district == district, OfficerLine.person_id == person)
    await session.execute(delete(OfficerLine).where(*mine))


async def alerts(session: AsyncSession, watcher: Watcher) -> list[Alert]:
    """Unseen ones first, then the newest."""
    query = (
        select(AlertLine)
        .where(AlertLine.district == watcher.district, *_told(watcher))
        .order_by(AlertLine.seen_at.is_not(None), AlertLine.at.desc(), AlertLine.alert_id)
        .limit(SHOWN)
    )
    return [
        Alert(
            line.alert_id,
            line.kind,
            HouseholdId(line.household_id),
            PersonId(line.person_id) if line.person_id else None,
            AgencyId(line.agency_id) if line.agency_id else None,
            line.at,
            PersonId(line.seen_by) if line.seen_by else None,
            line.seen_at,
        )
        for line in await session.scalars(query)
    ]


async def mark_seen(session: AsyncSession, watcher: Watcher, alert_id: str, at: datetime) -> bool:
    statement = (
        update(AlertLine)
        .where(AlertLine.alert_id == alert_id, AlertLine.district == watcher.district)
        .where(AlertLine.seen_at.is_(None), *_told(watcher))
        .values(seen_at=at, seen_by=watcher.person)
        .returning(AlertLine.alert_id)
        .execution_options(synchronize_session=False)
    )
    return await session.scalar(statement) is not None


async def hidden_bodies(session: AsyncSession, watcher: Watcher) -> list[HiddenBody]:
    query = (
        select(HiddenLine)
        .where(*_bodies(watcher))
        .order_by(HiddenLine.since, HiddenLine.danger_id, HiddenLine.who)
    )
    return [
        HiddenBody(
            line.danger_id,
            AgencyId(line.who),
            HouseholdId(line.household_id),
            line.since,
            PersonId(line.lift_asked_by) if line.lift_asked_by else None,
        )
        for line in await session.scalars(query)
    ]


async def lift(
    session: AsyncSession, watcher: Watcher, danger_id: str, agency: AgencyId, at: datetime
) -> bool:
    """The first lead's word waits for a second one's; the account itself stays shut out."""
    query = select(HiddenLine).where(
        *_bodies(watcher), HiddenLine.danger_id == danger_id, HiddenLine.who == agency
    )
    line = await session.scalar(query.with_for_update())
    if line is None:
        return False
    if line.lift_asked_by is None:
        line.lift_asked_by = watcher.person
    elif line.lift_asked_by != watcher.person:
        line.lifted_by, line.until = watcher.person, at
    else:
        return False
    await session.flush()
    return True


async def cases_of(
    session: AsyncSession, households: Iterable[HouseholdId]
) -> dict[HouseholdId, tuple[CaseId, CaseNumber]]:
    """The newest case of each household."""
    query = (
        select(CaseLine.household_id, CaseLine.case_id, CaseLine.case_number)
        .where(CaseLine.household_id.in_(set(households)))
        .order_by(CaseLine.opened_at)
    )
    rows = (await session.execute(query)).all()
    return {HouseholdId(home): (CaseId(case), CaseNumber(number)) for home, case, number in rows}


def _told(watcher: Watcher) -> list[ColumnElement[bool]]:
    """An officer from whom the household is hidden is told nothing about it at all."""
    found: list[ColumnElement[bool]] = [AlertLine.household_id.not_in(_unknown_to(watcher))]
    if watcher.leads_only:
        coordinators = select(PersonRoleLine.person_id).where(
            PersonRoleLine.role == Role.COORDINATOR.value
        )
        found.append(AlertLine.person_id.in_(coordinators))
    return found


def _bodies(watcher: Watcher) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        HiddenLine.district == watcher.district,
        HiddenLine.kind == "agency",
        HiddenLine.until.is_(None),
        HiddenLine.household_id.not_in(_unknown_to(watcher)),
    ]
    if watcher.leads_only:
        found.append(HiddenLine.lift_asked_by.is_not(None))
    return found


def _unknown_to(watcher: Watcher) -> Any:
    hidden = aliased(HiddenLine)
    whom = [hidden.who == watcher.person]
    if watcher.agency is not None:
        whom.append(hidden.who == watcher.agency)
    return select(hidden.household_id).where(or_(*whom), hidden.until.is_(None))
