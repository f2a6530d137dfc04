"""Operators see how cases run and what is stuck, and nobody's name."""

from tests.web.flow import Flow, open_case, receive


def test_a_case_is_found_by_its_id_and_by_its_number(flow: Flow) -> None:
    open_case(flow)
    for asked in (flow.case_id, "GP-2026-0001", "gp-2026-0001"):
        answer = flow.get("operator", f"/operations?case={asked}")
        assert answer.headers.get("location") == f"/operations/cases/{flow.case_id}"


def test_a_name_is_no_way_in(flow: Flow) -> None:
    open_case(flow)
    answer = flow.get("operator", "/operations?case=윤다온")
    assert answer.status_code == 200
    assert "사례가 없거나" in answer.text


def test_the_history_is_plain_words_with_technical_events_folded(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    page = flow.get("operator", f"/operations/cases/{flow.case_id}").text
    assert "사례가 엔진에 생겼습니다" in page
    assert "도담결" in page
    assert "workflow_task_scheduled" in page.split("<details>")[1]
    for name in ("윤다온", "윤○온", "비밀길"):
        assert name not in page


def test_only_operators_see_it(flow: Flow) -> None:
    open_case(flow)
    assert flow.get("coordinator", "/operations").status_code == 403
    assert flow.get("coordinator", f"/operations/cases/{flow.case_id}").status_code == 403
    assert flow.get("operator", f"/cases/{flow.case_id}").status_code == 404
