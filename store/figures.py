"""The counted facts of cases: kept with each step, made again from the events by ``rebuild``."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.decide.figures import counted, counts
from care.messages.events import CaseOpened, Recorded
from care.model.figures import Fact, FactKind
from care.model.ids import AgencyId, CaseId, PersonId
from store.events import events as recorded_events
from store.keyring import Keyring, district_of
from store.read_model import Row
from store.statements import add, table_of
from store.tables.figures import CountedLine
from store.tables.timeline import EventLine


@dataclass(frozen=True)
class Origin:
    """What every fact of a case carries, as its opening said it."""

    household_id: str
    channel: str


async def keep(
    session: AsyncSession,
    keyring: Keyring,
    case_id: CaseId,
    events: Sequence[Recorded],
    anew: bool = False,
) -> None:
    """Count a step. ``anew``, out of order or never counted before: the whole case at once."""
    if not anew and not counts(events):
        return
    origin, known = await _known(session, case_id)
    origin = origin or _origin(events)
    if anew or origin is None or await _overtaken(session, case_id, events):
        await again(session, case_id, await recorded_events(session, keyring, case_id))
        return
    await add(session, CountedLine, rows(case_id, origin, counted(events, known)))


async def again(session: AsyncSession, case_id: CaseId, events: Sequence[Recorded]) -> None:
    """All facts of a case from all its events."""
    table = table_of(CountedLine)
    await session.execute(delete(table).where(table.c.case_id == case_id))
    origin = _origin(events)
    if origin is not None:
        await add(session, CountedLine, rows(case_id, origin, counted(events)))


def rows(case_id: CaseId, origin: Origin, facts: Sequence[Fact]) -> list[Row]:
    district = district_of(case_id)
    return [
        {
            "case_id": case_id,
            "kind": one.kind.value,
            "key": one.key,
            "sequence": one.sequence,
            "district": district,
            "household_id": origin.household_id,
            "channel": origin.channel,
            "at": one.at,
            "on": one.on,
            "code": one.code,
            "amount": one.amount,
            "who": one.who,
            "agency_id": one.agency,
        }
        for one in facts
    ]


def origin_of(opened: CaseOpened) -> Origin:
    return Origin(opened.opening.household_id, opened.opening.channel.value)


def _origin(events: Sequence[Recorded]) -> Origin | None:
    opened = (one.event for one in events if isinstance(one.event, CaseOpened))
    first = next(opened, None)
    return None if first is None else origin_of(first)


async def _known(session: AsyncSession, case_id: CaseId) -> tuple[Origin | None, list[Fact]]:
    lines = (await session.execute(_of_case(), {"of_case": case_id})).all()
    origin = Origin(lines[0].household_id, lines[0].channel) if lines else None
    return origin, [_fact(line) for line in lines]


def _fact(line: Any) -> Fact:
    return Fact(
        kind=FactKind(line.kind),
        key=line.key,
        sequence=line.sequence,
        at=line.at,
        on=line.on,
        code=line.code,
        amount=line.amount,
        who=PersonId(line.who) if line.who else None,
        agency=AgencyId(line.agency_id) if line.agency_id else None,
    )


async def _overtaken(session: AsyncSession, case_id: CaseId, events: Sequence[Recorded]) -> bool:
    """Whether a later step was stored before this one."""
    last = max(one.sequence for one in events)
    asked = {"of_case": case_id, "last": last}
    return await session.scalar(_later(), asked) is not None


@cache
def _of_case() -> Select[Any]:
    table = table_of(CountedLine)
    return select(table).where(table.c.case_id == bindparam("of_case"))


@cache
def _later() -> Select[Any]:
    table = table_of(EventLine)
    return (
        select(table.c.sequence)
        .where(table.c.case_id == bindparam("of_case"), table.c.sequence > bindparam("last"))
        .limit(1)
    )
