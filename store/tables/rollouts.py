"""Rollouts of an edition to the open cases of a district, and what became of each case."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Key, Line


class RolloutLine(Line):
    __tablename__ = "policy_rollouts"
    __table_args__ = (
        Index("ix_policy_rollouts_district", "district", "edition"),
        Index("ix_policy_rollouts_state", "state"),
    )

    rollout_id: Mapped[Key] = mapped_column(primary_key=True)
    district: Mapped[Code]
    edition: Mapped[int]
    begins_at: Mapped[datetime]
    state: Mapped[Code]
    total: Mapped[int | None]
    """Open cases when it began; None before."""
    started_by: Mapped[Id]
    started_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    steered_by: Mapped[Id | None]
    """Who paused, resumed or cancelled it last."""
    steered_at: Mapped[datetime | None]


class RolloutCaseLine(Line):
    """One open case as it stood when the rollout began, and its answer."""

    __tablename__ = "policy_rollout_cases"
    __table_args__ = (
        Index("ix_policy_rollout_cases_result", "rollout_id", "result", "attempts", "case_id"),
        Index("ix_policy_rollout_cases_case_id", "case_id"),
    )

    rollout_id: Mapped[Key] = mapped_column(primary_key=True)
    case_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    case_number: Mapped[Code]
    stage: Mapped[Code]
    office: Mapped[Code]
    former_edition: Mapped[int]
    result: Mapped[Code]
    code: Mapped[Code]
    """Of the refusal; empty otherwise."""
    attempts: Mapped[int]
    settled_at: Mapped[datetime | None]
