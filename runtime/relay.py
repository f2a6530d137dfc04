"""Brings kept messages to their cases: answers of bodies, and acts whose outcome was unknown.

One message at a time per case, several cases at once. A message that always fails is set aside
with its code and seen by operators; it never blocks the others.
"""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from care.messages.commands import Command, RaiseRedFlag, RecordPartnerAnswer
from care.messages.discovery_commands import RecordSignal
from care.messages.envelope import SYSTEM_PERSON, Actor, Envelope
from care.messages.inbound import Incoming, IncomingAnswer, IncomingCapacity, IncomingConcern
from care.messages.linking_commands import RaiseConcern
from care.model.codes import Role
from care.model.ids import AgencyId, CaseId, ConcernId, DistrictCode, IntentKey, TextId
from care.model.refusal import Refusal
from partners.rest.inbound import incoming
from partners.rest.protocol import told_json
from store import at_risk, capacities, ended_answers, erasure, linkages, outbox, texts, webhooks
from store.database import Database
from store.ended_answers import Told
from store.keyring import Keyring, district_of
from store.outbox import PendingCommand
from store.webhooks import WaitingMessage
from workflows.client import Cases, NotFound, Refused, Unknown

log = structlog.get_logger()
BATCH = 50
AT_ONCE = 8
BESIDE = 1
"""At once while messages pour in: then the machine's time is for the door and for people."""
POURING = 20
"""Messages a second; bodies that answer as people work send far fewer."""
PAUSES = tuple(timedelta(seconds=s) for s in (1, 2, 5, 15, 60, 300, 900))
UNKNOWN = "unknown"
APPLIED = "applied"
NOT_OPEN = "not_open"
PASSED_ON = (RecordSignal, RaiseRedFlag)
"""What the triage queue sends to an open case; refused, somebody has to look at it again."""
NO_ENTRY = "no_entry"
"""A body told its room for a service it has no entry of in the directory."""
GIVE_UP_AFTER = 12
"""Attempts after which a failing message is set aside (F25); unknown outcomes never are."""

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Placed:
    """A kept message, what it says, and the case it belongs to."""

    waiting: WaitingMessage
    found: Incoming | None
    """None where it cannot be read."""
    case_id: CaseId | None = None
    erased: bool = False


@dataclass(frozen=True)
class Ended:
    """What became of a message."""

    outcome: str
    again_after: int | None = None
    """Attempts so far, where it is to be brought again; the more, the later."""

    async def write(self, session: Any, ids: list[int], now: datetime) -> None:
        if self.again_after is not None:
            again = later(now, self.again_after)
            await webhooks.mark_failed(session, ids, again, self.outcome)
        elif self.outcome == webhooks.ERASED:
            await webhooks.forget(session, ids, now)
        else:
            await webhooks.mark_done(session, ids, now, self.outcome)


def intent_of(message: WaitingMessage) -> IntentKey:
    """The same for every copy of a message; a digest, since intents are readable in the engine."""
    named = f"{message.message.agency_id}/{message.message.webhook_id}"
    return IntentKey(f"hook-{hashlib.sha256(named.encode()).hexdigest()[:40]}")


def later(now: datetime, attempts: int) -> datetime:
    return now + PAUSES[min(attempts, len(PAUSES) - 1)]


class Coming:
    """How fast messages come in, from one look to the next."""

    def __init__(self) -> None:
        self._newest: int | None = None
        self._at = datetime.min.replace(tzinfo=UTC)

    def at_once(self, newest: int, now: datetime) -> int:
        """How many cases are told side by side in this look."""
        before, self._newest = self._newest, newest
        seconds, self._at = (now - self._at).total_seconds(), now
        pours = before is not None and newest - before > POURING * seconds
        return BESIDE if pours else AT_ONCE


class Unreadable(Exception):
    """Kept by another release whose words this one does not know."""


