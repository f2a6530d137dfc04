"""The case list and the case page: why a case stands still, for whom, since when, what is next."""

from tests.web.flow import Flow, agree_and_link, approve, classify, open_case, receive, submit


def test_a_line_of_the_list_says_why_the_case_stands_still(flow: Flow) -> None:
    open_case(flow)
    page = flow.get("hub", "/cases").text
    assert "왜 멈춰 있나" in page
    assert "첫 접촉" in page
    assert "윤다온" not in page


def test_a_case_is_found_by_number_and_by_name_inside_the_own_scope(flow: Flow) -> None:
    open_case(flow)
    for asked in ("GP-2026-0001", "0001", "윤다온"):
        assert "GP-2026-0001" in flow.get("hub", f"/cases?q={asked}").text, asked
    assert "맞는 사례가 없습니다" in flow.get("elsewhere", "/cases?q=GP-2026-0001").text


def test_filters_narrow_the_list(flow: Flow) -> None:
    open_case(flow)
    assert "GP-2026-0001" in flow.get("coordinator", "/cases?quick=unassigned").text
    receive(flow)
    assert "GP-2026-0001" not in flow.get("coordinator", "/cases?quick=unassigned").text
    assert "GP-2026-0001" in flow.get("coordinator", "/cases?stage=ASSESSMENT").text


def test_the_first_screen_says_what_is_waited_for_and_what_comes_next(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    page = flow.get("manager", f"/cases/{flow.case_id}").text
    for words in ("기다리는 곳", "언제부터", "다음에 일어날 일", 'aria-current="step"'):
        assert words in page


def test_everything_known_of_the_case_is_on_its_page(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    classify(flow)
    submit(flow)
    approve(flow)
    agree_and_link(flow)
    page = flow.get("manager", f"/cases/{flow.case_id}").text
    for words in ("보일러 교체", "가상집수리", "윤다온", "위기", "동의 2건", "계획 1판"):
        assert words in page
    assert "난방과 생계가 가장 급하다고 봄" in page


def test_the_timeline_is_plain_sentences_with_filters(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    here = f"/cases/{flow.case_id}"
    assert "2026년 1월" in flow.get("manager", here).text
    contacts = flow.get("manager", f"{here}?kind=contact").text
    assert "아이들과 쉼터에서 지냄" in contacts
    told = contacts.split('id="history"')[1].split('id="people"')[0]
    assert "담당자를" not in told


def test_an_excluded_person_is_marked_and_gives_no_address(flow: Flow) -> None:
    open_case(flow)
    page = flow.get("hub", f"/cases/{flow.case_id}").text
    people = page.split('id="people"')[1].split("</section>")[0]
    former = people.split("강제외")[1]
    assert "알리지 않음" in former
    assert "비밀길" not in former


def test_a_case_of_another_office_looks_like_none(flow: Flow) -> None:
    open_case(flow)
    assert flow.get("elsewhere", f"/cases/{flow.case_id}").status_code == 404
    assert flow.get("admin", f"/cases/{flow.case_id}").status_code == 404


def test_acts_are_offered_only_where_they_make_sense(flow: Flow) -> None:
    open_case(flow)
    page = flow.get("hub", f"/cases/{flow.case_id}").text
    assert f'href="/cases/{flow.case_id}/contact"' in page
    assert "/aftercare" not in page


def test_every_page_speaks_english_when_asked(flow: Flow) -> None:
    open_case(flow)
    flow.client.cookies.set("hamkke_look", "en.system.comfortable.system.on")
    headers = flow._as("hub")
    headers["Cookie"] += "; hamkke_look=en.system.comfortable.system.on"
    page = flow.client.get(f"/cases/{flow.case_id}", headers=headers).text
    assert "Waiting for" in page
    assert "What happens next" in page
