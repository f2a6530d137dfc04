"""The twelve tasks of a district's policy admin (domain guide §7.3), each in a real browser.

One running system serves them all; each task has a district or a draft of its own, so that any of
them can be done alone. Pages are reached as people reach them: from the menu, by links.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from care.decide.calendar import is_business_day
from policies.edition import SEOUL
from policies.resolve import resolve
from tests.journeys.test_tour import PATIENCE_MS, Visitor, visitor
from tests.journeys.town import town

pytestmark = [
    pytest.mark.browser,
    pytest.mark.engine,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="module"),
]
HELD, STARTED, PLANNED, ASKED = "서리꽃", "이루다", "나래솔", "찬우물"
"""In Jung-gu without consent yet, in Gimpo with services, in Gwangjin before approval, in Nowon."""
PREVIEWED, RELIVED = "오늘 사례로 미리 보기", "지난 기록으로 다시 살아 보기"


@dataclass
class Hall:
    """A town hall: everybody at a browser of their own, logged in once."""

    browser: Browser
    base: str
    present: dict[str, Visitor] = field(default_factory=dict)

    async def who(self, login: str) -> Visitor:
        if login not in self.present:
            guest = await visitor(self.browser, self.base)
            await guest.log_in(login)
            await expect(guest.page.locator(".top-bar")).to_be_visible()
            self.present[login] = guest
        return self.present[login]

    async def at_the_desk(self, login: str) -> Visitor:
        guest = await self.who(login)
        await guest.page.goto(f"{self.base}/inbox")
        await guest.page.get_by_label("주 메뉴").get_by_role("link", name="정책 업무").click()
        return guest


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(chromium: str) -> AsyncIterator[Hall]:
    names = (HELD, STARTED, PLANNED, ASKED)
    async with town(names) as base, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        try:
            yield Hall(browser, base)
        finally:
            await browser.close()


def today() -> date:
    return datetime.now(SEOUL).date()


def working_day_after(district: str, days: int) -> date:
    calendar = resolve(district).case_policy.calendar
    found = today() + timedelta(days=days)
    while not is_business_day(found, calendar):
        found += timedelta(days=1)
    return found


def panel(page: Page, title: str) -> Locator:
    return page.locator("section.panel").filter(
        has=page.get_by_role("heading", name=title, exact=True)
    )


async def change(guest: Visitor, key: str) -> None:
    """From the effective policy to the plain form of one value, in a draft of its own."""
    await guest.page.get_by_label("주 메뉴").get_by_role("link", name="정책", exact=True).click()
    await guest.page.locator(f"[id='{key}']").get_by_role("link", name="바꾸기").click()


async def begin(guest: Visitor, title: str) -> None:
    await guest.page.get_by_label("무엇을 바꾸나").fill(title)
    await guest.press("초안 만들기")
    await expect(guest.page.get_by_role("heading", level=1, name=title)).to_be_visible()


async def write(guest: Visitor) -> None:
    await guest.press("초안에 적기")
    await expect(guest.page.get_by_text("초안에 적었습니다.")).to_be_visible()


async def submit(guest: Visitor, begins: date, adoption: str, paper: str = "조례") -> None:
    """From any page of the draft: its paper, its day, and who of the running cases follows it."""
    await guest.follow("한눈에")
    await guest.page.get_by_label("문서 이름").fill(f"통합사례관리 {paper}")
    await guest.page.get_by_label("문서 번호").fill("제1234호")
    await guest.page.get_by_label("문서 날짜").fill("2025-12-01")
    await guest.press("문서 붙이기")
    await guest.page.locator("#effective_from").fill(begins.isoformat())
    await guest.page.get_by_label(adoption).check()
    widening = guest.page.locator("#widened")
    if await widening.count():
        await widening.check()
    await guest.press("법률 검토로 보내기")
    await expect(guest.page.get_by_text("법률 검토 중").first).to_be_visible()


async def lead_on(hall: Hall, prefix: str, title: str, reason: str) -> Visitor:
    """Review by one, approval by another, publication; ends on the page of the edition."""
    for login, button in ((f"{prefix}-privacy", "검토 마치기"), (f"{prefix}-head", "승인하기")):
        guest = await hall.at_the_desk(login)
        await panel(guest.page, "내가 할 일").get_by_role("link", name=title).click()
        await guest.press(button)
    admin = await hall.at_the_desk(f"{prefix}-policy")
    await panel(admin.page, "내가 할 일").get_by_role("link", name=title).click()
    await admin.page.get_by_label("공고문에 적을 까닭").fill(reason)
    await admin.page.get_by_role("button", name=re.compile(r"판 공고하기$")).click()
    await expect(panel(admin.page, "이 판은").get_by_text(reason)).to_be_visible()
    return admin


async def study(guest: Visitor, link: str, button: str) -> None:
    """From the draft to a finished study of it."""
    await guest.follow(link)
    await guest.press(button)
    progress = panel(guest.page, "얼마나 왔나")
    await expect(progress.get_by_text("마침", exact=True)).to_be_visible()


async def rolled_out(guest: Visitor, edition: str) -> None:
    """The rollout an edition for now began by itself: every case has followed it."""
    await guest.page.goto(f"{guest.base}/policies/desk")
    await guest.follow("단계 적용")
    await expect_in_time(guest.page, guest.page.get_by_role("link", name=f"{edition} 적용"))
    await guest.follow(f"{edition} 적용")
    await expect_in_time(guest.page, panel(guest.page, "얼마나 왔나").get_by_text("다 물어봄"))


async def expect_in_time(page: Page, awaited: Locator) -> None:
    """What happens behind the page is there when it is asked for again."""
    for _ in range(PATIENCE_MS // 250):
        if await awaited.count():
            break
        await page.wait_for_timeout(250)
        await page.reload()
    await expect(awaited.first).to_be_visible()


async def test_pa_01_the_policy_admin_sees_where_every_value_comes_from(hall: Hall) -> None:
    admin = await hall.at_the_desk("gp-policy")
    await admin.follow("지금 정책 보기")
    own = admin.page.locator("[id='dayCount']")
    await expect(own).to_contain_text("영업일")
    await expect(own).to_contain_text("districts/gimpo-si.yaml:")
    await expect(own).to_contain_text("달력일")
    inherited = admin.page.locator("[id='ics.firstCheck']")
    await expect(inherited).to_contain_text("national.yaml:")
    await expect(inherited).to_contain_text("통합지원법")
    await admin.page.get_by_role("link", name=re.compile("^우리 시·군·구 값")).click()
    await expect(own).to_be_visible()
    await expect(inherited).to_have_count(0)


async def test_pa_02_one_deadline_is_changed_previewed_and_given_a_day_to_begin(hall: Hall) -> None:
    admin = await hall.who("jg-policy")
    await change(admin, "engagement.cadence")
    await begin(admin, "관계 유지 연락 간격")
    await admin.page.get_by_label("길이").fill("14")
    await write(admin)
    await mend_the_example(admin)
    await admin.follow("한눈에")
    await study(admin, PREVIEWED, "미리 보기 시작")
    moved = panel(admin.page, "단계별").get_by_role("row", name=re.compile("^기한이 옮겨짐"))
    await moved.get_by_role("link", name="1").first.click()
    listed = admin.page.get_by_role("row", name=re.compile("JG-"))
    await expect(listed).to_have_count(1)
    await expect(listed).to_contain_text("7일 일찍")

    await admin.page.go_back()
    await hall.at_the_desk("jg-policy")
    await admin.follow("관계 유지 연락 간격")
    begins = working_day_after("11140", 20)
    await submit(admin, begins, "다음 재사정이나 점검 때")
    await lead_on(hall, "jg", "관계 유지 연락 간격", "연락을 더 자주")
    await admin.follow("예약된 변경")
    await expect(admin.page.get_by_text(f"{begins.month}. {begins.day}.").first).to_be_visible()
    await expect(admin.page.locator("ins", has_text="14일")).to_be_visible()


async def mend_the_example(admin: Visitor) -> None:
    """The worked example of the file spoke of the old value; its line is named and mended."""
    await admin.follow("전체 글로 가기")
    await expect(admin.page.get_by_text("나온 답: 2026-03-26").first).to_be_visible()
    text = await admin.page.locator("#text").input_value()
    await admin.page.locator("#text").fill(text.replace("2026-04-02", "2026-03-26"))
    await admin.press("초안 저장")
    await expect(admin.page.get_by_text("나온 답")).to_have_count(0)


async def test_pa_03_an_ordinance_is_attached_checked_approved_and_published(hall: Hall) -> None:
    admin = await hall.who("gp-policy")
    await change(admin, "linkage.partnerAnswer")
    await begin(admin, "기관 회신 기한")
    await admin.page.get_by_label("길이").fill("3")
    await write(admin)
    await submit(admin, today(), "따르지 않음(새 사례만)", paper="조례 개정")
    await expect(admin.page.get_by_role("button", name="승인하기")).to_have_count(0)
    await lead_on(hall, "gp", "기관 회신 기한", "조례 개정에 따름")
    about = panel(admin.page, "이 판은")
    await expect(about.get_by_text("통합사례관리 조례 개정 제1234호")).to_be_visible()
    lede = admin.page.locator(".lede")
    for name, did in (("하늘찬", "씀"), ("바른샘", "검토"), ("민솔길", "승인")):
        await expect(lede).to_contain_text(f"{name} {did}")
    await admin.follow("지금 값")
    value = admin.page.locator("[id='linkage.partnerAnswer']")
    await expect(value).to_contain_text("의뢰 뒤 3영업일")
    await expect(value).to_contain_text("의뢰 뒤 5영업일")


async def test_pa_04_a_local_office_moves_to_another_zone_and_keeps_its_cases(hall: Hall) -> None:
    admin = await hall.at_the_desk("nw-policy")
    await admin.follow("지금 정책 보기")
    await admin.follow("거점·권역")
    office = admin.page.get_by_role("row", name=re.compile("^소담동"))
    await expect(office).to_contain_text("진행 중 1건")
    await admin.follow("초안 만들기")
    await begin(admin, "소담동 권역 변경")
    await admin.follow("거점·권역")
    await admin.page.get_by_label("소담동의 권역").select_option("ZONE_4")
    await panel(admin.page, "읍면동").get_by_role("button", name="초안에 적기").click()
    await study_of_zones(admin)
    await hall.at_the_desk("nw-policy")
    await admin.follow("소담동 권역 변경")
    await submit(admin, today(), "시행일에 바로")
    await lead_on(hall, "nw", "소담동 권역 변경", "권역을 다시 나눔")
    await rolled_out(admin, f"{resolve('11350').case_policy.version}판")
    await admin.page.goto(f"{hall.base}/policies/11350/zones")
    await expect(office).to_contain_text("진행 중 1건")
    await expect(panel(admin.page, "권역").get_by_role("listitem").nth(3)).to_contain_text("소담동")
    worker = await hall.who("nw-office")
    await worker.page.goto(f"{hall.base}/cases")
    await expect(worker.page.get_by_text("찬○물").first).to_be_visible()


async def study_of_zones(admin: Visitor) -> None:
    await admin.follow("한눈에")
    await study(admin, PREVIEWED, "미리 보기 시작")
    zone = panel(admin.page, "단계별").get_by_role("row", name=re.compile("^권역이 달라짐"))
    await zone.get_by_role("link", name="1").first.click()
    await expect(admin.page.get_by_role("row", name=re.compile("NW-"))).to_contain_text("ZONE_4")


async def test_pa_05_a_new_form_version_is_published_and_old_answers_stay_readable(
    hall: Hall,
) -> None:
    admin = await hall.at_the_desk("gp-policy")
    await admin.follow("지금 정책 보기")
    await admin.follow("조사표")
    await admin.page.get_by_label("한국어 이름").fill("김포 2027년 조사표")
    await admin.page.get_by_label("영어 이름").first.fill("Gimpo form of 2027")
    await admin.page.get_by_label("판 이름").fill("gimpo-2027")
    await admin.page.locator("#item_0_where").select_option("ECONOMY_BASIC")
    await admin.page.locator("#item_0_ko").fill("난방비를 내지 못함")
    await admin.page.locator("#item_0_en").fill("Cannot pay for heating")
    await admin.page.locator("#item_0_code").fill("heating_unpaid")
    await admin.press("초안에 새 판 만들기")
    title = "조사표 김포 2027년 조사표"
    await expect(admin.page.get_by_role("heading", level=1, name=title)).to_be_visible()
    await submit(admin, today(), "시행일에 바로")
    await lead_on(hall, "gp", title, "난방비를 함께 묻기로 함")
    number = (await admin.page.get_by_role("heading", level=1).inner_text()).split()[-1]
    await rolled_out(admin, number)
    await admin.page.goto(f"{hall.base}/policies/41570/forms")
    await admin.page.locator("a[href*='/forms/national-2024?against']").click()
    await expect(admin.page.get_by_role("row", name=re.compile("heating_unpaid"))).to_be_visible()

    manager = await hall.who("gp-manager")
    await manager.page.goto(f"{hall.base}/cases")
    await manager.page.get_by_role("link", name="이○다").first.click()
    await manager.follow("마친 조사 모두 보기")
    await manager.follow("1번째 조사")
    await expect(manager.page.get_by_text("national-2024")).to_be_visible()
    await expect(manager.page.get_by_text("heating_unpaid")).to_have_count(0)
    await manager.page.go_back()
    await manager.page.go_back()
    await manager.choose("욕구 및 위기도 조사")
    await expect(manager.page.get_by_text("난방비를 내지 못함")).to_be_attached()
    await expect(manager.page.get_by_text("지난번 2점").first).to_be_visible()


async def test_pa_06_a_ladder_and_quiet_hours_are_tried_on_the_last_months(hall: Hall) -> None:
    admin = await hall.who("gp-policy")
    await change(admin, "escalation.standard")
    await begin(admin, "상향 보고를 더 빨리")
    await admin.page.get_by_label("3번째에 알릴 사람").select_option(label="희망복지지원단 팀장")
    await write(admin)
    quiet = admin.page.locator("[id='escalation.quiet']")
    await quiet.get_by_role("link").click()
    await admin.page.get_by_label("몇 시부터").fill("9")
    await admin.page.get_by_label("몇 시까지").fill("18")
    await write(admin)
    await admin.follow("한눈에")
    await expect(admin.page.locator("ins", has_text="09:00–18:00")).to_be_visible()
    await admin.follow(RELIVED)
    await admin.page.get_by_label("개설일 처음").fill((today() - timedelta(days=60)).isoformat())
    await admin.page.get_by_label("개설일 끝").fill(today().isoformat())
    await admin.press("다시 살아 보기 시작")
    progress = panel(admin.page, "얼마나 왔나")
    await expect(progress.get_by_text("마침", exact=True)).to_be_visible()
    await expect(admin.page.get_by_text(re.compile("사례 1건, 사건 [0-9]+개를"))).to_be_visible()


async def test_pa_07_an_agreement_is_kept_and_warns_before_it_ends(hall: Hall) -> None:
    admin = await hall.who("gp-policy")
    await admin.page.get_by_label("주 메뉴").get_by_role("link", name="업무협약").click()
    form = panel(admin.page, "협약 등록")
    await form.get_by_label("기관").select_option(label="가상나눔재단")
    await form.get_by_label("문서번호").fill("복지정책과-77")
    await form.get_by_label("협약 내용").fill("생활비와 물품 지원")
    await form.get_by_label("의뢰에 필요한 정보").check()
    await form.get_by_label("시작하는 날").fill((today() - timedelta(days=340)).isoformat())
    await form.get_by_label("끝나는 날").fill((today() + timedelta(days=25)).isoformat())
    await admin.press("등록하기")
    ending = panel(admin.page, "곧 끝나는 협약")
    await expect(ending).to_contain_text("가상나눔재단")
    await expect(ending).to_contain_text("25일 뒤 끝남")
    await hall.at_the_desk("gp-policy")
    await panel(admin.page, "끝나 가는 협약").get_by_role("link", name="복지정책과-77").click()
    await ending.get_by_role("link", name=re.compile("^갱신하기")).click()
    await expect(form.get_by_label("협약 내용")).to_have_value("생활비와 물품 지원")
    begins = (today() + timedelta(days=26)).isoformat()
    await expect(form.get_by_label("시작하는 날")).to_have_value(begins)


async def test_pa_08_consent_is_asked_in_the_districts_words_at_every_level(hall: Hall) -> None:
    admin = await hall.at_the_desk("gp-policy")
    await admin.follow("지금 정책 보기")
    await admin.follow("동의 문구")
    await admin.page.get_by_role("link", name=re.compile("^문구 바꾸기 · .*수집·이용")).click()
    await begin(admin, "수집·이용 동의 문구")
    for level, said in (
        ("보통 말", "김포시는 형편을 알고 돕는 데에만 이름과 사는 곳을 씁니다."),
        ("쉬운 말", "돕는 데에만 씁니다."),
        ("영어", "Gimpo uses your name and address only to help you."),
    ):
        await admin.page.get_by_label(level, exact=True).fill(said)
    await write(admin)
    await submit(admin, today(), "시행일에 바로")
    await lead_on(hall, "gp", "수집·이용 동의 문구", "쉬운 말로 고침")
    number = (await admin.page.get_by_role("heading", level=1).inner_text()).split()[-1]
    await rolled_out(admin, number)
    manager = await hall.who("gp-manager")
    await manager.page.goto(f"{hall.base}/cases")
    await manager.page.get_by_role("link", name="이○다").first.click()
    await manager.choose("동의 받기")
    read = panel(manager.page, "읽어 드릴 말")
    for said in ("형편을 알고 돕는 데에만", "돕는 데에만 씁니다.", "only to help you"):
        await expect(read).to_contain_text(said)


async def test_pa_09_a_situation_room_is_opened_and_closed_and_has_targets(hall: Hall) -> None:
    admin = await hall.who("jj-policy")
    await admin.page.get_by_label("주 메뉴").get_by_role("link", name="상황실").click()
    await admin.page.get_by_label("여는 곳").fill("시청 4층 통합돌봄상황실")
    await admin.page.get_by_label("시작하는 날").fill(today().isoformat())
    await admin.page.get_by_label("끝나는 날").fill((today() + timedelta(days=13)).isoformat())
    await admin.press("열기")
    room = panel(admin.page, "연 상황실").get_by_role("listitem")
    await expect(room.get_by_text("운영 중")).to_be_visible()
    await admin.page.get_by_role("link", name=re.compile("목표 (바꾸기|정하기)$")).click()
    await admin.page.get_by_label("일제 발굴을 합니다").check()
    await admin.page.get_by_label("선정할 가구").fill("120")
    await admin.page.get_by_label("하루에 조사할 가구").fill("15")
    await admin.press("초안에 적기")
    await expect(admin.page.locator("ins", has_text="120")).to_be_visible()
    await admin.page.get_by_label("주 메뉴").get_by_role("link", name="상황실").click()
    await room.get_by_role("button", name=re.compile("^지금 닫기")).click()
    await expect(room.get_by_text("운영 중")).to_have_count(0)
    await expect(room).to_contain_text("닫음")


async def test_pa_10_a_temporary_holiday_is_added_and_the_deadlines_it_moves_are_seen(
    hall: Hall,
) -> None:
    admin = await hall.at_the_desk("gj-policy")
    await admin.follow("지금 정책 보기")
    await admin.follow("달력")
    closed = working_day_after("11215", 1)
    await admin.page.get_by_label("임시공휴일").check()
    await admin.page.get_by_label("날", exact=True).fill(closed.isoformat())
    await admin.page.get_by_label("이름").fill("임시공휴일")
    await admin.page.get_by_label("발표한 날").fill(today().isoformat())
    await admin.page.get_by_label("근거").fill("국무회의 의결")
    await admin.press("초안에 더하고 모의로 보기")
    await admin.press("미리 보기 시작")
    progress = panel(admin.page, "얼마나 왔나")
    await expect(progress.get_by_text("마침", exact=True)).to_be_visible()
    moved = panel(admin.page, "단계별").get_by_role("row", name=re.compile("^기한이 옮겨짐"))
    await moved.get_by_role("link", name="1").first.click()
    await expect(admin.page.get_by_text("일 늦게").first).to_be_visible()

    title = f"임시공휴일 {closed.isoformat()} 임시공휴일"
    await hall.at_the_desk("gj-policy")
    await admin.follow(title)
    await submit(admin, today(), "시행일에 바로", paper="임시공휴일 지정")
    await lead_on(hall, "gj", title, "국무회의에서 지정함")
    await admin.follow("달력")
    await admin.page.goto(f"{admin.page.url}?year={closed.year}")
    await expect(admin.page.get_by_role("row", name=re.compile("국무회의 의결"))).to_be_visible()


async def test_pa_11_another_district_is_compared_cloned_and_the_difference_shown(
    hall: Hall,
) -> None:
    admin = await hall.at_the_desk("gp-policy")
    await admin.follow("지금 정책 보기")
    await admin.follow("다른 시·군·구와 비교")
    await admin.page.get_by_label("오른쪽").select_option(label="전주시, 지금 시행 중")
    await admin.press("비교하기")
    differing = admin.page.get_by_role("row", name=re.compile("conference.rhythm"))
    await expect(differing).to_be_visible()
    theirs = await differing.get_by_role("cell").last.inner_text()
    await admin.page.get_by_role("link", name=re.compile("바탕으로 초안 만들기$")).click()
    await begin(admin, "전주시처럼")
    cloned = admin.page.get_by_role("row", name=re.compile("conference.rhythm"))
    await expect(cloned.get_by_role("cell").last).to_contain_text(theirs)
    await expect(admin.page.get_by_role("row", name=re.compile("^읍면동 "))).to_have_count(0)


async def test_pa_12_the_previous_edition_comes_back_in_one_action(hall: Hall) -> None:
    admin = await hall.who("jj-policy")
    await change(admin, "dayCount")
    await begin(admin, "영업일로 세기")
    await admin.page.get_by_label("영업일", exact=True).check()
    await write(admin)
    await submit(admin, today(), "따르지 않음(새 사례만)")
    await lead_on(hall, "jj", "영업일로 세기", "영업일로 셈")
    await admin.follow("지금 값")
    value = admin.page.locator("[id='dayCount']")
    await expect(value.get_by_role("cell").nth(1)).to_contain_text("영업일")
    await admin.follow("판 이력")
    before = resolve("52110").case_policy.version - 1
    line = admin.page.locator(f"#edition-{before}")
    await line.locator("summary").click()
    await line.get_by_label("되돌리는 까닭").fill("기관들이 따라오지 못함")
    await line.get_by_role("button", name=f"{before}판으로 되돌리기").click()
    newest = admin.page.get_by_role("listitem").filter(has_text=f"{before + 2}판")
    await expect(newest.first).to_contain_text("예전 판으로 되돌림")
    await expect(newest.first).to_contain_text("시행 중")
    await admin.follow("지금 값")
    await expect(value.get_by_role("cell").nth(1)).to_contain_text("달력일")
