"""The situation room: open for a time, watching numbers, complaints on the day, over by itself."""

import re
from typing import Any

import pytest
from sqlalchemy import text

from tests.web.flow import STAFF, Flow, open_case, receive
from web import districts
from web.situation import routes

ROOM = {"place": "시청 3층", "from_day": "2026-01-06", "until_day": "2026-01-20"}


def sql(flow: Flow, query: str) -> list[Any]:
    async def ask() -> list[Any]:
        async with flow.cases.database.read() as session:
            return list(await session.execute(text(query)))

    return list(flow._run(ask))


@pytest.fixture(autouse=True)
def used(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the district's policy used a room; the default of the nation is that it does not."""
    monkeypatch.setattr(routes, "rooms_of", lambda district: 1)


def open_it(flow: Flow, who: str = "coordinator", **changed: str) -> Any:
    return flow.post(who, "/situation-room", ROOM | changed)


def board(flow: Flow, who: str = "coordinator") -> str:
    return str(flow.get(who, "/situation-room").text)


def test_it_ends_by_itself_after_its_last_day(flow: Flow) -> None:
    assert open_it(flow).status_code == 303
    assert "운영 중" in board(flow)
    flow.clock.forward(days=20)
    shown = board(flow)
    assert "운영 중" not in shown
    assert "지금은 운영하지 않습니다" in shown
    assert sql(flow, "SELECT closed_at FROM situation_rooms")[0][0] is None


def test_it_can_be_closed_earlier(flow: Flow) -> None:
    open_it(flow)
    room = board(flow).partition('name="room" value="')[2].partition('"')[0]
    intent = flow.intent("coordinator", "/situation-room")
    assert (
        flow.post("coordinator", "/situation-room/close", {"room": room}, intent).status_code == 303
    )
    assert "운영 중" not in board(flow)
    assert "닫음" in board(flow)


def test_two_rooms_are_never_open_at_once(flow: Flow) -> None:
    open_it(flow)
    again = open_it(flow, from_day="2026-01-20", until_day="2026-01-25")
    assert again.status_code == 409
    assert "이미 상황실이 있습니다" in again.text
    assert open_it(flow, from_day="2026-01-21", until_day="2026-01-25").status_code == 303


def complain(flow: Flow, **sent: str) -> Any:
    intent = flow.intent("coordinator", "/situation-room")
    return flow.post("coordinator", "/situation-room/complaints/new", sent, intent)


def test_jj_08_a_complaint_in_two_fields_goes_to_its_case_and_is_due_the_same_day(
    flow: Flow,
) -> None:
    open_case(flow)
    receive(flow)
    answer = complain(flow, who="gp-2026-0001", what="난방이 되지 않는다고 함")
    assert answer.status_code == 303, answer.text
    shown = board(flow)
    assert "GP-2026-0001" in shown
    [due] = sql(flow, "SELECT due FROM tasks WHERE kind = 'RESOLVE_COMPLAINT'")[0]
    assert str(due)[:10] == str(flow.clock())[:10]
    assert "윤다온" not in shown
    assert "난방이" not in shown
    assert "난방이 되지 않는다고 함" in flow.get("manager", f"/cases/{flow.case_id}").text


def test_whoever_complains_is_found_by_name_as_well(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    assert complain(flow, who="윤다온", what="도시락이 늦는다고 함").status_code == 303
    assert len(flow.state().complaints) == 1


def test_jj_08_a_complaint_of_no_case_is_given_to_somebody_and_resolved_at_the_desk(
    flow: Flow,
) -> None:
    answer = complain(flow, what="복도 불이 나갔다고 함")
    assert answer.status_code == 303, answer.text
    shown = board(flow)
    assert "복도 불이" not in shown
    where = re.search(r"/situation-room/complaints/complaint-[\w-]+", shown)
    assert where is not None
    one = flow.get("coordinator", where[0])
    assert "복도 불이 나갔다고 함" in one.text

    def at_desk(who: str, what: str, **sent: str) -> int:
        intent = flow.intent(who, where[0])
        return int(flow.post(who, f"{where[0]}/{what}", sent, intent).status_code)

    assert at_desk("coordinator", "assign", person="hub") == 422
    assert at_desk("coordinator", "assign", person="manager") == 303
    assert "민들레" in board(flow)
    waits = "사례가 아닌 불편 1건을 살펴 주세요"
    assert [who for who in STAFF if waits in flow.get(who, "/inbox").text] == ["manager"]
    flow.clock.forward(days=4)
    assert "에게 알릴 때" in board(flow)
    assert waits in flow.get("coordinator", "/inbox").text
    assert at_desk("manager", "resolve", answer="관리사무소에 알려 고침") == 303
    assert where[0] not in board(flow)
    assert waits not in flow.get("manager", "/inbox").text
    late = flow.intent("manager", "/situation-room")
    again = flow.post("manager", f"{where[0]}/resolve", {"answer": "또 고침"}, late)
    assert again.status_code == 404
    kept = sql(flow, "SELECT who, what, answer FROM complaint_desk")[0]
    assert not any("복도".encode() in one or "고침".encode() in one for one in kept if one)


def test_a_name_nobody_has_is_said_and_may_stay_at_the_desk(flow: Flow) -> None:
    sent = {"who": "가나다", "what": "안내가 없었다고 함"}
    answer = complain(flow, **sent)
    assert answer.status_code == 422
    assert 'id="who-error"' in answer.text
    assert 'name="nobody"' in answer.text
    assert complain(flow, **sent, nobody="true").status_code == 303
    assert "사례가 아닌 불편" in board(flow)


def test_two_households_of_one_name_are_shown_and_one_is_chosen(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    first = flow.case_id
    open_case(flow, number=2)
    answer = complain(flow, who="윤다온", what="도시락이 늦는다고 함")
    assert answer.status_code == 200
    assert "GP-2026-0001" in answer.text
    chosen = complain(flow, who="윤다온", what="도시락이 늦는다고 함", case_id=first)
    assert chosen.status_code == 303


def test_the_policy_admin_sees_numbers_and_no_case(flow: Flow) -> None:
    open_case(flow)
    shown = board(flow, "admin")
    assert "진행 중인 사례" in shown
    assert "GP-2026-0001" not in shown
    assert 'action="/situation-room/complaints/new"' not in shown


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"from_day": "2025-12-01"}, "from_day"),
        ({"until_day": "2026-01-05"}, "until_day"),
        ({"until_day": "2026-06-30"}, "until_day"),
        ({"place": ""}, "place"),
    ],
)
def test_days_that_cannot_be_are_refused(flow: Flow, changed: dict[str, str], field: str) -> None:
    answer = open_it(flow, **changed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def test_only_some_open_it_and_others_never_see_it(flow: Flow) -> None:
    intent = flow.intent("manager", "/situation-room")
    assert flow.post("manager", "/situation-room", ROOM, intent).status_code == 403
    for who in ("hub", "lead", "operator"):
        assert flow.get(who, "/situation-room").status_code == 403
    assert flow.get("manager", "/situation-room").status_code == 200


def test_a_district_whose_policy_has_none_cannot_open_one(
    flow: Flow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "rooms_of", districts.rooms_of)
    assert "상황실을 쓰지 않습니다" in board(flow)
    intent = flow.intent("coordinator", "/account/substitutes")
    answer = flow.post("coordinator", "/situation-room", ROOM, intent)
    assert answer.status_code == 422
    assert sql(flow, "SELECT count(*) FROM situation_rooms")[0][0] == 0


def test_campaign_targets_become_a_draft_of_the_policy(flow: Flow) -> None:
    sent = {"discovery": "true", "select": "600", "per_day": "103"}
    answer = flow.post("admin", "/situation-room/campaign", sent)
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].startswith("/policies/drafts/")
    assert flow.get("coordinator", "/situation-room/campaign").status_code == 403
    missing = flow.post("admin", "/situation-room/campaign", {"discovery": "true"})
    assert missing.status_code == 422
    assert 'id="select-error"' in missing.text
