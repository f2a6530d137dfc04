"""Every page of the service loop in a real browser: of staff, of bodies, behind a letter's link.

The same looks and the same faults as in `test_pages`; here the cases are those of the loop.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from runtime.demo_channels import DEMO_PIN
from tests.journeys.test_pages import Ground, Look, browsing, examine, looking, spoken
from tests.journeys.test_tour import Visitor
from tests.journeys.town import Town, town_and_bodies

pytestmark = [
    pytest.mark.browser,
    pytest.mark.engine,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="module"),
]
CHAIN, STOOD_BY, GAP = "아침놀", "도담길", "모란재"
HOMES, FROM_HOSPITAL = "한울님", "늘푸름"
LOOKS = (
    Look(360, "ko", "dark"),
    Look(1280, "en", "light"),
)
OF_STAFF = (
    "/linkages?status=WAITLISTED", "/linkages?waited=7&whose=me", "/gaps?service=MEALS",
    "/directory?area=HEALTH", "/directory/import", "/directory/export", "/agencies/new",
    "/agencies/demo-gp-repair", "/agencies/demo-gp-repair/edit", "/agencies/demo-gp-volunteers",
    "/partner-access", "/resources", "/resources?by=BODY", "/resources/lines",
    "/resources/households", "/resources/linkages", "/resources/fund", "/resources/pledges",
)  # fmt: skip
OF_A_BODY = (
    "/partner", "/partner?show=going", "/partner?show=over", "/partner/sessions", "/partner/goals",
    "/partner/refer", "/partner/services", "/partner/pledges", "/partner/consents",
    "/partner/meetings", "/partner/year", "/account", "/directory", "/partner/nowhere",
)  # fmt: skip
OF_A_CASE = re.compile(r"/(linkages|gaps|concerns|supports|milestones|pledges|resources|consents)")
"""What the service loop adds to a case's page; the other acts are looked at in `test_pages`."""
ENTRY = re.compile(r"/directory/[0-9a-f-]{36}$")
LETTER = re.compile(r"/r/\S+")


@dataclass(frozen=True)
class Loop:
    """A running system with the cases of the loop."""

    town: Town

    @property
    def ground(self) -> Ground:
        return Ground(self.town.base, [])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def loop() -> AsyncIterator[Loop]:
    async with town_and_bodies((CHAIN, STOOD_BY, GAP, HOMES, FROM_HOSPITAL)) as town:
        yield Loop(town)


async def links(guest: Visitor, path: str, wanted: re.Pattern[str]) -> list[str]:
    """Where a page leads, as far as it is wanted, each once."""
    await guest.page.goto(guest.base + path)
    found = await guest.page.locator("a[href^='/']").evaluate_all(
        "all => all.map(one => one.getAttribute('href'))"
    )
    return sorted({one for one in found if wanted.search(one)})


async def of_the_cases(guest: Visitor) -> list[str]:
    """Each case and its ecomap; of the acts every kind once, wherever it is offered."""
    found: dict[str, str] = {}
    for case in await links(guest, "/cases", re.compile(r"^/cases/41570-\w+$")):
        found |= {case: case, f"{case}/ecomap": f"{case}/ecomap"}
        acts = await links(guest, case, OF_A_CASE)
        found |= {kind(one): one for one in acts if one.startswith(case)}
    return list(found.values())


def kind(path: str) -> str:
    """A page whatever case, referral or pledge it is of."""
    return re.sub(r"/(41570|linkage|pledge|gap|concern|consent|support)-[^/?]+", "/-", path)


async def entry(guest: Visitor) -> list[str]:
    first = (await links(guest, "/directory", ENTRY))[0]
    return [first, f"{first}/edit"]


async def letter(guest: Visitor, town: Town) -> str:
    """The path of the link in the one letter of the chain."""
    await guest.page.goto(f"{town.bodies}/letters")
    shown = str(await guest.page.locator("a").first.get_attribute("href"))
    found = LETTER.search(shown)
    assert found is not None
    return found[0]


async def enter(guest: Visitor, login: str, look: Look) -> None:
    await guest.log_in(login)
    await guest.page.wait_for_load_state()
    await spoken(guest, look.language)


@pytest.mark.parametrize("look", LOOKS[1:], ids=lambda one: f"{one.width}-{one.language}")
async def test_every_page_of_staff_is_usable(chromium: str, loop: Loop, look: Look) -> None:
    async with looking(chromium, loop.ground, look) as guest:
        await enter(guest, "gp-coordinator", look)
        pages = [*OF_STAFF, *await entry(guest), *await of_the_cases(guest)]
        wrong = [fault for path in pages for fault in await examine(guest, path, look)]
        await enter(guest, "jj-coordinator", look)
        assert [*wrong, *await examine(guest, "/housing", look)] == []


@pytest.mark.parametrize("look", LOOKS[:1], ids=lambda one: f"{one.width}-{one.language}")
async def test_every_page_of_a_body_is_usable(chromium: str, loop: Loop, look: Look) -> None:
    async with looking(chromium, loop.ground, look) as guest:
        await enter(guest, "gp-welfare", look)
        shown = [await links(guest, f"/partner?show={one}", REFERRAL) for one in ("new", "going")]
        pages = [*OF_A_BODY, *(path for found in shown for path in found)]
        assert len(pages) > len(OF_A_BODY)
        wrong = [fault for path in pages for fault in await examine(guest, path, look)]
        await enter(guest, "gp-foundation", look)
        assert [*wrong, *await examine(guest, "/partner/pledges", look)] == []


REFERRAL = re.compile(r"/partner/referrals/")


@pytest.mark.parametrize("look", LOOKS[1:], ids=lambda one: f"{one.width}-{one.language}")
async def test_a_letter_and_its_link_are_usable(chromium: str, loop: Loop, look: Look) -> None:
    view = {"width": look.width, "height": 740}
    async with browsing(chromium, loop.town.base, viewport=view, color_scheme=look.scheme) as guest:
        link = await letter(guest, loop.town)
        away = Visitor(guest.page, "")
        wrong = await examine(away, f"{loop.town.bodies}/letters", look)
        await spoken(guest, look.language)
        for path in (link, "/r/never-was-a-link"):
            wrong += await examine(guest, path, look)
        await guest.page.goto(guest.base + link)
        await guest.page.get_by_label("PIN", exact=False).fill(DEMO_PIN)
        await guest.page.locator("form[action$='/pin'] button").click()
        await guest.page.wait_for_url(f"**{link}")
        assert await guest.page.locator("form[action$='/answer']").count() == 1
        assert [*wrong, *await examine(guest, link, look)] == []
