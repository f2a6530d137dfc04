"""Records histories of invented cases for the replay tests: ``python -m tests.workflows.record``.

Run once for a release, and again when a change to running code needs a history that proves it. The
key is a fixed test key; nothing of the running system is read.
"""

import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from temporalio.client import Client, WorkflowHistory

from care.messages.commands import AdoptPolicy, WithdrawConsent
from care.messages.envelope import DeliveryResult, Envelope, system_actor
from care.model.codes import ContactMode, ItemOutcome, PartnerAnswer, Role, Stage
from care.model.ids import CaseId, ConsentId, DistrictCode, IntentKey, RolloutId, TransferId
from care.model.policy import CasePolicy
from care.model.policy_rules import Adoption, Boundary
from policies.resolve import resolve
from runtime.codec import case_converter
from runtime.replay import RECORDED, Recording, recording_keys, state_after
from runtime.stories import StoryClock
from runtime.temporal import connect, run_async
from runtime.worker import WorkerTuning, care_worker
from tests.engine import engine_server
from tests.workflows import loops
from tests.workflows.acts import Desk, World, refuses_for_good
from workflows.client import Cases
from workflows.history import run_ids

START = datetime.fromisoformat("2026-03-02T10:00:00+09:00")
SOUGHT = (
    (1, 0, ContactMode.PHONE),
    (2, 5, ContactMode.PHONE),
    (3, 9, ContactMode.PHONE),
    (4, 0, ContactMode.VISIT),
)
"""Days and hours after the start: a morning, an afternoon, an evening, and a visit."""
Scenario = Callable[[Desk, World, StoryClock], Awaitable[None]]


async def whole_case(desk: Desk, world: World, clock: StoryClock) -> None:
    await desk.to_linkage()
    clock.follow(desk.case_id, desk.shift)
    await desk.request()
    await desk.settled()
    await clock.advance_to(START + timedelta(days=2))
    for answer in (PartnerAnswer.ACCEPTED, PartnerAnswer.STARTED):
        await desk.answer(answer)
    await clock.advance_to(START + timedelta(days=35))
    await desk.check()
    await desk.answer(PartnerAnswer.DONE)
    await desk.close()
    while (await desk.cases.state(desk.case_id)).stage is Stage.AFTERCARE:
        await desk.look_after()


async def silent_case(desk: Desk, world: World, clock: StoryClock) -> None:
    await desk.open()
    clock.follow(desk.case_id, desk.shift)
    await clock.advance_to(START + timedelta(days=60))


async def troubled_case(desk: Desk, world: World, clock: StoryClock) -> None:
    """The database is away, a body refuses for good, the policy changes, an act is repeated."""
    world.store_fails = 2
    await desk.open("opening")
    newer = {"version": desk.policy.version + 1, "content_hash": "newer"}
    world.policy = desk.policy.model_copy(update=newer)
    world.answers = [DeliveryResult(delivered=True), refuses_for_good("http_410")]
    await desk.to_linkage_from_open()
    await desk.open("opening")
    await desk.request()
    await desk.settled()


async def withdrawn_case(desk: Desk, world: World, clock: StoryClock) -> None:
    """A referral is called off between two tries, and the body is told."""
    world.answers = [RuntimeError("down")]
    await desk.to_linkage()
    await desk.request()
    await world.asked()
    await desk.withdraw()
    await desk.settled()


async def hold_case(desk: Desk, world: World, clock: StoryClock) -> None:
    """Refused at the door, reviewed at six months, woken by a call, and held once more."""
    await desk.open()
    clock.follow(desk.case_id, desk.shift)
    await loops.refuse_at_the_door(desk)
    await clock.advance_to(START + timedelta(days=183))
    await loops.review_the_hold(desk)
    await clock.advance_to(START + timedelta(days=200))
    await loops.call_us(desk)
    await desk.receive()
    consent = ConsentId("consent-1")
    await desk.act(WithdrawConsent(consent_id=consent), Role.LOCAL_OFFICE)
    await clock.advance_to(START + timedelta(days=230))


