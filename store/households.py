"""Who the people helped are: sealed with the household's own key, found by blind index."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.ids import DistrictCode, HouseholdId, MemberId, OfficeCode
from store import compartment
from store.blind_search import birth_token, member_tokens, name_token
from store.compartment import Whereabouts
from store.database import StoreError
from store.keyring import KeyDestroyed, Keyring
from store.sealing import Place, seal, unseal, unseal_optional
from store.statements import add, put
from store.tables.households import HouseholdLine, MemberLine, TokenLine

MASK = "○"


class NoSuchHousehold(StoreError):
    """No household of this id, or the member belongs to another one."""


@dataclass(frozen=True)
class MemberDetails:
    member_id: MemberId
    name: str
    birth_date: date | None = None
    phone: str | None = None
    address: str | None = None

    @property
    def masked(self) -> str:
        return masked_name(self.name)


@dataclass(frozen=True)
class HouseholdView:
    """``erased`` tells that the key is gone; then nobody is listed (파기됨)."""

    household_id: HouseholdId
    district: DistrictCode
    office: OfficeCode
    members: tuple[MemberDetails, ...]
    erased: bool = False

    def member(self, member_id: str) -> MemberDetails | None:
        return next((each for each in self.members if each.member_id == member_id), None)


async def new_household(
    session: AsyncSession,
    household_id: HouseholdId,
    district: DistrictCode,
    office: OfficeCode,
    at: datetime,
) -> None:
    """Idempotent, as a repeated form needs it."""
    line = {
        "household_id": household_id,
        "district": district,
        "office": office,
        "created_at": at,
    }
    await add(session, HouseholdLine, (line,))


async def add_member(
    session: AsyncSession, keyring: Keyring, household_id: HouseholdId, details: MemberDetails
) -> None:
    """Add a member, or write new details over the old. The first added names the case.

    Of a protected household the address, and the phone if marked, go to its compartment.
    """
    home = await session.get(HouseholdLine, household_id, populate_existing=True)
    if home is None:
        raise NoSuchHousehold
    details = await _apart(session, keyring, household_id, details)
    position = await _position(session, household_id, details.member_id)
    key = await keyring.case_key(session, household_id, home.district)
    await put(session, MemberLine, (_member_row(key, home, position, details),))
    await _index(session, keyring, home, details)


async def _apart(
    session: AsyncSession, keyring: Keyring, household_id: HouseholdId, details: MemberDetails
) -> MemberDetails:
    """What is left for the household's own lines once the compartment has taken the place."""
    line = await compartment.compartment(session, household_id)
    if line is None:
        return details
    kept = await compartment.opened(session, keyring, line)
    former = kept.of(details.member_id)
    told = Whereabouts(
        details.member_id,
        details.address or former.address,
        (details.phone if line.phones else None) or former.phone,
    )
    await compartment.keep(session, keyring, line, kept.with_member(told))
    return replace(details, address=None, phone=None if line.phones else details.phone)


async def household(
    session: AsyncSession, keyring: Keyring, household_id: HouseholdId
) -> HouseholdView | None:
    """A household in the clear but for what its compartment keeps; the caller records it."""
    home = await session.get(HouseholdLine, household_id, populate_existing=True)
    if home is None:
        return None
    place = (DistrictCode(home.district), OfficeCode(home.office))
    lines = await session.scalars(
        select(MemberLine)
        .where(MemberLine.household_id == household_id)
        .order_by(MemberLine.position)
    )
    members = lines.all()
    try:
        key = await keyring.case_key(session, household_id, home.district) if members else b""
    except KeyDestroyed:
        return HouseholdView(household_id, *place, members=(), erased=True)
    return HouseholdView(household_id, *place, tuple(opened_member(key, line) for line in members))