class Relay:
    def __init__(
        self, database: Database, keyring: Keyring, cases: Cases, clock: Clock | None = None
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._cases = cases
        self._clock = clock or (lambda: datetime.now(UTC))
        self._ended: list[tuple[Placed, Ended]] = []
        self._coming = Coming()

    async def run(self, stop: asyncio.Event, pause: float) -> None:
        """Until ``stop`` is set; a look that fails is logged and repeated."""
        while not stop.is_set():
            try:
                moved = await self.look()
            except Exception as failure:
                log.error("relay_look_failed", kind=type(failure).__name__)
                moved = 0
            if not moved:
                await _wait(stop, pause)

    async def look(self) -> int:
        """Take what waits, bring it, and say how many messages were taken."""
        async with self._database.write() as session:
            answers = await webhooks.next_unprocessed(session, self._keyring, self._clock(), BATCH)
            acts = await outbox.pending(session, self._keyring, self._clock(), BATCH)
            newest = await webhooks.newest(session)
        at_once = self._coming.at_once(newest, self._clock())
        await self._bring_answers(answers, at_once)
        await _in_turn(((act.case_id, self._bring_act, act) for act in acts), at_once)
        return len(answers) + len(acts)

    async def _bring_answers(self, messages: list[WaitingMessage], at_once: int) -> None:
        placed = await self._placed(messages)
        try:
            await _in_turn(
                ((one.case_id or "", self._bring_answer, one) for one in placed), at_once
            )
        finally:
            await self._end_all()

    async def _end_all(self) -> None:
        """What became of all of them in one write; where it fails the next look writes it."""
        ended = tuple(self._ended)
        if not ended:
            return
        alike: dict[Ended, list[int]] = defaultdict(list)
        for placed, ending in ended:
            alike[ending].append(placed.waiting.message_id)
        late = [told for placed, ending in ended if (told := _heard(placed, ending)) is not None]
        async with self._database.write() as session:
            await ended_answers.keep(session, late)
            for ending, ids in alike.items():
                await ending.write(session, ids, self._clock())
        del self._ended[: len(ended)]

    async def _placed(self, messages: list[WaitingMessage]) -> list[Placed]:
        """All of a look in three statements; a referral given away is followed to its heir."""
        found = {one.message_id: _read(one) for one in messages}
        about = {
            one.message_id: (one.message.agency_id, said.linkage_id)
            for one in messages
            if (said := found[one.message_id]) and not isinstance(said, IncomingCapacity)
        }
        async with self._database.read() as session:
            asked = await linkages.asked_of(session, set(about.values()))
            own = {(one.case_id, linkage) for (_, linkage), one in asked.items()}
            heirs = await linkages.heirs(session, own)
            gone = await erasure.erased_of(session, set(heirs.values()))
        placed = []
        for one in messages:
            said, pair = found[one.message_id], about.get(one.message_id)
            case = asked.get(pair) if pair else None
            heir = heirs.get((case.case_id, pair[1])) if case and pair else None
            if heir:
                placed.append(Placed(one, said, heir, heir in gone))
            elif case:
                placed.append(Placed(one, said, case.case_id, case.erased))
            else:
                placed.append(Placed(one, said))
        return placed

    async def _bring_answer(self, placed: Placed) -> None:
        waiting = placed.waiting
        try:
            ending = Ended(await self._ask(placed))
        except Unknown:
            ending = Ended(UNKNOWN, waiting.attempts)
        except Exception as failure:
            cause = type(failure).__name__
            log.error("relay_message_failed", kind=cause)
            ending = Ended(cause, waiting.attempts)
            if waiting.attempts >= GIVE_UP_AFTER:
                ending = Ended(webhooks.aside(cause))
        self._ended.append((placed, ending))

    async def _ask(self, placed: Placed) -> str:
        """The outcome as a code: applied, a refusal, or that there is no such case."""
        found, case_id = placed.found, placed.case_id
        if found is None:
            raise Unreadable
        if isinstance(found, IncomingCapacity):
            return await self._tell_capacity(placed.waiting, found)
        if case_id is None:
            return webhooks.NO_CASE
        if placed.erased:
            return webhooks.ERASED
        try:
            await self._cases.ask(case_id, await self._envelope(case_id, placed.waiting, found))
        except Refused as no:
            return no.refusal.code
        except NotFound:
            return webhooks.NO_CASE
        return APPLIED

    async def _tell_capacity(self, message: WaitingMessage, found: IncomingCapacity) -> str:
        """Into every entry of the directory by which the body offers this service."""
        at = message.message.received_at
        async with self._database.of(message.message.district).write() as session:
            told = await capacities.tell(
                session, message.message.district, message.message.agency_id, found, at
            )
        return APPLIED if told else NO_ENTRY

    async def _envelope(
        self, case_id: CaseId, waiting: WaitingMessage, found: IncomingAnswer | IncomingConcern
    ) -> Envelope:
        intent, agency = intent_of(waiting), waiting.message.agency_id
        return Envelope(
            intent=intent,
            actor=Actor(
                person=SYSTEM_PERSON,
                role=Role.PARTNER_WORKER,
                district=DistrictCode(district_of(case_id)),
                agency=agency,
            ),
            command=await self._command(case_id, intent, agency, found),
        )

    async def _command(
        self,
        case_id: CaseId,
        intent: IntentKey,
        agency: AgencyId,
        found: IncomingAnswer | IncomingConcern,
    ) -> Command:
        note = await self._keep_note(case_id, intent, found.note)
        if isinstance(found, IncomingConcern):
            return RaiseConcern(
                concern_id=ConcernId(intent),
                linkage_id=found.linkage_id,
                agency_id=agency,
                concern=found.concern,
                red_flag=found.red_flag,
                note=note,
            )
        told = found.model_dump(exclude={"note"}) | {"message_id": intent}
        return RecordPartnerAnswer(**told, agency_id=agency, note=note)

    async def _keep_note(
        self, case_id: CaseId, intent: IntentKey, note: str | None
    ) -> TextId | None:
        if not note:
            return None
        text_id = _note_of(intent)
        async with self._database.write() as session:
            await texts.save_text(
                session, self._keyring, case_id, text_id, note, SYSTEM_PERSON, self._clock()
            )
        return text_id

    async def _bring_act(self, act: PendingCommand) -> None:
        refusal: Refusal | None = None
        try:
            await self._repeat(act)
        except Refused as no:
            refusal = no.refusal
        except (Unknown, NotFound):
            return await self._act_later(act)
        except Exception as failure:
            log.error("relay_act_failed", kind=type(failure).__name__)
            return await self._act_later(act)
        case_id, envelope, now = act.case_id, act.kept.envelope, self._clock()
        async with self._database.write() as session:
            await outbox.mark_done(session, self._keyring, case_id, envelope.intent, now, refusal)
            if refusal is not None and isinstance(envelope.command, PASSED_ON):
                await at_risk.not_heard(session, case_id, envelope.intent, now)

    async def _repeat(self, act: PendingCommand) -> None:
        if act.kept.start is not None:
            await self._cases.open(act.kept.start, act.kept.envelope)
        else:
            await self._cases.ask(act.case_id, act.kept.envelope)

    async def _act_later(self, act: PendingCommand) -> None:
        at = later(self._clock(), act.attempts)
        async with self._database.write() as session:
            await outbox.try_later(session, act.case_id, act.kept.envelope.intent, at)


def _note_of(intent: IntentKey) -> TextId:
    return TextId(f"{intent}.note")


def _heard(placed: Placed, ending: Ended) -> Told | None:
    """A word that reached its case, which may have been over by then."""
    waiting, found = placed.waiting, placed.found
    if ending.outcome not in (APPLIED, NOT_OPEN) or placed.case_id is None:
        return None
    if found is None or isinstance(found, IncomingCapacity):
        return None
    answers = isinstance(found, IncomingAnswer)
    return Told(
        message_id=waiting.message_id,
        case_id=placed.case_id,
        linkage_id=found.linkage_id,
        agency_id=waiting.message.agency_id,
        kind=ended_answers.Kind.ANSWER if answers else ended_answers.Kind.CONCERN,
        said=str(found.answer if isinstance(found, IncomingAnswer) else found.concern),
        note=_note_of(intent_of(waiting)) if found.note else None,
        came_at=waiting.message.received_at,
        outcome=found.outcome if isinstance(found, IncomingAnswer) else None,
        scheduled_on=found.scheduled_on if isinstance(found, IncomingAnswer) else None,
    )


def _read(waiting: WaitingMessage) -> Incoming | None:
    try:
        return incoming("", told_json(waiting.message.body))
    except ValueError:
        return None


async def _in_turn(
    placed: Iterable[tuple[str, Callable[..., Awaitable[None]], object]], at_once: int
) -> None:
    """Messages of one case in their order, of different cases side by side."""
    by_case: dict[str, list[tuple[Callable[..., Awaitable[None]], object]]] = defaultdict(list)
    for case_id, bring, message in placed:
        by_case[case_id].append((bring, message))
    room = asyncio.Semaphore(at_once)

    async def one_case(waiting: list[tuple[Callable[..., Awaitable[None]], object]]) -> None:
        async with room:
            for bring, message in waiting:
                await bring(message)

    await asyncio.gather(*(one_case(waiting) for waiting in by_case.values()))


async def _wait(stop: asyncio.Event, pause: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), pause)
    except TimeoutError:
        return
