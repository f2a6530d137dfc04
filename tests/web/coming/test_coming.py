"""The next fourteen business days: what falls due and who is told, day by day."""

import re
from datetime import timedelta

from tests.web.flow import Flow, classify, open_case, receive, submit


def shown(flow: Flow, who: str, path: str = "/coming") -> str:
    answer = flow.get(who, path)
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def test_a_worker_sees_their_own_days(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    told = shown(flow, "manager")
    assert "GP-2026-0001" in told
    assert "욕구조사 기한" in told or "기한" in told
    assert "민들레" in told
    assert "이 기간에 다가오는 일이 없습니다" in shown(flow, "manager2")
    assert "GP-2026-0001" in shown(flow, "manager2", "/coming?worker=manager")


def test_fourteen_business_days_are_shown_and_closed_days_are_not(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    page = flow.get("manager", "/coming").text
    days = re.findall(r'id="day-(\d{4}-\d{2}-\d{2})"', page)
    assert len(days) == 14
    assert days[0] == "2026-01-06"
    assert "2026-01-10" not in days


def test_what_is_over_stands_on_the_first_day(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    flow.clock.forward(days=30)
    first = shown(flow, "manager").partition("오늘")[2]
    assert "기한 지남" in first


def test_who_is_told_of_an_escalation_is_said(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    classify(flow)
    submit(flow)
    told = shown(flow, "coordinator", "/coming?worker=all")
    assert "에게" in told
    assert "알림" in told


def test_an_office_and_a_zone_can_be_asked_for(flow: Flow) -> None:
    open_case(flow)
    assert "GP-2026-0001" in shown(flow, "coordinator", "/coming?office=handeul-eup")
    assert "GP-2026-0001" not in shown(flow, "coordinator", "/coming?office=sodam-dong")
    assert "GP-2026-0001" in shown(flow, "hub")
    assert "GP-2026-0001" not in shown(flow, "elsewhere")


def test_the_forecast_is_what_then_happens(flow: Flow) -> None:
    """Nothing that was announced for a later day is gone the day after, if nobody acts."""
    open_case(flow)
    receive(flow)
    before = set(re.findall(r"[가-힣·]+ 기한", shown(flow, "manager")))
    flow.clock.now += timedelta(days=1)
    assert before <= set(re.findall(r"[가-힣·]+ 기한", shown(flow, "manager")))


def test_who_does_not_work_with_cases_does_not_see_it(flow: Flow) -> None:
    assert flow.get("operator", "/coming").status_code == 403
