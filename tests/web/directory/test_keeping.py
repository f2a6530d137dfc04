"""A word of the directory is as old as it says; old ones are looked at again before they count."""

from tests.web.directory.conftest import HOME_DOCTOR, REPAIR, WELFARE, enter, press, read
from tests.web.flow import Flow

NAME = str(HOME_DOCTOR["service_name"])
RECHECKS = "/directory/rechecks"


def tell(flow: Flow, address: str, **room: str) -> None:
    assert press(flow, "manager", address, "room", **room).status_code == 303


def test_a_word_on_room_carries_its_age_and_grows_stale(flow: Flow) -> None:
    address = enter(flow)
    assert "자리 모름" in read(flow, path=address)
    tell(flow, address, capacity="HAS_ROOM", free="2")
    assert "오늘 소식" in read(flow, path=address)
    assert NAME in read(flow, path="/directory?room=yes")
    flow.clock.forward(days=60)
    shown = read(flow, path=address)
    assert "자리 있음 2(오래된 소식)" in shown
    assert "60일 전 소식" in shown


def test_a_faulty_word_on_room_is_shown_beside_its_field(flow: Flow) -> None:
    address = enter(flow)
    answer = press(flow, "manager", address, "room", capacity="SOME", free="-1")
    assert answer.status_code == 422
    assert "지금 자리" in answer.text


def test_an_entry_nobody_vouched_for_lately_is_listed_until_somebody_does(flow: Flow) -> None:
    address = enter(flow)
    assert "다시 확인할 서비스가 없습니다" in read(flow, path=RECHECKS)
    flow.clock.forward(days=400)
    assert "다시 확인할 때가 됨" in read(flow, path=address)
    assert "다시 확인할 서비스 1건" in read(flow)
    assert NAME in read(flow, path=RECHECKS)
    answer = press(flow, "manager", address, "assured", back="rechecks")
    assert answer.headers["location"] == RECHECKS
    assert NAME not in read(flow, path=RECHECKS)


def test_a_check_is_given_to_somebody_who_finds_it_and_does_it(flow: Flow) -> None:
    address = enter(flow)
    service_id = address.rpartition("/")[2]
    flow.clock.forward(days=400)
    until = flow.clock().date().isoformat()
    given = {"entries": [service_id], "to": "hub", "until": until}
    assert flow.post("coordinator", RECHECKS, given).status_code == 303
    assert "도담결 님에게 맡김" in read(flow, path=RECHECKS)
    assert "1건 있습니다" in read(flow, "hub")
    assert NAME in read(flow, "hub", f"{RECHECKS}?mine=yes")
    assert NAME not in read(flow, "manager", f"{RECHECKS}?mine=yes")
    press(flow, "hub", address, "assured")
    assert "나에게 맡긴 것이 없습니다" in read(flow, "hub", f"{RECHECKS}?mine=yes")


def test_what_cannot_be_given_out_is_said(flow: Flow) -> None:
    service_id = enter(flow).rpartition("/")[2]
    flow.clock.forward(days=400)
    for given in (
        {"to": "hub"},
        {"entries": [service_id], "to": "nobody"},
        {"entries": [service_id], "to": "at-welfare"},
        {"entries": [service_id], "to": "hub", "until": "2026-01-01"},
    ):
        assert flow.post("coordinator", RECHECKS, given).status_code == 422
    intent = flow.intent("manager", "/directory/new")
    assert flow.post("manager", RECHECKS, {"to": "hub"}, intent).status_code == 403


def test_a_body_sees_its_own_old_entries_alone(flow: Flow) -> None:
    enter(flow)
    flow.clock.forward(days=400)
    assert NAME in read(flow, WELFARE, RECHECKS)
    assert NAME not in read(flow, REPAIR, RECHECKS)
