"""The other pages of a body: sessions of many, goals, consents, sponsoring, meetings, its year."""

from datetime import date
from io import BytesIO
from typing import Any

import python_calamine
from sqlalchemy import text

from care.messages import commands as c
from care.messages import loop_commands as lc
from care.model.codes import (
    ConferenceKind,
    DiscoveryChannel,
    LinkageStatus,
    Stage,
)
from care.model.directory import Organization, Service, ServiceStatus
from care.model.ids import CaseId, ConferenceId, ConsentId, LinkageId, PersonId, TextId
from care.model.loop_codes import AgendaPurpose
from store import agendas, conferences, directory
from store.conferences import Conference, Invitation, InvitationAnswer, InvitedKind
from store.directory import Entering
from tests.web.acts.conftest import GIMPO
from tests.web.partner.partners import ADDRESS, NAME, PHONE, REPAIR, WELFARE, Partners

WORKER, OTHER, SPONSOR = "w-welfare", "w-repair", "w-repair"


def post(flow: Partners, path: str, page: str, who: str = WORKER, **fields: Any) -> Any:
    return flow.post(who, path, fields, flow.intent(who, page))


def accepted(flow: Partners, here: str, who: str = WORKER) -> None:
    assert post(flow, f"{here}/accept", here, who).status_code == 303


def test_sessions_of_many_are_told_at_once(partners: Partners) -> None:
    for number, action in ((1, "a-2"), (2, "a-1"), (3, "a-3")):
        accepted(partners, partners.asked(WELFARE, f"link-{number}", action_id=action))
    page = partners.get(WORKER, "/partner/sessions").text
    assert page.count('name="times_') == 3
    today = partners.clock().date().isoformat()
    done = post(
        partners,
        "/partner/sessions",
        "/partner/sessions",
        on=today,
        times_link_1="2",
        note_link_1="반찬",
        times_link_2="1",
        times_link_3="",
    )
    assert (done.status_code, done.headers["location"]) == (303, "/partner/sessions?told=2")
    given = [partners.linkage(f"link-{n}").sessions for n in (1, 2, 3)]
    assert given == [2, 1, 0]
    written = (str(partners.case_id), "ReportSessions", "allowed")
    assert written in partners.access_records(WORKER)


def test_sessions_told_twice_by_the_same_form_count_once(partners: Partners) -> None:
    accepted(partners, partners.asked())
    intent = partners.intent(WORKER, "/partner/sessions")
    sent = {"on": partners.clock().date().isoformat(), "times_link_1": "1"}
    for _ in range(2):
        assert partners.post(WORKER, "/partner/sessions", sent, intent).status_code == 303
    assert partners.linkage("link-1").sessions == 1


def test_nobodys_and_future_sessions_are_refused(partners: Partners) -> None:
    accepted(partners, partners.asked())
    today = partners.clock().date().isoformat()
    nothing = post(partners, "/partner/sessions", "/partner/sessions", on=today)
    assert nothing.status_code == 422
    later = post(
        partners, "/partner/sessions", "/partner/sessions", on="2031-01-01", times_link_1="1"
    )
    assert later.status_code == 422
    sent = {"on": today, "times_link_1": "1"}
    intent = partners.intent(OTHER, "/partner/households")
    assert partners.post(OTHER, "/partner/sessions", sent, intent).status_code == 422
    assert partners.linkage("link-1").sessions == 0


def test_a_goal_of_the_plan_is_the_bodys_with_its_own_progress(partners: Partners) -> None:
    here = partners.asked()
    accepted(partners, here)
    today = partners.clock().date().isoformat()
    post(partners, f"{here}/session", here, sessions="1", on=today, note="급여 신청서를 함께 씀")
    page = partners.get(WORKER, "/partner/goals").text
    for known in ("생활비 걱정을 던다", "급여 신청 도움", "급여 신청서를 함께 씀"):
        assert known in page
    assert "보일러" not in page
    assert "생활비" not in partners.get(OTHER, "/partner/goals").text


