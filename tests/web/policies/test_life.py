"""Draft, checks, legal review, approval by a second person, publication, and the way back."""

from datetime import date

import pytest
from sqlalchemy import text

from policies.resolve import edition_in_force, editions
from tests.web.flow import Flow
from tests.web.policies.life import (
    TERMS,
    act,
    approved,
    begin,
    published,
    ready,
    revision,
    settled,
    write,
)


def test_a_change_is_led_from_its_draft_to_a_new_edition(flow: Flow) -> None:
    before = edition_in_force("41570").number
    edition = published(flow)
    assert edition == f"/policies/41570/editions/{before + 1}"
    page = flow.get("manager", edition).text
    assert "조례 개정" in page
    assert "통합사례관리 조례 제1234호" in page
    now = edition_in_force("41570")
    assert now.number == before + 1
    assert (now.author, now.reviewer, now.approver, now.publisher) == (
        "admin",
        "privacy",
        "head",
        "admin",
    )
    assert now.resolved.value("engagement.cadence").value.n == 21  # type: ignore[attr-defined]
    names = flow.get("admin", "/policies/41570/history").text
    assert "차새봄 씀 · 바른길 검토 · 민솔길 승인" in names


def test_the_draft_says_what_it_changes_and_whose_turn_it_is(flow: Flow) -> None:
    draft = ready(flow)
    page = flow.get("head", draft).text
    assert "engagement.cadence" in page
    assert "30일" in page
    assert "21일" in page
    assert "정책 담당이 고치고 있습니다." in page
    act(flow, "admin", draft, "submit", **TERMS)
    assert "법률 검토를 할 차례" in flow.get("admin", draft).text


def test_who_wrote_any_of_it_neither_reviews_nor_approves(flow: Flow) -> None:
    draft = ready(flow)
    write(flow, draft, "admin2", n="20")
    act(flow, "admin", draft, "submit", **TERMS)
    for author in ("admin", "admin2"):
        refused = act(flow, author, draft, "review")
        assert refused.status_code == 403
        assert "이 초안을 쓴 사람은 검토하거나 승인할 수 없습니다" in refused.text
    assert act(flow, "privacy", draft, "review").status_code == 303


def test_an_approval_asks_for_the_password_after_five_minutes(flow: Flow) -> None:
    draft = ready(flow)
    act(flow, "admin", draft, "submit", **TERMS)
    act(flow, "privacy", draft, "review")
    flow.clock.forward(minutes=6)
    refused = act(flow, "head", draft, "approve")
    assert refused.status_code == 403
    assert "STEP_UP_REQUIRED" in refused.text
    assert "승인 기다림" in flow.get("head", draft).text


def test_of_two_approvals_the_second_is_told_who_was_first(flow: Flow) -> None:
    draft = ready(flow)
    act(flow, "admin", draft, "submit", **TERMS)
    act(flow, "privacy", draft, "review")
    shown = revision(flow, draft, "admin")
    assert act(flow, "head", draft, "approve").status_code == 303
    intent = flow.intent("head", draft)
    late = flow.post("head", f"{draft}/approve", {"revision": shown}, intent)
    assert late.status_code == 409
    assert "민솔길" in late.text
    assert "승인함" in late.text


def test_any_change_after_review_begins_the_way_again(flow: Flow) -> None:
    draft = approved(flow)
    assert write(flow, draft, n="20").status_code == 303
    page = flow.get("admin", draft).text
    assert "법률 검토로 보내기" in page
    assert 'action="' + draft + '/publish"' not in page


def test_a_returned_draft_says_why(flow: Flow) -> None:
    draft = ready(flow)
    act(flow, "admin", draft, "submit", **TERMS)
    assert act(flow, "privacy", draft, "return", reason="조문을 밝혀 주세요").status_code == 303
    assert "조문을 밝혀 주세요" in flow.get("admin", draft).text
    assert "초안" in flow.get("admin", "/policies/desk").text


def test_nothing_goes_to_review_without_a_change_and_its_paper(flow: Flow) -> None:
    draft = begin(flow)
    page = flow.get("admin", draft).text
    assert "달라지는 값이 없습니다" in page
    assert "근거 문서를 붙이지 않았습니다" in page
    sent = {"revision": revision(flow, draft), **TERMS}
    refused = flow.post("admin", f"{draft}/submit", sent, flow.intent("admin", draft))
    assert refused.status_code == 422


