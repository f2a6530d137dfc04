"""Tasks on a body's own FHIR server are looked at, kept once, and a server away holds up nobody."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from pydantic import SecretStr
from sqlalchemy import select

from care.model.codes import (
    AgencyKind,
    DeclineReason,
    LinkageStatus,
    PartnerAnswer,
    PartnerChannel,
    ServiceType,
)
from care.model.ids import AgencyId, DistrictCode, LinkageId
from care.model.service_codes import Capacity
from partners.fhir import mapping
from partners.fhir.channel import FhirChannel
from partners.rest.protocol import CapacityTold, ReferralAnswer, Told, told_json
from runtime.fhir_watch import FhirWatch
from runtime.sandbox import SCRIPTS, Sandbox, ScriptedAnswer, Shared, create_sandbox_app
from runtime.sandbox_fhir import PAGE, FhirSandbox, serve_fhir
from store import agencies, webhooks
from store.agencies import Agency, Direction
from store.database import Database
from store.keyring import Keyring
from store.statements import put
from store.tables.cases import LinkageLine
from store.tables.links import FhirPollLine
from tests.databases import new_sqlite
from tests.partners.fhir.examples import SERVED
from tests.serving import serving

DISTRICT = DistrictCode("41570")
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
KEY = "whsec_" + "s" * 32
BODY = Agency(
    AgencyId("dodam-clinic"), DISTRICT, "도담의원", AgencyKind.CLINIC, PartnerChannel.FHIR
)


async def agreed(agency: str) -> Shared | None:
    return Shared(hears=SecretStr(KEY), speaks=SecretStr(KEY))


class House:
    """A district, its bodies' FHIR servers, and the watch between them."""

    def __init__(self, database: Database, bodies: FhirSandbox, base: str) -> None:
        self.database, self.bodies, self.base = database, bodies, base
        self.keyring, self.now = Keyring(b"k" * 32), datetime.now(UTC)
        self.channel = FhirChannel(allow_private=True)
        every = timedelta(seconds=60)
        self.watch = FhirWatch(database, self.keyring, self.channel, every, lambda: self.now)

    async def settle(self, body: Agency = BODY, endpoint: str = "") -> None:
        known = replace(body, endpoint=endpoint or f"{self.base}/{body.agency_id}/fhir")
        async with self.database.write() as session:
            await agencies.save_agency(session, known)
            await agencies.add_secret(
                session, self.keyring, body.agency_id, Direction.SENDING, KEY, NOW
            )
        self.bodies.sandbox.scripts[body.agency_id] = SCRIPTS["silent"]

    async def asked(self, name: str, body: Agency = BODY) -> str:
        """One referral, known on both sides; the logical id of its Task there."""
        linkage = LinkageId(f"linkage-{name}")
        async with self.database.write() as session:
            await put(session, LinkageLine, (line(linkage, body),))
        served = SERVED.model_copy(update={"linkage_id": linkage})
        agency = body.agency_id
        await self.bodies.create(agency, "Task", mapping.task(served, "ServiceRequest/1"), "yes")
        [task] = self.bodies.held(agency, "Task", linkage)
        return str(task["id"])

    async def told(self) -> list[Told]:
        async with self.database.write() as session:
            found = await webhooks.next_unprocessed(session, self.keyring, self.now, 100)
        return [told_json(one.message.body) for one in found]

    async def kept(self) -> list[ReferralAnswer]:
        return [one for one in await self.told() if isinstance(one, ReferralAnswer)]

    async def rooms(self) -> list[tuple[ServiceType, Capacity]]:
        found = [one for one in await self.told() if isinstance(one, CapacityTold)]
        return [(one.service, one.capacity) for one in found]

    async def look(self) -> int:
        self.now += timedelta(seconds=61)
        return await self.watch.look()

    async def codes(self) -> dict[str, str]:
        async with self.database.read() as session:
            lines = (await session.scalars(select(FhirPollLine))).all()
        return {line.agency_id: line.code for line in lines}


def line(linkage: LinkageId, body: Agency) -> dict[str, object]:
    return {
        "case_id": f"41570-{linkage}",
        "linkage_id": linkage,
        "district": DISTRICT,
        "agency_id": body.agency_id,
        "agency_kind": body.kind.value,
        "channel": "FHIR",
        "service": "MEALS",
        "need": "LIVING_FOOD",
        "status": LinkageStatus.REQUESTED.value,
        "urgent": False,
        "requested_at": NOW,
        "delivery_failed": False,
        "status_at": NOW,
        "value": 0,
        "chain": linkage,
        "chain_since": NOW,
        "attempt": 1,
        "sessions": 0,
    }


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    url = new_sqlite(tmp_path)
    database = Database(url, synchronous="NORMAL")
    sandbox = Sandbox("http://127.0.0.1:1", agreed)
    bodies, app = FhirSandbox(sandbox, agreed), create_sandbox_app(sandbox)
    serve_fhir(app, bodies)
    async with serving(app) as base:
        made = House(database.for_all(), bodies, base)
        yield made
        await made.channel.aclose()
        await bodies.aclose()
    await database.dispose()


def says(answer: PartnerAnswer, **more: object) -> ScriptedAnswer:
    return ScriptedAnswer.model_validate({"answer": answer, **more})


