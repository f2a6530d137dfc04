"""A what-if in the worker: recorded cases read from the store, lived through again, and counted."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import groupby

import pytest
from temporalio.testing import ActivityEnvironment

from activities.policy_study import StudyDesk, examine
from activities.policy_whatif import WhatIfExaminer
from care.decide.evolve import blank, fold
from care.decide.snapshot import snapshot
from care.decide.whatif import what_if
from care.messages.envelope import Step
from care.messages.studies import StudyAsked, StudyKind, StudyProgress, StudyState
from care.model.codes import Role
from care.model.ids import DistrictCode, PersonId, StudyId
from care.model.policy import CasePolicy
from store import policy_studies, timeline
from store.database import Database
from store.erasure import erase_case
from store.keyring import Keyring
from store.policy_studies import Behind, Finding, Study
from store.recorded_cases import Period, RecordedCases
from store.scope import Scope
from tests.care.builders import NOW, a_policy, bdays
from tests.care.lives import UNTIL, Life, case_id, case_number, life

DISTRICT = DistrictCode("11215")
STUDY = StudyId("11215-study-2")
ASKED = StudyAsked(study_id=STUDY, district=DISTRICT)
ADMIN = PersonId("p-admin")
SCOPE = Scope(DISTRICT, None, None, ADMIN, frozenset({Role.POLICY_ADMIN}))
NATIONAL = a_policy()
CHANGED = a_policy(
    version=2,
    content_hash="changed",
    first_contact=bdays(2),
    plan_approval=NATIONAL.plan_approval.model_copy(update={"money_review": 500_000}),
)
NUMBERS = (1, 2, 6, 7, 13)
"""Money above the new bound, above both, none at all; refused at the door; never met."""


def of_tests(district: DistrictCode) -> CasePolicy:
    return a_policy(district=district)


def steps_of(one: Life) -> Iterator[Step]:
    state = blank(one.start)
    for intent, group in groupby(one.recorded, key=lambda recorded: recorded.intent):
        events = tuple(group)
        state = fold(state, events)
        yield Step(
            case_id=one.start.case_id, intent=intent, events=events, snapshot=snapshot(state)
        )


@cache
def told_lives() -> list[Life]:
    return [life(number, NATIONAL) for number in NUMBERS]


@pytest.fixture
async def kept(database: Database, keyring: Keyring) -> list[Life]:
    told = told_lives()
    async with database.write() as session:
        for one in told:
            for step in steps_of(one):
                await timeline.append(session, step, keyring)
    return told


@pytest.fixture
async def study(database: Database, kept: list[Life]) -> Study:
    made = Study(
        study_id=STUDY,
        district=DISTRICT,
        kind=StudyKind.WHATIF,
        about="draft-1",
        edition=2,
        policy_hash=CHANGED.content_hash,
        as_of=UNTIL,
        started_by=ADMIN,
        started_at=NOW,
    )
    async with database.write() as session:
        await policy_studies.create(session, made, CHANGED)
    return made


@pytest.fixture
def examiner(database: Database, keyring: Keyring) -> WhatIfExaminer:
    return WhatIfExaminer(database, keyring, of_tests)


@pytest.fixture(autouse=True)
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("activities.policy_whatif.CHUNK", 2)


async def a_round(database: Database, examiner: WhatIfExaminer) -> StudyProgress:
    desk = StudyDesk(database, {StudyKind.WHATIF: examiner}, lambda: UNTIL)
    return await ActivityEnvironment().run(desk.study_policy, ASKED)


async def listed(database: Database, code: str) -> Sequence[Finding]:
    async with database.read() as session:
        return (await policy_studies.findings(session, SCOPE, STUDY, Behind(code))).items


async def test_what_was_stored_is_lived_through_as_it_was_recorded(
    database: Database, keyring: Keyring, kept: list[Life]
) -> None:
    cases = RecordedCases(database, keyring, DISTRICT, of_tests)
    page = await cases.page(Period(), "", 10)
    assert [one.recorded for one in page.cases] == [one.recorded for one in kept]
    assert [one.case_number for one in page.cases] == [case_number(n) for n in NUMBERS]
    assert page.last


async def test_the_lists_hold_just_what_the_pure_rules_find(
    database: Database, examiner: WhatIfExaminer, kept: list[Life], study: Study
) -> None:
    assert await a_round(database, examiner) == StudyProgress(
        state=StudyState.DONE, done=5, total=5
    )
    expected = {
        (case.case_id, f"{one.point}.{one.outcome}", one.days)
        for case in (what_if(k.start, k.recorded, CHANGED, UNTIL) for k in kept)
        for one in case.differences
    }
    found = {
        (one.case_id, one.code, one.days)
        for code in {code for _, code, _ in expected}
        for one in await listed(database, code)
    }
    assert found == expected


async def test_a_tier_nobody_was_asked_for_is_listed_as_unknown(
    database: Database, examiner: WhatIfExaminer, study: Study
) -> None:
    await a_round(database, examiner)
    unknown = await listed(database, "PLAN.UNKNOWN")
    assert [one.case_number for one in unknown] == [case_number(1), case_number(6)]
    assert not any(one.known for one in unknown)
    assert unknown[0].after == "||TIER_NOT_ASKED|SECTION_HEAD|"


async def test_the_sums_tell_events_and_the_work_of_each_office(
    database: Database, examiner: WhatIfExaminer, kept: list[Life], study: Study
) -> None:
    await a_round(database, examiner)
    async with database.read() as session:
        done = await policy_studies.get(session, DISTRICT, STUDY)
    assert done is not None
    assert done.tally["events"] == sum(len(one.recorded) for one in kept)
    assert done.tally["parted|TIER_NOT_ASKED"] == 2
    heads = [done.tally.get(f"work|{office}|SECTION_HEAD|asked|after", 0) for office in
             ("narae-dong", "haeoreum-dong")]  # fmt: skip
    before = [done.tally.get(f"work|{office}|SECTION_HEAD|asked|before", 0) for office in
              ("narae-dong", "haeoreum-dong")]  # fmt: skip
    assert sum(heads) == sum(before) + 2


async def test_a_period_takes_the_cases_opened_in_it(
    database: Database, keyring: Keyring, kept: list[Life]
) -> None:
    cases = RecordedCases(database, keyring, DISTRICT, of_tests)
    days = {one.facts.number: one.facts.opened for one in kept}
    assert days[2] == date(2026, 1, 9)
    assert await cases.total(Period(days[2], days[2])) == 1
    assert await cases.total(Period(first=days[2])) == 4
    assert await cases.total(Period(last=days[2] - timedelta(days=1))) == 1


async def test_an_erased_case_is_counted_and_not_told(
    database: Database, keyring: Keyring, examiner: WhatIfExaminer, study: Study
) -> None:
    async with database.write() as session:
        await erase_case(session, keyring, case_id(6), UNTIL)
    progress = await a_round(database, examiner)
    assert progress.state is StudyState.DONE
    assert [one.case_number for one in await listed(database, "PLAN.UNKNOWN")] == [case_number(1)]


async def test_the_same_cases_give_the_same_what_if(examiner: WhatIfExaminer, study: Study) -> None:
    first = [portion async for portion in examine(examiner, study, CHANGED)]
    assert first == [portion async for portion in examine(examiner, study, CHANGED)]
    assert [portion.cases for portion in first] == [2, 2, 1]
