"""Every page in a real browser: usable by all, in both languages, wide and narrow, light and dark.

The tour once more without JavaScript; nothing is blocked by the content policy, nothing stays
behind in the browser after the logout (SR-35, SR-36).
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Page, async_playwright

from tests.journeys.test_tour import HOUSEHOLD, PATIENCE_MS, Visitor, tour
from tests.journeys.town import town

pytestmark = [pytest.mark.browser, pytest.mark.engine, pytest.mark.slow]
STARTED = "이루다"
CLOSING = "배가을"
OF_A_CASE = (
    "", "/plan/decision", "/plan", "/assessment", "/conference", "/contact", "/note", "/consent",
    "/linkages/new", "/linkages", "/check", "/closure", "/members/new", "/owner",
)  # fmt: skip
OF_NO_CASE = (
    "/inbox", "/inbox?tab=team", "/inbox?tab=done", "/cases", "/cases?stage=AFTERCARE",
    "/cases/new", "/account", "/account/substitutes", "/policies/41570", "/nowhere",
    "/conferences", "/conferences/new", "/notices", "/stalled", "/workers",
    "/workers/demo-gp-manager", "/coming", "/coming?worker=all",
)  # fmt: skip
STORED = "() => [localStorage.length, sessionStorage.length]"


@dataclass(frozen=True)
class Look:
    width: int
    language: str
    scheme: Literal["light", "dark"]


LOOKS = (
    Look(1280, "ko", "light"),
    Look(360, "ko", "dark"),
    Look(1280, "en", "dark"),
    Look(360, "en", "light"),
)


@asynccontextmanager
async def browsing(chromium: str, base: str, **options: Any) -> AsyncIterator[Visitor]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = await browser.new_context(locale="ko-KR", timezone_id="Asia/Seoul", **options)
        context.set_default_timeout(PATIENCE_MS)
        try:
            yield Visitor(await context.new_page(), base)
        finally:
            await browser.close()


def complaints(page: Page) -> list[str]:
    """What the browser says on its console about scripts, styles and policies."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on(
        "console",
        lambda said: heard.append(said.text) if "Content Security Policy" in said.text else None,
    )
    return heard


async def test_the_tour_is_true_without_javascript(chromium: str) -> None:
    async with town((HOUSEHOLD,)) as base:
        plain = {"java_script_enabled": False, "viewport": {"width": 1280, "height": 760}}
        async with browsing(chromium, base, **plain) as guest:
            await tour(guest)


async def addresses(guest: Visitor) -> list[str]:
    """Pages of no case, and of each case on the list."""
    await guest.page.goto(f"{guest.base}/cases")
    links = await guest.page.locator("a[href^='/cases/']").evaluate_all(
        "all => all.map(one => one.getAttribute('href').split('?')[0])"
    )
    found = sorted({link for link in links if link.startswith("/cases/41570-")})
    cases = [link for link in found if link.count("/") == 2]
    assert cases
    return [*OF_NO_CASE, *(case + page for case in cases for page in OF_A_CASE)]


async def faults_on(page: Page) -> list[str]:
    found = await Axe().run(page)
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found.response["violations"]
    ]


async def wider_than_its_window(page: Page) -> bool:
    wide = await page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    return bool(wide > 1)


async def examine(guest: Visitor, path: str, look: Look) -> list[str]:
    answer = await guest.page.goto(guest.base + path)
    assert answer is not None
    if answer.status >= 500:
        return [f"{path}: {answer.status}"]
    found = [f"{path} {fault}" for fault in await faults_on(guest.page)]
    if look.width < 400 and await wider_than_its_window(guest.page):
        found.append(f"{path} must be scrolled sideways")
    return found


async def everything(guest: Visitor, look: Look) -> list[str]:
    await guest.page.goto(f"{guest.base}/login")
    wrong = await examine(guest, "/login", look)
    await guest.log_in("gp-coordinator")
    await guest.page.wait_for_url("**/inbox*")
    await spoken(guest, look.language)
    for path in await addresses(guest):
        wrong += await examine(guest, path, look)
    return wrong


async def spoken(guest: Visitor, language: str) -> None:
    look = f"{language}.system.comfortable.system.on"
    cookie = {"name": "hamkke_look", "value": look, "url": guest.base}
    await guest.page.context.add_cookies([cookie])  # type: ignore[list-item]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.width}-{look.language}")
async def test_every_page_is_usable(chromium: str, look: Look) -> None:
    names = (HOUSEHOLD, STARTED, CLOSING) if look is LOOKS[0] else (HOUSEHOLD,)
    view = {"width": look.width, "height": 800}
    async with (
        town(names) as base,
        browsing(chromium, base, viewport=view, color_scheme=look.scheme) as guest,
    ):
        heard = complaints(guest.page)
        wrong = await everything(guest, look)
        await leave(guest)
    assert wrong + heard == []


async def leave(guest: Visitor) -> None:
    """Nothing of what was seen stays in the browser."""
    await guest.page.goto(f"{guest.base}/inbox")
    await guest.page.locator("form[action='/logout'] button").first.evaluate("b => b.form.submit()")
    await guest.page.wait_for_url("**/login*")
    assert await guest.page.evaluate(STORED) == [0, 0]
    cookies = await guest.page.context.cookies()
    assert not [each for each in cookies if each.get("name") == "hamkke" and each.get("value")]
