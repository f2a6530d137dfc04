"""The location compartment of a household (SR-16): its own table and its own key.

While a household has one, whatever tells where its people are goes in here and nowhere else, by
whichever door it comes in.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.ids import DistrictCode, HouseholdId, MemberId
from store.keyring import Keyring
from store.sealing import Place, seal, unseal, unseal_optional
from store.statements import add
from store.tables.protection import LocationLine

TABLE = "locations"


@dataclass(frozen=True)
class Whereabouts:
    """What tells where one member is."""

    member_id: MemberId
    address: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class Location:
    members: tuple[Whereabouts, ...] = ()
    place: str | None = None
    """Where they stay for now: a shelter, a relative's flat."""
    reach: str | None = None
    """How, when and by whom they may be reached safely."""

    def of(self, member_id: str) -> Whereabouts:
        found = (one for one in self.members if one.member_id == member_id)
        return next(found, Whereabouts(MemberId(member_id)))

    def with_member(self, told: Whereabouts) -> "Location":
        others = tuple(one for one in self.members if one.member_id != told.member_id)
        return replace(self, members=(*others, told))


def key_of(household_id: str) -> str:
    """Whose key it is in the keyring; erasing a household destroys this one too."""
    return f"location/{household_id}"


async def open_compartment(
    session: AsyncSession,
    household_id: HouseholdId,
    district: DistrictCode,
    at: datetime,
    phones: bool = False,
) -> None:
    """From now on the place is kept apart. Again with ``phones`` it widens, and never narrows."""
    line = {
        "household_id": household_id,
        "district": district,
        "phones": phones,
        "since": at,
    }
    if not await add(session, LocationLine, (line,)) and phones:
        await session.execute(
            update(LocationLine)
            .where(LocationLine.household_id == household_id)
            .values(phones=True)
        )


async def compartment(session: AsyncSession, household_id: str) -> LocationLine | None:
    """None for a household whose place is no secret. Locked, since who asks may write to it."""
    query = select(LocationLine).where(LocationLine.household_id == household_id)
    locked = query.with_for_update().execution_options(populate_existing=True)
    found: LocationLine | None = await session.scalar(locked)
    return found


async def opened(session: AsyncSession, keyring: Keyring, line: LocationLine) -> Location:
    """In the clear; the caller has asked who reads, and records it."""
    key = await keyring.case_key(session, key_of(line.household_id), line.district)
    kept = unseal(key, line.members, _place(line, "members")) if line.members else "[]"
    return Location(
        members=tuple(
            Whereabouts(MemberId(member), address, phone)
            for member, address, phone in json.loads(kept)
        ),
        place=unseal_optional(key, line.place, _place(line, "place")),
        reach=unseal_optional(key, line.reach, _place(line, "reach")),
    )


async def keep(
    session: AsyncSession, keyring: Keyring, line: LocationLine, location: Location
) -> None:
    key = await keyring.case_key(session, key_of(line.household_id), line.district)
    members = json.dumps([[one.member_id, one.address, one.phone] for one in location.members])
    line.members = seal(key, members, _place(line, "members"))
    for name, told in (("place", location.place), ("reach", location.reach)):
        setattr(line, name, seal(key, told, _place(line, name)) if told else None)
    await session.flush()


def _place(line: LocationLine, column: str) -> Place:
    return Place(TABLE, column, line.household_id, line.district)
