"""Studies of a policy on cases, what they found, and every open case as it stands."""

from datetime import date, datetime

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Key, Line


class StudyLine(Line):
    """One preview or what-if, with all it needs: the policy it tries out is kept with it."""

    __tablename__ = "policy_studies"
    __table_args__ = (
        Index("ix_policy_studies_district", "district", "started_at"),
        Index("ix_policy_studies_state", "state"),
    )

    study_id: Mapped[Key] = mapped_column(primary_key=True)
    district: Mapped[Code]
    kind: Mapped[Code]
    about: Mapped[Key]
    """The draft, or the number of the edition; empty for a file."""
    edition: Mapped[int]
    policy_hash: Mapped[Key]
    policy: Mapped[str] = mapped_column(Text)
    as_of: Mapped[datetime]
    from_day: Mapped[date | None]
    until_day: Mapped[date | None]
    state: Mapped[Code]
    total: Mapped[int]
    done: Mapped[int]
    reached: Mapped[Id]
    """The last case that was looked at; a study goes on behind it."""
    tally: Mapped[str] = mapped_column(Text)
    started_by: Mapped[Id]
    started_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    failure: Mapped[Code | None]


class FindingLine(Line):
    """One thing a study found of one case: what stands behind every number."""

    __tablename__ = "policy_study_cases"
    __table_args__ = (
        Index("ix_policy_study_cases_code", "study_id", "code", "stage", "zone"),
        Index("ix_policy_study_cases_case_id", "case_id"),
    )

    study_id: Mapped[Key] = mapped_column(primary_key=True)
    code: Mapped[Code] = mapped_column(primary_key=True)
    case_id: Mapped[Id] = mapped_column(primary_key=True)
    subject: Mapped[Key] = mapped_column(primary_key=True)
    """A clock's key or whatever else tells two findings of one code apart."""
    district: Mapped[Code]
    case_number: Mapped[Code]
    stage: Mapped[Code]
    zone: Mapped[Code]
    office: Mapped[Code]
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    days: Mapped[int | None]
    known: Mapped[bool]


class CaseStateLine(Line):
    """An open case's state without its policy, sealed; folded when asked for, never the truth."""

    __tablename__ = "case_states"
    __table_args__ = (Index("ix_case_states_district", "district", "case_id"),)

    case_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    revision: Mapped[int]
    intent: Mapped[Key]
    """Of the last event: where another event has that sequence by now, the case is folded anew."""
    policy_hash: Mapped[Key]
    state: Mapped[bytes]
