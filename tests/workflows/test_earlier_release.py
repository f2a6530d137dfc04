"""A case opened before the loops existed goes on as it was, then takes them up with a policy."""

from typing import get_args

import pytest

from care.messages import commands as c
from care.messages import loop_events as le
from care.messages.envelope import Receipt
from care.model.codes import ContactMode, ContactResult, RedFlag, Role, Stage
from care.model.policy import CasePolicy
from tests.workflows.acts import MEMBER, Desk, World
from workflows.client import Cases

pytestmark = pytest.mark.engine
LOOPS = {kind.__name__ for kind in get_args(le.LOOP_EVENTS)}


@pytest.fixture
def pinned(policy: CasePolicy) -> CasePolicy:
    return policy.model_copy(update={"life": None, "content_hash": "of-the-earlier-release"})


@pytest.fixture
def desk(cases: Cases, pinned: CasePolicy) -> Desk:
    return Desk(cases, pinned)


async def refuse(desk: Desk) -> Receipt:
    command = c.RecordContact(
        mode=ContactMode.DOORSTEP, result=ContactResult.REFUSED, members=(MEMBER,)
    )
    return await desk.act(command, Role.LOCAL_OFFICE)


async def test_under_its_old_policy_it_knows_no_loop(desk: Desk, world: World) -> None:
    await desk.open()
    await refuse(desk)
    await desk.act(c.RaiseRedFlag(flags=(RedFlag.SUICIDE,)), Role.LOCAL_OFFICE)
    state = await desk.cases.state(desk.case_id)
    assert (state.stage, state.hold, state.crisis) == (Stage.DISCOVERY, None, None)
    assert LOOPS.isdisjoint(world.kinds(desk.case_id))


async def test_it_takes_the_loops_up_at_its_next_stage(
    desk: Desk, world: World, policy: CasePolicy
) -> None:
    await desk.open()
    world.policy = policy
    await desk.meet()
    state = await desk.cases.state(desk.case_id)
    assert state.stage is Stage.INTAKE
    await refuse(desk)
    state = await desk.cases.state(desk.case_id)
    assert state.policy.life == policy.life
    assert state.stage is Stage.ENGAGEMENT_HOLD
