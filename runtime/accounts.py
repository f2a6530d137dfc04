"""Accounts of the demonstration: invented people, one for every role; refused in production."""

from collections.abc import Iterator
from datetime import datetime

from care.model.codes import Role
from care.model.ids import AgencyId, DistrictCode, OfficeCode, PersonId
from care.model.value import Value
from i18n.wording import words
from policies.resolve import districts, resolve
from store import people
from store.database import Database
from store.keyring import Keyring
from store.people import Person
from web.passwords import hash_now

DEMO_PASSWORD = "hamkke demo 2026"  # noqa: S105 - printed on the login page of the demo
OFFICE = OfficeCode("sodam-dong")
"""A local office every district of the demonstration has; it exists nowhere else."""

_STAFF: tuple[tuple[str, Role, str, bool], ...] = (
    ("office", Role.LOCAL_OFFICE, "도라지", True),
    ("lead", Role.TEAM_LEAD, "노을빛", True),
    ("manager", Role.CASE_MANAGER, "온유리", False),
    ("coordinator", Role.COORDINATOR, "서가람", False),
    ("head", Role.SECTION_HEAD, "민솔길", False),
    ("policy", Role.POLICY_ADMIN, "하늘찬", False),
    ("operator", Role.OPERATOR, "이음새", False),
    ("privacy", Role.PRIVACY_OFFICER, "바른샘", False),
)
_AT_BODIES: tuple[tuple[str, str, str], ...] = (
    ("welfare", "한이음", "가상소담복지관"),
    ("clinic", "채온길", "가상마음의원"),
    ("foundation", "유나눔", "가상나눔재단"),
    ("city", "진바탕", "가상생활보장과"),
)
"""One worker of each body of the demonstration, who sees what the body was asked for."""
_SHOWN = DistrictCode("41570")
"""Whose accounts the login page lists; the other districts' differ in the first two letters."""


class DemoAccount(Value):
    person: PersonId
    login: str
    name: str
    role: Role
    district: DistrictCode
    office: OfficeCode | None
    agency: AgencyId | None = None
    body: str = ""


def demo_accounts() -> Iterator[DemoAccount]:
    for district in districts():
        prefix = resolve(district).case_policy.number_prefix.lower()
        for slug, role, name, in_office in _STAFF:
            yield DemoAccount(
                person=PersonId(f"demo-{prefix}-{slug}"),
                login=f"{prefix}-{slug}",
                name=name,
                role=role,
                district=district,
                office=OFFICE if in_office else None,
            )
        for slug, name, body in _AT_BODIES:
            yield DemoAccount(
                person=PersonId(f"demo-{prefix}-{slug}-worker"),
                login=f"{prefix}-{slug}",
                name=name,
                role=Role.PARTNER_WORKER,
                district=district,
                office=None,
                agency=AgencyId(f"demo-{prefix}-{slug}"),
                body=body,
            )


def demo_logins() -> tuple[tuple[str, str], ...]:
    """Login and name of one district's accounts, as the login page shows them."""
    name = resolve(_SHOWN).case_policy.district_name
    return tuple(
        (account.login, f"{account.body or name} · {account.name} · {words(account.role)}")
        for account in demo_accounts()
        if account.district == _SHOWN
    )


async def create_demo_accounts(database: Database, keyring: Keyring, at: datetime) -> int:
    """Those that are not there yet; one hash serves all, since they share the password."""
    hashed = hash_now(DEMO_PASSWORD)
    made = 0
    for account in demo_accounts():
        async with database.of(account.district).write() as session:
            if await people.by_login(session, account.login) is not None:
                continue
            person = Person(
                person_id=account.person,
                login=account.login,
                district=account.district,
                office=account.office,
                agency_id=account.agency,
                roles=frozenset({account.role}),
            )
            await people.create_person(session, keyring, person, account.name, hashed, at)
            made += 1
    return made
