"""What a new household takes over from the one its members left: place, readers, dangers."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.ids import DistrictCode, HouseholdId, MemberId
from store import compartment, danger
from store.compartment import Location
from store.keyring import Keyring
from store.statements import add
from store.tables.protection import DangerLine, HiddenLine, LocationReaderLine


@dataclass(frozen=True)
class Inheritance:
    """``members``: who they were, and who they are in the new household."""

    former: HouseholdId
    home: HouseholdId
    district: DistrictCode
    members: Mapping[MemberId, MemberId]


async def inherit(session: AsyncSession, keyring: Keyring, told: Inheritance, at: datetime) -> None:
    """Before the members are written and before the case is opened; again it changes nothing."""
    await _dangers(session, keyring, told)
    line = await compartment.compartment(session, told.former)
    known = await compartment.compartment(session, told.home)
    if line is None or known is not None:
        return
    kept = await compartment.opened(session, keyring, line)
    await compartment.open_compartment(session, told.home, told.district, at, line.phones)
    own = await compartment.compartment(session, told.home)
    if own is not None:
        await compartment.keep(session, keyring, own, _of(kept, told.members))
    await _readers(session, told)


def _of(kept: Location, members: Mapping[MemberId, MemberId]) -> Location:
    leaving = (one for one in kept.members if one.member_id in members)
    moved = tuple(replace(one, member_id=members[one.member_id]) for one in leaving)
    return Location(moved, kept.place, kept.reach)


async def _readers(session: AsyncSession, told: Inheritance) -> None:
    query = select(LocationReaderLine).where(
        LocationReaderLine.household_id == told.former, LocationReaderLine.ended_at.is_(None)
    )
    for line in (await session.scalars(query)).all():
        session.add(
            LocationReaderLine(
                household_id=told.home,
                district=told.district,
                person_id=line.person_id,
                named_by=line.named_by,
                named_at=line.named_at,
                until=line.until,
            )
        )
    await session.flush()


async def _dangers(session: AsyncSession, keyring: Keyring, told: Inheritance) -> None:
    query = select(DangerLine).where(
        DangerLine.household_id == told.former, DangerLine.ended_at.is_(None)
    )
    names = {one.danger_id: one.name for one in await danger.dangers(session, keyring, told.former)}
    for line in (await session.scalars(query)).all():
        number = hashlib.sha256(f"{line.danger_id}\x1f{told.home}".encode()).hexdigest()[:32]
        name = await danger.sealed_name(
            session, keyring, told.home, told.district, number, names[line.danger_id]
        )
        row = {
            "danger_id": number,
            "household_id": told.home,
            "district": told.district,
            "name": name,
            "identity": line.identity,
            "contact": line.contact,
            "added_by": line.added_by,
            "added_at": line.added_at,
        }
        await add(session, DangerLine, (row,))
        await _hidden(session, line.danger_id, number, told.home)


async def _hidden(session: AsyncSession, former: str, number: str, home: HouseholdId) -> None:
    query = select(HiddenLine).where(HiddenLine.danger_id == former, HiddenLine.until.is_(None))
    for line in (await session.scalars(query)).all():
        row = {
            "danger_id": number,
            "kind": line.kind,
            "who": line.who,
            "household_id": home,
            "district": line.district,
            "since": line.since,
        }
        await add(session, HiddenLine, (row,))
