"""Cases brought to a point by the heart alone, then put into store and engine as they stand.

One history serves many cases: ids differ, what happened is the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes

from care.decide.evolve import blank
from care.decide.snapshot import snapshot
from care.decide.step import Stepped, step
from care.messages.commands import AddNote
from care.messages.envelope import CaseStart, Envelope, Receipt, Step
from care.messages.events import Recorded
from care.model.case import CaseState
from care.model.codes import Programme, Role
from care.model.ids import CaseId, CaseNumber, DistrictCode, HouseholdId, IntentKey, TextId
from policies.resolve import resolve
from store.database import Database
from store.keyring import Keyring
from store.timeline import append
from tests.workflows.acts import Desk
from workflows import names
from workflows.care_case import CareCase
from workflows.client import Cases

DISTRICT = DistrictCode("11215")
_numbers = count(1)


class HeartOnly(Cases):
    """Decides without engine or store."""

    def __init__(self) -> None:
        self.recorded: list[Recorded] = []

    async def open(self, start: CaseStart, envelope: Envelope) -> Receipt:
        self.now = blank(start)
        return await self.ask(start.case_id, envelope)

    async def ask(self, case_id: CaseId, envelope: Envelope) -> Receipt:
        stepped = step(self.now, envelope, datetime.now(UTC))
        if not isinstance(stepped, Stepped):
            raise TypeError(stepped.code)
        self.now = stepped.state
        self.recorded += stepped.recorded
        return Receipt(case_id=case_id, intent=envelope.intent, revision=self.now.revision)

    async def state(self, case_id: CaseId) -> CaseState:
        return self.now


@dataclass(frozen=True)
class Pattern:
    """A case and how it came there."""

    state: CaseState
    recorded: tuple[Recorded, ...]

    def copy(self) -> CaseState:
        number = f"{next(_numbers):08d}"
        return self.state.model_copy(
            update={
                "case_id": CaseId(f"{DISTRICT}-BENCH{number}"),
                "case_number": CaseNumber(f"B-{number}"),
                "household_id": HouseholdId(f"h-{number}"),
            }
        )


async def waiting_plan(notes: int = 0) -> Pattern:
    """A plan waits for the coordinator; ``notes`` were written on the way there."""
    heart = HeartOnly()
    desk = Desk(heart, resolve(DISTRICT).case_policy)
    await desk.open()
    for number in range(notes):
        await desk.act(AddNote(note=TextId(f"note-{number}")), Role.LOCAL_OFFICE)
    await desk.meet()
    await desk.receive()
    await desk.assign()
    await desk.assess()
    await desk.confer()
    await desk.submit()
    return Pattern(heart.now, tuple(heart.recorded))


async def place(
    client: Client, database: Database, keyring: Keyring, pattern: Pattern, number: int
) -> list[CaseState]:
    """``number`` copies in the store and running in the engine."""
    states = [pattern.copy() for _ in range(number)]
    for state in states:
        await begin(client, state)
    async with database.write() as session:
        for state in states:
            written = Step(
                case_id=state.case_id,
                intent=IntentKey(f"{state.case_id}.all"),
                events=pattern.recorded,
                snapshot=snapshot(state),
            )
            await append(session, written, keyring)
    return states


async def begin(client: Client, state: CaseState) -> None:
    """As the last run of a case would have handed it on."""
    await client.start_workflow(
        CareCase.run,
        CaseStart(case_id=state.case_id, district=DISTRICT, policy=state.policy, carried=state),
        id=state.case_id,
        task_queue=names.TASK_QUEUE,
        search_attributes=TypedSearchAttributes(
            [
                SearchAttributePair(names.DISTRICT, DISTRICT),
                SearchAttributePair(names.STAGE, state.stage),
                SearchAttributePair(names.PROGRAMME, [Programme.ICM]),
            ]
        ),
    )


def ids_of(states: Sequence[CaseState]) -> list[CaseId]:
    return [state.case_id for state in states]