def test_until_when_a_consent_holds_and_what_is_to_be_destroyed(partners: Partners) -> None:
    here = partners.asked()
    page = partners.get(WORKER, "/partner/consents").text
    assert "윤○온" in page
    assert "2027." in page or "2028." in page or "2026." in page
    partners.act("manager", c.WithdrawConsent(consent_id=ConsentId(f"PROVIDE_TO-{WELFARE}-link-1")))
    page = partners.get(WORKER, "/partner/consents").text
    assert "받은 자료를 없애 주세요" in page
    assert "윤○온" not in page
    path = "/partner/consents/link-1/destroyed"
    assert post(partners, path, "/partner/consents").status_code == 303
    assert partners.linkage("link-1").destroyed_at is not None
    assert "없앰" in partners.get(WORKER, "/partner/consents").text
    assert partners.get(WORKER, here).status_code == 200


def test_what_is_to_be_destroyed_is_known_in_hold_too_and_nothing_else(partners: Partners) -> None:
    here = partners.asked()
    partners.act("manager", lc.HoldEngagement(note=TextId("t.9")), t_9="만나지 않겠다고 함")
    assert partners.state().stage is Stage.ENGAGEMENT_HOLD
    page = partners.get(WORKER, "/partner/consents").text
    assert "받은 자료를 없애 주세요" in page
    for known in (NAME, "윤○온", PHONE, ADDRESS, partners.case_id):
        assert known not in page
    assert partners.get(WORKER, here).status_code == 404
    assert (
        post(partners, "/partner/consents/link-1/destroyed", "/partner/consents").status_code == 303
    )
    assert partners.linkage("link-1").destroyed_at is not None


def test_nobody_confirms_the_destruction_of_another_body(partners: Partners) -> None:
    partners.asked()
    partners.act("manager", c.WithdrawConsent(consent_id=ConsentId(f"PROVIDE_TO-{WELFARE}-link-1")))
    intent = partners.intent(OTHER, "/partner/households")
    path = "/partner/consents/link-1/destroyed"
    assert partners.post(OTHER, path, {}, intent).status_code == 404
    assert partners.linkage("link-1").destroyed_at is None


def promised(flow: Partners) -> str:
    here = flow.asked(REPAIR)
    accepted(flow, here, SPONSOR)
    said = {"amount": "500000", "first_month": "2026-01-01", "months": "12", "day": "5"}
    page = "/partner/pledges?referral=link-1"
    done = post(flow, "/partner/pledges/of/link-1", page, SPONSOR, **said)
    assert done.status_code == 303, done.text
    [pledge] = flow.state().pledges
    return str(pledge.pledge_id)


def test_a_sponsor_records_its_schedule_and_what_it_sent(partners: Partners) -> None:
    pledge = promised(partners)
    partners.clock.forward(days=60)
    page = partners.get(SPONSOR, "/partner/pledges").text
    assert "500,000" in page
    assert "밀린 달" in page
    today = partners.clock().date().isoformat()
    path = f"/partner/pledges/{pledge}/paid"
    paid = post(partners, path, "/partner/pledges", SPONSOR, month="2026-01-01", on=today)
    assert paid.status_code == 303, paid.text
    assert partners.state().pledges[0].paid == (date(2026, 1, 1),)
    twice = post(partners, path, "/partner/pledges", SPONSOR, month="2026-01-01", on=today)
    assert twice.status_code in (409, 422)


def test_a_month_that_will_not_come_reaches_the_case_manager(partners: Partners) -> None:
    pledge = promised(partners)
    path = f"/partner/pledges/{pledge}/missed"
    done = post(partners, path, "/partner/pledges", SPONSOR, month="2026-02", note="회사 사정")
    assert done.status_code == 303, done.text
    [concern] = partners.state().concerns
    assert concern.agency_id == REPAIR


def test_another_bodys_pledge_is_none(partners: Partners) -> None:
    pledge = promised(partners)
    assert "500,000" not in partners.get(WORKER, "/partner/pledges").text
    intent = partners.intent(WORKER, "/partner/households")
    for way in ("paid", "missed"):
        path = f"/partner/pledges/{pledge}/{way}"
        assert partners.post(WORKER, path, {}, intent).status_code == 404


