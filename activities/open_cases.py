"""Opens cases for households found: sealed first, then asked of the engine, several at once.

Every step is the same when it is done again: ids and act follow from the opening, the case number
is kept with its first try, and what is told of the end stands in one transaction with it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from temporalio import activity

from care.messages.commands import OpenCase
from care.messages.envelope import SYSTEM_PERSON, Actor, CaseStart, Envelope, system_actor
from care.messages.openings import OpeningsAsked, OpeningsProgress
from care.model.codes import Relation
from care.model.household import Member
from care.model.ids import CaseNumber, DistrictCode, TextId
from care.model.policy import CasePolicy
from store import households, openings, texts, timeline
from store.counters import next_case_number
from store.database import Database
from store.households import MemberDetails
from store.keyring import KeyDestroyed, Keyring
from store.moments import KOREA
from store.openings import Asked, OpeningState, Result, Waiting
from workflows.case_openings import OPEN_CASES, ROUND
from workflows.client import Cases, Refused, Unknown

log = structlog.get_logger()
PORTION = 24
AT_ONCE = 8
"""Cases opened side by side: the engine and the worker keep room for everybody else."""
GIVE_UP_AFTER = 12
"""Failures after which an opening is set aside; an answer that is only late never counts."""
AGAIN = timedelta(seconds=5)
ERASED = "OPENING_ERASED"
NO_POLICY = "OPENING_NO_POLICY"
UNKNOWN_NAME = "미상"
"""성명 미상: what the record calls somebody nobody has named yet."""

Told = Callable[[Any, Asked, datetime], Awaitable[None]]
"""Hears, in the transaction (a session) of the end, of every opening that is over."""


@dataclass(frozen=True)
class Ready:
    """Sealed, numbered, and to be asked of the engine."""

    start: CaseStart
    envelope: Envelope


class OpeningDesk:
    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        cases: Cases,
        policy_of: Callable[[DistrictCode], CasePolicy],
        told: Sequence[Told] = (),
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._cases = cases
        self._policy_of = policy_of
        self._told = tuple(told)
        self._clock = clock or (lambda: datetime.now(UTC))

    @activity.defn(name=OPEN_CASES)
    async def open_cases(self, asked: OpeningsAsked) -> OpeningsProgress:
        """One round; ``waiting`` tells whether there is more to do."""
        until = time.monotonic() + ROUND.total_seconds()
        done: list[OpeningState] = []
        house = self._database.of(asked.district)
        while time.monotonic() < until:
            async with house.read() as session:
                found = await openings.due(
                    session, self._keyring, asked.district, self._clock(), PORTION
                )
            if not found:
                break
            done += [one.state for one in await self._portion(asked.district, found)]
        async with house.read() as session:
            left = await openings.waiting(session, asked.district)
        opened, waiting = done.count(OpeningState.OPENED), done.count(OpeningState.WAITING)
        return OpeningsProgress(
            opened=opened, refused=len(done) - opened - waiting, put_off=waiting, waiting=left
        )

    async def _portion(self, district: DistrictCode, found: Sequence[Waiting]) -> list[Result]:
        activity.heartbeat()
        async with self._database.of(district).write() as session:
            ready = [await self._ready(session, one) for one in found]
        room = asyncio.Semaphore(AT_ONCE)

        async def one(waits: Waiting, prepared: Ready | Result | None) -> Result | None:
            async with room:
                activity.heartbeat()
                return await self._opened(waits, prepared)

        results = await asyncio.gather(*map(one, found, ready))
        settled = [result for result in results if result is not None]
        async with self._database.of(district).write() as session:
            for result in settled:
                await self._settle(session, result)
        return settled

    async def _ready(self, session: Any, waits: Waiting) -> Ready | Result | None:
        """None: somebody else was faster and it is over."""
        opening = waits.opening
        try:
            policy = self._policy_of(opening.district)
        except KeyError:
            return Result(opening.opening_id, OpeningState.REFUSED, NO_POLICY)
        number = waits.case_number or await self._number(session, waits, policy)
        kept = await openings.number_once(session, opening.opening_id, number)
        if kept is None:
            return None
        try:
            await self._seal(session, waits)
        except KeyDestroyed:
            return Result(opening.opening_id, OpeningState.REFUSED, ERASED)
        await timeline.keep_policy(session, policy)
        start = CaseStart(case_id=waits.case_id, district=opening.district, policy=policy)
        return Ready(start, _envelope(waits, kept))

    async def _number(self, session: Any, waits: Waiting, policy: CasePolicy) -> CaseNumber:
        year = waits.opening.at.astimezone(KOREA).year
        return await next_case_number(session, waits.opening.district, policy.number_prefix, year)

    async def _seal(self, session: Any, waits: Waiting) -> None:
        opening, found = waits.opening, waits.opening.found
        home = openings.household_of(opening.opening_id)
        await households.new_household(session, home, opening.district, opening.office, opening.at)
        details = MemberDetails(
            openings.member_of(opening.opening_id),
            found.name or UNKNOWN_NAME,
            found.birth_date,
            found.phone or None,
            found.address or None,
        )
        await households.add_member(session, self._keyring, home, details)
        if found.note:
            await texts.save_text(
                session,
                self._keyring,
                waits.case_id,
                _note_of(waits),
                found.note,
                opening.asked_by or SYSTEM_PERSON,
                opening.at,
            )

    async def _opened(self, waits: Waiting, prepared: Ready | Result | None) -> Result | None:
        if not isinstance(prepared, Ready):
            return prepared
        name = waits.opening.opening_id
        try:
            await self._cases.open(prepared.start, prepared.envelope)
        except Refused as no:
            return Result(name, OpeningState.REFUSED, no.refusal.code)
        except Unknown:
            return Result(name, OpeningState.WAITING, again_at=self._clock() + AGAIN)
        except Exception as failure:
            log.error("opening_failed", kind=type(failure).__name__)
            return self._failed(waits, type(failure).__name__)
        return Result(name, OpeningState.OPENED)

    def _failed(self, waits: Waiting, kind: str) -> Result:
        name = waits.opening.opening_id
        if waits.attempts + 1 >= GIVE_UP_AFTER:
            return Result(name, OpeningState.FAILED, kind[:64])
        return Result(name, OpeningState.WAITING, again_at=self._clock() + AGAIN)

    async def _settle(self, session: Any, result: Result) -> None:
        at = self._clock()
        ended = await openings.settle(session, result, at)
        if ended is not None and ended.state.is_over:
            for told in self._told:
                await told(session, ended, at)


def _envelope(waits: Waiting, number: CaseNumber) -> Envelope:
    opening = waits.opening
    actor = system_actor(opening.district)
    if opening.asked_by is not None:
        actor = Actor(person=opening.asked_by, role=opening.asked_as, district=opening.district)
    born = opening.found.birth_date
    command = OpenCase(
        case_number=number,
        office=opening.office,
        household_id=openings.household_of(opening.opening_id),
        channel=opening.channel,
        members=(
            Member(
                member_id=openings.member_of(opening.opening_id),
                relation=Relation.CLIENT,
                birth_year=born.year if born else None,
                birth_month=born.month if born else None,
            ),
        ),
        red_flags=opening.found.red_flags,
        note=_note_of(waits) if opening.found.note else None,
    )
    return Envelope(intent=openings.intent_of(opening.opening_id), actor=actor, command=command)


def _note_of(waits: Waiting) -> TextId:
    return TextId(f"{openings.intent_of(waits.opening.opening_id)}.note")
