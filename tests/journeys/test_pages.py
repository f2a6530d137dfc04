"""Every page in a real browser: usable by all, in both languages, wide and narrow, light and dark.

The tour once more without JavaScript; nothing is blocked by the content policy, nothing stays
behind in the browser after the logout (SR-35, SR-36).
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Page, async_playwright

from tests.journeys.test_policy_admin import PREVIEWED, RELIVED, begin, change, study, write
from tests.journeys.test_tour import HOUSEHOLD, MASKED, PATIENCE_MS, Visitor, tour
from tests.journeys.town import town

pytestmark = [pytest.mark.browser, pytest.mark.engine, pytest.mark.slow]
STARTED = "이루다"
CLOSING = "배가을"
OF_A_CASE = (
    "", "/plan/decision", "/plan", "/assessment", "/conference", "/contact", "/note", "/consent",
    "/linkages/new", "/linkages", "/milestones/new", "/supports/new", "/check", "/closure",
    "/members/new", "/owner", "/assessments", "/assessments/1", "/decisions",
)  # fmt: skip
OF_NO_CASE = (
    "/inbox", "/inbox?tab=team", "/inbox?tab=done", "/cases", "/cases?stage=AFTERCARE",
    "/cases/new", "/account", "/account/substitutes", "/policies/41570", "/nowhere",
    "/conferences", "/conferences/new", "/notices", "/stalled", "/linkages", "/gaps", "/workers",
    "/workers/demo-gp-manager", "/coming", "/coming?worker=all", "/agencies",
    "/directory", "/directory?q=왕진", "/directory/new", "/directory/rechecks",
)  # fmt: skip
OF_A_POLICY = (
    "/policies/desk", "/policies/41570?show=law", "/policies/41570/upcoming",
    "/policies/41570/approvals", "/policies/41570/levels", "/policies/41570/zones",
    "/policies/41570/forms", "/policies/41570/forms/national-2024?against=jeonju-care-2024",
    "/policies/41570/calendar", "/policies/41570/texts", "/policies/41570/history",
    "/policies/41570/editions/7", "/policies/compare?b=52110", "/policies/drafts/new",
    "/policies/previews", "/policies/whatifs", "/policies/rollouts", "/agreements",
    "/situation-room", "/situation-room/campaign",
)  # fmt: skip
OF_A_DRAFT = ("", "/values?key=escalation.standard", "/text", "/approvals", "/levels", "/zones")
STORED = "() => [localStorage.length, sessionStorage.length]"


@dataclass(frozen=True)
class Look:
    width: int
    language: str
    scheme: Literal["light", "dark"]


LOOKS = (
    Look(1280, "ko", "light"),
    Look(360, "en", "dark"),
)

LOOKS_OF_POLICIES = (Look(360, "ko", "dark"),)
"""Each width, language and scheme once: many pages, made of the same parts."""


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


@dataclass
class Ground:
    """One running system for every look: where it is, and what a policy admin has begun there."""

    base: str
    begun: list[str]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ground(chromium: str) -> AsyncIterator[Ground]:
    async with town((HOUSEHOLD, STARTED, CLOSING)) as base:
        async with browsing(chromium, base) as guest:
            begun = await begin_a_policy(guest)
        yield Ground(base, begun)


async def begin_a_policy(guest: Visitor) -> list[str]:
    """A draft with a change and both studies of it; the addresses of their pages."""
    await guest.log_in("gp-policy")
    await change(guest, "linkage.partnerAnswer")
    await begin(guest, "기관 회신 기한")
    draft = guest.page.url.split("/values")[0].removeprefix(guest.base)
    await guest.page.get_by_label("길이").fill("2")
    await write(guest)
    found = [draft + page for page in OF_A_DRAFT]
    for link, button in ((PREVIEWED, "미리 보기 시작"), (RELIVED, "다시 살아 보기 시작")):
        await guest.page.goto(guest.base + draft)
        await study(guest, link, button)
        found.append(guest.page.url.removeprefix(guest.base))
        behind = guest.page.locator("td.number a").first
        if await behind.count():
            found.append(str(await behind.get_attribute("href")))
    assert len(found) > len(OF_A_DRAFT) + 2
    return found


async def test_the_tour_is_true_without_javascript(chromium: str) -> None:
    async with town((HOUSEHOLD,)) as base:
        plain = {"java_script_enabled": False, "viewport": {"width": 1280, "height": 760}}
        async with browsing(chromium, base, **plain) as guest:
            await tour(guest)


async def addresses(guest: Visitor, look: Look) -> list[str]:
    """Pages of no case, and of each case on the list; one case is enough in the later looks."""
    await guest.page.goto(f"{guest.base}/cases")
    name = "" if look is LOOKS[0] else MASKED
    links = await guest.page.locator("a[href^='/cases/']", has_text=name).evaluate_all(
        "all => all.map(one => one.getAttribute('href').split('?')[0])"
    )
    found = sorted({link for link in links if link.startswith("/cases/41570-")})
    cases = [link for link in found if link.count("/") == 2]
    assert len(cases) == (3 if look is LOOKS[0] else 1)
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
    for path in await addresses(guest, look):
        wrong += await examine(guest, path, look)
    return wrong


async def everything_of_policies(guest: Visitor, begun: list[str], look: Look) -> list[str]:
    await guest.log_in("gp-policy")
    await guest.page.wait_for_url("**/policies/desk")
    await spoken(guest, look.language)
    return [fault for path in (*OF_A_POLICY, *begun) for fault in await examine(guest, path, look)]


async def spoken(guest: Visitor, language: str) -> None:
    look = f"{language}.system.comfortable.system.on"
    cookie = {"name": "hamkke_look", "value": look, "url": guest.base}
    await guest.page.context.add_cookies([cookie])  # type: ignore[list-item]


@asynccontextmanager
async def looking(chromium: str, ground: Ground, look: Look) -> AsyncIterator[Visitor]:
    view = {"width": look.width, "height": 800}
    options = {"viewport": view, "color_scheme": look.scheme}
    async with browsing(chromium, ground.base, **options) as guest:
        heard = complaints(guest.page)
        yield guest
        await leave(guest)
    assert heard == []


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.width}-{look.language}")
async def test_every_page_is_usable(chromium: str, ground: Ground, look: Look) -> None:
    async with looking(chromium, ground, look) as guest:
        assert await everything(guest, look) == []


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "look", LOOKS_OF_POLICIES, ids=lambda look: f"{look.width}-{look.language}"
)
async def test_every_page_of_policies_is_usable(chromium: str, ground: Ground, look: Look) -> None:
    async with looking(chromium, ground, look) as guest:
        assert await everything_of_policies(guest, ground.begun, look) == []


async def leave(guest: Visitor) -> None:
    """Nothing of what was seen stays in the browser."""
    await guest.page.goto(f"{guest.base}/inbox")
    await guest.page.locator("form[action='/logout'] button").first.evaluate("b => b.form.submit()")
    await guest.page.wait_for_url("**/login*")
    assert await guest.page.evaluate(STORED) == [0, 0]
    cookies = await guest.page.context.cookies()
    assert not [each for each in cookies if each.get("name") == "hamkke" and each.get("value")]