async def same_person(
    session: AsyncSession, keyring: Keyring, district: DistrictCode, name: str, born: date
) -> list[HouseholdId]:
    """Households of this district with a member of the same name and birth date."""
    key = await keyring.blind_key(session, district)
    query = (
        select(TokenLine.household_id)
        .where(TokenLine.token.in_((name_token(key, name), birth_token(key, born))))
        .group_by(TokenLine.member_id, TokenLine.household_id)
        .having(func.count() > 1)
    )
    return [HouseholdId(found) for found in await session.scalars(query)]


async def client_names(
    session: AsyncSession, keyring: Keyring, district: DistrictCode, ids: Iterable[HouseholdId]
) -> dict[HouseholdId, str]:
    """Masked name of each household's first member, for lists; erased ones are left out."""
    wanted = set(ids)
    if not wanted:
        return {}
    query = select(MemberLine.household_id, MemberLine.member_id, MemberLine.name).where(
        MemberLine.household_id.in_(wanted),
        MemberLine.position == 0,
        MemberLine.district == district,
    )
    rows = (await session.execute(query)).all()
    keys = await keyring.case_keys(session, (row.household_id for row in rows), district)
    return {
        HouseholdId(home): masked_name(unseal(keys[home], name, _place("name", member, district)))
        for home, member, name in rows
        if home in keys
    }


def masked_name(name: str) -> str:
    """윤해온 → 윤○온, 윤온 → 윤○, 남궁해온 → 남○○온."""
    signs = name.strip()
    if len(signs) < 3:
        return signs[:1] + MASK * (len(signs) - 1)
    return signs[0] + MASK * (len(signs) - 2) + signs[-1]


async def _position(session: AsyncSession, household_id: str, member_id: str) -> int:
    query = select(MemberLine.member_id, MemberLine.household_id, MemberLine.position).where(
        (MemberLine.household_id == household_id) | (MemberLine.member_id == member_id)
    )
    rows = (await session.execute(query)).all()
    for row in rows:
        if row.member_id == member_id:
            if row.household_id != household_id:
                raise NoSuchHousehold
            return int(row.position)
    return max((row.position for row in rows), default=-1) + 1


def _member_row(
    key: bytes, home: HouseholdLine, position: int, details: MemberDetails
) -> dict[str, object]:
    def sealed(column: str, value: str | None) -> bytes | None:
        place = _place(column, details.member_id, home.district)
        return None if value is None else seal(key, value, place)

    born = details.birth_date
    return {
        "member_id": details.member_id,
        "household_id": home.household_id,
        "district": home.district,
        "position": position,
        "name": sealed("name", details.name),
        "birth_date": sealed("birth_date", born.isoformat() if born else None),
        "phone": sealed("phone", details.phone),
        "address": sealed("address", details.address),
    }


async def _index(
    session: AsyncSession, keyring: Keyring, home: HouseholdLine, details: MemberDetails
) -> None:
    key = await keyring.blind_key(session, home.district)
    tokens = member_tokens(key, details.name, details.phone, details.birth_date)
    await session.execute(delete(TokenLine).where(TokenLine.member_id == details.member_id))
    rows = [
        {
            "token": token,
            "member_id": details.member_id,
            "household_id": home.household_id,
            "district": home.district,
        }
        for token in sorted(tokens)
    ]
    await add(session, TokenLine, rows)


def opened_member(key: bytes, line: MemberLine) -> MemberDetails:
    def opened(column: str, sealed: bytes | None) -> str | None:
        return unseal_optional(key, sealed, _place(column, line.member_id, line.district))

    born = opened("birth_date", line.birth_date)
    return MemberDetails(
        member_id=MemberId(line.member_id),
        name=unseal(key, line.name, _place("name", line.member_id, line.district)),
        birth_date=date.fromisoformat(born) if born else None,
        phone=opened("phone", line.phone),
        address=opened("address", line.address),
    )


def _place(column: str, member_id: str, district: str) -> Place:
    return Place("members", column, member_id, district)
