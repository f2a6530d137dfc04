"""Accounts of people who work with cases, their roles, and who stands in for whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import Role
from care.model.ids import AgencyId, DistrictCode, OfficeCode, PersonId
from store import sessions
from store.keyring import Keyring
from store.sealing import Place, seal, unseal
from store.statements import add
from store.tables.people import PersonLine, PersonRoleLine, SubstitutionLine


@dataclass(frozen=True)
class Person:
    person_id: PersonId
    login: str
    district: DistrictCode
    office: OfficeCode | None = None
    agency_id: AgencyId | None = None
    roles: frozenset[Role] = frozenset()
    active: bool = True
    locale: str = "ko"
    theme: str = "system"


@dataclass(frozen=True)
class Account:
    """What a login needs; the hash never leaves the login code."""

    person: Person
    password_hash: str


@dataclass(frozen=True)
class Substitution:
    substitution_id: int
    absent: PersonId
    substitute: PersonId
    from_day: date
    until_day: date


async def create_person(
    session: AsyncSession,
    keyring: Keyring,
    person: Person,
    display_name: str,
    password_hash: str,
    at: datetime,
) -> None:
    """The login must be free; ask ``by_login`` first, in the same transaction."""
    key = await keyring.district_key(session, person.district)
    session.add(
        PersonLine(
            person_id=person.person_id,
            login=person.login,
            password_hash=password_hash,
            district=person.district,
            office=person.office,
            agency_id=person.agency_id,
            display_name=seal(key, display_name, _place(person.person_id, person.district)),
            locale=person.locale,
            theme=person.theme,
            active=person.active,
            created_at=at,
        )
    )
    await session.flush()
    await _put_roles(session, person.person_id, person.roles)


async def by_login(session: AsyncSession, login: str) -> Account | None:
    line = await session.scalar(select(PersonLine).where(PersonLine.login == login))
    if line is None:
        return None
    (found,) = await _with_roles(session, (line,))
    return Account(found, line.password_hash)


async def person(session: AsyncSession, person_id: PersonId) -> Person | None:
    line = await session.get(PersonLine, person_id, populate_existing=True)
    if line is None:
        return None
    (found,) = await _with_roles(session, (line,))
    return found


async def people(
    session: AsyncSession,
    district: DistrictCode,
    role: Role | None = None,
    agency_id: AgencyId | None = None,
) -> list[Person]:
    """Active people of a district, e.g. those a case can be assigned to."""
    query = select(PersonLine).where(PersonLine.district == district, PersonLine.active)
    if agency_id is not None:
        query = query.where(PersonLine.agency_id == agency_id)
    if role is not None:
        holders = select(PersonRoleLine.person_id).where(PersonRoleLine.role == role)
        query = query.where(PersonLine.person_id.in_(holders))
    lines = (await session.scalars(query.order_by(PersonLine.login))).all()
    return await _with_roles(session, lines)


async def display_names(
    session: AsyncSession, keyring: Keyring, ids: Iterable[PersonId | None]
) -> dict[PersonId, str]:
    """Names of colleagues, to be shown; ids without an account (the system) are left out."""
    wanted = {each for each in ids if each is not None}
    if not wanted:
        return {}
    query = select(PersonLine.person_id, PersonLine.district, PersonLine.display_name).where(
        PersonLine.person_id.in_(wanted)
    )
    return {
        PersonId(line.person_id): await opened_name(session, keyring, line)
        for line in await session.execute(query)
    }


async def opened_name(session: AsyncSession, keyring: Keyring, line: Any) -> str:
    """The display name in a line that has the person's id and district too."""
    key = await keyring.district_key(session, line.district)
    return unseal(key, line.display_name, _place(line.person_id, line.district))


async def set_password_hash(
    session: AsyncSession, person_id: PersonId, password_hash: str, at: datetime
) -> None:
    """Every session of the person ends with the old password (SR-05)."""
    await _set(session, person_id, password_hash=password_hash)
    await sessions.revoke_all(session, person_id, at)


