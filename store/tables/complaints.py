"""The situation room's desk: complaints of no case, and the meetings of an advisory body."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Line

WAITING = text("resolved_at IS NULL")


class ComplaintLine(Line):
    """A complaint that belongs to no case. Who, what and the answer are sealed, and go in time."""

    __tablename__ = "complaint_desk"
    __table_args__ = (
        Index(
            "ix_complaint_desk_waiting",
            "district",
            "due",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        Index("ix_complaint_desk_resolved", "district", "resolved_at"),
    )

    complaint_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    who: Mapped[bytes | None]
    what: Mapped[bytes | None]
    received_by: Mapped[Id]
    received_at: Mapped[datetime]
    due: Mapped[datetime]
    assigned_to: Mapped[Id | None]
    assigned_at: Mapped[datetime | None]
    answer: Mapped[bytes | None]
    """How it was resolved."""
    resolved_by: Mapped[Id | None]
    resolved_at: Mapped[datetime | None]


class AdvisoryMeetingLine(Line):
    """A meeting of the task force or of the advisers, or a talk with a body (domain JJ-10)."""

    __tablename__ = "advisory_meetings"
    __table_args__ = (Index("ix_advisory_meetings_held_on", "district", "held_on"),)

    meeting_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    kind: Mapped[Code]
    held_on: Mapped[date]
    attendees: Mapped[int]
    subject: Mapped[bytes]
    brief: Mapped[bytes | None]
    """The case an opinion was asked on, as told: bands and scores, and a question of nobody."""
    opinion: Mapped[bytes | None]
    kept_by: Mapped[Id]
    kept_at: Mapped[datetime]
