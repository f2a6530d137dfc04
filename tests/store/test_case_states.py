"""Folded states say what the events say, whatever happened since."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from care.messages import commands as c
from care.model.case import CaseState
from care.model.codes import Role
from care.model.ids import DistrictCode, IntentKey
from care.model.policy import CasePolicy
from store import case_states, timeline
from store.case_states import CaseStates
from store.database import Database
from store.erasure import erase_case
from store.keyring import Keyring
from store.tables.cases import CaseLine
from store.tables.studies import CaseStateLine
from store.tables.timeline import EventLine
from tests.care.builders import NOW, TEXT, a_policy, met
from tests.store.steps import Walk, a_case_in_linkage

DISTRICT = DistrictCode("11215")


def never(district: DistrictCode) -> CasePolicy:
    raise AssertionError("the kept policy is used")


@pytest.fixture
def states(database: Database, keyring: Keyring) -> CaseStates:
    return CaseStates(database, keyring, DISTRICT, never)


async def stored(database: Database, keyring: Keyring, walk: Walk, behind: int = 0) -> None:
    async with database.write() as session:
        await timeline.keep_policy(session, walk.policy)
        for step in walk.steps[behind:]:
            await timeline.append(session, step, keyring)


async def all_of(states: CaseStates, limit: int = 200) -> list[CaseState]:
    return [state async for page in states.states(limit) for state in page.states]


async def lines(database: Database) -> list[CaseStateLine]:
    async with database.read() as session:
        return list(await session.scalars(select(CaseStateLine)))


async def test_a_state_comes_back_as_its_events_tell_it(
    database: Database, keyring: Keyring, states: CaseStates
) -> None:
    walk = a_case_in_linkage()
    await stored(database, keyring, walk)
    folded_now = await all_of(states)
    kept = await all_of(states)
    assert folded_now == kept == [walk.state]
    assert await states.lagging(10) == []


async def test_what_happened_since_is_folded_on_top(
    database: Database, keyring: Keyring, states: CaseStates
) -> None:
    walk = a_case_in_linkage()
    await stored(database, keyring, walk)
    await all_of(states)
    before = len(walk.steps)
    walk.act(c.AddNote(note=TEXT), on=NOW + timedelta(days=2))
    await stored(database, keyring, walk, before)
    assert await states.lagging(10) == [walk.case_id]
    assert await all_of(states) == [walk.state]


async def test_a_step_that_replaced_another_is_folded_from_the_beginning(
    database: Database, keyring: Keyring, states: CaseStates
) -> None:
    walk = a_case_in_linkage()
    lost, never_told = walk.imagine(c.AddNote(note=TEXT), on=NOW + timedelta(days=1), intent="lost")
    await stored(database, keyring, walk)
    async with database.write() as session:
        await timeline.append(session, never_told, keyring)
    assert await all_of(states) == [lost]
    before = len(walk.steps)
    walk.act(met(), on=NOW + timedelta(days=2))
    await stored(database, keyring, walk, before)
    assert await all_of(states) == [walk.state]


async def test_a_case_whose_step_is_still_being_stored_waits(
    database: Database, keyring: Keyring, states: CaseStates
) -> None:
    walk = a_case_in_linkage()
    await stored(database, keyring, walk)
    async with database.write() as session:
        gone = delete(EventLine).where(EventLine.sequence == walk.state.revision - 1)
        await session.execute(gone)
    page = await states.page()
    assert (page.states, page.looked_at, page.last) == ((), 1, True)


async def test_cases_come_in_pages_each_once(
    database: Database, keyring: Keyring, states: CaseStates
) -> None:
    walks = [Walk(f"11215-ABCDEFGHJKMNPQR{n}", f"h-{n}") for n in "23456"]
    for walk in walks:
        walk.open(f"SB-2026-000{walk.household[-1]}")
        await stored(database, keyring, walk)
    found = [state.case_id for state in await all_of(states, limit=2)]
    assert found == sorted(walk.case_id for walk in walks)
    assert await states.total() == len(walks)


async def test_a_policy_taken_up_is_kept_with_the_state(
    database: Database, keyring: Keyring, states: CaseStates
) -> None:
    walk = a_case_in_linkage()
    newer = a_policy(version=walk.policy.version + 1, content_hash="newer", workload_warn=7)
    walk.act(c.AdoptPolicy(policy=newer), Role.SYSTEM, NOW + timedelta(days=1))
    await stored(database, keyring, walk)
    await all_of(states)
    afresh = CaseStates(database, keyring, DISTRICT, never)
    assert (await all_of(afresh))[0].policy == newer


async def test_an_erased_case_leaves_no_state(
    database: Database, keyring: Keyring, states: CaseStates
) -> None:
    walk = a_case_in_linkage()
    await stored(database, keyring, walk)
    await all_of(states)
    async with database.write() as session:
        await erase_case(session, keyring, walk.case_id, NOW)
    assert await lines(database) == []
    assert (await states.page()).states == ()
    assert await lines(database) == []


async def test_the_state_of_one_case_does_not_open_as_anothers(
    database: Database, keyring: Keyring, states: CaseStates
) -> None:
    first, second = a_case_in_linkage(), Walk("11215-BBBBBBBBBBBBBBBB", "h-2")
    second.open("SB-2026-0002")
    for walk in (first, second):
        await stored(database, keyring, walk)
    await all_of(states)
    sealed = {line.case_id: line.state for line in await lines(database)}
    async with database.write() as session:
        swapped = update(CaseStateLine).where(CaseStateLine.case_id == second.case_id)
        await session.execute(swapped.values(state=sealed[first.case_id]))
    with pytest.raises(Exception, match="case_states"):
        await all_of(states)


def test_only_what_differs_from_a_new_case_is_written() -> None:
    walk = Walk()
    walk.open()
    text = case_states.written(walk.state)
    assert "policy" not in text
    assert "closure" not in text
    assert case_states.read(text, walk.policy) == walk.state


def test_intents_are_remembered_by_the_state_as_well() -> None:
    walk = a_case_in_linkage()
    again = case_states.read(case_states.written(walk.state), walk.policy)
    assert IntentKey(f"{walk.case_id}:3") in {one.intent for one in again.applied}


async def test_an_ended_case_leaves_the_shelf(
    database: Database, keyring: Keyring, states: CaseStates
) -> None:
    walk = a_case_in_linkage()
    await stored(database, keyring, walk)
    await all_of(states)
    assert await states.forget_ended() == 0
    async with database.write() as session:
        await session.execute(update(CaseLine).values(stage="ENDED"))
    assert await states.forget_ended() == 1
    assert await lines(database) == []
