"""Meetings of a district about its cases, who is asked to come, and notices to the district."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Key, Line


class ConferenceLine(Line):
    __tablename__ = "conferences"
    __table_args__ = (Index("ix_conferences_district_held_on", "district", "held_on"),)

    conference_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    kind: Mapped[Code]
    area: Mapped[Code]
    """Zone or local office it is about; empty for the whole district."""
    held_on: Mapped[datetime]
    """The planned moment; it stays what it was when the conference is over."""
    place: Mapped[bytes | None]
    status: Mapped[Code]
    called_by: Mapped[Id]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    votes: Mapped[bool]
    """Whether the district's policy let conferences vote when this one was called."""


class AgendaLine(Line):
    """One case on an agenda. Whether its minutes are signed is told by the step of ``intent``."""

    __tablename__ = "conference_items"
    __table_args__ = (Index("ix_conference_items_case_id", "case_id"),)

    conference_id: Mapped[Id] = mapped_column(primary_key=True)
    case_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    purpose: Mapped[Code]
    position: Mapped[int]
    reason: Mapped[Code]
    since: Mapped[datetime | None]
    """Since when the case has been a candidate."""
    question: Mapped[bytes | None]
    """What the panel is asked, in words that name nobody; sealed with the key of the case."""
    level: Mapped[Code | None]
    intent: Mapped[Key | None]
    """Of the act that signed the minutes, or tried to."""


class InvitationLine(Line):
    __tablename__ = "conference_invitations"

    conference_id: Mapped[Id] = mapped_column(primary_key=True)
    invited: Mapped[Id] = mapped_column(primary_key=True)
    """A body's or a person's id, as ``kind`` says."""
    kind: Mapped[Code] = mapped_column(primary_key=True)
    district: Mapped[Code]
    answer: Mapped[Code]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class NoticeLine(Line):
    """공지 of a district that changes how acts count for a time."""

    __tablename__ = "district_notices"
    __table_args__ = (Index("ix_district_notices_district", "district", "until_day"),)

    notice_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    kind: Mapped[Code]
    from_day: Mapped[date]
    until_day: Mapped[date]
    """The last day; an early end moves it."""
    reason: Mapped[bytes]
    issued_by: Mapped[Id]
    issued_at: Mapped[datetime]
    ended_by: Mapped[Id | None]
    ended_at: Mapped[datetime | None]
