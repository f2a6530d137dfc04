"""A case's engine history told in lines an operator can read, technical events folded beneath.

Lines carry codes and ids; ``i18n`` words them. Nothing of a person is in the history to begin with.
"""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client
from temporalio.converter import DataConverter, WorkflowSerializationContext

from care.messages.envelope import CaseStart, Envelope
from care.model.value import Value

ATTRIBUTES = "_event_attributes"
TASK = "workflow_task_"


class TechnicalEvent(Value):
    number: int
    at: datetime
    name: str


class HistoryLine(Value):
    """``code`` is one of ``CODES``; ``at`` is the case's own clock."""

    at: datetime
    run: int
    code: str
    params: dict[str, str] = {}  # noqa: RUF012 - pydantic copies it
    events: tuple[TechnicalEvent, ...] = ()


CODES = {
    "STARTED": "The case began to exist in the engine.",
    "ASKED": "Somebody asked something; command, role, person, intent.",
    "TIME_RAN_OUT": "A moment came at which something happens by itself; what.",
    "SENDING": "An outside effect was ordered; effect.",
    "SENT": "The effect arrived; effect.",
    "NOT_SENT": "The effect was refused for good; effect, code.",
    "SENDING_STOPPED": "The effect was called off; effect.",
    "TRYING": "The effect is being repeated now; effect, attempt, code.",
    "NEW_RUN": "The case went on in a new run, keeping all its dates.",
    "TROUBLE": "The code could not go on and will try again; cause.",
    "CLOCK_MOVED": "A demonstration or a story moved this case's clock.",
    "ENDED": "The case came to its end.",
    "STOPPED": "An operator stopped it; how.",
}

Told = tuple[str, dict[str, str]]


class Teller:
    """Turns the events of all runs, oldest first, into lines."""

    def __init__(self, client: Client, case_id: str) -> None:
        context = WorkflowSerializationContext(namespace=client.namespace, workflow_id=case_id)
        self._client, self._case_id = client, case_id
        self._converter: DataConverter = client.data_converter.with_context(context)
        self._names: dict[int, str] = {}
        self._shift = timedelta(0)
        self._lines: list[HistoryLine] = []
        self._ahead: list[TechnicalEvent] = []

    async def lines(self) -> tuple[HistoryLine, ...]:
        for number, run_id in enumerate(await run_ids(self._client, self._case_id), start=1):
            self._names.clear()
            async for event in history_of(self._client, self._case_id, run_id):
                await self._take(event, number)
        self._fold(tuple(self._ahead))
        self._lines += await pending(self._client, self._case_id)
        return tuple(self._lines)

    async def _take(self, event: HistoryEvent, run: int) -> None:
        kind = kind_of(event)
        if kind == "workflow_execution_started":
            await self._set_clock(event)
        at = moment(event) + self._shift
        technical = TechnicalEvent(number=event.event_id, at=at, name=kind)
        told = await self._tell(event, kind)
        if told is not None:
            code, params = told
            folded = (*self._ahead, technical)
            self._ahead = []
            self._lines.append(HistoryLine(at=at, run=run, code=code, params=params, events=folded))
        elif kind.startswith(TASK):
            self._ahead.append(technical)
        else:
            self._fold((technical,))

    def _fold(self, events: tuple[TechnicalEvent, ...]) -> None:
        if self._lines and events:
            last = self._lines.pop()
            self._lines.append(last.model_copy(update={"events": last.events + events}))

    async def _set_clock(self, event: HistoryEvent) -> None:
        """Lines carry the case's own time, which in a demonstration is not the engine's."""
        given = event.workflow_execution_started_event_attributes.input.payloads
        [start] = await self._converter.decode(given, [CaseStart])
        self._shift = start.carried.clock_shift if start.carried else start.clock_shift

    async def _tell(self, event: HistoryEvent, kind: str) -> Told | None:
        attributes = getattr(event, kind + ATTRIBUTES, None)
        if kind in ("timer_started", "activity_task_scheduled"):
            self._names[event.event_id] = await self._summary(event)
        if kind == "workflow_execution_update_accepted":
            return await self._asked(attributes)
        teller = TELLERS.get(kind)
        return teller(attributes, self._names, event.event_id) if teller else None

    async def _summary(self, event: HistoryEvent) -> str:
        if not event.user_metadata.HasField("summary"):
            return ""
        [text] = await self._converter.decode([event.user_metadata.summary])
        return str(text)

    async def _asked(self, attributes: Any) -> Told:
        payloads = attributes.accepted_request.input.args.payloads
        [envelope] = await self._converter.decode(payloads, [Envelope])
        actor = envelope.actor
        return "ASKED", {
            "command": envelope.command.kind,
            "role": actor.role,
            "person": actor.person,
            "intent": envelope.intent,
        }


