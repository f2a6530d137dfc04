"""Gimpo (domain guide §8.3): five years of results, mixed resources, a company's monthly money."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape
from random import Random
from typing import Any

import pytest

from care.decide.tasks import tasks
from care.messages import commands as c
from care.model.codes import ResourceSource, ServiceType, SubDomain
from care.model.ids import AgencyId, PledgeId
from care.model.work import TaskKind
from tests.store.lines import case_line, ledger_line, linkage_line
from tests.web.flow import (
    GIMPO,
    Flow,
    agree_and_link,
    approve,
    classify,
    district,
    open_case,
    receive,
    submit,
)

HOUSEHOLDS, LINKAGES, THOUSAND_WON = 871, 2147, 854_206
"""Results of the centre from November 2010 to 2015, as published."""
PERIOD = "first=2010-11-01&last=2015-12-31"
COMPANY, OTHER = AgencyId("repair"), AgencyId("welfare")


def told(flow: Flow, path: str) -> str:
    found = flow.get("coordinator", path)
    assert found.status_code == 200, path
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", str(found.text))))


@pytest.fixture(scope="module")
def gimpo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flow]:
    with district(tmp_path_factory.mktemp("gimpo")) as flow:
        open_case(flow)
        receive(flow)
        classify(flow)
        submit(flow)
        approve(flow)
        agree_and_link(flow)
        yield flow


@pytest.fixture
def flow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flow]:
    with district(tmp_path_factory.mktemp("pledged")) as found:
        yield found


async def five_years(flow: Flow) -> None:
    """As many households, linkages and won, spread over the years as chance has it."""
    chance = Random(871)
    shares = sorted(chance.sample(range(1, THOUSAND_WON * 1000), HOUSEHOLDS - 1))
    won = [b - a for a, b in zip([0, *shares], [*shares, THOUSAND_WON * 1000], strict=True)]
    async with flow.cases.database.write() as session:
        for number, amount in enumerate(won):
            case = f"{GIMPO}-past{number:05d}"
            year, month = 2011 + number % 5, 1 + number % 12
            began = datetime(year, month, 3, 1, tzinfo=UTC)
            session.add(
                case_line(
                    case, GIMPO, case_number=f"GP-{year}-{number:04d}", opened_at=began,
                    stage="ENDED", stage_since=datetime(2016, 3, 1, tzinfo=UTC),
                )
            )  # fmt: skip
            source = chance.choice(["FOUNDATION", "COMPANY", "VOLUNTEER", "PRIVATE_OTHER"])
            day = date(year, month, 20)
            session.add(ledger_line(case, GIMPO, "e", day, amount=amount, source=source))
            public = {"amount": 1_000_000, "source": "PUBLIC_BENEFIT"}
            session.add(ledger_line(case, GIMPO, "p", day, **public))
            for each in range(3 if number < LINKAGES - 2 * HOUSEHOLDS else 2):
                session.add(
                    linkage_line(case, GIMPO, f"k-{number}-{each}", ServiceType.GOODS,
                                 requested_at=began)
                )  # fmt: skip


def test_gp_01_the_report_of_five_years_gives_the_published_totals(gimpo: Flow) -> None:
    """Ledger half: households, linkages and private money in thousand won of a period."""
    gimpo._run(five_years, gimpo)
    page = told(gimpo, f"/resources?{PERIOD}&unit=thousand")
    assert "가구 871 서비스 의뢰 2,147 가구당 2.46 민간 자원 854,206 가구당 981" in page
    assert "모두 871" in page
    assert "2147건" in told(gimpo, f"/resources/linkages?{PERIOD}")
    assert "871건" in told(gimpo, f"/resources/households?{PERIOD}")
    assert "854,206,000원" in told(gimpo, f"/resources/lines?{PERIOD}&side=private")
    years = told(gimpo, f"/resources?{PERIOD}&unit=thousand&by=year")
    assert all(str(year) in years for year in range(2011, 2016))


MIXED: tuple[tuple[ResourceSource, int, bool], ...] = (
    (ResourceSource.PUBLIC_BENEFIT, 1_620_000, False),
    (ResourceSource.LOCAL_SCHEME, 600_000, False),
    (ResourceSource.FOUNDATION, 1_000_000, False),
    (ResourceSource.COMPANY, 350_000, True),
    (ResourceSource.VOLUNTEER, 180_000, True),
)


def give(flow: Flow, number: int, amount: int, source: ResourceSource, **more: Any) -> None:
    flow.act(
        "manager",
        c.RecordResource(
            entry_id=f"gp-{number}", source=source, need=SubDomain.ECONOMY_BASIC, amount=amount,
            on=flow.clock().date(), **{"agency_id": None, **more},
        ),
    )  # fmt: skip


def test_gp_04_mixed_resources_add_up_by_source_in_money_and_in_kind(gimpo: Flow) -> None:
    """Statutory aid, the county's own scheme, a foundation, goods of a company, volunteers."""
    for number, (source, amount, in_kind) in enumerate(MIXED):
        give(gimpo, number, amount, source, in_kind=in_kind)
    page = told(gimpo, "/resources")
    public = sum(amount for source, amount, _ in MIXED if not source.is_private)
    private = sum(amount for source, amount, _ in MIXED if source.is_private)
    goods = sum(amount for _, amount, in_kind in MIXED if in_kind)
    assert f"공공 자원 {public:,}" in page
    assert f"민간 자원 {private:,}" in page
    assert f"물품(환산) {goods:,}" in page
    assert "욕구에 이어지지 않은 자원 0건" in page
    state = gimpo.state()
    assert (state.public_total, state.private_total) == (public, private)
    for source, amount, in_kind in MIXED:
        line = told(gimpo, f"/resources/lines?source={source}")
        assert f"{amount:,}원" in line
        assert ("물품(환산)" in line.split("모두 풀기")[1]) is in_kind


