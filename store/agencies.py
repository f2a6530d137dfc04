"""Partner bodies of a district and the secrets shared with them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import AgencyKind, PartnerChannel
from care.model.ids import AgencyId, DistrictCode, PersonId
from store.database import StoreError
from store.keyring import Keyring
from store.sealing import Place, seal, unseal
from store.statements import add, put
from store.tables.agencies import AgencyLine, AgencySecretLine


class NoSuchAgency(StoreError):
    """No body of this id."""


class Direction(StrEnum):
    """Two secrets, so that a message of ours sent back to us is not taken for theirs."""

    SENDING = "sending"
    RECEIVING = "receiving"


@dataclass(frozen=True)
class Agency:
    agency_id: AgencyId
    district: DistrictCode
    name: str
    kind: AgencyKind
    channel: PartnerChannel
    endpoint: str = ""
    agreement_from: date | None = None
    agreement_until: date | None = None
    active: bool = True
    hosts: tuple[str, ...] = ()
    """Where the body may be reached; empty: the host of the endpoint alone (SR-42)."""
    honours_key: bool = True
    """A repeat under the same key counts once with the body; else it is asked before a resend."""
    timeout: timedelta = timedelta(seconds=10)
    mail: str = ""
    phone: str = ""
    member_of: AgencyId | None = None
    """The professional association whose pool it belongs to."""
    organization_id: str | None = None
    """Its entry in the resource directory."""
    paused_at: datetime | None = None
    """Nothing but withdrawals goes to a paused body; what is asked of it waits."""
    paused_by: PersonId | None = None
    gone_at: datetime | None = None
    """When its endpoint said 410; nothing is sent until somebody gave it a new one."""

    def agreed_on(self, day: date) -> bool:
        """Whether the agreement covers the day; an open end holds on."""
        begun = self.agreement_from is None or self.agreement_from <= day
        return begun and (self.agreement_until is None or day <= self.agreement_until)


@dataclass(frozen=True)
class AgencySecrets:
    sending: str | None
    """Signs what goes to the body: the newest."""
    receiving: tuple[str, ...]
    """Any of these may have signed what comes from it: the newest first."""
    signing: tuple[str, ...] = ()
    """Every one a message to it is signed with during a rotation: the newest first."""


async def save_agency(session: AsyncSession, agency: Agency) -> None:
    """New, or over the old one of the same id. Pausing has functions of its own."""
    line = {
        "agency_id": agency.agency_id,
        "district": agency.district,
        "name": agency.name,
        "kind": str(agency.kind),
        "channel": str(agency.channel),
        "endpoint": agency.endpoint,
        "agreement_from": agency.agreement_from,
        "agreement_until": agency.agreement_until,
        "active": agency.active,
        "hosts": " ".join(agency.hosts),
        "honours_key": agency.honours_key,
        "timeout_seconds": int(agency.timeout.total_seconds()),
        "mail": agency.mail,
        "phone": agency.phone,
        "member_of": agency.member_of,
        "organization_id": agency.organization_id,
        "gone_at": agency.gone_at,
    }
    await put(session, AgencyLine, (line,))


async def agency(session: AsyncSession, agency_id: AgencyId) -> Agency | None:
    line = await session.get(AgencyLine, agency_id, populate_existing=True)
    return None if line is None else _agency(line)


async def agencies(
    session: AsyncSession, district: DistrictCode, kind: AgencyKind | None = None
) -> list[Agency]:
    """Active bodies of a district, by name."""
    known = await register(session, district)
    return [one for one in known if one.active and kind in (None, one.kind)]


async def register(session: AsyncSession, district: DistrictCode) -> list[Agency]:
    """Every body a district ever worked with, by name."""
    query = select(AgencyLine).where(AgencyLine.district == district)
    return [_agency(line) for line in await session.scalars(query.order_by(AgencyLine.name))]


async def members_of(session: AsyncSession, association: AgencyId) -> list[Agency]:
    """The active members of a professional association's pool, by name."""
    query = select(AgencyLine).where(AgencyLine.member_of == association, AgencyLine.active)
    return [_agency(line) for line in await session.scalars(query.order_by(AgencyLine.name))]


async def pause(
    session: AsyncSession,
    keyring: Keyring,
    agency_id: AgencyId,
    by: PersonId,
    reason: str,
    at: datetime,
) -> None:
    """Over an earlier pause: the newest reason stands, since when it is paused does not change."""
    line = await session.get(AgencyLine, agency_id, with_for_update=True)
    if line is None:
        raise NoSuchAgency
    key = await keyring.district_key(session, DistrictCode(line.district))
    line.pause_reason = seal(key, reason, _reason(agency_id, line.district))
    line.paused_at, line.paused_by = line.paused_at or at, by
    await session.flush()


async def resume(session: AsyncSession, agency_id: AgencyId) -> None:
    line = await session.get(AgencyLine, agency_id, with_for_update=True)
    if line is None:
        raise NoSuchAgency
    line.paused_at = line.paused_by = line.pause_reason = None
    await session.flush()


async def pause_reason(session: AsyncSession, keyring: Keyring, agency_id: AgencyId) -> str:
    line = await session.get(AgencyLine, agency_id, populate_existing=True)
    if line is None or line.pause_reason is None:
        return ""
    key = await keyring.district_key(session, DistrictCode(line.district))
    return unseal(key, line.pause_reason, _reason(agency_id, line.district))


async def gone(session: AsyncSession, agency_id: AgencyId, at: datetime) -> None:
    """Its endpoint says that it is there no more; the first time counts."""
    await session.execute(
        update(AgencyLine)
        .where(AgencyLine.agency_id == agency_id, AgencyLine.gone_at.is_(None))
        .values(gone_at=at)
        .execution_options(synchronize_session=False)
    )