def _started(attributes: Any, names: dict[int, str], number: int) -> Told:
    return ("NEW_RUN" if attributes.continued_execution_run_id else "STARTED"), {}


def _scheduled(attributes: Any, names: dict[int, str], number: int) -> Told:
    return "SENDING", {"effect": names.get(number, "")}


def _of_effect(code: str) -> Callable[[Any, dict[int, str], int], Told]:
    def tell(attributes: Any, names: dict[int, str], number: int) -> Told:
        return code, {"effect": names.get(attributes.scheduled_event_id, "")}

    return tell


def _not_sent(attributes: Any, names: dict[int, str], number: int) -> Told:
    effect = names.get(attributes.scheduled_event_id, "")
    return "NOT_SENT", {"effect": effect, "code": failure_code(attributes.failure)}


def _rang(attributes: Any, names: dict[int, str], number: int) -> Told:
    return "TIME_RAN_OUT", {"what": names.get(attributes.started_event_id, "")}


def _trouble(attributes: Any, names: dict[int, str], number: int) -> Told:
    return "TROUBLE", {"cause": failure_code(attributes.failure)}


def _plain(code: str, **params: str) -> Callable[[Any, dict[int, str], int], Told]:
    def tell(attributes: Any, names: dict[int, str], number: int) -> Told:
        return code, params

    return tell


TELLERS: dict[str, Callable[[Any, dict[int, str], int], Told]] = {
    "workflow_execution_started": _started,
    "activity_task_scheduled": _scheduled,
    "activity_task_completed": _of_effect("SENT"),
    "activity_task_canceled": _of_effect("SENDING_STOPPED"),
    "activity_task_failed": _not_sent,
    "timer_fired": _rang,
    "workflow_task_failed": _trouble,
    "workflow_execution_options_updated": _plain("CLOCK_MOVED"),
    "workflow_execution_completed": _plain("ENDED"),
    "workflow_execution_terminated": _plain("STOPPED", how="terminated"),
    "workflow_execution_canceled": _plain("STOPPED", how="canceled"),
    "workflow_execution_failed": _plain("STOPPED", how="failed"),
}


def kind_of(event: HistoryEvent) -> str:
    named = event.WhichOneof("attributes")
    if named:
        return str(named).removesuffix(ATTRIBUTES)
    return EventType.Name(event.event_type).removeprefix("EVENT_TYPE_").lower()


def moment(event: HistoryEvent) -> datetime:
    return event.event_time.ToDatetime(tzinfo=UTC)


def failure_code(failure: Any) -> str:
    """Types are codes; messages are sealed and stay so."""
    found = failure.application_failure_info.type
    return found or str(failure.WhichOneof("failure_info") or "")


async def history_of(client: Client, case_id: str, run_id: str) -> AsyncIterator[HistoryEvent]:
    handle = client.get_workflow_handle(case_id, run_id=run_id)
    async for event in handle.fetch_history_events():
        yield event


async def run_ids(client: Client, case_id: str) -> list[str]:
    """Every run that is still kept, oldest first."""
    described = await client.get_workflow_handle(case_id).describe()
    info = described.raw_description.workflow_execution_info
    found = [info.first_run_id or info.execution.run_id]
    while following := await _next_run(client, case_id, found[-1]):
        found.append(following)
    return found


async def _next_run(client: Client, case_id: str, run_id: str) -> str:
    last = None
    async for event in history_of(client, case_id, run_id):
        last = event
    if last is None:
        return ""
    return last.workflow_execution_continued_as_new_event_attributes.new_execution_run_id


async def pending(client: Client, case_id: str) -> list[HistoryLine]:
    """Repeats leave no event until one of them succeeds; the server knows of them all the same."""
    described = (await client.get_workflow_handle(case_id).describe()).raw_description
    return [
        HistoryLine(
            at=activity.last_started_time.ToDatetime(tzinfo=UTC),
            run=0,
            code="TRYING",
            params={
                "effect": activity.activity_id,
                "attempt": str(activity.attempt),
                "code": failure_code(activity.last_failure),
            },
        )
        for activity in described.pending_activities
    ]
