"""The web killed under people's hands, and the engine killed under the web (F01, F04)."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from care.model.ids import CaseId, OfficeCode
from store.households import new_household
from store.timeline import events
from tests.faults.conftest import Scene, opened
from tests.faults.pages import DISTRICT, Browser, Web, kill, manager, process
from tests.workflows.acts import Desk

pytestmark = [pytest.mark.engine, pytest.mark.faults, pytest.mark.slow]
WRITERS, NOTES = 3, 8
AT_MOST_SECONDS = 9.0


@pytest.fixture
async def web(scene: Scene) -> AsyncIterator[Web]:
    made = Web(scene)
    await made.start()
    yield made
    await made.kill()


async def a_case(scene: Scene) -> Desk:
    desk = scene.desk()
    home = desk.opening().household_id
    async with scene.parts.database.write() as session:
        await new_household(session, home, DISTRICT, OfficeCode("office-1"), datetime.now(UTC))
    return await opened(desk)


async def counted(scene: Scene, case_id: CaseId) -> Counter[str]:
    async with scene.parts.database.read() as session:
        stored = await events(session, scene.parts.keyring, case_id)
    return Counter(each.intent for each in stored if each.event.kind == "NoteAdded")


async def test_killing_the_web_loses_no_note_and_doubles_none(scene: Scene, web: Web) -> None:
    cookie = await manager(scene)
    desks = [await a_case(scene) for _ in range(WRITERS)]
    browsers = [Browser(web.base, cookie) for _ in desks]
    await browsers[0].get("/healthz")
    for browser in browsers:
        browser.broken = 0

    async def writing(browser: Browser, desk: Desk) -> list[int]:
        written = []
        for number in range(NOTES):
            written.append((await browser.note(desk.case_id, f"메모 {number}")).status_code)
        return written

    pairs = zip(browsers, desks, strict=True)
    work = [asyncio.create_task(writing(browser, desk)) for browser, desk in pairs]
    for pause in (0.6, 0.9):
        await asyncio.sleep(pause)
        await web.kill()
        await web.start()
        await asyncio.wait_for(browsers[0].get("/healthz"), 40)
    answers = await asyncio.gather(*work)
    assert sum(browser.broken for browser in browsers) > 0, "no kill was felt"
    assert {status for each in answers for status in each} == {303}
    for browser, desk in zip(browsers, desks, strict=True):
        assert await counted(scene, desk.case_id) == dict.fromkeys(browser.intents, 1)
    assert (await browsers[0].get("/account")).status_code == 200, "sessions survive"


async def test_without_the_engine_cases_are_shown_and_acts_wait(scene: Scene, web: Web) -> None:
    browser, desk = Browser(web.base, await manager(scene)), await a_case(scene)
    assert (await browser.note(desk.case_id, "멈추기 전")).status_code == 303
    relay = await process(scene, "relay", HAMKKE_RELAY_INTERVAL_SECONDS="0.3")
    await scene.server.kill()
    try:
        began = time.monotonic()
        answer = await browser.note(desk.case_id, "멈춘 동안")
        assert time.monotonic() - began < AT_MOST_SECONDS
        assert (answer.status_code, "확인 중" in answer.text) == (202, True)
        assert (await browser.get(f"/cases/{desk.case_id}")).status_code == 200
        pending = f"/pending/{desk.case_id}/{browser.intents[-1]}"
        assert (await browser.get(pending)).status_code == 202
        await scene.server.start()
        for _ in range(200):
            settled = await browser.get(pending)
            if settled.status_code != 202:
                break
            await asyncio.sleep(0.25)
        assert settled.status_code == 303
        assert await counted(scene, desk.case_id) == dict.fromkeys(browser.intents, 1)
    finally:
        await kill(relay)
