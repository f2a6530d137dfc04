"""What a case leaves in the engine: events and bytes of one human step, and of a whole case.

Real engine, real codec, real heart; the store is a fake, since none of it reaches the history.
"""

import asyncio
import hashlib
import tempfile
from datetime import datetime, timedelta
from itertools import accumulate, chain, cycle, takewhile
from pathlib import Path

from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client

from benchmarks.report import Row, publish
from care.messages.commands import AddNote, DecideClosure, ProposeClosure, RequestLinkage
from care.messages.envelope import Receipt
from care.model.codes import (
    AgencyKind,
    ApprovalAnswer,
    ClosureReason,
    ConsentPurpose,
    ItemOutcome,
    LawfulBasis,
    PartnerAnswer,
    PartnerChannel,
    Role,
    ServiceType,
    Stage,
)
from care.model.ids import CaseId, DistrictCode, LinkageId, PlanItemId, TextId
from care.model.plan import CarePlan, ItemResult
from policies.resolve import resolve
from runtime.codec import KEY_ID, case_converter
from runtime.stories import StoryClock
from runtime.temporal import EngineServer, connect
from runtime.worker import WorkerTuning, care_worker
from tests.engine import place_in
from tests.workflows import traces
from tests.workflows.acts import AGENCY, MEMBER, Desk, World
from workflows.client import Cases

EVENTS_A_STEP, BYTES_A_STEP, EVENTS_A_CASE = 8, 1200, 700
EVENTS_A_RUN = 300
"""What a cold first touch of 400 ms still allows; a run moves on at about 200."""
KILOBYTES_A_CASE = 1000
"""Ten thousand cases of two years then fit in ten gigabytes."""
NOTES = 20
LINKAGES = 8
OPENED = datetime.fromisoformat("2026-03-02T10:00:00+09:00")
TWO_YEARS = timedelta(days=730)
NOT_OURS = (
    "WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED",
    "WORKFLOW_EXECUTION_OPTIONS_UPDATED",
)
"""Left by the measurement's own haste; a case that lives its two years has none."""


async def a_key(case_id: CaseId) -> tuple[str, bytes]:
    return KEY_ID, hashlib.sha256(case_id.encode()).digest()


class LongDesk(Desk):
    """A plan of eight actions, each asked of a body of its own."""

    def action(self, number: int) -> PlanItemId:
        return PlanItemId(f"action-{number}")

    def plan(self, version: int = 1) -> CarePlan:
        plan = super().plan(version)
        first = plan.actions[0]
        actions = tuple(
            first.model_copy(update={"item_id": self.action(n), "service": service})
            for n, service in enumerate(list(ServiceType)[:LINKAGES], start=1)
        )
        return plan.model_copy(update={"actions": actions})

    async def ask_body(self, number: int) -> Receipt:
        command = RequestLinkage(
            linkage_id=LinkageId(f"linkage-{number}"),
            action_id=self.action(number),
            agency_id=AGENCY,
            agency_kind=AgencyKind.PUBLIC_AGENCY,
            channel=PartnerChannel.REST,
            members=(MEMBER,),
            basis=LawfulBasis.PUBLIC_MINIMUM,
        )
        return await self.act(command, Role.CASE_MANAGER)

    async def all_bodies(self, answer: PartnerAnswer) -> None:
        for number in range(1, LINKAGES + 1):
            await self.answer(answer, LinkageId(f"linkage-{number}"))

    async def close(self) -> None:
        command = ProposeClosure(reason=ClosureReason.GOAL_ACHIEVED, results=self.results())
        await self.act(command, Role.CASE_MANAGER)
        state = await self.cases.state(self.case_id)
        for tier, role in enumerate(state.closure.tiers if state.closure else ()):
            await self.act(DecideClosure(tier=tier, answer=ApprovalAnswer.APPROVE), role)

    def results(self) -> tuple[ItemResult, ...]:
        return tuple(
            ItemResult(item_id=self.action(n), outcome=ItemOutcome.ACHIEVED)
            for n in range(1, LINKAGES + 1)
        )


