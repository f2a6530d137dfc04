"""The plan editor: rows by buttons, a draft that stays, gaps in words, approval asked for."""

from typing import Any

import pytest

from tests.web.acts.conftest import Office
from tests.web.acts.test_assessing import all_scores, everybody, to_assessment

ROW = {"goal_0_id": "g-home", "goal_0_need": "LIVING_INSIDE", "goal_0_text": "따뜻한 집"}


def action(office: Office, **changes: Any) -> dict[str, Any]:
    return {
        "action_0_id": "a-repair",
        "action_0_goal": "g-home",
        "action_0_service": "HOUSE_REPAIR",
        "action_0_text": "보일러 교체",
        "action_0_members": everybody(office)[:1],
        "action_0_agency_id": "foundation",
        "action_0_due_on": "2026-04-30",
        "action_0_money": "1,650,000",
        "action_0_source": "FOUNDATION",
    } | changes


def to_planning(office: Office) -> None:
    to_assessment(office)
    high = {"LIVING_INSIDE": 3, "ECONOMY_BASIC": 3, "FAMILY_CARE": 2}
    scores = all_scores(**high) | {"members": everybody(office), "step": "complete"}
    office.do("manager", "assessment", **scores)
    office.do(
        "coordinator",
        "conference",
        conference="INTEGRATED",
        agenda="선정",
        minutes="복지관과 함께 열었음",
        bodies=["welfare", "city"],
        attendees="6",
        level="CASE_GENERAL",
        difference="아이를 함께 보아 일반으로 정함",
    )


@pytest.fixture(scope="module", autouse=True)
def _case(office: Office) -> None:
    to_planning(office)


def test_the_conference_classified_the_case(office: Office) -> None:
    case = office.state()
    assert (case.stage, case.level) == ("PLANNING", "CASE_GENERAL")


def test_serious_needs_stand_there_as_goals_to_be_worded(office: Office) -> None:
    page = office.get("manager", office.form("plan")).text
    assert page.count('class="plan-row"') == 3
    assert '<option value="LIVING_INSIDE" selected>' in page


def test_a_row_is_added_by_a_button_and_kept_as_a_draft(office: Office) -> None:
    answer = office.post("manager", office.form("plan"), ROW | {"step": "add_action"})
    assert answer.status_code == 200
    assert 'name="action_0_service"' in answer.text
    again = office.get("manager", office.form("plan")).text
    assert "따뜻한 집" in again
    assert 'name="action_0_service"' in again


def test_rows_move_and_go(office: Office) -> None:
    two = ROW | {"goal_1_id": "g-two", "goal_1_need": "FAMILY_CARE", "goal_1_text": "돌봄"}
    moved = office.post("manager", office.form("plan"), two | {"step": "up_goal_1"}).text
    assert moved.index("돌봄") < moved.index("따뜻한 집")
    gone = office.post("manager", office.form("plan"), two | {"step": "remove_goal_0"}).text
    assert "따뜻한 집</textarea>" not in gone


def test_a_draft_says_what_is_missing_before_approval(office: Office) -> None:
    sent = ROW | action(office, action_0_source="") | {"step": "save"}
    answer = office.post("manager", office.form("plan"), sent)
    assert answer.status_code == 303
    page = office.get("manager", office.form("plan")).text
    assert "금액은 있는데 재원이 없습니다: 보일러 교체" in page
    assert "2점 이상인 욕구에 목표가 없습니다" in page


def test_a_draft_is_its_writers_alone(office: Office) -> None:
    assert "보일러 교체" not in office.get("coordinator", office.form("plan")).text


def test_a_gap_is_named_beside_its_field_and_nothing_is_lost(office: Office) -> None:
    parked = {"parked": ["ECONOMY_BASIC", "FAMILY_CARE"]}
    sent = ROW | action(office, action_0_due_on="2025-01-02") | parked | {"step": "submit"}
    answer = office.post("manager", office.form("plan"), sent)
    assert answer.status_code == 422
    assert 'href="#action_0_due_on"' in answer.text
    assert "기한이 이미 지난 날짜입니다: 보일러 교체" in answer.text
    assert "보일러 교체" in answer.text


def test_an_action_names_its_goal(office: Office) -> None:
    two = ROW | {"goal_1_id": "g-two", "goal_1_need": "FAMILY_CARE", "goal_1_text": "돌봄"}
    sent = two | action(office, action_0_goal="") | {"step": "submit"}
    answer = office.post("manager", office.form("plan"), sent)
    assert answer.status_code == 422
    assert 'href="#action_0_goal"' in answer.text


def test_a_plan_written_on_an_older_version_is_a_conflict(office: Office) -> None:
    sent = ROW | action(office) | {"version": "7", "step": "submit"}
    answer = office.post("manager", office.form("plan"), sent)
    assert answer.status_code == 409
    assert 'data-code="stale_version"' in answer.text


def test_a_sound_plan_waits_for_approval(office: Office) -> None:
    parked = {"parked": ["ECONOMY_BASIC", "FAMILY_CARE"]}
    sent = ROW | action(office) | parked | {"note": "견적서 두 부", "step": "submit"}
    office.do("manager", "plan", **sent)
    submission = office.state().submission
    assert submission is not None
    assert submission.plan.actions[0].money == 1_650_000
    office.do("manager", "plan/withdraw")
    assert office.state().submission is None


def test_high_difficulty_is_referred(office: Office) -> None:
    office.do("manager", "high-difficulty", reason="정신건강 위기가 겹침")
    assert office.state().high_difficulty is not None
