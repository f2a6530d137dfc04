"""Facts are kept with each step and come back on rebuild; a number and its list are of one mind."""

from datetime import date, timedelta
from functools import partial
from itertools import count

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.decide.figures import counted
from care.messages.events import Recorded
from care.model.codes import DiscoveryChannel, Role
from care.model.figures import FactKind, How, Measure
from care.model.ids import CaseId, DistrictCode, OfficeCode, PersonId
from care.model.policy import CasePolicy
from store import figure_cases, timeline
from store import figure_counts as counts
from store.database import Database
from store.figure_counts import Asked, By, Which
from store.keyring import Keyring
from store.rebuild import rebuild
from store.scope import Scope
from store.tables.cases import CaseLine
from store.tables.figures import CountedLine
from store.tables.protection import HiddenLine
from tests.care.builders import NOW, a_policy
from tests.store.lines import case_line
from tests.store.steps import Walk, a_case_in_linkage

HERE = DistrictCode("11215")
SCOPE = Scope(HERE, None, None, PersonId("lead"), frozenset({Role.COORDINATOR}))
YEAR = Asked(date(2026, 1, 1), date(2026, 12, 31))
K = FactKind
_places = count(1)


def never(district: DistrictCode) -> CasePolicy:
    raise AssertionError("the kept policy is used")


async def stored(database: Database) -> set[tuple[str, str, str, int]]:
    table = CountedLine
    async with database.read() as session:
        query = select(table.case_id, table.kind, table.key, table.amount)
        return {(case, kind, key, n) for case, kind, key, n in await session.execute(query)}


def expected(walk: Walk) -> set[tuple[str, str, str, int]]:
    recorded: list[Recorded] = [one for step in walk.steps for one in step.events]
    return {(walk.case_id, one.kind.value, one.key, one.amount) for one in counted(recorded)}


async def write(database: Database, keyring: Keyring, walk: Walk, order: list[int]) -> None:
    async with database.write() as session:
        await timeline.keep_policy(session, walk.policy)
        for place in order:
            await timeline.append(session, walk.steps[place], keyring)


async def test_facts_follow_step_by_step_and_again_after_a_repeat(
    database: Database, keyring: Keyring
) -> None:
    walk = a_case_in_linkage()
    places = list(range(len(walk.steps)))
    await write(database, keyring, walk, [*places, places[-1], places[2]])
    assert await stored(database) == expected(walk)
    assert len(await stored(database)) > 10


async def test_steps_out_of_order_come_to_the_same_facts(
    database: Database, keyring: Keyring
) -> None:
    walk = a_case_in_linkage()
    places = list(range(len(walk.steps)))
    await write(database, keyring, walk, [*places[:4], places[5], places[4], *places[6:]])
    assert await stored(database) == expected(walk)


async def test_a_case_recorded_before_is_counted_whole_at_its_next_step(
    database: Database, keyring: Keyring
) -> None:
    walk = a_case_in_linkage()
    places = list(range(len(walk.steps)))
    await write(database, keyring, walk, places[:-1])
    async with database.write() as session:
        await session.execute(delete(CountedLine))
    await write(database, keyring, walk, places[-1:])
    assert await stored(database) == expected(walk)
    async with database.write() as session:
        await session.execute(delete(CountedLine))
    await rebuild(database, keyring, never)
    assert await stored(database) == expected(walk)


async def fact(
    session: AsyncSession,
    number: int,
    kind: FactKind,
    on: date = date(2026, 3, 2),
    home: str = "",
    code: str = "",
    amount: int = 0,
    *,
    office: str = "",
    channel: str = "REPORT",
    who: str | None = None,
) -> None:
    """One counted fact of case ``number``, whose line is made when it is not there."""
    case_id, home = CaseId(f"{HERE}-fig{number:04d}"), home or f"home-{number}"
    if await session.get(CaseLine, case_id) is None:
        said = {"case_number": f"SB-2026-{number:04d}", "household_id": home, "office": office}
        session.add(case_line(case_id, HERE, level="CASE_GENERAL", **said))
    place = next(_places)
    session.add(
        CountedLine(
            case_id=case_id,
            kind=kind.value,
            key=f"{place}",
            sequence=place,
            district=HERE,
            household_id=home,
            channel=channel,
            at=NOW,
            on=on,
            code=code,
            amount=amount,
            who=who,
        )
    )


