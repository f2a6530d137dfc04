"""What a body answered in the past year, for choosing whom to ask; never of whom."""

from datetime import datetime, timedelta
from typing import Any

from care.model.codes import DeclineReason, LinkageStatus, ServiceType
from care.model.ids import AgencyId, DistrictCode
from store.answer_stats import PERIOD, AnswerStats, answer_stats
from store.database import Database
from store.statements import put
from store.tables.cases import LinkageLine
from tests.care.builders import NOW

HERE, THERE = DistrictCode("11215"), DistrictCode("11140")
CLINIC, CENTRE = AgencyId("a-clinic"), AgencyId("a-centre")
HOURS = timedelta(hours=1)


def line(number: int, status: LinkageStatus, **changes: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "case_id": f"{HERE}-case-{number}",
        "linkage_id": f"linkage-{number}",
        "district": HERE,
        "agency_id": CLINIC,
        "agency_kind": "CLINIC",
        "channel": "REST",
        "service": ServiceType.HOME_VISIT_DOCTOR.value,
        "need": "HEALTH_BODY",
        "status": status.value,
        "urgent": False,
        "requested_at": NOW,
        "delivered_at": NOW,
        "delivery_failed": False,
        "status_at": NOW,
        "scheduled_on": None,
        "value": 0,
        "chain": f"linkage-{number}",
        "chain_since": NOW,
        "attempt": 1,
        "decline": None,
        "outcome": None,
        "answered_at": NOW + 50 * HOURS,
        "told_at": None,
        "sessions": 0,
    }
    return row | changes


async def stats(
    database: Database, *rows: dict[str, Any], now: datetime = NOW
) -> dict[AgencyId, AnswerStats]:
    async with database.write() as session:
        await put(session, LinkageLine, rows)
    async with database.read() as session:
        return await answer_stats(session, HERE, now)


async def test_what_a_body_took_of_what_it_was_asked_and_how_soon(database: Database) -> None:
    found = await stats(
        database,
        line(1, LinkageStatus.DONE, answered_at=NOW + HOURS),
        line(2, LinkageStatus.SCHEDULED, answered_at=NOW + 60 * HOURS),
        line(3, LinkageStatus.DECLINED, decline=DeclineReason.NO_CAPACITY.value),
        line(4, LinkageStatus.STARTED, agency_id=CENTRE, service=ServiceType.MEALS.value),
    )
    both = frozenset({ServiceType.HOME_VISIT_DOCTOR})
    assert found[CLINIC] == AnswerStats(asked=3, accepted=2, median_days=2, services=both)
    assert found[CENTRE].services == {ServiceType.MEALS}


async def test_silence_until_the_next_was_asked_counts_as_asked(database: Database) -> None:
    silent = {"answered_at": None, "chain": "linkage-1", "case_id": f"{HERE}-case-1"}
    found = await stats(
        database,
        line(1, LinkageStatus.WITHDRAWN, **silent),
        line(2, LinkageStatus.REQUESTED, **silent | {"attempt": 2, "agency_id": CENTRE}),
    )
    assert found == {CLINIC: AnswerStats(asked=1)}


async def test_what_says_nothing_of_a_body_is_not_counted(database: Database) -> None:
    found = await stats(
        database,
        line(1, LinkageStatus.DECLINED, decline=DeclineReason.CLIENT_DECLINED.value),
        line(2, LinkageStatus.WITHDRAWN, answered_at=None),
        line(3, LinkageStatus.WAITLISTED),
        line(4, LinkageStatus.REQUESTED, answered_at=None),
        line(5, LinkageStatus.DONE, district=THERE),
    )
    assert found == {}


async def test_only_the_past_year_counts(database: Database) -> None:
    later = NOW + PERIOD
    assert await stats(database, line(1, LinkageStatus.DONE), now=later) != {}
    assert await stats(database, now=later + HOURS) == {}
