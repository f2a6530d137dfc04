"""Imported lists on either database: kept sealed, moved on once, destroyed with their key."""

from datetime import UTC, datetime, timedelta

import pytest

from care.model.discovery import BatchKind, BatchState, FoundOutcome
from care.model.ids import AtRiskId, DistrictCode, PersonId
from store import batch_portions, batches
from store.batch_portions import PortionRead, Result, RowRemark
from store.batches import Batch, Note, Reading
from store.database import Database
from store.keyring import KeyDestroyed, Keyring

DISTRICT, ELSEWHERE = DistrictCode("41570"), DistrictCode("11215")
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
BATCH = Batch(
    batch_id=batches.batch_id(DISTRICT, "one"),
    district=DISTRICT,
    kind=BatchKind.SIGNALS,
    made_by=PersonId("manager"),
    made_at=NOW,
    file_name="가온 명단.csv",
    year=2026,
    round=2,
    reading=Reading((("이름", "name"), ("종교", "")), (Note("COLUMN_UNKNOWN", {"said": "종교"}),)),
    refused=1,
)
REMARK = RowRemark(3, "DATE_INVALID", "생년월일", {"said": "2월 30일"}, refused=True)
READ = (
    PortionRead(((2, {"name": "가온새"}),), (REMARK,)),
    PortionRead(((4, {"name": "나래솔"}),)),
)
RESULTS = (
    [Result(2, FoundOutcome.SUPPRESSED, AtRiskId("r-1"), NOW.date(), alike=2)],
    [Result(4, FoundOutcome.NEW)],
)


async def found(database: Database, keyring: Keyring) -> Batch:
    async with database.of(DISTRICT).read() as session:
        kept = await batches.get(session, keyring, DISTRICT, BATCH.batch_id)
    assert kept is not None
    return kept


async def passed(database: Database, keyring: Keyring) -> None:
    """Both portions of the present pass."""
    for results in RESULTS:
        batch = await found(database, keyring)
        async with database.of(DISTRICT).write() as session:
            assert await batches.hold(session, batch)
            await batches.advance(session, keyring, batch, results, NOW)


async def test_a_list_is_kept_tried_out_confirmed_taken_and_destroyed(
    database: Database, keyring: Keyring
) -> None:
    assert await batches.keep(database, keyring, BATCH, "m", READ)
    assert not await batches.keep(database, keyring, BATCH, "m", READ)
    kept = await found(database, keyring)
    assert (kept.file_name, kept.reading, kept.total) == ("가온 명단.csv", BATCH.reading, 2)
    async with database.of(DISTRICT).write() as session:
        assert not await batches.confirm(session, kept.batch_id, kept.made_by, NOW)
        assert await batches.begin(session, kept.batch_id, NOW)
    await passed(database, keyring)
    assert (await found(database, keyring)).state is BatchState.CHECKED
    async with database.of(DISTRICT).write() as session:
        assert await batches.confirm(session, kept.batch_id, kept.made_by, NOW)
        assert not await batches.confirm(session, kept.batch_id, kept.made_by, NOW)
    await passed(database, keyring)
    done = await found(database, keyring)
    assert (done.state, done.rows_until, done.done) == (BatchState.DONE, None, 2)
    assert done.taken == {FoundOutcome.NEW: 1, FoundOutcome.SUPPRESSED: 1}
    keyring.forget()
    async with database.of(DISTRICT).read() as session:
        told = batch_portions.told(session, keyring, kept.batch_id, DISTRICT)
        first, _ = [one async for one in told]
        assert await batch_portions.rows(session, keyring, kept.batch_id, DISTRICT, 0) == []
        key = batch_portions.key_of(kept.batch_id)
        with pytest.raises(KeyDestroyed):
            await keyring.case_key(session, key, DISTRICT)
    assert (first.remarks, first.taken) == ((REMARK,), tuple(RESULTS[0]))


async def test_where_another_was_faster_nothing_is_held(
    database: Database, keyring: Keyring
) -> None:
    await batches.keep(database, keyring, BATCH, "m", READ)
    before = await found(database, keyring)
    async with database.of(DISTRICT).write() as session:
        await batches.begin(session, before.batch_id, NOW)
        assert not await batches.hold(session, before)


async def test_another_district_sees_nothing_of_a_list(
    database: Database, keyring: Keyring
) -> None:
    await batches.keep(database, keyring, BATCH, "m", READ)
    async with database.of(ELSEWHERE).read() as session:
        assert await batches.get(session, keyring, ELSEWHERE, BATCH.batch_id) is None
        assert await batches.list_of(session, keyring, ELSEWHERE) == []


async def test_lists_that_stand_still_and_overdue_rows_are_found_over_all_districts(
    database: Database, keyring: Keyring
) -> None:
    await batches.keep(database, keyring, BATCH, "m", READ)
    own = [(BATCH.batch_id, DISTRICT)]
    async with database.for_all().read() as session:
        assert await batches.unheard(session, NOW, NOW) == []
        assert await batches.unheard(session, NOW + timedelta(seconds=1), NOW) == own
        assert await batches.unheard(session, NOW, NOW + batches.KEPT * 2) == own
