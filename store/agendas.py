"""Agendas: which cases a conference is about, in which order, and how far it has come.

An item is done when the case holds the step of the item's intent. Nothing is marked twice, so
minutes that went through after a lost answer are done as soon as the case has them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import Role, Stage
from care.model.ids import (
    CaseId,
    CaseNumber,
    ConferenceId,
    HouseholdId,
    IntentKey,
    LevelCode,
    OfficeCode,
    PersonId,
)
from care.model.loop_codes import AgendaPurpose
from store.conferences import Conference, ConferenceStatus, own_cases
from store.households import client_names
from store.keyring import KeyDestroyed, Keyring, district_of
from store.scope import Scope, cases_in, known_to
from store.sealing import Place, seal, unseal
from store.statements import add
from store.tables.cases import CaseLine
from store.tables.conferences import AgendaLine, ConferenceLine
from store.tables.messages import CommandLine
from store.tables.timeline import StepLine

CALLED = "CALLED"
"""Why a case is on an agenda that no rule proposed: a lead put it there."""


@dataclass(frozen=True)
class Proposed:
    """A case for an agenda: what about it, why, and since when."""

    case_id: CaseId
    purpose: AgendaPurpose
    reason: str = CALLED
    since: datetime | None = None


@dataclass(frozen=True)
class AgendaItem:
    case_id: CaseId
    purpose: AgendaPurpose
    position: int
    reason: str
    since: datetime | None
    question: str
    recorded_level: LevelCode | None
    """The level these minutes decided, once they are signed."""
    intent: IntentKey | None
    done_at: datetime | None
    in_doubt: bool
    """Sent and not answered yet; it is asked again until it is."""
    case_number: CaseNumber
    client: str
    """Masked; empty once erased."""
    office: OfficeCode
    stage: Stage
    level: LevelCode | None
    proposed_level: LevelCode | None
    owner: PersonId | None
    urgent: bool

    @property
    def is_done(self) -> bool:
        return self.done_at is not None


@dataclass(frozen=True)
class Progress:
    done: int
    total: int


@dataclass(frozen=True)
class Sending:
    """Minutes on their way to a case, under an intent."""

    case_id: CaseId
    intent: IntentKey
    level: LevelCode | None
    instead_of: IntentKey | None
    """An earlier try that the case never took, as far as is known."""


async def put_on_agenda(
    session: AsyncSession, conference: Conference, proposed: Iterable[Proposed]
) -> None:
    """Behind what is there; a case stands on an agenda once."""
    last = await session.scalar(
        select(func.max(AgendaLine.position)).where(
            AgendaLine.conference_id == conference.conference_id
        )
    )
    lines = [
        {
            "conference_id": conference.conference_id,
            "case_id": one.case_id,
            "district": conference.district,
            "purpose": one.purpose.value,
            "position": (last or 0) + number,
            "reason": one.reason,
            "since": one.since,
            "question": None,
            "level": None,
            "intent": None,
        }
        for number, one in enumerate(proposed, 1)
    ]
    await add(session, AgendaLine, lines)


async def agenda(
    session: AsyncSession, keyring: Keyring, scope: Scope, conference: Conference
) -> list[AgendaItem]:
    """The items the visitor may see, in their order; what is hidden leaves no gap (SR-18).

    A partner worker sees those the body was asked about, whoever manages them (PW-08).
    """
    for_a_body = scope.agency is not None and Role.PARTNER_WORKER in scope.roles
    within = cases_in(scope) if for_a_body else own_cases(scope)
    query = _items().where(AgendaLine.conference_id == conference.conference_id, within)
    rows = (await session.execute(query.order_by(AgendaLine.position))).mappings().all()
    homes = [HouseholdId(row["household_id"]) for row in rows]
    names = await client_names(session, keyring, scope.district, homes)
    places = await _places(session, scope, conference)
    return [await _item(session, keyring, row, names, places[row["case_id"]]) for row in rows]


async def _places(session: AsyncSession, scope: Scope, conference: Conference) -> dict[CaseId, int]:
    known = await session.scalars(
        select(AgendaLine.case_id)
        .where(
            AgendaLine.conference_id == conference.conference_id,
            known_to(scope, AgendaLine.case_id),
        )
        .order_by(AgendaLine.position, AgendaLine.case_id)
    )
    return {CaseId(case_id): place for place, case_id in enumerate(known, 1)}


async def progress(
    session: AsyncSession, scope: Scope, conferences: Sequence[Conference]
) -> dict[ConferenceId, Progress]:
    """``3 of 7``: all items count, seen or not, but for households hidden from the visitor."""
    query = (
        select(AgendaLine.conference_id, func.count(), func.count(StepLine.intent))
        .outerjoin(StepLine, _its_step())
        .where(
            AgendaLine.conference_id.in_([one.conference_id for one in conferences]),
            known_to(scope, AgendaLine.case_id),
        )
        .group_by(AgendaLine.conference_id)
    )
    return {
        ConferenceId(conference_id): Progress(done=done, total=total)
        for conference_id, total, done in await session.execute(query)
    }


async def planned_cases(session: AsyncSession, scope: Scope) -> frozenset[CaseId]:
    """Cases that stand undone on the agenda of a coming conference."""
    query = (
        select(AgendaLine.case_id)
        .join(ConferenceLine, ConferenceLine.conference_id == AgendaLine.conference_id)
        .where(
            AgendaLine.district == scope.district,
            ConferenceLine.status == ConferenceStatus.PLANNED.value,
        )
    )
    return frozenset(CaseId(one) for one in await session.scalars(query))


async def move_item(
    session: AsyncSession, conference: Conference, case_id: CaseId, *, up: bool
) -> None:
    """Change places with the neighbour; at the end of the list nothing happens."""
    lines = (
        await session.scalars(
            select(AgendaLine)
            .where(AgendaLine.conference_id == conference.conference_id)
            .order_by(AgendaLine.position, AgendaLine.case_id)
        )
    ).all()
    order = [line.case_id for line in lines]
    if case_id not in order:
        return
    here = order.index(case_id)
    there = here - 1 if up else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    places = {of_case: number for number, of_case in enumerate(order, 1)}
    for line in lines:
        line.position = places[line.case_id]
    await session.flush()


async def take_off(session: AsyncSession, conference: Conference, case_id: CaseId) -> bool:
    """False when it is not there or its minutes were already sent."""
    statement = (
        delete(AgendaLine)
        .where(*_line(conference, case_id), AgendaLine.intent.is_(None))
        .returning(AgendaLine.case_id)
        .execution_options(synchronize_session=False)
    )
    return await session.scalar(statement) is not None


async def sending_minutes(session: AsyncSession, conference: Conference, sending: Sending) -> bool:
    """Said before the case is asked, so that an answer that was lost is still found; False when
    somebody else has begun to sign meanwhile.
    """
    free = [AgendaLine.intent.is_(None), AgendaLine.intent == sending.intent]
    if sending.instead_of is not None:
        free.append(AgendaLine.intent == sending.instead_of)
    statement = (
        update(AgendaLine)
        .where(*_line(conference, sending.case_id), or_(*free))
        .values(intent=sending.intent, level=sending.level)
        .returning(AgendaLine.case_id)
        .execution_options(synchronize_session=False)
    )
    return await session.scalar(statement) is not None


async def minutes_refused(
    session: AsyncSession, conference: Conference, case_id: CaseId, intent: IntentKey
) -> None:
    """The item is open again, unless another has begun to sign."""
    statement = (
        update(AgendaLine)
        .where(*_line(conference, case_id), AgendaLine.intent == intent)
        .values(intent=None, level=None)
    )
    await session.execute(statement.execution_options(synchronize_session=False))


async def ask_panel(
    session: AsyncSession,
    keyring: Keyring,
    conference: Conference,
    case_id: CaseId,
    question: str,
) -> None:
    """Sealed with the key of the case: it is gone when the case is erased."""
    key = await keyring.case_key(session, case_id, conference.district)
    sealed = seal(key, question, _place(conference.conference_id, case_id)) if question else None
    statement = update(AgendaLine).where(*_line(conference, case_id)).values(question=sealed)
    await session.execute(statement.execution_options(synchronize_session=False))


def _line(conference: Conference, case_id: CaseId) -> tuple[Any, Any]:
    return (
        AgendaLine.conference_id == conference.conference_id,
        AgendaLine.case_id == case_id,
    )


def _items() -> Select[Any]:
    return (
        select(
            *(column for column in AgendaLine.__table__.c if column.name != "level"),
            AgendaLine.level.label("recorded_level"),
            StepLine.at.label("done_at"),
            CommandLine.kept_at,
            CaseLine.case_number,
            CaseLine.household_id,
            CaseLine.office,
            CaseLine.stage,
            CaseLine.level,
            CaseLine.proposed_level,
            CaseLine.owner,
            CaseLine.urgent,
        )
        .join(CaseLine, CaseLine.case_id == AgendaLine.case_id)
        .outerjoin(StepLine, _its_step())
        .outerjoin(
            CommandLine,
            and_(
                CommandLine.case_id == AgendaLine.case_id,
                CommandLine.intent == AgendaLine.intent,
                or_(CommandLine.done_at.is_(None), CommandLine.answer.is_(None)),
            ),
        )
    )


def _its_step() -> Any:
    return and_(StepLine.case_id == AgendaLine.case_id, StepLine.intent == AgendaLine.intent)


async def _item(
    session: AsyncSession, keyring: Keyring, row: Any, names: dict[HouseholdId, str], place: int
) -> AgendaItem:
    done = row["done_at"]
    return AgendaItem(
        case_id=CaseId(row["case_id"]),
        purpose=AgendaPurpose(row["purpose"]),
        position=place,
        reason=row["reason"],
        since=row["since"],
        question=await _question(session, keyring, row),
        recorded_level=row["recorded_level"] if done else None,
        intent=row["intent"],
        done_at=done,
        in_doubt=done is None and row["kept_at"] is not None,
        case_number=row["case_number"],
        client=names.get(HouseholdId(row["household_id"]), ""),
        office=row["office"],
        stage=Stage(row["stage"]),
        level=row["level"],
        proposed_level=row["proposed_level"],
        owner=row["owner"],
        urgent=row["urgent"],
    )


async def _question(session: AsyncSession, keyring: Keyring, row: Any) -> str:
    if row["question"] is None:
        return ""
    case_id = row["case_id"]
    try:
        key = await keyring.case_key(session, case_id, row["district"])
    except KeyDestroyed:
        return ""
    return unseal(key, row["question"], _place(row["conference_id"], case_id))


def _place(conference_id: str, case_id: str) -> Place:
    return Place("conference_items", "question", f"{conference_id}/{case_id}", district_of(case_id))
