"""Every page of discovery in a real browser, filled as the demonstration fills it.

Triage by the keyboard alone, a survey on a phone that loses its network, a board that changes by
itself. The system knows no case but those its reports open.
"""

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, Response, expect
from rich.console import Console

from runtime import demo_campaign, demo_years
from runtime.assembly import dependencies_of
from runtime.demo_campaign import SURVEYS, seed_campaigns
from runtime.demo_learned import seed_learned
from runtime.demo_lists import seed_lists
from runtime.demo_people import JEONJU, staff, today_of
from runtime.demo_queue import seed_queues
from runtime.demo_room import seed_rooms
from runtime.demo_years import eras, scaled, seed_years
from runtime.parts import Parts
from store import complaint_desk
from store.complaint_desk import Complaint
from tests.journeys.test_pages import Ground, Look, browsing, examine, looking, spoken
from tests.journeys.test_service_pages import links
from tests.journeys.test_tour import PATIENCE_MS, Visitor
from tests.journeys.town import town_with
from workflows.batches import Batches
from workflows.openings import Openings

pytestmark = [
    pytest.mark.browser,
    pytest.mark.engine,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="module"),
]
LOOKS = (Look(360, "en", "dark"),)
QUIET = Console(quiet=True)
NOW = datetime.now(UTC)
YEAR = today_of(NOW).year
SMALL = tuple(
    replace(one, people=12, places=5, days=4, over=4 if one.signed else 1) for one in SURVEYS
)
PAGES: dict[str, tuple[str, ...]] = {
    "gp-coordinator": (
        "/triage", "/triage?status=DECLINED", "/triage/new",
        "/triage/reports", "/imports", "/outreach", "/records", "/lessons",
        "/figures?year=2011", "/figures/list?year=2011&number=cases", "/figures/national?year=2011",
        "/figures/months",
    ),
    "nw-coordinator": ("/casebook", f"/casebook/volumes/{YEAR}-1", "/casebook/export"),
    "jj-coordinator": (
        "/situation-room", "/situation-room/advisory", "/situation-room/complaints/new",
        "/campaigns", "/campaigns/new",
    ),
    "jj-manager": ("/survey", "/survey?done=1"),
}  # fmt: skip
BEHIND: dict[str, tuple[tuple[str, str], ...]] = {
    "gp-coordinator": (
        ("/triage", r"^/triage/41570-"), ("/triage", r"^/triage/at-risk-"),
        ("/lessons", r"^/lessons/lesson-"),
    ),
    "nw-coordinator": (
        ("/casebook", r"^/casebook/11350-"), ("/triage/reports", r"^/openings/"),
    ),
    "jj-coordinator": (
        ("/situation-room", r"^/situation-room/complaints/complaint-"),
        ("/situation-room/advisory", r"^/situation-room/advisory/meeting-demo-1"),
    ),
    "jj-manager": (("/survey", r"^/survey/."),),
}  # fmt: skip
"""One page of each kind to which a list leads."""
OF_A_LIST = ("", "/first", "/rows")
OF_A_CAMPAIGN = ("", "/targets", "/form", "/selection", "/letters")
OPEN_TO_ALL = ("/report/jeonju-si", "/report/jeonju-si/poster")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def found() -> AsyncIterator[tuple[Ground, Parts]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo_campaign, "SURVEYS", SMALL)
        few = tuple(scaled(one, 80) for one in eras(today_of(NOW)))
        patch.setattr(demo_years, "eras", lambda today: few)
        async with town_with(filled) as (base, parts):
            yield Ground(base, []), parts


async def filled(parts: Parts, client: Any) -> None:
    queue = parts.settings.task_queue
    await seed_queues(parts, QUIET, dependencies_of(parts, client))
    await seed_rooms(parts)
    await seed_learned(parts)
    await seed_lists(parts, QUIET, Batches(client, queue))
    await seed_campaigns(parts, QUIET, Openings(client, queue))
    await seed_years(parts, QUIET, today_of(NOW))


@pytest.mark.parametrize("look", LOOKS, ids=lambda one: f"{one.width}-{one.language}")
async def test_every_page_of_discovery_is_usable(
    chromium: str, found: tuple[Ground, Parts], look: Look
) -> None:
    async with looking(chromium, found[0], look) as guest:
        wrong = await of_nobody(guest, look)
        for login in PAGES:
            await enter(guest, login, look)
            pages = [*PAGES[login], *await behind(guest, login)]
            wrong += [fault for path in pages for fault in await seen(guest, path, look)]
        assert wrong == []


async def of_nobody(guest: Visitor, look: Look) -> list[str]:
    await spoken(guest, look.language)
    wrong = [fault for path in OPEN_TO_ALL for fault in await seen(guest, path, look)]
    await guest.page.goto(f"{guest.base}/report/nowon-gu")
    await guest.page.locator("[name=who]").first.check()
    await guest.page.locator("[name=address]").fill("가상로 1")
    await guest.page.locator("[name=story]").fill("며칠째 보이지 않습니다")
    await guest.page.locator("form button.approve, form[action^='/report'] button").last.click()
    await guest.page.wait_for_url("**/received/*")
    return [*wrong, *await seen(guest, guest.page.url.removeprefix(guest.base), look)]


