"""A conference is called on one page, from the cases that wait; each sees their own part."""

from typing import Any

import pytest

from tests.web.conferences.meetings import ask_for, assessed, call, change, looks_at, plain
from tests.web.flow import Flow, classify, open_case, receive, submit


@pytest.fixture
def waiting(flow: Flow) -> Flow:
    assessed(flow)
    return flow


def test_nothing_planned_is_said_and_what_to_do(flow: Flow) -> None:
    page = flow.get("coordinator", "/conferences").text
    assert "열릴 회의가 없습니다" in page
    assert 'href="/conferences/new"' in page
    assert 'href="/conferences/new"' not in flow.get("manager", "/conferences").text


def test_a_case_waiting_for_its_conference_is_proposed_with_why_and_since_when(
    waiting: Flow,
) -> None:
    waiting.clock.forward(days=1)
    page = waiting.get("coordinator", "/conferences/new").text
    assert f'value="SELECT:{waiting.case_id}"' in page
    assert "조사를 마치고 회의를 기다림" in page
    assert "영업일째" in page
    assert "윤다온" not in page


def test_a_plan_sent_back_twice_is_proposed_for_a_progress_review(flow: Flow) -> None:
    from care.messages import commands as c
    from care.model.codes import ApprovalAnswer
    from care.model.ids import TextId

    open_case(flow)
    receive(flow)
    classify(flow)
    back = c.DecidePlan(version=1, tier=0, answer=ApprovalAnswer.RETURN, reason=TextId("t.9"))
    submit(flow)
    flow.act("coordinator", back, t_9="견적이 없음")
    assert "PROGRESS:" not in flow.get("coordinator", "/conferences/new").text
    submit(flow)
    flow.act("coordinator", back, t_9="견적이 없음")
    assert f"PROGRESS:{flow.case_id}" in flow.get("coordinator", "/conferences/new").text


def test_a_conference_holds_what_was_chosen_and_who_was_invited(waiting: Flow) -> None:
    address = call(waiting, bodies=["welfare"], staff=["manager", "head"])
    page = plain(waiting.get("coordinator", address).text)
    for words in ("통합사례회의", "3층 회의실", "GP-2026-0001", "1건 중 0건 마침", "가상복지관"):
        assert words in page
    assert "2026. 1. 20.(화) 14:00" in page
    assert address in waiting.get("coordinator", "/conferences").text


def test_the_same_form_sent_twice_calls_one_conference(waiting: Flow) -> None:
    intent = waiting.intent("coordinator", "/conferences/new")
    first, second = (ask_for(waiting, intent=intent) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert waiting.get("coordinator", "/conferences").text.count("3층 회의실") == 1


def test_what_is_wrong_is_said_and_what_was_typed_stays(waiting: Flow) -> None:
    answer = ask_for(waiting, day="", place="별관 2층", number="GP-2026-9999")
    assert answer.status_code == 422
    assert "별관 2층" in answer.text
    assert f'value="SELECT:{waiting.case_id}" checked' in answer.text
    unknown = ask_for(waiting, number="GP-2026-9999", purpose="PROGRESS")
    assert "이 번호의 사례가 없습니다" in unknown.text


def test_a_case_nobody_proposed_is_added_by_its_number(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    address = call(flow, cases=None, number="gp-2026-0001", purpose="SOLUTION")
    page = flow.get("coordinator", address).text
    assert "해결 방안 찾기" in page
    assert "회의를 부른 사람이 올림" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"bodies": ["nobody"]},
        {"staff": ["nobody"]},
        {"area": "nowhere"},
        {"cases": ["SELECT:41570-none"]},
        {"cases": ["DANCE:41570-none"]},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_only_what_the_district_has_is_taken(waiting: Flow, wrong: dict[str, Any]) -> None:
    assert ask_for(waiting, **wrong).status_code == 422


def test_an_area_narrows_the_cases_to_its_offices(waiting: Flow) -> None:
    assert "SELECT:" in waiting.get("coordinator", "/conferences/new?area=handeul-eup").text
    assert "SELECT:" not in waiting.get("coordinator", "/conferences/new?area=sodam-dong").text


def test_more_cases_are_put_on_the_agenda_later_and_none_twice(waiting: Flow) -> None:
    address = call(waiting, cases=None)
    assert "아직 안건이 없습니다" in waiting.get("coordinator", address).text
    chosen = {"cases": [f"SELECT:{waiting.case_id}"]}
    for _ in range(2):
        assert change(waiting, address, "candidates", chosen).status_code == 303
    assert "1건 중 0건 마침" in plain(waiting.get("coordinator", address).text)
    nothing = change(waiting, address, "candidates", {})
    assert nothing.status_code == 422


def test_a_case_on_a_coming_agenda_is_marked_when_another_is_planned(waiting: Flow) -> None:
    call(waiting)
    assert "다른 회의의 안건에 이미 있습니다" in waiting.get("coordinator", "/conferences/new").text


def test_only_leads_plan(waiting: Flow) -> None:
    for who in ("hub", "manager"):
        assert waiting.get(who, "/conferences/new").status_code == 403
    for who in ("lead", "coordinator", "head"):
        assert waiting.get(who, "/conferences/new").status_code == 200


def test_others_see_conferences_with_their_cases_or_an_invitation_and_no_others(
    waiting: Flow,
) -> None:
    address = call(waiting)
    for who in ("hub", "manager"):
        assert address in waiting.get(who, "/conferences").text
        assert "GP-2026-0001" in waiting.get(who, address).text
    for who in ("manager2", "elsewhere"):
        assert address not in waiting.get(who, "/conferences").text
        assert waiting.get(who, address).status_code == 404
    invited = call(waiting, staff=["manager2"])
    page = waiting.get("manager2", invited).text
    assert "내가 볼 수 없는 사례의 안건이 1건 더 있습니다" in page
    assert "GP-2026-0001" not in page


def test_a_lead_of_one_office_does_not_run_what_is_about_the_whole_district(waiting: Flow) -> None:
    of_all, of_office = call(waiting), call(waiting, area="handeul-eup")
    assert change(waiting, of_all, "end", {"status": "CANCELLED"}, "lead").status_code == 403
    assert change(waiting, of_office, "end", {"status": "CANCELLED"}, "lead").status_code == 303


def test_whoever_is_shown_a_case_leaves_a_record_of_it(waiting: Flow) -> None:
    address = call(waiting)
    tasks = looks_at(waiting, "coordinator")
    assert tasks.count("RunConference") == 2
    waiting.get("manager", address)
    assert "ViewConferences" in looks_at(waiting, "manager")