async def crisis_case(desk: Desk, world: World, clock: StoryClock) -> None:
    """The lane runs beside the stages, over its hours and the review after it."""
    await desk.open()
    clock.follow(desk.case_id, desk.shift)
    await desk.meet()
    await loops.raise_flag(desk)
    await clock.advance_to(START + timedelta(hours=30))
    await loops.answer_crisis(desk)
    await desk.receive()
    await clock.advance_to(START + timedelta(days=40))


async def transferred_case(desk: Desk, world: World, clock: StoryClock) -> None:
    """The first offer expires, the second is accepted; telling them fails once."""
    world.unheard = [RuntimeError("away")]
    await desk.open()
    clock.follow(desk.case_id, desk.shift)
    await desk.meet()
    await desk.receive()
    await desk.assign()
    await loops.offer(desk)
    await desk.settled()
    await clock.advance_to(START + timedelta(days=10))
    await desk.settled()
    again = TransferId("transfer-2")
    await loops.offer(desk, again)
    await desk.settled()
    await loops.hear_accepted(desk, again)


async def paused_case(desk: Desk, world: World, clock: StoryClock) -> None:
    """Our clocks stand, the day comes, and the case resumes by itself."""
    await desk.to_linkage()
    clock.follow(desk.case_id, desk.shift)
    await loops.pause(desk, (START + timedelta(days=9)).date())
    await clock.advance_to(START + timedelta(days=30))


async def second_episode(desk: Desk, world: World, clock: StoryClock) -> None:
    """Opened from a former one, which is told."""
    opening = loops.taken_up_from(desk, CaseId(f"{desk.policy.district}-T0"))
    await desk.cases.open(desk.start, desk.envelope(opening, Role.LOCAL_OFFICE))
    await desk.settled()
    await desk.receive()


async def adopting_case(desk: Desk, world: World, clock: StoryClock) -> None:
    """A rollout gives the case a policy that was published now; after a check it asks by itself."""
    await desk.to_linkage()
    clock.follow(desk.case_id, desk.shift)
    given = edition_after(desk.policy, 1, plan_due_days=40)
    command = AdoptPolicy(
        policy=given, boundary=Boundary.ROLLOUT, rollout_id=RolloutId("rollout-1")
    )
    actor = system_actor(desk.policy.district)
    intent = IntentKey(f"rollout:rollout-1:{desk.case_id}")
    await desk.cases.ask(desk.case_id, Envelope(intent=intent, actor=actor, command=command))
    await desk.request()
    await desk.settled()
    for answer in (PartnerAnswer.ACCEPTED, PartnerAnswer.STARTED):
        await desk.answer(answer)
    world.policy = edition_after(desk.policy, 2, plan_due_days=50)
    await clock.advance_to(START + timedelta(days=20))
    await desk.check()
    await clock.advance_to(START + timedelta(days=60))


async def loop_case(desk: Desk, world: World, clock: StoryClock) -> None:
    """A silent body loses the referral; the next is waited for, serves, and is asked after."""
    await desk.to_linkage()
    clock.follow(desk.case_id, desk.shift)
    await loops.ask_with_another(desk)
    await desk.settled()
    await clock.advance_to(START + timedelta(days=20))
    await desk.settled()
    await loops.speak(desk, PartnerAnswer.WAITLISTED)
    await clock.advance_to(START + timedelta(days=40))
    day = (START + timedelta(days=45)).date()
    await loops.speak(desk, PartnerAnswer.SCHEDULED, scheduled_on=day)
    await loops.raise_concern(desk)
    await clock.advance_to(START + timedelta(days=50))
    await loops.speak(desk, PartnerAnswer.PROGRESS, sessions=2)
    await clock.advance_to(START + timedelta(days=95))
    await desk.settled()
    await loops.speak(desk, PartnerAnswer.DONE, outcome=ItemOutcome.ACHIEVED)
    await loops.note_what_it_led_to(desk)


