"""A study in the worker: it goes through all open cases, and stops and goes on where it should."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from temporalio.testing import ActivityEnvironment

from activities import policy_study
from activities.policy_preview import PreviewExaminer
from activities.policy_study import StudyDesk, examine
from care.decide.policy_effect import Effect
from care.messages.studies import StudyAsked, StudyKind, StudyProgress, StudyState
from care.model.codes import Role
from care.model.ids import DistrictCode, PersonId, StudyId
from care.model.policy import CasePolicy
from care.model.policy_rules import ProcessRules
from store import policy_studies, timeline
from store.database import Database
from store.erasure import erase_case
from store.keyring import Keyring
from store.policy_studies import Behind, Finding, Portion, Study
from store.queries import Scope
from tests.care.builders import NOW, a_policy, bdays
from tests.store.steps import Walk, a_case_in_linkage

DISTRICT = DistrictCode("11215")
STUDY = StudyId("11215-study-1")
ASKED = StudyAsked(study_id=STUDY, district=DISTRICT)
ADMIN = PersonId("p-admin")
SCOPE = Scope(DISTRICT, None, None, ADMIN, frozenset({Role.POLICY_ADMIN}))
AS_OF = NOW + timedelta(days=2)
SHORTER = a_policy(
    version=2, content_hash="shorter", rules=ProcessRules(edition=2), first_contact=bdays(1)
)


def of_tests(district: DistrictCode) -> CasePolicy:
    return a_policy(district=district)


@pytest.fixture
async def cases(database: Database, keyring: Keyring) -> list[Walk]:
    """Four just found and one being helped."""
    walks = [Walk(f"11215-FRESH{n}", f"h-{n}") for n in range(4)]
    for number, walk in enumerate(walks):
        walk.open(f"SB-2026-{number:04d}")
    walks.append(a_case_in_linkage("11215-HELPED", "h-9"))
    async with database.write() as session:
        for walk in walks:
            for step in walk.steps:
                await timeline.append(session, step, keyring)
    return walks


@pytest.fixture
async def study(database: Database, cases: list[Walk]) -> Study:
    made = Study(
        study_id=STUDY,
        district=DISTRICT,
        kind=StudyKind.PREVIEW,
        about="draft-1",
        edition=2,
        policy_hash=SHORTER.content_hash,
        as_of=AS_OF,
        started_by=ADMIN,
        started_at=NOW,
    )
    async with database.write() as session:
        await policy_studies.create(session, made, SHORTER)
    return made


@pytest.fixture
def examiner(database: Database, keyring: Keyring) -> PreviewExaminer:
    return PreviewExaminer(database, keyring, of_tests)


@pytest.fixture
def desk(database: Database, examiner: PreviewExaminer) -> StudyDesk:
    return StudyDesk(database, {StudyKind.PREVIEW: examiner}, lambda: AS_OF)


@pytest.fixture(autouse=True)
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("activities.policy_preview.CHUNK", 2)


async def a_round(desk: StudyDesk) -> StudyProgress:
    return await ActivityEnvironment().run(desk.study_policy, ASKED)


async def listed(database: Database, code: str) -> Sequence[Finding]:
    async with database.read() as session:
        return (await policy_studies.findings(session, SCOPE, STUDY, Behind(code))).items


async def test_a_preview_lists_the_cases_a_shorter_term_would_make_late(
    database: Database, desk: StudyDesk, study: Study
) -> None:
    assert await a_round(desk) == StudyProgress(state=StudyState.DONE, done=5, total=5)
    late = await listed(database, Effect.OVERDUE)
    assert [one.case_number for one in late] == [f"SB-2026-{n:04d}" for n in range(4)]
    assert {(one.stage, one.subject) for one in late} == {("DISCOVERY", "FIRST_CONTACT:")}
    assert all(datetime.fromisoformat(one.after) < AS_OF for one in late)
    assert all(datetime.fromisoformat(one.before) > AS_OF for one in late)


async def test_the_sums_tell_of_all_cases_by_stage(
    database: Database, desk: StudyDesk, study: Study
) -> None:
    await a_round(desk)
    async with database.read() as session:
        done = await policy_studies.get(session, DISTRICT, STUDY)
    assert done is not None
    assert done.tally == {"cases|DISCOVERY|": 4, "cases|LINKAGE|": 1, "touched|DISCOVERY|": 4}


async def test_the_same_cases_give_the_same_preview(
    examiner: PreviewExaminer, study: Study
) -> None:
    first = [portion async for portion in examine(examiner, study, SHORTER)]
    assert first == [portion async for portion in examine(examiner, study, SHORTER)]
    assert [portion.cases for portion in first] == [2, 2, 1]


async def test_a_study_broken_off_goes_on_behind_the_last_portion(
    database: Database, desk: StudyDesk, examiner: PreviewExaminer, study: Study
) -> None:
    portions = [portion async for portion in examine(examiner, study, SHORTER)]
    async with database.write() as session:
        await policy_studies.advance(session, STUDY, portions[0], AS_OF)
    assert (await a_round(desk)).state is StudyState.DONE
    assert len(await listed(database, Effect.OVERDUE)) == 4


class Interrupting:
    """Somebody presses stop while the second portion is examined."""

    def __init__(self, database: Database, examiner: PreviewExaminer) -> None:
        self.database, self.examiner, self.portions = database, examiner, 0

    async def total(self, study: Study) -> int:
        return await self.examiner.total(study)

    async def portion(self, study: Study, policy: CasePolicy, after: str) -> Portion:
        self.portions += 1
        if self.portions == 2:
            async with self.database.write() as session:
                await policy_studies.stop(session, study.study_id, AS_OF)
        return await self.examiner.portion(study, policy, after)


async def test_a_stop_is_obeyed_at_the_next_portion(
    database: Database, examiner: PreviewExaminer, study: Study
) -> None:
    stopping = Interrupting(database, examiner)
    stopped = await a_round(StudyDesk(database, {StudyKind.PREVIEW: stopping}, lambda: AS_OF))
    assert (stopped.state, stopped.done, stopping.portions) == (StudyState.STOPPED, 2, 2)
    again = await a_round(StudyDesk(database, {StudyKind.PREVIEW: stopping}, lambda: AS_OF))
    assert (again, stopping.portions) == (stopped, 2)


async def test_a_round_gives_way_when_its_time_is_over(
    desk: StudyDesk, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy_study, "ROUND", timedelta(seconds=-1))
    first = await a_round(desk)
    assert (first.state, first.done) == (StudyState.RUNNING, 2)
    assert (await a_round(desk)).done == 4
    assert (await a_round(desk)).state is StudyState.DONE


async def test_an_erased_case_is_counted_but_not_looked_at(
    database: Database, keyring: Keyring, desk: StudyDesk, study: Study
) -> None:
    async with database.write() as session:
        await erase_case(session, keyring, Walk("11215-FRESH0").case_id, NOW)
    assert (await a_round(desk)).done == 5
    async with database.read() as session:
        done = await policy_studies.get(session, DISTRICT, STUDY)
    assert done is not None
    assert done.tally["unread"] == 1


async def test_a_study_nobody_knows_has_failed(desk: StudyDesk) -> None:
    assert (await a_round(desk)).state is StudyState.FAILED


async def test_giving_up_is_said_on_the_study(
    database: Database, desk: StudyDesk, study: Study
) -> None:
    given_up = await ActivityEnvironment().run(desk.fail_study, ASKED)
    assert given_up.state is StudyState.FAILED
    assert (await a_round(desk)).state is StudyState.FAILED