def test_a_day_gone_by_is_no_day_to_begin(flow: Flow) -> None:
    draft = ready(flow)
    refused = act(flow, "admin", draft, "submit", **TERMS | {"effective_from": "2026-01-05"})
    assert refused.status_code == 422
    assert "지난 날짜" in refused.text


def test_a_withdrawn_draft_is_over(flow: Flow) -> None:
    draft = ready(flow)
    assert act(flow, "admin", draft, "withdraw").status_code == 303
    assert "거둠" in flow.get("admin", draft).text
    assert "관계 유지 연락 간격" not in flow.get("admin", "/policies/desk").text


def test_rolling_back_is_one_action_with_a_reason(flow: Flow) -> None:
    settled(flow)
    first = edition_in_force("41570").number
    published(flow)
    page = "/policies/41570/history"
    sent = {"number": str(first), "seen": str(first + 1), "reason": "현장이 감당하지 못함"}
    sent["from_day"] = "2026-01-06"
    intent = flow.intent("head", page)
    back = flow.post("head", "/policies/rollback", sent | {"adoption": "NOW"}, intent)
    assert back.status_code == 303, back.text
    now = edition_in_force("41570")
    assert (now.number, now.restores) == (first + 2, first)
    assert now.resolved.value("engagement.cadence").value.n == 30  # type: ignore[attr-defined]
    assert "현장이 감당하지 못함" in flow.get("manager", page).text


def coming_in_2031(flow: Flow) -> int:
    """The number of an edition that is announced."""
    draft = ready(flow)
    terms = TERMS | {"effective_from": "2031-03-01", "adoption": "NOW"}
    for who, what, fields in (
        ("admin", "submit", terms),
        ("privacy", "review", {"note": "조례에 맞음"}),
        ("head", "approve", {}),
        ("admin", "publish", {"reason": "조례 개정"}),
    ):
        assert act(flow, who, draft, what, **fields).status_code == 303
    return editions("41570")[-1].number


def roll_back(flow: Flow, number: int, **fields: str) -> None:
    sent = {"number": str(number), "seen": str(number + 1), "reason": "현장이 감당하지 못함"}
    sent |= {"from_day": "2026-01-06", "adoption": "NOW"} | fields
    intent = flow.intent("head", "/policies/41570/history")
    assert flow.post("head", "/policies/rollback", sent, intent).status_code == 303


def test_a_rollback_offers_to_withdraw_what_is_announced(flow: Flow) -> None:
    settled(flow)
    first, coming = edition_in_force("41570"), coming_in_2031(flow)
    page = flow.get("head", "/policies/41570/history").text
    assert f"시행을 기다리는 판도 거두기: {coming}" in page
    roll_back(flow, first.number, announced="withdraw")
    assert edition_in_force("41570", date(2031, 3, 2)).number == coming + 1
    page = flow.get("manager", "/policies/41570/history").text
    assert f"{coming + 1}판으로 되돌리면서 거두어" in page
    assert "시행 예정" not in page


def test_what_a_rollback_leaves_announced_begins_on_its_day(flow: Flow) -> None:
    settled(flow)
    first, coming = edition_in_force("41570"), coming_in_2031(flow)
    roll_back(flow, first.number)
    assert edition_in_force("41570").number == coming + 1
    assert edition_in_force("41570", date(2031, 3, 2)).number == coming


def test_nobody_rolls_back_past_an_edition_they_did_not_see(flow: Flow) -> None:
    settled(flow)
    first = edition_in_force("41570").number
    published(flow)
    sent = {"number": str(first), "seen": str(first), "reason": "x", "adoption": "NOW"}
    sent["from_day"] = "2026-01-06"
    intent = flow.intent("head", "/policies/41570/history")
    assert flow.post("head", "/policies/rollback", sent, intent).status_code == 409
    assert len(editions("41570")) == 2


@pytest.mark.parametrize("who", ["manager", "coordinator", "lead", "hub"])
def test_who_has_no_part_in_it_sees_no_draft(flow: Flow, who: str) -> None:
    draft = ready(flow)
    for path in (draft, f"{draft}/values", f"{draft}/text", "/policies/desk"):
        assert flow.get(who, path).status_code == 403


def test_every_step_leaves_an_access_record(flow: Flow) -> None:
    published(flow)

    async def tasks() -> set[str]:
        async with flow.cases.database.read() as session:
            rows = await session.execute(text("SELECT task FROM access_records"))
            return {str(row[0]) for row in rows}

    found = flow._run(tasks)
    assert {"DraftPolicy", "ReviewPolicy", "ApprovePolicy", "PublishPolicy"} <= found
