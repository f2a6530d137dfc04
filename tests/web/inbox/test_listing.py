"""The inbox shows what is asked of whom, and nothing of anybody else's work."""

from tests.web.flow import Flow, classify, open_case, receive, submit


def test_a_new_case_asks_its_office_for_the_first_contact(flow: Flow) -> None:
    open_case(flow)
    page = flow.get("hub", "/inbox?tab=team")
    assert page.status_code == 200
    assert "윤○온" in page.text
    assert "윤다온" not in page.text


def test_a_submitted_plan_waits_in_the_coordinators_inbox(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    classify(flow)
    submit(flow)
    page = flow.get("coordinator", "/inbox?tab=team")
    assert "GP-2026-0001" in page.text
    assert "민들레" in page.text
    assert "GP-2026-0001" not in flow.get("elsewhere", "/inbox?tab=team").text
