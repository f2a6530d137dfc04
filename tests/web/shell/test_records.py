"""No page without its access record (SR-22, SR-23)."""

import asyncio

import pytest
from sqlalchemy import event, text

from store import access_records
from tests.web.shell.conftest import GIMPO, SAME, SignIn
from web.dependencies import Dependencies
from web.records import Left, Recorder

CASE = "41570-aaaaaaaaaaaaaaaa"
FOREIGN = "11350-cccccccccccccccc"


async def rows(dependencies: Dependencies, task: str) -> list[tuple[str, str, str, str]]:
    query = "select person, subject, outcome, policy_id from access_records where task = :task"
    async with dependencies.database.read() as session:
        found = await session.execute(text(query), {"task": task})
        return [tuple(row) for row in found]


async def test_a_view_names_who_whom_and_which_policy(
    sign_in: SignIn, dependencies: Dependencies
) -> None:
    client = await sign_in("coordinator")
    await client.get(f"/trial/cases/{CASE}")
    assert await rows(dependencies, "ViewCase") == [
        ("p-coordinator", CASE, "allowed", "district-case-work")
    ]
    async with dependencies.database.read() as session:
        report = await access_records.verify(session, GIMPO)
    assert report.holds


async def test_a_refusal_names_the_policy_that_refused(
    sign_in: SignIn, dependencies: Dependencies
) -> None:
    client = await sign_in("coordinator")
    await client.get(f"/trial/cases/{FOREIGN}")
    assert await rows(dependencies, "ViewCase") == [
        ("p-coordinator", FOREIGN, "refused", "forbid-other-district")
    ]
    operator = await sign_in("operator")
    await operator.get(f"/trial/cases/{CASE}")
    assert ("p-operator", CASE, "refused", "no permit") in await rows(dependencies, "ViewCase")


async def test_an_act_is_recorded_too(sign_in: SignIn, dependencies: Dependencies) -> None:
    client = await sign_in("manager")
    await client.post(f"/trial/cases/{CASE}/note", headers=SAME)
    assert [row[2] for row in await rows(dependencies, "AddNote")] == ["allowed"]


async def test_without_a_record_there_is_no_page(
    sign_in: SignIn, dependencies: Dependencies
) -> None:
    client = await sign_in("coordinator")
    async with dependencies.database.write() as session:
        await session.execute(
            text(
                "create trigger full before insert on access_records "
                "begin select raise(abort, 'full'); end"
            )
        )
    answer = await client.get(f"/trial/cases/{CASE}")
    assert answer.status_code == 503
    assert "RECORD_NOT_WRITTEN" in answer.text
    assert "canary" not in answer.text


@pytest.mark.parametrize("path", [f"/trial/cases/{CASE}", "/account"])
async def test_nobody_without_a_session_leaves_a_view(
    path: str, dependencies: Dependencies, sign_in: SignIn
) -> None:
    client = await sign_in("manager")
    client.cookies.clear()
    answer = await client.get(path)
    assert answer.status_code == 303
    assert await rows(dependencies, "ViewCase") == []


async def test_the_chain_holds_when_many_look_at_once(
    sign_in: SignIn, dependencies: Dependencies
) -> None:
    clients = [await sign_in("manager"), await sign_in("coordinator")]
    answers = await asyncio.gather(
        *(client.get(f"/trial/cases/{CASE}") for client in clients for _ in range(10))
    )
    assert {one.status_code for one in answers} == {200}
    assert len(await rows(dependencies, "ViewCase")) == 20
    async with dependencies.database.read() as session:
        report = await access_records.verify(session, GIMPO)
    assert report.holds


async def test_what_visits_leave_at_once_is_one_write_and_a_record_of_each(
    sign_in: SignIn, dependencies: Dependencies, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await sign_in("coordinator")
    heads: list[str] = []
    leave, here = Recorder.leave, asyncio.Barrier(8)

    async def with_the_others(recorder: Recorder, left: Left) -> None:
        await here.wait()
        await leave(recorder, left)

    monkeypatch.setattr(Recorder, "leave", with_the_others)
    engine = dependencies.database._engine.sync_engine

    @event.listens_for(engine, "before_cursor_execute")
    def _sent(_one: object, _two: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO access_heads"):
            heads.append(statement)

    answers = await asyncio.gather(*(client.get(f"/trial/cases/{CASE}") for _ in range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len(await rows(dependencies, "ViewCase")) == 8
    assert len(heads) <= 2
    async with dependencies.database.read() as session:
        assert (await access_records.verify(session, GIMPO)).holds
