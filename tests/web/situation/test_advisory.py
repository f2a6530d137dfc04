"""The task force and the advisers: counted meetings, and opinions on a case of nobody (JJ-10)."""

from typing import Any

from sqlalchemy import text

from tests.web.flow import Flow, classify, open_case, receive

HOME = "/situation-room/advisory"
MEETING = {"kind": "BODY_TALK", "held_on": "2026-01-05", "attendees": "6"}


def send(flow: Flow, path: str, who: str = "coordinator", **sent: str) -> Any:
    return flow.post(who, path, sent, flow.intent(who, HOME))


def test_jj_10_meetings_are_kept_and_counted_by_year(flow: Flow) -> None:
    for number in range(3):
        assert send(flow, HOME, **MEETING, subject=f"복지관 {number}곳과 이야기").status_code == 303
    advisers = MEETING | {"kind": "ADVISERS", "held_on": "2025-12-15"}
    assert send(flow, HOME, **advisers, subject="통합돌봄 컨설팅").status_code == 303
    this_year, before = (
        flow.get("manager", HOME).text,
        flow.get("head", f"{HOME}?year=2025").text,
    )
    assert "기관과의 간담회</dt><dd>3<" in this_year
    assert "컨설팅단 회의</dt><dd>0<" in this_year
    assert "컨설팅단 회의</dt><dd>1<" in before
    assert "통합돌봄 컨설팅" in before
    assert flow.get("hub", HOME).status_code == 403
    assert flow.post("admin", HOME, MEETING | {"subject": "x"}, "x").status_code == 403


def test_jj_10_an_opinion_is_asked_without_telling_whose_case_it_is(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    classify(flow)
    led = send(flow, f"{HOME}/about", number="gp-2026-0001")
    ask = led.headers["location"]
    assert ask == f"{HOME}/ask/{flow.case_id}"
    sent = {"held_on": "2026-01-09", "attendees": "7"}
    for told in ("윤다온 님은 어떻게 할까요", "010-1234-5678로 물어 주세요", "한들읍에서는요"):
        refused = flow.post("coordinator", ask, sent | {"question": told})
        assert refused.status_code == 422
        assert 'id="question-error"' in refused.text
    kept = flow.post("coordinator", ask, sent | {"question": "빚이 먼저일까요, 집이 먼저일까요?"})
    assert kept.status_code == 303, kept.text
    where = kept.headers["location"]
    shown = flow.get("head", where).text
    assert "빚이 먼저일까요" in shown
    for telling in ("윤다온", "GP-2026-0001", flow.case_id, "1987", "한들"):
        assert telling not in shown
    answer = {"opinion": "집을 먼저 고치고 빚은 나누어 갚도록 돕는 것이 좋습니다."}
    assert flow.post("coordinator", where, answer).status_code == 303
    assert "집을 먼저 고치고" in flow.get("manager", where).text
    assert "의견 받음" in flow.get("manager", HOME).text


def test_nothing_of_a_meeting_lies_open_in_the_database(flow: Flow) -> None:
    send(flow, HOME, **MEETING, subject="복지관과 이야기")

    async def ask() -> list[Any]:
        async with flow.cases.database.read() as session:
            query = text("SELECT subject, brief, opinion FROM advisory_meetings")
            return list(await session.execute(query))

    [(subject, brief, opinion)] = flow._run(ask)
    assert "복지관".encode() not in subject
    assert (brief, opinion) == (None, None)
    for wrong in ({"attendees": "0"}, {"held_on": "1999-01-01"}, {"subject": "010-1234-5678"}):
        answer = send(flow, HOME, **(MEETING | {"subject": "이야기"} | wrong))
        assert answer.status_code == 422, wrong
