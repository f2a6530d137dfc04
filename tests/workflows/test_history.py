"""What a case costs and what it hides: events and bytes a step, nothing readable on disk."""

import pytest
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.contrib.pydantic import pydantic_data_converter

from care.messages.commands import AddNote
from care.messages.envelope import DeliveryResult
from care.model.codes import Role
from care.model.ids import TextId
from runtime.replay import open_failures
from runtime.temporal import EnginePlace, connect
from tests.workflows import traces
from tests.workflows.acts import LINKAGE, MEMBER, PEOPLE, Desk, World
from workflows import names
from workflows.history import CODES

pytestmark = pytest.mark.engine
NOTE = AddNote(note=TextId("text-note"))


async def test_a_human_step_costs_at_most_eight_events_and_1200_bytes(
    client: Client, desk: Desk
) -> None:
    await desk.open()
    before = await traces.events(client, desk.case_id)
    for _ in range(5):
        await desk.act(NOTE, Role.CASE_MANAGER)
    new = (await traces.events(client, desk.case_id))[len(before) :]
    assert len(new) / 5 <= 8, [traces.name(event) for event in new]
    assert sum(event.ByteSize() for event in new) / 5 <= 1200


async def test_a_step_that_moves_the_next_date_costs_at_most_eight_events(
    client: Client, desk: Desk
) -> None:
    await desk.open()
    await desk.meet()
    before = await traces.events(client, desk.case_id)
    await desk.meet()
    new = (await traces.events(client, desk.case_id))[len(before) :]
    assert len(new) <= 8, [traces.name(event) for event in new]


async def test_nothing_of_a_case_is_readable_in_the_engines_file(
    client: Client, desk: Desk, engine: EnginePlace
) -> None:
    await desk.to_linkage()
    await desk.request()
    stored = b"".join(
        path.read_bytes() for path in engine.file.parent.iterdir() if path.name.startswith("temp")
    )
    assert desk.case_id.encode() in stored
    number = "T-" + desk.case_id.rpartition("-")[2]
    canaries = [PEOPLE[Role.CASE_MANAGER], MEMBER, "text-minutes", "RecordIntake", number]
    assert [canary for canary in canaries if canary.encode() in stored] == []


async def test_an_act_in_clear_is_refused_and_the_case_goes_on(
    desk: Desk, engine: EnginePlace
) -> None:
    await desk.open()
    intruder = await connect(
        engine.address, engine.namespace, pydantic_data_converter, identity="intruder"
    )
    handle = intruder.get_workflow_handle(desk.case_id)
    forged = desk.envelope(NOTE, Role.CASE_MANAGER)
    with pytest.raises(WorkflowUpdateFailedError):
        await handle.execute_update(names.UPDATE_ACT, forged)
    await handle.signal("anything", "in clear")
    assert (await desk.meet()).revision > 1


async def test_an_operator_reads_the_history_in_lines(desk: Desk, world: World) -> None:
    world.answers = [DeliveryResult(delivered=True)]
    await desk.to_linkage()
    await desk.request()
    await desk.settled()
    lines = await desk.cases.history(desk.case_id)
    asked = [line.params["command"] for line in lines if line.code == "ASKED"]
    assert asked[:3] == ["OpenCase", "RecordContact", "RecordConsent"]
    assert asked[-1] == "RequestLinkage"
    assert [line.code for line in lines if "effect" in line.params] == ["SENDING", "SENT"]
    assert [line.run for line in lines if line.code == "NEW_RUN"] == [2, 3, 4, 5, 6, 7]
    assert {line.code for line in lines} <= set(CODES)


async def test_an_operator_sees_an_effect_that_is_being_repeated(desk: Desk, world: World) -> None:
    world.answers = [RuntimeError("down")]
    await desk.to_linkage()
    await desk.request()
    while not (trying := [x for x in await desk.cases.history(desk.case_id) if x.code == "TRYING"]):
        pass
    assert trying[-1].params["effect"] == f"{LINKAGE}:1"


async def test_before_a_deploy_every_open_case_is_replayed(client: Client, desk: Desk) -> None:
    await desk.to_linkage()
    assert await open_failures(client, client.data_converter) == {}
