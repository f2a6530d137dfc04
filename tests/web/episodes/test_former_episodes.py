"""An episode that is over is read; it leads on to what followed, as far as the visitor sees."""

import re

import pytest
from sqlalchemy import text

from care.messages import commands as c
from care.model.codes import AftercareResult, ApprovalAnswer, ClosureReason, Stage
from care.model.ids import CaseId
from tests.web.flow import CHILD, Flow, open_case, receive

AGAIN = {"channel": "OUTREACH", "note": "다시 도움이 필요하다고 함"}
READ_ONLY = "끝난 회차라 읽기 전용입니다."


@pytest.fixture
def ended(flow: Flow) -> Flow:
    open_case(flow)
    receive(flow)
    close(flow)
    return flow


def close(flow: Flow) -> None:
    flow.act("manager", c.ProposeClosure(reason=ClosureReason.NO_LONGER_MULTI_NEED))
    flow.act("coordinator", c.DecideClosure(tier=0, answer=ApprovalAnswer.APPROVE))
    while flow.state().stage is Stage.AFTERCARE:
        flow.act("manager", c.RecordAftercare(result=AftercareResult.STABLE))
    assert flow.state().stage is Stage.ENDED


def reopen(flow: Flow, case_id: CaseId) -> CaseId:
    answer = flow.post("coordinator", f"/cases/{case_id}/reopen", AGAIN)
    assert answer.status_code == 303, answer.text
    return CaseId(answer.headers["location"].removeprefix("/cases/"))


def shown(flow: Flow, who: str, case_id: CaseId) -> str:
    answer = flow.get(who, f"/cases/{case_id}")
    assert answer.status_code == 200
    return str(answer.text)


def kin(page: str) -> str:
    found = re.search(r'<section class="panel loop[^>]* id="kin".*?</section>', page, re.S)
    return found[0] if found else ""


def sql(flow: Flow, query: str, **given: str) -> None:
    async def change() -> None:
        async with flow.cases.database.write() as session:
            await session.execute(text(query), given)

    flow._run(change)


def test_an_ended_episode_leads_to_the_one_that_followed(ended: Flow) -> None:
    former = ended.case_id
    before = shown(ended, "manager", former)
    assert READ_ONLY in before
    assert "이어진 회차" not in before
    assert f"/cases/{former}/reopen" in before
    later = reopen(ended, former)
    assert not ended.state().kin, "an ended case hears of nothing"
    page = shown(ended, "manager", former)
    assert READ_ONLY in page
    assert f'href="/cases/{later}">이어진 회차 보기' in page
    assert f'href="/cases/{later}"' in kin(page)
    assert f"/cases/{former}/reopen" not in page, "it was taken up again already"


def test_the_new_episode_leads_back_and_is_not_read_only(ended: Flow) -> None:
    former = ended.case_id
    page = shown(ended, "manager", reopen(ended, former))
    assert READ_ONLY not in page
    assert f'href="/cases/{former}"' in kin(page)
    assert "읽기 전용" in kin(page)


def test_the_first_of_three_episodes_names_both_that_followed(ended: Flow) -> None:
    first = ended.case_id
    second = reopen(ended, first)
    ended.case_id = second
    receive(ended)
    close(ended)
    third = reopen(ended, second)
    links = re.findall(r'href="/cases/([^"/]+)"', kin(shown(ended, "manager", first)))
    assert links == [second, third]
    assert READ_ONLY in shown(ended, "manager", second)
    assert "이어진 회차" not in shown(ended, "manager", third)


def test_who_may_not_see_the_next_episode_is_told_of_none(ended: Flow) -> None:
    former = ended.case_id
    later = reopen(ended, former)
    assert str(later) in shown(ended, "hub", former)
    sql(ended, "UPDATE cases SET office = 'sodam-dong' WHERE case_id = :id", id=later)
    page = shown(ended, "hub", former)
    assert str(later) not in page
    assert kin(page) == ""
    assert str(later) in shown(ended, "manager", former)


def test_a_split_off_case_out_of_reach_is_not_named(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    former = flow.case_id
    sent = {"client": str(CHILD), "note": "따로 살게 됨"}
    answer = flow.post("coordinator", f"/cases/{former}/split", sent)
    own = answer.headers["location"].removeprefix("/cases/")
    assert own in kin(shown(flow, "hub", former))
    assert READ_ONLY not in shown(flow, "hub", former), "the case it left goes on"
    sql(flow, "UPDATE cases SET office = 'sodam-dong' WHERE case_id = :id", id=own)
    assert own not in shown(flow, "hub", former)


def test_what_comes_next_names_who_is_known(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    page = shown(flow, "manager", flow.case_id)
    [_, ahead] = page.split("다음에 일어날 일", 1)
    assert "민들레" in ahead.partition("</dl>")[0]
