"""The last home goes to one household however many ask at once; capacity has a day; gaps show."""

import asyncio
from datetime import date, timedelta

from sqlalchemy import func, select

from care.decide.places import HomeGap
from care.model.codes import LinkageStatus, Role, ServiceType
from care.model.ids import CaseId, DistrictCode, PersonId
from care.model.service_codes import PlacePriority
from store import housing, places
from store.database import Database
from store.housing import HousingOffer, Priority, UnitState, Waiting, WaitStatus
from store.places import LeaveWhy, StatedCapacity
from store.scope import Scope
from store.tables.cases import CaseLine, LinkageLine
from store.tables.housing import HousingOfferLine, HousingUnitLine
from tests.care.builders import NOW
from tests.store.lines import case_line, linkage_line

HERE = DistrictCode("52110")
BOSS = PersonId("p-1")
SCOPE = Scope(HERE, None, None, BOSS, frozenset({Role.COORDINATOR}))
RIVALS = tuple(CaseId(f"52110-rival{number}") for number in range(5))
ROUNDS = 100


def asking(case_id: CaseId, minutes: int = 0) -> Waiting:
    return Waiting(0, case_id, False, None, NOW + timedelta(minutes=minutes), WaitStatus.WAITING)


def an_offer(offer_id: str, unit: str, case_id: CaseId) -> HousingOffer:
    until = NOW + timedelta(days=3)
    return HousingOffer(offer_id, HERE, unit, case_id, NOW, BOSS, until)


async def ready(database: Database, *units: str) -> None:
    async with database.write() as session:
        await housing.add_units(session, HERE, units, NOW)
        for unit in units:
            for state in (UnitState.REPAIRING, UnitState.READY):
                assert await housing.move_unit(session, HERE, unit, state, NOW)


async def test_jj_05_one_home_and_five_who_want_it_a_hundred_times_over(
    database: Database,
) -> None:
    units = [str(number) for number in range(1, ROUNDS + 1)]
    await ready(database, *units)
    async with database.write() as session:
        for number, case_id in enumerate(RIVALS):
            await housing.ask_for_home(session, HERE, asking(case_id, number))

    async def offer(unit: str, case_id: CaseId) -> bool:
        async with database.write() as session:
            made = an_offer(f"{unit}-{case_id}", unit, case_id)
            return await housing.offer_home(session, made)

    async def answer(unit: str, case_id: CaseId, accepted: bool) -> bool:
        async with database.write() as session:
            offer_id = f"{unit}-{case_id}"
            return await housing.answer_offer(session, HERE, offer_id, accepted, NOW)

    for unit in units:
        given = await asyncio.gather(*(offer(unit, case_id) for case_id in RIVALS))
        assert sum(given) == 1, f"home {unit} was offered {sum(given)} times"
        winner = RIVALS[given.index(True)]
        answers = await asyncio.gather(answer(unit, winner, False), answer(unit, winner, False))
        assert sum(answers) == 1, "an offer is answered once"

    async with database.read() as session:
        offers = await session.scalar(select(func.count()).select_from(HousingOfferLine))
        states = set(await session.scalars(select(HousingUnitLine.state)))
        queue = await housing.waiting_list(session, HERE)
    assert (offers, states) == (ROUNDS, {UnitState.READY.value})
    assert [one.case_id for one in queue] == list(RIVALS), "nobody lost the place"


async def test_jj_05_two_homes_at_once_do_not_both_go_to_one_household(
    database: Database,
) -> None:
    await ready(database, "1", "2")
    async with database.write() as session:
        await housing.ask_for_home(session, HERE, asking(RIVALS[0]))

    async def offer(unit: str) -> bool:
        async with database.write() as session:
            return await housing.offer_home(session, an_offer(unit, unit, RIVALS[0]))

    assert sorted(await asyncio.gather(offer("1"), offer("2"))) == [False, True]
    async with database.read() as session:
        states = sorted(one.state for one in await housing.units(session, HERE))
    assert states == [UnitState.OFFERED, UnitState.READY]


async def test_an_acceptance_and_the_end_of_the_offer_do_not_both_count(
    database: Database,
) -> None:
    await ready(database, "1")
    async with database.write() as session:
        await housing.ask_for_home(session, HERE, asking(RIVALS[0]))
        await housing.offer_home(session, an_offer("offer", "1", RIVALS[0]))
    ends = NOW + timedelta(days=3)

    async def accept() -> bool:
        async with database.write() as session:
            return await housing.answer_offer(
                session, HERE, "offer", True, ends - timedelta(seconds=1)
            )

    async def expire() -> bool:
        async with database.write() as session:
            return await housing.let_offers_expire(session, HERE, ends) == 1

    done = await asyncio.gather(accept(), expire())
    assert sorted(done) == [False, True]
    async with database.read() as session:
        [unit] = await housing.units(session, HERE)
    lived = (UnitState.OCCUPIED, RIVALS[0]) if done[0] else (UnitState.READY, None)
    assert (unit.state, unit.case_id) == lived


async def test_jj_05_two_people_together_do_not_go_beyond_what_there_is(
    database: Database,
) -> None:
    """Each counts before the other has committed, unless they take turns."""

    async def plan(unit: str) -> bool:
        async with database.write() as session:
            await places.take_turn(session, HERE)
            if await housing.count_units(session, HERE) >= 1:
                return False
            return await housing.add_units(session, HERE, [unit], NOW) == 1

    assert sum(await asyncio.gather(*(plan(str(number)) for number in range(8)))) == 1


