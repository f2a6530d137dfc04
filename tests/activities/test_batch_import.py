"""A list in the worker: tried out, confirmed, taken portion by portion, and never twice."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from temporalio.testing import ActivityEnvironment

from activities import batch_import
from activities.batch_import import BatchDesk, Taker
from activities.take_signals import NoRules, SignalTaker
from care.messages.batches import SAME_AS, SAME_ROW, BatchAsked, BatchProgress
from care.model.discovery import BatchKind, BatchState, FoundOutcome, Placed
from care.model.ids import BatchId, DistrictCode, PersonId
from policies.resolve import resolve
from store import batch_portions, batches
from store.batch_portions import PortionRead, Row, RowRemark
from store.batches import Batch
from store.database import Database
from store.keyring import KeyDestroyed, Keyring
from store.tables.at_risk import AtRiskLine, AtRiskSignalLine
from store.tables.batches import BatchPortionLine
from tests.databases import new_sqlite

DISTRICT = DistrictCode("41570")
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
WHO = PersonId("manager")
LATER = NOW + timedelta(days=8)


def row(number: int, **said: str) -> Row:
    told = {
        "name": f"가온{chr(0xAC00 + number)}",
        "birth_date": "1961-03-04",
        "phone": f"010{number:08d}",
        "office": "handeul-eup",
        "kinds": "POWER_CUT",
        "observed_on": "2026-02-20",
    }
    return number, told | said


def portions(*sizes: int) -> tuple[PortionRead, ...]:
    made, number = [], 2
    for size in sizes:
        made.append(PortionRead(tuple(row(number + n) for n in range(size))))
        number += size
    return tuple(made)


def asked(name: str = "one") -> BatchAsked:
    return BatchAsked(batch_id=batches.batch_id(DISTRICT, name), district=DISTRICT)


class House:
    """A database with the worker's desk before it."""

    def __init__(self, database: Database, keyring: Keyring, taker: Taker) -> None:
        self.database, self.keyring, self.now = database, keyring, NOW
        self.desk = BatchDesk(database, keyring, {BatchKind.SIGNALS: taker}, lambda: self.now)

    async def bring(
        self,
        read: Sequence[PortionRead],
        name: str = "one",
        mark: str = "m",
        at: datetime = NOW,
    ) -> Batch:
        batch = Batch(
            batch_id=asked(name).batch_id,
            district=DISTRICT,
            kind=BatchKind.SIGNALS,
            made_by=WHO,
            made_at=at,
            file_name="가온 명단.csv",
        )
        await batches.keep(self.database, self.keyring, batch, mark, read)
        return batch

    async def round(self, name: str = "one") -> BatchProgress:
        return await ActivityEnvironment().run(self.desk.carry_batch, asked(name))

    async def confirm(self, name: str = "one") -> None:
        async with self.database.write() as session:
            assert await batches.confirm(session, asked(name).batch_id, WHO, NOW)

    async def whole(self, name: str = "one") -> Batch:
        """Tried out, confirmed and taken."""
        await self.round(name)
        await self.confirm(name)
        await self.round(name)
        return await self.batch(name)

    async def batch(self, name: str = "one") -> Batch:
        async with self.database.read() as session:
            found = await batches.get(session, self.keyring, DISTRICT, asked(name).batch_id)
        assert found is not None
        return found

    async def count(self, line: Any) -> int:
        async with self.database.read() as session:
            return await session.scalar(select(func.count()).select_from(line)) or 0

    async def outcomes(self, name: str = "one") -> list[tuple[int, FoundOutcome]]:
        async with self.database.read() as session:
            told = batch_portions.told(session, self.keyring, asked(name).batch_id, DISTRICT)
            return [(one.row, one.outcome) async for p in told for one in p.taken or p.tried]


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database(new_sqlite(tmp_path, "lists.db"), synchronous="NORMAL")
    yield opened.for_all()
    await opened.dispose()


