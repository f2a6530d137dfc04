"""A decision: its reasons, its difference, its three answers, and who was first."""

import re
from typing import Any

import pytest

from care.messages import commands as c
from care.model.codes import ClosureReason
from care.model.ids import TextId
from tests.web.flow import (
    Flow,
    agree_and_link,
    approve,
    care_plan,
    classify,
    open_case,
    receive,
    submit,
)


@pytest.fixture
def waiting(flow: Flow) -> Flow:
    open_case(flow)
    receive(flow)
    classify(flow)
    submit(flow)
    return flow


def path(flow: Flow) -> str:
    return flow.form("plan/decision")


def answer(flow: Flow, who: str, **fields: Any) -> Any:
    page = flow.get(who, path(flow)).text
    hidden = dict(re.findall(r'name="(version|tier|submission)" value="([^"]+)"', page))
    return flow.post(who, path(flow), hidden | fields)


def test_the_page_ties_needs_to_goals_services_and_money(waiting: Flow) -> None:
    page = waiting.get("coordinator", path(waiting)).text
    for words in ("주거 내부환경", "겨울을 따뜻하게 난다", "보일러 교체", "1,200,000원"):
        assert words in page
    assert "한파 전에 공사를 마쳐야 합니다" in page
    assert "승인이 필요한 까닭" in page


def test_a_changed_plan_shows_its_difference_to_the_approved_one(waiting: Flow) -> None:
    approve(waiting)
    agree_and_link(waiting)
    submit(waiting, care_plan(2, 1_650_000))
    page = waiting.get("coordinator", path(waiting)).text
    assert "1판과 달라진 점 1건" in page
    assert "<del>1,200,000원</del>" in page
    assert "<ins>1,650,000원</ins>" in page


def test_returning_without_a_reason_is_refused_and_nothing_typed_is_lost(waiting: Flow) -> None:
    said = {"answer": "RETURN", "point_item": ["a-1"], "point_text": ["견적서를 붙여 주세요"]}
    refused = answer(waiting, "coordinator", **said)
    assert refused.status_code == 422
    assert "견적서를 붙여 주세요" in refused.text
    assert waiting.state().submission is not None


def test_a_returned_plan_carries_its_remarks_to_the_case_page(waiting: Flow) -> None:
    said = {
        "answer": "RETURN",
        "reason": "복약 설명을 보완해 주세요",
        "point_item": ["a-1", "a-2"],
        "point_text": ["", "어머니가 어떻게 이해하실까요"],
    }
    assert answer(waiting, "coordinator", **said).status_code == 303
    assert waiting.state().plan_returns == 1
    page = waiting.get("manager", f"/cases/{waiting.case_id}").text
    assert "복약 설명을 보완해 주세요" in page
    assert "어머니가 어떻게 이해하실까요" in page


def test_tiers_answer_in_their_order(waiting: Flow) -> None:
    assert "기다립니다" in waiting.get("head", path(waiting)).text
    assert answer(waiting, "coordinator", answer="APPROVE").status_code == 303
    assert answer(waiting, "head", answer="APPROVE").status_code == 303
    assert waiting.state().plan is not None


def test_the_second_answer_is_told_who_was_first_and_when(waiting: Flow) -> None:
    page = waiting.get("coordinator", path(waiting)).text
    hidden = dict(re.findall(r'name="(version|tier|submission)" value="([^"]+)"', page))
    intent = waiting.intent("coordinator", path(waiting))
    assert answer(waiting, "coordinator", answer="APPROVE").status_code == 303
    late = waiting.post("coordinator", path(waiting), hidden | {"answer": "APPROVE"}, intent)
    assert late.status_code == 409
    assert "서가온" in late.text


def test_the_same_answer_sent_twice_counts_once(waiting: Flow) -> None:
    page = waiting.get("coordinator", path(waiting)).text
    hidden = dict(re.findall(r'name="(version|tier|submission)" value="([^"]+)"', page))
    intent = waiting.intent("coordinator", path(waiting))
    sent = hidden | {"answer": "APPROVE"}
    codes = [waiting.post("coordinator", path(waiting), sent, intent).status_code for _ in (1, 2)]
    assert codes == [303, 303]
    assert waiting.kinds().count("PlanAnswered") == 1


def test_the_requester_sees_the_plan_but_no_buttons(waiting: Flow) -> None:
    page = waiting.get("manager", path(waiting)).text
    assert "보일러 교체" in page
    assert 'name="answer"' not in page


def test_a_role_without_the_right_cannot_answer_by_a_direct_request(waiting: Flow) -> None:
    intent = waiting.intent("hub", f"/cases/{waiting.case_id}/contact")
    sent = {"version": "1", "tier": "0", "answer": "APPROVE"}
    assert waiting.post("hub", path(waiting), sent, intent).status_code == 403


def test_a_takeover_needs_an_owner_and_shows_the_load_of_each(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    flow.act("manager", c.ReferHighDifficulty(reason=TextId("h.1")), h_1="치료 접근이 막힘")
    where = flow.form("high-difficulty/answer")
    page = flow.get("coordinator", where).text
    assert "치료 접근이 막힘" in page
    assert "온유리 (사례 0)" in page
    refused = flow.post("coordinator", where, {"answer": "yes"})
    assert refused.status_code == 422
    done = flow.post("coordinator", where, {"answer": "yes", "owner": "manager2"})
    assert done.status_code == 303
    assert flow.state().owner == "manager2"


def test_a_closure_shows_the_attempts_and_can_be_sent_back(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    flow.act(
        "manager",
        c.ProposeClosure(reason=ClosureReason.MOVED_OUT, note=TextId("k.1")),
        k_1="다른 시로 이사함",
    )
    where = flow.form("closure/decision")
    page = flow.get("coordinator", where).text
    assert "다른 시로 이사함" in page
    assert "접촉 시도" in page
    role = flow.state().closure.tiers[0]  # type: ignore[union-attr]
    who = {"COORDINATOR": "coordinator", "TEAM_LEAD": "lead", "SECTION_HEAD": "head"}[role]
    sent = {"tier": "0", "answer": "RETURN", "reason": "새 주소지에 알렸는지 확인해 주세요"}
    assert flow.post(who, where, sent).status_code == 303
    assert flow.state().stage != "CLOSURE"


def test_the_keys_of_the_help_lead_to_the_answers(waiting: Flow) -> None:
    page = waiting.get("coordinator", path(waiting)).text
    assert 'value="APPROVE" data-key="a"' in page
    assert 'value="RETURN" data-key="r"' in page
    assert 'value="REJECT" data-key' not in page, "nobody says no with one letter"
