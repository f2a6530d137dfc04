"""사례회의 of a district: when and where, who is asked to come, and who may find it.

A lead finds every conference of the district; others find those with a case of theirs, and those
they are invited to. The cases themselves are listed by ``store.agendas``, within the scope.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import ConferenceKind, Role
from care.model.ids import ConferenceId, DistrictCode, PersonId
from store.keyring import Keyring
from store.scope import PAGE_SIZE, Page, Scope, cases_in, offset
from store.sealing import Place, seal, unseal_optional
from store.statements import add
from store.tables.cases import CaseLine
from store.tables.conferences import AgendaLine, ConferenceLine, InvitationLine

LEADS = frozenset({Role.TEAM_LEAD, Role.COORDINATOR, Role.SECTION_HEAD})
"""Who calls conferences and records them (domain guide §2.8)."""


class ConferenceStatus(StrEnum):
    PLANNED = "PLANNED"
    HELD = "HELD"
    CANCELLED = "CANCELLED"


class InvitedKind(StrEnum):
    AGENCY = "AGENCY"
    PERSON = "PERSON"


class InvitationAnswer(StrEnum):
    INVITED = "INVITED"
    COMING = "COMING"
    NOT_COMING = "NOT_COMING"


@dataclass(frozen=True)
class Conference:
    conference_id: ConferenceId
    district: DistrictCode
    kind: ConferenceKind
    held_on: datetime
    called_by: PersonId
    created_at: datetime
    area: str = ""
    """Zone or local office; empty for the whole district."""
    place: str = ""
    status: ConferenceStatus = ConferenceStatus.PLANNED
    ended_at: datetime | None = None
    votes: bool = False

    @property
    def is_open(self) -> bool:
        return self.status is ConferenceStatus.PLANNED


@dataclass(frozen=True)
class Invitation:
    invited: str
    kind: InvitedKind
    answer: InvitationAnswer = InvitationAnswer.INVITED


async def call_conference(session: AsyncSession, keyring: Keyring, conference: Conference) -> bool:
    """False when it was called before: a repeated form calls one conference."""
    district, of_id = conference.district, conference.conference_id
    key = await keyring.district_key(session, district)
    sealed = seal(key, conference.place, _place(of_id, district)) if conference.place else None
    line = {
        "conference_id": of_id,
        "district": district,
        "kind": conference.kind.value,
        "area": conference.area,
        "held_on": conference.held_on,
        "place": sealed,
        "status": conference.status.value,
        "called_by": conference.called_by,
        "created_at": conference.created_at,
        "ended_at": None,
        "votes": conference.votes,
    }
    return bool(await add(session, ConferenceLine, (line,)))


async def conference(
    session: AsyncSession, keyring: Keyring, scope: Scope, conference_id: ConferenceId
) -> Conference | None:
    """None for a missing one and for one the visitor has no part in alike."""
    query = select(ConferenceLine).where(
        ConferenceLine.conference_id == conference_id, _found_by(scope)
    )
    line = await session.scalar(query)
    return None if line is None else await _opened(session, keyring, line)


async def coming(session: AsyncSession, keyring: Keyring, scope: Scope) -> tuple[Conference, ...]:
    """Planned and neither held nor cancelled yet, the nearest first."""
    planned = ConferenceLine.status == ConferenceStatus.PLANNED.value
    query = (
        select(ConferenceLine)
        .where(planned, _found_by(scope))
        .order_by(ConferenceLine.held_on, ConferenceLine.conference_id)
    )
    lines = (await session.scalars(query)).all()
    return tuple([await _opened(session, keyring, line) for line in lines])


async def past(
    session: AsyncSession, keyring: Keyring, scope: Scope, page: int = 1
) -> Page[Conference]:
    """Held or cancelled, the latest first."""
    condition = and_(ConferenceLine.status != ConferenceStatus.PLANNED.value, _found_by(scope))
    total = await session.scalar(select(func.count()).select_from(ConferenceLine).where(condition))
    query = (
        select(ConferenceLine)
        .where(condition)
        .order_by(ConferenceLine.held_on.desc(), ConferenceLine.conference_id)
        .limit(PAGE_SIZE)
        .offset(offset(page))
    )
    lines = (await session.scalars(query)).all()
    items = [await _opened(session, keyring, line) for line in lines]
    return Page(tuple(items), total or 0, max(page, 1))


async def invited_to(
    session: AsyncSession, keyring: Keyring, scope: Scope
) -> list[tuple[Conference, Invitation]]:
    """Those a body, or this person of it, was asked to come to; planned ones first, the nearest
    first. At most fifty.
    """
    body = and_(
        InvitationLine.kind == InvitedKind.AGENCY.value, InvitationLine.invited == scope.agency
    )
    self = and_(
        InvitationLine.kind == InvitedKind.PERSON.value, InvitationLine.invited == scope.person
    )
    query = (
        select(ConferenceLine, InvitationLine)
        .join(InvitationLine, InvitationLine.conference_id == ConferenceLine.conference_id)
        .where(ConferenceLine.district == scope.district, or_(body, self))
        .order_by(
            ConferenceLine.status != ConferenceStatus.PLANNED.value,
            ConferenceLine.held_on,
            ConferenceLine.conference_id,
        )
        .limit(PAGE_SIZE)
    )
    found = (await session.execute(query)).all()
    return [
        (
            await _opened(session, keyring, line),
            Invitation(asked.invited, InvitedKind(asked.kind), InvitationAnswer(asked.answer)),
        )
        for line, asked in found
    ]


async def end_conference(
    session: AsyncSession, conference: Conference, status: ConferenceStatus, at: datetime
) -> bool:
    """Held or called off; False when somebody ended it before."""
    statement = (
        update(ConferenceLine)
        .where(
            ConferenceLine.conference_id == conference.conference_id,
            ConferenceLine.status == ConferenceStatus.PLANNED.value,
        )
        .values(status=status.value, ended_at=at)
        .returning(ConferenceLine.conference_id)
        .execution_options(synchronize_session=False)
    )
    return await session.scalar(statement) is not None


async def invite(
    session: AsyncSession,
    conference: Conference,
    invited: Iterable[Invitation],
    at: datetime,
) -> None:
    """Who was invited before keeps the answer given."""
    lines = [
        {
            "conference_id": conference.conference_id,
            "invited": one.invited,
            "kind": one.kind.value,
            "district": conference.district,
            "answer": one.answer.value,
            "asked_at": at,
            "answered_at": None,
        }
        for one in invited
    ]
    await add(session, InvitationLine, lines)


async def answer_invitation(
    session: AsyncSession, conference: Conference, answered: Invitation, at: datetime
) -> bool:
    """False when nobody of that id was invited."""
    statement = (
        update(InvitationLine)
        .where(
            InvitationLine.conference_id == conference.conference_id,
            InvitationLine.invited == answered.invited,
            InvitationLine.kind == answered.kind.value,
        )
        .values(answer=answered.answer.value, answered_at=at)
        .returning(InvitationLine.invited)
        .execution_options(synchronize_session=False)
    )
    return await session.scalar(statement) is not None


async def invitations(session: AsyncSession, conference: Conference) -> list[Invitation]:
    """Bodies first, in the order they were asked."""
    query = (
        select(InvitationLine)
        .where(InvitationLine.conference_id == conference.conference_id)
        .order_by(InvitationLine.kind, InvitationLine.asked_at, InvitationLine.invited)
    )
    lines: Sequence[InvitationLine] = (await session.scalars(query)).all()
    return [
        Invitation(line.invited, InvitedKind(line.kind), InvitationAnswer(line.answer))
        for line in lines
    ]


def own_cases(scope: Scope) -> ColumnElement[bool]:
    """Cases whose agenda items the visitor sees: a lead's are all in reach, a case manager's the
    own ones, a local office's those of the office.
    """
    within = cases_in(scope)
    if scope.roles & LEADS or scope.offices is not None:
        return within
    mine = or_(CaseLine.owner == scope.person, CaseLine.co_owner == scope.person)
    return and_(within, mine)


def _found_by(scope: Scope) -> ColumnElement[bool]:
    own = ConferenceLine.district == scope.district
    return and_(own, true() if scope.roles & LEADS else _concerns(scope))


def _concerns(scope: Scope) -> ColumnElement[bool]:
    with_my_cases: Any = (
        select(AgendaLine.conference_id)
        .join(CaseLine, CaseLine.case_id == AgendaLine.case_id)
        .where(AgendaLine.district == scope.district, own_cases(scope))
    )
    asked: Any = select(InvitationLine.conference_id).where(
        InvitationLine.district == scope.district,
        InvitationLine.kind == InvitedKind.PERSON.value,
        InvitationLine.invited == scope.person,
    )
    return or_(
        ConferenceLine.conference_id.in_(with_my_cases), ConferenceLine.conference_id.in_(asked)
    )


async def _opened(session: AsyncSession, keyring: Keyring, line: ConferenceLine) -> Conference:
    key = await keyring.district_key(session, line.district)
    return Conference(
        conference_id=ConferenceId(line.conference_id),
        district=DistrictCode(line.district),
        kind=ConferenceKind(line.kind),
        held_on=line.held_on,
        called_by=PersonId(line.called_by),
        created_at=line.created_at,
        area=line.area,
        place=unseal_optional(key, line.place, _place(line.conference_id, line.district)) or "",
        status=ConferenceStatus(line.status),
        ended_at=line.ended_at,
        votes=line.votes,
    )


def _place(conference_id: str, district: str) -> Place:
    return Place("conferences", "place", conference_id, district)
