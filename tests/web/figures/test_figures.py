"""What a district reports: every number opens its list, and outsiders are told of many alone."""

import csv
import io
import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text, update

from runtime.demo_years import told_of
from store.tables.cases import CaseLine
from store.tables.figures import ClosedMonthLine, CountedLine
from store.tables.protection import HiddenLine
from tests.web.figures.conftest import ERA
from tests.web.flow import Flow

NAMES = re.compile(
    r"[강곽나도류문방서양오윤임장조차채표하허](가람|나래|다솜|라온|마루|보람|새롬|아라|여울|이슬)"
)


def get(flow: Flow, path: str, who: str = "coordinator") -> str:
    found = flow.get(who, path)
    assert found.status_code == 200, (path, found.status_code)
    return str(found.text)


def words(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def numbers(page: str) -> list[tuple[str, int]]:
    found = re.findall(r'href="(/figures/list\?[^"]+)">([\d,]+)</a>', page)
    return [(unescape(href), int(number.replace(",", ""))) for href, number in found]


def rows_of(sheet: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig"))))


def test_every_number_of_the_page_opens_a_list_of_as_many(years: Flow) -> None:
    seen = 0
    for address, every in (
        ("/figures?year=2025", 4),
        ("/figures?month=2025-05&by=office", 2),
        ("/figures?from=2024-11&to=2025-03&by=month&channel=BATCH", 2),
    ):
        for href, number in numbers(get(years, address))[::every]:
            lede = words(re.findall(r'<p class="lede">(.*?)</p>', get(years, href))[0])
            in_won = re.search(r"([\d,]+)원", lede)
            [times] = re.findall(r"([\d,]+)건", lede)
            told = in_won[1] if in_won else times
            assert int(told.replace(",", "")) == number, (href, lede)
            seen += 1
    assert seen > 40


def test_the_year_says_what_was_lived_and_what_each_number_means(years: Flow) -> None:
    page = words(get(years, "/figures?year=2025"))
    for word, number in (
        ("발굴 가구", "40"), ("사례관리 가구", "33"), ("서비스 연계 의뢰", "96"),
        ("민간 자원(원)", "41,300,000"), ("공공 자원(원)", "22,000,000"),
    ):  # fmt: skip
        assert re.search(rf"{re.escape(word)} [^0-9]+ ?{number} ", page), word
    assert "한 가구는 한 번만 세고" in page
    assert "접수부터 서비스 제공계획 동의까지" in page
    assert "발굴 가구, 달별" in page
    assert "가장 많은 때는" in page


def test_a_year_stands_beside_the_year_before(years: Flow) -> None:
    page = words(get(years, "/figures?year=2026"))
    assert re.search(r"발굴 가구 [^0-9]+ 0 40 -100.0%", page)
    span = words(get(years, "/figures?from=2025-01&to=2026-02"))
    assert re.search(r"발굴 가구 [^0-9]+ 40 – –", span)


def test_months_without_anything_stand_there_too_but_none_that_is_to_come(years: Flow) -> None:
    """The era ends in September 2025, and today is in April 2026."""
    page = get(years, "/figures?year=2025&by=month")
    assert [f"2025-{month:02d}" for month in range(1, 13)] == sorted(
        set(re.findall(r'<th role="rowheader"[^>]*>(2025-\d\d)</th>', page))
    )
    assert page.count('class="bar"') == 3 * 12
    page = get(years, "/figures?from=2025-11&to=2026-12&by=month")
    assert "2026-04" in page
    assert "2026-05" not in re.sub(r"<form.*?</form>", "", page, flags=re.DOTALL)


def test_a_long_time_is_drawn_by_year_and_each_year_opens_its_own(years: Flow) -> None:
    page = get(years, "/figures?from=2021-01&to=2026-12&by=year")
    assert "발굴 가구, 해별" in words(page)
    assert re.findall(r'<th role="rowheader"[^>]*>(20\d\d)</th>', page) == [
        "2021", "2022", "2023", "2024", "2025", "2026"
    ]  # fmt: skip
    [href] = {href for href, number in numbers(page) if "year=2025" in href and number == 40}
    assert "kind=OPENED" in href
    assert "40건" in words(get(years, href))


def test_the_years_that_may_be_chosen_are_those_since_the_first_household(years: Flow) -> None:
    page = get(years, "/figures")
    spans = re.findall(r"<nav[^>]*aria-label=\"기간\">(.*?)</nav>", page, re.DOTALL)[0]
    assert words(spans).split() == ["이번", "달", "2026", "2025", "모든", "해"]
    assert "by=year" in spans
    whole = unescape(re.findall(r'href="([^"]+)">모든 해', spans)[0])
    assert re.search(r"발굴 가구 [^0-9]+ 40 – –", words(get(years, whole)))


def test_an_address_nobody_understands_shows_this_year(years: Flow) -> None:
    odd = "/figures?year=x&month=2025-99&from=1&to=2&by=?&office=&zone=q&channel=1&page=-1"
    assert "통계 2026년" in words(get(years, odd))
    assert "셀 것이 없습니다" in words(get(years, "/figures?year=2001"))
    assert get(years, "/figures/list?kind=NONE&how=x&over=abc&code=%27")
    assert "통계 2025년 2월 – 2025년 3월" in words(get(years, "/figures?from=2025-03&to=2025-02"))


def test_files_hold_the_numbers_of_the_page_and_nobodys_name(years: Flow) -> None:
    rows = rows_of(years.get("coordinator", "/figures/file?year=2025"))
    told = {row[0]: row[1] for row in rows if len(row) > 1}
    assert (told["발굴 가구"], told["서비스 연계 의뢰"]) == ("40", "96")
    book = years.get("coordinator", "/figures/file?year=2025&as=xlsx")
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(book.content))
    sheet = workbook.get_sheet_by_index(0).to_python()
    assert sheet[1][:2] == ["발굴 가구", 40.0]
    paper = years.get("coordinator", "/figures/file?year=2025&as=pdf")
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")
    assert not NAMES.search(str(rows))


def test_the_national_sheet_knows_the_levels_of_the_national_system_alone(years: Flow) -> None:
    async def step_up(flow: Flow) -> None:
        """One household at a level of the province's own (집중사례관리)."""
        async with flow.cases.database.write() as session:
            [case_id] = await session.scalars(
                text("SELECT case_id FROM counted_facts WHERE kind = 'MANAGED' LIMIT 1")
            )
            own = CountedLine.case_id == case_id, CountedLine.kind == "MANAGED"
            await session.execute(update(CountedLine).where(*own).values(code="CASE_INTENSIVE"))
            of_case = CaseLine.case_id == case_id
            await session.execute(update(CaseLine).where(of_case).values(level="CASE_INTENSIVE"))

    years._run(step_up, years)
    page = get(years, "/figures/national?year=2025")
    boxes = [unescape(one) for one in re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)]
    totals, levels, cases = (box.splitlines() for box in boxes)
    assert "사례관리 가구\t33" in totals
    assert levels[1].split("\t")[:2] == ["일반사례관리", "33"]
    assert "집중사례관리 1" in levels[1]
    assert len(cases) == 41
    assert {line.split("\t")[1] for line in cases[1:]} == {"일반사례관리", ""}
    sums = [sum(int(line.split("\t")[place]) for line in cases[1:]) for place in (5, 7, 8)]
    assert sums == [96, 22_000_000, 41_300_000]
    assert not NAMES.search("".join(boxes))