async def add_secret(
    session: AsyncSession,
    keyring: Keyring,
    agency_id: AgencyId,
    direction: Direction,
    secret: str,
    at: datetime,
) -> int:
    """A new secret beside the old ones; retire those when the other side has changed over."""
    body = await agency(session, agency_id)
    if body is None:
        raise NoSuchAgency
    last = await session.scalar(
        select(func.max(AgencySecretLine.number)).where(
            AgencySecretLine.agency_id == agency_id,
            AgencySecretLine.direction == direction.value,
        )
    )
    number = (last or 0) + 1
    key = await keyring.district_key(session, body.district)
    line = {
        "agency_id": agency_id,
        "direction": direction.value,
        "number": number,
        "district": body.district,
        "secret": seal(key, secret, _place(agency_id, direction, number, body.district)),
        "created_at": at,
    }
    await add(session, AgencySecretLine, (line,))
    return number


async def retire_secrets(
    session: AsyncSession, agency_id: AgencyId, direction: Direction, before: int, at: datetime
) -> None:
    """No secret older than number ``before`` is used or believed any more."""
    await session.execute(
        update(AgencySecretLine)
        .where(
            AgencySecretLine.agency_id == agency_id,
            AgencySecretLine.direction == direction.value,
            AgencySecretLine.number < before,
            AgencySecretLine.retired_at.is_(None),
        )
        .values(retired_at=at)
    )


async def secrets(session: AsyncSession, keyring: Keyring, agency_id: AgencyId) -> AgencySecrets:
    query = (
        select(AgencySecretLine)
        .where(AgencySecretLine.agency_id == agency_id, AgencySecretLine.retired_at.is_(None))
        .order_by(AgencySecretLine.number.desc())
    )
    found: dict[str, list[str]] = {each.value: [] for each in Direction}
    for line in await session.scalars(query):
        key = await keyring.district_key(session, line.district)
        place = _place(agency_id, Direction(line.direction), line.number, line.district)
        found[line.direction].append(unseal(key, line.secret, place))
    signing = tuple(found[Direction.SENDING])
    receiving = tuple(found[Direction.RECEIVING])
    return AgencySecrets(signing[0] if signing else None, receiving, signing)


@dataclass(frozen=True)
class AtTheDoor:
    """As much of a body as is asked before it is believed."""

    district: DistrictCode
    active: bool


async def at_the_door(
    session: AsyncSession, agency_ids: Iterable[AgencyId]
) -> dict[AgencyId, AtTheDoor]:
    query = select(AgencyLine.agency_id, AgencyLine.district, AgencyLine.active)
    rows = await session.execute(query.where(AgencyLine.agency_id.in_(set(agency_ids))))
    return {
        AgencyId(one): AtTheDoor(DistrictCode(district), active) for one, district, active in rows
    }


async def receiving(
    session: AsyncSession, keyring: Keyring, district: DistrictCode, agency_ids: Iterable[AgencyId]
) -> dict[AgencyId, tuple[str, ...]]:
    """What may have signed messages of these bodies, the newest first; in one statement."""
    query = (
        select(AgencySecretLine.agency_id, AgencySecretLine.number, AgencySecretLine.secret)
        .where(
            AgencySecretLine.agency_id.in_(set(agency_ids)),
            AgencySecretLine.direction == Direction.RECEIVING.value,
            AgencySecretLine.retired_at.is_(None),
        )
        .order_by(AgencySecretLine.number.desc())
    )
    found: dict[AgencyId, tuple[str, ...]] = {}
    for one, number, sealed in await session.execute(query):
        agency_id = AgencyId(one)
        key = await keyring.district_key(session, district)
        place = _place(agency_id, Direction.RECEIVING, number, district)
        found[agency_id] = (*found.get(agency_id, ()), unseal(key, sealed, place))
    return found


@dataclass(frozen=True)
class KnownSecret:
    """That there is a secret, and since when; never the secret."""

    direction: Direction
    number: int
    created_at: datetime


async def known_secrets(session: AsyncSession, agency_id: AgencyId) -> list[KnownSecret]:
    """Those in use, the newest first."""
    query = (
        select(AgencySecretLine)
        .where(AgencySecretLine.agency_id == agency_id, AgencySecretLine.retired_at.is_(None))
        .order_by(AgencySecretLine.direction.desc(), AgencySecretLine.number.desc())
    )
    return [
        KnownSecret(Direction(line.direction), line.number, line.created_at)
        for line in await session.scalars(query)
    ]


def _agency(line: AgencyLine) -> Agency:
    return Agency(
        agency_id=AgencyId(line.agency_id),
        district=DistrictCode(line.district),
        name=line.name,
        kind=AgencyKind(line.kind),
        channel=PartnerChannel(line.channel),
        endpoint=line.endpoint,
        agreement_from=line.agreement_from,
        agreement_until=line.agreement_until,
        active=line.active,
        hosts=tuple(line.hosts.split()),
        honours_key=line.honours_key,
        timeout=timedelta(seconds=line.timeout_seconds),
        mail=line.mail,
        phone=line.phone,
        member_of=AgencyId(line.member_of) if line.member_of else None,
        organization_id=line.organization_id,
        paused_at=line.paused_at,
        paused_by=PersonId(line.paused_by) if line.paused_by else None,
        gone_at=line.gone_at,
    )


def _reason(agency_id: str, district: str) -> Place:
    return Place("agencies", "pause_reason", agency_id, district)


def _place(agency_id: str, direction: Direction, number: int, district: str) -> Place:
    return Place("agency_secrets", "secret", f"{agency_id}/{direction}/{number}", district)
