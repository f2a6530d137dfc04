"""파기: a case is erased by destroying its keys; what is left of it can be read by nobody."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.decide.alike import Someone
from care.model.ids import CaseId, DistrictCode, HouseholdId, MemberId, TextId
from store import compartment, households, traces
from store.compartment import key_of
from store.forgetting import Forgetting
from store.keyring import Keyring, district_of
from store.tables.cases import CaseLine, TaskLine
from store.tables.desk import DraftLine
from store.tables.households import MemberLine, TokenLine
from store.tables.keys import CaseKeyLine
from store.tables.learned import LessonLine
from store.tables.protection import DangerLine, HiddenLine, LocationLine, LocationReaderLine
from store.tables.studies import CaseStateLine, FindingLine
from store.tables.timeline import TextLine

OF_HOUSEHOLD: tuple[Any, ...] = (
    TokenLine,
    LocationLine,
    LocationReaderLine,
    DangerLine,
    HiddenLine,
)
"""Hashes, names and sealed places of people; the alerts stay, which hold ids alone."""


@dataclass(frozen=True)
class Household:
    """Where a person's data lie."""

    case_id: CaseId
    household_id: HouseholdId


def erased(case_id: Any) -> ColumnElement[bool]:
    """Of a column of cases, whether each was; where many are asked in one statement."""
    of_case = CaseKeyLine.owner_id == case_id
    return exists().where(of_case, CaseKeyLine.destroyed_at.is_not(None))


async def is_erased(session: AsyncSession, case_id: CaseId) -> bool:
    """Whether the case was, whose codes may still be listed."""
    query = select(CaseKeyLine.owner_id).where(
        CaseKeyLine.owner_id == case_id, CaseKeyLine.destroyed_at.is_not(None)
    )
    return await session.scalar(query) is not None


async def erased_of(session: AsyncSession, cases: Collection[CaseId]) -> set[CaseId]:
    """Those of the cases that were erased, in one statement."""
    if not cases:
        return set()
    query = select(CaseKeyLine.owner_id).where(
        CaseKeyLine.owner_id.in_(cases), CaseKeyLine.destroyed_at.is_not(None)
    )
    return {CaseId(one) for one in await session.scalars(query)}


async def erase_case(
    session: AsyncSession, keyring: Keyring, case_id: CaseId, at: datetime
) -> bool:
    """Destroy the case's key, and its household's unless another case lives in it.

    What the desk keeps sealed of them beside the case goes too (``store.traces``). Codes stay for
    statistics and the chain of access records; False when it was erased before.
    Copies in backups open as long as the backup holds the key: restore, then erase again.
    """
    home = await session.scalar(select(CaseLine.household_id).where(CaseLine.case_id == case_id))
    alone = home is not None and not await _shared(session, home, case_id)
    doing = Forgetting(session, keyring, DistrictCode(district_of(case_id)), at)
    whose = traces.Whose(case_id)
    if home is not None and alone:
        people = await _people(session, keyring, home)
        whose = traces.Whose(case_id, HouseholdId(home), people)
    await traces.forget(doing, whose)
    erased = await keyring.destroy_case_key(session, case_id, at)
    await session.execute(delete(TaskLine).where(TaskLine.case_id == case_id))
    for line in (DraftLine, CaseStateLine, FindingLine, LessonLine):
        await session.execute(delete(line).where(line.case_id == case_id))
    if home is not None and alone:
        await keyring.destroy_case_key(session, home, at)
        await keyring.destroy_case_key(session, key_of(home), at)
        for line in OF_HOUSEHOLD:
            await session.execute(delete(line).where(line.household_id == home))
    return erased


async def erase_member(
    session: AsyncSession,
    keyring: Keyring,
    of: Household,
    member_id: MemberId,
    written: Iterable[TextId] | None,
    at: datetime,
) -> None:
    """Destroy what tells of one person: details, search tokens, whereabouts and ``written`` texts,
    and what the desk keeps of them beside the case.

    ``written`` is None when everything written in the case is about this person. What the case
    counts with (codes and ids) stays. Copies in backups: restore, then erase again.
    """
    doing = Forgetting(session, keyring, DistrictCode(district_of(of.case_id)), at)
    people = await _people(session, keyring, of.household_id, member_id)
    whose = traces.Whose(people=people)
    if written is None:
        whose = traces.Whose(of.case_id, of.household_id, people)
    await traces.forget(doing, whose)
    texts = delete(TextLine).where(TextLine.case_id == of.case_id)
    if written is not None:
        texts = texts.where(TextLine.text_id.in_(list(written)))
    await session.execute(texts)
    await session.execute(delete(DraftLine).where(DraftLine.case_id == of.case_id))
    await session.execute(delete(TokenLine).where(TokenLine.member_id == member_id))
    ours = MemberLine.household_id == of.household_id
    await session.execute(delete(MemberLine).where(ours, MemberLine.member_id == member_id))
    line = await compartment.compartment(session, of.household_id)
    if line is not None:
        kept = await compartment.opened(session, keyring, line)
        emptied = kept.with_member(compartment.Whereabouts(member_id))
        await compartment.keep(session, keyring, line, emptied)


async def _people(
    session: AsyncSession, keyring: Keyring, home: str, member_id: MemberId | None = None
) -> tuple[Someone, ...]:
    """Of a household, or one of them; nobody when it was erased before."""
    view = await households.household(session, keyring, HouseholdId(home))
    return tuple(
        Someone(
            name=one.name,
            birth_date=one.birth_date,
            phone=one.phone or "",
            address=one.address or "",
        )
        for one in (view.members if view else ())
        if member_id in (None, one.member_id)
    )


async def _shared(session: AsyncSession, household_id: str, case_id: CaseId) -> bool:
    """Whether another case of the household can still be read."""
    others = (
        select(func.count())
        .select_from(CaseLine)
        .join(CaseKeyLine, CaseKeyLine.owner_id == CaseLine.case_id)
        .where(CaseKeyLine.destroyed_at.is_(None))
        .where(CaseLine.household_id == household_id, CaseLine.case_id != case_id)
    )
    return bool(await session.scalar(others))