async def test_an_answer_on_their_server_is_kept_once(house: House) -> None:
    await house.settle()
    task = await house.asked("000001")
    assert await house.look() == 0
    told = says(PartnerAnswer.DECLINED, decline_reason=DeclineReason.NO_CAPACITY)
    house.bodies.answer(BODY.agency_id, task, told)
    assert [await house.look() for _ in range(3)] == [1, 0, 0]
    [message] = await house.kept()
    assert message.decline_reason is DeclineReason.NO_CAPACITY
    assert await house.codes() == {BODY.agency_id: "read"}


async def test_each_step_of_the_service_is_another_message(house: House) -> None:
    await house.settle()
    task = await house.asked("000001")
    for answer in (PartnerAnswer.ACCEPTED, PartnerAnswer.STARTED, PartnerAnswer.PROGRESS):
        house.bodies.answer(BODY.agency_id, task, says(answer))
        assert await house.look() == 1
    assert [one.answer.value for one in await house.kept()] == ["ACCEPTED", "STARTED", "PROGRESS"]


async def test_a_full_server_is_read_page_by_page(house: House) -> None:
    await house.settle()
    tasks = [await house.asked(f"{number:06}") for number in range(PAGE + 3)]
    for task in tasks:
        house.bodies.answer(BODY.agency_id, task, says(PartnerAnswer.ACCEPTED))
    assert await house.look() == len(tasks)


async def test_a_server_away_is_looked_at_again_and_holds_up_nobody(house: House) -> None:
    away = replace(BODY, agency_id=AgencyId("away-clinic"))
    await house.settle(away, "http://127.0.0.1:1/fhir")
    await house.settle()
    await house.asked("000002", away)
    task = await house.asked("000001")
    house.bodies.answer(BODY.agency_id, task, says(PartnerAnswer.ACCEPTED))
    assert await house.look() == 1
    assert await house.codes() == {BODY.agency_id: "read", "away-clinic": "unreachable"}
    there = house.bodies.held("away-clinic", "Task", "linkage-000002")[0]["id"]
    house.bodies.answer("away-clinic", there, says(PartnerAnswer.ACCEPTED))
    await house.settle(away)
    assert await house.look() == 1


async def test_what_was_not_asked_of_them_and_our_own_withdrawal_are_no_answers(
    house: House,
) -> None:
    await house.settle()
    task = await house.asked("000001")
    other = replace(BODY, agency_id=AgencyId("other-clinic"))
    await house.settle(other)
    stolen = await house.asked("000003", other)
    kept = house.bodies.of(other.agency_id, "Task").pop(stolen)
    house.bodies.of(BODY.agency_id, "Task")[stolen] = kept
    house.bodies.answer(BODY.agency_id, stolen, says(PartnerAnswer.DONE))
    ours = house.bodies.of(BODY.agency_id, "Task")[task]
    gone = SERVED.model_copy(
        update={"linkage_id": LinkageId("linkage-000001"), "status": LinkageStatus.WITHDRAWN}
    )
    cancelled = mapping.task(gone, "ServiceRequest/1")
    house.bodies.update(BODY.agency_id, "Task", task, ours | cancelled, "")
    assert await house.look() == 0


@pytest.mark.parametrize("change", [{"active": False}, {"channel": PartnerChannel.REST}])
async def test_only_bodies_at_work_over_fhir_are_looked_at(
    house: House, change: dict[str, object]
) -> None:
    await house.settle(replace(BODY, **change))  # type: ignore[arg-type]
    await house.asked("000001")
    await house.look()
    assert await house.codes() == {}


async def test_between_two_looks_a_body_is_left_alone(house: House) -> None:
    await house.settle()
    task = await house.asked("000001")
    await house.look()
    house.bodies.answer(BODY.agency_id, task, says(PartnerAnswer.ACCEPTED))
    assert await house.watch.look() == 0
    assert await house.look() == 1


@pytest.mark.parametrize("capacity", list(Capacity))
async def test_a_body_tells_of_its_room_before_anything_is_asked_of_it(
    house: House, capacity: Capacity
) -> None:
    await house.settle()
    house.bodies.offer(BODY.agency_id, ServiceType.MEALS, capacity)
    assert [await house.look() for _ in range(2)] == [1, 0]
    assert await house.rooms() == [(ServiceType.MEALS, capacity)]


async def test_a_body_without_a_referral_is_looked_at_by_the_hour(house: House) -> None:
    await house.settle()
    await house.look()
    house.bodies.offer(BODY.agency_id, ServiceType.MEALS, Capacity.FULL)
    assert await house.look() == 0
    house.now += timedelta(hours=1)
    assert await house.look() == 1


async def test_a_referral_turned_down_for_want_of_room_speaks_for_the_service(
    house: House,
) -> None:
    await house.settle()
    task = await house.asked("000001")
    full = says(PartnerAnswer.DECLINED, decline_reason=DeclineReason.NO_CAPACITY)
    house.bodies.answer(BODY.agency_id, task, full)
    assert [await house.look() for _ in range(2)] == [1, 0]
    assert await house.rooms() == [(ServiceType.MEALS, Capacity.FULL)]


async def test_a_rejection_of_long_ago_says_nothing_of_the_room_of_today(house: House) -> None:
    await house.settle()
    task = await house.asked("000001")
    full = says(PartnerAnswer.DECLINED, decline_reason=DeclineReason.NO_CAPACITY)
    house.bodies.answer(BODY.agency_id, task, full)
    house.now += timedelta(days=2)
    assert await house.look() == 1
    assert await house.rooms() == []
