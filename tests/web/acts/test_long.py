"""What years bring, through forms: a stall answered, a long case confirmed, an end both sign."""

from datetime import timedelta

import pytest

from care.messages import commands as c
from care.messages.envelope import CaseStart
from care.model.codes import ApprovalAnswer, ClosureReason, ConferenceKind, Stage
from care.model.course import AgreedTask
from care.model.ids import PersonId, TaskId, TextId
from store import access_records
from tests.web.acts.conftest import GIMPO
from tests.web.flow import Flow, agree_and_link, approve, classify, open_case, receive, submit

pytestmark = pytest.mark.usefixtures("received")


@pytest.fixture
def received(flow: Flow) -> None:
    open_case(flow)
    receive(flow)


def live(flow: Flow, days: int) -> None:
    """``days`` go by, and the timers of the case with them."""
    flow.clock.forward(days=days)
    flow._run(flow.cases.tick, flow.case_id)


def test_a_stall_of_ninety_days_is_answered_by_one_of_four_ways(flow: Flow) -> None:
    live(flow, 120)
    where = flow.form("stall")
    unsaid = flow.post("coordinator", where, {"reason": "이사 준비로 바쁨"})
    assert unsaid.status_code == 422
    assert 'href="#choice"' in unsaid.text
    assert "이사 준비로 바쁨" in unsaid.text
    flow.do("coordinator", "stall", choice="VISIT", reason="이번 주에 함께 찾아가기로 함")
    assert flow.state().long_case.stall == "VISIT"
    assert flow.post("manager", where, {}, intent="x").status_code == 403


def test_a_case_of_years_is_confirmed_by_the_section_head_alone(flow: Flow) -> None:
    classify(flow)
    submit(flow)
    approve(flow)
    agree_and_link(flow)
    live(flow, 2 * 366 + 40)
    where = flow.form("long-case")
    assert 'href="#reason"' in flow.post("head", where, {}).text
    flow.do("head", "long-case", reason="자녀가 성년이 될 때까지 함께함")
    assert flow.state().long_case.confirmed_at is not None
    assert flow.post("manager", where, {}, intent="x").status_code == 403


def test_what_a_conference_asked_for_is_done_once(flow: Flow) -> None:
    classify(flow)
    on = flow.clock().date() + timedelta(days=7)
    task = AgreedTask(
        task_id=TaskId("agreed-1"), text=TextId("c.task"), due_on=on, agreed_at=flow.clock()
    )
    held = c.HoldConference(
        conference=ConferenceKind.INTEGRATED, minutes=TextId("c.m"), attendees=4, tasks=(task,)
    )
    flow.act("coordinator", held, c_m="다시 모임", c_task="병원에 함께 가기")
    page = flow.get("manager", f"/cases/{flow.case_id}").text
    assert "병원에 함께 가기" in page
    assert f"/cases/{flow.case_id}/agreed/agreed-1" in page
    flow.do("manager", "agreed/agreed-1", note="함께 다녀옴")
    (agreed,) = flow.state().agreed
    assert agreed.done_at is not None
    assert "/agreed/agreed-1" not in flow.get("manager", f"/cases/{flow.case_id}").text


def refusals(flow: Flow) -> list[tuple[str, ...]]:
    async def ask() -> list[tuple[str, ...]]:
        async with flow.cases.database.of(GIMPO).read() as session:
            found = await access_records.of_subject(session, GIMPO, flow.case_id)
        refused = [one for one in found if one.outcome == "refused"]
        return [(one.person, one.task, one.subject, one.purpose) for one in refused]

    told: list[tuple[str, ...]] = flow._run(ask)
    return told


def test_a_joint_case_ends_when_the_other_manager_has_signed(flow: Flow) -> None:
    policy = flow.state().policy.model_copy(update={"joint_case": True})
    start = CaseStart(case_id=flow.case_id, district=GIMPO, policy=policy)
    flow.cases.starts[flow.case_id] = start
    both = c.AssignOwner(owner=PersonId("manager"), co_owner=PersonId("manager2"))
    flow.act("coordinator", both)
    flow.act("manager", c.ProposeClosure(reason=ClosureReason.NO_LONGER_MULTI_NEED))
    yes = {"answer": "APPROVE", "tier": "0"}
    early = flow.post("coordinator", flow.form("closure/decision"), yes)
    assert early.status_code == 422
    assert "closure/sign" in flow.get("manager2", f"/cases/{flow.case_id}").text
    owner = flow.post("manager", flow.form("closure/sign"), {})
    assert (owner.status_code, 'data-code="role_not_allowed"' in owner.text) == (403, True)
    assert refusals(flow) == [("manager", "SignClosure", flow.case_id, "role_not_allowed")]
    flow.do("manager2", "closure/sign", note="함께 확인함")
    closure = flow.state().closure
    assert closure is not None
    assert closure.signed_by == "manager2"
    flow.act("coordinator", c.DecideClosure(tier=0, answer=ApprovalAnswer.APPROVE))
    assert flow.state().stage is Stage.AFTERCARE
