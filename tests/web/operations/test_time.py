"""The time machine's pages: only where a machine is, only for operators, and pages go by it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from fastapi import FastAPI

from care.messages import commands as c
from care.model.codes import DiscoveryChannel, Relation
from care.model.household import Member
from care.model.ids import CaseId, CaseNumber, HouseholdId, OfficeCode
from tests.web.flow import CHILD, MOTHER, Flow, district, open_case, receive
from web.engine import TimeStandsStill


@dataclass
class Machine:
    """Moves at once, in the engine's place; ``slow`` and ``broken`` behave as their names say."""

    ahead: dict[CaseId, timedelta] = field(default_factory=dict)
    broken: str = ""
    ends: bool = False
    pieces: int = 0

    async def lead(self, case_id: CaseId) -> timedelta:
        if self.broken == "lead":
            raise TimeStandsStill("ENGINE_AWAY")
        return self.ahead.get(case_id, timedelta(0))

    async def forward(self, case_id: CaseId, by: timedelta) -> bool:
        if self.broken:
            raise TimeStandsStill(self.broken)
        self.pieces += 1
        self.ahead[case_id] = await self.lead(case_id) + by
        return not self.ends


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def moving(tmp_path_factory: pytest.TempPathFactory, machine: Machine) -> Iterator[Flow]:
    with district(tmp_path_factory.mktemp("district"), machine) as found:
        open_case(found)
        receive(found)
        yield found


def address(flow: Flow) -> str:
    return f"/operations/cases/{flow.case_id}/time"


def arrived(flow: Flow) -> str:
    for _ in range(100):
        page = str(flow.get("operator", address(flow)).text)
        app = flow.client.app
        assert isinstance(app, FastAPI)
        if "옮기는 중입니다" not in page and not app.state.movers.tasks:
            return page
        time.sleep(0.02)
    raise AssertionError(page)


def test_an_operator_moves_one_case_and_every_page_goes_by_its_clock(
    moving: Flow, machine: Machine
) -> None:
    page = moving.get("operator", address(moving)).text
    assert "한 달" in page
    answer = moving.post("operator", address(moving), {"by": "365"})
    assert answer.status_code == 303
    assert "365일을 옮겼습니다" in arrived(moving)
    assert machine.pieces > 10

    told = moving.get("manager", f"/cases/{moving.case_id}").text
    assert "시간 이동 +365일" in told
    assert "이 사례의 오늘은 2027. 1. 6." in told
    assert "시간 이동 +365일" in moving.get("manager", "/inbox").text
    assert "시간 이동 +365일" in moving.get("manager", "/cases").text
    assert "시간 이동 +365일" in moving.get("manager", "/stalled").text


def test_what_is_due_is_counted_by_the_moved_clock(moving: Flow) -> None:
    assert "기한 지남 0건" in moving.get("manager", "/inbox").text
    moving.post("operator", address(moving), {"by": "91"})
    arrived(moving)
    assert "기한 지남 1건" in moving.get("manager", "/inbox").text
    assert "GP-2026-0001" in moving.get("manager", "/cases?quick=overdue").text


def test_the_longest_stall_is_counted_by_each_case_s_own_clock(moving: Flow) -> None:
    first = moving.case_id
    moving.clock.forward(days=120)
    open_case_of_another_home(moving)
    moving.clock.forward(days=40)
    moving.post("operator", f"/operations/cases/{first}/time", {"by": "365"})
    moving.case_id, second = first, moving.case_id
    arrived(moving)
    page = moving.get("coordinator", "/stalled").text
    assert page.index(f"/cases/{first}") < page.index(f"/cases/{second}")


def open_case_of_another_home(flow: Flow) -> None:
    flow.case_id = CaseId(f"41570-{'b' * 16}")
    client = Member(member_id=MOTHER, relation=Relation.CLIENT, birth_year=1970, birth_month=4)
    flow.act(
        "hub",
        c.OpenCase(
            case_number=CaseNumber("GP-2026-0002"),
            office=OfficeCode("handeul-eup"),
            household_id=HouseholdId("home-2"),
            channel=DiscoveryChannel.SHELTER,
            members=(client,),
        ),
    )


def test_other_cases_keep_the_wall_clock(moving: Flow) -> None:
    moving.post("operator", address(moving), {"by": "30"})
    arrived(moving)
    open_case_of_another_home(moving)
    told = moving.get("manager", f"/cases/{moving.case_id}").text
    assert "시간 이동" not in told


def test_custom_days_are_bounded(moving: Flow) -> None:
    for days, status in (("", 422), ("0", 422), ("401", 422), ("400", 303)):
        answer = moving.post("operator", address(moving), {"by": "other", "days": days})
        assert answer.status_code == status, days
    assert "400일을 옮겼습니다" in arrived(moving)


def test_a_case_that_ends_on_the_way_is_said_to_have_ended(moving: Flow, machine: Machine) -> None:
    machine.ends = True
    moving.post("operator", address(moving), {"by": "30"})
    assert "옮기는 동안 사례가 끝났습니다" in arrived(moving)


@pytest.mark.parametrize(
    ("broken", "said", "status"),
    [
        ("lead", "처리 엔진이 답하지 않습니다", 409),
        ("ENGINE_UNIMPLEMENTED", "이 엔진은 시간을 옮기지 못합니다", 303),
        ("ENGINE_INTERNAL", "ENGINE_INTERNAL", 303),
    ],
)
def test_what_cannot_be_moved_says_why(
    moving: Flow, machine: Machine, broken: str, said: str, status: int
) -> None:
    machine.broken = broken
    answer = moving.post("operator", address(moving), {"by": "30"})
    assert answer.status_code == status
    assert said in (answer.text if status == 409 else arrived(moving))


@pytest.mark.parametrize("who", ["hub", "manager", "coordinator", "head", "admin"])
def test_nobody_but_an_operator_moves_time(moving: Flow, who: str) -> None:
    assert moving.get(who, address(moving)).status_code in (403, 404)
    answer = moving.post(who, address(moving), {"by": "30"}, intent="x")
    assert answer.status_code in (403, 404)


def test_the_page_shows_nobodys_name(moving: Flow) -> None:
    page = moving.get("operator", address(moving)).text
    for name in ("윤다온", "윤○온", "민들레"):
        assert name not in page


def test_without_a_machine_there_is_no_such_address(flow: Flow) -> None:
    open_case(flow)
    assert flow.get("operator", address(flow)).status_code == 404
    answer = flow.post("operator", address(flow), {"by": "30"}, intent="x")
    assert answer.status_code == 404
    assert "시간 옮기기" not in flow.get("operator", f"/operations/cases/{flow.case_id}").text


def test_the_history_page_leads_to_it_where_there_is_one(moving: Flow) -> None:
    assert address(moving) in moving.get("operator", f"/operations/cases/{moving.case_id}").text


def test_what_begins_from_a_moved_case_begins_at_its_date(moving: Flow) -> None:
    moving.post("operator", address(moving), {"by": "91"})
    arrived(moving)
    apart = {"client": str(CHILD), "note": "따로 살게 됨"}
    answer = moving.post("coordinator", f"/cases/{moving.case_id}/split", apart)
    moving.case_id = CaseId(answer.headers["location"].removeprefix("/cases/"))
    assert moving.state().clock_shift == timedelta(days=91)
    assert "시간 이동 +91일" in moving.get("coordinator", f"/cases/{moving.case_id}").text
    assert "0일을 옮겼습니다" not in moving.get("operator", address(moving)).text
