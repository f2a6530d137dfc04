"""What the directory keeps is found by need, place, age, cost and words, and nothing else is."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from care.model.codes import AgencyKind, NeedArea, PartnerChannel, ServiceType, SubDomain
from care.model.directory import EntryFields, ServiceStatus
from care.model.ids import AgencyId, DistrictCode, OfficeCode, PersonId
from care.model.service_codes import Capacity
from store import agencies, directory
from store.agencies import Agency
from store.database import Database
from store.directory import Entering, Found, Query, Recheck
from store.directory_fields import entry_of, fields_of

HERE, AWAY = DistrictCode("41570"), DistrictCode("52110")
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
US = Entering(PersonId("p-1"), NOW)
CLINIC = AgencyId("clinic")

VISIT = EntryFields(
    organization="한들의원",
    service_name="방문진료",
    services=frozenset({ServiceType.HOME_VISIT_DOCTOR}),
    needs=frozenset({SubDomain.HEALTH_BODY}),
    offices=frozenset({OfficeCode("handeul-eup")}),
    minimum_age=65,
    cost_won=15_000,
    eligibility="거동이 불편한 어르신",
    phone="031-000-0101",
    capacity=Capacity.HAS_ROOM,
    capacity_free=3,
    capacity_on=date(2026, 2, 20),
    waits_days=7,
    assured_on=date(2026, 1, 5),
    assurer="desk@handeul.example",
)
MEALS = EntryFields(
    organization="푸른복지관",
    service_name="밑반찬 배달",
    services=frozenset({ServiceType.MEALS}),
    needs=frozenset({SubDomain.DAILY_ESSENTIALS}),
    cost_won=0,
    home_visit=True,
    capacity=Capacity.FULL,
)
LAW = EntryFields(
    organization="마을법률지원단",
    service_name="법률 상담",
    services=frozenset({ServiceType.LEGAL}),
    needs=frozenset({SubDomain.LEGAL_HELP, SubDomain.LEGAL_RIGHTS}),
    offices=frozenset({OfficeCode("saesol-dong")}),
    maximum_age=64,
    description="빚과 임대차 문제를 100% 무료로",
)


async def keep(database: Database, *fields: EntryFields, at: DistrictCode = HERE) -> list[str]:
    async with database.write() as session:
        return [await directory.save_entry(session, at, *entry_of(one), US) for one in fields]


@pytest.fixture
async def kept(database: Database) -> Database:
    await keep(database, VISIT, MEALS, LAW)
    return database


async def named(database: Database, query: Query, at: DistrictCode = HERE) -> set[str]:
    async with database.read() as session:
        page = await directory.search(session, at, query)
    assert page.total == len(page.found)
    return {one.service_name for one in page.found}


async def the(database: Database, service_id: str) -> Found:
    async with database.read() as session:
        held = await directory.entry(session, HERE, service_id)
    assert held is not None
    return held.found


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query(), {"방문진료", "밑반찬 배달", "법률 상담"}),
        (Query(text="밑반찬"), {"밑반찬 배달"}),
        (Query(text="밑 반찬배달"), {"밑반찬 배달"}),
        (Query(text="어르신"), {"방문진료"}),
        (Query(text="푸른 배달"), {"밑반찬 배달"}),
        (Query(text="100%"), {"법률 상담"}),
        (Query(text="_"), set()),
        (Query(text="왕진", named=frozenset({ServiceType.HOME_VISIT_DOCTOR})), {"방문진료"}),
        (Query(need=SubDomain.LEGAL_RIGHTS), {"법률 상담"}),
        (Query(area=NeedArea.HEALTH), {"방문진료"}),
        (Query(service=ServiceType.MEALS), {"밑반찬 배달"}),
        (Query(offices=frozenset({OfficeCode("handeul-eup")})), {"방문진료", "밑반찬 배달"}),
        (Query(age=70), {"방문진료", "밑반찬 배달"}),
        (Query(age=64), {"밑반찬 배달", "법률 상담"}),
        (Query(max_cost=0), {"밑반찬 배달"}),
        (Query(max_cost=15_000), {"밑반찬 배달", "방문진료"}),
        (Query(home_visit=True), {"밑반찬 배달", "방문진료"}),
        (Query(only_free=True), {"방문진료"}),
        (Query(assured_before=date(2026, 1, 5)), {"밑반찬 배달", "법률 상담"}),
        (Query(assured_before=date(2026, 1, 6)), {"밑반찬 배달", "법률 상담", "방문진료"}),
    ],
)
async def test_everything_asked_must_hold(kept: Database, query: Query, expected: set[str]) -> None:
    assert await named(kept, query) == expected


async def test_another_district_finds_nothing_of_ours_even_with_the_same_ids(
    kept: Database,
) -> None:
    assert await named(kept, Query(), AWAY) == set()
    await keep(kept, VISIT.model_copy(update={"cost_won": 1}), at=AWAY)
    assert await named(kept, Query(), AWAY) == {"방문진료"}
    assert await named(kept, Query(max_cost=1)) == {"밑반찬 배달"}


async def test_what_is_found_says_who_it_is_for_and_who_vouches(kept: Database) -> None:
    async with kept.write() as session:
        await agencies.save_agency(
            session, Agency(CLINIC, HERE, "한들의원", AgencyKind.CLINIC, PartnerChannel.MANUAL)
        )
        await directory.save_entry(session, HERE, *entry_of(VISIT), US, CLINIC)
        page = await directory.search(session, HERE, Query(agency_id=CLINIC))
    [found] = page.found
    assert (found.agency_id, found.agency_kind) == (CLINIC, AgencyKind.CLINIC)
    assert (found.services, found.needs) == (VISIT.services, VISIT.needs)
    assert (found.minimum_age, found.maximum_age, found.cost_won) == (65, None, 15_000)
    assert (found.capacity, found.capacity_free, found.waits_days) == (Capacity.HAS_ROOM, 3, 7)
    assert found.capacity_at == datetime(2026, 2, 19, 15, tzinfo=UTC)
    assert (found.assured_on, found.assurer) == (date(2026, 1, 5), "desk@handeul.example")
    assert (found.phone, found.eligibility) == ("031-000-0101", "거동이 불편한 어르신")
    assert (found.entered_by, found.entered_for, found.entered_at) == ("p-1", None, NOW)


async def test_who_entered_first_stays_and_so_does_the_body(kept: Database) -> None:
    again = Entering(PersonId("p-2"), NOW + timedelta(days=1), CLINIC)
    changed = VISIT.model_copy(update={"needs": frozenset({SubDomain.HEALTH_MIND})})
    async with kept.write() as session:
        await directory.save_entry(session, HERE, *entry_of(VISIT), US, CLINIC)
        service_id = await directory.save_entry(session, HERE, *entry_of(changed), again)
    found = await the(kept, service_id)
    assert (found.entered_by, found.entered_at, found.entered_for) == ("p-1", NOW, None)
    assert found.agency_id == CLINIC
    assert found.needs == {SubDomain.HEALTH_MIND}
    assert await named(kept, Query(need=SubDomain.HEALTH_BODY)) == set()


async def test_a_body_tells_its_room_and_the_word_has_an_age(kept: Database) -> None:
    [service_id] = await keep(kept, MEALS)
    told = Entering(PersonId("p-9"), NOW + timedelta(hours=5), AgencyId("centre"))
    async with kept.write() as session:
        room = (Capacity.WAITLIST, 0, 30)
        assert await directory.tell_capacity(session, HERE, service_id, room, told)
        assert not await directory.tell_capacity(session, AWAY, service_id, room, told)
    found = await the(kept, service_id)
    assert (found.capacity, found.capacity_free, found.waits_days) == room
    assert found.capacity_at == told.at
    assert (found.entered_by, found.agency_id) == ("p-1", None)


async def test_room_told_without_a_number_forgets_the_old_number(kept: Database) -> None:
    [service_id] = await keep(kept, VISIT)
    async with kept.write() as session:
        await directory.tell_capacity(session, HERE, service_id, (Capacity.FULL, None, None), US)
    found = await the(kept, service_id)
    assert (found.capacity, found.capacity_free, found.waits_days) == (Capacity.FULL, None, 7)
    assert await named(kept, Query(only_free=True)) == set()


async def test_assuring_dates_the_entry_and_ends_the_recheck(kept: Database) -> None:
    [service_id] = await keep(kept, LAW)
    asked = Recheck(service_id, PersonId("p-3"), PersonId("p-1"), NOW, date(2026, 3, 16))
    async with kept.write() as session:
        await directory.assign_recheck(session, HERE, replace(asked, assigned_to=PersonId("p-4")))
        await directory.assign_recheck(session, HERE, asked)
        assert await directory.rechecks(session, HERE) == {service_id: asked}
        assert await directory.rechecks(session, HERE, PersonId("p-4")) == {}
        assert await directory.rechecks(session, AWAY) == {}
        assert await directory.assure(session, HERE, service_id, Entering(PersonId("p-3"), NOW))
        assert not await directory.assure(session, AWAY, service_id, US)
        assert await directory.rechecks(session, HERE) == {}
    found = await the(kept, service_id)
    assert (found.assured_on, found.assurer) == (date(2026, 3, 2), "p-3")


async def test_what_is_no_longer_offered_is_found_only_when_asked_for(kept: Database) -> None:
    await keep(kept, MEALS.model_copy(update={"status": ServiceStatus.DEFUNCT}))
    assert "밑반찬 배달" not in await named(kept, Query())
    assert "밑반찬 배달" in await named(kept, Query(closed=True))


async def test_pages_follow_each_other_and_know_how_many_there_are(database: Database) -> None:
    await keep(database, *(MEALS.model_copy(update={"service_name": f"{n:02}"}) for n in range(7)))
    async with database.read() as session:
        pages = [await directory.search(session, HERE, Query(), n, size=3) for n in (1, 2, 3)]
    assert [[one.service_name for one in page.found] for page in pages] == [
        ["00", "01", "02"],
        ["03", "04", "05"],
        ["06"],
    ]
    assert [(page.more, page.total) for page in pages] == [(True, 7), (True, 7), (False, 7)]


@pytest.mark.parametrize("fields", [VISIT, MEALS, LAW])
def test_a_line_says_again_what_it_said(fields: EntryFields) -> None:
    organization, service = entry_of(fields)
    again = fields_of(organization, service)
    expected = {"home_visit": True} if ServiceType.HOME_VISIT_DOCTOR in fields.services else {}
    assert again == fields.model_copy(update=expected)
    assert entry_of(again, (organization, service)) == (organization, service)
