"""Nobody opens a second case for a household by hand without having seen the first."""

from typing import Any

from tests.web.acts.test_opening import NEW
from tests.web.flow import Flow
from tests.web.triage.conftest import told
from tests.web.triage.test_queue import household

AGAIN = NEW | {"address_protected": "", "member_0_address": "한들읍 다른길 8"}
KNOWN = "이미 아는 가구일 수 있습니다"


def opened(flow: Flow, who: str = "manager", **fields: Any) -> Any:
    return flow.post(who, "/cases/new", AGAIN | fields)


def key_of(page: str) -> str:
    return page.split('type="checkbox" name="apart" value="')[1].split('"')[0]


def test_an_open_case_and_its_worker_are_shown_before_another_is_opened(flow: Flow) -> None:
    first = flow.post("hub", "/cases/new", NEW)
    assert first.status_code == 303

    answer = opened(flow)

    assert answer.status_code == 409
    assert KNOWN in answer.text
    assert first.headers["location"] in answer.text
    assert "이름 같음, 생년월일 같음" in answer.text


def test_not_the_same_is_said_once_and_remembered(flow: Flow) -> None:
    flow.post("hub", "/cases/new", NEW)
    page = opened(flow).text
    keys = {part.split('"')[0] for part in page.split('name="apart" value="')[1:]}

    assert opened(flow, apart=sorted(keys)).status_code == 303
    second = opened(flow)
    assert second.status_code == 409
    assert not any(f'name="apart" value="{key}"' in second.text for key in keys)


def test_the_same_form_sent_twice_is_not_like_itself(flow: Flow) -> None:
    intent = flow.intent("hub", "/cases/new")
    first = flow.post("hub", "/cases/new", NEW, intent)
    second = flow.post("hub", "/cases/new", NEW, intent)
    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]


def test_another_offices_case_gives_no_hint(flow: Flow) -> None:
    flow.post("hub", "/cases/new", NEW)
    answer = opened(flow, "elsewhere", office="sodam-dong")
    assert answer.status_code == 303


def test_a_household_that_waits_for_triage_is_shown(flow: Flow) -> None:
    [about] = told(flow, household("윤다온", phone="010-2345-6789"))

    answer = opened(flow, member_0_phone="010-2345-6789")

    assert answer.status_code == 409
    assert f"/triage/{about}" in answer.text
    assert opened(flow, member_0_phone="010-2345-6789", apart=[about]).status_code == 303
