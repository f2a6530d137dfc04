"""Protecting an address: moving it into the compartment and back, and who may read it (SR-16).

A reader is a named human. Nobody names themselves, but whoever protects an address knows it and
says at that moment who shall.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.messages.envelope import SYSTEM_PERSON, Step
from care.messages.events import AddressProtectionChanged, CaseOpened, Recorded
from care.model.ids import DistrictCode, HouseholdId, PersonId
from store import compartment
from store.compartment import Location, Whereabouts
from store.households import MemberDetails, add_member, household
from store.keyring import KeyDestroyed, Keyring
from store.moments import KOREA
from store.sealing import Place, seal, unseal_optional
from store.tables.protection import LocationLine, LocationReaderLine


@dataclass(frozen=True)
class Reader:
    reader_id: int
    person: PersonId
    named_by: PersonId
    named_at: datetime
    reason: str | None
    until: date | None


@dataclass(frozen=True)
class Naming:
    """Who is to read a household's location, and on whose word."""

    person: PersonId
    named_by: PersonId
    at: datetime
    reason: str | None = None
    until: date | None = None


async def is_protected(session: AsyncSession, household_id: HouseholdId) -> bool:
    return await session.get(LocationLine, household_id, populate_existing=True) is not None


async def protect(
    session: AsyncSession,
    keyring: Keyring,
    household_id: HouseholdId,
    district: DistrictCode,
    at: datetime,
    *,
    phones: bool = False,
) -> None:
    """Move the place of everybody in the household apart; again it changes nothing."""
    await compartment.open_compartment(session, household_id, district, at, phones)
    await _move(session, keyring, household_id)


async def lift(
    session: AsyncSession, keyring: Keyring, household_id: HouseholdId, at: datetime
) -> None:
    """Back to the household's own lines; nobody is a reader any more."""
    line = await compartment.compartment(session, household_id)
    if line is None:
        return
    kept = await compartment.opened(session, keyring, line)
    await session.execute(delete(LocationLine).where(LocationLine.household_id == household_id))
    session.expunge(line)
    view = await household(session, keyring, household_id)
    for member in view.members if view else ():
        await add_member(session, keyring, household_id, _with(member, kept.of(member.member_id)))
    await session.execute(
        update(LocationReaderLine)
        .where(
            LocationReaderLine.household_id == household_id, LocationReaderLine.ended_at.is_(None)
        )
        .values(ended_at=at)
    )


async def reveal(
    session: AsyncSession, keyring: Keyring, household_id: HouseholdId
) -> Location | None:
    """None when nothing is kept apart, or all of it was erased. Ask ``is_reader`` first."""
    line = await compartment.compartment(session, household_id)
    try:
        return None if line is None else await compartment.opened(session, keyring, line)
    except KeyDestroyed:
        return None


async def note_place(
    session: AsyncSession, keyring: Keyring, household_id: HouseholdId, place: str, reach: str
) -> bool:
    """Where they stay now and how they are reached; an empty word leaves what was known."""
    line = await compartment.compartment(session, household_id)
    if line is None:
        return False
    kept = await compartment.opened(session, keyring, line)
    told = replace(kept, place=place or kept.place, reach=reach or kept.reach)
    await compartment.keep(session, keyring, line, told)
    return True


async def name_reader(
    session: AsyncSession,
    keyring: Keyring,
    household_id: HouseholdId,
    district: DistrictCode,
    naming: Naming,
) -> None:
    """One of a person at a time: a second naming of the same person changes nothing."""
    today = naming.at.astimezone(KOREA).date()
    if await is_reader(session, household_id, naming.person, today):
        return
    line = LocationReaderLine(
        household_id=household_id,
        district=district,
        person_id=naming.person,
        named_by=naming.named_by,
        named_at=naming.at,
        until=naming.until,
    )
    session.add(line)
    await session.flush()
    if naming.reason:
        key = await keyring.case_key(session, household_id, district)
        line.reason = seal(key, naming.reason, _place(line))
        await session.flush()


