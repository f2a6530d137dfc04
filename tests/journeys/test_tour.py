"""The tour of the README, step by step in a real browser; its pictures are made here.

`HAMKKE_TEST_SCREENSHOTS=docs/tour pytest tests/journeys/test_tour.py` writes them anew.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from runtime.accounts import DEMO_PASSWORD
from runtime.demo_channels import DEMO_PIN
from tests.journeys.town import Town, town_and_bodies

pytestmark = [pytest.mark.browser, pytest.mark.engine, pytest.mark.slow]

HOUSEHOLD = "채라온"
MASKED = "채○온"
BODY = "가상소담복지관"
BESIDE = ("별가온", "다은솜", "고은별", "이루다", "배가을")
"""Other cases of the inbox; only a picture needs them."""
IN_A_CHAIN, WRITTEN_TO = "아침놀", "가상이웃봉사단"
PATIENCE_MS = 20_000


def picture_folder() -> Path | None:
    named = os.environ.get("HAMKKE_TEST_SCREENSHOTS")
    return Path(named) if named else None


@dataclass
class Visitor:
    """Somebody at a browser of their own."""

    page: Page
    base: str

    async def log_in(self, login: str) -> None:
        await self.page.context.clear_cookies()
        await self.page.goto(f"{self.base}/login")
        await self.page.get_by_label("아이디").fill(login)
        await self.page.get_by_label("비밀번호").fill(DEMO_PASSWORD)
        await self.page.get_by_role("button", name="로그인").click()

    async def open_task(self, what: str) -> None:
        row = self.page.locator("tr.task-row", has_text=MASKED).filter(has_text=what)
        await row.get_by_role("link", name=what).click()

    async def press(self, button: str) -> None:
        await self.page.get_by_role("button", name=button, exact=True).click()

    async def follow(self, link: str) -> None:
        await self.page.get_by_role("link", name=link, exact=True).first.click()

    async def choose(self, act: str) -> None:
        """From the menu of a case page."""
        await self.page.get_by_text("다른 일", exact=True).click()
        await self.follow(act)

    async def keep(self, name: str) -> None:
        """A picture for the README, when one is asked for."""
        folder = picture_folder()
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            await self.page.screenshot(path=folder / f"{name}.png", animations="disabled")


async def visitor(browser: Browser, base: str) -> Visitor:
    context = await browser.new_context(
        viewport={"width": 1280, "height": 760}, locale="ko-KR", timezone_id="Asia/Seoul"
    )
    context.set_default_timeout(PATIENCE_MS)
    return Visitor(await context.new_page(), base)


async def test_the_tour_of_the_readme_is_true(chromium: str) -> None:
    names = (HOUSEHOLD, IN_A_CHAIN, *(BESIDE if picture_folder() else ()))
    async with town_and_bodies(names) as town, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        try:
            guest = await visitor(browser, town.base)
            await tour(guest)
            await answer_a_letter(guest, town)
            await see_the_chain(guest)
        finally:
            await browser.close()


async def tour(guest: Visitor) -> None:
    case = await approve_the_plan(guest)
    await record_agreement(guest)
    await record_consent(guest)
    await ask_the_body(guest)
    number = await see_the_answer(guest, case)
    await look_as_operator(guest, case, number)
    await move_time(guest)
    await see_it_stalled(guest, number)


async def approve_the_plan(guest: Visitor) -> str:
    await guest.log_in("gp-coordinator")
    await expect(guest.page.get_by_role("heading", name="내 업무")).to_be_visible()
    await guest.keep("1-inbox")
    await guest.open_task("제공계획 승인")
    await expect(guest.page.get_by_text("주 5회 도시락과 안부 확인").first).to_be_visible()
    await guest.keep("2-decision")
    await guest.press("승인")
    await guest.follow("결정한 사례 보기")
    await expect(guest.page.get_by_text("제공계획 1판이 승인되었습니다.").first).to_be_visible()
    return guest.page.url.split("?")[0].rsplit("/", 1)[1]


async def record_agreement(guest: Visitor) -> None:
    await guest.log_in("gp-manager")
    await guest.open_task("당사자 동의 받기")
    await guest.follow("이 일 하기")
    await guest.page.get_by_label(HOUSEHOLD).check()
    await guest.page.get_by_label("서면").check()
    await guest.press("계획 동의 저장하기")
    await expect(guest.page.locator(".stage-bar [aria-current]")).to_contain_text("서비스 연계")


async def record_consent(guest: Visitor) -> None:
    await guest.choose("동의 받기")
    await guest.page.get_by_label(HOUSEHOLD).first.check()
    await guest.page.get_by_label("제3자 제공").check()
    await guest.page.get_by_label("받는 기관").select_option(label=f"{BODY} · 사회복지관")
    await guest.page.get_by_label("서면").check()
    await guest.press("동의 저장하기")
    await expect(guest.page.locator(".stage-bar")).to_be_visible()


async def ask_the_body(guest: Visitor) -> None:
    await guest.choose("의뢰 한꺼번에 보내기")
    row = guest.page.locator("fieldset.plan-row").first
    await expect(row.get_by_text("보낼 수 있음")).to_be_visible()
    await row.get_by_label("이 의뢰를 보냄").check()
    await guest.keep("3-referral")
    await guest.press("고른 의뢰 보내기")
    await expect(guest.page.locator("#linkages")).to_contain_text(BODY)


async def see_the_answer(guest: Visitor, case: str) -> str:
    """The body answers by a signed webhook; nobody clicks. The number of the case."""
    accepted = guest.page.locator("#linkages").get_by_text("수락")
    for _ in range(PATIENCE_MS // 500):
        await guest.page.goto(f"{guest.base}/cases/{case}")
        if await accepted.count():
            break
        await guest.page.wait_for_timeout(500)
    await expect(accepted.first).to_be_visible()
    await guest.keep("4-case")
    crumbs = await guest.page.locator(".crumbs").inner_text()
    return crumbs.rpartition("›")[2].strip()


async def look_as_operator(guest: Visitor, case: str, number: str) -> None:
    await guest.log_in("gp-operator")
    await guest.follow("운영")
    await guest.page.get_by_label("사례 아이디나 사례번호").fill(number)
    await guest.press("이력 보기")
    await expect(guest.page.get_by_text(case)).to_be_visible()
    await expect(guest.page.get_by_text("밖에 전해졌습니다").first).to_be_visible()
    assert HOUSEHOLD not in await guest.page.content()
    await guest.keep("5-operations")


async def move_time(guest: Visitor) -> None:
    await guest.follow("시간 옮기기")
    await guest.page.get_by_label("석 달").check()
    await guest.press("시간 옮기기")
    arrived = guest.page.get_by_text("91일을 옮겼습니다")
    await expect(arrived).to_be_visible(timeout=60_000)
    await expect(guest.page.get_by_text("과장까지")).to_be_visible()
    assert HOUSEHOLD not in await guest.page.content()


async def see_it_stalled(guest: Visitor, number: str) -> None:
    await guest.log_in("gp-coordinator")
    await guest.follow("멈춘 사례")
    row = guest.page.locator("tr.task-row", has_text=number)
    await expect(row.get_by_text("시간 이동 +91일")).to_be_visible()
    await expect(row.get_by_text("기한 지남")).to_be_visible()
    await guest.keep("6-stalled")
    await row.get_by_role("link", name=MASKED).click()
    await expect(guest.page.get_by_text("시간 이동 +91일")).to_be_visible()


async def answer_a_letter(guest: Visitor, town: Town) -> None:
    """Who got it has no account: the PIN, then one press."""
    await guest.page.context.clear_cookies()
    await guest.page.goto(f"{town.bodies}/letters")
    link = await guest.page.locator("a").first.get_attribute("href")
    await guest.page.goto(f"{guest.base}/r/{str(link).rpartition('/r/')[2]}")
    assert "침놀" not in await guest.page.content()
    await guest.page.get_by_label("PIN").fill(DEMO_PIN)
    await guest.press("열기")
    await guest.press("맡겠습니다")
    await expect(guest.page.get_by_text("에 전한 답: 수락")).to_be_visible()


async def see_the_chain(guest: Visitor) -> None:
    await guest.log_in("gp-manager")
    await guest.page.goto(f"{guest.base}/cases")
    await guest.page.get_by_role("link", name="아○놀").first.click()
    linkages = guest.page.locator("#linkages")
    for _ in range(PATIENCE_MS // 500):
        if await linkages.get_by_text("수락").count():
            break
        await guest.page.wait_for_timeout(500)
        await guest.page.reload()
    for body, answer in ((BODY, "거절"), (WRITTEN_TO, "수락")):
        await expect(linkages).to_contain_text(body)
        await expect(linkages).to_contain_text(answer)
