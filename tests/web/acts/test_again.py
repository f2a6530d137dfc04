"""Doing something a second time: a service already given, an assessment made before."""

from typing import Any

import pytest

from care.messages import commands as c
from care.model.codes import PartnerAnswer
from tests.web.flow import (
    MOTHER,
    SCORES,
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
def linked(flow: Flow) -> Flow:
    open_case(flow)
    receive(flow)
    classify(flow)
    return flow


def planned(flow: Flow) -> None:
    plan = care_plan()
    second = plan.actions[1].model_copy(update={"service": plan.actions[0].service})
    actions = (plan.actions[0], second, *plan.actions[2:])
    submit(flow, plan.model_copy(update={"actions": actions}))
    approve(flow)
    agree_and_link(flow)


def asked_again(flow: Flow, **more: Any) -> Any:
    sent = {"action_id": "a-2", "agency_id": "repair", "members": MOTHER} | more
    return flow.post("manager", flow.form("linkages/new"), sent)


def test_the_same_service_is_asked_for_again_only_with_a_reason(linked: Flow) -> None:
    planned(linked)
    assert 'name="despite_duplicate"' not in linked.get("manager", linked.form("linkages/new")).text
    answer = asked_again(linked)
    assert 'data-code="duplicate_service"' in answer.text
    assert 'name="despite_duplicate"' in answer.text
    assert asked_again(linked, despite_duplicate="다른 방도 고쳐야 함").status_code == 303
    assert "DuplicateServiceNoticed" in linked.kinds()


def test_sending_together_leads_to_where_the_reason_is_given(linked: Flow) -> None:
    planned(linked)
    sent = {"send_a-2": "yes", "agency_a-2": "repair"}
    answer = linked.post("manager", linked.form("linkages"), sent)
    assert "linkages/new?action_id=a-2" in answer.text


def test_a_reassessment_lays_the_former_scores_beside_and_marks_what_moved(linked: Flow) -> None:
    planned(linked)
    linked.act(
        "manager",
        c.RecordPartnerAnswer(
            linkage_id=linked.state().linkages[0].linkage_id,
            agency_id=linked.state().linkages[0].agency_id,
            answer=PartnerAnswer.STARTED,
        ),
    )
    form = linked.form("assessment")
    assert "지난번 3점" in linked.get("manager", form).text
    linked.do("manager", "assessment", step="save", score_ECONOMY_BASIC="1", score_LEGAL_HELP="2")
    page = linked.get("manager", form).text
    assert "지난 조사와 달라진 점" in page
    assert f"{SCORES['ECONOMY_BASIC']}점에서 1점" in page  # type: ignore[index]
    assert "0점에서 2점" in page
