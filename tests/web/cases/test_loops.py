"""The case page names the loops a case is in, and leads to what each of them asks for."""

import re
from datetime import timedelta

import pytest

from tests.web.flow import (
    Flow,
    agree_and_link,
    approve,
    classify,
    open_case,
    receive,
    submit,
)


@pytest.fixture
def case(flow: Flow) -> Flow:
    open_case(flow)
    receive(flow)
    return flow


def page(flow: Flow, who: str = "manager") -> str:
    return str(flow.get(who, f"/cases/{flow.case_id}").text)


def panel(flow: Flow, code: str, who: str = "manager") -> str:
    found = re.search(
        rf'<section class="panel loop[^>]* id="{code}".*?</section>', page(flow, who), re.S
    )
    assert found is not None, code
    return found[0]


def in_days(flow: Flow, days: int) -> str:
    return (flow.clock().date() + timedelta(days=days)).isoformat()


def test_a_case_on_the_straight_way_shows_no_loop(case: Flow) -> None:
    assert "panel loop" not in page(case)


def test_a_hold_shows_cause_tries_and_who_reviews_when(case: Flow) -> None:
    case.do("manager", "contact", mode="DOORSTEP", result="NO_ANSWER", band="EVENING")
    case.do("manager", "hold", note="지금은 싫다고 하심")
    shown = panel(case, "hold")
    for words in (
        "관계 유지로 정함",
        "저녁",
        "문 앞 확인",
        "만나지 못함",
        "읍면동 팀장",
        "다음 검토",
    ):
        assert words in shown
    assert f'href="/cases/{case.case_id}/hold/wake"' in shown
    assert "hold/review" in panel(case, "hold", "lead")


def test_the_stage_bar_keeps_ten_steps_and_says_that_one_rests(case: Flow) -> None:
    case.do("manager", "hold", note="지금은 싫다고 하심")
    bar = page(case).split('class="stage-bar"')[1].split("</ol>")[0]
    assert bar.count("<li") == 10
    assert 'class="now held"' in bar
    assert "관계 유지 중" in bar


def test_the_crisis_lane_shows_two_clocks_in_hours_and_the_next_step(case: Flow) -> None:
    case.do("manager", "red-flag", flags="SUICIDE")
    case.clock.forward(hours=5, minutes=30)
    shown = panel(case, "crisis")
    assert "18시간 30분 남음" in shown
    assert "66시간 30분 남음" in shown
    assert f'href="/cases/{case.case_id}/crisis/on-site"' in shown
    case.do("manager", "crisis/on-site", finding="DANGER", mode="VISIT")
    assert "지금 위험함" in panel(case, "crisis")
    assert "crisis/on-site" not in panel(case, "crisis")


def test_a_visit_in_pairs_is_marked_in_the_head_and_on_its_tasks(case: Flow) -> None:
    case.do("lead", "safety", flags="AGGRESSION", reason="폭언이 있었음")
    case.do("manager", "red-flag", flags="VIOLENCE")
    assert page(case).count("2인 방문") >= 2
    assert "2인 방문" in case.get("manager", "/inbox").text


def test_a_pause_shows_our_clock_at_rest_and_theirs_running(case: Flow) -> None:
    classify(case)
    submit(case)
    approve(case)
    agree_and_link(case)
    (linkage,) = case.state().linkages
    case.do("manager", f"linkages/{linkage.linkage_id}/delivery", delivered="yes")
    assert "상대 시계 · 가상집수리" in panel(case, "clocks")
    case.do("manager", "pause", reason="HOSPITAL", resume_on=in_days(case, 20))
    shown = panel(case, "clocks")
    for words in (
        "멈춤",
        "입원",
        "상대 시계 · 가상집수리",
        "법정 기한과 긴급 기한은 멈추지 않습니다",
    ):
        assert words in shown


def test_cover_shows_who_stands_in_and_that_the_owner_stays(case: Flow) -> None:
    case.do("coordinator", "cover", cover="manager2", until=in_days(case, 10))
    shown = panel(case, "cover")
    assert "온유리" in shown
    assert "민들레" in shown


def test_integrated_support_is_a_list_of_steps_with_their_days(case: Flow) -> None:
    applied = {"applied_on": in_days(case, 0), "applicant": "SELF"}
    case.do("hub", "programmes/new", programme="ICS", **applied)
    case.do("hub", "programmes/survey", surveyor="NPS")
    shown = panel(case, "ics")
    for words in ("신청", "본인", "국민연금공단", "종합판정", "개인별지원계획"):
        assert words in shown
    assert f'href="/cases/{case.case_id}/programmes/determination"' in shown


def test_a_referral_sent_back_tells_the_sender_why(case: Flow) -> None:
    case.do("hub", "high-difficulty", reason="읍에서 감당하기 어려움")
    assert "수락할 때까지 읍면동이 책임집니다" in panel(case, "referral", "hub")
    answer = {"answer": "no", "reason": "의료 기록을 먼저 확인해 주세요"}
    case.post("coordinator", case.form("high-difficulty/answer"), answer)
    assert "의료 기록을 먼저 확인해 주세요" in panel(case, "referral", "hub")


def test_complaints_lead_to_where_they_are_resolved(case: Flow) -> None:
    case.do("hub", "complaints/new", topic="CONDUCT", note="전화를 받지 않음")
    (complaint,) = case.state().complaints
    shown = panel(case, "complaints")
    assert f"/complaints/{complaint.complaint_id}/resolve" in shown


def test_the_page_of_a_loop_speaks_english_when_asked(case: Flow) -> None:
    case.do("manager", "hold", note="x")
    headers = case._as("manager")
    headers["Cookie"] += "; hamkke_look=en.system.comfortable.system.on"
    shown = case.client.get(f"/cases/{case.case_id}", headers=headers).text
    assert "Engagement hold" in shown
    assert "On hold since" in shown