async def human_steps(client: Client, desk: Desk) -> tuple[float, float]:
    """Events and bytes of one note, over many."""
    await desk.open()
    before = len(await traces.events(client, desk.case_id))
    for number in range(NOTES):
        await desk.act(AddNote(note=TextId(f"note-{number}")), Role.CASE_MANAGER)
    new = (await traces.events(client, desk.case_id))[before:]
    return len(new) / NOTES, sum(event.ByteSize() for event in new) / NOTES


async def two_years(client: Client, desk: LongDesk, clock: StoryClock) -> list[list[HistoryEvent]]:
    """From discovery to the end of after-care: a visit a month, a check a season."""
    await desk.to_linkage()
    clock.follow(desk.case_id, desk.shift)
    for number in range(1, LINKAGES + 1):
        await desk.ask_body(number)
    await desk.settled()
    await desk.all_bodies(PartnerAnswer.ACCEPTED)
    await clock.advance_to(OPENED + timedelta(days=14))
    await desk.all_bodies(PartnerAnswer.STARTED)
    await live(desk, clock)
    await desk.all_bodies(PartnerAnswer.DONE)
    await desk.close()
    while (await desk.cases.state(desk.case_id)).stage is Stage.AFTERCARE:
        await clock.advance_to(clock.now() + timedelta(days=28))
        await desk.look_after()
    await asyncio.wait_for(client.get_workflow_handle(desk.case_id).result(), 20)
    return await traces.runs(client, desk.case_id)


async def live(desk: LongDesk, clock: StoryClock) -> None:
    """Every second visit comes before its reminder; dates of half a year and a year are kept."""
    visits = accumulate(chain([14], cycle((23, 30))))
    for number, day in enumerate(takewhile(lambda day: day < TWO_YEARS.days, visits), start=1):
        await clock.advance_to(OPENED + timedelta(days=day))
        await (desk.check() if number % 6 == 0 else desk.meet())
        if number % 6 == 5:
            await desk.assess()
        if number % 11 == 0:
            await desk.consent(ConsentPurpose.COLLECT_USE, f"consent-{number}")


async def measure(folder: Path) -> list[Row]:
    async with EngineServer(place_in(folder)) as server:
        place = server.place
        converter = case_converter(a_key)
        client = await connect(place.address, place.namespace, converter, identity="bench")
        clock = StoryClock(client, OPENED)
        policy = resolve(DistrictCode("11215")).case_policy
        async with care_worker(client, World().activities, WorkerTuning(shutdown=timedelta(0))):
            cases = Cases(client)
            a_step = await human_steps(client, Desk(cases, policy))
            long = LongDesk(cases, policy, clock.shift)
            long.today = lambda: clock.now().date()
            runs = await two_years(client, long, clock)
    return rows_of(a_step, runs)


def rows_of(a_step: tuple[float, float], runs: list[list[HistoryEvent]]) -> list[Row]:
    own = [[event for event in run if traces.name(event) not in NOT_OURS] for run in runs]
    size = sum(event.ByteSize() for run in own for event in run)
    whole = f"whole case of two years, eight linkages, {len(own)} runs"
    return [
        Row("events of a human step", EVENTS_A_STEP, a_step[0], "events", "less"),
        Row("bytes of a human step", BYTES_A_STEP, a_step[1], "B", "less"),
        Row(whole, EVENTS_A_CASE, sum(map(len, own)), "events", "less"),
        Row("longest run of it", EVENTS_A_RUN, max(map(len, own)), "events", "less"),
        Row("its bytes over all runs", KILOBYTES_A_CASE, size / 1000, "kB", "less"),
    ]


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        publish("history", asyncio.run(measure(Path(folder))))


if __name__ == "__main__":
    run()
