"""The timeline: written once, safe to repeat, and following what the engine kept."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from care.messages import commands as c
from care.model.codes import ContactMode, ContactResult, Role, Stage
from care.model.ids import IntentKey, TextId
from store import timeline
from store.database import Database
from store.keyring import KeyMissing, Keyring
from store.queries import Scope, case_row, snapshot, task, tasks_of_case
from store.sealing import Unsealable
from store.tables.cases import CaseLine, TaskLine
from store.tables.timeline import EventLine, StepLine
from tests.care.builders import DONG, NOW, met
from tests.store.steps import Walk

NOTE = c.AddNote(note=TextId("x.note"))
KNOCK = c.RecordContact(mode=ContactMode.DOORSTEP, result=ContactResult.NO_ANSWER)


def everything(walk: Walk) -> Scope:
    return Scope(walk.district, None, None, DONG, frozenset(Role))


async def stored(database: Database, line: type[EventLine] | type[StepLine]) -> int:
    async with database.read() as session:
        return await session.scalar(select(func.count()).select_from(line)) or 0


async def append(database: Database, keyring: Keyring, *steps: object) -> None:
    for step in steps:
        async with database.write() as session:
            await timeline.append(session, step, keyring)  # type: ignore[arg-type]


async def test_events_come_back_as_they_were_decided(database: Database, keyring: Keyring) -> None:
    walk = Walk()
    await append(database, keyring, walk.open(), walk.act(met()))
    async with database.read() as session:
        found = await timeline.events(session, Keyring(bytes(range(32))), walk.case_id)
    assert found == [recorded for step in walk.steps for recorded in step.events]


async def test_the_snapshot_comes_back_whole(database: Database, keyring: Keyring) -> None:
    walk = Walk()
    await append(database, keyring, walk.open(), walk.act(met()))
    async with database.read() as session:
        assert (
            await snapshot(session, keyring, everything(walk), walk.case_id)
            == walk.steps[-1].snapshot
        )


async def test_the_same_step_again_changes_nothing(database: Database, keyring: Keyring) -> None:
    walk = Walk()
    opening = walk.open()
    await append(database, keyring, opening)
    counts = await stored(database, EventLine), await stored(database, StepLine)
    await append(database, keyring, opening, opening)
    assert (await stored(database, EventLine), await stored(database, StepLine)) == counts
    async with database.write() as session:
        assert await timeline.append(session, opening, keyring) == opening.snapshot.revision


async def test_a_receipt_is_found_by_its_intent(database: Database, keyring: Keyring) -> None:
    walk = Walk()
    await append(database, keyring, walk.open())
    intent = walk.steps[0].intent
    async with database.read() as session:
        receipt = await timeline.receipt(session, intent)
        other = await timeline.receipt(session, intent, walk.case_id)
        nobody = await timeline.receipt(session, IntentKey("never"))
    assert receipt is not None
    assert receipt == other
    assert (receipt.revision, receipt.repeated) == (walk.state.revision, True)
    assert nobody is None


async def test_an_older_step_arriving_late_keeps_the_newer_picture(
    database: Database, keyring: Keyring
) -> None:
    walk = Walk()
    opening, first, second = walk.open(), walk.act(met()), walk.act(NOTE)
    await append(database, keyring, opening, second, first)
    async with database.read() as session:
        row = await case_row(session, keyring, everything(walk), walk.case_id)
        found = await timeline.events(session, keyring, walk.case_id)
    assert row is not None
    assert row.revision == second.snapshot.revision
    assert [recorded.sequence for recorded in found] == list(range(1, walk.state.revision + 1))


async def test_what_the_engine_did_not_keep_is_replaced_by_what_it_did(
    database: Database, keyring: Keyring
) -> None:
    """A worker died after storing a note; its successor decided on another act first."""
    walk = Walk()
    await append(database, keyring, walk.open())
    _, lost = walk.imagine(met(), intent="lost")
    await append(database, keyring, lost)
    kept = walk.act(NOTE, intent="kept")
    await append(database, keyring, kept)
    async with database.read() as session:
        found = await timeline.events(session, keyring, walk.case_id)
        assert await timeline.receipt(session, IntentKey("lost")) is None
        row = await case_row(session, keyring, everything(walk), walk.case_id)
    assert found == [recorded for step in walk.steps for recorded in step.events]
    assert row is not None
    assert (row.revision, row.stage) == (walk.state.revision, walk.state.stage)


async def test_a_lost_act_asked_again_is_kept_at_its_new_place(
    database: Database, keyring: Keyring
) -> None:
    walk = Walk()
    await append(database, keyring, walk.open())
    _, lost = walk.imagine(NOTE, intent="lost")
    await append(database, keyring, lost)
    kept, again = walk.act(KNOCK, intent="kept"), walk.act(NOTE, intent="lost")
    await append(database, keyring, again, kept)
    async with database.read() as session:
        found = await timeline.events(session, keyring, walk.case_id)
        receipt = await timeline.receipt(session, IntentKey("lost"))
    assert found == [recorded for step in walk.steps for recorded in step.events]
    assert receipt is not None
    assert receipt.revision == again.snapshot.revision


async def test_tasks_follow_the_case_and_say_who_finished_them(
    database: Database, keyring: Keyring
) -> None:
    walk = Walk()
    scope = everything(walk)
    await append(database, keyring, walk.open())
    async with database.read() as session:
        before = await tasks_of_case(session, keyring, scope, walk.case_id, NOW)
    later = NOW + timedelta(hours=3)
    await append(database, keyring, walk.act(met(), Role.LOCAL_OFFICE, later))
    async with database.read() as session:
        after = await tasks_of_case(session, keyring, scope, walk.case_id, later)
        done = [await task(session, keyring, scope, each.task_id, later) for each in before]
    assert {each.key for each in before} == {each.key for each in walk.steps[0].snapshot.tasks}
    assert {each.key for each in after} == {each.key for each in walk.steps[1].snapshot.tasks}
    finished = [each for each in done if each is not None and each.done_at is not None]
    assert finished
    assert {(each.done_by, each.done_at) for each in finished} == {(DONG, later)}
    assert walk.state.stage is Stage.INTAKE


async def test_a_body_moved_to_another_line_does_not_open(
    database: Database, intruder: Database, keyring: Keyring
) -> None:
    walk = Walk()
    await append(database, keyring, walk.open(), walk.act(met()))
    async with intruder.write() as session:
        first = select(EventLine.body).where(EventLine.sequence == 1).scalar_subquery()
        await session.execute(update(EventLine).where(EventLine.sequence == 2).values(body=first))
    async with database.read() as session:
        with pytest.raises(Unsealable):
            await timeline.events(session, keyring, walk.case_id)


async def test_two_writers_of_two_cases_both_finish(database: Database, keyring: Keyring) -> None:
    one, two = Walk(), Walk("11215-ZZZZZZZZZZZZZZZZ", "h-2")
    one.open()
    two.open("SB-2026-0002")
    for number in range(10):
        one.act(NOTE, intent=f"one-{number}")
        two.act(NOTE, intent=f"two-{number}")
    await asyncio.gather(
        append(database, keyring, *one.steps), append(database, keyring, *two.steps)
    )
    async with database.read() as session:
        for walk in (one, two):
            found = await timeline.events(session, keyring, walk.case_id)
            assert len(found) == walk.state.revision


async def test_two_writers_of_one_step_write_it_once(database: Database, keyring: Keyring) -> None:
    walk = Walk()
    opening = walk.open()
    await asyncio.gather(*(append(database, keyring, opening) for _ in range(4)))
    assert await stored(database, StepLine) == 1
    async with database.read() as session:
        tasks = await session.scalar(select(func.count()).select_from(TaskLine))
        cases = await session.scalar(select(func.count()).select_from(CaseLine))
    assert (tasks, cases) == (len(opening.snapshot.tasks), 1)


async def test_a_key_made_in_a_failed_transaction_is_forgotten(
    database: Database, keyring: Keyring
) -> None:
    walk = Walk()
    with pytest.raises(RuntimeError):  # noqa: PT012 - the transaction is the statement
        async with database.write() as session:
            await keyring.case_key(session, walk.case_id, walk.district)
            raise RuntimeError
    async with database.read() as session:
        with pytest.raises(KeyMissing):
            await keyring.case_key(session, walk.case_id, walk.district)
