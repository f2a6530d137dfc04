"""A home goes to one household at most; who does not get it keeps the place on the list."""

import asyncio
from datetime import date, timedelta

from care.model.ids import CaseId, DistrictCode, PersonId
from store import housing
from store.database import Database
from store.housing import HousingOffer, UnitState, Waiting, WaitStatus
from tests.care.builders import NOW

HERE = DistrictCode("52110")
FIRST, SECOND, THIRD = (CaseId(f"52110-{name}") for name in ("aaaa", "bbbb", "cccc"))


def waits(case_id: CaseId, *, hospital: bool = False, home: date | None = None) -> Waiting:
    return Waiting(0, case_id, hospital, home, NOW, WaitStatus.WAITING)


def offered(case_id: CaseId, number: int, unit: str = "17") -> HousingOffer:
    return HousingOffer(
        offer_id=f"offer-{number}",
        district=HERE,
        unit=unit,
        case_id=case_id,
        offered_at=NOW,
        offered_by=PersonId("p-1"),
        expires_at=NOW + timedelta(days=3),
    )


async def one_ready_home(database: Database) -> None:
    async with database.write() as session:
        await housing.add_units(session, HERE, ["17"], NOW)
        assert await housing.move_unit(session, HERE, "17", UnitState.REPAIRING, NOW)
        assert await housing.move_unit(session, HERE, "17", UnitState.READY, NOW)
        for case_id in (FIRST, SECOND):
            assert await housing.ask_for_home(session, HERE, waits(case_id))


async def test_of_two_offers_of_the_last_home_at_once_one_holds(database: Database) -> None:
    await one_ready_home(database)

    async def offer(case_id: CaseId, number: int) -> bool:
        async with database.write() as session:
            return await housing.offer_home(session, offered(case_id, number))

    given = await asyncio.gather(offer(FIRST, 1), offer(SECOND, 2))

    assert sorted(given) == [False, True]
    async with database.read() as session:
        [unit] = await housing.units(session, HERE)
        queue = await housing.waiting_list(session, HERE)
    winner = (FIRST, SECOND)[given.index(True)]
    assert (unit.state, unit.case_id) == (UnitState.OFFERED, winner)
    assert {one.case_id: one.status for one in queue} == {
        winner: WaitStatus.OFFERED,
        ({FIRST, SECOND} - {winner}).pop(): WaitStatus.WAITING,
    }


async def test_who_leaves_a_hospital_comes_first_by_the_day_of_going_home(
    database: Database,
) -> None:
    async with database.write() as session:
        await housing.ask_for_home(session, HERE, waits(FIRST))
        later, sooner = date(2026, 9, 1), date(2026, 8, 24)
        await housing.ask_for_home(session, HERE, waits(SECOND, hospital=True, home=later))
        await housing.ask_for_home(session, HERE, waits(THIRD, hospital=True, home=sooner))
        queue = await housing.waiting_list(session, HERE)
    assert [(one.place, one.case_id) for one in queue] == [(1, THIRD), (2, SECOND), (3, FIRST)]


async def test_an_unanswered_offer_gives_the_home_back_and_the_household_keeps_its_place(
    database: Database,
) -> None:
    await one_ready_home(database)
    async with database.write() as session:
        assert await housing.offer_home(session, offered(FIRST, 1))
        before = [one.case_id for one in await housing.waiting_list(session, HERE)]
        late = NOW + timedelta(days=4)
        assert not await housing.answer_offer(session, HERE, "offer-1", True, late)
        assert await housing.let_offers_expire(session, HERE, late) == 1
        [unit] = await housing.units(session, HERE)
        after = [one.case_id for one in await housing.waiting_list(session, HERE)]
    assert unit.state is UnitState.READY
    assert before == after == [FIRST, SECOND]


async def test_an_accepted_home_is_occupied_and_answered_once(database: Database) -> None:
    await one_ready_home(database)
    async with database.write() as session:
        assert await housing.offer_home(session, offered(FIRST, 1))
        assert await housing.answer_offer(session, HERE, "offer-1", True, NOW)
        assert not await housing.answer_offer(session, HERE, "offer-1", False, NOW)
        [unit] = await housing.units(session, HERE)
        queue = await housing.waiting_list(session, HERE)
    assert (unit.state, unit.case_id) == (UnitState.OCCUPIED, FIRST)
    assert [one.case_id for one in queue] == [SECOND]


async def test_a_home_takes_its_states_in_order(database: Database) -> None:
    async with database.write() as session:
        await housing.add_units(session, HERE, ["1"], NOW)
        assert not await housing.move_unit(session, HERE, "1", UnitState.READY, NOW)
        assert not await housing.move_unit(session, HERE, "1", UnitState.VACATED, NOW)
        assert await housing.move_unit(session, HERE, "1", UnitState.REPAIRING, NOW)
