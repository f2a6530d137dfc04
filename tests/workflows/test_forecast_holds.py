"""What is foretold of a case is what it then does on the engine when nobody acts."""

from datetime import date, datetime, timedelta

import pytest
from temporalio.client import Client

from care.decide.forecast import Coming, coming_days, forecast
from care.messages import loop_commands as lc
from care.messages import loop_events as le
from care.messages.events import LadderStepFired, Recorded
from care.model.case import CaseState
from care.model.codes import Role
from care.model.ids import PersonId
from care.model.loop_codes import PauseReason
from care.model.policy import CasePolicy
from runtime.stories import StoryClock
from tests.workflows.acts import Desk, World
from workflows.client import Cases

pytestmark = pytest.mark.engine
MONDAY = datetime.fromisoformat("2026-03-02T10:00:00+09:00")
AT_ONCE = timedelta(seconds=20)
"""Within what a wake may come after its moment, on a machine with other work to do."""


@pytest.fixture
async def clock(client: Client) -> StoryClock:
    return StoryClock(client, MONDAY)


@pytest.fixture
def desk(cases: Cases, policy: CasePolicy, clock: StoryClock) -> Desk:
    desk = Desk(cases, policy, shift=clock.shift)
    desk.today = lambda: clock.now().date()
    return desk


def happened(world: World, desk: Desk, known: int) -> list[Recorded]:
    """Everything after the revision at which people left the case alone."""
    events = [event for step in world.steps[desk.case_id] for event in step.events]
    return [event for event in events if event.sequence > known]


def holds(told: list[Coming], came: list[Recorded]) -> None:
    """The same rungs at the same moments, none missing and none besides."""
    rungs = [each for each in told if each.what == "rung"]
    fired = [one for one in came if isinstance(one.event, LadderStepFired)]
    expected = {(each.deadline, each.code): each.at for each in rungs}
    moments = {
        (one.event.deadline, one.event.step): one.at
        for one in fired
        if isinstance(one.event, LadderStepFired)
    }
    assert moments.keys() == expected.keys()
    late = {mark: moments[mark] - at for mark, at in expected.items()}
    assert all(timedelta(0) <= delay < AT_ONCE for delay in late.values()), late


async def left(desk: Desk, until: date) -> tuple[CaseState, list[Coming]]:
    state = await desk.cases.state(desk.case_id)
    return state, list(forecast([state], until, state.policy.calendar))


async def test_the_next_fourteen_business_days_come_as_foretold(
    desk: Desk, world: World, clock: StoryClock
) -> None:
    await desk.to_linkage()
    clock.follow(desk.case_id, desk.shift)
    state = await desk.cases.state(desk.case_id)
    days = coming_days([state], clock.now().date(), state.policy.calendar)
    await clock.advance_to(datetime.fromisoformat(f"{days[-1].on}T23:59:00+09:00"))
    told = [each for day in days for each in day.coming]
    assert told
    holds(told, happened(world, desk, state.revision))


async def test_half_a_year_of_silence_is_foretold_up_to_the_stalls_rungs(
    desk: Desk, world: World, clock: StoryClock
) -> None:
    await desk.to_linkage()
    clock.follow(desk.case_id, desk.shift)
    until = date(2026, 11, 2)
    state, told = await left(desk, until)
    await clock.advance_to(datetime.fromisoformat(f"{until}T18:00:00+09:00"))
    came = happened(world, desk, state.revision)
    holds(told, came)
    assert any(each.code == "stall_180" for each in told)
    assert sum(isinstance(one.event, le.SolutionConferenceAsked) for one in came) == 1


async def test_a_pause_and_a_cover_end_by_themselves_as_foretold(
    desk: Desk, world: World, clock: StoryClock
) -> None:
    await desk.to_linkage()
    clock.follow(desk.case_id, desk.shift)
    pause = lc.PauseCase(reason=PauseReason.HOSPITAL, resume_on=date(2026, 3, 20))
    await desk.act(pause, Role.CASE_MANAGER)
    cover = lc.SetCover(cover=PersonId("p-cover"), until=date(2026, 4, 10))
    await desk.act(cover, Role.TEAM_LEAD)
    state, told = await left(desk, date(2026, 5, 8))
    await clock.advance_to(datetime.fromisoformat("2026-05-08T18:00:00+09:00"))
    came = happened(world, desk, state.revision)
    holds(told, came)
    turns = [each.at for each in told if each.what == "itself"]
    ended = [one.at for one in came if isinstance(one.event, le.CaseResumed | le.CoverEnded)]
    assert len(turns) == len(ended) == 2
    delays = [at - turn for at, turn in zip(ended, turns, strict=True)]
    assert all(timedelta(0) <= delay < AT_ONCE for delay in delays)
