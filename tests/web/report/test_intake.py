"""Reports at a desk: one light form, danger first, and who reported behind a password."""

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from care.model.codes import RedFlag
from care.model.ids import CaseId
from tests.web.flow import Flow
from tests.web.report.conftest import open_what_waits

GIMPO = "41570"
NEW = "/triage/new"
TOLD = {"channel": "REPORT", "office": "handeul-eup", "name": "표본해온", "lane": "QUEUE"}


def rows(flow: Flow, query: str) -> list[Any]:
    async def ask() -> list[Any]:
        async with flow.cases.database.read() as session:
            return [tuple(row) for row in await session.execute(text(query))]

    return list(flow._run(ask))


def take(flow: Flow, who: str = "hub", **fields: Any) -> Any:
    return flow.post(who, NEW, TOLD | fields)


def test_jj_09_the_desk_at_the_dong_centre_takes_a_household_with_a_light_form(flow: Flow) -> None:
    """To the queue, or, where somebody already knows, straight to a case."""
    queued = take(flow, channel="DONG_DESK")
    assert queued.status_code == 303
    assert queued.headers["location"].startswith("/triage/reports?received=")
    assert "접수번호" in flow.get("hub", queued.headers["location"]).text
    assert rows(flow, "SELECT channel, status FROM at_risk") == [("DONG_DESK", "WAITING")]
    straight = take(flow, channel="DONG_DESK", name="견본하람", lane="OPEN")
    place = straight.headers["location"]
    assert place.startswith("/openings/41570-open-")
    assert "사례를 열고 있습니다" in flow.get("hub", place).text
    open_what_waits(flow, GIMPO)
    arrived = flow.get("hub", place)
    assert arrived.status_code == 303
    assert arrived.headers["location"].startswith("/cases/41570-")
    page = flow.get("hub", arrived.headers["location"])
    assert page.status_code == 200
    assert "견본하람" in page.text
    assert rows(flow, "SELECT channel FROM discoveries") == [("DONG_DESK",)]


def test_nw_10_whoever_walks_in_thinking_of_suicide_is_in_the_urgent_lane_at_once(
    flow: Flow,
) -> None:
    page = flow.get("hub", NEW).text
    assert page.index('value="SUICIDE"') < page.index('name="channel"')
    answer = take(flow, channel="SELF", red_flags=["SUICIDE"], story="죽고 싶다고 말함")
    assert answer.headers["location"].startswith("/openings/")
    open_what_waits(flow, GIMPO)
    arrived = flow.get("hub", answer.headers["location"]).headers["location"]
    flow.case_id = CaseId(arrived.rsplit("/", 1)[1])
    state = flow.state()
    assert state.red_flags == (RedFlag.SUICIDE,)
    assert state.crisis is not None
    assert flow.kinds()[:2] == ["CaseOpened", "RedFlagRaised"]
    assert rows(flow, "SELECT urgent, channel FROM cases JOIN discoveries USING (case_id)") == [
        (1, "SELF")
    ]


def test_the_same_form_twice_opens_one_case(flow: Flow) -> None:
    intent = flow.intent("hub", NEW)
    first, second = (
        flow.post("hub", NEW, TOLD | {"red_flags": ["VIOLENCE"]}, intent) for _ in range(2)
    )
    assert first.headers["location"] == second.headers["location"]
    open_what_waits(flow, GIMPO)
    assert rows(flow, "SELECT count(*) FROM cases") == [(1,)]


def test_danger_told_of_a_household_with_a_case_goes_to_that_case(flow: Flow) -> None:
    born = {"birth_date": "1970-03-01", "phone": "010-0000-0999"}
    take(flow, lane="OPEN", **born)
    open_what_waits(flow, GIMPO)
    take(flow, red_flags=["VIOLENCE"], channel="HOSPITAL", **born)
    open_what_waits(flow, GIMPO)
    assert rows(flow, "SELECT count(*) FROM cases") == [(1,)]
    assert rows(flow, "SELECT count(*) FROM case_openings") == [(1,)]
    case_id = rows(flow, "SELECT case_id FROM cases")[0][0]
    waiting = rows(flow, f"SELECT count(*) FROM command_outbox WHERE case_id = '{case_id}'")
    assert waiting[0][0] >= 2


def test_who_reported_is_shown_to_two_roles_after_the_password_with_a_record(flow: Flow) -> None:
    duty = {"channel": "DUTY_REPORTER", "occupation": "MEDICAL", "reporter_name": "신고담"}
    assert take(flow, **duty).status_code == 303
    listed = flow.get("lead", "/triage/reports").text
    assert "신고담" not in listed
    assert "의료인·의료기사" in listed
    receipt = rows(flow, "SELECT receipt FROM public_reports")[0][0]
    reveal = f"/triage/reports/{receipt}/reporter"
    intent = flow.intent("lead", "/triage/reports")
    assert "신고담" in flow.post("lead", reveal, {}, intent).text
    assert rows(
        flow, "SELECT person, subject, outcome FROM access_records WHERE task = 'ViewReporter'"
    ) == [("lead", receipt, "allowed")]
    flow.clock.forward(minutes=6)
    asked = flow.post("lead", reveal, {}, flow.intent("lead", "/triage/reports"))
    assert asked.status_code == 403
    assert "신고담" not in asked.text
    refused = flow.post("manager", reveal, {}, flow.intent("manager", NEW))
    assert refused.status_code == 403
    assert reveal not in flow.get("manager", "/triage/reports").text


def test_another_office_sees_neither_the_report_nor_the_opening(flow: Flow) -> None:
    place = take(flow, lane="OPEN").headers["location"]
    receipt = rows(flow, "SELECT receipt FROM public_reports")[0][0]
    assert receipt not in flow.get("elsewhere", "/triage/reports").text
    assert flow.get("elsewhere", place).status_code == 404
    assert flow.get("manager", place).status_code == 200


def test_what_is_missing_is_said_beside_its_field(flow: Flow) -> None:
    nobody = take(flow, name="")
    assert nobody.status_code == 422
    assert "이름, 전화, 사는 곳 가운데 하나" in nobody.text
    future = (flow.clock() + timedelta(days=3)).date().isoformat()
    assert "앞으로 올 날짜" in take(flow, birth_date=future).text
    assert take(flow, channel="BATCH").status_code == 422
    assert take(flow, channel="DUTY_REPORTER").status_code == 422
    assert take(flow, kinds=["PHONE_ARREARS"]).status_code == 422
    assert take(flow, kinds=["DISCHARGED"]).status_code == 303
    assert rows(flow, "SELECT kind FROM at_risk_signals ORDER BY kind") == [
        ("DISCHARGED",),
        ("NEIGHBOUR_REPORT",),
    ]


def test_a_refused_opening_says_why_and_is_tried_again(flow: Flow) -> None:
    place = take(flow, lane="OPEN").headers["location"]
    name = place.rsplit("/", 1)[1]

    async def refuse() -> None:
        async with flow.cases.database.write() as session:
            await session.execute(
                text("UPDATE case_openings SET state = 'REFUSED', refusal = 'role_not_allowed'")
            )

    flow._run(refuse)
    page = flow.get("hub", place).text
    assert "사례를 열지 못했습니다" in page
    assert re.search(r'action="/openings/[^"]+/again"', page)
    again = flow.post("hub", f"/openings/{name}/again", {}, flow.intent("hub", place))
    assert again.status_code == 303
    open_what_waits(flow, GIMPO)
    assert flow.get("hub", place).headers["location"].startswith("/cases/")