async def behind(guest: Visitor, login: str) -> list[str]:
    pages: list[str] = []
    for path, wanted in BEHIND[login]:
        pages += (await links(guest, path, re.compile(wanted)))[:1]
    assert len(pages) >= len(BEHIND[login]) - 1, pages
    if login == "gp-coordinator":
        lists = await links(guest, "/imports", re.compile(r"^/imports/41570-batch-[\w-]+$"))
        assert len(lists) == 2
        pages += [lists[0], *(lists[1] + part for part in OF_A_LIST)]
    if login == "jj-coordinator":
        over, runs = (f"/campaigns/{one.campaign_id}" for one in SMALL)
        pages += [runs, f"{runs}/selection", *(over + part for part in OF_A_CAMPAIGN)]
    return pages


async def enter(guest: Visitor, login: str, look: Look) -> None:
    await guest.log_in(login)
    await guest.page.wait_for_load_state()
    await spoken(guest, look.language)


async def seen(guest: Visitor, path: str, look: Look) -> list[str]:
    """The faults every page is looked at for, and text that is cut off."""
    wrong = await examine(guest, path, look)
    return [*wrong, *(f"{path} cuts {text!r}" for text in await cut(guest.page))]


async def cut(page: Page) -> Sequence[str]:
    """Words that do not fit where they stand, or run out of their panel."""
    shown = await page.evaluate(
        """() => [...document.querySelectorAll(`main button, main a, main th, main td,
            main dd, main h1, main h2, main label, main p, main li, main header span`)]
          .filter((one) => one.offsetParent && !one.closest(".visually-hidden, .scroll")
            && (one.matches(".panel > header *")
              && one.getBoundingClientRect().right
                > one.closest(".panel").getBoundingClientRect().right
              || getComputedStyle(one).display !== "inline"
                && one.scrollWidth > one.clientWidth + 1
                && ["hidden", "clip"].includes(getComputedStyle(one).overflowX)))
          .map((one) => one.textContent.trim().slice(0, 60)).filter(Boolean)"""
    )
    return [str(one) for one in shown]


async def test_the_queue_is_worked_through_by_the_keyboard_alone(
    chromium: str, found: tuple[Ground, Parts]
) -> None:
    async with browsing(chromium, found[0].base, viewport={"width": 1280, "height": 800}) as guest:
        await enter(guest, "gj-coordinator", Look(1280, "ko", "light"))
        page = guest.page
        await page.goto(f"{guest.base}/triage")
        rows = await page.locator("tr[data-row]").count()
        for key in ("j", "j", "k", "x", "j", "x"):
            await page.keyboard.press(key)
        await expect(page.locator("[data-pick]:checked")).to_have_count(2)
        await page.keyboard.press("d")
        await expect(page.locator("select[name=reason]")).to_be_focused()
        await page.keyboard.press("ArrowDown")
        for _ in range(2):
            await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.locator("#result")).to_contain_text("2건을 처리했고 0건은 못 했습니다")
        await expect(page.locator("tr[data-row]")).to_have_count(rows - 2)
        await page.keyboard.press("j")
        await page.keyboard.press("x")
        await page.keyboard.press("a")
        await page.keyboard.press("Enter")
        await expect(page.locator("#result")).to_contain_text("1건을 처리했고 0건은 못 했습니다")
        await page.locator("#result a[href^='/openings/']").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("main a[href^='/cases/11215-']").first).to_be_visible()


async def test_a_survey_outlives_a_lost_network_and_is_sent_once(
    chromium: str, found: tuple[Ground, Parts]
) -> None:
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    async with browsing(chromium, found[0].base, **phone) as guest:
        await enter(guest, "jj-lead", Look(360, "ko", "light"))
        page = guest.page
        path = (await links(guest, "/survey", re.compile(r"^/survey/.")))[0]
        await page.goto(guest.base + path)
        answers: list[str] = []
        page.on("response", lambda one: heard(answers, one))
        await page.context.set_offline(True)
        for field in await page.locator("form[data-draft] fieldset, form[data-draft] select").all():
            await answered(field)
        await page.locator("form[data-draft] button.approve").tap()
        await expect(page.locator("#draft-said")).to_contain_text("통신이 끊겼습니다")
        kept = await page.evaluate("() => JSON.stringify({...localStorage})")
        assert "hamkke-draft-" in kept
        assert "integrated_care" not in kept, "sealed"
        await page.context.set_offline(False)
        await page.wait_for_url("**/survey")
        assert answers == [guest.base + path]
        assert path not in await links(guest, "/survey", re.compile(r"^/survey/."))
        assert await page.evaluate("() => localStorage.length") == 0


def heard(answers: list[str], one: Response) -> None:
    if one.request.method == "POST":
        answers.append(one.url)


async def answered(field: Any) -> None:
    if await field.evaluate("one => one.tagName") == "SELECT":
        await field.select_option(index=1)
    else:
        await field.locator("input").first.check()


async def test_the_board_changes_by_itself(chromium: str, found: tuple[Ground, Parts]) -> None:
    ground, parts = found
    async with browsing(chromium, ground.base) as guest:
        await enter(guest, "jj-coordinator", Look(1280, "ko", "light"))
        await guest.page.goto(f"{guest.base}/situation-room")
        waiting = guest.page.locator("#complaints li")
        before = await waiting.count()
        await expect(guest.page.locator("[data-live]:not([data-poll])")).to_have_count(1)
        told = Complaint(
            complaint_id="complaint-live",
            district=JEONJU,
            who="",
            what="방금 들어온 불편",
            received_by=staff(JEONJU, "manager"),
            received_at=datetime.now(UTC),
            due=datetime.now(UTC),
        )
        async with parts.database.of(JEONJU).write() as session:
            await complaint_desk.receive(session, parts.keyring, told)
        await expect(waiting).to_have_count(before + 1, timeout=PATIENCE_MS)
