"""Approval lines, 전결 and days without decisions, written by forms into a draft."""

from html import unescape
from typing import Any

import pytest

from tests.web.flow import Flow
from tests.web.policies.life import begin, revision
from tests.web.policies.test_editor import text_of

LINE = {
    "subject": "PLAN",
    "when": "money > 500000 && children > 0",
    "first": "COORDINATOR",
    "second": "SECTION_HEAD",
    "line_ko": "아이가 있고 사업비가 큼",
    "line_en": "Children and much money",
}
DELEGATION = {
    "of": "SECTION_HEAD",
    "to": "COORDINATOR",
    "subjects": ["PLAN", "CLOSURE"],
    "delegation_ko": "사무전결 규칙 별표 1",
    "delegation_en": "Rules on delegated decisions, table 1",
}
FREEZE = {
    "freezes": "PLAN",
    "first_day": "2026-12-24",
    "last_day": "2026-12-31",
    "money_only": "true",
    "freeze_ko": "회계 마감",
    "freeze_en": "Closing of the accounts",
}


def sent(flow: Flow, draft: str, to: str, fields: dict[str, Any]) -> Any:
    page = f"{draft}/approvals"
    given = {"revision": revision(flow, draft)} | fields
    return flow.post("admin", f"{page}/{to}", given, flow.intent("admin", page))


def shown(flow: Flow, draft: str) -> str:
    return unescape(flow.get("admin", f"{draft}/approvals").text)


@pytest.mark.parametrize("district", ["11215", "11140", "11350", "41570", "52110"])
def test_everybody_reads_who_approves_what(flow: Flow, district: str) -> None:
    page = flow.get("manager", f"/policies/{district}/approvals").text
    assert "희망복지지원단 팀장 → 과장" in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize(
    ("to", "fields", "says"),
    [
        ("line", LINE, "아이가 있고 사업비가 큼"),
        ("line", LINE | {"subject": "CLOSURE", "when": "days < 30"}, "days < 30"),
        ("delegation", DELEGATION, "과장 대신 희망복지지원단 팀장"),
        ("freeze", FREEZE, "회계 마감"),
    ],
)
def test_what_is_added_stands_in_the_draft_and_can_be_taken_out(
    flow: Flow, to: str, fields: dict[str, Any], says: str
) -> None:
    draft = begin(flow)
    before = shown(flow, draft)
    assert says not in before
    answer = sent(flow, draft, to, fields)
    assert answer.status_code == 303, answer.text
    page = shown(flow, draft)
    assert says in page
    removing = page.split('name="key" value="')[1].split("</form>")[0]
    key, code = removing.split('"')[0], removing.split('name="code" value="')[1].split('"')[0]
    assert sent(flow, draft, "remove", {"key": key, "code": code}).status_code == 303
    assert says not in shown(flow, draft)


def test_a_second_line_keeps_the_first_above_it(flow: Flow) -> None:
    draft = begin(flow)
    sent(flow, draft, "line", LINE)
    sent(flow, draft, "line", LINE | {"when": "money > 0", "line_ko": "사업비를 씀"})
    page = shown(flow, draft)
    assert page.index("아이가 있고") < page.index("사업비를 씀") < page.index("그 밖의 계획")
    assert "plan_line_2" in text_of(flow, draft)


@pytest.mark.parametrize(
    ("to", "fields", "why"),
    [
        ("line", LINE | {"when": "money >"}, "저장하지 않았습니다"),
        ("line", LINE | {"when": "days < 30"}, "저장하지 않았습니다"),
        ("line", LINE | {"line_ko": ""}, "까닭(한국어)"),
        ("line", LINE | {"second": "COORDINATOR"}, "저장하지 않았습니다"),
        ("delegation", DELEGATION | {"to": "SECTION_HEAD"}, "전결할 사람"),
        ("delegation", DELEGATION | {"subjects": []}, "무엇에"),
        ("freeze", FREEZE | {"last_day": "2026-12-01"}, "마지막 날"),
        ("freeze", FREEZE | {"last_day": "2027-12-01"}, "저장하지 않았습니다"),
    ],
)
def test_what_does_not_hold_is_not_kept_and_says_why(
    flow: Flow, to: str, fields: dict[str, Any], why: str
) -> None:
    draft = begin(flow)
    before = text_of(flow, draft)
    answer = sent(flow, draft, to, fields)
    assert answer.status_code == 422
    assert why in answer.text.split("error-summary")[1]
    assert text_of(flow, draft) == before


def test_only_a_list_of_the_page_can_lose_an_entry(flow: Flow) -> None:
    draft = begin(flow)
    answer = sent(flow, draft, "remove", {"key": "offices", "code": "handeul-eup"})
    assert answer.status_code == 404


def test_the_lines_of_a_draft_lead_to_trying_them_out_on_open_cases(flow: Flow) -> None:
    draft = begin(flow)
    about = f"/policies/previews?about={draft.rsplit('/', 1)[1]}"
    assert f'href="{about}"' in shown(flow, draft)
    assert "about=" not in flow.get("admin", "/policies/41570/approvals").text
    assert flow.get("admin", about).status_code == 200