@pytest.fixture
def house(database: Database, keyring: Keyring, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(batch_import, "BREATH", 0)
    return House(database, keyring, SignalTaker(keyring, rules_of, lambda: NOW))


def rules_of(district: DistrictCode) -> Any:
    return resolve(district).discovery


async def test_trying_out_tells_of_every_row_and_takes_none(house: House) -> None:
    await house.bring(portions(3, 2))
    assert await house.round() == BatchProgress(
        state=BatchState.CHECKED, done=5, total=5, rows_held=True
    )
    assert (await house.batch()).tried == {FoundOutcome.NEW: 5}
    assert await house.count(AtRiskLine) == 0


async def test_nothing_is_taken_before_somebody_confirms(house: House) -> None:
    await house.bring(portions(2))
    await house.round()
    assert (await house.round()).state is BatchState.CHECKED
    assert await house.count(AtRiskLine) == 0


async def test_confirmed_it_is_taken_and_its_rows_are_destroyed(house: House) -> None:
    await house.bring(portions(3, 2))
    done = await house.whole()
    assert (done.state, done.taken, done.rows_until) == (
        BatchState.DONE,
        {FoundOutcome.NEW: 5},
        None,
    )
    assert await house.count(AtRiskLine) == 5
    async with house.database.read() as session:
        kept = await session.scalars(select(BatchPortionLine.rows))
        assert list(kept) == [None, None]
        house.keyring.forget()
        with pytest.raises(KeyDestroyed):
            await house.keyring.case_key(session, batch_portions.key_of(done.batch_id), DISTRICT)
    assert [number for number, _ in await house.outcomes()] == [2, 3, 4, 5, 6]


async def test_b06_the_same_list_again_and_one_that_overlaps_make_no_household_twice(
    house: House,
) -> None:
    await house.bring(portions(4))
    await house.whole()
    await house.bring(portions(4), "again")
    await house.bring(portions(6), "more")
    assert (await house.whole("again")).taken == {FoundOutcome.ALREADY_RECEIVED: 4}
    more = (await house.whole("more")).taken
    assert more == {FoundOutcome.ALREADY_RECEIVED: 4, FoundOutcome.NEW: 2}
    assert (await house.count(AtRiskLine), await house.count(AtRiskSignalLine)) == (6, 6)


async def test_b06_a_row_twice_in_a_file_is_told_alike_before_and_after(house: House) -> None:
    twice = (3, row(2)[1] | {SAME_ROW: "2"})
    other = (4, row(2, kinds="WATER_CUT")[1] | {SAME_AS: "2"})
    await house.bring([PortionRead((row(2), twice, other))])
    await house.round()
    before = await house.outcomes()
    await house.confirm()
    await house.round()
    assert before == await house.outcomes()
    assert [one for _, one in before] == [
        FoundOutcome.NEW,
        FoundOutcome.ALREADY_RECEIVED,
        FoundOutcome.ADDED,
    ]


async def test_a_list_broken_off_goes_on_behind_the_last_portion(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.bring(portions(2, 2, 2))
    await house.round()
    await house.confirm()
    monkeypatch.setattr(batch_import, "ROUND", timedelta(seconds=-1))
    assert (await house.round()).done == 2
    assert await house.count(AtRiskLine) == 2
    assert (await house.round()).done == 4
    assert (await house.round()).state is BatchState.DONE
    assert await house.count(AtRiskLine) == 6


class Interrupting:
    """Somebody presses stop, or another worker is faster, while the second portion is taken."""

    def __init__(self, taker: Taker, act: Any) -> None:
        self.taker, self.act, self.portions = taker, act, 0

    async def judge(self, session: Any, batch: Batch, rows: Sequence[Row]) -> list[Placed]:
        self.portions += 1
        if self.portions == 2:
            await self.act(batch)
        return await self.taker.judge(session, batch, rows)

    async def take(
        self, session: Any, batch: Batch, rows: Sequence[Row], at: datetime
    ) -> list[Placed]:
        return await self.taker.take(session, batch, rows, at)


async def test_a_stop_is_obeyed_at_the_next_portion_and_destroys_the_rows(
    database: Database, keyring: Keyring
) -> None:
    async def stop(batch: Batch) -> None:
        async with database.write() as session:
            await batches.stop(session, keyring, batch.batch_id, NOW)

    taker = Interrupting(SignalTaker(keyring, rules_of, lambda: NOW), stop)
    house = House(database, keyring, taker)
    await house.bring(portions(2, 2, 2))
    assert await house.round() == BatchProgress(
        state=BatchState.STOPPED, done=2, total=6, rows_held=False
    )
    assert (await house.batch()).tried == {FoundOutcome.NEW: 2}


async def test_of_two_workers_on_one_portion_one_alone_writes(
    database: Database, keyring: Keyring
) -> None:
    plain = House(database, keyring, SignalTaker(keyring, rules_of, lambda: NOW))

    async def faster(batch: Batch) -> None:
        await plain.round()

    taker = Interrupting(SignalTaker(keyring, rules_of, lambda: NOW), faster)
    slow = House(database, keyring, taker)
    await slow.bring(portions(2, 2, 2))
    assert (await slow.round()).state is BatchState.CHECKED
    assert (await slow.batch()).tried == {FoundOutcome.NEW: 6}


async def test_a_list_nobody_confirms_is_destroyed_after_seven_days(house: House) -> None:
    await house.bring(portions(2))
    await house.round()
    house.now = NOW + batches.KEPT
    assert (await house.round()).rows_held is False
    found = await house.batch()
    assert (found.state, found.failure) == (BatchState.STOPPED, batches.LAPSED)
    async with house.database.write() as session:
        assert not await batches.confirm(session, found.batch_id, WHO, LATER)


async def test_given_up_it_waits_with_its_rows_and_goes_on_where_it_stood(house: House) -> None:
    await house.bring(portions(2, 2))
    await house.round()
    await house.confirm()
    failed = await ActivityEnvironment().run(house.desk.fail_batch, asked())
    assert (failed.state, failed.rows_held) == (BatchState.FAILED, True)
    assert (await house.round()).state is BatchState.FAILED
    async with house.database.write() as session:
        assert await batches.again(session, asked().batch_id, NOW)
    assert (await house.round()).state is BatchState.DONE
    assert await house.count(AtRiskLine) == 4


async def test_a_signal_the_policy_no_longer_has_is_refused_alone(house: House) -> None:
    await house.bring([PortionRead((row(2), row(3, kinds="GONE"), row(4)))])
    done = await house.whole()
    assert done.taken == {FoundOutcome.NEW: 2, FoundOutcome.REJECTED: 1}
    assert (await house.outcomes())[1] == (3, FoundOutcome.REJECTED)
    async with house.database.read() as session:
        standing = await session.scalars(select(AtRiskSignalLine.batch_row))
        assert sorted(standing) == [2, 4]


async def test_without_rules_of_discovery_a_list_is_not_taken_for_nothing(
    database: Database, keyring: Keyring
) -> None:
    house = House(database, keyring, SignalTaker(keyring, lambda code: None))
    await house.bring(portions(2))
    with pytest.raises(NoRules):
        await house.round()
    assert (await house.batch()).done == 0


async def test_a_list_nobody_knows_has_failed(house: House) -> None:
    assert (await house.round("other")).state is BatchState.FAILED


async def test_kept_twice_by_one_act_it_is_one_list_and_its_bytes_are_known_again(
    house: House,
) -> None:
    await house.bring(portions(2))
    await house.bring(portions(2))
    await house.bring(portions(2), "second", at=LATER)
    await house.bring(portions(2), "other", "another file")
    async with house.database.read() as session:
        every = await batches.list_of(session, house.keyring, DISTRICT)
        before = {one.batch_id: await batches.same_before(session, one) for one in every}
    assert before == {
        asked("one").batch_id: None,
        asked("second").batch_id: NOW,
        asked("other").batch_id: None,
    }


async def test_neither_names_nor_the_files_name_stand_in_the_clear(house: House) -> None:
    remark = RowRemark(3, "DATE_INVALID", "생년월일", {"said": "2월 30일"}, refused=True)
    await house.bring([PortionRead((row(2),), (remark,))])
    async with house.database.read() as session:
        lines = (await session.execute(select(BatchPortionLine))).scalars().all()
    held = b"".join((one.rows or b"") + one.remarks for one in lines)
    assert not [one for one in ("가온", "2월", "POWER") if one.encode() in held]
    async with house.database.read() as session:
        told = batch_portions.told(session, house.keyring, asked().batch_id, DISTRICT)
        [portion] = [one async for one in told]
    assert portion.remarks == (remark,)
    assert (await house.batch()).file_name == "가온 명단.csv"


async def test_another_district_finds_no_list_of_this_one(house: House) -> None:
    await house.bring(portions(1))
    elsewhere = DistrictCode("45110")
    async with house.database.read() as session:
        batch = BatchId(asked().batch_id)
        assert await batches.get(session, house.keyring, elsewhere, batch) is None
        assert await batch_portions.rows(session, house.keyring, batch, elsewhere, 0) == []


async def test_the_watch_is_told_of_lists_that_stand_still_and_of_overdue_rows(
    house: House,
) -> None:
    await house.bring(portions(1))
    async with house.database.read() as session:
        assert await batches.unheard(session, NOW, NOW) == []
        assert await batches.unheard(session, NOW + timedelta(seconds=1), NOW) == [
            (asked().batch_id, DISTRICT)
        ]
    await house.round()
    async with house.database.read() as session:
        assert await batches.unheard(session, LATER, NOW) == []
        assert [one for one, _ in await batches.unheard(session, NOW, LATER)] == [asked().batch_id]