async def _confer(flow: Partners, invited: str, place: str) -> None:
    now = flow.clock()
    meeting = Conference(
        conference_id=ConferenceId("conf-1"),
        district=GIMPO,
        kind=ConferenceKind.INTEGRATED,
        held_on=now,
        called_by=PersonId("coordinator"),
        created_at=now,
        place=place,
    )
    keyring = flow.cases.keyring
    async with flow.cases.database.write() as session:
        await conferences.call_conference(session, keyring, meeting)
        proposed = (agendas.Proposed(flow.case_id, AgendaPurpose.SELECT),)
        await agendas.put_on_agenda(session, meeting, proposed)
        other = CaseId("41570-notreachedcase22")
        await agendas.put_on_agenda(
            session, meeting, (agendas.Proposed(other, AgendaPurpose.CLOSE),)
        )
        await agendas.ask_panel(session, keyring, meeting, flow.case_id, "주거를 먼저 볼지")
        asked = Invitation(invited, InvitedKind.AGENCY)
        await conferences.invite(session, meeting, (asked,), now)


def test_a_conference_is_joined_from_afar_with_the_own_cases_alone(partners: Partners) -> None:
    partners.asked()
    partners._run(_confer, partners, WELFARE, "https://meet.example/room-7")
    page = partners.get(WORKER, "/partner/meetings").text
    for known in ("https://meet.example/room-7", "주거를 먼저 볼지", "윤○온"):
        assert known in page
    assert partners.case_id not in page
    assert page.count("<li><div><b>") == 1
    done = post(partners, "/partner/meetings/conf-1", "/partner/meetings", answer="COMING")
    assert done.status_code == 303
    assert "참석" in partners.get(WORKER, "/partner/meetings").text
    assert "meet.example" not in partners.get(OTHER, "/partner/meetings").text
    intent = partners.intent(OTHER, "/partner/households")
    answer = {"answer": InvitationAnswer.COMING.value}
    assert partners.post(OTHER, "/partner/meetings/conf-1", answer, intent).status_code == 404


def test_an_invited_body_without_a_case_there_sees_no_agenda(partners: Partners) -> None:
    partners.asked()
    partners._run(_confer, partners, REPAIR, "2층 회의실")
    page = partners.get(OTHER, "/partner/meetings").text
    assert "2층 회의실" in page
    assert "우리가 맡은 안건이 없습니다" in page
    assert "주거를 먼저 볼지" not in page


