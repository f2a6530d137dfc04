"""States are folded ahead in small portions, and studies nobody heard of are begun."""

from datetime import timedelta

import pytest

from care.messages.studies import StudyAsked, StudyKind
from care.model.ids import DistrictCode, PersonId, StudyId
from runtime import study_watch
from runtime.study_watch import StudyWatch
from store import policy_studies, timeline
from store.case_states import CaseStates
from store.database import Database
from store.erasure import erase_case
from store.keyring import Keyring
from store.policy_studies import Study
from tests.care.builders import NOW, a_policy
from tests.store.steps import Walk
from workflows.studies import Studies

DISTRICT = DistrictCode("11215")
POLICY = a_policy()


class Heard(Studies):
    """The engine, as far as it is told of studies."""

    def __init__(self) -> None:
        self.away, self.asked = False, list[StudyAsked]()

    async def start(self, asked: StudyAsked) -> bool:
        self.asked.append(asked)
        return not self.away


@pytest.fixture
def keyring() -> Keyring:
    return Keyring(b"k" * 32)


@pytest.fixture
def engine() -> Heard:
    return Heard()


@pytest.fixture
def watch(database: Database, keyring: Keyring, engine: Heard) -> StudyWatch:
    return StudyWatch(database, keyring, engine, lambda: NOW + timedelta(minutes=1))


async def found_cases(database: Database, keyring: Keyring, number: int) -> list[Walk]:
    walks = [Walk(f"11215-FOUND{n}", f"h-{n}") for n in range(number)]
    async with database.write() as session:
        for n, walk in enumerate(walks):
            await timeline.keep_policy(session, walk.policy)
            await timeline.append(session, walk.open(f"SB-2026-{n:04d}"), keyring)
    return walks


async def test_cases_are_folded_ahead_until_none_lags(
    database: Database, keyring: Keyring, watch: StudyWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(study_watch, "PORTION", 2)
    await found_cases(database, keyring, 5)
    assert [await watch.fold_ahead() for _ in range(4)] == [2, 2, 1, 0]
    states = CaseStates(database, keyring, DISTRICT, lambda code: POLICY)
    assert await states.lagging(10) == []


async def test_an_erased_case_holds_nobody_up(
    database: Database, keyring: Keyring, watch: StudyWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(study_watch, "PORTION", 1)
    first, *_ = await found_cases(database, keyring, 3)
    async with database.write() as session:
        await erase_case(session, keyring, first.case_id, NOW)
    assert sum([await watch.fold_ahead() for _ in range(4)]) == 2


async def test_a_study_the_engine_never_heard_of_is_begun(
    database: Database, watch: StudyWatch, engine: Heard
) -> None:
    study = Study(
        study_id=StudyId("11215-study-1"),
        district=DISTRICT,
        kind=StudyKind.PREVIEW,
        about="",
        edition=2,
        policy_hash=POLICY.content_hash,
        as_of=NOW,
        started_by=PersonId("p-admin"),
        started_at=NOW,
    )
    async with database.write() as session:
        await policy_studies.create(session, study, POLICY)
    engine.away = True
    assert await watch.begin() == 0
    engine.away = False
    assert await watch.begin() == 1
    assert {each.study_id for each in engine.asked} == {study.study_id}


async def test_one_just_asked_for_is_left_to_whoever_asked(
    database: Database, keyring: Keyring, engine: Heard
) -> None:
    at_once = StudyWatch(database, keyring, engine, lambda: NOW)
    assert await at_once.begin() == 0
    assert engine.asked == []
