"""Accounts from the command line: how the first person of an installation gets in."""

from datetime import UTC, datetime
from secrets import token_hex

from care.model.codes import Role
from care.model.ids import DistrictCode, OfficeCode, PersonId
from policies.resolve import resolve
from runtime.parts import Parts
from runtime.settings import Settings
from store import people
from store.danger import Identity, identify
from store.people import Person
from web import passwords


async def add_person(  # noqa: PLR0913 - an account has this many facts
    settings: Settings,
    login: str,
    district: str,
    roles: list[str],
    password: str,
    office: str,
    *,
    identity: Identity,
) -> None:
    """Raises ValueError when the password is weak, the login taken, or a code unknown.

    Birth date and telephone are kept as keyed hashes alone and compared with danger persons.
    """
    known = resolve(district) if district else None
    if known is None or (office and office not in known.offices):
        raise ValueError("no such district or office")
    if fault := passwords.fault(password, login, known.name):
        raise ValueError(f"password refused: {fault}")
    person = Person(
        person_id=PersonId(f"p-{token_hex(8)}"),
        login=login,
        district=DistrictCode(known.district),
        office=OfficeCode(office) if office else None,
        roles=frozenset(Role(role) for role in roles),
    )
    hashed = await passwords.hashed(password)
    parts = Parts.of(settings)
    try:
        async with parts.database.for_all().write() as session:
            if await people.by_login(session, login) is not None:
                raise ValueError("this login is taken")
            keyring, now = parts.keyring, datetime.now(UTC)
            await people.create_person(session, keyring, person, identity.name, hashed, now)
            await identify(session, keyring, person.person_id, identity, now)
    finally:
        await parts.database.dispose()