def test_the_year_counts_and_is_taken_along(partners: Partners) -> None:
    here = partners.asked()
    accepted(partners, here)
    today = partners.clock().date().isoformat()
    post(partners, f"{here}/session", here, sessions="3", on=today)
    post(partners, f"{here}/done", here, outcome="ACHIEVED")
    page = partners.get(WORKER, "/partner/year?year=2026").text
    assert "2026년 실적" in page
    assert NAME not in page
    file = partners.get(WORKER, "/partner/year/sheet.xlsx?year=2026")
    assert file.headers["content-disposition"] == 'attachment; filename="hamkke-2026.xlsx"'
    rows = python_calamine.load_workbook(BytesIO(file.content)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "가상복지관"
    [total] = [row for row in rows if row[0] == "모두"]
    assert total[1:9] == [1, 1, 0, 0, 1, 0, 0, 3]
    empty = partners.get(OTHER, "/partner/year").text
    assert "이 해에 받은 의뢰가 없습니다" in empty


def referred(flow: Partners, **changed: Any) -> Any:
    said = {
        "ground": "CONSENT",
        "method": "WRITTEN",
        "name": "정새별",
        "birth_date": "1950-05-05",
        "phone": "010-0000-7777",
        "office": "handeul-eup",
        "seen": "며칠째 밥을 거르십니다",
    }
    return post(flow, "/partner/households", "/partner/households", **(said | changed))


def opened(flow: Partners) -> None:
    """Makes the case just referred in the flow's own."""

    async def last() -> str:
        query = text("SELECT case_id FROM cases ORDER BY opened_at DESC, case_number DESC LIMIT 1")
        async with flow.cases.database.read() as session:
            return str(await session.scalar(query))

    flow.case_id = CaseId(flow._run(last))


def test_a_household_comes_in_with_the_consent_the_body_took(partners: Partners) -> None:
    partners.clock.forward(days=1)
    done = referred(partners)
    assert done.status_code == 303, done.text
    assert done.headers["location"] == "/partner/households?told=consent"
    opened(partners)
    state = partners.state()
    assert (state.stage, state.channel) == (Stage.DISCOVERY, DiscoveryChannel.PARTNER)
    assert len(state.consents) == 1
    page = partners.get("hub", f"/cases/{partners.case_id}").text
    assert "정새별" in page or "정○별" in page
    assert partners.get(WORKER, f"/cases/{partners.case_id}").status_code == 404


def test_who_reports_by_duty_needs_no_consent_and_is_named_nowhere(partners: Partners) -> None:
    partners.clock.forward(days=1)
    done = referred(partners, ground="DUTY", method="")
    assert done.headers["location"] == "/partner/households?told=duty"
    opened(partners)
    state = partners.state()
    assert (state.channel, state.consents) == (DiscoveryChannel.DUTY_REPORTER, ())
    page = partners.get("hub", f"/cases/{partners.case_id}").text
    assert "누가 알렸는지 가구에 말하지 마세요" in page
    for name in ("이온결", "가상복지관"):
        assert name not in page


def test_a_referral_in_needs_its_ground_office_and_method(partners: Partners) -> None:
    for wrong in (
        {"office": "nowhere"},
        {"method": ""},
        {"method": "READ_ALOUD"},
        {"birth_date": "2999-01-01"},
        {"name": ""},
        {"seen": ""},
    ):
        answer = referred(partners, **wrong)
        assert answer.status_code == 422, wrong
        assert 'role="alert"' in answer.text


def test_a_childs_consent_is_left_to_the_guardian(partners: Partners) -> None:
    done = referred(partners, birth_date="2020-01-01")
    assert done.headers["location"] == "/partner/households?told=open"


async def _list(flow: Partners) -> None:
    now = flow.clock()
    by = Entering(PersonId("coordinator"), now)
    async with flow.cases.database.write() as session:
        for body, number in ((WELFARE, "1"), (REPAIR, "2")):
            organization = Organization(
                id=f"00000000-0000-4000-8000-00000000000{number}",
                name=f"기관 {number}",
                description="",
            )
            service = Service(
                id=f"10000000-0000-4000-8000-00000000000{number}",
                name=f"반찬 나눔 {number}",
                status=ServiceStatus.ACTIVE,
                organization_id=organization.id,
            )
            await directory.save_entry(session, GIMPO, organization, service, by, body)


def test_a_body_tells_its_room_and_wait_and_nobody_elses(partners: Partners) -> None:
    partners._run(_list, partners)
    page = partners.get(WORKER, "/partner/services").text
    assert "반찬 나눔 1" in page
    assert "반찬 나눔 2" not in page
    own, others = (f"/partner/services/10000000-0000-4000-8000-00000000000{n}" for n in (1, 2))
    room = {"capacity": "HAS_ROOM", "free": "3", "waits": "14"}
    assert post(partners, own, "/partner/services", **room).status_code == 303
    assert post(partners, others, "/partner/services", **room).status_code == 404
    wrong = post(partners, own, "/partner/services", capacity="MANY", free="-1")
    assert wrong.status_code == 422
    page = partners.get(WORKER, "/partner/services").text
    assert 'value="3"' in page
    assert 'value="14"' in page


def test_a_concern_reaches_the_case_manager_now(partners: Partners) -> None:
    here = partners.asked()
    accepted(partners, here)
    told = {"concern": "HEALTH_WORSE", "note": "사흘째 누워 계십니다"}
    done = post(partners, f"{here}/concern", here, **told)
    assert done.status_code == 303, done.text
    [concern] = partners.state().concerns
    assert (concern.agency_id, concern.linkage_id) == (WELFARE, LinkageId("link-1"))
    assert "담당자에게 알림" in partners.get(WORKER, here).text
    unsaid = post(partners, f"{here}/concern", here, concern="HEALTH_WORSE")
    assert unsaid.status_code == 422
    assert partners.linkage("link-1").status is LinkageStatus.ACCEPTED
