"""Months pass in seconds: what falls due by itself, in its order, on the case's own clock."""

from datetime import datetime, timedelta

import pytest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.testing import TimeSkipper

from care.messages.events import LadderStepFired, Recorded
from care.model.codes import Stage
from care.model.policy import CasePolicy
from runtime.stories import StoryClock
from tests.workflows import traces
from tests.workflows.acts import Desk, World
from workflows.care_case import CareCase
from workflows.client import Cases

pytestmark = pytest.mark.engine
MONDAY = datetime.fromisoformat("2026-03-02T10:00:00+09:00")


def fired(world: World, case_id: str) -> list[Recorded]:
    return [
        event
        for step in world.steps[case_id]
        for event in step.events
        if isinstance(event.event, LadderStepFired)
    ]


@pytest.fixture
async def clock(client: Client) -> StoryClock:
    return StoryClock(client, MONDAY)


@pytest.fixture
def desk(cases: Cases, policy: CasePolicy, clock: StoryClock) -> Desk:
    desk = Desk(cases, policy, shift=clock.shift)
    desk.today = lambda: clock.now().date()
    return desk


async def test_a_silent_case_climbs_its_ladder_in_order_and_each_rung_once(
    desk: Desk, world: World, clock: StoryClock
) -> None:
    await desk.open()
    clock.follow(desk.case_id, desk.shift)
    expected = (await desk.cases.outlook(desk.case_id)).next_steps
    await clock.advance_to(MONDAY + timedelta(days=60))
    told = fired(world, desk.case_id)
    assert [(e.event.deadline, e.event.step) for e in told[:3]] == [  # type: ignore[union-attr]
        (step.deadline, step.code) for step in expected
    ]
    assert [e.at for e in told] == sorted(e.at for e in told)
    marks = [(e.event.deadline, e.event.step) for e in told]  # type: ignore[union-attr]
    assert len(marks) == len(set(marks))
    for event, step in zip(told, expected, strict=False):
        assert timedelta(0) <= event.at - step.at < timedelta(seconds=5)


async def test_an_act_before_the_date_stops_what_was_due(
    desk: Desk, world: World, clock: StoryClock
) -> None:
    await desk.open()
    clock.follow(desk.case_id, desk.shift)
    first = (await desk.cases.outlook(desk.case_id)).next_steps[0]
    await clock.advance_to(first.at - timedelta(hours=1))
    assert fired(world, desk.case_id) == []
    await desk.meet()
    await clock.advance_to(first.at + timedelta(hours=1))
    assert first.deadline not in {e.event.deadline for e in fired(world, desk.case_id)}  # type: ignore[union-attr]


async def test_clocks_go_on_over_a_new_run(
    client: Client, desk: Desk, world: World, clock: StoryClock
) -> None:
    await desk.open()
    clock.follow(desk.case_id, desk.shift)
    await clock.advance_to(MONDAY + timedelta(hours=3))
    await desk.meet()
    await desk.receive()
    runs = len(await traces.runs(client, desk.case_id))
    expected = (await desk.cases.outlook(desk.case_id)).next_steps[0]
    await clock.advance_to(expected.at + timedelta(minutes=1))
    assert runs > 1
    assert fired(world, desk.case_id)[-1].event.deadline == expected.deadline  # type: ignore[union-attr]


async def test_two_years_of_monitoring_stay_small(
    client: Client, desk: Desk, world: World, clock: StoryClock
) -> None:
    await desk.to_linkage()
    clock.follow(desk.case_id, desk.shift)
    for month in range(24):
        await clock.advance_to(MONDAY + timedelta(days=30 * (month + 1)))
        await desk.meet()
    state = await desk.cases.state(desk.case_id)
    runs = await traces.runs(client, desk.case_id)
    assert state.stage is Stage.LINKAGE
    assert max(len(run) for run in runs) < 300
    assert state.contacts.total >= 24


async def test_cases_of_one_district_do_not_wake_at_the_same_moment(
    cases: Cases, policy: CasePolicy, clock: StoryClock
) -> None:
    desks = [Desk(cases, policy, shift=clock.shift) for _ in range(5)]
    for desk in desks:
        await desk.open()
    moments = {
        (await cases.outlook(desk.case_id)).next_steps[0].at.replace(microsecond=0)
        for desk in desks
    }
    assert len(moments) > 1


async def test_a_case_nobody_managed_to_open_ends_by_itself(
    client: Client, desk: Desk, clock: StoryClock
) -> None:
    handle = await client.start_workflow(
        CareCase.run, desk.start, id=desk.case_id, task_queue=desk.cases.task_queue
    )
    await TimeSkipper(client).fast_forward(handle, timedelta(days=2))
    assert (await handle.describe()).status is WorkflowExecutionStatus.COMPLETED
