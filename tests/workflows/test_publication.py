"""F28: an edition is published in the middle of fifty cases in every state; nothing moves unsaid.

Engine, store and activities are real; only the cases were brought to where they stand by the heart.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client

from activities.current_policy import current_policy
from activities.policy_rollout import RolloutDesk
from activities.store_step import StepStore
from care.decide.deadlines import deadlines
from care.decide.snapshot import snapshot
from care.messages import commands as c
from care.messages.envelope import CaseStart, Step
from care.messages.events import PolicyAdopted
from care.messages.rollouts import CaseResult, RolloutState
from care.model.case import CaseState
from care.model.codes import CheckOutcome, ContactMode, Role, Stage
from care.model.ids import CaseId, CaseNumber, HouseholdId, IntentKey, PersonId, RolloutId
from care.model.policy_rules import Adoption, Boundary
from policies.resolve import edition, resolve
from runtime.rollout_watch import start_of
from runtime.worker import WorkerTuning, care_worker
from store import policy_rollouts, timeline
from store.database import Database
from store.keyring import Keyring
from store.policy_rollouts import Rollout, RolloutCase
from store.timeline import append
from tests.care import builders as b
from tests.databases import new_sqlite
from tests.editions import first, in_force, published
from tests.workflows.acts import new_case_id
from workflows.care_case import CareCase
from workflows.client import Cases
from workflows.rollouts import Rollouts, rollout_id

DISTRICT = b.DISTRICT
LATER = {
    "n": 15, "unit": "d", "from": "receipt", "firstDay": "EXCLUDED", "rollover": "NEXT",
    "source": "district",
}  # fmt: skip
FIVE = range(5)


@pytest.fixture(autouse=True)
def editions() -> Iterator[None]:
    """The sixth gives more time for the first assessment, now; the seventh not to running cases."""
    sixth = published(DISTRICT, 6, {"assessment.due": LATER})
    seventh = published(DISTRICT, 7, {"assessment.due": LATER}, Adoption.NEW_CASES)
    with in_force(first(DISTRICT), sixth, seventh):
        yield


@dataclass
class Town:
    client: Client
    database: Database
    keyring: Keyring
    cases: Cases
    queue: str

    async def settle(self, state: CaseState) -> CaseState:
        """In the store and in the engine, at the moment its story has come to."""
        shift = b.NOW + timedelta(days=1, hours=12) - datetime.now(UTC)
        number = new_case_id(DISTRICT)
        ours = {
            "case_id": number,
            "case_number": CaseNumber(number),
            "household_id": HouseholdId(f"h-{number}"),
            "clock_shift": shift,
        }
        state = state.model_copy(update=ours)
        intent = IntentKey(f"{number}.all")
        step = Step(case_id=number, intent=intent, events=(), snapshot=snapshot(state))
        async with self.database.write() as session:
            await append(session, step, self.keyring)
        start = CaseStart(
            case_id=number, district=DISTRICT, policy=state.policy, clock_shift=shift, carried=state
        )
        await self.client.start_workflow(CareCase.run, start, id=number, task_queue=self.queue)
        return state

    async def roll_out(self, number: int) -> Rollout:
        rollout = Rollout(
            rollout_id=rollout_id(DISTRICT, number, new_case_id(DISTRICT)),
            district=DISTRICT,
            edition=number,
            begins_at=b.NOW,
            started_by=PersonId("p-policy"),
            started_at=datetime.now(UTC),
        )
        async with self.database.write() as session:
            assert await policy_rollouts.begin(session, rollout)
        assert await Rollouts(self.client, self.queue).start(start_of(rollout))
        return rollout

    async def over(self, rollout: Rollout) -> dict[CaseId, RolloutCase]:
        handle = self.client.get_workflow_handle(rollout.rollout_id)
        async with asyncio.timeout(60):
            await handle.result()
        return await self.results(rollout.rollout_id)

    async def results(self, number: RolloutId) -> dict[CaseId, RolloutCase]:
        async with self.database.read() as session:
            found = await policy_rollouts.results(session, number, most=100)
        return {one.case_id: one for one in found}

    async def adopted(self, case_id: CaseId) -> list[PolicyAdopted]:
        async with self.database.read() as session:
            found = await timeline.events(session, self.keyring, case_id)
        return [one.event for one in found if isinstance(one.event, PolicyAdopted)]


@pytest.fixture
async def town(client: Client, tuning: WorkerTuning, tmp_path: Path) -> AsyncIterator[Town]:
    url = new_sqlite(tmp_path)
    database, keyring = Database(url, synchronous="NORMAL"), Keyring(b"k" * 32)
    cases = Cases(client, task_queue=tuning.task_queue, timeout=timedelta(seconds=20))
    desk = RolloutDesk(database, cases)
    doers: list[Callable[..., Any]] = [
        StepStore(database, keyring).store_step,
        current_policy,
        desk.note_rollout,
        desk.take_up_policy,
    ]
    async with care_worker(client, doers, tuning):
        yield Town(client, database, keyring, cases, tuning.task_queue)
    await database.dispose()


def standing(
    stage: Stage, further: Callable[[CaseState], CaseState] = lambda state: state
) -> CaseState:
    """A case of the fifth edition, brought to the stage on the nation's form."""
    policy = edition(DISTRICT, 5).case_policy
    national = policy.model_copy(update={"assessment_form": b.FORM})
    state = further(b.a_case(stage, national))
    return state.model_copy(update={"policy": policy})


