"""A body's worker on a phone, and a case manager who chooses among bodies by the keyboard alone."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from runtime.demo_channels import DEMO_PIN
from tests.journeys.test_pages import browsing
from tests.journeys.test_tour import IN_A_CHAIN, PATIENCE_MS
from tests.journeys.town import Town, town_and_bodies

pytestmark = [
    pytest.mark.browser,
    pytest.mark.engine,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="module"),
]
SERVED, MASKED, GAP = "이루다", "이○다", "모란재"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
TABS = 90


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town() -> AsyncIterator[Town]:
    async with town_and_bodies((IN_A_CHAIN, SERVED, GAP)) as found:
        yield found


async def test_a_letter_is_answered_on_a_phone_by_the_pin_and_one_press(
    chromium: str, town: Town
) -> None:
    async with browsing(chromium, town.base, java_script_enabled=False, **PHONE) as guest:
        page = guest.page
        await page.goto(f"{town.bodies}/letters")
        link = str(await page.locator("a").first.get_attribute("href"))
        await page.goto(f"{town.base}/r/{link.rpartition('/r/')[2]}")
        assert IN_A_CHAIN not in await page.content()
        await page.get_by_label("PIN").fill(DEMO_PIN)
        await page.get_by_role("button", name="열기").tap()
        await page.get_by_role("button", name="맡겠습니다").tap()
        await expect(page.get_by_text("에 전한 답: 수락")).to_be_visible()


async def test_a_body_tells_of_a_days_visits_from_its_own_desk(chromium: str, town: Town) -> None:
    async with browsing(chromium, town.base, **PHONE) as guest:
        await guest.log_in("gp-welfare")
        await guest.page.wait_for_url("**/partner*")
        await guest.page.goto(f"{town.base}/partner/sessions")
        row = guest.page.locator("tr.task-row", has_text=MASKED)
        await row.get_by_label("횟수").fill("3")
        await guest.press("한꺼번에 알리기")
        await expect(guest.page.get_by_text("1건을 알렸습니다")).to_be_visible()
        await expect(row).to_contain_text("3회")


async def test_the_first_body_is_chosen_by_the_keyboard_with_its_reasons(
    chromium: str, town: Town
) -> None:
    async with browsing(chromium, town.base) as guest:
        page = guest.page
        await guest.log_in("gp-manager")
        await page.goto(f"{town.base}/cases")
        case = str(await page.get_by_role("link", name="모○재").first.get_attribute("href"))
        await page.goto(f"{town.base}{case.split('?')[0]}/linkages/new")
        choose = page.get_by_role("link", name="먼저 묻기").first
        why = page.get_by_text("점수의 까닭").first
        for target, key in ((why, "Enter"), (choose, "Enter")):
            await page.evaluate("() => { document.activeElement?.blur(); }")
            for _ in range(TABS):
                await page.keyboard.press("Tab")
                if await target.evaluate("one => one === document.activeElement"):
                    break
            await expect(target).to_be_focused(timeout=PATIENCE_MS)
            await page.keyboard.press(key)
            if target is why:
                await expect(page.locator("table.points").first).to_be_visible()
        await page.wait_for_url("**/linkages/new?*agency_id=*")
        chosen = page.url.split("agency_id=")[1].split("&")[0]
        await expect(page.locator("[name='agency_id']")).to_have_value(chosen)