def months(flow: Flow) -> list[str]:
    return [one.subject for one in tasks(flow.state()) if one.kind is TaskKind.SECURE_PLEDGE]


def test_gp_10_a_missed_month_is_a_task_until_a_substitute_pays_it(flow: Flow) -> None:
    """KRW 500,000 a month from a company; April is missing and a foundation covers it (CASE-2)."""
    open_case(flow)
    receive(flow)
    classify(flow)
    submit(flow)
    approve(flow)
    agree_and_link(flow)
    pledge_id = PledgeId("pledge-1")
    flow.act(
        "manager",
        c.RecordPledge(
            pledge_id=pledge_id, agency_id=COMPANY, source=ResourceSource.COMPANY,
            need=SubDomain.ECONOMY_BASIC, amount=500_000, first_month=date(2026, 3, 1), months=12,
            day=20,
        ),
    )  # fmt: skip
    flow.clock.now = datetime(2026, 3, 20, 3, tzinfo=UTC)
    give(flow, 1, 500_000, ResourceSource.COMPANY, agency_id=COMPANY, pledge_id=pledge_id,
         month=date(2026, 3, 1))  # fmt: skip
    flow.clock.now = datetime(2026, 5, 19, 3, tzinfo=UTC)
    flow._run(flow.cases.tick, flow.case_id)
    assert months(flow) == ["pledge-1.2026-04"]
    assert "밀린 달 1" in told(flow, "/resources/pledges")
    give(flow, 2, 500_000, ResourceSource.FOUNDATION, agency_id=OTHER, pledge_id=pledge_id,
         month=date(2026, 4, 1))  # fmt: skip
    assert months(flow) in ([], ["pledge-1.2026-05"]), "April is settled"
    page = told(flow, "/resources/pledges")
    assert "가상복지관 대신" in page
    assert "1,000,000원 / 6,000,000원 들어옴" in page
    assert "민간 자원 1,000,000" in told(flow, "/resources")
    assert flow.state().private_total == 1_000_000
