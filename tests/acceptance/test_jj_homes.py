"""Jeonju (domain guide §8.5): homes from 50 to 285, who moves in first, what they need."""

import re
from collections.abc import Iterator
from html import unescape

import pytest

from care.model.service_codes import PlacePriority
from policies.resolve import resolve
from store.housing import NEXT, UnitState
from tests.web.flow import Flow, district, open_case
from tests.web.housing.test_housing import day, number, offered, post, press, sql, unit
from web.housing.rule import priority_of

JEONJU = "52110"


@pytest.fixture
def jeonju(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flow]:
    """Homes and rule are those of Jeonju's policy in force."""
    stated = resolve(JEONJU)
    homes = stated.value("housing.capacity").value
    monkeypatch.setattr("web.housing.routes.homes_of", lambda district: homes.value)
    monkeypatch.setattr("web.housing.rule.policy_of", lambda district: stated)
    with district(tmp_path_factory.mktemp("jeonju")) as flow:
        open_case(flow)
        yield flow


def page(flow: Flow, who: str = "coordinator") -> str:
    found = flow.get(who, "/housing")
    assert found.status_code == 200
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", str(found.text))))


def made_ready(flow: Flow, name: str) -> None:
    for to in ("REPAIRING", "READY"):
        assert press(flow, "coordinator", f"/units/{name}/state", to=to) == 303


def test_jj_04_a_home_goes_from_plan_to_repair_to_household_and_back(jeonju: Flow) -> None:
    assert press(jeonju, "coordinator", "/units", first="17", last="17") == 303
    seen = [unit(jeonju, "17")]
    for to in ("REPAIRING", "READY"):
        assert press(jeonju, "coordinator", "/units/17/state", to=to) == 303
        seen.append(unit(jeonju, "17"))
    assert press(jeonju, "manager", "/waiting", number=number(jeonju)) == 303
    sent = {"unit": "17", "case_id": str(jeonju.case_id)}
    assert press(jeonju, "coordinator", "/offers", **sent) == 303
    seen.append(unit(jeonju, "17"))
    [(offer,)] = sql(jeonju, "SELECT offer_id FROM housing_offers")
    assert press(jeonju, "coordinator", f"/offers/{offer}/answer", accepted="yes") == 303
    seen.append(unit(jeonju, "17"))
    assert press(jeonju, "coordinator", "/units/17/state", to="VACATED") == 303
    seen.append(unit(jeonju, "17"))
    assert seen == [one.value for one in UnitState]
    assert NEXT[UnitState.VACATED] == (UnitState.REPAIRING, UnitState.READY)


def test_jj_05_fifty_homes_become_two_hundred_and_eighty_five_on_a_day(jeonju: Flow) -> None:
    begins = {"from_day": day(jeonju, 0), "capacity": "50"}
    assert press(jeonju, "coordinator", "/capacity", **begins) == 303
    assert "오늘 50채까지" in page(jeonju)
    assert press(jeonju, "coordinator", "/units", first="1", last="285") == 409
    opens = day(jeonju, 60)
    stated = {"from_day": opens, "capacity": "285"}
    assert press(jeonju, "coordinator", "/capacity", **stated) == 303
    assert press(jeonju, "coordinator", "/units", first="1", last="285") == 303
    sql(jeonju, "UPDATE housing_units SET state = 'READY' WHERE CAST(unit AS INTEGER) <= 50")
    sql(jeonju, "UPDATE housing_units SET state = 'REPAIRING' WHERE unit = '51'")
    assert press(jeonju, "coordinator", "/units/51/state", to="READY") == 409, "not before its day"
    jeonju.clock.forward(days=60)
    assert press(jeonju, "coordinator", "/units/51/state", to="READY") == 303
    assert "오늘 285채까지 쓰고, 쓰는 집은 51채입니다" in page(jeonju)


def test_jj_06_who_leaves_a_hospital_moves_in_first_and_the_page_says_why(jeonju: Flow) -> None:
    assert priority_of(JEONJU).rule[0] is PlacePriority.HOSPITAL_DISCHARGE
    assert press(jeonju, "coordinator", "/units", first="17", last="17") == 303
    made_ready(jeonju, "17")
    asked_first = number(jeonju)
    assert press(jeonju, "manager", "/waiting", number=asked_first) == 303
    jeonju.clock.forward(days=1)
    open_case(jeonju, 2)
    leaver = number(jeonju)
    leaves = {"from_hospital": "yes", "discharge_on": day(jeonju, 3)}
    assert press(jeonju, "manager", "/waiting", number=leaver, **leaves) == 303
    shown = page(jeonju)
    assert "1. 병원에서 나오는" not in shown
    assert re.search(rf"1\. \S+ {leaver} · 병원에서 나오는 사람 먼저 · .* 퇴원", shown)
    behind = rf"2\. \S+ {asked_first} · .*? 앞 가구가 병원에서 나오거나 더 먼저 나옵니다"
    assert re.search(behind, shown)
    sent = {"unit": "17", "case_id": str(jeonju.case_id)}
    assert press(jeonju, "coordinator", "/offers", **sent) == 303, "in turn, without a reason"


def test_jj_07_a_household_moved_in_without_manager_or_services_is_an_exception(
    jeonju: Flow,
) -> None:
    assert press(jeonju, "coordinator", "/units", first="1", last="1") == 303
    made_ready(jeonju, "1")
    below = f"/offers/{offered(jeonju)}/answer"
    assert post(jeonju, "coordinator", below, accepted="yes").status_code == 303
    shown = page(jeonju)
    assert "살펴볼 집 1채" in shown
    assert "담당 없음 방문 건강 없음 돌봄·식사 없음" in shown
    sql(jeonju, "UPDATE cases SET owner = 'manager'")
    assert "담당 없음 방문 건강" not in page(jeonju)
