"""Minutes go to the case they are about: once, with nothing lost on the way."""

import re
from dataclasses import replace
from datetime import date

import pytest

from care.messages.envelope import Envelope, Receipt
from care.model.codes import ConferenceKind
from care.model.ids import CaseId
from care.model.loop_codes import AgendaPurpose
from policies.resolve import resolve
from policies.resolved import ResolvedPolicy
from tests.web.acts import conftest as office
from tests.web.conferences.meetings import assessed, call, change, item, minutes, plain
from tests.web.flow import Flow, agree_and_link, approve, classify, open_case, receive, submit
from web import known_cases
from web.conferences import calling
from workflows.client import Unknown


@pytest.fixture
def meeting(flow: Flow) -> tuple[Flow, str]:
    assessed(flow)
    return flow, call(flow, bodies=["welfare"])


def proposed(flow: Flow) -> str:
    score = flow.state().score
    assert score is not None
    return str(score.level)


def test_the_case_holds_the_conference_with_its_meeting_purpose_and_level(
    meeting: tuple[Flow, str],
) -> None:
    flow, address = meeting
    change(flow, address, "invitations", {"answer": "COMING:AGENCY:welfare"})
    answer = minutes(flow, address, level=proposed(flow))
    assert answer.status_code == 303
    held = flow.state().conference
    assert held is not None
    assert held.conference_id == address.rpartition("/")[2]
    assert (held.kind, held.purpose) == (ConferenceKind.INTEGRATED, AgendaPurpose.SELECT)
    assert flow.state().level == proposed(flow)
    page = plain(flow.get("coordinator", address).text)
    assert "회의록 서명됨" in page
    assert "정한 구분: 고난도사례관리" in page


def test_the_same_minutes_sent_twice_are_held_once(meeting: tuple[Flow, str]) -> None:
    flow, address = meeting
    intent = flow.intent("coordinator", item(flow, address))
    for _ in range(2):
        assert minutes(flow, address, intent=intent).status_code == 303
    assert flow.kinds().count("ConferenceHeld") == 1


def test_what_the_case_refuses_is_said_beside_the_item_and_nothing_is_lost(
    meeting: tuple[Flow, str],
) -> None:
    flow, address = meeting
    refused = minutes(flow, address, level="CASE_GENERAL", minutes="다르게 정함")
    assert refused.status_code == 422
    assert "다르게 정함" in refused.text
    assert 'id="difference-error"' in refused.text
    assert "ConferenceHeld" not in flow.kinds()
    assert "1건 중 0건 마침" in plain(flow.get("coordinator", address).text)
    assert "다르게 정함" in flow.get("coordinator", item(flow, address)).text
    told = minutes(flow, address, level="CASE_GENERAL", difference="형편이 나아짐")
    assert told.status_code == 303


def test_a_draft_waits_for_whoever_comes_back(meeting: tuple[Flow, str]) -> None:
    flow, address = meeting
    kept = minutes(flow, address, minutes="반쯤 적음", step="save")
    assert kept.headers["location"].endswith("?saved=1")
    page = flow.get("coordinator", item(flow, address)).text
    assert "반쯤 적음" in page
    assert "임시저장한 내용을 이어서 적습니다" in page
    assert "반쯤 적음" not in flow.get("lead", item(flow, address)).text
    assert minutes(flow, address).status_code == 303
    assert "ConferenceHeld" in flow.kinds()


