"""Ordinary acts: the form is shown, a sound one moves the case, an unsound one names its field."""

import pytest

from tests.web.acts.conftest import Office
from tests.web.acts.test_opening import open_case
from web.acts.table import ACTS


@pytest.fixture(autouse=True)
def _case(office: Office) -> None:
    if not office.case_id:
        open_case(office)


def client(office: Office) -> str:
    return office.state().members[0].member_id


@pytest.mark.parametrize("act", [act for act in ACTS if not act.path_ids], ids=lambda a: a.slug)
def test_every_form_is_shown(office: Office, act: object) -> None:
    slug = act.slug  # type: ignore[attr-defined]
    shown = {office.get(who, office.form(slug)).status_code for who in ("hub", "coordinator")}
    assert 200 in shown


def test_a_visit_is_three_presses(office: Office) -> None:
    office.do("hub", "contact", mode="DOORSTEP", result="NO_ANSWER")
    assert office.state().contacts.attempts == 1


def test_a_form_sent_twice_happens_once(office: Office) -> None:
    path = office.form("contact")
    intent = office.intent("hub", path)
    before = office.kinds().count("ContactRecorded")
    sent = {"mode": "PHONE", "result": "NO_ANSWER"}
    answers = [office.post("hub", path, sent, intent).status_code for _ in range(2)]
    assert answers == [303, 303]
    assert office.kinds().count("ContactRecorded") == before + 1


def test_a_missing_answer_is_named_and_the_rest_is_kept(office: Office) -> None:
    answer = office.post("hub", office.form("contact"), {"mode": "VISIT", "note": "문 앞 우편물"})
    assert answer.status_code == 422
    assert 'href="#result"' in answer.text
    assert "문 앞 우편물" in answer.text


def test_a_field_of_another_form_is_refused(office: Office) -> None:
    sent = {"mode": "VISIT", "result": "MET", "owner": "manager"}
    assert office.post("hub", office.form("contact"), sent).status_code == 422


def test_what_is_missing_for_receipt_is_said_in_words(office: Office) -> None:
    office.do("hub", "contact", mode="VISIT", result="MET", members=client(office))
    office.do("hub", "intake", outcome="RECEIVE", note="다섯 아이와 지낼 집을 구함")
    answer = office.post("lead", office.form("receive"), {})
    assert answer.status_code == 422
    assert "윤다온의 개인정보 수집·이용 동의가 없습니다." in answer.text
    assert 'data-code="requirements_missing"' in answer.text


def test_a_read_aloud_consent_without_witness_is_refused_beside_the_field(office: Office) -> None:
    sent = {"member_id": client(office), "purpose": "COLLECT_USE", "method": "READ_ALOUD"}
    answer = office.post("hub", office.form("consent"), sent)
    assert answer.status_code == 422
    assert 'href="#witnessed"' in answer.text


def test_a_case_is_received_and_gets_an_owner(office: Office) -> None:
    member = client(office)
    office.do("hub", "consent", member_id=member, purpose="COLLECT_USE", method="WRITTEN")
    office.do("lead", "receive")
    office.do("coordinator", "owner", owner="manager")
    assert (office.state().stage, office.state().owner) == ("ASSESSMENT", "manager")


def test_an_act_of_another_stage_is_a_conflict(office: Office) -> None:
    answer = office.post("hub", office.form("aftercare"), {"result": "STABLE"})
    assert answer.status_code == 409
    assert 'data-code="wrong_stage"' in answer.text


def test_an_excluded_person_is_not_answered(office: Office) -> None:
    former = office.state().members[2].member_id
    sent = {"member_id": former, "granted": "yes", "note": "사는 곳을 물음"}
    assert office.post("manager", office.form("information-request"), sent).status_code == 422
    office.do("manager", "information-request", **(sent | {"granted": "no"}))
    assert office.kinds()[-1] == "InformationRequestRecorded"


def test_a_red_flag_is_raised_and_cleared_once_somebody_was_there(office: Office) -> None:
    office.do("hub", "red-flag", flags="VIOLENCE", note="어젯밤 일")
    assert office.state().red_flags == ("VIOLENCE",)
    answer = office.post("coordinator", office.form("red-flag/clear"), {"reason": "괜찮다고 함"})
    assert 'data-code="crisis_open"' in answer.text
    office.do("hub", "crisis/on-site", finding="DANGER", mode="VISIT", companion="lead")
    office.do("hub", "crisis/aid", aid=["SHELTER", "SAFETY_PLAN"], note="쉼터로 함께 감")
    office.do("coordinator", "red-flag/clear", reason="안전한 곳으로 옮김")
    assert office.state().red_flags == ()


def test_a_member_found_later_joins_the_household(office: Office) -> None:
    office.do("manager", "members/new", name="윤마루", relation="CHILD", birth_date="2021-10-05")
    assert office.state().members[-1].birth_year == 2021
    assert "윤마루" in office.get("manager", office.form("contact")).text


def test_a_case_of_another_office_looks_like_none(office: Office) -> None:
    assert office.get("hub", "/cases/41570-aaaaaaaaaaaaaaaa/contact").status_code == 404
