"""One list of what stands still: why, since when, for whom, last real contact, who is told next."""

import re
from typing import Any

import pytest
from sqlalchemy import text

from care.messages import commands as c
from care.model.codes import ContactMode, ContactResult
from tests.web.flow import (
    MOTHER,
    Flow,
    agree_and_link,
    approve,
    classify,
    open_case,
    receive,
    submit,
)


def shown(flow: Flow, who: str, path: str = "/stalled") -> str:
    answer = flow.get(who, path)
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def linked(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    classify(flow)
    submit(flow)
    approve(flow)
    agree_and_link(flow)


def test_nothing_stands_still_at_first(flow: Flow) -> None:
    open_case(flow)
    assert "멈춘 사례가 없습니다" in shown(flow, "coordinator")


def test_an_overdue_wait_says_since_when_and_for_whom(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    flow.clock.forward(days=60)
    told = shown(flow, "coordinator")
    assert "GP-2026-0001" in told
    assert "기한 지남" in told
    assert "민들레" in told
    assert "일째" in told
    assert "2026. 1. 6.(화)" not in told.partition("마지막으로 만난 날")[0]
    assert "1. 6.(화)" in told


def test_a_body_that_does_not_answer_is_named(flow: Flow) -> None:
    linked(flow)
    flow.clock.forward(days=60)
    assert "가상집수리" in shown(flow, "coordinator", "/stalled?role=PARTNER_WORKER") or (
        "가상집수리" in shown(flow, "coordinator")
    )


def test_knocking_in_vain_is_no_contact(flow: Flow) -> None:
    linked(flow)
    flow.clock.forward(days=200)
    flow.act("manager", c.RecordContact(mode=ContactMode.VISIT, result=ContactResult.NO_ANSWER))
    assert "접촉 주기 지남" in shown(flow, "coordinator", "/stalled?reason=contact")
    flow.act(
        "manager",
        c.RecordContact(mode=ContactMode.VISIT, result=ContactResult.MET, members=(MOTHER,)),
    )
    assert "GP-2026-0001" not in shown(flow, "coordinator", "/stalled?reason=contact")


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("?reason=overdue", True),
        ("?reason=stall", False),
        ("?owner=manager", True),
        ("?owner=manager2", False),
        ("?owner=none", False),
        ("?office=handeul-eup", True),
        ("?office=sodam-dong", False),
        ("?reason=nonsense&page=x", True),
    ],
)
def test_filters_are_in_the_address(flow: Flow, query: str, there: bool) -> None:
    open_case(flow)
    receive(flow)
    flow.clock.forward(days=60)
    assert ("GP-2026-0001" in shown(flow, "coordinator", f"/stalled{query}")) is there


def test_a_local_office_sees_its_own_alone(flow: Flow) -> None:
    open_case(flow)
    flow.clock.forward(days=60)
    assert "GP-2026-0001" in shown(flow, "hub")
    assert "GP-2026-0001" not in shown(flow, "elsewhere")


def test_who_does_not_work_with_cases_does_not_see_it(flow: Flow) -> None:
    assert flow.get("operator", "/stalled").status_code == 403
    assert flow.get("admin", "/stalled").status_code == 403


def test_a_large_district_is_read_from_an_index(flow: Flow) -> None:
    """At 100,000 cases nothing may look at every line: the order comes from the index too."""

    async def plan() -> list[Any]:
        async with flow.cases.database.read() as session:
            asked = (
                "EXPLAIN QUERY PLAN SELECT case_id FROM cases WHERE district = '41570' AND "
                "stage <> 'ENDED' AND stalls_at < '2026-01-01' ORDER BY stalls_at, case_id LIMIT 50"
            )
            return [row[3] for row in await session.execute(text(asked))]

    found = " ".join(flow._run(plan))
    assert "ix_cases_stalls" in found
    assert "TEMP B-TREE" not in found
