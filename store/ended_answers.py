"""Words of bodies on cases that have ended (F13): whoever answered for the case is told of them.

The words themselves lie with the case, sealed. No case is opened again by one.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import PartnerAnswer, Role, Stage
from care.model.ids import AgencyId, CaseId, DistrictCode, LinkageId, PersonId, TextId
from care.model.linkage import LEADS_TO
from store.erasure import erased
from store.keyring import district_of
from store.scope import PAGE_SIZE, Page, Scope, cases_in, offset
from store.statements import add
from store.tables.cases import CaseLine, LinkageLine
from store.tables.messages import EndedAnswerLine
from store.tables.people import PersonLine


class Kind(StrEnum):
    ANSWER = "ANSWER"
    CONCERN = "CONCERN"


@dataclass(frozen=True)
class Told:
    """A message of a body that was brought; ``said`` is a PartnerAnswer or a ConcernKind."""

    message_id: int
    case_id: CaseId
    linkage_id: LinkageId
    agency_id: AgencyId
    kind: Kind
    said: str
    note: TextId | None
    came_at: datetime
    outcome: str | None = None
    scheduled_on: date | None = None


@dataclass(frozen=True)
class EndedAnswer:
    message_id: int
    case_id: CaseId
    linkage_id: LinkageId
    agency_id: AgencyId
    kind: Kind
    said: str
    note: TextId | None
    came_at: datetime
    mine: bool
    """The visitor answered for the case last, or coordinates where nobody is left who did."""


async def keep(session: AsyncSession, told: Sequence[Told]) -> int:
    """Those on cases that have ended and say something new; answers how many those are."""
    if not told:
        return 0
    over = await _ended(session, {one.case_id for one in told})
    about = [one for one in told if one.case_id in over]
    known = await _linkages(session, {one.case_id for one in about})
    new = [
        one for one in about if not _says_the_same(one, known.get((one.case_id, one.linkage_id)))
    ]
    return await add(session, EndedAnswerLine, [_row(one) for one in new])


async def waiting(session: AsyncSession, scope: Scope, page: int = 1) -> Page[EndedAnswer]:
    """What nobody has looked at; the visitor's own first, then the longest waiting."""
    condition = and_(_unseen(scope), cases_in(scope))
    total = await session.scalar(_counted().where(condition))
    mine = _mine(scope)
    query = (
        select(EndedAnswerLine, mine.label("mine"))
        .join(CaseLine, CaseLine.case_id == EndedAnswerLine.case_id)
        .where(condition)
        .order_by(mine.desc(), EndedAnswerLine.came_at, EndedAnswerLine.message_id)
        .limit(PAGE_SIZE)
        .offset(offset(page))
    )
    rows = (await session.execute(query)).all()
    return Page(tuple(_answer(line, own=own) for line, own in rows), total or 0, max(page, 1))


async def own_waiting(session: AsyncSession, scope: Scope) -> int:
    """How many wait for this visitor."""
    condition = and_(_unseen(scope), cases_in(scope), _mine(scope))
    return await session.scalar(_counted().where(condition)) or 0


async def case_of(session: AsyncSession, scope: Scope, message_id: int) -> CaseId | None:
    """None for a missing message and for one out of scope alike."""
    found = await session.scalar(
        select(EndedAnswerLine.case_id)
        .join(CaseLine, CaseLine.case_id == EndedAnswerLine.case_id)
        .where(EndedAnswerLine.message_id == message_id, cases_in(scope))
    )
    return None if found is None else CaseId(found)


async def acknowledge(
    session: AsyncSession, district: DistrictCode, message_id: int, by: PersonId, at: datetime
) -> bool:
    """False when somebody was first."""
    statement = (
        update(EndedAnswerLine)
        .where(
            EndedAnswerLine.message_id == message_id,
            EndedAnswerLine.district == district,
            EndedAnswerLine.seen_at.is_(None),
        )
        .values(seen_at=at, seen_by=by)
        .returning(EndedAnswerLine.message_id)
        .execution_options(synchronize_session=False)
    )
    return await session.scalar(statement) is not None


async def _ended(session: AsyncSession, cases: Collection[CaseId]) -> set[str]:
    query = select(CaseLine.case_id).where(
        CaseLine.case_id.in_(cases), CaseLine.stage == Stage.ENDED.value
    )
    return set(await session.scalars(query))


async def _linkages(
    session: AsyncSession, cases: Collection[CaseId]
) -> dict[tuple[str, str], LinkageLine]:
    if not cases:
        return {}
    query = select(LinkageLine).where(LinkageLine.case_id.in_(cases))
    found = await session.scalars(query.execution_options(populate_existing=True))
    return {(one.case_id, one.linkage_id): one for one in found}


def _says_the_same(told: Told, line: LinkageLine | None) -> bool:
    """What the case knew when it ended is no news; a service that went on is."""
    if line is None or told.kind is Kind.CONCERN or told.said == PartnerAnswer.PROGRESS.value:
        return False
    known = LEADS_TO[PartnerAnswer(told.said)].value == line.status
    same_day = told.scheduled_on in (None, line.scheduled_on)
    return known and same_day and told.outcome in (None, line.outcome)


def _unseen(scope: Scope) -> ColumnElement[bool]:
    """Of a case that is erased nothing is left to look at."""
    line = EndedAnswerLine
    return and_(line.district == scope.district, line.seen_at.is_(None), ~erased(line.case_id))


def _mine(scope: Scope) -> ColumnElement[bool]:
    own = CaseLine.owner == scope.person
    if Role.COORDINATOR not in scope.roles:
        return own
    here = exists().where(PersonLine.person_id == CaseLine.owner, PersonLine.active)
    return or_(own, CaseLine.owner.is_(None), ~here)


def _counted() -> Any:
    joined = select(func.count()).select_from(EndedAnswerLine)
    return joined.join(CaseLine, CaseLine.case_id == EndedAnswerLine.case_id)


def _row(told: Told) -> dict[str, object]:
    return {
        "message_id": told.message_id,
        "district": district_of(told.case_id),
        "case_id": told.case_id,
        "linkage_id": told.linkage_id,
        "agency_id": told.agency_id,
        "kind": told.kind.value,
        "said": told.said,
        "note": told.note,
        "came_at": told.came_at,
    }


def _answer(line: EndedAnswerLine, *, own: bool) -> EndedAnswer:
    return EndedAnswer(
        message_id=line.message_id,
        case_id=CaseId(line.case_id),
        linkage_id=LinkageId(line.linkage_id),
        agency_id=AgencyId(line.agency_id),
        kind=Kind(line.kind),
        said=line.said,
        note=TextId(line.note) if line.note else None,
        came_at=line.came_at,
        mine=bool(own),
    )
