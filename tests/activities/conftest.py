"""A real database of one invented household, and a body whose channel only remembers."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from care.messages.envelope import DeliveryResult
from care.model.codes import AgencyKind, PartnerChannel
from care.model.ids import DistrictCode, EffectId, HouseholdId, LinkageId, OfficeCode
from partners.channel import Endpoint, Known, Referral, Reminder, TransportError
from store.agencies import Agency, Direction, add_secret, save_agency
from store.database import Database
from store.households import MemberDetails, add_member, new_household
from store.keyring import Keyring
from tests.databases import new_sqlite
from tests.workflows.acts import AGENCY, MEMBER

DISTRICT = DistrictCode("11215")
NAME, PHONE, ADDRESS = "표본해온", "010-0000-0999", "가상동 표본로 1"


@dataclass
class Remembering:
    """A channel that sends nothing; ``fails`` is raised once each.

    The next ``lost`` referrals arrive and nobody hears of it, as when a connection breaks.
    """

    sent: list[Referral] = field(default_factory=list)
    endpoints: list[Endpoint] = field(default_factory=list)
    withdrawn: list[LinkageId] = field(default_factory=list)
    reminded: list[Reminder] = field(default_factory=list)
    asked: list[LinkageId] = field(default_factory=list)
    fails: list[TransportError] = field(default_factory=list)
    lost: int = 0
    can_be_asked: bool = False
    hangs: asyncio.Event | None = None

    async def send(self, referral: Referral, endpoint: Endpoint) -> DeliveryResult:
        if self.hangs is not None:
            await self.hangs.wait()
        if self.fails:
            raise self.fails.pop(0)
        self.sent.append(referral)
        self.endpoints.append(endpoint)
        if self.lost:
            self.lost -= 1
            raise TransportError("broken_off", permanent=False, unsure=True)
        return DeliveryResult(delivered=True, code="http_202")

    async def remind(self, reminder: Reminder, endpoint: Endpoint) -> DeliveryResult:
        self.reminded.append(reminder)
        return DeliveryResult(delivered=True, code="http_202")

    async def find(self, linkage_id: LinkageId, endpoint: Endpoint) -> Known:
        self.asked.append(linkage_id)
        if not self.can_be_asked:
            return Known.CANNOT_TELL
        there = any(one.linkage_id == linkage_id for one in self.sent)
        return Known.THERE if there else Known.NOT_THERE

    async def withdraw(
        self, linkage_id: LinkageId, effect_id: EffectId, endpoint: Endpoint
    ) -> DeliveryResult:
        self.withdrawn.append(linkage_id)
        return DeliveryResult(delivered=True)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    url = new_sqlite(tmp_path)
    database = Database(url, synchronous="NORMAL")
    yield database
    await database.dispose()


@pytest.fixture
def keyring() -> Keyring:
    return Keyring(b"k" * 32)


@pytest.fixture
def channel() -> Remembering:
    return Remembering()


async def settle_in(database: Database, keyring: Keyring, household: HouseholdId) -> None:
    """The household's details, and the body that will be asked."""
    now = datetime.now(UTC)
    details = MemberDetails(
        member_id=MEMBER,
        name=NAME,
        birth_date=date(1958, 4, 1),
        phone=PHONE,
        address=ADDRESS,
    )
    async with database.write() as session:
        await new_household(session, household, DISTRICT, OfficeCode("office-1"), now)
        await add_member(session, keyring, household, details)
        await save_agency(session, body())
        await add_secret(session, keyring, AGENCY, Direction.SENDING, "whsec_c2VjcmV0", now)


def body(*, kind: AgencyKind = AgencyKind.PUBLIC_AGENCY, **other: Any) -> Agency:
    return Agency(
        agency_id=AGENCY,
        district=DISTRICT,
        name="가상기관",
        kind=kind,
        channel=PartnerChannel.REST,
        endpoint="http://127.0.0.1:9/bodies/agency-1",
        **other,
    )
