"""Hold and crisis through their forms: who refuses is sought again, who is in danger is seen."""

import pytest

from care.model.codes import Stage
from tests.web.flow import Flow, open_case, receive

pytestmark = pytest.mark.usefixtures("opened")


@pytest.fixture
def opened(flow: Flow) -> None:
    open_case(flow)


def refuse(flow: Flow) -> None:
    flow.do("hub", "contact", mode="DOORSTEP", result="REFUSED", next_on="2026-01-20")


def test_a_refusal_at_the_door_leads_into_hold_and_the_next_visit_is_asked_for(flow: Flow) -> None:
    refuse(flow)
    assert flow.state().stage is Stage.ENGAGEMENT_HOLD
    assert str(flow.state().contacts.next_on) == "2026-01-20"


def test_the_quick_form_asks_whether_help_is_wanted_only_in_hold(flow: Flow) -> None:
    assert 'name="accepts_help"' not in flow.get("hub", flow.form("contact")).text
    refuse(flow)
    assert 'name="accepts_help"' in flow.get("hub", flow.form("contact")).text


def test_help_accepted_at_the_door_takes_the_case_out_of_hold(flow: Flow) -> None:
    refuse(flow)
    flow.clock.forward(days=20)
    flow.do("hub", "contact", mode="VISIT", result="MET", accepts_help="yes", companion="lead")
    assert flow.state().hold is None
    assert flow.state().stage is Stage.INTAKE


def test_a_household_that_calls_by_itself_wakes_the_case(flow: Flow) -> None:
    refuse(flow)
    flow.do("hub", "contact", mode="PHONE", result="MET", inbound="yes", band="EVENING")
    assert flow.state().hold is None


def test_a_local_office_may_hold_and_wake_but_only_a_lead_reviews(flow: Flow) -> None:
    flow.do("hub", "hold", note="지금은 혼자 있고 싶다고 하심")
    assert flow.state().hold is not None
    assert flow.post("hub", flow.form("hold/review"), {}, intent="x").status_code == 403
    flow.do("lead", "hold/review", decision="CONTINUE", note="격주로 더 찾아가 봄")
    assert flow.state().hold.reviews[0].decision == "CONTINUE"  # type: ignore[union-attr]
    flow.do("hub", "hold/wake", note="먼저 도움을 청하심")
    assert flow.state().hold is None


def test_the_review_shows_every_try_beside_the_question(flow: Flow) -> None:
    refuse(flow)
    page = flow.get("lead", flow.form("hold/review")).text
    assert "만나려 한 기록" in page
    assert "문 앞 확인" in page


def test_a_pair_visit_asks_who_came_along(flow: Flow) -> None:
    flow.do("lead", "safety", flags=["DANGEROUS_ANIMAL"], reason="큰 개가 풀려 있음")
    assert flow.state().safety == ("DANGEROUS_ANIMAL",)
    assert 'name="companion"' in flow.get("hub", flow.form("contact")).text
    kept = flow.get("lead", flow.form("safety")).text
    assert 'value="DANGEROUS_ANIMAL" checked' in kept
    flow.do("lead", "safety", reason="개를 보냄")
    assert flow.state().safety == ()


def test_the_crisis_lane_runs_from_the_flag_to_the_adequacy_review(flow: Flow) -> None:
    flow.do("hub", "red-flag", flags="SUICIDE")
    flow.do("hub", "crisis/on-site", finding="DANGER", mode="VISIT", companion="lead")
    flow.do("hub", "crisis/aid", aid=["MEDICAL", "SAFETY_PLAN"], note="응급실에 함께 감")
    flow.do("lead", "red-flag/clear", reason="입원해 안전함")
    flow.do("hub", "crisis/post-check", adequate="yes", note="제때 도움")
    lane = flow.state().crisis
    assert lane is not None
    assert lane.adequate


def test_a_call_is_no_on_site_check(flow: Flow) -> None:
    flow.do("hub", "red-flag", flags="SUICIDE")
    page = flow.get("hub", flow.form("crisis/on-site")).text
    assert 'value="VISIT"' in page
    assert 'value="PHONE"' not in page


def test_nothing_needed_and_something_done_are_not_both_true(flow: Flow) -> None:
    flow.do("hub", "red-flag", flags="SUICIDE")
    sent = {"aid": ["NOT_NEEDED", "MEDICAL"]}
    answer = flow.post("hub", flow.form("crisis/aid"), sent)
    assert answer.status_code == 422
    assert 'href="#aid"' in answer.text


def test_somebody_who_cannot_decide_is_taken_in_on_a_ground_and_reported(flow: Flow) -> None:
    member = flow.state().members[0].member_id
    sent = {"basis": "INCAPACITY", "member_id": member, "reason": "의사를 확인할 수 없음"}
    flow.do("hub", "grounds/new", **sent)
    (ground,) = flow.state().grounds
    flow.do("hub", f"grounds/{ground.ground_id}/report", note="읍장께 구두 보고")
    flow.do("hub", f"grounds/{ground.ground_id}/end", reason="후견인이 정해짐")
    (ground,) = flow.state().grounds
    assert ground.reported_at is not None
    assert ground.ended_at is not None


def test_help_that_cannot_wait_is_asked_before_there_is_a_plan(flow: Flow) -> None:
    receive(flow)
    member = flow.state().members[0].member_id
    flow.do("manager", "consent", member_id=member, purpose="PROVIDE_TO", method="WRITTEN")
    flow.do(
        "manager",
        "help/new",
        agency_id="welfare",
        service="MEALS",
        need="DAILY_ESSENTIALS",
        members=member,
        reason="오늘 먹을 것이 없음",
    )
    assert flow.state().linkages[0].service == "MEALS"
