"""Offers of scarce places end at their moment, once, in every district, on both databases."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from care.model.ids import CaseId, DistrictCode, PersonId
from runtime import offer_watch
from runtime.offer_watch import OfferWatch
from store import housing
from store.database import Database
from store.housing import HousingOffer, OfferOutcome, UnitState, Waiting, WaitStatus
from tests.care.builders import NOW
from tests.store.conftest import postgres, postgres_template, sqlite_template, url  # noqa: F401

HERE, THERE = DistrictCode("52110"), DistrictCode("41570")
ENDS = NOW + timedelta(days=3)


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:  # noqa: F811
    opened = Database(url, synchronous="NORMAL")
    yield opened.for_all()
    await opened.dispose()


async def an_open_offer(database: Database, district: DistrictCode) -> None:
    case_id = CaseId(f"{district}-aaaa")
    async with database.write() as session:
        await housing.add_units(session, district, ["17"], NOW)
        for state in (UnitState.REPAIRING, UnitState.READY):
            assert await housing.move_unit(session, district, "17", state, NOW)
        waiting = Waiting(0, case_id, False, None, NOW, WaitStatus.WAITING)
        assert await housing.ask_for_home(session, district, waiting)
        made = HousingOffer(f"o-{district}", district, "17", case_id, NOW, PersonId("p-1"), ENDS)
        assert await housing.offer_home(session, made)


async def states(database: Database) -> list[tuple[UnitState, WaitStatus, OfferOutcome | None]]:
    found = []
    async with database.read() as session:
        for district in (HERE, THERE):
            [unit] = await housing.units(session, district)
            [waiting] = await housing.waiting_list(session, district)
            outcome = await housing.outcome_of(session, f"o-{district}")
            found.append((unit.state, waiting.status, outcome))
    return found


async def test_offers_end_at_their_moment_in_every_district_and_once(database: Database) -> None:
    for district in (HERE, THERE):
        await an_open_offer(database, district)
    moment = ENDS - timedelta(seconds=1)
    watch = OfferWatch(database, lambda: moment)
    assert await watch.look() == 0
    assert (
        await states(database) == [(UnitState.OFFERED, WaitStatus.OFFERED, OfferOutcome.OPEN)] * 2
    )
    moment = ENDS
    assert sum(await asyncio.gather(watch.look(), watch.look())) == 2
    ended = [(UnitState.READY, WaitStatus.WAITING, OfferOutcome.EXPIRED)] * 2
    assert await states(database) == ended
    assert await watch.look() == 0
    assert await states(database) == ended


async def test_a_district_that_cannot_be_written_to_holds_up_no_other(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for district in (HERE, THERE):
        await an_open_offer(database, district)
    expire = housing.let_offers_expire

    async def broken(session: object, district: DistrictCode, at: object) -> int:
        if district == THERE:
            raise OSError
        return await expire(session, district, at)  # type: ignore[arg-type]

    monkeypatch.setattr(housing, "let_offers_expire", broken)
    watch = OfferWatch(database, lambda: ENDS)
    assert await watch.look() == 1
    monkeypatch.undo()
    assert await watch.look() == 1


async def test_the_watch_looks_more_than_once_a_minute_and_survives_a_failure(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, stop = 0, asyncio.Event()
    watch = OfferWatch(database, lambda: ENDS)

    async def look() -> int:
        nonlocal looks
        looks += 1
        if looks == 2:
            stop.set()
        raise OSError

    monkeypatch.setattr(watch, "look", look)
    await asyncio.wait_for(watch.run(stop, 0.001), 5)
    assert looks == 2
    assert offer_watch.LOOK_EVERY < 60
