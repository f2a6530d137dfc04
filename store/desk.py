"""What people do with an item without touching its case: take it, give it back, put it off."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, update
from sqlalchemy.ext.asyncio import AsyncSession

from store.inbox import for_me, for_team
from store.moments import KOREA
from store.scope import Scope, tasks_in
from store.tables.cases import TaskLine


async def claim(session: AsyncSession, scope: Scope, task_id: str, at: datetime) -> bool:
    """Take an item of the team; False when another was first or it is not for this person."""
    allowed = for_team(scope, at.astimezone(KOREA).date())
    return await _change(session, scope, task_id, allowed, claimed_by=scope.person, claimed_at=at)


async def release(session: AsyncSession, scope: Scope, task_id: str) -> bool:
    """Give a claimed item back to the team."""
    allowed = TaskLine.claimed_by == scope.person
    return await _change(session, scope, task_id, allowed, claimed_by=None, claimed_at=None)


async def snooze(
    session: AsyncSession, scope: Scope, task_id: str, until: datetime, at: datetime
) -> bool:
    """Out of sight until then; the clock of the case goes on, and an escalation still comes."""
    allowed = for_me(scope, at.astimezone(KOREA).date())
    return await _change(
        session, scope, task_id, allowed, snoozed_until=until, snoozed_by=scope.person
    )


async def wake(session: AsyncSession, scope: Scope, task_id: str, at: datetime) -> bool:
    allowed = for_me(scope, at.astimezone(KOREA).date())
    return await _change(session, scope, task_id, allowed, snoozed_until=None, snoozed_by=None)


async def _change(
    session: AsyncSession,
    scope: Scope,
    task_id: str,
    allowed: ColumnElement[bool],
    **values: object,
) -> bool:
    opened = and_(TaskLine.task_id == task_id, TaskLine.done_at.is_(None), tasks_in(scope))
    statement = update(TaskLine).where(opened, allowed).values(**values)
    changed = statement.returning(TaskLine.task_id).execution_options(synchronize_session=False)
    return await session.scalar(changed) is not None
