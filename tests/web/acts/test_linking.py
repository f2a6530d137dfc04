"""From an agreed plan to closure: referrals one by one or together, answers by hand, resources."""

import pytest

from care.messages.commands import DecidePlan
from care.messages.envelope import Actor, Envelope
from care.model.codes import ApprovalAnswer, Role
from care.model.ids import IntentKey, PersonId
from tests.web.acts.conftest import GIMPO, Office
from tests.web.acts.test_assessing import everybody
from tests.web.acts.test_planning import ROW, action, to_planning


@pytest.fixture(scope="module", autouse=True)
def _case(office: Office) -> None:
    to_planning(office)
    second = {
        "action_1_id": "a-benefit",
        "action_1_goal": "g-home",
        "action_1_service": "LIVELIHOOD_BENEFIT",
        "action_1_text": "생계급여 신청",
        "action_1_members": everybody(office)[:1],
        "action_1_agency_id": "city",
        "action_1_due_on": "2026-03-31",
    }
    parked = {"parked": ["ECONOMY_BASIC", "FAMILY_CARE"]}
    office.do("manager", "plan", **(ROW | action(office) | second | parked))
    _approve(office)
    office.do("manager", "plan/agreement", member_id=everybody(office)[0], method="WRITTEN")


def _approve(office: Office) -> None:
    async def approve() -> None:
        actor = Actor(person=PersonId("coordinator"), role=Role.COORDINATOR, district=GIMPO)
        command = DecidePlan(version=1, tier=0, answer=ApprovalAnswer.APPROVE)
        envelope = Envelope(intent=IntentKey("approve-1"), actor=actor, command=command)
        await office.cases.ask(office.case_id, envelope)

    office.client.portal.call(approve)  # type: ignore[union-attr]


def linkage(office: Office, agency: str) -> str:
    return next(k.linkage_id for k in office.state().linkages if k.agency_id == agency)


def test_the_form_says_whose_consent_is_missing(office: Office) -> None:
    page = office.get("manager", office.form("linkages")).text
    assert "윤다온의 제3자 제공 동의가 없습니다." in page


def test_one_refused_referral_stops_no_other(office: Office) -> None:
    sent = {
        "send_a-repair": "yes",
        "agency_a-repair": "foundation",
        "send_a-benefit": "yes",
        "agency_a-benefit": "city",
        "basis_a-benefit": "PUBLIC_MINIMUM",
    }
    answer = office.post("manager", office.form("linkages"), sent)
    assert answer.status_code == 422
    assert "윤다온의 제3자 제공 동의가 없습니다." in answer.text
    assert [k.agency_id for k in office.state().linkages] == ["city"]


def test_with_consent_the_referral_goes_out_once(office: Office) -> None:
    member = everybody(office)[0]
    office.do(
        "manager",
        "consent",
        member_id=member,
        purpose="PROVIDE_TO",
        agency_id="foundation",
        method="READ_ALOUD",
        witnessed="yes",
    )
    path = office.form("linkages/new")
    sent = {"action_id": "a-repair", "agency_id": "foundation", "members": member}
    intent = office.intent("manager", path)
    assert [office.post("manager", path, sent, intent).status_code for _ in "ab"] == [303, 303]
    assert len(office.state().linkages) == 2


def test_a_manual_referral_is_delivered_and_answered_by_hand(office: Office) -> None:
    below = f"linkages/{linkage(office, 'foundation')}"
    office.do("manager", f"{below}/delivery", delivered="yes")
    office.do("manager", f"{below}/answer", answer="ACCEPTED", scheduled_on="2026-03-30")
    office.do("manager", f"{below}/answer", answer="STARTED")
    assert office.state().stage == "MONITORING"


def test_a_declined_answer_needs_its_reason(office: Office) -> None:
    below = f"linkages/{linkage(office, 'city')}"
    answer = office.post("manager", office.form(f"{below}/answer"), {"answer": "DECLINED"})
    assert answer.status_code == 422
    assert 'href="#decline"' in answer.text


def test_pledge_and_ledger_go_to_needs_that_were_found(office: Office) -> None:
    pledge = {"agency_id": "foundation", "source": "FOUNDATION", "need": "ECONOMY_BASIC"}
    months = {"amount": "500,000", "first_month": "2026-01", "months": "12", "day": "10"}
    office.do("manager", "pledges/new", **pledge, **months)
    pledge_id = office.state().pledges[0].pledge_id
    money = {"amount": "500000", "on": "2026-01-05", "pledge_id": pledge_id, "month": "2026-01"}
    office.do("manager", "resources/new", **pledge, **money)
    assert office.state().private_total == 500_000


def test_a_check_names_the_next_day(office: Office) -> None:
    past = {"mode": "VISIT", "outcome": "CONTINUE", "next_on": "2025-01-01"}
    answer = office.post("manager", office.form("check"), past)
    assert answer.status_code == 422
    assert 'href="#next_on"' in answer.text
    office.do("manager", "check", **(past | {"next_on": "2026-02-05"}))


def test_a_programme_takes_the_plan_as_its_own(office: Office) -> None:
    applied = {"programme": "ICS", "applied_on": "2026-01-05", "applicant": "SELF"}
    office.do("manager", "programmes/new", **applied)
    office.do("manager", "programmes/plan", programme="ICS")
    assert office.state().enrolments[0].plan_accepted_on is not None


def test_a_closure_needs_an_outcome_for_every_service(office: Office) -> None:
    answer = office.post("manager", office.form("closure"), {"reason": "GOAL_ACHIEVED"})
    assert answer.status_code == 422
    assert 'href="#outcome_a-repair"' in answer.text


def test_open_referrals_hold_a_closure_back(office: Office) -> None:
    done = {"outcome_a-repair": "ACHIEVED", "outcome_a-benefit": "NOT_DELIVERED"}
    sent = {"reason": "GOAL_ACHIEVED", "note": "집이 따뜻해짐"} | done
    answer = office.post("manager", office.form("closure"), sent)
    assert answer.status_code == 422
    assert "의뢰가 아직 끝나지 않았습니다." in answer.text
    office.do("manager", f"linkages/{linkage(office, 'city')}/withdraw", reason="다른 길로 해결")
    ended = {"answer": "DONE", "outcome": "ACHIEVED"}
    office.do("manager", f"linkages/{linkage(office, 'foundation')}/answer", **ended)
    office.do("manager", "closure", **sent)
    assert office.state().stage == "CLOSURE"


def test_a_withdrawn_consent_is_kept(office: Office) -> None:
    consent = next(k for k in office.state().consents if k.agency_id == "foundation")
    office.do("manager", f"consents/{consent.consent_id}/withdraw", note="더 알리고 싶지 않음")
    assert office.kinds()[-1] == "ConsentWithdrawn"
