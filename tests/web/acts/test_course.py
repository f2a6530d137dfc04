"""On the way through forms: pause, cover, supervision, complaints, transfer, merging, death."""

from datetime import date

import pytest

from care.messages import commands as c
from care.model.codes import ConsentMethod, ConsentPurpose, Stage
from care.model.ids import ConsentId
from tests.web.flow import CHILD, MOTHER, Flow, open_case, receive

pytestmark = pytest.mark.usefixtures("received")


@pytest.fixture
def received(flow: Flow) -> None:
    open_case(flow)
    receive(flow)


def consent_to_all(flow: Flow) -> None:
    for n, purpose in enumerate((ConsentPurpose.PROVIDE_TO, ConsentPurpose.SENSITIVE)):
        flow.act(
            "manager",
            c.RecordConsent(
                consent_id=ConsentId(f"consent-all-{n}"),
                member_id=MOTHER,
                purpose=purpose,
                method=ConsentMethod.WRITTEN,
            ),
        )


def test_our_clocks_pause_until_a_day_and_go_on(flow: Flow) -> None:
    flow.do("manager", "pause", reason="HOSPITAL", resume_on="2026-02-02")
    assert flow.state().pause is not None
    flow.do("manager", "pause/resume", note="퇴원하심")
    assert flow.state().pause is None


def test_a_pause_without_a_future_day_is_refused_beside_it(flow: Flow) -> None:
    sent = {"reason": "AWAY", "resume_on": "2025-12-01"}
    answer = flow.post("manager", flow.form("pause"), sent)
    assert answer.status_code == 422
    assert 'href="#resume_on"' in answer.text


def test_cover_is_arranged_by_a_lead_and_the_owner_stays(flow: Flow) -> None:
    page = flow.get("coordinator", flow.form("cover")).text
    assert "온유리" in page
    assert 'value="manager"' not in page
    flow.do("coordinator", "cover", cover="manager2", until="2026-01-20", note="2주 휴가")
    assert flow.state().owner == "manager"
    assert flow.state().cover.person == "manager2"  # type: ignore[union-attr]
    assert flow.post("manager", flow.form("cover/end"), {}, intent="x").status_code == 403
    flow.do("coordinator", "cover/end")
    assert flow.state().cover is None


def test_supervision_is_asked_by_the_owner_and_held_by_a_lead(flow: Flow) -> None:
    flow.do("manager", "supervision/ask", supervision="ASKED", note="거절이 되풀이됨")
    flow.do("coordinator", "supervision", supervision="ASKED", advice="가족을 먼저 만나 보기")
    assert flow.state().long_case.supervised_at is not None
    assert "가족을 먼저 만나 보기" in flow.get("manager", f"/cases/{flow.case_id}").text


def test_a_solution_conference_is_asked_for(flow: Flow) -> None:
    flow.do("manager", "solution-conference", note="어떻게 문을 열게 할지")
    assert flow.state().long_case.solution_asked_at is not None


def test_a_complaint_is_received_and_resolved(flow: Flow) -> None:
    flow.do("hub", "complaints/new", topic="LATE_SERVICE", note="한 달째 기다림")
    (complaint,) = flow.state().complaints
    below = f"complaints/{complaint.complaint_id}/resolve"
    flow.do("hub", below, note="기관에 재촉하고 사과함")
    assert flow.state().complaints[0].resolved_at is not None


def test_a_transfer_goes_to_one_place_only(flow: Flow) -> None:
    sent = {"members": MOTHER, "note": "이사하심", "to_district": "11350", "scheme": "DREAM_START"}
    answer = flow.post("manager", flow.form("transfer"), sent)
    assert answer.status_code == 422
    assert 'href="#to_district"' in answer.text


def test_nobody_is_transferred_without_their_consent(flow: Flow) -> None:
    sent = {"members": [MOTHER, CHILD], "note": "이사하심", "to_district": "11350"}
    answer = flow.post("manager", flow.form("transfer"), sent)
    assert 'data-code="consent_missing"' in answer.text


def test_an_offer_is_approved_by_the_coordinator_and_taken_back_by_the_owner(flow: Flow) -> None:
    consent_to_all(flow)
    flow.do("manager", "transfer", members=MOTHER, note="노원구로 이사", to_district="11350")
    flow.do("coordinator", "transfer/decision", approved="yes")
    transfer = flow.state().transfer
    assert transfer is not None
    assert transfer.approved_at is not None
    flow.do("manager", "transfer/withdraw", reason="이사가 취소됨")
    assert flow.state().transfer.answer == "WITHDRAWN"  # type: ignore[union-attr]


def test_the_answer_of_another_programme_is_written_down(flow: Flow) -> None:
    consent_to_all(flow)
    offer = {"scheme": "ELDER_CARE", "agency_id": "welfare"}
    flow.do("manager", "transfer", members=MOTHER, note="돌봄이 주된 욕구", **offer)
    flow.do("coordinator", "transfer/decision", approved="yes")
    flow.do("manager", "transfer/answer", answer="REJECTED", reason="나이가 안 됨")
    assert flow.state().transfer.answer == "REJECTED"  # type: ignore[union-attr]
    assert flow.state().stage is Stage.ASSESSMENT


def test_a_duplicate_is_merged_by_its_number_and_taken_apart_again(flow: Flow) -> None:
    first = flow.case_id
    open_case(flow, 2)
    answer = flow.post("lead", flow.form("merge"), {"into": "GP-2026-9999", "reason": "같은 집"})
    assert answer.status_code == 422
    assert "합칠 수 있는 사례번호가 아닙니다" in answer.text
    flow.do("lead", "merge", into="gp-2026-0001", reason="같은 가구를 두 번 개설함")
    assert flow.state().merge.into == first  # type: ignore[union-attr]
    page = flow.get("lead", f"/cases/{flow.case_id}").text
    assert "다른 사례에 합친 기록입니다" in page
    assert f'href="/cases/{first}"' in page
    flow.do("lead", "merge/undo", reason="다른 집이었음")
    assert flow.state().merge is None


def test_a_death_is_recorded_with_its_day(flow: Flow) -> None:
    flow.do("manager", "death", member_id=CHILD, on="2026-01-05", note="사고")
    assert flow.state().deceased == (CHILD,)


def test_integrated_support_goes_from_application_to_the_result(flow: Flow) -> None:
    applied = {"programme": "ICS", "applied_on": "2026-01-05", "applicant": "FAMILY"}
    flow.do("hub", "programmes/new", discharge_on="2026-01-09", **applied)
    flow.do("hub", "programmes/discharge", discharge_on="2026-01-12", agency_id="welfare")
    flow.do("hub", "programmes/survey", surveyor="NHIS")
    flow.do("hub", "programmes/determination", determination="ELIGIBLE")
    flow.do("hub", "programmes/told", note="전화로 알림")
    (ics,) = flow.state().enrolments
    assert ics.discharge_on == date(2026, 1, 12)
    assert ics.told_at is not None
    flow.do("coordinator", "programmes/end", programme="ICS", ending="REFUSED", note="뜻이 바뀜")
    assert flow.state().enrolments[0].ending == "REFUSED"


def test_a_form_of_integrated_support_asks_who_applied(flow: Flow) -> None:
    sent = {"programme": "ICS", "applied_on": "2026-01-05"}
    answer = flow.post("hub", flow.form("programmes/new"), sent)
    assert answer.status_code == 422
    assert 'href="#applicant"' in answer.text
