"""The directory is found by need, age, cost, place and the words people use."""

from tests.web.directory.conftest import HOME_DOCTOR, REPAIR, enter, read
from tests.web.flow import Flow

NAME = HOME_DOCTOR["service_name"]


CALLED = ("왕진", "방문진료", "home doctor", "재택", "가상복지관", "가상복지관 왕진")
NOT_CALLED = ("도시락", "없는기관 왕진", "변호사")
FITTING = (
    "need=HEALTH",
    "need=HEALTH_BODY",
    "service=HOME_VISIT_DOCTOR",
    "age=70",
    "cost=0",
    "home=yes",
    "where=tongjin",
    "where=gurae-dong",
    "age=old&need=NOTHING&page=0",
)
NOT_FITTING = ("need=LEGAL", "service=MEALS", "age=40", "room=yes")


def test_a_service_is_found_by_what_people_call_it(flow: Flow) -> None:
    enter(flow)
    for said in CALLED:
        assert NAME in read(flow, path=f"/directory?q={said}"), said
    for said in NOT_CALLED:
        shown = read(flow, path=f"/directory?q={said}")
        assert "맞는 서비스가 없습니다" in shown, said
        assert NAME not in shown, said


def test_the_address_narrows_and_words_it_does_not_know_do_not(flow: Flow) -> None:
    enter(flow)
    for filters in FITTING:
        assert NAME in read(flow, path=f"/directory?{filters}"), filters
    for filters in NOT_FITTING:
        assert NAME not in read(flow, path=f"/directory?{filters}"), filters


def test_a_service_of_one_zone_is_not_found_in_another(flow: Flow) -> None:
    enter(flow, offices=["handeul-eup"])
    assert NAME in read(flow, path="/directory?where=tongjin")
    assert NAME not in read(flow, path="/directory?where=gurae")


def test_the_empty_directory_says_what_to_do(flow: Flow) -> None:
    assert "아직 적힌 서비스가 없습니다" in read(flow)


def test_it_is_read_in_english(flow: Flow) -> None:
    enter(flow)
    cookies = f"hamkke={flow.tokens['manager']}; hamkke_look=en.system.comfortable.system.on"
    shown = flow.client.get("/directory", headers={"Cookie": cookies}).text
    for said in (NAME, "Find services", "From age 65 · Free", "No agreement", "Our district"):
        assert said in shown


def test_bodies_find_each_others_services_and_no_staff_by_name(flow: Flow) -> None:
    address = enter(flow)
    assert NAME in read(flow, REPAIR)
    shown = read(flow, REPAIR, address)
    assert "우리 시·군·구" in shown
    assert "민들레" not in shown
    assert "지난 한 해 의뢰" not in shown, "how a body answers is for those who ask it"


def test_a_service_that_is_not_there_looks_like_any_other_missing_page(flow: Flow) -> None:
    assert flow.get("manager", "/directory/nothing").status_code == 404