async def end_reader(
    session: AsyncSession, household_id: HouseholdId, reader_id: int, at: datetime
) -> bool:
    statement = (
        update(LocationReaderLine)
        .where(
            LocationReaderLine.reader_id == reader_id,
            LocationReaderLine.household_id == household_id,
            LocationReaderLine.ended_at.is_(None),
        )
        .values(ended_at=at)
        .returning(LocationReaderLine.reader_id)
    )
    return await session.scalar(statement) is not None


async def readers(
    session: AsyncSession, keyring: Keyring, household_id: HouseholdId, today: date
) -> list[Reader]:
    """Who may read it on a day, in the order they were named."""
    query = (
        select(LocationReaderLine)
        .where(*_reading(household_id, today))
        .order_by(LocationReaderLine.reader_id)
    )
    lines = (await session.scalars(query)).all()
    try:
        key = await keyring.case_key(session, household_id, lines[0].district) if lines else b""
    except KeyDestroyed:
        return []
    return [
        Reader(
            line.reader_id,
            PersonId(line.person_id),
            PersonId(line.named_by),
            line.named_at,
            unseal_optional(key, line.reason, _place(line)),
            line.until,
        )
        for line in lines
    ]


async def is_reader(
    session: AsyncSession, household_id: HouseholdId, person: PersonId, today: date
) -> bool:
    query = select(LocationReaderLine.reader_id).where(
        *_reading(household_id, today), LocationReaderLine.person_id == person
    )
    return await session.scalar(query.limit(1)) is not None


async def follow(session: AsyncSession, keyring: Keyring, step: Step) -> None:
    """What a step says of the address is done to the address in the same transaction.

    Whoever protected it past the form that names readers is one, and so is the owner.
    """
    for recorded in step.events:
        turned = _turned(recorded)
        home, district = step.snapshot.household_id, step.snapshot.district
        if turned is False:
            await lift(session, keyring, home, recorded.at)
        elif turned:
            await protect(session, keyring, home, district, recorded.at)
            await _somebody_reads(session, keyring, step, recorded)


def _turned(recorded: Recorded) -> bool | None:
    event = recorded.event
    if isinstance(event, AddressProtectionChanged):
        return event.protected
    return True if isinstance(event, CaseOpened) and event.opening.address_protected else None


async def _somebody_reads(
    session: AsyncSession, keyring: Keyring, step: Step, recorded: Recorded
) -> None:
    home, district = step.snapshot.household_id, step.snapshot.district
    named = select(LocationReaderLine.reader_id).where(
        LocationReaderLine.household_id == home, LocationReaderLine.ended_at.is_(None)
    )
    if await session.scalar(named.limit(1)) is not None:
        return
    by = recorded.actor
    for person in dict.fromkeys(_people(by, step.snapshot.owner)):
        naming = Naming(person, by, recorded.at)
        await name_reader(session, keyring, home, district, naming)


def _people(*ids: PersonId | None) -> Iterable[PersonId]:
    return (one for one in ids if one is not None and one != SYSTEM_PERSON)


async def _move(session: AsyncSession, keyring: Keyring, household_id: HouseholdId) -> None:
    """Writing the members anew takes the place out of their lines."""
    view = await household(session, keyring, household_id)
    for member in view.members if view else ():
        await add_member(session, keyring, household_id, member)


def _with(member: MemberDetails, kept: Whereabouts) -> MemberDetails:
    return replace(member, address=kept.address or member.address, phone=kept.phone or member.phone)


def _reading(household_id: str, today: date) -> tuple[ColumnElement[bool], ...]:
    line = LocationReaderLine
    return (
        line.household_id == household_id,
        line.ended_at.is_(None),
        or_(line.until.is_(None), line.until >= today),
    )


def _place(line: LocationReaderLine) -> Place:
    return Place("location_readers", "reason", str(line.reader_id), line.district)
