"""Who asks: the living session of a token with its person, and whom that person stands in for.

Every request asks this, and anew, so that a revoked session or role is dead at once (SR-05): one
statement for each of the two questions, built once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import Role
from care.model.ids import AgencyId, DistrictCode, OfficeCode, PersonId
from store.database import enter
from store.keyring import Keyring
from store.people import opened_name
from store.sessions import hash_of
from store.statements import table_of
from store.tables.people import PersonLine, PersonRoleLine, SessionLine, SubstitutionLine


@dataclass(frozen=True)
class Absent:
    """An approver who is away and is stood in for."""

    person_id: PersonId
    name: str
    office: OfficeCode | None
    roles: frozenset[Role]


@dataclass(frozen=True)
class Caller:
    person_id: PersonId
    name: str
    district: DistrictCode
    office: OfficeCode | None
    agency_id: AgencyId | None
    roles: frozenset[Role]
    created_at: datetime
    last_seen_at: datetime
    confirmed_at: datetime | None


async def caller(
    session: AsyncSession, keyring: Keyring, token: str, now: datetime, idle: timedelta
) -> Caller | None:
    """None when the session was revoked, idle or over, or its person is inactive or has no role.

    Leaves the door: from here on the transaction shows the caller's district.
    """
    asked = {"of_token": hash_of(token), "at": now, "seen_after": now - idle}
    lines = (await session.execute(_living(), asked)).all()
    if not lines:
        return None
    line = lines[0]
    await enter(session, line.district)
    return Caller(
        person_id=PersonId(line.person_id),
        name=await opened_name(session, keyring, line),
        district=DistrictCode(line.district),
        office=OfficeCode(line.office) if line.office else None,
        agency_id=AgencyId(line.agency_id) if line.agency_id else None,
        roles=_roles(lines),
        created_at=line.created_at,
        last_seen_at=line.last_seen_at,
        confirmed_at=line.confirmed_at,
    )


async def absent_of(
    session: AsyncSession, keyring: Keyring, substitute: PersonId, on: date
) -> list[Absent]:
    """Whom this person stands in for on a day; those who may not act themselves are left out."""
    asked = {"of_person": substitute, "on_day": on}
    lines: dict[str, list[Row[Any]]] = {}
    for line in await session.execute(_standing_in(), asked):
        lines.setdefault(line.person_id, []).append(line)
    return [
        Absent(
            person_id=PersonId(person_id),
            name=await opened_name(session, keyring, own[0]),
            office=OfficeCode(own[0].office) if own[0].office else None,
            roles=_roles(own),
        )
        for person_id, own in lines.items()
    ]


def _roles(lines: Iterable[Row[Any]]) -> frozenset[Role]:
    return frozenset(Role(line.role) for line in lines if line.role is not None)


@cache
def _living() -> Select[Any]:
    held, person, role = _tables()
    return (
        select(
            *(person.c[name] for name in ("person_id", "district", "office", "agency_id")),
            person.c.display_name,
            held.c.created_at,
            held.c.last_seen_at,
            held.c.confirmed_at,
            role.c.role,
        )
        .join_from(held, person, held.c.person_id == person.c.person_id)
        .join(role, role.c.person_id == person.c.person_id)
        .where(
            held.c.token_hash == bindparam("of_token"),
            held.c.revoked_at.is_(None),
            held.c.expires_at > bindparam("at"),
            held.c.last_seen_at > bindparam("seen_after"),
            person.c.active,
        )
    )


@cache
def _standing_in() -> Select[Any]:
    named = table_of(SubstitutionLine)
    _, person, role = _tables()
    return (
        select(
            *(person.c[name] for name in ("person_id", "district", "office", "display_name")),
            role.c.role,
        )
        .join_from(named, person, named.c.absent == person.c.person_id)
        .outerjoin(role, role.c.person_id == person.c.person_id)
        .where(
            named.c.substitute == bindparam("of_person"),
            named.c.from_day <= bindparam("on_day"),
            named.c.until_day >= bindparam("on_day"),
            named.c.ended_at.is_(None),
            person.c.active,
        )
        .order_by(person.c.person_id)
    )


def _tables() -> tuple[Any, Any, Any]:
    return table_of(SessionLine), table_of(PersonLine), table_of(PersonRoleLine)
