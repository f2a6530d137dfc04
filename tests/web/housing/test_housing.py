"""Homes: who may plan, ask, offer and answer; a form sent twice counts once; no other district."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from care.model.codes import Role
from care.model.ids import CaseId, DistrictCode, OfficeCode, PersonId
from store import people, sessions
from store.people import Person
from store.tables.protection import HiddenLine
from tests.web.acts.conftest import GIMPO
from tests.web.flow import HOME, Flow, open_case

JEONJU = DistrictCode("52110")
THERE = CaseId(f"{JEONJU}-abcdefghijklmnop")


@pytest.fixture
def homes(flow: Flow, monkeypatch: pytest.MonkeyPatch) -> Flow:
    """Three homes are in the policy, one of them is ready, and a household is known."""
    monkeypatch.setattr("web.housing.routes.homes_of", lambda district: 3)
    open_case(flow)
    assert press(flow, "coordinator", "/units", first="1", last="1") == 303
    for to in ("REPAIRING", "READY"):
        assert press(flow, "coordinator", "/units/1/state", to=to) == 303
    return flow


def post(flow: Flow, who: str, below: str, intent: str = "", **fields: str) -> Any:
    intent = intent or flow.intent(who, "/housing" if may_look(flow, who) else "/cases/new")
    return flow.post(who, f"/housing{below}", fields, intent=intent)


def may_look(flow: Flow, who: str) -> bool:
    return bool(flow.get(who, "/housing").status_code == 200)


def press(flow: Flow, who: str, below: str, intent: str = "", **fields: str) -> int:
    return int(post(flow, who, below, intent, **fields).status_code)


def sql(flow: Flow, query: str, **given: Any) -> list[Any]:
    async def ask() -> list[Any]:
        async with flow.cases.database.write() as session:
            found: Any = await session.execute(text(query), given)
            return [tuple(row) for row in found.all()] if found.returns_rows else []

    rows: list[Any] = flow._run(ask)
    return rows


def number(flow: Flow) -> str:
    return str(flow.state().case_number)


def waits(flow: Flow) -> list[str]:
    return [row[0] for row in sql(flow, "SELECT status FROM housing_waits ORDER BY asked_at")]


def unit(flow: Flow, name: str = "1") -> str:
    [row] = sql(flow, "SELECT state FROM housing_units WHERE unit = :unit", unit=name)
    return str(row[0])


def day(flow: Flow, days: int) -> str:
    return (flow.clock().date() + timedelta(days=days)).isoformat()


def offered(flow: Flow, intent: str = "") -> str:
    """The id of the offer of home 1 to the household."""
    assert press(flow, "manager", "/waiting", number=number(flow)) == 303
    sent = {"unit": "1", "case_id": str(flow.case_id), "expires_on": day(flow, 3)}
    assert press(flow, "coordinator", "/offers", intent, **sent) == 303
    [row] = sql(flow, "SELECT offer_id FROM housing_offers")
    return str(row[0])


def test_a_district_without_homes_has_no_such_page(flow: Flow) -> None:
    assert flow.get("coordinator", "/housing").status_code == 404
    assert flow.get("coordinator", "/inbox").text.count('href="/housing"') == 0
    intent = flow.intent("coordinator", "/cases/new")
    sent = {"first": "1", "last": "1"}
    assert flow.post("coordinator", "/housing/units", sent, intent=intent).status_code == 404


def test_who_works_in_the_district_looks_and_asks(homes: Flow) -> None:
    assert press(homes, "manager", "/waiting", number=number(homes)) == 303
    page = homes.get("manager", "/housing").text
    assert number(homes) in page
    assert "윤○온" in page
    assert "윤다온" not in page, "lists show masked names"
    for form in ("/housing/units", "/housing/offers"):
        assert f'action="{form}"' not in page


@pytest.mark.parametrize("who", ["hub", "lead", "head", "admin", "operator", "elsewhere"])
def test_nobody_else_looks(homes: Flow, who: str) -> None:
    assert homes.get(who, "/housing").status_code == 403


def test_a_case_manager_gives_no_home(homes: Flow) -> None:
    offer_id = offered(homes)
    sent = {"unit": "1", "case_id": str(homes.case_id), "expires_on": day(homes, 3)}
    assert press(homes, "manager", "/units", first="2", last="3") == 403
    assert press(homes, "manager", "/units/1/state", to="REPAIRING") == 403
    assert press(homes, "manager", "/offers", **sent) == 403
    assert press(homes, "manager", f"/offers/{offer_id}/answer", accepted="yes") == 403
    assert (unit(homes), waits(homes)) == ("OFFERED", ["OFFERED"])


def test_a_local_office_asks_for_nobody(homes: Flow) -> None:
    assert press(homes, "hub", "/waiting", number=number(homes)) == 403
    assert waits(homes) == []


def test_no_more_homes_than_the_policy_counts_with(homes: Flow) -> None:
    answer = post(homes, "coordinator", "/units", first="1", last="4")
    assert answer.status_code == 409
    assert "3채를 넘습니다" in answer.text
    assert sql(homes, "SELECT count(*) FROM housing_units") == [(1,)]
    assert press(homes, "coordinator", "/units", first="3", last="2") == 422
    intent = homes.intent("coordinator", "/housing")
    for _ in range(2):
        assert press(homes, "coordinator", "/units", intent, first="1", last="3") == 303
    assert sql(homes, "SELECT count(*) FROM housing_units") == [(3,)]


def test_each_form_sent_twice_counts_once(homes: Flow) -> None:
    state = homes.intent("coordinator", "/housing")
    for _ in range(2):
        assert press(homes, "coordinator", "/units/1/state", state, to="READY") == 303
    ask = homes.intent("manager", "/housing")
    for _ in range(2):
        assert press(homes, "manager", "/waiting", ask, number=number(homes)) == 303
    assert waits(homes) == ["WAITING"]
    intent = homes.intent("coordinator", "/housing")
    offer_id = offered(homes, intent)
    assert offered(homes, intent) == offer_id
    answer = homes.intent("coordinator", "/housing")
    for _ in range(2):
        below = f"/offers/{offer_id}/answer"
        assert press(homes, "coordinator", below, answer, accepted="yes") == 303
    assert (unit(homes), waits(homes)) == ("OCCUPIED", ["HOUSED"])
    assert offered(homes, intent) == offer_id, "also after it was answered"
    assert press(homes, "coordinator", below, accepted="no") == 409
    assert unit(homes) == "OCCUPIED"


def test_a_home_skips_no_state(homes: Flow) -> None:
    assert press(homes, "coordinator", "/units/1/state", to="VACATED") == 409
    assert press(homes, "coordinator", "/units/1/state", to="OCCUPIED") == 409
    assert press(homes, "coordinator", "/units/1/state", to="SOLD") == 422
    assert press(homes, "coordinator", "/units/9/state", to="READY") == 404
    assert unit(homes) == "READY"


def test_an_offer_ends_by_itself_and_the_household_keeps_its_place(homes: Flow) -> None:
    offer_id = offered(homes)
    assert "답을 기다리는 제안" in homes.get("manager", "/housing").text
    homes.clock.forward(days=4)
    below = f"/offers/{offer_id}/answer"
    assert press(homes, "coordinator", below, accepted="yes") == 409, "too late"
    assert "답을 기다리는 제안" not in homes.get("manager", "/housing").text
    assert (unit(homes), waits(homes)) == ("READY", ["WAITING"])


def test_an_offer_needs_a_day_ahead_a_ready_home_and_somebody_who_waits(homes: Flow) -> None:
    sent = {"unit": "1", "case_id": str(homes.case_id), "expires_on": day(homes, 3)}
    assert press(homes, "coordinator", "/offers", **sent) == 409, "nobody waits"
    assert press(homes, "manager", "/waiting", number=number(homes)) == 303
    late = post(homes, "coordinator", "/offers", **{**sent, "expires_on": day(homes, -1)})
    assert late.status_code == 422
    homes.clock.forward(hours=10)
    today = post(homes, "coordinator", "/offers", **{**sent, "expires_on": day(homes, 0)})
    assert today.status_code == 422, "the day is over at its closing hour"
    assert press(homes, "coordinator", "/offers", **{**sent, "unit": "2"}) == 409
    assert waits(homes) == ["WAITING"]


def test_who_moved_out_may_ask_again(homes: Flow) -> None:
    below = f"/offers/{offered(homes)}/answer"
    assert press(homes, "coordinator", below, accepted="yes") == 303
    assert press(homes, "manager", "/waiting", number=number(homes)) == 303
    assert waits(homes) == ["HOUSED"], "who has a home waits for none"
    assert press(homes, "coordinator", "/units/1/state", to="VACATED") == 303
    assert press(homes, "manager", "/waiting", number=number(homes)) == 303
    assert waits(homes) == ["WAITING"]


def test_a_day_of_going_home_counts_for_hospital_leavers_alone(homes: Flow) -> None:
    sent = {"number": number(homes), "discharge_on": day(homes, 1)}
    assert press(homes, "manager", "/waiting", **sent) == 303
    assert sql(homes, "SELECT discharge_on FROM housing_waits") == [(None,)]


def test_a_number_nobody_has_is_refused(homes: Flow) -> None:
    answer = post(homes, "manager", "/waiting", number="GP-2026-9999")
    assert answer.status_code == 422
    assert waits(homes) == []


def test_a_household_hidden_from_somebody_waits_for_no_home_there(homes: Flow) -> None:
    offered(homes)

    async def hide() -> None:
        async with homes.cases.database.write() as session:
            session.add(
                HiddenLine(
                    danger_id="x",
                    kind="person",
                    who="manager2",
                    household_id=HOME,
                    district=GIMPO,
                    since=homes.clock(),
                )
            )

    homes._run(hide)
    page = homes.get("manager2", "/housing").text
    assert str(homes.case_id) not in page
    assert "기다리는 가구가 없습니다" in page
    assert str(homes.case_id) in homes.get("manager", "/housing").text
    assert press(homes, "manager2", "/waiting", number=number(homes)) == 422


def neighbour(flow: Flow) -> None:
    """A coordinator of a district that has homes in its own policy."""

    async def settle() -> str:
        async with flow.cases.database.write() as session:
            person = Person(
                person_id=PersonId("there"),
                login="there",
                district=JEONJU,
                office=OfficeCode("") or None,
                roles=frozenset({Role.COORDINATOR}),
            )
            now = flow.clock()
            await people.create_person(session, flow.cases.keyring, person, "먼가람", "none", now)
            token = await sessions.create(session, person.person_id, now, timedelta(days=9))
        return str(token)

    flow.tokens["there"] = flow._run(settle)


def test_what_is_of_another_district_is_not_there(homes: Flow) -> None:
    offer_id = offered(homes)
    neighbour(homes)
    page = homes.get("there", "/housing")
    assert page.status_code == 200
    for hidden in (str(homes.case_id), number(homes), offer_id):
        assert hidden not in page.text
    assert press(homes, "there", "/units/1/state", to="READY") == 404
    assert press(homes, "there", f"/offers/{offer_id}/answer", accepted="no") == 404
    sent = {"unit": "1", "case_id": str(homes.case_id), "expires_on": day(homes, 3)}
    assert press(homes, "there", "/offers", **sent) == 404
    assert press(homes, "there", "/waiting", number=number(homes)) == 422
    assert (unit(homes), waits(homes)) == ("OFFERED", ["OFFERED"])


def test_each_look_and_act_leaves_a_record_of_the_case(homes: Flow) -> None:
    offered(homes)
    homes.get("manager", "/housing")
    kept = sql(
        homes,
        "SELECT DISTINCT task FROM access_records WHERE subject = :case AND outcome = 'allowed'",
        case=homes.case_id,
    )
    assert {"AskForHome", "ManageHousing", "ViewHousing"} <= {row[0] for row in kept}


def second(flow: Flow) -> CaseId:
    """Another household on the list, behind the first."""
    first = flow.case_id
    open_case(flow, 2)
    other, flow.case_id = flow.case_id, first
    return other


def in_order(flow: Flow) -> tuple[CaseId, CaseId]:
    """Two wait; the household of the fixture asked first."""
    other = second(flow)
    assert press(flow, "manager", "/waiting", number=number(flow)) == 303
    flow.clock.forward(hours=1)
    first, flow.case_id = flow.case_id, other
    assert press(flow, "manager", "/waiting", number=number(flow)) == 303
    flow.case_id = first
    return first, other


def test_the_page_says_who_comes_first_and_why(homes: Flow) -> None:
    in_order(homes)
    page = homes.get("manager", "/housing").text
    rule = page[page.index("차례를 정하는 순서") : page.index("</ol>")]
    assert rule.index("긴급한 가구") < rule.index("구분이 무거운 가구") < rule.index("먼저 신청한")
    assert page.count("앞 가구가 먼저 신청했습니다") == 1


def test_out_of_turn_a_home_is_offered_for_a_reason(homes: Flow) -> None:
    _, other = in_order(homes)
    sent = {"unit": "1", "case_id": str(other), "expires_on": day(homes, 3)}
    assert press(homes, "coordinator", "/offers", **sent) == 422
    assert unit(homes) == "READY"
    odd = {**sent, "out_of_turn": "BECAUSE"}
    assert press(homes, "coordinator", "/offers", **odd) == 422
    because = {**sent, "out_of_turn": "HOME_DOES_NOT_FIT"}
    assert press(homes, "coordinator", "/offers", **because) == 303
    assert "차례와 다름: 앞 가구에 맞지 않는 집" in homes.get("manager", "/housing").text


def test_in_turn_no_reason_is_kept_and_the_policy_says_how_long_it_is_held(homes: Flow) -> None:
    first, _ = in_order(homes)
    sent = {"unit": "1", "case_id": str(first), "out_of_turn": "SAFETY"}
    assert press(homes, "coordinator", "/offers", **sent) == 303
    [(why, ends)] = sql(homes, "SELECT out_of_turn, expires_at FROM housing_offers")
    assert why is None
    assert str(ends) > day(homes, 4), "the days of the policy, though no day was given"
    homes.clock.forward(days=30)
    homes.get("manager", "/housing")
    assert unit(homes) == "READY"


def test_who_leaves_the_list_says_why_once(homes: Flow) -> None:
    first, other = in_order(homes)
    below = f"/waiting/{first}/leave"
    assert press(homes, "manager", below) == 422
    assert press(homes, "manager", below, why="CASE_ENDED") == 422, "nobody chooses that"
    assert press(homes, "hub", below, why="OTHER_HOME") == 403
    intent = homes.intent("manager", "/housing")
    for _ in range(2):
        assert press(homes, "manager", below, intent, why="OTHER_HOME") == 303
    assert waits(homes) == ["LEFT", "WAITING"]
    assert press(homes, "manager", below, why="MOVED_AWAY") == 409
    sent = {"unit": "1", "case_id": str(other), "expires_on": day(homes, 3)}
    assert press(homes, "coordinator", "/offers", **sent) == 303, "now it is their turn"
    assert press(homes, "manager", f"/waiting/{other}/leave", why="OTHER_HOME") == 409
    assert press(homes, "manager", "/waiting/41570-nobodyatallhere/leave", why="OTHER_HOME") == 404


def test_a_number_of_homes_counts_from_its_day(homes: Flow) -> None:
    assert press(homes, "coordinator", "/units", first="1", last="4") == 409
    stated = {"from_day": day(homes, 10), "capacity": "4"}
    assert press(homes, "manager", "/capacity", **stated) == 403
    assert press(homes, "coordinator", "/capacity", from_day=day(homes, -1), capacity="4") == 422
    assert press(homes, "coordinator", "/capacity", **stated) == 303
    assert press(homes, "coordinator", "/units", first="1", last="4") == 303, "planned ahead"
    for name in ("2", "3", "4"):
        assert press(homes, "coordinator", f"/units/{name}/state", to="REPAIRING") == 303
    for name in ("2", "3"):
        assert press(homes, "coordinator", f"/units/{name}/state", to="READY") == 303
    full = post(homes, "coordinator", "/units/4/state", to="READY")
    assert full.status_code == 409
    assert "3채를 넘습니다" in full.text
    homes.clock.forward(days=10)
    assert press(homes, "coordinator", "/units/4/state", to="READY") == 303
    assert "오늘 4채까지 쓰고, 쓰는 집은 4채입니다" in homes.get("manager", "/housing").text


def test_fewer_homes_let_whoever_lives_there_stay(homes: Flow) -> None:
    below = f"/offers/{offered(homes)}/answer"
    assert press(homes, "coordinator", below, accepted="yes") == 303
    assert press(homes, "coordinator", "/capacity", from_day=day(homes, 0), capacity="0") == 303
    assert unit(homes) == "OCCUPIED"
    assert press(homes, "coordinator", "/units/1/state", to="VACATED") == 303
    assert press(homes, "coordinator", "/units/1/state", to="REPAIRING") == 303
    assert press(homes, "coordinator", "/units/1/state", to="READY") == 409


def test_a_home_without_manager_and_services_asks_for_a_look(homes: Flow) -> None:
    assert "살펴볼 집" not in homes.get("manager", "/housing").text
    below = f"/offers/{offered(homes)}/answer"
    assert press(homes, "coordinator", below, accepted="yes") == 303
    page = homes.get("manager", "/housing").text
    assert "살펴볼 집 1채" in page
    for gap in ("담당 없음", "방문 건강 없음", "돌봄·식사 없음"):
        assert gap in page
