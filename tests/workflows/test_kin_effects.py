"""What a case says to another district and to the episode it came from reaches them once."""

import asyncio

import pytest
from temporalio.client import Client

from care.messages import kin_commands as kc
from care.messages.envelope import DeliveryResult
from care.model.codes import Role, Stage
from care.model.ids import CaseId, TextId
from care.model.loop_codes import TransferAnswer
from tests.workflows import loops, traces
from tests.workflows.acts import Desk, World, refuses_for_good

pytestmark = pytest.mark.engine


async def received(desk: Desk) -> None:
    await desk.open()
    await desk.meet()
    await desk.receive()
    await desk.assign()


async def test_an_offer_is_repeated_until_it_is_laid_and_the_sender_stays_the_owner(
    desk: Desk, world: World
) -> None:
    world.unheard = [RuntimeError("away"), RuntimeError("away")]
    await received(desk)
    await loops.offer(desk)
    await desk.settled()
    state = await desk.cases.state(desk.case_id)
    assert [asked.transfer_id for asked in world.offered] == [loops.TRANSFER]
    assert state.owner is not None
    assert state.stage is Stage.ASSESSMENT
    assert world.kinds(desk.case_id).count("EffectSettled") == 1


async def test_an_offer_that_can_never_be_laid_goes_back_to_the_coordinator(
    desk: Desk, world: World
) -> None:
    world.unheard = [refuses_for_good("district_unknown")]
    await received(desk)
    await loops.offer(desk)
    await desk.settled()
    state = await desk.cases.state(desk.case_id)
    assert state.transfer is not None
    assert state.transfer.approved_at is None
    assert world.offered == []


async def merge(desk: Desk) -> None:
    command = kc.MergeInto(into=CaseId("11215-KEPT"), reason=TextId("text-reason"))
    await desk.act(command, Role.COORDINATOR)
    await desk.settled()


async def test_the_record_kept_hears_of_the_merge(desk: Desk, world: World) -> None:
    world.unheard = [RuntimeError("away")]
    await received(desk)
    await merge(desk)
    assert [(asked.into, asked.undone) for asked in world.kept] == [("11215-KEPT", False)]
    assert (await desk.cases.state(desk.case_id)).merge is not None


async def test_a_merge_the_other_record_cannot_take_is_off(desk: Desk, world: World) -> None:
    world.takes = DeliveryResult(delivered=False, code="merged")
    await received(desk)
    await merge(desk)
    assert (await desk.cases.state(desk.case_id)).merge is None
    assert world.kinds(desk.case_id)[-1] == "MergeUndone"


async def test_an_accepted_case_ends_and_a_repeated_word_changes_nothing(
    client: Client, desk: Desk, world: World
) -> None:
    await received(desk)
    await loops.offer(desk)
    await desk.settled()
    first = await loops.hear_accepted(desk)
    await asyncio.wait_for(client.get_workflow_handle(desk.case_id).result(), 20)
    state = await desk.cases.state(desk.case_id)
    assert state.stage is Stage.ENDED
    assert state.transfer is not None
    assert state.transfer.answer is TransferAnswer.ACCEPTED
    assert first.revision == state.revision
    assert world.kinds(desk.case_id)[-1] == "CaseEnded"


async def test_a_new_episode_tells_its_former_one_even_over_a_new_run(
    client: Client, desk: Desk, world: World
) -> None:
    world.unheard = [RuntimeError("away")]
    former = CaseId(f"{desk.policy.district}-former")
    opening = loops.taken_up_from(desk, former)
    await desk.cases.open(desk.start, desk.envelope(opening, Role.LOCAL_OFFICE))
    await desk.receive()
    await desk.assign()
    await desk.settled()
    assert {asked.former.case_id for asked in world.told} == {former}
    state = await desk.cases.state(desk.case_id)
    assert (state.episode, state.lineage, state.effects) == (2, former, ())
    assert len(await traces.runs(client, desk.case_id)) > 1
