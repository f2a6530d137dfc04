"""Kills in mid-flight: what was acknowledged stays, and nothing happens twice (F02, F04)."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from care.messages.commands import AddNote
from care.messages.envelope import Receipt
from care.model.codes import AgencyKind, PartnerChannel, Role
from care.model.ids import DistrictCode, HouseholdId, OfficeCode, TextId
from store.agencies import Agency, Direction, add_secret, save_agency
from store.households import MemberDetails, add_member, new_household
from store.timeline import events
from tests.faults.conftest import Scene, opened
from tests.serving import serving
from tests.workflows.acts import AGENCY, MEMBER, Desk

pytestmark = [pytest.mark.engine, pytest.mark.faults, pytest.mark.slow]
CASES, NOTES = 4, 12
DISTRICT = DistrictCode("11215")


async def notes(desk: Desk) -> list[Receipt]:
    """One after another, as one person writes them."""
    return [
        await desk.act(
            AddNote(note=TextId(f"text-{number}")),
            Role.CASE_MANAGER,
            f"{desk.case_id}.note.{number}",
        )
        for number in range(NOTES)
    ]


async def prove(scene: Scene, desk: Desk, receipts: list[Receipt]) -> None:
    """Every acknowledged act is there once, in the engine and in the store, under its revision."""
    state = await desk.cases.state(desk.case_id)
    async with scene.parts.database.read() as session:
        stored = await events(session, scene.parts.keyring, desk.case_id)
    assert [event.sequence for event in stored] == list(range(1, state.revision + 1))
    counted = Counter(event.intent for event in stored if event.event.kind == "NoteAdded")
    assert counted == {receipt.intent: 1 for receipt in receipts}
    for receipt in receipts:
        [event] = [event for event in stored if event.intent == receipt.intent]
        assert event.sequence == receipt.revision


async def under(kills: Callable[[], Awaitable[None]], scene: Scene) -> None:
    desks = [await opened(scene.desk()) for _ in range(CASES)]
    writing = [asyncio.create_task(notes(desk)) for desk in desks]
    await kills()
    for desk, written in zip(desks, await asyncio.gather(*writing), strict=True):
        await prove(scene, desk, written)


async def test_killing_the_worker_loses_nothing_and_doubles_nothing(scene: Scene) -> None:
    async def kills() -> None:
        for pause in (0.15, 0.4, 0.25):
            await asyncio.sleep(pause)
            await scene.kill_worker()
            await scene.start_worker()
            await asyncio.sleep(1.2)

    await under(kills, scene)


async def test_killing_the_engine_loses_nothing_and_doubles_nothing(scene: Scene) -> None:
    async def kills() -> None:
        for pause in (0.2, 0.5):
            await asyncio.sleep(pause)
            await scene.server.kill()
            await asyncio.sleep(0.5)
            await scene.server.start()

    await under(kills, scene)


async def test_a_worker_killed_after_the_bodys_answer_sends_under_the_same_key(
    scene: Scene,
) -> None:
    keys: list[str] = []

    async def body(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return await lifespan(receive, send)
        while (await receive()).get("more_body"):
            pass
        headers = dict(scope["headers"])
        keys.append(headers[b"idempotency-key"].decode())
        await send({"type": "http.response.start", "status": 202, "headers": []})
        if len(keys) == 1 and scene.worker is not None:
            os.kill(scene.worker.pid, signal.SIGKILL)
        await send({"type": "http.response.body", "body": b"{}"})

    async with serving(body) as address:
        desk = scene.desk()
        await known_household(scene, desk, address)
        await opened(desk)
        await desk.to_linkage_from_open()
        await desk.request()
        await died(scene)
        await scene.start_worker()
        await until_delivered(desk)
    assert len(keys) == 2
    assert len(set(keys)) == 1
    async with scene.parts.database.read() as session:
        stored = await events(session, scene.parts.keyring, desk.case_id)
    assert [e.event.kind for e in stored].count("LinkageDelivered") == 1


async def lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def died(scene: Scene) -> None:
    assert scene.worker is not None
    await asyncio.wait_for(scene.worker.wait(), 30)


async def until_delivered(desk: Desk) -> None:
    for _ in range(300):
        state = await desk.cases.state(desk.case_id)
        if state.linkages and state.linkages[0].delivered_at:
            return
        await asyncio.sleep(0.2)
    raise AssertionError("not delivered within a minute")


async def known_household(scene: Scene, desk: Desk, address: str) -> None:
    household = HouseholdId(desk.opening().household_id)
    body = Agency(
        AGENCY, DISTRICT, "가상기관", AgencyKind.PUBLIC_AGENCY, PartnerChannel.REST, address
    )
    now = datetime.now(UTC)
    async with scene.parts.database.write() as session:
        await new_household(session, household, DISTRICT, OfficeCode("office-1"), now)
        member = MemberDetails(member_id=MEMBER, name="표본해온")
        await add_member(session, scene.parts.keyring, household, member)
        await save_agency(session, body)
        keyring = scene.parts.keyring
        await add_secret(session, keyring, AGENCY, Direction.SENDING, "whsec_c2VjcmV0", now)
