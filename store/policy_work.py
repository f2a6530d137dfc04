"""Rollouts and studies that are under way: how far each is, and whether it still moves."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.messages.rollouts import CaseResult, RolloutState
from care.messages.studies import StudyKind
from care.model.ids import DistrictCode
from store import policy_rollouts, policy_studies
from store.policy_rollouts import Rollout
from store.policy_studies import LIVING, Study
from store.scope import Scope
from store.tables.rollouts import RolloutCaseLine
from store.tables.studies import StudyLine

PATIENCE = timedelta(minutes=15)
"""A round of a rollout and a portion of a study take seconds; after this long nobody works on it.
"""


class WorkKind(StrEnum):
    ROLLOUT = "ROLLOUT"
    PREVIEW = StudyKind.PREVIEW.value
    WHATIF = StudyKind.WHATIF.value


class Standing(StrEnum):
    WAITING = "WAITING"
    """For its day."""
    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    STUCK = "STUCK"
    """It should move and has not for ``PATIENCE``."""


@dataclass(frozen=True)
class PolicyWork:
    """``moved_at``: when it last came further; ``total`` is None until its cases are counted."""

    work_id: str
    district: DistrictCode
    kind: WorkKind
    edition: int
    standing: Standing
    moved_at: datetime
    done: int
    total: int | None


async def under_way(
    session: AsyncSession, now: datetime, scope: Scope | None = None
) -> list[PolicyWork]:
    """Rollouts, then studies, the oldest first.

    Those of one district, counted as its reader may know its cases (SR-18); without a scope all.
    """
    rollouts = await policy_rollouts.unfinished(session, scope.district if scope else None)
    studies = await _studies(session, scope)
    if scope is not None:
        rollouts = await policy_rollouts.as_known_to(session, scope, rollouts)
        studies = await policy_studies.as_known_to(session, scope, studies)
    found = [await _of_rollout(session, one, now, scope) for one in rollouts]
    return found + [_of_study(one, now) for one in studies]


async def _studies(session: AsyncSession, scope: Scope | None) -> list[Study]:
    query = select(StudyLine).where(StudyLine.state.in_(LIVING)).order_by(StudyLine.started_at)
    if scope is not None:
        query = query.where(StudyLine.district == scope.district)
    return [policy_studies.study_of(line) for line in await session.scalars(query)]


async def _of_rollout(
    session: AsyncSession, rollout: Rollout, now: datetime, scope: Scope | None
) -> PolicyWork:
    tallies = await policy_rollouts.tally(session, rollout.rollout_id, scope)
    moved_at = max(
        at
        for at in (
            rollout.begins_at,
            rollout.started_at,
            rollout.begun_at,
            rollout.steered_at,
            await _last_settled(session, rollout),
        )
        if at is not None
    )
    return PolicyWork(
        work_id=rollout.rollout_id,
        district=rollout.district,
        kind=WorkKind.ROLLOUT,
        edition=rollout.edition,
        standing=_rollout_standing(rollout, moved_at, now),
        moved_at=moved_at,
        done=sum(one.cases for one in tallies if one.result is not CaseResult.WAITING),
        total=rollout.total,
    )


async def _last_settled(session: AsyncSession, rollout: Rollout) -> datetime | None:
    """A case that was asked and gave no answer brings nobody further."""
    return await session.scalar(
        select(func.max(RolloutCaseLine.settled_at)).where(
            RolloutCaseLine.rollout_id == rollout.rollout_id,
            RolloutCaseLine.result != CaseResult.WAITING.value,
        )
    )


def _rollout_standing(rollout: Rollout, moved_at: datetime, now: datetime) -> Standing:
    if rollout.state is RolloutState.PAUSED:
        return Standing.PAUSED
    if rollout.begins_at > now:
        return Standing.WAITING
    return Standing.STUCK if now - moved_at > PATIENCE else Standing.RUNNING


def _of_study(study: Study, now: datetime) -> PolicyWork:
    moved_at = study.changed_at or study.started_at
    return PolicyWork(
        work_id=study.study_id,
        district=study.district,
        kind=WorkKind(study.kind.value),
        edition=study.edition,
        standing=Standing.STUCK if now - moved_at > PATIENCE else Standing.RUNNING,
        moved_at=moved_at,
        done=study.done,
        total=study.total or None,
    )
