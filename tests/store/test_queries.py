"""Lists: in the order people work, within the district and the scope, found by what people type."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update

from care.messages.envelope import Step
from care.model.codes import Role, Stage
from care.model.ids import (
    AgencyId,
    CaseNumber,
    DistrictCode,
    HouseholdId,
    MemberId,
    OfficeCode,
    PersonId,
)
from care.model.work import Task, TaskKind
from store import queries as q
from store import timeline
from store.database import Database
from store.households import MemberDetails, add_member, masked_name, new_household, same_person
from store.keyring import Keyring
from store.people import Person, Substitution, create_person, end_substitution, name_substitute
from store.tables.cases import CaseLine
from tests.care.builders import NOW, met
from tests.store.steps import Walk

A, B = DistrictCode("11215"), DistrictCode("11140")
OFFICE = OfficeCode("sodam-dong")
ME, OTHER, ABSENT = PersonId("p-me"), PersonId("p-other"), PersonId("p-absent")
SCOPE = q.Scope(A, None, None, ME, frozenset({Role.CASE_MANAGER}))
FILTERS = q.TaskFilters(NOW)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def a_task(key: str, **changes: object) -> Task:
    values = {
        "key": f"DO_CHECK:{key}",
        "kind": TaskKind.DO_CHECK,
        "role": Role.CASE_MANAGER,
        "person": ME,
        "since": NOW - DAY,
        "due": NOW + 5 * DAY,
    }
    return Task.model_validate({**values, **changes})


def with_tasks(step: Step, *tasks: Task) -> Step:
    return step.model_copy(update={"snapshot": step.snapshot.model_copy(update={"tasks": tasks})})


async def put(database: Database, keyring: Keyring, *steps: Step) -> None:
    async with database.write() as session:
        for step in steps:
            await timeline.append(session, step, keyring)


async def keys(
    database: Database, keyring: Keyring, tab: q.Tab, scope: q.Scope = SCOPE
) -> list[str]:
    async with database.read() as session:
        page = await q.inbox(session, keyring, scope, tab, FILTERS)
        counts = await q.tab_counts(session, scope, NOW)
    assert counts[tab] == page.total == len(page.items)
    return [row.key.partition(":")[2] for row in page.items]


async def test_the_inbox_shows_late_then_today_then_escalated_then_weight_then_age(
    database: Database, keyring: Keyring
) -> None:
    tasks = (
        a_task("old", since=NOW - 9 * DAY),
        a_task("heavy", priority=2),
        a_task("escalated", escalated_to=Role.TEAM_LEAD),
        a_task("today", due=NOW + HOUR),
        a_task("late", due=NOW - HOUR),
        a_task("very-late", due=NOW - DAY),
        a_task("undated", due=None, since=NOW - 8 * DAY),
        a_task("others", person=OTHER),
    )
    await put(database, keyring, with_tasks(Walk().open(), *tasks))
    expected = ["very-late", "late", "today", "escalated", "heavy", "old", "undated"]
    assert await keys(database, keyring, q.Tab.MINE) == expected


async def test_a_day_ends_at_midnight_in_korea(database: Database, keyring: Keyring) -> None:
    midnight = datetime.fromisoformat("2026-03-06T00:00:00+09:00")
    tasks = (a_task("before", due=midnight - HOUR), a_task("after", due=midnight + HOUR))
    await put(database, keyring, with_tasks(Walk().open(), *tasks))
    async with database.read() as session:
        page = await q.inbox(session, keyring, SCOPE, q.Tab.MINE, FILTERS)
    assert [(row.key[9:], row.due_today) for row in page.items] == [
        ("before", True),
        ("after", False),
    ]


async def test_taking_putting_off_and_giving_back_move_an_item_between_tabs(
    database: Database, keyring: Keyring
) -> None:
    await put(database, keyring, with_tasks(Walk().open(), a_task("team", person=None)))
    async with database.read() as session:
        row = (await q.inbox(session, keyring, SCOPE, q.Tab.TEAM, FILTERS)).items[0]
    rival = replace(SCOPE, person=OTHER)
    async with database.write() as session:
        assert await q.claim(session, SCOPE, row.task_id, NOW)
        assert not await q.claim(session, rival, row.task_id, NOW)
        assert not await q.snooze(session, rival, row.task_id, NOW + DAY, NOW)
    assert await keys(database, keyring, q.Tab.MINE) == ["team"]
    assert await keys(database, keyring, q.Tab.TEAM, rival) == []
    async with database.write() as session:
        assert await q.snooze(session, SCOPE, row.task_id, NOW + DAY, NOW)
    assert await keys(database, keyring, q.Tab.SNOOZED) == ["team"]
    assert await keys(database, keyring, q.Tab.MINE) == []
    async with database.write() as session:
        assert await q.wake(session, SCOPE, row.task_id, NOW)
        assert await q.release(session, SCOPE, row.task_id)
    assert await keys(database, keyring, q.Tab.TEAM, rival) == ["team"]


async def test_an_item_stays_taken_while_its_case_goes_on(
    database: Database, keyring: Keyring
) -> None:
    walk = Walk()
    tasks = (a_task("team", person=None), a_task("gone"))
    await put(database, keyring, with_tasks(walk.open(), *tasks))
    async with database.write() as session:
        row = (await q.inbox(session, keyring, SCOPE, q.Tab.TEAM, FILTERS)).items[0]
        await q.claim(session, SCOPE, row.task_id, NOW)
    await put(database, keyring, with_tasks(walk.act(met()), a_task("team", person=None)))
    assert await keys(database, keyring, q.Tab.MINE) == ["team"]


async def test_the_tab_of_returned_work_shows_only_that(
    database: Database, keyring: Keyring
) -> None:
    await put(
        database, keyring, with_tasks(Walk().open(), a_task("back", returned=True), a_task("new"))
    )
    assert await keys(database, keyring, q.Tab.RETURNED) == ["back"]


async def test_an_approval_is_not_offered_to_who_asked_for_it(
    database: Database, keyring: Keyring
) -> None:
    asked = {"kind": TaskKind.APPROVE_PLAN, "person": None}
    tasks = (a_task("own", requester=ME, **asked), a_task("of-other", requester=OTHER, **asked))
    await put(database, keyring, with_tasks(Walk().open(), *tasks))
    assert await keys(database, keyring, q.Tab.TEAM) == ["of-other"]


async def test_a_substitute_sees_what_waits_for_the_absent_one(
    database: Database, keyring: Keyring
) -> None:
    today = date(2026, 3, 5)
    tasks = (
        a_task("by-name", person=ABSENT),
        a_task("by-role", person=None, role=Role.SECTION_HEAD),
    )
    await put(database, keyring, with_tasks(Walk().open(), *tasks))
    person = Person(ABSENT, "head", A, roles=frozenset({Role.SECTION_HEAD}))
    async with database.write() as session:
        await create_person(session, keyring, person, "장서윤", "hash", NOW)
        absence = Substitution(0, ABSENT, ME, today, today)
        named = await name_substitute(session, A, absence, ABSENT, NOW)
    assert await keys(database, keyring, q.Tab.MINE) == ["by-name"]
    assert await keys(database, keyring, q.Tab.TEAM) == ["by-role"]
    async with database.write() as session:
        assert await end_substitution(session, ABSENT, named, NOW)
    assert await keys(database, keyring, q.Tab.MINE) == []
    assert await keys(database, keyring, q.Tab.TEAM) == []


@pytest.fixture
async def two_districts(database: Database, keyring: Keyring) -> Database:
    """윤해온's household in A and 윤해솔's in B, alike in everything but the name."""
    for district, name in ((A, "윤해온"), (B, "윤해솔")):
        home = HouseholdId(f"h-{district}")
        walk = Walk(f"{district}-ABCDEFGHJKMNPQRS", home)
        async with database.write() as session:
            await new_household(session, home, district, OFFICE, NOW)
            details = MemberDetails(
                MemberId(f"m-{district}"), name, date(1979, 6, 14), "010-1234-5678"
            )
            await add_member(session, keyring, home, details)
            await timeline.append(session, with_tasks(walk.open(), a_task(district)), keyring)
    return database


async def test_no_list_count_or_page_of_one_district_shows_another(
    two_districts: Database, keyring: Keyring
) -> None:
    stranger = Walk(f"{B}-ABCDEFGHJKMNPQRS").case_id
    assert await keys(two_districts, keyring, q.Tab.MINE) == [A]
    async with two_districts.read() as session:
        listed = await q.case_list(session, keyring, SCOPE, q.CaseFilters(NOW))
        other = replace(SCOPE, district=B)
        theirs = (await q.inbox(session, keyring, other, q.Tab.MINE, FILTERS)).items[0]
        assert [row.district for row in listed.items] == [A]
        assert listed.total == 1
        assert await q.case_row(session, keyring, SCOPE, stranger) is None
        assert await q.snapshot(session, keyring, SCOPE, stranger) is None
        assert (await q.timeline_page(session, keyring, SCOPE, stranger)).total == 0
        assert await q.task(session, keyring, SCOPE, theirs.task_id, NOW) is None
        assert await q.tasks_of_case(session, keyring, SCOPE, stranger, NOW) == []
        found = await q.case_list(session, keyring, SCOPE, q.CaseFilters(NOW, q="윤해솔"))
        assert found.total == 0
    async with two_districts.write() as session:
        assert not await q.snooze(session, SCOPE, theirs.task_id, NOW + DAY, NOW)


async def test_offices_and_partner_bodies_see_only_their_own(
    two_districts: Database, keyring: Keyring
) -> None:
    for narrow in (
        replace(SCOPE, offices=frozenset({OfficeCode("another-dong")})),
        replace(SCOPE, offices=frozenset()),
        replace(SCOPE, agency=AgencyId("a-nobody-asked")),
    ):
        async with two_districts.read() as session:
            assert (await q.case_list(session, keyring, narrow, q.CaseFilters(NOW))).total == 0
        assert await keys(two_districts, keyring, q.Tab.MINE, narrow) == []


async def test_a_private_manager_reads_what_they_manage_but_nothing_of_a_household_in_hold(
    two_districts: Database, keyring: Keyring
) -> None:
    async with two_districts.read() as session:
        (ours,) = (await q.case_list(session, keyring, SCOPE, q.CaseFilters(NOW))).items
    private = replace(SCOPE, agency=AgencyId("a-centre"), person=PersonId("p-private"))
    for values, seen in (
        ({"co_owner": "p-private"}, 1),
        ({"stage": "ENGAGEMENT_HOLD"}, 0),
    ):
        async with two_districts.write() as session:
            await session.execute(
                update(CaseLine).where(CaseLine.case_id == ours.case_id).values(**values)
            )
        async with two_districts.read() as session:
            found = await q.case_list(session, keyring, private, q.CaseFilters(NOW))
            place = await q.case_place(session, private, ours.case_id)
        assert found.total == seen
        assert (place is not None) is bool(seen)


@pytest.mark.parametrize(
    "typed",
    ["윤해온", "해온", "윤해", "ㅇㅎ", "ㅇㅎㅇ", "5678", "010-1234-5678", "윤해온 5678",
     "SB-2026-0001", "sb-2026", "0001", "윤해온 1979-06-14"],
)  # fmt: skip
async def test_a_case_is_found_by_what_people_type(
    two_districts: Database, keyring: Keyring, typed: str
) -> None:
    async with two_districts.read() as session:
        page = await q.case_list(session, keyring, SCOPE, q.CaseFilters(NOW, q=typed))
    assert [row.client for row in page.items] == ["윤○온"]


@pytest.mark.parametrize("typed", ["윤", "ㅇ", "김해온", "1234", "윤해온 9999", "%", "_", "2026"])
async def test_too_little_or_something_else_finds_nobody(
    two_districts: Database, keyring: Keyring, typed: str
) -> None:
    async with two_districts.read() as session:
        assert (await q.case_list(session, keyring, SCOPE, q.CaseFilters(NOW, q=typed))).total == 0


async def test_the_same_person_is_recognised_within_the_district_alone(
    two_districts: Database, keyring: Keyring
) -> None:
    async with two_districts.read() as session:
        born = date(1979, 6, 14)
        assert await same_person(session, keyring, A, "윤 해온", born) == [f"h-{A}"]
        assert await same_person(session, keyring, A, "윤해온", date(1979, 6, 15)) == []
        assert await same_person(session, keyring, A, "윤해솔", born) == []


FILTERED = (
    ({"stage": Stage.DISCOVERY}, 1),
    ({"stage": Stage.PLANNING}, 0),
    ({"office": OFFICE}, 1),
    ({"owner": ME}, 0),
    ({"unassigned": True}, 1),
    ({"urgent": True}, 0),
    ({"overdue": True}, 0),
    ({"overdue": True, "now": NOW + 30 * DAY}, 1),
    ({"idle_since": NOW}, 0),
    ({"idle_since": NOW + DAY}, 1),
)


@pytest.mark.parametrize(("changes", "total"), FILTERED)
async def test_each_filter_of_the_case_list_narrows_it(
    two_districts: Database, keyring: Keyring, changes: dict[str, object], total: int
) -> None:
    filters = replace(q.CaseFilters(NOW), **changes)  # type: ignore[arg-type]
    for order in q.CaseOrder:
        async with two_districts.read() as session:
            page = await q.case_list(session, keyring, SCOPE, replace(filters, order=order))
        assert page.total == len(page.items) == total


async def test_a_long_list_comes_in_pages_of_fifty_with_its_total(
    database: Database, keyring: Keyring
) -> None:
    steps = [
        Walk(f"{A}-{number:016d}", f"h-{number}").open(f"SB-2026-{number:04d}")
        for number in range(60)
    ]
    await put(database, keyring, *steps)
    async with database.read() as session:
        pages = [
            await q.case_list(session, keyring, SCOPE, q.CaseFilters(NOW), number)
            for number in (1, 2, 3)
        ]
    assert [len(page.items) for page in pages] == [50, 10, 0]
    assert {page.total for page in pages} == {60}
    assert len({row.case_id for page in pages for row in page.items}) == 60


async def test_case_numbers_go_up_by_district_and_year(database: Database) -> None:
    async with database.write() as session:
        numbers = [await q.next_case_number(session, A, "GW", 2026) for _ in range(2)]
        numbers.append(await q.next_case_number(session, A, "GW", 2027))
        numbers.append(await q.next_case_number(session, B, "JG", 2026))
    expected = ["GW-2026-0001", "GW-2026-0002", "GW-2027-0001", "JG-2026-0001"]
    assert numbers == [CaseNumber(each) for each in expected]


@pytest.mark.parametrize(
    ("name", "masked"),
    [("윤해온", "윤○온"), ("윤온", "윤○"), ("남궁해온", "남○○온"), ("윤", "윤"), ("", "")],
)
def test_a_masked_name_keeps_its_ends(name: str, masked: str) -> None:
    assert masked_name(name) == masked
