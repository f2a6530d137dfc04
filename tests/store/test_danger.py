"""For a danger person, and the body they work at, a household does not exist (SR-18)."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import text

from care.model.codes import Role
from care.model.ids import (
    AgencyId,
    CaseId,
    DistrictCode,
    HouseholdId,
    MemberId,
    OfficeCode,
    PersonId,
)
from store import danger, locations, people, safeguarding, timeline
from store import queries as q
from store.danger import Identity, Knock, NewDanger
from store.database import Database
from store.erasure import erase_case
from store.households import MemberDetails, add_member, new_household
from store.inherited import Inheritance, inherit
from store.keyring import Keyring
from store.locations import Naming
from store.people import Person
from store.safeguarding import Watcher
from tests.care.builders import NOW
from tests.store.steps import Walk, a_case_in_linkage

A = DistrictCode("11215")
HOME = HouseholdId("h-1")
CLINIC, CENTRE = AgencyId("clinic"), AgencyId("centre")
DANGEROUS, COLLEAGUE = PersonId("p-d"), PersonId("p-c")
LEAD, SECOND = PersonId("p-lead"), PersonId("p-second")
WHO = Identity("강 제외", date(1980, 2, 3), "010-9876-5432")
MANAGER = frozenset({Role.CASE_MANAGER})


async def account(
    database: Database,
    keyring: Keyring,
    person: PersonId,
    identity: Identity | None = None,
    agency: AgencyId | None = None,
    roles: frozenset[Role] = MANAGER,
) -> None:
    made = Person(person, str(person), A, agency_id=agency, roles=roles)
    async with database.write() as session:
        await people.create_person(session, keyring, made, "가온", "hash", NOW)
        if identity is not None:
            await danger.identify(session, keyring, person, identity, NOW)


async def add(
    database: Database, keyring: Keyring, who: Identity = WHO, danger_id: str = "d-1"
) -> None:
    new = NewDanger(danger_id, HOME, A, who, LEAD, NOW)
    async with database.write() as session:
        await danger.add_danger(session, keyring, new)


async def a_case(database: Database, keyring: Keyring) -> CaseId:
    walk = a_case_in_linkage()
    async with database.write() as session:
        for step in walk.steps:
            await timeline.append(session, step, keyring)
    return walk.case_id


def scope(person: PersonId, agency: AgencyId | None = None) -> q.Scope:
    return q.Scope(A, None, agency, person, MANAGER)


async def seen(database: Database, keyring: Keyring, scope: q.Scope) -> int:
    """Lists, counts, direct links and tasks have to agree."""
    filters = q.CaseFilters(NOW)
    async with database.read() as session:
        listed = await q.case_list(session, keyring, scope, filters)
        found = await q.case_list(session, keyring, scope, replace(filters, q="SB-2026"))
        case_id = CaseId("11215-ABCDEFGHJKMNPQRS")
        row = await q.case_row(session, keyring, scope, case_id)
        place = await q.case_place(session, scope, case_id)
        told = await q.timeline_page(session, keyring, scope, case_id)
        tasks = await q.tasks_of_case(session, keyring, scope, case_id, NOW)
        money = await q.ledger_totals(session, scope, NOW.date(), NOW.date())
    answers = {
        bool(each) for each in (listed.total, found.total, row, place, told.total, tasks, money)
    }
    assert len(answers) == 1, "some know what others do not"
    return listed.total


async def told(database: Database, watcher: Watcher) -> list[tuple[str, PersonId | None]]:
    async with database.read() as session:
        return [(one.kind, one.person) for one in await safeguarding.alerts(session, watcher)]


async def test_an_account_that_matches_no_longer_finds_the_case(
    database: Database, keyring: Keyring
) -> None:
    await a_case(database, keyring)
    await account(database, keyring, DANGEROUS, WHO)
    await account(database, keyring, COLLEAGUE, replace(WHO, name="강제의", phone="010-1111-2222"))
    assert await seen(database, keyring, scope(DANGEROUS)) == 1
    await add(database, keyring, replace(WHO, name="강제외", phone=None))
    assert await seen(database, keyring, scope(DANGEROUS)) == 0
    assert await seen(database, keyring, scope(COLLEAGUE)) == 1
    assert await told(database, Watcher(LEAD, None, A)) == [("MATCH", DANGEROUS)]


async def test_an_account_made_later_is_compared_too(database: Database, keyring: Keyring) -> None:
    await a_case(database, keyring)
    await add(database, keyring, Identity("강제외", None, "01098765432"))
    await account(database, keyring, COLLEAGUE)
    await account(database, keyring, DANGEROUS, replace(WHO, born=None))
    assert await seen(database, keyring, scope(DANGEROUS)) == 0
    assert await seen(database, keyring, scope(COLLEAGUE)) == 1
    assert await told(database, Watcher(LEAD, None, A)) == [("MATCH", DANGEROUS)]


async def test_a_later_case_of_the_household_is_hidden_from_its_first_moment(
    database: Database, keyring: Keyring
) -> None:
    await account(database, keyring, DANGEROUS, WHO)
    await add(database, keyring)
    await a_case(database, keyring)
    assert await seen(database, keyring, scope(DANGEROUS)) == 0


async def test_a_name_alone_means_nobody(database: Database, keyring: Keyring) -> None:
    await a_case(database, keyring)
    await account(database, keyring, DANGEROUS, WHO)
    await add(database, keyring, Identity(WHO.name, None, "5432"))
    assert await seen(database, keyring, scope(DANGEROUS)) == 1


async def test_the_body_of_a_match_is_shut_out_until_two_leads_say_otherwise(
    database: Database, keyring: Keyring
) -> None:
    case_id = await a_case(database, keyring)
    partner = frozenset({Role.PARTNER_WORKER})
    await account(database, keyring, DANGEROUS, WHO, CLINIC, partner)
    await add(database, keyring)
    watchers = [Watcher(one, None, A) for one in (LEAD, LEAD, SECOND)]
    answers = []
    for watcher in watchers:
        async with database.write() as session:
            assert await danger.hides(session, CLINIC, case_id)
            assert not await danger.hides(session, CENTRE, case_id)
            assert (await danger.hidden_from(session, HOME))[1] == {CLINIC}
            answers.append(await safeguarding.lift(session, watcher, "d-1", CLINIC, NOW))
    assert answers == [True, False, True]
    async with database.read() as session:
        assert not await danger.hides(session, CLINIC, case_id)
        assert await danger.hidden_from(session, HOME) == (frozenset({DANGEROUS}), frozenset())
        assert await safeguarding.hidden_bodies(session, watchers[0]) == []


async def test_each_hit_is_told_once_and_a_knock_once_a_day(
    database: Database, keyring: Keyring
) -> None:
    case_id = await a_case(database, keyring)
    await account(database, keyring, DANGEROUS, WHO, CLINIC)
    await add(database, keyring)
    await add(database, keyring)
    knocks = (
        Knock(DANGEROUS, CLINIC, case_id),
        Knock(DANGEROUS, CLINIC, case_id),
        Knock(DANGEROUS, CLINIC, "11215-none"),
        Knock(COLLEAGUE, None, case_id),
    )
    for at in (NOW, NOW + timedelta(days=1)):
        for knock in knocks:
            async with database.write() as session:
                await danger.knocked(session, knock, at)
    found = await told(database, Watcher(LEAD, None, A))
    assert sorted(found) == sorted([("MATCH", DANGEROUS), *[("ATTEMPT", DANGEROUS)] * 2])


async def test_a_knock_at_a_task_is_a_knock_at_its_case(
    database: Database, keyring: Keyring
) -> None:
    await a_case(database, keyring)
    await account(database, keyring, DANGEROUS, WHO)
    await add(database, keyring)
    async with database.write() as session:
        task_id = str(await session.scalar(text("SELECT task_id FROM tasks LIMIT 1")))
        await danger.knocked(session, Knock(DANGEROUS, None, task_id=task_id), NOW)
    assert ("ATTEMPT", DANGEROUS) in await told(database, Watcher(LEAD, None, A))


async def test_who_matched_and_the_colleagues_there_are_told_nothing(
    database: Database, keyring: Keyring
) -> None:
    await a_case(database, keyring)
    await account(database, keyring, DANGEROUS, WHO, CLINIC)
    await add(database, keyring)
    for watcher in (Watcher(DANGEROUS, CLINIC, A), Watcher(COLLEAGUE, CLINIC, A)):
        assert await told(database, watcher) == []
        async with database.write() as session:
            assert await safeguarding.hidden_bodies(session, watcher) == []
            assert not await safeguarding.lift(session, watcher, "d-1", CLINIC, NOW)
    head = Watcher(LEAD, None, A, leads_only=True)
    assert await told(database, head) == []


async def test_a_match_among_the_coordinators_is_told_to_the_head_above_them(
    database: Database, keyring: Keyring
) -> None:
    coordinator = frozenset({Role.COORDINATOR})
    await account(database, keyring, DANGEROUS, WHO, roles=coordinator)
    await add(database, keyring)
    head = Watcher(LEAD, None, A, leads_only=True)
    assert await told(database, head) == [("MATCH", DANGEROUS)]


async def test_an_alert_is_seen_once(database: Database, keyring: Keyring) -> None:
    await account(database, keyring, DANGEROUS, WHO)
    await add(database, keyring)
    watcher = Watcher(LEAD, None, A)
    async with database.write() as session:
        [alert] = await safeguarding.alerts(session, watcher)
        mine = Watcher(DANGEROUS, None, A)
        assert not await safeguarding.mark_seen(session, mine, alert.alert_id, NOW)
        assert await safeguarding.mark_seen(session, watcher, alert.alert_id, NOW)
        assert not await safeguarding.mark_seen(session, watcher, alert.alert_id, NOW)
        [seen] = await safeguarding.alerts(session, watcher)
    assert (seen.seen_by, seen.seen_at) == (LEAD, NOW)


async def test_without_named_officers_all_coordinators_are(
    database: Database, keyring: Keyring
) -> None:
    for person in (LEAD, SECOND):
        await account(database, keyring, person, roles=frozenset({Role.COORDINATOR}))
    await account(database, keyring, COLLEAGUE)
    async with database.write() as session:
        assert await safeguarding.officers(session, A) == {LEAD, SECOND}
        await safeguarding.name_officer(session, A, SECOND, COLLEAGUE, NOW)
        assert await safeguarding.officers(session, A) == {SECOND}
        await people.set_active(session, SECOND, False, NOW)
        assert await safeguarding.officers(session, A) == {LEAD}
        await safeguarding.end_officer(session, A, SECOND)
        assert await safeguarding.named_officers(session, A) == []


async def test_ending_an_entry_brings_the_case_back(database: Database, keyring: Keyring) -> None:
    await a_case(database, keyring)
    await account(database, keyring, DANGEROUS, WHO)
    await add(database, keyring)
    async with database.write() as session:
        other = HouseholdId("h-2")
        assert not await danger.end_danger(session, other, "d-1", LEAD, NOW)
        assert await danger.end_danger(session, HOME, "d-1", LEAD, NOW)
        [entry] = await danger.dangers(session, keyring, HOME)
    assert (entry.name, entry.by_birth, entry.by_phone) == (WHO.name, True, True)
    assert entry.ended_at == NOW
    assert await seen(database, keyring, scope(DANGEROUS)) == 1


async def test_nothing_of_a_danger_person_survives_the_household(
    database: Database, keyring: Keyring
) -> None:
    walk = Walk()
    async with database.write() as session:
        await timeline.append(session, walk.open(), keyring)
    await account(database, keyring, DANGEROUS, WHO)
    await add(database, keyring)
    async with database.write() as session:
        await erase_case(session, keyring, walk.case_id, NOW)
        for table in ("danger_persons", "hidden_households"):
            assert await session.scalar(text(f"SELECT count(*) FROM {table}")) == 0
    assert await told(database, Watcher(LEAD, None, A)) == [("MATCH", DANGEROUS)]


async def test_members_who_leave_take_place_readers_and_danger_persons_along(
    database: Database, keyring: Keyring
) -> None:
    await account(database, keyring, DANGEROUS, WHO)
    await add(database, keyring)
    new = HouseholdId("h-new")
    told = Inheritance(HOME, new, A, {MemberId("m-1"): MemberId("m-9")})
    async with database.write() as session:
        office = OfficeCode("sodam-dong")
        for home in (HOME, new):
            await new_household(session, home, A, office, NOW)
        details = MemberDetails(MemberId("m-1"), "윤다온", None, "010-2345-6789", "비밀길 7")
        await add_member(session, keyring, HOME, details)
        await add_member(session, keyring, HOME, replace(details, member_id=MemberId("m-2")))
        await locations.protect(session, keyring, HOME, A, NOW)
        await locations.note_place(session, keyring, HOME, "쉼터", "")
        await locations.name_reader(session, keyring, HOME, A, Naming(SECOND, LEAD, NOW))
        for _ in range(2):
            await inherit(session, keyring, told, NOW)
        kept = await locations.reveal(session, keyring, new)
        assert kept is not None
        assert [one.member_id for one in kept.members] == ["m-9"]
        assert (kept.of("m-9").address, kept.place) == ("비밀길 7", "쉼터")
        [reader] = await locations.readers(session, keyring, new, NOW.date())
        assert reader.person == SECOND
        assert (await danger.hidden_from(session, new))[0] == {DANGEROUS}
        [entry] = await danger.dangers(session, keyring, new)
        assert entry.name == WHO.name
