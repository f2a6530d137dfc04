"""While a notice holds, contact from afar counts as a visit, and nobody has to think of it."""

from typing import Any

import pytest

from tests.web.flow import Flow, open_case

DAYS = {"from_day": "2026-01-06", "until_day": "2026-01-20", "reason": "한파특보"}


def issue(flow: Flow, who: str = "coordinator", **changed: str) -> Any:
    return flow.post(who, "/notices", DAYS | changed)


def contact(flow: Flow) -> dict[str, Any]:
    """What the last contact told the case."""
    sent: list[Any] = []
    ask = flow.cases.ask

    async def listen(case_id: Any, envelope: Any) -> Any:
        sent.append(envelope.command)
        return await ask(case_id, envelope)

    flow.cases.ask = listen  # type: ignore[method-assign]
    flow.do("hub", "contact", result="MET", mode="PHONE")
    return dict(sent[0])


def test_contacts_count_as_visits_while_a_notice_holds(flow: Flow) -> None:
    open_case(flow)
    assert "비대면 공지 기간" not in flow.get("hub", flow.form("contact")).text
    assert issue(flow).status_code == 303
    page = flow.get("hub", flow.form("contact")).text
    assert "비대면 공지 기간: 전화·화상·문앞 접촉도 방문으로 칩니다" in page
    assert "비대면 공지 기간" not in flow.get("hub", flow.form("note")).text
    assert contact(flow)["remote_notice"] is True


def test_before_and_after_it_they_do_not(flow: Flow) -> None:
    open_case(flow)
    issue(flow, from_day="2026-01-08")
    assert contact(flow)["remote_notice"] is False
    flow.clock.forward(days=30)
    assert "비대면 공지 기간" not in flow.get("hub", flow.form("contact")).text


def test_everybody_at_work_reads_it_and_few_issue_it(flow: Flow) -> None:
    issue(flow)
    for who in ("hub", "lead", "manager", "head", "admin"):
        page = flow.get(who, "/notices")
        assert "한파특보" in page.text
    assert 'action="/notices"' not in flow.get("manager", "/notices").text
    assert flow.get("operator", "/notices").status_code == 403
    for who in ("hub", "lead", "manager"):
        refused = flow.post(who, "/notices", DAYS, flow.intent(who, "/cases/new"))
        assert refused.status_code == 403
    assert issue(flow, "admin", reason="폭염").status_code == 303


def test_it_ends_early(flow: Flow) -> None:
    open_case(flow)
    issue(flow)
    page = flow.get("head", "/notices").text
    notice = page.split('name="notice" value="')[1].split('"')[0]
    intent = flow.intent("head", "/notices")
    for _ in range(2):
        assert flow.post("head", "/notices/end", {"notice": notice}, intent).status_code == 303
    assert "비대면 공지 기간" not in flow.get("hub", flow.form("contact")).text
    ended = flow.get("head", "/notices").text
    assert "지금 끝내기" not in ended
    assert "민솔길 끝냄" in ended
    missing = flow.post("head", "/notices/end", {"notice": "none"}, intent)
    assert missing.status_code == 404


def test_the_same_form_sent_twice_issues_one(flow: Flow) -> None:
    intent = flow.intent("coordinator", "/notices")
    for _ in range(2):
        flow.post("coordinator", "/notices", DAYS, intent)
    assert flow.get("coordinator", "/notices").text.count("한파특보") == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"from_day": "2026-01-05"},
        {"until_day": "2026-01-05"},
        {"until_day": "2027-02-01"},
        {"reason": ""},
        {"from_day": "x"},
    ],
    ids=["past", "order", "too long", "no reason", "no date"],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(flow: Flow, wrong: dict[str, str]) -> None:
    answer = issue(flow, **wrong)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert wrong.get("reason", "한파특보") in answer.text