def test_gp_15_the_dashboard_for_outsiders_tells_nothing_of_few(years: Flow) -> None:
    page = words(get(years, "/figures/outside?year=2025"))
    assert "발굴 가구 40" in page
    rows = rows_of(years.get("coordinator", "/figures/outside?year=2025&as=csv"))
    start = next(at for at, row in enumerate(rows) if row == ["발견 경로별"])
    lines = rows[start + 2 : rows.index([], start)]
    found = {row[0]: row[1] for row in lines}
    channels = [one.channel for one in told_of(ERA, ["sodam-dong"])]  # type: ignore[list-item]
    few = {one for one in channels if channels.count(one) < 5}
    assert few, "some way found few households"
    assert sum(1 for number in found.values() if number == "x") >= 2
    shown = [int(number) for number in found.values() if number != "x"]
    assert min(shown) >= 5
    assert 40 - sum(shown) >= 5, "what is left out is not worked out by subtraction"
    everything = " ".join(cell for row in rows for cell in row)
    assert "GP-2025" not in everything
    assert not NAMES.search(everything)
    for kind in ("xlsx", "pdf"):
        assert years.get("coordinator", f"/figures/outside?year=2025&as={kind}").status_code == 200


def test_outsiders_get_whole_years_that_are_over_and_nothing_between(years: Flow) -> None:
    for address in ("year=2026", "month=2026-03", "year=2031", "month=2025-05"):
        page = words(get(years, f"/figures/outside?{address}"))
        assert "지역 현황판 2025년" in page, address
    assert "GP-2025" not in get(years, "/figures/outside?year=2025&office=sodam-dong")


def close(flow: Flow, month: str, who: str = "coordinator", **more: str) -> Any:
    form = flow.intent(who, "/figures/months")
    return flow.post(who, "/figures/months", {"month": month, **more}, form)


async def late(flow: Flow) -> None:
    """Somebody writes down today what was given last year."""
    async with flow.cases.database.write() as session:
        [line] = (
            await session.execute(
                text(
                    "SELECT case_id, household_id, channel FROM counted_facts"
                    " WHERE kind = 'PRIVATE' AND \"on\" LIKE '2025-05%' LIMIT 1"
                )
            )
        ).all()
        session.add(
            CountedLine(
                case_id=line[0], household_id=line[1], channel=line[2], district="41570",
                kind="PRIVATE", key="late", sequence=999, at=datetime(2026, 4, 21, tzinfo=UTC),
                on=datetime(2025, 5, 6, tzinfo=UTC).date(), code="COMPANY", amount=777_000,
            )
        )  # fmt: skip


