"""A study goes on where it was broken off, stops when told, and counts what it lists."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from care.messages.studies import StudyKind, StudyState
from care.model.codes import Role
from care.model.ids import CaseId, CaseNumber, DistrictCode, OfficeCode, PersonId, StudyId
from store import policy_studies as ps
from store import timeline
from store.database import Database
from store.keyring import Keyring
from store.policy_studies import Behind, Finding, Portion, Study
from store.queries import Scope
from store.statements import add
from store.tables.protection import HiddenLine
from tests.care.builders import NOW, a_policy
from tests.store.steps import Walk

DISTRICT, OTHER = DistrictCode("11215"), DistrictCode("11140")
ADMIN = PersonId("p-admin")
SCOPE = Scope(DISTRICT, None, None, ADMIN, frozenset({Role.POLICY_ADMIN}))
STUDY = StudyId("11215-study-1")
POLICY = a_policy(content_hash="tried-out", workload_warn=7)
LATER = NOW + timedelta(minutes=1)


def a_study(**changes: object) -> Study:
    values: dict[str, object] = {
        "study_id": STUDY,
        "district": DISTRICT,
        "kind": StudyKind.PREVIEW,
        "about": "draft-1",
        "edition": 2,
        "policy_hash": POLICY.content_hash,
        "as_of": NOW,
        "started_by": ADMIN,
        "started_at": NOW,
    }
    return Study(**{**values, **changes})  # type: ignore[arg-type]


def a_finding(number: int, **changes: object) -> Finding:
    values: dict[str, object] = {
        "case_id": CaseId(f"11215-CASE{number}"),
        "case_number": CaseNumber(f"SB-2026-{number:04d}"),
        "stage": "PLANNING",
        "zone": "east",
        "office": OfficeCode("sodam-dong"),
        "code": "OVERDUE",
        "subject": "PLAN:",
        "before": "2026-03-01",
        "after": "2026-02-01",
        "days": -28,
    }
    return Finding(**{**values, **changes})  # type: ignore[arg-type]


def a_portion(after: str, reached: str, *found: Finding, last: bool = False) -> Portion:
    tally = Counter({"cases|PLANNING|east": len(found), "days|PLANNING": -3})
    return Portion(after, reached, len(found), found, tally, last)


@pytest.fixture
async def begun(database: Database) -> Database:
    async with database.write() as session:
        assert await ps.create(session, a_study(), POLICY)
        assert await ps.begin(session, STUDY, 4, NOW)
    return database


async def now(database: Database) -> Study:
    async with database.read() as session:
        found = await ps.get(session, DISTRICT, STUDY)
    assert found is not None
    return found


async def take(database: Database, portion: Portion) -> bool:
    async with database.write() as session:
        return await ps.advance(session, STUDY, portion, LATER)


async def test_a_study_started_twice_is_one(begun: Database) -> None:
    async with begun.write() as session:
        assert not await ps.create(session, a_study(about="draft-2"), a_policy())
        assert await ps.policy_of(session, STUDY) == POLICY
    assert (await now(begun)).about == "draft-1"


async def test_portions_add_up_to_the_end(begun: Database) -> None:
    assert await take(begun, a_portion("", "b", a_finding(1), a_finding(2)))
    half = await now(begun)
    assert (half.state, half.done, half.total, half.reached) == (StudyState.RUNNING, 2, 4, "b")
    assert await take(begun, a_portion("b", "d", a_finding(3), last=True))
    whole = await now(begun)
    assert (whole.state, whole.done, whole.total) == (StudyState.DONE, 3, 3)
    assert whole.ended_at == LATER
    assert whole.tally == {"cases|PLANNING|east": 3, "days|PLANNING": -6}


async def test_a_portion_written_twice_counts_once(begun: Database) -> None:
    portion = a_portion("", "b", a_finding(1))
    assert await take(begun, portion)
    assert not await take(begun, portion)
    assert (await now(begun)).done == 1


async def test_a_stopped_study_takes_nothing_more_and_keeps_what_it_has(begun: Database) -> None:
    await take(begun, a_portion("", "b", a_finding(1)))
    async with begun.write() as session:
        assert await ps.stop(session, STUDY, LATER)
        assert not await ps.stop(session, STUDY, LATER)
        assert not await ps.begin(session, STUDY, 9, LATER)
    assert not await take(begun, a_portion("b", "c", a_finding(2)))
    stopped = await now(begun)
    assert (stopped.state, stopped.done, stopped.ended_at) == (StudyState.STOPPED, 1, LATER)
    async with begun.read() as session:
        assert (await ps.findings(session, SCOPE, STUDY, Behind("OVERDUE"))).total == 1


async def test_a_failure_is_said_and_ends_it(begun: Database) -> None:
    async with begun.write() as session:
        assert await ps.fail(session, STUDY, "FAILING", LATER)
        assert not await ps.fail(session, STUDY, "OTHER", LATER)
    assert (await now(begun)).failure == "FAILING"


async def test_every_number_is_the_length_of_its_list(begun: Database) -> None:
    found = (
        a_finding(1),
        a_finding(1, subject="CONTACT:"),
        a_finding(2, zone="west"),
        a_finding(3, stage="INTAKE"),
        a_finding(4, code="LEVEL", subject="", known=False),
    )
    await take(begun, a_portion("", "z", *found, last=True))
    async with begun.read() as session:
        counts = await ps.counts(session, SCOPE, STUDY)
        for count in counts:
            behind = Behind(count.code, count.stage, count.zone)
            listed = await ps.findings(session, SCOPE, STUDY, behind)
            assert len({each.case_id for each in listed.items}) == count.cases
    assert sum(count.cases for count in counts) == 4
    assert {(c.code, c.known) for c in counts} == {("OVERDUE", True), ("LEVEL", False)}


async def test_lists_come_in_pages_by_case_number(begun: Database) -> None:
    await take(begun, a_portion("", "z", *(a_finding(n) for n in range(7)), last=True))
    async with begun.read() as session:
        last = await ps.findings(session, SCOPE, STUDY, Behind("OVERDUE"), page=3, size=3)
    assert (last.total, last.pages, last.number) == (7, 3, 3)
    assert [each.case_number for each in last.items] == ["SB-2026-0006"]


async def test_a_household_hidden_from_the_reader_is_neither_counted_nor_listed(
    begun: Database, keyring: Keyring
) -> None:
    walk = await hidden_from_the_admin(begun, keyring)
    await take(begun, a_portion("", "z", a_finding(1, case_id=walk.case_id), a_finding(2)))
    async with begun.read() as session:
        listed = await ps.findings(session, SCOPE, STUDY, Behind("OVERDUE"))
        counts = await ps.counts(session, SCOPE, STUDY)
    assert [each.case_number for each in listed.items] == ["SB-2026-0002"]
    assert [count.cases for count in counts] == [1]


async def test_a_household_hidden_from_the_reader_is_in_no_sum_either(
    begun: Database, keyring: Keyring
) -> None:
    walk = await hidden_from_the_admin(begun, keyring)
    each = {
        walk.case_id: Counter({"cases|PLANNING|east": 1, "days|PLANNING": -3}),
        CaseId("11215-CASE2"): Counter({"cases|PLANNING|": 1}),
    }
    tally = Counter({"cases|PLANNING|east": 1, "cases|PLANNING|": 1, "days|PLANNING": -3})
    portion = Portion("", "z", 2, (a_finding(1, case_id=walk.case_id),), tally, each=each)
    running = await seen_by_both(begun)
    await take(begun, portion)
    half = await seen_by_both(begun)
    await take(begun, replace(portion, after="z", cases=0, tally=Counter(), each={}, last=True))
    done = await seen_by_both(begun)
    assert [(one.done, one.total) for pair in (running, half, done) for one in pair] == [
        (0, 3), (0, 4),
        (1, 3), (2, 4),
        (1, 1), (2, 2),
    ]  # fmt: skip
    assert done[0].tally == {"cases|PLANNING|": 1}
    assert done[1].tally == dict(tally)


async def hidden_from_the_admin(begun: Database, keyring: Keyring) -> Walk:
    walk = Walk()
    walk.open()
    nobody = dict.fromkeys(("until", "lift_asked_by", "lifted_by"))
    hidden = {"danger_id": "d-1", "kind": "person", "who": ADMIN, "since": NOW}
    line = {**nobody, **hidden, "household_id": walk.household, "district": DISTRICT}
    async with begun.write() as session:
        for step in walk.steps:
            await timeline.append(session, step, keyring)
        await add(session, HiddenLine, (line,))
    return walk


async def seen_by_both(begun: Database) -> list[Study]:
    """By the reader it is hidden from, and by a colleague."""
    colleague = replace(SCOPE, person=PersonId("p-colleague"))
    async with begun.read() as session:
        found = await ps.get(session, DISTRICT, STUDY)
        assert found is not None
        both = [await ps.as_known_to(session, one, [found]) for one in (SCOPE, colleague)]
    return [one for [one] in both]


async def test_another_district_finds_nothing(begun: Database) -> None:
    elsewhere = Scope(OTHER, None, None, ADMIN, frozenset({Role.POLICY_ADMIN}))
    await take(begun, a_portion("", "z", a_finding(1)))
    async with begun.read() as session:
        assert await ps.get(session, OTHER, STUDY) is None
        assert await ps.list_of(session, OTHER) == []
        assert await ps.counts(session, elsewhere, STUDY) == []


async def test_the_newest_study_of_a_draft_stands_first(begun: Database) -> None:
    async with begun.write() as session:
        second = a_study(study_id=StudyId("11215-study-2"), started_at=LATER)
        whatif = a_study(study_id=StudyId("11215-study-3"), kind=StudyKind.WHATIF, about="x")
        await ps.create(session, second, POLICY)
        await ps.create(session, whatif, POLICY)
    async with begun.read() as session:
        of_draft = await ps.list_of(session, DISTRICT, StudyKind.PREVIEW, "draft-1")
        waiting = await ps.queued(session, LATER + timedelta(minutes=1))
    assert [each.study_id for each in of_draft] == ["11215-study-2", STUDY]
    assert {each.study_id for each in waiting} == {"11215-study-2", "11215-study-3"}
