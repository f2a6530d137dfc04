"""What figures are added up from, and the months a district has closed."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Key, Line, Won


class CountedLine(Line):
    """One counted fact of a case; codes and numbers, nobody's words."""

    __tablename__ = "counted_facts"
    __table_args__ = (
        # Everything a report adds up stands in the index, so that counting reads no lines.
        Index(
            "ix_counted_facts_on",
            "district",
            "kind",
            "on",
            "case_id",
            "household_id",
            "code",
            "amount",
            "channel",
            "at",
        ),
    )

    case_id: Mapped[Id] = mapped_column(primary_key=True)
    kind: Mapped[Code] = mapped_column(primary_key=True)
    key: Mapped[Key] = mapped_column(primary_key=True)
    sequence: Mapped[int]
    district: Mapped[Code]
    household_id: Mapped[Id]
    channel: Mapped[Code]
    at: Mapped[datetime]
    on: Mapped[date]
    code: Mapped[Code]
    amount: Mapped[Won]
    who: Mapped[Id | None]
    agency_id: Mapped[Id | None]


class ClosedMonthLine(Line):
    """The figures of a month as they were reported; version 1 first, corrections after it."""

    __tablename__ = "closed_months"

    district: Mapped[Code] = mapped_column(primary_key=True)
    month: Mapped[Code] = mapped_column(primary_key=True)
    """``2026-05``."""
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    closed_at: Mapped[datetime]
    closed_by: Mapped[Id]
    reason: Mapped[str]
    """Why the report was corrected; empty for the first."""
    content: Mapped[str]
    """The numbers as JSON, with a number nobody can guess so that the hash gives nothing away."""
    digest: Mapped[Code]
