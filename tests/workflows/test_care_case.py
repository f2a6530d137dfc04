"""One case on the real engine: every act is decided once, stored in order, and answered truly."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.client import Client, WorkflowExecutionStatus

from care.messages.commands import AddNote
from care.messages.envelope import DeliveryResult, Receipt
from care.model.codes import PartnerAnswer, Role, Stage
from care.model.ids import CaseId, IntentKey, TextId
from care.model.policy import CasePolicy
from tests.workflows import traces
from tests.workflows.acts import PEOPLE, Desk, World, refuses_for_good
from workflows import names
from workflows.client import Cases, NotFound, Refused

pytestmark = pytest.mark.engine


async def ended(client: Client, case_id: str) -> None:
    await asyncio.wait_for(client.get_workflow_handle(case_id).result(), 20)


async def test_a_case_runs_from_discovery_to_its_end(
    client: Client, desk: Desk, world: World
) -> None:
    await desk.to_linkage()
    await desk.request()
    await desk.settled()
    for answer in (PartnerAnswer.ACCEPTED, PartnerAnswer.STARTED, PartnerAnswer.DONE):
        await desk.answer(answer)
    await desk.check()
    await desk.close()
    while (await desk.cases.state(desk.case_id)).stage is Stage.AFTERCARE:
        await desk.look_after()
    await ended(client, desk.case_id)
    stored = [event for step in world.steps[desk.case_id] for event in step.events]
    assert [event.sequence for event in stored] == list(range(1, len(stored) + 1))
    stages = [e.event.stage for e in stored if e.event.kind == "StageEntered"]
    beside = (Stage.DISCOVERY, Stage.ENGAGEMENT_HOLD, Stage.ENDED)
    assert stages == [stage for stage in Stage if stage not in beside]
    assert stored[-1].event.kind == "CaseEnded"
    assert [asked.withdraw for asked in world.referrals] == [False]


async def test_a_repeated_act_gets_its_first_receipt_even_in_a_later_run(
    client: Client, desk: Desk, world: World
) -> None:
    first = await desk.open("opening-" + desk.case_id)
    await desk.meet()
    await desk.receive()
    again = await desk.open("opening-" + desk.case_id)
    assert len(await traces.runs(client, desk.case_id)) > 1
    assert again == first.model_copy(update={"repeated": True})
    assert world.kinds(desk.case_id).count("CaseOpened") == 1


async def test_of_two_approvers_at_once_one_wins_and_the_other_is_told_who(desk: Desk) -> None:
    await desk.open()
    await desk.meet()
    await desk.receive()
    await desk.assign()
    await desk.assess()
    await desk.confer()
    await desk.submit()
    both = [desk.act(desk.approval(), Role.COORDINATOR) for _ in range(2)]
    answers = await asyncio.gather(*both, return_exceptions=True)
    lost = [a for a in answers if isinstance(a, Refused)]
    assert len([a for a in answers if isinstance(a, Receipt)]) == 1
    assert len(lost) == 1
    assert PEOPLE[Role.COORDINATOR] in lost[0].refusal.params.values()


async def test_a_refused_act_leaves_nothing_in_history(client: Client, desk: Desk) -> None:
    await desk.open()
    before = await traces.events(client, desk.case_id)
    with pytest.raises(Refused) as refused:
        await desk.submit()
    assert refused.value.refusal.code == "wrong_stage"
    assert len(await traces.events(client, desk.case_id)) == len(before)


async def test_a_case_nobody_opened_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound):
        await desk.cases.state(desk.case_id)
    with pytest.raises(NotFound):
        await desk.meet()


async def test_an_opening_that_is_refused_starts_no_case(client: Client, desk: Desk) -> None:
    envelope = desk.envelope(desk.approval(), Role.COORDINATOR)
    with pytest.raises(Refused):
        await desk.cases.open(desk.start, envelope)
    with pytest.raises(NotFound):
        await desk.cases.state(desk.case_id)


async def test_a_step_waits_for_the_database_and_is_stored_once(desk: Desk, world: World) -> None:
    world.store_fails = 3
    receipt = await desk.open()
    assert receipt.revision == world.steps[desk.case_id][-1].events[-1].sequence
    assert world.kinds(desk.case_id).count("CaseOpened") == 1


async def test_a_referral_is_repeated_until_the_body_takes_it(desk: Desk, world: World) -> None:
    world.answers = [RuntimeError("down"), DeliveryResult(delivered=True, code="http_201")]
    await desk.to_linkage()
    await desk.request()
    await desk.settled()
    assert len({asked.effect_id for asked in world.referrals}) == 1
    assert len(world.referrals) == 2
    assert world.kinds(desk.case_id).count("LinkageDelivered") == 1


async def test_a_body_that_refuses_for_good_is_recorded_and_not_asked_again(
    desk: Desk, world: World
) -> None:
    world.answers = [refuses_for_good("http_410")]
    await desk.to_linkage()
    await desk.request()
    await desk.settled()
    failed = [
        event.event
        for step in world.steps[desk.case_id]
        for event in step.events
        if event.event.kind == "LinkageDeliveryFailed"
    ]
    assert [event.code for event in failed] == ["http_410"]
    assert len(world.referrals) == 1


async def test_a_withdrawal_waits_for_the_end_of_the_sending_it_takes_back(
    desk: Desk, world: World
) -> None:
    world.slow = asyncio.Event()
    await desk.to_linkage()
    await desk.request()
    await world.asked()
    await desk.withdraw()
    await asyncio.sleep(0.3)
    assert world.sent == []
    world.slow.set()
    await desk.settled()
    assert [asked.withdraw for asked in world.sent] == [False, True]
    assert "LinkageDelivered" in world.kinds(desk.case_id)


async def test_a_referral_still_being_repeated_is_called_off_by_its_withdrawal(
    desk: Desk, world: World
) -> None:
    world.answers = [RuntimeError("down")]
    await desk.to_linkage()
    await desk.request()
    await world.asked()
    await desk.withdraw()
    await desk.settled()
    assert [asked.withdraw for asked in world.referrals] == [False, True]


async def test_a_newer_policy_is_adopted_where_a_stage_begins(
    desk: Desk, world: World, policy: CasePolicy
) -> None:
    await desk.open()
    newer = {"version": policy.version + 1, "content_hash": "newer"}
    world.policy = policy.model_copy(update=newer)
    await desk.meet()
    await desk.receive()
    assert (await desk.cases.state(desk.case_id)).policy.content_hash == "newer"
    assert world.kinds(desk.case_id).count("PolicyAdopted") == 1


async def test_an_ended_case_says_it_is_closed(client: Client, desk: Desk) -> None:
    await desk.open()
    await client.get_workflow_handle(desk.case_id).terminate()
    with pytest.raises(Refused) as refused:
        await desk.meet()
    assert refused.value.refusal.code == "not_open"
    with pytest.raises(Refused) as refused:
        await desk.open("another")
    assert refused.value.refusal.code == "already_open"


async def test_operators_find_a_case_by_codes_alone(client: Client, desk: Desk) -> None:
    await desk.open()
    await desk.meet()
    described = await client.get_workflow_handle(desk.case_id).describe()
    found = described.typed_search_attributes
    assert found.get(names.DISTRICT) == desk.policy.district
    assert found.get(names.STAGE) == Stage.INTAKE
    assert found.get(names.PROGRAMME) == ["ICM"]
    assert described.status is WorkflowExecutionStatus.RUNNING


async def test_the_outlook_says_what_is_waited_for_and_what_comes_next(desk: Desk) -> None:
    await desk.open()
    outlook = await desk.cases.outlook(desk.case_id)
    assert outlook.waiting.due is not None
    assert len(outlook.next_steps) == 3
    assert outlook.next_steps[0].at > outlook.waiting.since - timedelta(seconds=1)


async def test_a_case_far_from_today_lives_on_its_own_clock(
    cases: Cases, policy: CasePolicy, world: World
) -> None:
    desk = Desk(cases, policy, shift=timedelta(days=-200))
    await desk.open()
    opened_at = (await cases.state(desk.case_id)).opened_at
    assert opened_at is not None
    assert opened_at.date() in (desk.today(), desk.today() - timedelta(days=1))


async def test_five_clicks_of_one_form_are_one_act(desk: Desk, world: World) -> None:
    await desk.open()
    note = AddNote(note=TextId("text-note"))
    clicks = [desk.act(note, Role.CASE_MANAGER, f"{desk.case_id}.click") for _ in range(5)]
    receipts = await asyncio.gather(*clicks)
    assert len({receipt.revision for receipt in receipts}) == 1
    assert world.kinds(desk.case_id).count("NoteAdded") == 1


async def test_an_act_the_case_forgot_is_answered_from_the_store(
    client: Client, cases: Cases, desk: Desk, queue: str
) -> None:
    await desk.open()
    receipts = Remembered(desk.case_id)
    remembering = Cases(client, task_queue=queue, receipts=receipts)
    note = desk.envelope(AddNote(note=TextId("text-note")), Role.CASE_MANAGER, "long-ago")
    before = (await cases.state(desk.case_id)).revision
    assert (await remembering.ask(desk.case_id, note)).repeated
    assert (await cases.state(desk.case_id)).revision == before


class Remembered:
    """A store that knows one act of long ago."""

    def __init__(self, case_id: CaseId) -> None:
        self._case_id = case_id

    async def overtaken(self, case_id: CaseId, intent: IntentKey) -> Receipt | None:
        known = (case_id, intent) == (self._case_id, "long-ago")
        return Receipt(case_id=case_id, intent=intent, revision=1, repeated=True) if known else None

    async def stored(self, case_id: CaseId, intent: IntentKey) -> Receipt | None:
        return await self.overtaken(case_id, intent)
