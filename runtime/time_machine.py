"""Moves the clock of one living case, in demonstrations and rehearsals; refused anywhere else."""

import re
from datetime import UTC, datetime, timedelta

from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper

from care.model.ids import CaseId, DistrictCode
from runtime.parts import Parts
from runtime.settings import Settings
from store import case_clocks
from web.engine import TimeMachine, TimeStandsStill
from web.operations.moving import Moving, span_of
from workflows.care_case import CareCase
from workflows.client import Cases, NotFound, Unknown

SPAN = re.compile(r"^(\d{1,4})\s*(d|w|m|y)?$")
DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


def time_machine(parts: Parts, client: Client) -> TimeMachine | None:
    """None where time is not to be moved; the web then has no route for it."""
    if not parts.settings.moves_time:
        return None
    return EngineTime(parts.settings, client, parts.cases(client))


class EngineTime:
    """The engine skips a case's waiting, so timers fire in their order and at their hour."""

    def __init__(self, settings: Settings, client: Client, cases: Cases) -> None:
        self._settings = settings
        self._client = client
        self._cases = cases

    @property
    def _skipper(self) -> TimeSkipper:
        return TimeSkipper(self._client)

    async def lead(self, case_id: CaseId) -> timedelta:
        self._refuse_real_people()
        try:
            shift = (await self._cases.state(case_id)).clock_shift
            virtual = await self._skipper.get_current_time(self._handle(case_id))
        except NotFound:
            raise TimeStandsStill("NOT_FOUND") from None
        except (Unknown, RPCError):
            raise TimeStandsStill("ENGINE_AWAY") from None
        return virtual + shift - datetime.now(UTC)

    async def forward(self, case_id: CaseId, by: timedelta) -> bool:
        self._refuse_real_people()
        try:
            return await self._skipper.fast_forward(self._handle(case_id), by)
        except RPCError as failed:
            raise TimeStandsStill(f"ENGINE_{failed.status.name}") from None
        except RuntimeError:
            raise TimeStandsStill("OVERTAKEN") from None

    def _handle(self, case_id: CaseId) -> WorkflowHandle[CareCase, None]:
        return self._client.get_workflow_handle_for(CareCase.run, case_id)

    def _refuse_real_people(self) -> None:
        if not self._settings.moves_time:
            raise TimeStandsStill("PRODUCTION")


def days_of(written: str) -> int:
    """``90d``, ``12w``, ``3m``, ``1y`` or plain days."""
    found = SPAN.match(written.strip().lower())
    if found is None:
        raise ValueError(f"no span of time: {written}")
    return int(found[1]) * DAYS[found[2] or "d"]


async def move_case(settings: Settings, asked: str, days: int) -> case_clocks.CaseClock:
    """From the command line: the same move as the operator's page makes, waited for."""
    if not settings.moves_time:
        raise TimeStandsStill("PRODUCTION")
    span_of(days)
    parts = Parts.of(settings)
    try:
        client = await parts.connect("time")
        machine = EngineTime(settings, client, parts.cases(client))
        async with parts.database.for_all().read() as session:
            case_id = await case_clocks.case_called(session, asked)
        if case_id is None:
            raise TimeStandsStill("NOT_FOUND")
        moving = Moving(parts.database.of(DistrictCode(case_id[:5])), machine, case_id)
        await moving.begin(timedelta(days=days))
        await moving.run()
        return await moving.known()
    finally:
        await parts.database.dispose()
