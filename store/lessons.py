"""Lesson notes (배운 것, domain JG-09): how something was done, found by need and by words.

Sealed, so words are looked for in what was opened; ``MANY`` bounds how much that is.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import NeedArea
from care.model.ids import CaseId, DistrictCode, PersonId
from care.model.learned import LessonWords
from store.keyring import Keyring
from store.scope import Scope, known_to
from store.sealing import Place, seal, unseal
from store.statements import add
from store.tables.learned import LessonLine

MANY = 2_000
"""Notes a search reads, the newest first."""


@dataclass(frozen=True)
class Lesson:
    lesson_id: str
    district: DistrictCode
    need: NeedArea
    words: LessonWords
    written_by: PersonId
    written_at: datetime
    case_id: CaseId | None = None
    """Where it was learned, until it is shared; then nobody knows any more."""
    read_by: PersonId | None = None
    shared_on: date | None = None


async def write(session: AsyncSession, keyring: Keyring, lesson: Lesson) -> bool:
    """False when it is written already."""
    key = await keyring.district_key(session, lesson.district)
    line = {
        "lesson_id": lesson.lesson_id,
        "district": lesson.district,
        "need": lesson.need.value,
        "body": _sealed(key, lesson.district, lesson.lesson_id, lesson.words),
        "case_id": lesson.case_id,
        "written_by": lesson.written_by,
        "written_at": lesson.written_at,
        "read_by": None,
        "shared_on": None,
    }
    return bool(await add(session, LessonLine, (line,)))


async def rewrite(
    session: AsyncSession,
    keyring: Keyring,
    known: Lesson,
    words: LessonWords,
    by: PersonId,
    at: datetime,
) -> bool:
    """Whoever wrote last does not share it. False once it is shared."""
    key = await keyring.district_key(session, known.district)
    return await _changed(
        session,
        known,
        LessonLine.shared_on.is_(None),
        body=_sealed(key, known.district, known.lesson_id, words),
        written_by=by,
        written_at=at,
    )


async def share(session: AsyncSession, known: Lesson, by: PersonId, on: date) -> bool:
    """By somebody else than the writer, of the wording they read; the case is forgotten."""
    condition = (
        LessonLine.shared_on.is_(None)
        & (LessonLine.written_by != by)
        & (LessonLine.written_at == known.written_at)
    )
    return await _changed(session, known, condition, read_by=by, shared_on=on, case_id=None)


async def drop(session: AsyncSession, known: Lesson) -> None:
    await session.execute(delete(LessonLine).where(LessonLine.lesson_id == known.lesson_id))


async def lesson(
    session: AsyncSession, keyring: Keyring, scope: Scope, lesson_id: str
) -> Lesson | None:
    query = select(LessonLine).where(LessonLine.lesson_id == lesson_id, *_within(scope))
    line = await session.scalar(query.execution_options(populate_existing=True))
    if line is None:
        return None
    return _opened(await keyring.district_key(session, scope.district), line)


async def shared(
    session: AsyncSession,
    keyring: Keyring,
    scope: Scope,
    needs: Collection[NeedArea] = (),
    words: str = "",
) -> list[Lesson]:
    """All of ``words`` must stand somewhere in the note; the newest first."""
    query = (
        select(LessonLine)
        .where(LessonLine.shared_on.is_not(None), *_within(scope))
        .order_by(LessonLine.shared_on.desc(), LessonLine.lesson_id)
        .limit(MANY)
    )
    if needs:
        query = query.where(LessonLine.need.in_([one.value for one in needs]))
    key = await keyring.district_key(session, scope.district)
    found = [_opened(key, line) for line in await session.scalars(query)]
    wanted = [one.casefold() for one in words.split()]
    return [one for one in found if all(word in _all_words(one.words) for word in wanted)]


async def waiting(session: AsyncSession, keyring: Keyring, scope: Scope) -> list[Lesson]:
    """Written and not yet shared, the oldest first."""
    query = (
        select(LessonLine)
        .where(LessonLine.shared_on.is_(None), *_within(scope))
        .order_by(LessonLine.written_at, LessonLine.lesson_id)
        .limit(MANY)
        .execution_options(populate_existing=True)
    )
    key = await keyring.district_key(session, scope.district)
    return [_opened(key, line) for line in await session.scalars(query)]


def _all_words(said: LessonWords) -> str:
    return "\n".join(said.texts()).casefold()


def _within(scope: Scope) -> tuple[Any, ...]:
    """For whom a household is hidden, what was learned there is as well (SR-18)."""
    known = or_(LessonLine.case_id.is_(None), known_to(scope, LessonLine.case_id))
    return LessonLine.district == scope.district, known


async def _changed(session: AsyncSession, known: Lesson, condition: Any, **values: Any) -> bool:
    statement = (
        update(LessonLine)
        .where(LessonLine.lesson_id == known.lesson_id, condition)
        .values(**values)
        .returning(LessonLine.lesson_id)
        .execution_options(synchronize_session=False)
    )
    return await session.scalar(statement) is not None


def _opened(key: bytes, line: LessonLine) -> Lesson:
    body = unseal(key, line.body, _place(line.district, line.lesson_id))
    return Lesson(
        lesson_id=line.lesson_id,
        district=DistrictCode(line.district),
        need=NeedArea(line.need),
        words=LessonWords.model_validate_json(body),
        written_by=PersonId(line.written_by),
        written_at=line.written_at,
        case_id=CaseId(line.case_id) if line.case_id else None,
        read_by=PersonId(line.read_by) if line.read_by else None,
        shared_on=line.shared_on,
    )


def _sealed(key: bytes, district: str, lesson_id: str, words: LessonWords) -> bytes:
    return seal(key, words.model_dump_json(), _place(district, lesson_id))


def _place(district: str, lesson_id: str) -> Place:
    return Place("lessons", "body", lesson_id, district)
