"""The form that asks a body for a service shows whom to ask first, and why, point by point."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest

from care.messages import commands as c
from care.model.codes import ConsentMethod
from care.model.ids import PersonId
from store import danger
from store.danger import Identity, NewDanger
from tests.web.acts.conftest import GIMPO
from tests.web.directory.conftest import REPAIR, enter, press, read
from tests.web.flow import HOME, MOTHER, Flow, approve, classify, open_case, receive, submit

CARE: dict[str, Any] = {
    "services": ["DAILY_CARE"],
    "needs": ["FAMILY_CARE"],
    "minimum_age": "",
    "eligibility": "",
    "home_visit": "",
}


@pytest.fixture
def planned(flow: Flow) -> Flow:
    open_case(flow)
    receive(flow)
    classify(flow)
    submit(flow)
    approve(flow)
    plan = flow.state().plan
    assert plan is not None
    flow.act(
        "manager",
        c.RecordPlanAgreement(version=plan.version, member_id=MOTHER, method=ConsentMethod.WRITTEN),
    )
    return flow


def form(flow: Flow, action: str = "a-4") -> str:
    return read(flow, path=f"/cases/{flow.case_id}/linkages/new?action_id={action}")


def beside(page: str) -> str:
    return page.partition("누구에게 물을까")[2]


def test_candidates_stand_in_order_and_their_reasons_add_up(planned: Flow) -> None:
    enter(planned, **CARE, body="repair", service_name="집안일 돕기")
    better = enter(planned, **CARE, service_name="가족 돌봄 쉼", offices=["handeul-eup"])
    press(planned, "manager", better, "room", capacity="HAS_ROOM", free="2", waits="0")
    shown = beside(form(planned))
    assert shown.index("가족 돌봄 쉼") < shown.index("집안일 돕기")
    for said in ("이 읍면동을 맡습니다", "자리가 있습니다 · 남은 자리 2 · 오늘 소식", "무료입니다"):
        assert said in shown
    tables = re.findall(r"<tbody>(.*?)</tbody><tfoot>(.*?)</tfoot>", shown, re.DOTALL)
    assert len(tables) == 2
    for body, foot in tables:
        points = [int(one) for one in re.findall(r">(\d+) / \d+<", body)]
        assert sum(points) == int(re.findall(r">(\d+) / \d+<", foot)[0])


def test_asking_one_first_lines_up_the_others(planned: Flow) -> None:
    enter(planned, **CARE, body="repair", service_name="집안일 돕기")
    enter(planned, **CARE, service_name="가족 돌봄 쉼")
    links = re.findall(r'href="([^"]+agency_id=repair[^"]+)"', beside(form(planned)))
    chosen = planned.get("manager", unescape(links[0])).text
    assert re.search(r'<option value="repair" selected', chosen.partition('id="agency_id"')[2])
    assert f'value="{MOTHER}" checked' in chosen
    if 'id="then_1"' in chosen:
        assert 'value="welfare" selected' in chosen.partition('id="then_1"')[2]


def test_who_cannot_be_asked_is_listed_with_why(planned: Flow) -> None:
    enter(planned, **CARE, body="", organization="가상 이웃모임", service_name="돌봄 나눔")
    enter(planned, **CARE | {"minimum_age": "65"}, service_name="어르신 돌봄")
    shown = beside(form(planned)).partition("지금은 물을 수 없는 곳")[2]
    assert "가상 이웃모임" in shown
    assert "의뢰를 보낼 수 있게 등록된 기관이 아닙니다" in shown
    assert "나이가 맞지 않습니다" in shown


def test_a_body_the_household_is_hidden_from_is_never_proposed(planned: Flow) -> None:
    enter(planned, **CARE, service_name="가족 돌봄 쉼")
    assert "가상복지관" in beside(form(planned))
    planned._run(_hide, planned)
    shown = beside(form(planned))
    assert "가상복지관" not in shown
    assert "가족 돌봄 쉼" not in shown


async def _hide(flow: Flow) -> None:
    who = Identity(name="하람", born=date(1980, 1, 1))
    keyring, now = flow.cases.keyring, flow.clock()
    async with flow.cases.database.write() as session:
        await danger.identify(session, keyring, PersonId("at-welfare"), who, now)
        new = NewDanger("d-1", HOME, GIMPO, who, PersonId("manager"), now)
        await danger.add_danger(session, keyring, new)


def test_an_empty_directory_says_so_and_the_plans_own_body_stays(planned: Flow) -> None:
    assert "자원 목록에 맞는 기관이 없습니다" in beside(form(planned))
    assert "가상집수리" in beside(form(planned, "a-1")), "named by the plan"


def test_many_referrals_at_once_name_the_best_of_each(planned: Flow) -> None:
    enter(planned, **CARE, service_name="가족 돌봄 쉼")
    shown = read(planned, path=f"/cases/{planned.case_id}/linkages")
    assert "추천: " in shown


def test_a_partner_worker_never_sees_candidates(planned: Flow) -> None:
    assert planned.get(REPAIR, f"/cases/{planned.case_id}/linkages/new").status_code == 404
