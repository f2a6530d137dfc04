"""A body's inbox and one referral: what is shown of whom, and every answer it can give."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from care.messages import commands as c
from care.messages import loop_commands as lc
from care.model.codes import DeclineReason, ItemOutcome, LinkageStatus
from care.model.ids import ConsentId, LinkageId, TextId
from care.model.service_codes import DataGroup as G
from store import agencies
from tests.web.partner.partners import (
    ADDRESS,
    BODIES,
    CLINICS,
    MEMBER_CLINIC,
    NAME,
    PHONE,
    REPAIR,
    WELFARE,
    Partners,
)

WORKER, OTHER = "w-welfare", "w-repair"


def answer(flow: Partners, here: str, way: str, who: str = WORKER, **fields: Any) -> Any:
    return flow.post(who, f"{here}/{way}", fields, flow.intent(who, here))


def told(flow: Partners, here: str, way: str, **fields: Any) -> None:
    done = answer(flow, here, way, **fields)
    assert done.status_code == 303, done.text


def test_the_inbox_holds_what_waits_for_an_answer_with_its_people_covered(
    partners: Partners,
) -> None:
    here = partners.asked()
    page = partners.get(WORKER, "/partner")
    assert here in page.text
    assert "윤○온" in page.text
    assert NAME not in page.text
    assert (str(partners.case_id), "ViewPartnerDesk", "allowed") in partners.access_records(WORKER)


def test_nothing_of_the_case_behind_it_is_in_the_page(partners: Partners) -> None:
    here = partners.asked()
    for path in ("/partner", here):
        page = partners.get(WORKER, path).text
        for secret in (partners.case_id, "GP-2026-0001", "handeul", "한들읍 쉼터", "m-1", "home-1"):
            assert secret not in page, (path, secret)


def test_a_referral_shows_the_groups_consented_to(partners: Partners) -> None:
    page = partners.get(WORKER, partners.asked()).text
    for known in (NAME, "1987", PHONE, ADDRESS, "생활비 걱정을 던다", "모두 2명"):
        assert known in page


@pytest.mark.parametrize(
    ("agreement", "shown", "hidden"),
    [
        ({}, (NAME, PHONE, "생활비 걱정을 던다"), (ADDRESS, "모두 2명")),
        (
            {"agreement_from": date(2025, 1, 1), "agreement_until": date(2025, 2, 1)},
            (),
            (NAME, PHONE, ADDRESS, "생활비 걱정을 던다"),
        ),
    ],
    ids=["none", "over"],
)
def test_gp_03_without_an_agreement_the_page_shows_what_a_phone_call_tells(
    partners: Partners, agreement: dict[str, Any], shown: tuple[str, ...], hidden: tuple[str, ...]
) -> None:
    here = partners.asked()
    partners._run(agreed, partners, agreement)
    page = re.sub(r'href="tel:[^"]+"', "", partners.get(WORKER, here).text)
    assert all(word in page for word in shown)
    assert not [word for word in hidden if word in page]


async def agreed(partners: Partners, agreement: dict[str, Any]) -> None:
    body = next(one for one in BODIES if one.agency_id == WELFARE)
    async with partners.cases.database.write() as session:
        await agencies.save_agency(session, replace(body, **agreement))


@pytest.mark.parametrize(
    ("groups", "shown", "hidden"),
    [
        ((G.IDENTITY, G.NEED), (NAME, "생활비 걱정을 던다"), (PHONE, ADDRESS, "모두 2명")),
        ((G.PHONE,), (PHONE,), (NAME, ADDRESS, "1987", "생활비")),
        ((G.IDENTITY, G.PHONE), (NAME, PHONE), (ADDRESS, "생활비 걱정을 던다")),
    ],
    ids=["name and need", "phone alone", "no need"],
)
def test_what_was_not_consented_to_is_not_there(
    partners: Partners, groups: tuple[G, ...], shown: tuple[str, ...], hidden: tuple[str, ...]
) -> None:
    page = re.sub(r'href="tel:[^"]+"', "", partners.get(WORKER, partners.asked(groups=groups)).text)
    assert all(word in page for word in shown)
    assert not [word for word in hidden if word in page]


def test_a_protected_household_is_met_through_the_case_manager(protected: Partners) -> None:
    here = protected.asked()
    page = protected.get(WORKER, here).text
    assert "연락은 담당자를 통해" in page
    for place in (PHONE, ADDRESS, "솔숲길", "생활비 걱정을 던다", "함께 받는 서비스"):
        assert place not in page


def test_another_bodys_referral_is_no_referral_at_all(partners: Partners) -> None:
    here = partners.asked()
    missing = partners.get(OTHER, "/partner/referrals/none")
    theirs = partners.get(OTHER, here)
    assert (theirs.status_code, missing.status_code) == (404, 404)
    intent = partners.intent(OTHER, "/partner/households")
    for way in ("accept", "decline", "session", "done", "concern", "nothing"):
        assert partners.post(OTHER, f"{here}/{way}", {}, intent).status_code == 404
    assert here not in partners.get(OTHER, "/partner").text


def test_staff_have_no_desk_of_a_body(partners: Partners) -> None:
    here = partners.asked()
    for who in ("manager", "coordinator", "head", "operator", "privacy"):
        assert partners.get(who, here).status_code == 404
        assert partners.get(who, "/partner").status_code == 403


def test_a_body_accepts_with_a_day_and_a_word_in_one_screen(partners: Partners) -> None:
    here = partners.asked()
    day = partners.clock().date().replace(day=28).isoformat()
    told(partners, here, "accept", scheduled_on=day, note="오전에 가겠습니다")
    assert partners.linkage("link-1").status is LinkageStatus.SCHEDULED
    page = partners.get(WORKER, f"{here}?told=accept").text
    assert "알렸습니다" in page
    assert "오전에 가겠습니다" in page
    assert (str(partners.case_id), "AnswerReferral", "allowed") in partners.access_records(WORKER)


def test_a_decline_needs_its_reason(partners: Partners) -> None:
    here = partners.asked()
    without = answer(partners, here, "decline", note="자리가 없습니다")
    assert without.status_code == 422
    assert 'role="alert"' in without.text
    assert "자리가 없습니다" in without.text
    told(partners, here, "decline", decline="NO_CAPACITY", note="자리가 없습니다")
    linkage = partners.linkage("link-1")
    assert (linkage.status, linkage.decline) == (
        LinkageStatus.DECLINED,
        DeclineReason.NO_CAPACITY,
    )
    page = partners.get(WORKER, here).text
    assert NAME not in page
    assert PHONE not in page


def test_a_waiting_list_and_a_word_that_it_came(partners: Partners) -> None:
    here = partners.asked()
    told(partners, here, "receive")
    assert partners.linkage("link-1").status is LinkageStatus.RECEIVED
    told(partners, here, "waitlist", note="두 달쯤 걸립니다")
    assert partners.linkage("link-1").status is LinkageStatus.WAITLISTED
    told(partners, here, "accept")
    assert partners.linkage("link-1").status is LinkageStatus.ACCEPTED


def test_another_day_a_start_sessions_and_an_outcome(partners: Partners) -> None:
    here = partners.asked()
    told(partners, here, "accept")
    today = partners.clock().date()
    told(partners, here, "schedule", scheduled_on=today.isoformat())
    told(partners, here, "start", on=today.isoformat())
    told(partners, here, "session", sessions="2", on=today.isoformat(), note="반찬과 안부")
    linkage = partners.linkage("link-1")
    assert (linkage.status, linkage.sessions) == (LinkageStatus.STARTED, 2)
    assert answer(partners, here, "done").status_code == 422
    told(partners, here, "done", outcome="ACHIEVED")
    assert partners.linkage("link-1").outcome is ItemOutcome.ACHIEVED


def test_what_was_never_given_is_an_outcome_with_its_reason(partners: Partners) -> None:
    here = partners.asked()
    told(partners, here, "accept")
    assert answer(partners, here, "undelivered").status_code == 422
    told(partners, here, "undelivered", note="이사했습니다")
    assert partners.linkage("link-1").status is LinkageStatus.NOT_DELIVERED


def test_days_that_cannot_be_are_refused_beside_their_field(partners: Partners) -> None:
    here = partners.asked()
    past = answer(partners, here, "accept", scheduled_on="2026-01-01")
    assert past.status_code == 422
    assert "지난 날짜는 적을 수 없습니다" in past.text
    told(partners, here, "accept")
    early = answer(partners, here, "session", sessions="1", on="2030-01-01")
    assert "앞으로 올 날짜는 적을 수 없습니다" in early.text


def test_an_association_proposes_one_of_its_own_members(partners: Partners) -> None:
    here = partners.asked(CLINICS)
    page = partners.get("w-clinics", here).text
    assert "가상의원" in page
    assert NAME not in page
    foreign = answer(partners, here, "accept", "w-clinics", proposed=str(REPAIR))
    assert foreign.status_code == 422
    done = answer(partners, here, "accept", "w-clinics", proposed=str(MEMBER_CLINIC))
    assert done.status_code == 303
    assert partners.linkage("link-1").proposed == MEMBER_CLINIC


def test_other_services_are_told_by_name_alone(partners: Partners) -> None:
    here = partners.asked()
    partners.asked(REPAIR, "link-2")
    answer(partners, "/partner/referrals/link-2", "accept", OTHER)
    page = partners.get(WORKER, here).text
    assert "함께 받는 서비스" in page
    assert "주거 수리" in page or "집수리" in page
    assert "가상집수리" not in page
    without = partners.get(OTHER, "/partner/referrals/link-2").text
    assert "함께 받는 서비스" not in without


def test_the_same_form_sent_twice_counts_once(partners: Partners) -> None:
    here = partners.asked()
    told(partners, here, "accept")
    intent = partners.intent(WORKER, here)
    for _ in range(2):
        sent = {"sessions": "1"}
        assert partners.post(WORKER, f"{here}/session", sent, intent).status_code == 303
    assert partners.linkage("link-1").sessions == 1


def test_in_hold_nothing_is_left_of_it(partners: Partners) -> None:
    here = partners.asked()
    partners.act("manager", lc.HoldEngagement(note=TextId("t.9")), t_9="만나지 않겠다고 함")
    assert partners.get(WORKER, here).status_code == 404
    assert NAME not in partners.get(WORKER, "/partner?show=over").text


def test_a_withdrawn_consent_closes_the_page_at_once(partners: Partners) -> None:
    here = partners.asked()
    withdrawn = c.WithdrawConsent(consent_id=ConsentId(f"PROVIDE_TO-{WELFARE}-link-1"))
    partners.act("manager", withdrawn)
    page = partners.get(WORKER, here).text
    assert NAME not in page
    assert PHONE not in page
    assert 'action="/partner/referrals/link-1/accept"' not in page


def test_a_consent_that_ran_out_shows_nobody(partners: Partners) -> None:
    here = partners.asked()
    partners.clock.forward(days=800)
    page = partners.get(WORKER, here).text
    assert NAME not in page
    assert PHONE not in page


def test_a_household_hidden_from_the_body_is_not_there_and_the_knock_is_told(
    partners: Partners,
) -> None:
    here = partners.asked()
    partners.hide_from(WORKER)
    hidden, missing = (partners.get(WORKER, path) for path in (here, "/partner/referrals/none"))
    assert hidden.status_code == missing.status_code == 404
    assert re.sub(r"[0-9a-f]{12}", "", hidden.text) == re.sub(r"[0-9a-f]{12}", "", missing.text)
    assert here not in partners.get(WORKER, "/partner").text
    assert "강제외" not in partners.get("coordinator", "/safeguarding").text


def test_an_answer_that_contradicts_changes_nothing_and_says_so(partners: Partners) -> None:
    here = partners.asked()
    told(partners, here, "accept")
    told(partners, here, "decline", decline="OTHER")
    assert partners.linkage("link-1").status is LinkageStatus.ACCEPTED
    assert "담당자가 확인할 답" in partners.get(WORKER, here).text


def test_an_unknown_answer_is_no_address(partners: Partners) -> None:
    here = partners.asked()
    assert answer(partners, here, "anything").status_code == 404
    withdrawn = c.WithdrawLinkage(linkage_id=LinkageId("link-1"), reason=TextId("t.8"))
    partners.act("manager", withdrawn, t_8="이사")
    assert 'action="/partner/referrals/link-1/accept"' not in partners.get(WORKER, here).text
