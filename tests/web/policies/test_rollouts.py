"""Rollouts started, steered and read; and on a case's page which policy it follows and why."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from temporalio.testing import ActivityEnvironment

from activities.policy_rollout import RolloutDesk
from care.messages.rollouts import RolloutRound, RolloutStart, RolloutState
from care.model.ids import RolloutId
from care.model.policy import CasePolicy
from care.model.policy_rules import Adoption
from policies.resolve import resolve
from store import policy_rollouts
from store.timeline import keep_policy
from tests.editions import first, in_force, published
from tests.web.flow import Flow, classify, open_case, receive, submit

GIMPO = "41570"
LATER = {
    "n": 20, "unit": "d", "from": "receipt", "firstDay": "EXCLUDED", "rollover": "NEXT",
    "source": "district",
}  # fmt: skip
PAUSE_TO = {
    "pause": RolloutState.PAUSED,
    "resume": RolloutState.RUNNING,
    "cancel": RolloutState.CANCELLED,
}


@dataclass
class Door:
    """Stands for the engine: remembers what it was asked, and keeps the state as it would."""

    flow: Flow
    started: list[RolloutStart]
    steered: list[str]
    away: bool = False

    async def start(self, start: RolloutStart) -> bool:
        self.started.append(start)
        return True

    async def steer(self, rollout: RolloutId, wish: str) -> RolloutState | None:
        self.steered.append(wish)
        if self.away:
            return None
        async with self.flow.cases.database.write() as session:
            now = self.flow.clock()
            await policy_rollouts.note(session, rollout, PAUSE_TO[wish], now)
        return PAUSE_TO[wish]

    def rounds(self) -> RolloutRound:
        """What the worker would do now."""
        desk = RolloutDesk(self.flow.cases.database, self.flow.cases, self.flow.clock)
        asked = ActivityEnvironment().run
        found: RolloutRound = self.flow._run(asked, desk.take_up_policy, self.started[-1])
        return found


@pytest.fixture
def numbers() -> Iterator[tuple[int, int]]:
    """Of the edition cases follow, and of the one with more time for the first assessment."""
    of_file = first(GIMPO)
    newer = published(GIMPO, of_file.number + 1, {"assessment.due": LATER}, Adoption.NEXT_STAGE)
    with in_force(of_file, newer):
        yield of_file.number, newer.number


@pytest.fixture
def door(flow: Flow) -> Door:
    found = Door(flow, [], [])
    app: Any = flow.client.app
    app.state.dependencies = replace(app.state.dependencies, rollouts=found)
    return found


def started(flow: Flow, number: int) -> str:
    page = "/policies/rollouts"
    made = flow.post("admin", page, {"edition": str(number)}, flow.intent("admin", page))
    assert made.status_code == 303, made.text
    return str(made.headers["location"])


def opened_before(flow: Flow, *acts: Callable[[Flow], None]) -> None:
    """A case of the edition before, with what opening it on the web keeps."""
    with in_force(first(GIMPO)):
        flow._run(_keep, flow, resolve(GIMPO).case_policy)
        for act in (open_case, receive, *acts):
            act(flow)


async def _keep(flow: Flow, policy: CasePolicy) -> None:
    async with flow.cases.database.write() as session:
        await keep_policy(session, policy)


def followed(flow: Flow) -> str:
    page = str(flow.get("manager", f"/cases/{flow.case_id}").text)
    return page.split('id="policy"')[1].split("</section>")[0]


def test_a_case_says_which_edition_it_follows_since_when_and_why(
    flow: Flow, door: Door, numbers: tuple[int, int]
) -> None:
    old, new = numbers
    opened_before(flow)
    waiting = followed(flow)
    assert f">{old}판</a>" in waiting
    assert f"새 판 {new}판" in waiting
    assert "다음 단계로 갈 때" in waiting

    address = started(flow, new)
    assert door.rounds() == RolloutRound(settled=1, left=0)

    taken = followed(flow)
    assert f">{new}판</a>" in taken
    assert f"그 전에는 {old}판" in taken
    assert "진행 중인 사례에 적용하면서" in taken
    assert "기한 옮김" in taken
    assert "→" in taken
    assert "새 판" not in taken
    page = flow.get("admin", address).text
    assert "사례 1건 가운데 1건" in page
    assert "새 판을 따름" in page


def test_who_could_not_is_listed_with_the_reason_on_page_file_and_case(
    flow: Flow, door: Door, numbers: tuple[int, int]
) -> None:
    opened_before(flow, classify, submit)
    address = started(flow, numbers[1])
    door.rounds()

    page = flow.get("admin", f"{address}?result=REFUSED").text
    assert "결재를 기다리는 요청이 있어" in page
    assert "끝나면 다시 적용할 수 있습니다." in page
    file = flow.get("admin", f"{address}/results")
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert file.headers["content-type"].startswith("text/csv")
    assert rows[1][4:6] == ["옮기지 못함", "policy_decision_open"]
    assert "결재를 기다리는 요청이 있어" in followed(flow)


def test_a_form_sent_twice_begins_one_rollout(
    flow: Flow, door: Door, numbers: tuple[int, int]
) -> None:
    page = "/policies/rollouts"
    intent = flow.intent("admin", page)
    first_time, again = (
        flow.post("admin", page, {"edition": str(numbers[1])}, intent) for _ in range(2)
    )
    assert first_time.headers["location"] == again.headers["location"]
    assert flow.get("admin", page).text.count("판 적용</a>") == 1


def test_an_edition_nobody_published_is_refused_at_its_field(
    flow: Flow, door: Door, numbers: tuple[int, int]
) -> None:
    page = "/policies/rollouts"
    answer = flow.post("admin", page, {"edition": "99"}, flow.intent("admin", page))
    assert answer.status_code == 422
    assert door.started == []


def test_it_is_paused_goes_on_and_is_ended_by_those_who_may(
    flow: Flow, door: Door, numbers: tuple[int, int]
) -> None:
    address = started(flow, numbers[1])
    for who, wish, said in (
        ("admin", "pause", "잠시 멈춤"),
        ("operator", "resume", "적용하는 중"),
        ("admin2", "cancel", "그만둠"),
    ):
        answer = flow.post(who, f"{address}/{wish}", {}, flow.intent(who, address))
        assert answer.status_code == 303, answer.text
        assert said in flow.get("admin", address).text
    assert door.steered == ["pause", "resume", "cancel"]
    assert "한결음" in flow.get("admin", address).text
    late = flow.post("admin", f"{address}/pause", {}, flow.intent("admin", "/policies/rollouts"))
    assert late.status_code == 409
    assert "이미 끝난 적용입니다." in late.text


def test_without_an_answer_of_the_engine_nothing_is_promised(
    flow: Flow, door: Door, numbers: tuple[int, int]
) -> None:
    address = started(flow, numbers[1])
    door.away = True
    answer = flow.post("admin", f"{address}/pause", {}, flow.intent("admin", address))
    assert answer.status_code == 202
    assert "아직 답이 없습니다." in answer.text


def test_a_section_head_reads_and_steers_nothing_and_a_case_manager_sees_no_list(
    flow: Flow, door: Door, numbers: tuple[int, int]
) -> None:
    address = started(flow, numbers[1])
    page = flow.get("head", address)
    assert page.status_code == 200
    assert f'action="{address}/pause"' not in page.text
    assert flow.get("manager", address).status_code == 403
    assert flow.get("manager", "/policies/rollouts").status_code == 403


def test_an_unknown_rollout_is_no_page(flow: Flow, door: Door) -> None:
    assert flow.get("admin", "/policies/rollouts/41570-rollout-none").status_code == 404
    assert flow.get("admin", "/policies/rollouts/11215-rollout-6").status_code == 404