def half_assessed(state: CaseState) -> CaseState:
    """On a form the sixth edition does not use."""
    begun = c.RecordAssessment(form=b.FORM, scores={}, members=(b.CLIENT,), complete=False)
    return b.done(state, begun, on=b.NOW + timedelta(hours=6))


def submitted(state: CaseState) -> CaseState:
    return b.done(state, c.SubmitPlan(plan=b.a_plan()), on=b.NOW + timedelta(hours=8))


def in_every_state() -> dict[str, CaseState]:
    """Five of each will be settled."""
    stages = (
        Stage.DISCOVERY, Stage.INTAKE, Stage.ASSESSMENT, Stage.PLANNING, Stage.MONITORING,
        Stage.CLOSURE, Stage.AFTERCARE, Stage.ENGAGEMENT_HOLD,
    )  # fmt: skip
    return {stage.value: standing(stage) for stage in stages} | {
        "waiting": standing(Stage.PLANNING, submitted),
        "half": standing(Stage.ASSESSMENT, half_assessed),
    }


async def test_fifty_cases_in_every_state_take_up_an_edition_or_say_why_not(town: Town) -> None:
    kinds = in_every_state()
    settled = {name: [await town.settle(one) for _ in FIVE] for name, one in kinds.items()}
    before = {s.case_id: deadlines(s) for group in settled.values() for s in group}

    assert resolve(DISTRICT).case_policy.version == 7
    for group in settled.values():
        state = await town.cases.state(group[0].case_id)
        assert state.policy.version == 5
        assert deadlines(state) == before[state.case_id]

    rollout = await town.roll_out(6)
    results = await town.over(rollout)

    assert len(results) == 50
    said = {name: {results[s.case_id].code for s in group} for name, group in settled.items()}
    assert said.pop("waiting") == said.pop("CLOSURE") == {"policy_decision_open"}
    assert said.pop("half") == {"policy_assessment_open"}
    assert set().union(*said.values()) == {""}
    assert Counter(one.result for one in results.values()) == {
        CaseResult.TAKEN: 35, CaseResult.REFUSED: 15
    }  # fmt: skip
    for group in settled.values():
        await _is_true(town, results, group[0], before[group[0].case_id])
    async with town.database.read() as session:
        kept = await policy_rollouts.get(session, rollout.rollout_id)
    assert kept is not None
    assert (kept.state, kept.total) == (RolloutState.DONE, 50)


async def _is_true(town: Town, results: Any, first_state: CaseState, before: Any) -> None:
    """What the list says of the case is what the case and its timeline say."""
    state = await town.cases.state(first_state.case_id)
    adopted = await town.adopted(state.case_id)
    if results[state.case_id].result is CaseResult.REFUSED:
        assert (state.policy.version, deadlines(state), adopted) == (5, before, [])
        return
    (event,) = adopted
    assert (event.boundary, event.previous_version, state.policy.version) == (
        Boundary.ROLLOUT, 5, 6,
    )  # fmt: skip
    after = {clock.key: clock.due for clock in deadlines(state)}
    old = {clock.key: clock.due for clock in before}
    differing = {key for key in old | after if old.get(key) != after.get(key)}
    assert {moved.key for moved in event.moved} == differing
    if state.stage is Stage.ASSESSMENT:
        assert [moved.kind for moved in event.moved] == ["ASSESSMENT"]
    untouched = {"policy", "revision", "applied", "fired", "clock_shift"}
    assert state.model_dump(exclude=untouched) == first_state.model_dump(exclude=untouched)


async def test_a_case_asked_twice_and_one_that_is_over_change_nothing(town: Town) -> None:
    asked = await town.settle(standing(Stage.MONITORING))
    gone = await town.settle(standing(Stage.DISCOVERY))
    await town.client.get_workflow_handle(gone.case_id).terminate()
    first_time = await town.over(await town.roll_out(6))
    assert first_time[asked.case_id].result is CaseResult.TAKEN
    assert first_time[gone.case_id].result is CaseResult.ENDED
    revision = (await town.cases.state(asked.case_id)).revision

    again = await town.over(await town.roll_out(6))

    assert again[asked.case_id].result is CaseResult.ALREADY
    assert (await town.cases.state(asked.case_id)).revision == revision


async def test_a_review_asks_for_the_policy_once_and_a_note_does_not(town: Town) -> None:
    settled = await town.settle(standing(Stage.MONITORING))
    number = settled.case_id
    await town.cases.ask(number, b.an_envelope(c.AddNote(note=b.TEXT), Role.CASE_MANAGER))
    assert (await town.cases.state(number)).policy.version == 5

    check = c.RecordCheck(outcome=CheckOutcome.CONTINUE, mode=ContactMode.VISIT)
    await town.cases.ask(number, b.an_envelope(check, Role.CASE_MANAGER))

    for _ in range(200):
        if await town.adopted(number):
            break
        await asyncio.sleep(0.05)
    (event,) = await town.adopted(number)
    assert (event.boundary, event.policy.version) == (Boundary.REVIEW, 6)
