"""A word of a body on a case that has ended is told to who answered for it, and opens nothing."""

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from care.messages import commands as c
from care.model.codes import AftercareResult, ApprovalAnswer, ClosureReason, ItemOutcome, Stage
from care.model.ids import TextId
from care.model.plan import ItemResult
from care.model.refusal import Refusal
from care.model.value import Value
from partners.kept import kept
from runtime.relay import Relay
from store import webhooks
from store.webhooks import InboundMessage
from tests.web.acts.conftest import GIMPO
from tests.web.flow import Flow, approve, classify, open_case, receive, submit
from tests.web.links.conftest import BODY, LINKAGE, link
from workflows.client import Refused

LIST = "/linkages/ended"


@pytest.fixture
def over(flow: Flow) -> Flow:
    app: Any = flow.client.app
    app.state.dependencies = replace(app.state.dependencies, write_answer=kept)
    open_case(flow)
    receive(flow)
    classify(flow)
    submit(flow)
    approve(flow)
    link(flow)
    flow.act("manager", c.WithdrawLinkage(linkage_id=LINKAGE, reason=TextId("r")), r="그만둡니다")
    plan = flow.state().plan
    assert plan is not None
    results = tuple(
        ItemResult(item_id=one.item_id, outcome=ItemOutcome.NO_LONGER_NEEDED)
        for one in plan.actions
    )
    over = c.ProposeClosure(reason=ClosureReason.NO_LONGER_MULTI_NEED, results=results)
    flow.act("manager", over)
    flow.act("coordinator", c.DecideClosure(tier=0, answer=ApprovalAnswer.APPROVE))
    while flow.state().stage is Stage.AFTERCARE:
        flow.act("manager", c.RecordAftercare(result=AftercareResult.STABLE))
    assert flow.state().stage is Stage.ENDED
    return flow


class Gone:
    """An engine whose run of the case is over."""

    async def ask(self, case_id: str, envelope: Value) -> None:
        raise Refused(Refusal(code="not_open"))


def tells(flow: Flow, number: int = 1, engine: Any = None, **said: Any) -> None:
    """By signed message, brought by the relay."""
    told = {"type": "referral.answered", "referral": LINKAGE, "answer": "ACCEPTED", **said}
    body = json.dumps(told, ensure_ascii=False)
    cases = flow.cases

    async def send() -> None:
        message = InboundMessage(BODY.agency_id, GIMPO, f"msg-{number}", body, flow.clock())
        async with cases.database.of(GIMPO).write() as session:
            await webhooks.accept(session, cases.keyring, message)
        relay = Relay(cases.database.for_all(), cases.keyring, engine or cases, flow.clock)
        await relay.look()

    flow._run(send)


def own(flow: Flow, who: str) -> bool:
    """Whether the header of the inbox tells of one."""
    return "끝난 사례에 온 답이 1건 있습니다" in flow.get(who, "/inbox").text


def sql(flow: Flow, query: str) -> list[Any]:
    async def ask() -> list[Any]:
        async with flow.cases.database.write() as session:
            found: Any = await session.execute(text(query))
            return [tuple(row) for row in found] if found.returns_rows else []

    return list(flow._run(ask))


@pytest.mark.parametrize("engine", [None, Gone()], ids=["the run still waits", "the run is over"])
def test_f13_an_answer_to_an_ended_case_is_told_to_its_last_owner(over: Flow, engine: Any) -> None:
    assert not own(over, "manager")
    tells(over, engine=engine, note="다시 오셔도 됩니다")
    assert over.state().stage is Stage.ENDED
    assert own(over, "manager")
    assert not own(over, "manager2")
    assert "끝난 사례에 온 답이 1건 있습니다" in over.get("manager", "/linkages").text
    shown = over.get("manager", LIST).text
    for words in ("수락", "다시 오셔도 됩니다", "민들레", "내가 볼 것 1건"):
        assert words in shown


def test_f13_whoever_looked_says_so_and_it_is_off_every_list(over: Flow) -> None:
    tells(over)
    [[message]] = sql(over, "SELECT message_id FROM ended_answers")
    seen = {"message": message}
    assert over.post("elsewhere", LIST, seen, over.intent("elsewhere", "/cases/new")).is_redirect
    assert own(over, "manager")
    assert over.post("manager", LIST, seen).status_code == 303
    assert not own(over, "manager")
    assert "끝난 사례에 온 답이 없습니다" in over.get("coordinator", LIST).text
    assert sql(over, "SELECT seen_by FROM ended_answers") == [("manager",)]
    recorded = "SELECT subject FROM access_records WHERE task = 'AcknowledgeLateAnswer'"
    assert sql(over, recorded) == [(over.case_id,)]
    assert over.state().stage is Stage.ENDED


def test_f13_where_nobody_is_left_who_answered_for_it_the_coordinator_is_told(
    over: Flow,
) -> None:
    tells(over)
    assert not own(over, "coordinator")
    sql(over, "UPDATE people SET active = 0 WHERE person_id = 'manager'")
    assert own(over, "coordinator")


def test_f13_a_concern_about_an_ended_case_is_told_as_one(over: Flow) -> None:
    tells(over, type="concern.raised", concern="NOT_REACHED", answer=None)
    assert "걱정되는 변화" in over.get("manager", LIST).text


def test_f13_what_the_case_knew_when_it_ended_is_no_news(over: Flow) -> None:
    [[status]] = sql(over, "SELECT status FROM linkages")
    sql(over, "UPDATE linkages SET status = 'ACCEPTED'")
    tells(over, engine=Gone())
    assert not own(over, "manager")

    tells(over, 2, engine=Gone(), answer="PROGRESS", sessions=1)
    assert own(over, "manager")
    assert status != "ACCEPTED"


def test_f13_an_answer_to_a_case_that_goes_on_is_not_listed(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    classify(flow)
    submit(flow)
    approve(flow)
    link(flow)
    flow.clock.forward(hours=1)
    tells(flow)
    assert sql(flow, "SELECT 1 FROM ended_answers") == []
