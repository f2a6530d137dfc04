"""Recorded cases of a district, finished and open, as their events tell them: for the what-if.

Read in portions of whole cases in the order of their ids, so that neither memory nor one statement
grows with a district. A case that was erased, or whose last step is being written, is left out.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Select, func, select

from care.messages.envelope import CaseStart
from care.messages.events import CaseOpened, PolicyAdopted, Recorded
from care.model.ids import CaseId, CaseNumber, DistrictCode, OfficeCode
from care.model.policy import CasePolicy
from store.case_states import Policies
from store.database import Database
from store.events import recorded_of
from store.folded import PolicyOf
from store.keyring import Keyring
from store.moments import KOREA
from store.statements import table_of
from store.tables.cases import CaseLine
from store.tables.timeline import EventLine


@dataclass(frozen=True)
class Period:
    """Cases opened from the first day to the last, both included; None: without end."""

    first: date | None = None
    last: date | None = None

    def within(self) -> tuple[Any, ...]:
        after = (CaseLine.opened_at >= _morning(self.first),) if self.first else ()
        behind = self.last + timedelta(days=1) if self.last else None
        before = (CaseLine.opened_at < _morning(behind),) if behind else ()
        return (*after, *before)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=KOREA)


@dataclass(frozen=True)
class RecordedCase:
    case_number: CaseNumber
    stage: str
    office: OfficeCode
    start: CaseStart
    recorded: tuple[Recorded, ...]


@dataclass(frozen=True)
class RecordedPortion:
    cases: tuple[RecordedCase, ...]
    reached: str
    looked_at: int
    last: bool


class RecordedCases:
    def __init__(
        self, database: Database, keyring: Keyring, district: DistrictCode, policy_of: PolicyOf
    ) -> None:
        self._database = database.of(district)
        self._keyring = keyring
        self._district = district
        self._policies = Policies.of(district, policy_of)

    async def total(self, period: Period) -> int:
        query = select(func.count()).select_from(CaseLine).where(*self._of(period))
        async with self._database.read() as session:
            return await session.scalar(query) or 0

    async def page(self, period: Period, after: str, limit: int) -> RecordedPortion:
        """The next cases behind ``after``, with all their events."""
        shown = (CaseLine.case_id, CaseLine.case_number, CaseLine.stage, CaseLine.office)
        query = (
            select(*shown)
            .where(*self._of(period), CaseLine.case_id > after)
            .order_by(CaseLine.case_id)
            .limit(limit)
        )
        async with self._database.read() as session:
            rows = (await session.execute(query)).all()
            ids = [row.case_id for row in rows]
            lines = (await session.execute(_told(ids))).all() if ids else []
            keys = await self._keyring.case_keys(session, ids, self._district)
            # Unsealing is plain work: beside the loop, so that cases are answered meanwhile.
            opened = await asyncio.to_thread(_opened, lines, keys)
            starts = {
                case_id: await self._policies.get(session, opening.policy_hash)
                for case_id, recorded in opened.items()
                if (opening := _opening(recorded)) is not None
            }
        cases = tuple(
            self._case(row, starts[row.case_id], opened[row.case_id])
            for row in rows
            if row.case_id in starts
        )
        return RecordedPortion(
            cases=cases,
            reached=ids[-1] if ids else after,
            looked_at=len(rows),
            last=len(rows) < limit,
        )

    def _of(self, period: Period) -> tuple[Any, ...]:
        return (CaseLine.district == self._district, *period.within())

    def _case(self, row: Any, policy: CasePolicy, recorded: Sequence[Recorded]) -> RecordedCase:
        start = CaseStart(case_id=CaseId(row.case_id), district=self._district, policy=policy)
        return RecordedCase(
            case_number=CaseNumber(row.case_number),
            stage=row.stage,
            office=OfficeCode(row.office),
            start=start,
            recorded=tuple(self._shared(one) for one in recorded),
        )

    def _shared(self, one: Recorded) -> Recorded:
        """A policy thousands of cases took up is kept once, not once for each."""
        if not isinstance(one.event, PolicyAdopted):
            return one
        known = self._policies.known.setdefault(one.event.policy.content_hash, one.event.policy)
        event = one.event.model_copy(update={"policy": known})
        return one.model_copy(update={"event": event})


def _told(ids: Sequence[str]) -> Select[Any]:
    """Bare rows: half a million events of a district are read, and none is changed."""
    told = table_of(EventLine)
    return select(told).where(told.c.case_id.in_(ids)).order_by(told.c.case_id, told.c.sequence)


def _opened(lines: Sequence[Any], keys: Mapping[str, bytes]) -> dict[str, tuple[Recorded, ...]]:
    """Those whose key is still there and whose steps are all stored."""
    found: dict[str, tuple[Recorded, ...]] = {}
    for case_id, of_case in groupby(lines, key=lambda line: line.case_id):
        key = keys.get(case_id)
        if key is None:
            continue
        recorded = tuple(recorded_of(key, line) for line in of_case)
        if all(one.sequence == number for number, one in enumerate(recorded, start=1)):
            found[case_id] = recorded
    return found


def _opening(recorded: Sequence[Recorded]) -> CaseOpened | None:
    return next((one.event for one in recorded if isinstance(one.event, CaseOpened)), None)