async def a_district(database: Database) -> None:
    """Six cases of five households, in two offices, found in two ways."""
    async with database.for_all().write() as session:
        for number in range(1, 7):
            home = "home-1" if number == 2 else ""
            way = "REPORT" if number < 4 else "HOSPITAL"
            at = partial(
                fact,
                session,
                number,
                on=date(2026, 1 + number // 2, 9),
                home=home,
                office="sodam-dong" if number % 2 else "narae-dong",
                channel=way,
            )
            await at(K.OPENED, code=way)
            await at(K.MANAGED, code="CASE_GENERAL")
            for place in range(number):
                await at(K.SERVED, code="MEALS")
                await at(K.STEP, code="WHOLE", amount=20 + 5 * place)
            await at(K.PRIVATE, code="COMPANY", amount=100 * number)


async def test_every_number_has_as_much_behind_it_however_it_is_cut(database: Database) -> None:
    await a_district(database)
    zones = {"ZONE_1": ("sodam-dong",), "ZONE_2": ("narae-dong",)}
    async with database.read() as session:
        whole = await counts.whole(session, SCOPE, YEAR)
        assert (whole.value(Measure.FOUND), whole.value(Measure.SERVICES)) == (5, 21)
        assert whole.value(Measure.PRIVATE) == 2_100
        for one in Measure:
            which = Which(one.kind, one.how)
            assert await counts.value(session, SCOPE, YEAR, which) == whole.value(one)
            page = await counts.behind(session, SCOPE, YEAR, which)
            if one.how is How.WON:
                assert sum(line.amount for line in page.items) == whole.value(one)
            else:
                assert page.total == len(page.items) == whole.value(one)
        for by in By:
            groups = await counts.groups(session, SCOPE, YEAR, by, zones)
            assert sum(one.value(Measure.SERVICES) for one in groups) == 21
            assert sum(one.value(Measure.PRIVATE) for one in groups) == 2_100
        zoned = await counts.groups(session, SCOPE, YEAR, By.ZONE, zones)
        assert {one.key: one.value(Measure.FOUND) for one in zoned} == {"ZONE_1": 3, "ZONE_2": 3}


async def test_what_it_is_narrowed_to_narrows_the_list_as_well(database: Database) -> None:
    await a_district(database)
    narrowed = (
        Asked(YEAR.first, YEAR.last, offices=frozenset({"narae-dong"})),
        Asked(YEAR.first, YEAR.last, channel=DiscoveryChannel.HOSPITAL),
        Asked(date(2026, 2, 1), date(2026, 2, 28)),
    )
    async with database.read() as session:
        for asked in narrowed:
            whole = await counts.whole(session, SCOPE, asked)
            assert 0 < whole.value(Measure.FOUND) < 5
            for one in (Measure.FOUND, Measure.SERVICES):
                page = await counts.behind(session, SCOPE, asked, Which(one.kind, one.how))
                assert page.total == whole.value(one)


async def test_an_office_a_district_and_a_danger_person_count_what_they_may_know(
    database: Database,
) -> None:
    await a_district(database)
    async with database.for_all().write() as session:
        session.add(
            HiddenLine(
                household_id="home-3",
                kind="person",
                who="kin",
                district=HERE,
                danger_id="d",
                since=NOW,
                until=None,
            )
        )
    office = Scope(HERE, frozenset({OfficeCode("narae-dong")}), None, PersonId("x"), frozenset())
    elsewhere = Scope(DistrictCode("52110"), None, None, PersonId("x"), frozenset())
    kin = Scope(HERE, None, None, PersonId("kin"), frozenset({Role.CASE_MANAGER}))
    async with database.read() as session:
        found = {
            name: (await counts.whole(session, scope, YEAR)).value(Measure.SERVICES)
            for name, scope in (("office", office), ("away", elsewhere), ("kin", kin))
        }
        assert found == {"office": 12, "away": 0, "kin": 18}
        listed = await counts.behind(session, kin, YEAR, Which(K.OPENED, How.HOUSEHOLDS))
        assert CaseId(f"{HERE}-fig0003") not in {one.case_id for one in listed.items}
        assert not await counts.sees_all(session, kin)
        assert not await counts.sees_all(session, office)
        assert await counts.sees_all(session, SCOPE)


async def test_a_merged_record_counts_for_no_household_until_it_is_undone(
    database: Database,
) -> None:
    await a_district(database)
    async with database.for_all().write() as session:
        await fact(session, 3, K.MERGED, amount=1)
    async with database.read() as session:
        assert (await counts.whole(session, SCOPE, YEAR)).value(Measure.FOUND) == 4
        assert (await counts.whole(session, SCOPE, YEAR)).value(Measure.SERVICES) == 21
        page = await counts.behind(session, SCOPE, YEAR, Which(K.OPENED, How.HOUSEHOLDS))
        assert page.total == 4
        assert await figure_cases.levels(session, SCOPE, YEAR) == {"CASE_GENERAL": 4}
    async with database.for_all().write() as session:
        await fact(session, 3, K.MERGED, amount=-1)
    async with database.read() as session:
        assert (await counts.whole(session, SCOPE, YEAR)).value(Measure.FOUND) == 5


async def test_what_was_recorded_later_stands_apart(database: Database) -> None:
    await a_district(database)
    async with database.read() as session:
        before = Asked(YEAR.first, YEAR.last, known_at=NOW - timedelta(minutes=1))
        assert (await counts.whole(session, SCOPE, before)).value(Measure.FOUND) == 0
        then = Asked(YEAR.first, YEAR.last, known_at=NOW)
        assert (await counts.whole(session, SCOPE, then)).value(Measure.FOUND) == 5


async def test_times_tell_their_middle_their_mean_and_what_was_too_long(
    database: Database,
) -> None:
    await a_district(database)
    async with database.read() as session:
        spread = (await counts.spreads(session, SCOPE, YEAR))[K.STEP]["WHOLE"]
        over = await counts.behind(session, SCOPE, YEAR, Which(K.STEP, code="WHOLE", over=30))
    days = sorted(20 + 5 * place for number in range(1, 7) for place in range(number))
    assert spread.times == len(days) == 21
    assert spread.median == days[10]
    assert spread.mean == sum(days) / 21
    assert spread.within(30) == sum(1 for one in days if one <= 30)
    assert over.total == sum(1 for one in days if one > 30)


async def test_a_case_is_carried_by_who_had_it_last_until_it_ends(database: Database) -> None:
    async with database.for_all().write() as session:
        await fact(session, 1, K.OWNED, date(2026, 2, 1), who="worker-a")
        await fact(session, 1, K.OWNED, date(2026, 4, 1), who="worker-b")
        await fact(session, 2, K.OWNED, date(2026, 2, 1), who="worker-a")
        await fact(session, 2, K.CLOSED, date(2026, 5, 1), code="IMPROVED")
    months = {3: {"worker-a": 2}, 4: {"worker-b": 1, "worker-a": 1}, 5: {"worker-b": 1}}
    async with database.read() as session:
        for month, expected_loads in months.items():
            asked = Asked(date(2026, month, 1), date(2026, month, 28))
            assert await counts.loads(session, SCOPE, asked) == expected_loads


async def test_case_by_case_the_sums_are_those_of_the_whole(database: Database) -> None:
    await a_district(database)
    async with database.read() as session:
        cases = await figure_cases.cases(session, SCOPE, YEAR)
        whole = await counts.whole(session, SCOPE, YEAR)
    assert [one.case_number for one in cases] == sorted(one.case_number for one in cases)
    assert sum(one.services for one in cases) == whole.value(Measure.SERVICES)
    assert sum(one.private for one in cases) == whole.value(Measure.PRIVATE)
    assert {one.managed for one in cases} == {one.opened for one in cases}
    assert a_policy().exported(cases[0].level) == "CASE_GENERAL"  # type: ignore[arg-type]
