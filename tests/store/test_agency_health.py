"""How a body does: what is counted of its answers, its queue, and of nobody else's (CO-12)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from care.model.codes import (
    AgencyKind,
    DeclineReason,
    LinkageStatus,
    PartnerChannel,
    ServiceType,
    SubDomain,
)
from care.model.ids import AgencyId, DistrictCode, PersonId
from store import agencies, agency_health
from store.agencies import Agency
from store.agency_health import Answers, Health
from store.database import Database
from store.keyring import Keyring
from store.statements import add
from store.tables.cases import LinkageLine
from store.tables.messages import DeliveryLine
from tests.databases import new_sqlite

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
HERE = DistrictCode("41570")
BODY, OTHER = AgencyId("centre"), AgencyId("clinic")
HOUR = timedelta(hours=1)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(new_sqlite(tmp_path))
    yield database
    await database.dispose()


def linkage(number: int, agency: AgencyId = BODY, **changes: Any) -> dict[str, Any]:
    asked = NOW - timedelta(days=number)
    return {
        "case_id": f"41570-case{number}{agency}",
        "linkage_id": f"linkage-{number}{agency}",
        "district": HERE,
        "agency_id": agency,
        "agency_kind": AgencyKind.WELFARE_CENTRE.value,
        "channel": PartnerChannel.REST.value,
        "service": ServiceType.MEALS.value,
        "need": SubDomain.ECONOMY_BASIC.value,
        "status": LinkageStatus.REQUESTED.value,
        "urgent": False,
        "requested_at": asked,
        "delivered_at": asked,
        "delivery_failed": False,
        "status_at": asked,
        "scheduled_on": None,
        "value": 0,
        "chain": f"linkage-{number}{agency}",
        "chain_since": asked,
        "attempt": 1,
        "decline": None,
        "outcome": None,
        "answered_at": None,
        "told_at": None,
        "sessions": 0,
    } | changes


def answered(number: int, after: timedelta, status: str = "STARTED", **changes: Any) -> Any:
    at = NOW - timedelta(days=number) + after
    return linkage(number, status=status, answered_at=at, **changes)


async def keep(database: Database, *lines: dict[str, Any]) -> None:
    async with database.write() as session:
        for line in lines:
            await add(session, LinkageLine, (line,))


async def answers(database: Database) -> Any:
    async with database.read() as session:
        return await agency_health.answers(session, HERE, NOW)


async def test_co_12_the_median_answer_time_and_what_was_declined_are_told(
    database: Database,
) -> None:
    no_room = DeclineReason.NO_CAPACITY.value
    await keep(
        database,
        answered(1, 2 * HOUR),
        answered(2, 4 * HOUR, "DECLINED", decline=no_room),
        answered(3, 30 * HOUR),
        linkage(5),
        linkage(4),
        linkage(6, OTHER),
    )
    found = await answers(database)
    assert found[BODY] == Answers(
        asked=5,
        answered=3,
        declined={DeclineReason.NO_CAPACITY: 1},
        median_time=4 * HOUR,
        unanswered_since=NOW - timedelta(days=5),
    )
    assert found[OTHER].median_time is None
    assert found[AgencyId("nobody")] == Answers()


async def test_what_is_older_than_ninety_days_says_nothing_any_more(database: Database) -> None:
    await keep(database, answered(91, HOUR))
    assert (await answers(database))[BODY] == Answers()


async def test_what_was_taken_back_before_it_left_waits_for_nobody(database: Database) -> None:
    await keep(database, linkage(1), linkage(2, status=LinkageStatus.WITHDRAWN.value))
    async with database.write() as session:
        for number in (1, 2):
            line = {
                "effect_id": f"linkage-{number}:1",
                "case_id": f"41570-case{number}centre",
                "district": HERE,
                "linkage_id": f"linkage-{number}centre",
                "agency_id": BODY,
                "attempts": 3,
                "first_at": NOW,
                "last_at": NOW,
                "code": "timeout",
                "next_at": NOW + HOUR,
            }
            await add(session, DeliveryLine, (line,))
        queues = await agency_health.queues(session, HERE)
    assert queues[BODY].length == 1
    assert queues[BODY].next_at == NOW + HOUR
    assert queues[OTHER].length == 0


async def test_a_failing_body_keeps_since_when_and_rests_to_the_later_end(
    database: Database,
) -> None:
    async with database.write() as session:
        for minutes, rest in ((0, 10), (1, 5)):
            at = NOW + timedelta(minutes=minutes)
            until = NOW + timedelta(minutes=rest)
            await agency_health.note_failed(session, BODY, HERE, "timeout", at, open_until=until)
        ill = await agency_health.health(session, BODY)
        everybody = await agency_health.health_of_all(session, HERE)
    assert (ill.failing_since, ill.tries) == (NOW, 2)
    assert ill.rests(NOW + timedelta(minutes=9))
    assert not ill.rests(NOW + timedelta(minutes=10))
    assert everybody[BODY] == ill
    assert everybody[OTHER] == Health(OTHER)


async def test_a_reason_for_a_pause_is_sealed_and_gone_with_it(
    database: Database,
) -> None:
    keyring = Keyring(b"k" * 32)
    body = Agency(BODY, HERE, "가상복지관", AgencyKind.WELFARE_CENTRE, PartnerChannel.REST)
    async with database.write() as session:
        await agencies.save_agency(session, body)
        await agencies.pause(session, keyring, BODY, PersonId("p-1"), "전산 이전", NOW)
        await agencies.pause(session, keyring, BODY, PersonId("p-2"), "아직", NOW + HOUR)
        paused = await agencies.agency(session, BODY)
        assert paused is not None
        assert (paused.paused_at, paused.paused_by) == (NOW, "p-2")
        assert await agencies.pause_reason(session, keyring, BODY) == "아직"
        await agencies.save_agency(session, body)
        kept = await agencies.agency(session, BODY)
        assert kept is not None
        assert kept.paused_at == NOW
        await agencies.resume(session, BODY)
        assert await agencies.pause_reason(session, keyring, BODY) == ""