async def gap_case(desk: Desk, world: World, clock: StoryClock) -> None:
    """Everybody declines, nobody is left, and the coordinator settles the gap."""
    world.answers = [DeliveryResult(delivered=True, code="possibly_twice")]
    await desk.to_linkage()
    clock.follow(desk.case_id, desk.shift)
    await loops.ask_with_another(desk)
    await desk.settled()
    await loops.decline_all(desk)
    await clock.advance_to(START + timedelta(days=12))
    await loops.settle_the_gap(desk)
    await clock.advance_to(START + timedelta(days=20))


async def heard_case(desk: Desk, world: World, clock: StoryClock) -> None:
    """Sought in vain, found by the carrier, told of it late; signs of risk, and a letter."""
    await desk.open()
    clock.follow(desk.case_id, desk.shift)
    await loops.hear_of_risk(desk, START.date())
    for days, hours, mode in SOUGHT:
        await clock.advance_to(START + timedelta(days=days, hours=hours))
        await loops.seek(desk, mode)
    await loops.ask_for_number(desk)
    await clock.advance_to(START + timedelta(days=20))
    await loops.look_at_signs(desk)
    await loops.receive_number(desk)
    await clock.advance_to(START + timedelta(days=55))
    await loops.tell_of_number(desk)
    await desk.meet()
    await desk.receive()
    await loops.hear_of_risk(desk, (START + timedelta(days=50)).date())
    await clock.advance_to(START + timedelta(days=60))
    await loops.take_a_letter(desk)


def edition_after(policy: CasePolicy, steps: int, plan_due_days: int) -> CasePolicy:
    """A later edition of the same district that leaves more time for the plan."""
    rules = policy.rules and policy.rules.model_copy(update={"adoption": Adoption.NEXT_REVIEW})
    newer = {
        "version": policy.version + steps,
        "content_hash": f"edition-{steps}",
        "plan_due": policy.plan_due.model_copy(update={"n": plan_due_days}),
        "rules": rules,
    }
    return policy.model_copy(update=newer)


SCENARIOS: dict[str, Scenario] = {
    "whole-case": whole_case,
    "silent-case": silent_case,
    "troubled-case": troubled_case,
    "withdrawn-case": withdrawn_case,
    "hold-case": hold_case,
    "crisis-case": crisis_case,
    "transferred-case": transferred_case,
    "paused-case": paused_case,
    "second-episode": second_episode,
    "adopting-case": adopting_case,
    "loop-case": loop_case,
    "gap-case": gap_case,
    "heard-case": heard_case,
}


async def record(release: str, *names: str) -> None:
    """All scenarios, or those named."""
    with tempfile.TemporaryDirectory() as scratch, engine_server(Path(scratch)) as place:
        converter = case_converter(recording_keys)
        client = await connect(place.address, place.namespace, converter, identity="recorder")
        for name in names or SCENARIOS:
            scenario = SCENARIOS[name]
            world = World()
            async with care_worker(client, world.activities, WorkerTuning()):
                desk = await played(client, scenario, world)
            await written(client, desk, RECORDED / release, name)


async def played(client: Client, scenario: Scenario, world: World) -> Desk:
    clock = StoryClock(client, START)
    policy = resolve(DistrictCode("11215")).case_policy
    desk = Desk(Cases(client), policy, shift=clock.shift)
    desk.today = lambda: clock.now().date()
    await scenario(desk, world, clock)
    return desk


async def written(client: Client, desk: Desk, folder: Path, name: str) -> None:
    for number, run_id in enumerate(await run_ids(client, desk.case_id), start=1):
        handle = client.get_workflow_handle(desk.case_id, run_id=run_id)
        fetched = await handle.fetch_history()
        history = WorkflowHistory(desk.case_id, fetched.events)
        state = await state_after(history, client.data_converter)
        Recording(f"{name}-{number:02d}", history, state).write(folder)


if __name__ == "__main__":
    run_async(record(*(sys.argv[1:] or [version("hamkke")])))
