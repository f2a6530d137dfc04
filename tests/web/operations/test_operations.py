"""Operators see how cases run and what is stuck, and nobody's name."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from care.messages.envelope import DeliveryResult, ReferralToSend
from care.messages.rollouts import RolloutState
from care.model.ids import AgencyId, DistrictCode, EffectId, LinkageId, PersonId, RolloutId
from policies.problems import Problem
from store import deliveries, policy_rollouts, webhooks
from store.policy_rollouts import Rollout
from store.webhooks import InboundMessage
from tests.web.acts.conftest import GIMPO
from tests.web.flow import Flow, agree_and_link, approve, classify, open_case, receive, submit
from web.engine import EngineHealth, StuckCase, StuckWork
from web.operations.words import due_words, line_words
from workflows.client import HistoryLine

WELFARE = AgencyId("welfare")


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


def board(flow: Flow, who: str = "operator") -> str:
    answer = flow.get(who, "/operations")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


class Watch:
    """Says of the engine what a test wants to see."""

    def __init__(self, health: EngineHealth | None) -> None:
        self.health, self.asked = health, list[str]()

    async def look(self, district: DistrictCode) -> EngineHealth | None:
        self.asked.append(district)
        return self.health


def watching(flow: Flow, health: EngineHealth | None) -> Watch:
    watch, app = Watch(health), flow.client.app
    assert isinstance(app, FastAPI)
    app.state.dependencies = replace(app.state.dependencies, engine_watch=watch)
    return watch


def test_a_well_system_says_so_in_a_line_for_each_part(flow: Flow) -> None:
    watch = watching(flow, EngineHealth(datetime.now(UTC)))
    page = board(flow)
    assert "모두 정상" in page
    for well in ("처리 엔진 답함", "일하고 있음", "이어짐", "모두 쓰이고 있음"):
        assert well in page
    assert watch.asked == [GIMPO]


def test_an_engine_that_does_not_answer_is_said(flow: Flow) -> None:
    watching(flow, None)
    assert "처리 엔진 요청은 보관되고" in board(flow)


def test_a_worker_that_asks_no_more_is_missed(flow: Flow) -> None:
    watching(flow, EngineHealth(datetime.now(UTC) - timedelta(minutes=5)))
    assert "hamkke worker가 켜져 있는지" in board(flow)


def test_a_case_that_fails_again_and_again_is_named_by_its_id(flow: Flow) -> None:
    open_case(flow)
    stuck = StuckCase(flow.case_id, ("category=WorkflowTaskFailed",))
    watching(flow, EngineHealth(datetime.now(UTC), (stuck,), 1))
    page = flow.get("operator", "/operations").text
    assert f'href="/operations/cases/{flow.case_id}"' in page
    assert "category=WorkflowTaskFailed" in page


def set_aside(flow: Flow, cause: str = "ValidationError") -> int:
    async def keep() -> int:
        async with flow.cases.database.of(GIMPO).write() as session:
            message = InboundMessage(WELFARE, GIMPO, "w-1", '{"note": "비밀"}', flow.clock())
            await webhooks.accept(session, flow.cases.keyring, message)
            [taken] = await webhooks.next_unprocessed(
                session, flow.cases.keyring, flow.clock(), limit=9
            )
            await webhooks.set_aside(session, taken.message_id, flow.clock(), cause)
            return taken.message_id

    return int(flow._run(keep))


def again(flow: Flow, who: str, message_id: int) -> Any:
    sent = {"intent": flow.intent("operator", "/operations")}
    path = f"/operations/messages/{message_id}/again"
    return flow.client.post(path, data=sent, headers=flow._as(who), follow_redirects=False)


def test_a_message_set_aside_is_shown_with_its_cause_and_brought_again(flow: Flow) -> None:
    message_id = set_aside(flow)
    page = board(flow)
    assert "가상복지관" in page
    assert "답의 내용을 읽을 수 없습니다" in page
    assert "비밀" not in page
    assert again(flow, "operator", message_id).headers["location"] == "/operations?said=again"
    page = board(flow)
    assert "답의 내용을 읽을 수 없습니다" not in page
    assert "아직 처리하지 못한 기관의 답" in page


def test_only_what_was_set_aside_can_be_brought_again(flow: Flow) -> None:
    message_id = set_aside(flow)
    assert again(flow, "coordinator", message_id).status_code == 403

    async def applied() -> None:
        async with flow.cases.database.of(GIMPO).write() as session:
            await webhooks.mark_done(session, message_id, flow.clock(), "applied")
            await webhooks.accept(
                session,
                flow.cases.keyring,
                InboundMessage(WELFARE, GIMPO, "w-2", "{}", flow.clock()),
            )
            [other] = await webhooks.next_unprocessed(
                session, flow.cases.keyring, flow.clock(), limit=9
            )
            await webhooks.set_aside(session, other.message_id, flow.clock(), "Busy")

    flow._run(applied)
    assert again(flow, "operator", message_id).status_code == 404


def attempt(flow: Flow, **result: Any) -> None:
    async def note() -> None:
        async with flow.cases.database.of(GIMPO).write() as session:
            referral = ReferralToSend(
                case_id=flow.case_id,
                district=GIMPO,
                effect_id=EffectId("link-1:1"),
                linkage_id=LinkageId("link-1"),
                now=flow.clock(),
            )
            agency = AgencyId("repair")
            await deliveries.note_attempt(
                session, referral, agency, DeliveryResult(**result), flow.clock()
            )

    flow._run(note)


def test_a_body_that_cannot_be_reached_is_named_with_its_tries(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    classify(flow)
    submit(flow)
    approve(flow)
    agree_and_link(flow)
    for _ in range(3):
        attempt(flow, delivered=False, code="http_503")
    page = board(flow)
    assert "닿지 않는 기관" in page
    assert "의뢰 1건, 시도 3번" in page
    assert "http_503" in page
    attempt(flow, delivered=True)
    assert "닿지 않는 기관" not in board(flow)


def test_a_broken_chain_of_access_records_is_seen(flow: Flow) -> None:
    open_case(flow)
    for _ in range(2):
        flow.get("coordinator", f"/cases/{flow.case_id}")
    assert "이어짐" in board(flow)

    async def tamper() -> None:
        async with flow.cases.database.of(GIMPO).write() as session:
            changed = "UPDATE access_records SET person = 'nobody' WHERE sequence = 2"
            await session.execute(text(changed))

    flow._run(tamper)
    for path in ("/operations", "/operations?chain=all"):
        assert "2번째 기록이 바뀌었거나" in flow.get("operator", path).text


def test_wrong_policy_files_are_said_with_their_place(
    flow: Flow, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = Problem("national.yaml", 12, 3, "unknown_key", "모르는 항목입니다", "unknown key")
    monkeypatch.setattr("web.operations.routes.problems", lambda: (wrong,))
    page = board(flow)
    assert "잘못된 곳 1군데" in page
    assert "national.yaml 12행 3칸" in page


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("CONTACT:2026-09-17 plus_3", "정기 연락 2026-09-17, 3영업일 지남"),
        ("LINKAGE_ANSWER:linkage-abc due", "기한"),
        ("", "–"),
    ],
)
def test_what_came_due_is_said_in_words_without_ids(code: str, said: str) -> None:
    words = due_words(code)
    assert said in words
    assert "linkage-abc" not in words


def test_an_answer_is_of_the_body_that_gave_it() -> None:
    asked = {"command": "AnswerLinkage", "role": "PARTNER_WORKER", "person": "system"}
    line = HistoryLine(at=datetime(2026, 11, 2, tzinfo=UTC), run=1, code="ASKED", params=asked)
    words = line_words(line, {}, "가상복지관")
    assert words.startswith("가상복지관: ")
    assert "system" not in words
    assert line_words(line, {}).startswith("협력기관: "), "a body nobody can name any more"


def rollout(flow: Flow, state: RolloutState, began: timedelta = timedelta(0)) -> str:
    at, number = flow.clock() - began, RolloutId(f"{GIMPO}-rollout-9")
    begun = Rollout(number, DistrictCode(GIMPO), 9, at, PersonId("system"), at)

    async def keep() -> None:
        async with flow.cases.database.of(GIMPO).write() as session:
            await policy_rollouts.begin(session, begun)
            await policy_rollouts.note(session, number, state, at)

    flow._run(keep)
    return number


def test_a_rollout_under_way_is_shown_as_what_it_is_and_led_to(flow: Flow) -> None:
    number = rollout(flow, RolloutState.RUNNING)
    watching(flow, EngineHealth(datetime.now(UTC)))
    page = flow.get("operator", "/operations").text
    assert f'href="/policies/rollouts/{number}">9판 단계 적용' in page
    assert f"/operations/cases/{number}" not in page
    assert "모두 정상" in page


def test_a_paused_rollout_waits_for_somebody(flow: Flow) -> None:
    rollout(flow, RolloutState.PAUSED, timedelta(days=2))
    page = board(flow)
    assert "잠시 멈춤 1건" in page
    assert "나아가지 않음" not in page


def test_a_rollout_that_does_not_move_is_seen(flow: Flow) -> None:
    rollout(flow, RolloutState.RUNNING, timedelta(hours=1))
    assert "나아가지 않음 1건" in board(flow)


def test_a_rollout_whose_code_fails_is_shown_with_the_engine_s_reason(flow: Flow) -> None:
    stuck = StuckWork(rollout(flow, RolloutState.RUNNING), ("category=WorkflowTaskFailed",))
    watching(flow, EngineHealth(datetime.now(UTC), stuck_work=(stuck,)))
    page = board(flow)
    assert "category=WorkflowTaskFailed" in page
    assert "나아가지 않음 1건" in page
    assert "되풀이해 실패하는 사례 없음" in page
