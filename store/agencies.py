"""Partner bodies of a district and the secrets shared with them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import AgencyKind, PartnerChannel
from care.model.ids import AgencyId, DistrictCode
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


async def save_agency(session: AsyncSession, agency: Agency) -> None:
    """New, or over the old one of the same id."""
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
    }
    await put(session, AgencyLine, (line,))


async def agency(session: AsyncSession, agency_id: AgencyId) -> Agency | None:
    line = await session.get(AgencyLine, agency_id, populate_existing=True)
    return None if line is None else _agency(line)


async def agencies(
    session: AsyncSession, district: DistrictCode, kind: AgencyKind | None = None
) -> list[Agency]:
    """Active bodies of a district, by name."""
    query = select(AgencyLine).where(AgencyLine.district == district, AgencyLine.active)
    if kind is not None:
        query = query.where(AgencyLine.kind == kind.value)
    return [_agency(line) for line in await session.scalars(query.order_by(AgencyLine.name))]


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
    sending = found[Direction.SENDING]
    return AgencySecrets(sending[0] if sending else None, tuple(found[Direction.RECEIVING]))


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
    )


def _place(agency_id: str, direction: Direction, number: int, district: str) -> Place:
    return Place("agency_secrets", "secret", f"{agency_id}/{direction}/{number}", district)
