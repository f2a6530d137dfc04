"""The inbox shows what is asked of whom, and nothing of anybody else's work."""

import re

from tests.web.flow import Flow, classify, open_case, receive, submit


def test_a_new_case_asks_its_office_for_the_first_contact(flow: Flow) -> None:
    open_case(flow)
    page = flow.get("hub", "/inbox")
    assert page.status_code == 200
    assert "첫 접촉" in page.text
    assert "윤○온" in page.text
    assert "윤다온" not in page.text, "lists show masked names only"


def test_a_submitted_plan_waits_for_the_coordinator_and_nobody_else(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    classify(flow)
    submit(flow)
    page = flow.get("coordinator", "/inbox")
    assert "GP-2026-0001" in page.text
    assert "민들레 요청" in page.text
    assert "GP-2026-0001" not in flow.get("elsewhere", "/inbox?tab=team").text
    assert 'class="task-row' not in flow.get("manager", "/inbox?tab=team").text


def test_the_number_on_a_tab_is_the_length_of_its_list(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    page = flow.get("manager", "/inbox?tab=mine").text
    counted = re.search(r'내 것 <span class="count">(\d+)</span>', page)
    assert counted is not None
    assert int(counted[1]) == page.count('class="task-row') > 0


def test_an_unchanged_count_answers_not_modified(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    first = flow.get("manager", "/inbox/count")
    tag = first.headers["etag"]
    headers = flow._as("manager") | {"If-None-Match": tag}
    assert flow.client.get("/inbox/count", headers=headers).status_code == 304
    flow.clock.forward(days=3)
    classify(flow)
    assert flow.client.get("/inbox/count", headers=headers).status_code == 200


def test_an_empty_inbox_says_so(flow: Flow) -> None:
    assert "지금 할 일이 없습니다" in flow.get("manager2", "/inbox").text


def test_the_opened_item_says_what_happens_if_nobody_acts(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    page = flow.get("manager", "/inbox?tab=mine").text
    assert "안 하면" in page
    assert "알림" in page.split("안 하면")[1][:400]


def test_unknown_words_in_the_address_show_the_ordinary_list(flow: Flow) -> None:
    page = flow.get("manager", "/inbox?tab=nonsense&page=x&filter=%3Cscript%3E")
    assert page.status_code == 200
    assert "<script>" not in page.text.split("<main")[1]


def test_reading_pages_changes_nothing_but_access_records(flow: Flow) -> None:
    open_case(flow)
    before = flow.kinds()
    for path in ("/inbox", "/cases", f"/cases/{flow.case_id}", "/inbox/count"):
        assert flow.get("hub", path).status_code == 200
    assert flow.kinds() == before


def test_nothing_to_do_anywhere_sends_nobody_to_an_empty_list(flow: Flow) -> None:
    page = flow.get("manager", "/inbox?tab=mine").text
    assert "팀에도 기다리는 일이 없습니다" in page
    assert "팀 업무 하나 맡기" not in page


def test_a_filter_without_a_match_is_not_nothing_to_do(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    page = flow.get("manager", "/inbox?tab=mine&filter=overdue").text
    assert "맞는 일이 없습니다" in page
    assert "지금 할 일이 없습니다" not in page