def test_co_11_a_closed_month_stays_as_reported_and_shows_what_came_later(years: Flow) -> None:
    assert close(years, "2025-05").status_code == 303
    page = get(years, "/figures/months/one?month=2025-05")
    [digest] = re.findall(r"<code>([0-9a-f]{64})</code>", page)
    before = words(page)
    assert "처음 보고" in before
    assert "그대로임" in before
    assert "고쳐서 다시 보고하기" not in before
    [private] = re.findall(r"민간 자원\(원\) ([\d,]+) ([\d,]+) 0 ", before)
    assert private[0] == private[1]
    years._run(late, years)
    page = get(years, "/figures/months/one?month=2025-05")
    after = words(page)
    assert digest in page
    assert re.search(rf"민간 자원\(원\) {private[0]} [\d,]+ \+777,000", after)
    assert close(years, "2025-05").status_code == 422, "a correction says why"
    assert close(years, "2025-05", reason="LATE").status_code == 303
    page = get(years, "/figures/months/one?month=2025-05")
    assert digest in page, "the first report stays"
    assert "고침 1 · 늦게 적은 기록이 있음" in words(page)
    assert len(re.findall(r"<code>([0-9a-f]{64})</code>", page)) == 2


def test_what_was_altered_behind_our_back_is_told(years: Flow) -> None:
    assert close(years, "2025-06").status_code == 303

    async def alter(flow: Flow) -> None:
        async with flow.cases.database.write() as session:
            line = await session.get(ClosedMonthLine, ("41570", "2025-06", 1))
            assert line is not None
            line.content = line.content.replace('"FOUND": ', '"FOUND": 9')

    years._run(alter, years)
    page = words(get(years, "/figures/months/one?month=2025-06"))
    assert "보관한 내용이 바뀌었음" in page


@pytest.mark.parametrize("month", ["2026-04", "2026-13", "x", "2020-01"])
def test_only_a_month_that_is_over_is_closed(years: Flow, month: str) -> None:
    assert close(years, month).status_code in (404, 422)
    assert years.get("coordinator", f"/figures/months/one?month={month}").status_code == 404


def test_a_closed_month_tells_a_danger_person_nothing_more_than_the_page(years: Flow) -> None:
    """Their household is in no number they see, not even in one that was reported (SR-18)."""
    assert close(years, "2025-03").status_code == 303
    everybody = words(get(years, "/figures/months/one?month=2025-03", "head"))

    async def hide(flow: Flow, until: datetime | None) -> None:
        async with flow.cases.database.write() as session:
            [home] = await session.scalars(
                text(
                    "SELECT household_id FROM counted_facts"
                    " WHERE kind = 'OPENED' AND \"on\" LIKE '2025-03%' LIMIT 1"
                )
            )
            line = HiddenLine(
                household_id=home, kind="person", who="manager", district="41570",
                danger_id="d-1", since=flow.clock(), until=until,
            )  # fmt: skip
            await session.merge(line)

    years._run(hide, years, None)
    hidden = words(get(years, "/figures/months/one?month=2025-03", "manager"))
    [all_found] = re.findall(r"발굴 가구 (\d+) (\d+)", everybody)
    [few_found] = re.findall(r"발굴 가구 (\d+) (\d+)", hidden)
    assert [int(one) for one in few_found] == [int(one) - 1 for one in all_found]
    assert re.search(r"발굴 가구 [^0-9]+ 39 ", words(get(years, "/figures?year=2025", "manager")))
    years._run(hide, years, years.clock())


def test_case_workers_look_and_leads_take_along_and_close(years: Flow) -> None:
    for who, page, file in (
        ("hub", 200, 403), ("manager", 200, 403), ("coordinator", 200, 200), ("head", 200, 200),
        ("admin", 403, 403), ("operator", 403, 403), ("privacy", 403, 403),
    ):  # fmt: skip
        assert years.get(who, "/figures?year=2025").status_code == page, who
        for below in ("file", "national", "outside"):
            assert years.get(who, f"/figures/{below}?year=2025").status_code == file, (who, below)
    elsewhere = words(get(years, "/figures?year=2025", "hub"))
    assert not re.search(r"발굴 가구 [^0-9]+ 40 ", elsewhere), "an office counts its own"
    own = words(get(years, "/figures/months/one?month=2025-05", "hub"))
    assert "내가 보는 읍면동의 수입니다" in own


def test_who_looks_at_a_list_leaves_a_record_of_each_case(years: Flow) -> None:
    [href] = [href for href, _ in numbers(get(years, "/figures?month=2025-07"))][:1]
    page = get(years, href)
    shown = set(re.findall(r'href="/cases/([^"]+)"', page))

    async def ask() -> Any:
        async with years.cases.database.read() as session:
            query = "SELECT subject FROM access_records WHERE task = 'ViewFigures'"
            return {row[0] for row in await session.execute(text(query))}

    assert shown
    assert shown <= years._run(ask)
