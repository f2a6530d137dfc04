"""The assessment is filled in over two visits and proposes a level."""

import pytest

from care.model.codes import SubDomain
from tests.web.acts.conftest import Office
from tests.web.acts.test_opening import open_case


def to_assessment(office: Office) -> None:
    open_case(office)
    member = office.state().members[0].member_id
    office.do("hub", "contact", mode="OFFICE", result="MET", members=member)
    office.do("hub", "intake", outcome="RECEIVE")
    office.do("hub", "consent", member_id=member, purpose="COLLECT_USE", method="WRITTEN")
    office.do("lead", "receive")
    office.do("coordinator", "owner", owner="manager")


def all_scores(**high: int) -> dict[str, str]:
    return {f"score_{sub}": str(high.get(sub, 0)) for sub in SubDomain}


def everybody(office: Office) -> list[str]:
    return [m.member_id for m in office.state().members if not m.excluded]


@pytest.fixture(scope="module", autouse=True)
def _case(office: Office) -> None:
    to_assessment(office)


def test_a_part_is_saved_and_shown_again(office: Office) -> None:
    part = {
        "score_ECONOMY_BASIC": "3",
        "items_ECONOMY_BASIC": "no_income",
        "remark_ECONOMY_BASIC": "월세가 석 달 밀림",
        "step": "save",
    }
    answer = office.post("manager", office.form("assessment"), part)
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("/assessment")
    page = office.get("manager", office.form("assessment")).text
    assert "월세가 석 달 밀림" in page
    assert 'name="score_ECONOMY_BASIC" value="3" checked' in page
    assert office.state().assessment is not None
    assert office.state().stage == "ASSESSMENT"


def test_an_unfinished_form_is_not_complete_and_says_what_is_missing(office: Office) -> None:
    answer = office.post("manager", office.form("assessment"), {"step": "complete"})
    assert answer.status_code == 422
    assert "윤다온의 조사가 끝나지 않았습니다." in answer.text


def test_a_score_out_of_range_is_named(office: Office) -> None:
    sent = {"score_SAFETY_WITHIN": "4", "step": "save"}
    answer = office.post("manager", office.form("assessment"), sent)
    assert answer.status_code == 422
    assert 'href="#score_SAFETY_WITHIN"' in answer.text


def test_the_complete_form_leads_to_the_conference_with_a_proposal(office: Office) -> None:
    high = {"ECONOMY_BASIC": 3, "LIVING_INSIDE": 3, "HEALTH_BODY": 2, "FAMILY_CARE": 2}
    sent = all_scores(**high) | {"members": everybody(office), "step": "complete"}
    office.do("manager", "assessment", **sent)
    case = office.state()
    assert case.stage == "CONFERENCE"
    assert case.score is not None
    assert case.score.sum == 10