def test_agreed_tasks_go_with_the_minutes(meeting: tuple[Flow, str]) -> None:
    flow, address = meeting
    task = {
        "task_0_text": "보일러 견적 받기",
        "task_0_person": "manager2",
        "task_0_due": "2026-02-02",
        "task_2_text": "급여 신청",
        "task_2_due": "2026-02-03",
    }
    assert minutes(flow, address, **task).status_code == 303
    agreed = flow.state().agreed
    assert [one.person for one in agreed] == ["manager2", None]
    assert [one.due_on for one in agreed] == [date(2026, 2, 2), date(2026, 2, 3)]
    sheet = plain(flow.get("coordinator", f"{address}/sheet").text)
    for words in ("보일러 견적 받기", "온유리", "난방이 가장 급하다", "서가온"):
        assert words in sheet


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"minutes": ""}, "minutes"),
        ({"task_1_text": "날 없이"}, "task_1_due"),
        ({"task_1_due": "2026-02-03"}, "task_1_text"),
        ({"task_1_text": "옛날", "task_1_due": "2025-02-03"}, "task_1_due"),
        ({"task_1_text": "x", "task_1_due": "2026-02-03", "task_1_person": "no"}, "task_1_person"),
        ({"attendees": "0"}, "attendees"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_faults_stand_beside_their_field(
    meeting: tuple[Flow, str], wrong: dict[str, str], field: str
) -> None:
    flow, address = meeting
    answer = minutes(flow, address, **wrong)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def test_a_resident_number_is_not_even_kept_as_a_draft(meeting: tuple[Flow, str]) -> None:
    flow, address = meeting
    answer = minutes(flow, address, minutes="880101-1234567", step="save")
    assert answer.status_code == 422
    assert "880101-1234567" not in answer.text
    assert "880101" not in flow.get("coordinator", item(flow, address)).text


def test_two_who_write_the_same_minutes_do_not_both_sign(meeting: tuple[Flow, str]) -> None:
    flow, address = meeting
    late = flow.intent("lead", item(flow, address))
    assert minutes(flow, address).status_code == 303
    answer = minutes(flow, address, "lead", intent=late, minutes="나도 적음")
    assert answer.status_code == 422
    assert "다른 사람이 이미 저장했거나" in answer.text
    assert "나도 적음" in answer.text
    assert flow.kinds().count("ConferenceHeld") == 1


def test_votes_are_not_asked_where_the_policy_has_none(meeting: tuple[Flow, str]) -> None:
    flow, address = meeting
    assert "표결" not in flow.get("coordinator", item(flow, address)).text


def test_votes_are_kept_where_the_policy_lets_conferences_vote(
    flow: Flow, monkeypatch: pytest.MonkeyPatch
) -> None:
    voting = voting_policy()
    monkeypatch.setattr(office, "resolve", lambda district: voting)
    monkeypatch.setattr(known_cases, "resolve", lambda district: voting)
    monkeypatch.setattr(calling, "policy_of", lambda district: voting)
    assessed(flow)
    address = call(flow)
    assert "표결" in flow.get("coordinator", item(flow, address)).text
    assert minutes(flow, address, agree="4", disagree="1").status_code == 303
    held = flow.state().conference
    assert held is not None
    assert held.votes is not None
    assert (held.votes.agree, held.votes.disagree, held.votes.abstain) == (4, 1, 0)
    assert "찬성 4 · 반대 1 · 기권 0" in flow.get("coordinator", f"{address}/sheet").text


def voting_policy() -> ResolvedPolicy:
    policy = resolve("41570")
    rules = policy.case_policy.model_copy(update={"conference_votes": True})
    return replace(policy, case_policy=rules)


def test_a_lost_answer_is_shown_as_being_asked_again_and_then_as_done(
    meeting: tuple[Flow, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    flow, address = meeting
    sent: list[Envelope] = []

    async def silent(case_id: CaseId, envelope: Envelope) -> Receipt:
        sent.append(envelope)
        raise Unknown

    with monkeypatch.context() as lost:
        lost.setattr(flow.cases, "ask", silent)
        assert minutes(flow, address).status_code == 202
    assert "확인 중" in flow.get("coordinator", address).text
    page = flow.get("coordinator", item(flow, address)).text
    assert "저절로 다시 물어봅니다" in page
    assert 'name="minutes"' not in page
    flow._run(flow.cases.ask, flow.case_id, sent[0])
    assert "회의록 서명됨" in flow.get("coordinator", address).text
    assert flow.kinds().count("ConferenceHeld") == 1


def test_a_closure_decided_in_a_conference_leads_on_to_its_approval(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    classify(flow)
    submit(flow)
    approve(flow)
    agree_and_link(flow)
    address = call(flow, cases=[f"CLOSE:{flow.case_id}"])
    before = flow.get("coordinator", item(flow, address)).text
    assert "종결은 결재를 받아야 끝납니다" in before
    assert minutes(flow, address).status_code == 303
    after = flow.get("coordinator", item(flow, address)).text
    assert f'href="/cases/{flow.case_id}/closure"' in after
    assert flow.state().closure is None


def test_only_leads_who_may_tell_the_case_record(meeting: tuple[Flow, str]) -> None:
    flow, address = meeting
    for who in ("manager", "hub", "head"):
        assert flow.get(who, item(flow, address)).status_code == 403
    assert flow.get("elsewhere", item(flow, address)).status_code == 404
    assert flow.get("lead", item(flow, address)).status_code == 200


def test_a_case_that_is_not_on_the_agenda_has_no_minutes(meeting: tuple[Flow, str]) -> None:
    flow, _ = meeting
    other = call(flow, cases=None)
    assert flow.get("coordinator", item(flow, other)).status_code == 404


def test_the_form_names_every_field_once(meeting: tuple[Flow, str]) -> None:
    flow, address = meeting
    page = flow.get("coordinator", item(flow, address)).text
    names = re.findall(r'name="(task_\d_\w+)"', page)
    assert len(names) == len(set(names)) == 15
