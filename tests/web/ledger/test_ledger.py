"""The ledger: every number opens its lines, a file holds no name, nothing stands without a need."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from care.messages import commands as c
from care.model.codes import ResourceSource, SubDomain
from care.model.ids import AgencyId, LinkageId, PledgeId
from tests.web.flow import (
    Flow,
    agree_and_link,
    approve,
    classify,
    district,
    open_case,
    receive,
    submit,
)

REPAIR, WELFARE = AgencyId("repair"), AgencyId("welfare")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flow]:
    """For looking only; whoever acts walks a household of their own."""
    with district(tmp_path_factory.mktemp("ledger")) as found:
        yield in_service(found)


def in_service(flow: Flow) -> Flow:
    """A household in service, with money of the case fund, a company's goods and a pledge."""
    open_case(flow)
    receive(flow)
    classify(flow)
    submit(flow)
    approve(flow)
    agree_and_link(flow)
    give(flow, 300_000, ResourceSource.CASE_FUND, SubDomain.LIVING_INSIDE, None)
    give(flow, 1_200_000, ResourceSource.COMPANY, SubDomain.LIVING_INSIDE, REPAIR, in_kind=True,
         linkage_id=LinkageId("link-1"))  # fmt: skip
    pledge(flow)
    return flow


def today(flow: Flow) -> date:
    return (flow.clock() + timedelta(hours=9)).date()


def give(
    flow: Flow,
    amount: int,
    source: ResourceSource,
    need: SubDomain,
    agency: AgencyId | None,
    **more: Any,
) -> None:
    flow.act(
        "manager",
        c.RecordResource(
            entry_id=f"entry-{len(flow.ids)}",
            source=source,
            agency_id=agency,
            need=need,
            amount=amount,
            on=today(flow),
            **more,
        ),
    )


def pledge(flow: Flow) -> None:
    flow.act(
        "manager",
        c.RecordPledge(
            pledge_id=PledgeId("pledge-1"),
            agency_id=REPAIR,
            source=ResourceSource.COMPANY,
            need=SubDomain.ECONOMY_BASIC,
            amount=500_000,
            first_month=date(2026, 3, 1),
            months=12,
            day=10,
        ),
    )


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def get(flow: Flow, path: str, who: str = "coordinator") -> str:
    found = flow.get(who, path)
    assert found.status_code == 200, (path, found.status_code)
    return str(found.text)


def test_every_number_of_the_page_opens_the_lines_it_was_added_up_from(served: Flow) -> None:
    for by in ("source", "body", "household", "need", "month", "year"):
        page = get(served, f"/resources?by={by}")
        numbers = re.findall(r'href="(/resources/lines\?[^"]+)">([\d,]+)</a>', page)
        assert len(numbers) > 8, by
        for href, number in numbers:
            behind = text_of(get(served, unescape(href)))
            assert f"{number}원" in behind or f"{number}건" in behind, (by, href, number)


def test_the_page_counts_households_linkages_and_needs(served: Flow) -> None:
    page = text_of(get(served, "/resources"))
    assert "가구 1 서비스 의뢰 1 가구당 1.00 민간 자원 1,200,000" in page
    assert "욕구에 이어지지 않은 자원 0건" in page
    assert "1,500" in text_of(get(served, "/resources?unit=thousand"))
    for below in ("households", "linkages"):
        assert str(served.state().case_number) in get(served, f"/resources/{below}")
    assert "이 기간에 적힌 자원이 없습니다" in get(
        served, "/resources?first=2020-01-01&last=2020-12-31"
    )


def test_an_address_nobody_understands_shows_the_year(served: Flow) -> None:
    odd = "/resources?first=x&last=2026-99-99&by=1&source=?&side=&kind=&need=&body=&page=-1&unit=z"
    assert "1,500,000" in get(served, odd)
    turned = "/resources?first=2026-12-31&last=2026-01-01"
    assert "1,500,000" in get(served, turned), "days in the wrong order are put right"


def test_a_file_has_every_line_and_nobodys_name(served: Flow) -> None:
    sheet = served.get("coordinator", "/resources/file")
    rows = list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig"))))
    assert len(rows) == 3
    assert sum(int(row[7]) for row in rows[1:]) == 1_500_000
    assert "윤다온" not in sheet.content.decode("utf-8-sig")
    book = served.get("coordinator", "/resources/file?as=xlsx&side=private")
    assert book.headers["content-disposition"].endswith('.xlsx"')
    read = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0)
    assert [row[7] for row in read.to_python()[1:]] == [1_200_000.0]


def test_who_works_cases_looks_and_leads_take_the_file_along(served: Flow) -> None:
    for who, page, file in (
        ("hub", 200, 403), ("manager", 200, 403), ("coordinator", 200, 200), ("head", 200, 200),
        ("admin", 403, 403), ("operator", 403, 403), ("privacy", 403, 403),
    ):  # fmt: skip
        assert served.get(who, "/resources").status_code == page, who
        assert served.get(who, "/resources/file").status_code == file, who
    elsewhere = text_of(get(served, "/resources", "elsewhere"))
    assert "가구 0 서비스 의뢰 0" in elsewhere, "another office's households are not counted"


def test_the_case_fund_stands_against_the_cap_of_the_policy(
    served: Flow, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "한도 없음" in get(served, "/resources/fund?year=2026")
    for cap, state in (
        (200_000, "한도를 100,000원 넘음"),
        (300_000, "0원 한도에 가까움"),
        (1_000_000, "700,000원 한도 안"),
    ):
        monkeypatch.setattr("web.ledger.routes.cap_of", lambda visit, cap=cap: cap)
        page = text_of(get(served, "/resources/fund?year=2026"))
        assert state in page
    assert "이 해에 쓴 사업비가 없습니다" in get(served, "/resources/fund?year=2025")
    assert get(served, "/resources/fund?year=99999")


def test_a_pledge_shows_month_by_month_what_became_of_it(flow: Flow) -> None:
    served = in_service(flow)
    page = text_of(get(served, "/resources/pledges"))
    assert "가상집수리" in page
    assert "매월 10일 500,000원, 12개월" in page
    assert "밀린 달" not in page.replace("밀린 달이 있는 것만", "")
    give(served, 500_000, ResourceSource.COMPANY, SubDomain.ECONOMY_BASIC, REPAIR,
         pledge_id=PledgeId("pledge-1"), month=date(2026, 3, 1))  # fmt: skip
    served.clock.now = served.clock.now.replace(month=4, day=20)
    late = get(served, "/resources/pledges?late=1")
    assert "10일 지남" in late
    [fill] = re.findall(r'href="(/cases/[^"]+/resources/new[^"]+)"', late)
    form = get(served, unescape(fill), "manager")
    assert 'value="2026-04"' in form
    assert 'value="pledge-1" selected' in form


def test_each_look_leaves_a_record_of_the_households_it_showed(served: Flow) -> None:
    get(served, "/resources/lines")

    async def ask() -> Any:
        async with served.cases.database.read() as session:
            from sqlalchemy import text

            query = "SELECT subject FROM access_records WHERE task = 'ViewLedger'"
            return [row[0] for row in await session.execute(text(query))]

    assert str(served.case_id) in served._run(ask)
