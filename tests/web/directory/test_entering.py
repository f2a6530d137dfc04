"""Services are entered by our own people and by bodies; each keeps its own."""

from typing import Any

import pytest

from tests.web.directory.conftest import HOME_DOCTOR, REPAIR, WELFARE, enter, press, read
from tests.web.flow import Flow

NAME = str(HOME_DOCTOR["service_name"])


def change(flow: Flow, who: str, address: str, **changed: Any) -> Any:
    fields = {name: one for name, one in (HOME_DOCTOR | changed).items() if one != ""}
    return flow.post(who, f"{address}/edit", fields)


def test_what_was_typed_is_what_is_read(flow: Flow) -> None:
    address = enter(
        flow,
        description="의사가 집으로 찾아갑니다",
        schedule_words="평일 09:00–18:00",
        documents="신청서\n진단서",
        address="한들로 1",
        offices=["handeul-eup"],
        maximum_age="99",
    )
    shown = read(flow, path=address)
    for said in (
        NAME, "가상복지관", "걷기 어려운 65세부터", "65–99세", "무료", "집으로 옴", "031-000-0101",
        "의사가 집으로 찾아갑니다", "평일 09:00–18:00", "신청서, 진단서", "한들로 1", "협약 없음",
        "우리 시·군·구", "민들레",
    ):  # fmt: skip
        assert said in shown
    form = read(flow, path=f"{address}/edit")
    assert 'value="65"' in form
    assert "신청서\n진단서" in form


def test_a_change_keeps_what_the_form_does_not_ask_for(flow: Flow) -> None:
    address = enter(flow)
    told = press(flow, "manager", address, "room", capacity="HAS_ROOM", free="3", waits="7")
    assert told.status_code == 303
    assert change(flow, "manager", address, cost_won="5000").status_code == 303
    shown = read(flow, path=address)
    for said in ("자리 있음 3", "보통 7일 기다림", "5,000"):
        assert said in shown


def test_a_second_press_enters_one_service(flow: Flow) -> None:
    intent = flow.intent("manager", "/directory/new")
    for _ in range(2):
        assert flow.post("manager", "/directory/new", HOME_DOCTOR, intent).status_code == 303
    assert read(flow).count(f">{NAME}<") == 1


def test_the_same_service_is_not_entered_again(flow: Flow) -> None:
    enter(flow)
    again = flow.post("manager", "/directory/new", HOME_DOCTOR | {"service_name": "따뜻한재택의료"})
    assert again.status_code == 422
    assert "같은 이름의 서비스가 이미 있습니다" in again.text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"body": "", "organization": ""}, "기관 이름"),
        ({"body": "nobody"}, "등록된 기관"),
        ({"services": "", "needs": ""}, "서비스 종류"),
        ({"minimum_age": "70", "maximum_age": "60"}, "나이까지"),
        ({"offices": ["moon"]}, "맡는 읍면동"),
        ({"service_name": ""}, "서비스 이름"),
        ({"description": "900101-1234567"}, "주민등록번호"),
    ],
)
def test_a_faulty_form_comes_back_with_what_was_typed(
    flow: Flow, changed: dict[str, Any], said: str
) -> None:
    fields = {name: one for name, one in (HOME_DOCTOR | changed).items() if one != ""}
    answer = flow.post("manager", "/directory/new", fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert "걷기 어려운 65세부터" in answer.text
    assert "1234567" not in answer.text


def test_a_body_that_is_not_registered_can_be_named(flow: Flow) -> None:
    address = enter(flow, body="", organization="가상 자원봉사회")
    shown = read(flow, path=address)
    assert "가상 자원봉사회" in shown
    assert "의뢰 기관으로 등록되지 않음" in shown


def test_services_of_a_body_hang_on_one_organization(flow: Flow) -> None:
    enter(flow)
    other = enter(flow, service_name="방문 재활", services=["THERAPY"])
    assert NAME in read(flow, path=other), "among the other services of the same body"


def test_a_body_enters_for_itself_alone(flow: Flow) -> None:
    address = enter(flow, WELFARE, body="")
    shown = read(flow, path=address)
    assert "가상복지관" in shown
    assert "하람" in shown, "who vouched for it, for our own people"
    other = flow.post(WELFARE, "/directory/new", HOME_DOCTOR | {"body": "repair"})
    assert "가상집수리" not in other.text


def test_a_body_takes_over_no_organization_by_giving_its_name(flow: Flow) -> None:
    """Neither one that is registered nor one that our own people wrote down without a body."""
    registered = enter(flow)
    unregistered = enter(flow, body="", organization="가상 자원봉사회")
    for name in ("가상복지관", "가상 자원봉사회"):
        enter(flow, REPAIR, body="", organization=name, service_name=f"{name} 집수리")
    intent = flow.intent(REPAIR, "/directory/new")
    for address in (registered, unregistered):
        room = {"capacity": "FULL"}
        assert flow.post(REPAIR, f"{address}/room", room, intent).status_code == 403
        assert flow.post(REPAIR, f"{address}/edit", HOME_DOCTOR, intent).status_code == 403
    assert press(flow, WELFARE, registered, "room", capacity="FULL").status_code == 303


def test_a_body_that_entered_what_became_anothers_does_not_take_it_back(flow: Flow) -> None:
    address = enter(flow, REPAIR, body="")
    assert change(flow, "manager", address, body="welfare").status_code == 303
    assert change(flow, REPAIR, address, body="").status_code == 303
    assert press(flow, WELFARE, address, "room", capacity="FULL").status_code == 303


@pytest.mark.parametrize("act", ["edit", "room", "assured"])
def test_a_body_leaves_the_entries_of_others_alone(flow: Flow, act: str) -> None:
    address = enter(flow)
    intent = flow.intent(REPAIR, "/directory/new")
    given: dict[str, dict[str, Any]] = {
        "edit": HOME_DOCTOR,
        "room": {"capacity": "FULL"},
        "assured": {},
    }
    fields = given[act]
    assert flow.post(REPAIR, f"{address}/{act}", fields, intent).status_code == 403
    assert "고치기" not in read(flow, REPAIR, address)
    intent = flow.intent(WELFARE, "/directory/new")
    assert flow.post(WELFARE, f"{address}/{act}", fields, intent).status_code == 303


def test_who_only_reads_is_offered_no_form(flow: Flow) -> None:
    address = enter(flow)
    assert "확인했습니다" not in read(flow, "head", address)
    assert flow.get("head", "/directory/new").status_code == 403