async def test_jj_05_capacity_is_a_number_with_a_day(database: Database) -> None:
    async with database.write() as session:
        for day, number in ((date(2019, 6, 1), 50), (date(2026, 9, 1), 285)):
            await places.set_capacity(session, HERE, StatedCapacity(day, number, BOSS), NOW)
        again = StatedCapacity(date(2026, 9, 1), 280, BOSS)
        await places.set_capacity(session, HERE, again, NOW)
        assert await places.capacities(session, HERE) == [
            StatedCapacity(date(2019, 6, 1), 50, BOSS), again
        ]  # fmt: skip
        assert await places.capacities(session, DistrictCode("41570")) == []


async def test_homes_planned_or_under_repair_are_not_yet_there(database: Database) -> None:
    await ready(database, "1", "2")
    async with database.write() as session:
        await housing.add_units(session, HERE, ["3", "4"], NOW)
        await housing.move_unit(session, HERE, "4", UnitState.REPAIRING, NOW)
        assert await places.in_service(session, HERE) == 2


async def test_the_list_follows_the_rule_of_the_district(database: Database) -> None:
    calm, urgent, heavy = RIVALS[:3]
    async with database.write() as session:
        session.add(case_line(urgent, HERE, urgent=True))
        session.add(case_line(heavy, HERE, level="CASE_HIGH"))
        session.add(case_line(calm, HERE))
        for minutes, case_id in enumerate((calm, urgent, heavy)):
            await housing.ask_for_home(session, HERE, asking(case_id, minutes))
        rule = (PlacePriority.LEVEL, PlacePriority.URGENT)
        queue = await housing.waiting_list(session, HERE, Priority(rule, {"CASE_HIGH": 3}))
    assert [one.case_id for one in queue] == [heavy, urgent, calm]
    behind = [one.ranked.behind for one in queue if one.ranked]
    assert behind == [None, PlacePriority.LEVEL, PlacePriority.URGENT]


async def test_who_leaves_the_list_says_why_and_may_come_back(database: Database) -> None:
    async with database.write() as session:
        assert not await places.leave(session, HERE, RIVALS[0], LeaveWhy.OTHER_HOME, NOW)
        await housing.ask_for_home(session, HERE, asking(RIVALS[0]))
        elsewhere = DistrictCode("41570")
        assert not await places.leave(session, elsewhere, RIVALS[0], LeaveWhy.MOVED_AWAY, NOW)
        assert await places.leave(session, HERE, RIVALS[0], LeaveWhy.OTHER_HOME, NOW)
        assert await places.left_for(session, RIVALS[0]) is LeaveWhy.OTHER_HOME
        assert await housing.waiting_list(session, HERE) == []
        assert await housing.ask_for_home(session, HERE, asking(RIVALS[0], 9))
        assert await places.left_for(session, RIVALS[0]) is None
        assert len(await housing.waiting_list(session, HERE)) == 1


async def test_who_was_offered_a_home_answers_before_leaving(database: Database) -> None:
    await ready(database, "1")
    async with database.write() as session:
        await housing.ask_for_home(session, HERE, asking(RIVALS[0]))
        await housing.offer_home(session, an_offer("offer", "1", RIVALS[0]))
        assert not await places.leave(session, HERE, RIVALS[0], LeaveWhy.OTHER_HOME, NOW)


async def test_with_the_case_ends_the_waiting(database: Database) -> None:
    async with database.write() as session:
        session.add(case_line(RIVALS[0], HERE, stage="ENDED"))
        session.add(case_line(RIVALS[1], HERE))
        for case_id in RIVALS[:2]:
            await housing.ask_for_home(session, HERE, asking(case_id))
        assert await places.ended_leave(session, HERE, NOW) == 1
        assert await places.left_for(session, RIVALS[0]) is LeaveWhy.CASE_ENDED
        assert [one.case_id for one in await housing.waiting_list(session, HERE)] == [RIVALS[1]]


async def lived_in(database: Database, owner: str | None, *linkages: LinkageLine) -> None:
    await ready(database, "17")
    async with database.write() as session:
        session.add(case_line(RIVALS[0], HERE, owner=owner))
        session.add_all(linkages)
        await housing.ask_for_home(session, HERE, asking(RIVALS[0]))
        await housing.offer_home(session, an_offer("offer", "17", RIVALS[0]))
        await housing.answer_offer(session, HERE, "offer", True, NOW)


def service(service: ServiceType, status: LinkageStatus = LinkageStatus.STARTED) -> LinkageLine:
    return linkage_line(RIVALS[0], HERE, f"k-{service}", service=service, status=status)


async def test_jj_07_a_home_without_manager_or_bundle_is_an_exception(database: Database) -> None:
    done = service(ServiceType.DAILY_CARE, LinkageStatus.DONE)
    await lived_in(database, None, service(ServiceType.HOME_VISIT_DOCTOR), done)
    async with database.read() as session:
        [home] = await places.homes_lived_in(session, SCOPE)
    assert home.gaps == (HomeGap.NO_MANAGER, HomeGap.NO_CARE), "a service that is over is none"


async def test_jj_07_a_home_with_manager_health_and_care_is_none(database: Database) -> None:
    meals = service(ServiceType.MEALS, LinkageStatus.SCHEDULED)
    await lived_in(database, "worker", service(ServiceType.MEDICAL), meals)
    async with database.read() as session:
        [home] = await places.homes_lived_in(session, SCOPE)
    assert (home.manager, home.gaps) == (PersonId("worker"), ())
    async with database.write() as session:
        line = await session.get(CaseLine, RIVALS[0])
        assert line is not None
        line.district = "41570"
    async with database.read() as session:
        assert await places.homes_lived_in(session, SCOPE) == [], "out of reach"