async def set_active(
    session: AsyncSession, person_id: PersonId, active: bool, at: datetime
) -> None:
    await _set(session, person_id, active=active)
    if not active:
        await sessions.revoke_all(session, person_id, at)


async def set_roles(
    session: AsyncSession, person_id: PersonId, roles: Iterable[Role], at: datetime
) -> None:
    """A change of rights ends all sessions, so nobody works on with old ones (SR-05)."""
    await session.execute(delete(PersonRoleLine).where(PersonRoleLine.person_id == person_id))
    await _put_roles(session, person_id, roles)
    await sessions.revoke_all(session, person_id, at)


async def set_preferences(
    session: AsyncSession, person_id: PersonId, locale: str, theme: str
) -> None:
    await _set(session, person_id, locale=locale, theme=theme)


async def name_substitute(
    session: AsyncSession,
    district: DistrictCode,
    substitution: Substitution,
    named_by: PersonId,
    at: datetime,
) -> int:
    """Store a new substitution; the id in the value is ignored, the stored one is returned."""
    line = SubstitutionLine(
        district=district,
        absent=substitution.absent,
        substitute=substitution.substitute,
        from_day=substitution.from_day,
        until_day=substitution.until_day,
        named_by=named_by,
        named_at=at,
    )
    session.add(line)
    await session.flush()
    return line.substitution_id


async def end_substitution(
    session: AsyncSession, absent: PersonId, substitution_id: int, at: datetime
) -> bool:
    """Only of the one who is absent; somebody else's id changes nothing."""
    statement = (
        update(SubstitutionLine)
        .where(
            SubstitutionLine.substitution_id == substitution_id,
            SubstitutionLine.absent == absent,
            SubstitutionLine.ended_at.is_(None),
        )
        .values(ended_at=at)
        .returning(SubstitutionLine.substitution_id)
    )
    return await session.scalar(statement) is not None


async def substitutions_of(session: AsyncSession, absent: PersonId) -> list[Substitution]:
    query = select(SubstitutionLine).where(
        SubstitutionLine.absent == absent, SubstitutionLine.ended_at.is_(None)
    )
    lines = await session.scalars(query.order_by(SubstitutionLine.from_day))
    return [
        Substitution(
            line.substitution_id,
            PersonId(line.absent),
            PersonId(line.substitute),
            line.from_day,
            line.until_day,
        )
        for line in lines
    ]


async def _set(session: AsyncSession, person_id: PersonId, **values: object) -> None:
    statement = update(PersonLine).where(PersonLine.person_id == person_id).values(**values)
    await session.execute(statement)


async def _put_roles(session: AsyncSession, person_id: PersonId, roles: Iterable[Role]) -> None:
    rows = [{"person_id": person_id, "role": str(role)} for role in sorted(set(roles))]
    await add(session, PersonRoleLine, rows)


async def _with_roles(session: AsyncSession, lines: Sequence[PersonLine]) -> list[Person]:
    ids = [line.person_id for line in lines]
    query = select(PersonRoleLine.person_id, PersonRoleLine.role).where(
        PersonRoleLine.person_id.in_(ids)
    )
    roles: dict[str, set[Role]] = {}
    for person_id, role in (await session.execute(query)).all():
        roles.setdefault(person_id, set()).add(Role(role))
    return [_person(line, frozenset(roles.get(line.person_id, ()))) for line in lines]


def _person(line: PersonLine, roles: frozenset[Role]) -> Person:
    return Person(
        person_id=PersonId(line.person_id),
        login=line.login,
        district=DistrictCode(line.district),
        office=OfficeCode(line.office) if line.office else None,
        agency_id=AgencyId(line.agency_id) if line.agency_id else None,
        roles=roles,
        active=line.active,
        locale=line.locale,
        theme=line.theme,
    )


def _place(person_id: str, district: str) -> Place:
    return Place("people", "display_name", person_id, district)
