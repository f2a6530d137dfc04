"""What happened: steps by intent, events by sequence, and the free texts they point to."""

from datetime import datetime

from sqlalchemy import Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Key, Line

SUPERVISED = text("kind = 'SupervisionHeld'")
"""Counted for the year of everybody at once, and rare among the events."""


class StepLine(Line):
    """One applied act. Unique within its case, so a repeat finds its first receipt."""

    __tablename__ = "case_steps"
    __table_args__ = (Index("ix_case_steps_intent", "intent"),)

    case_id: Mapped[Id] = mapped_column(primary_key=True)
    intent: Mapped[Key] = mapped_column(primary_key=True)
    revision: Mapped[int]
    actor: Mapped[Id]
    at: Mapped[datetime]


class EventLine(Line):
    """Append-only; ``body`` is sealed with the case's key. ``revision`` ends the event's step."""

    __tablename__ = "case_events"
    __table_args__ = (
        Index("ix_case_events_case_id_intent", "case_id", "intent"),
        Index(
            "ix_case_events_supervised",
            "district",
            "at",
            sqlite_where=SUPERVISED,
            postgresql_where=SUPERVISED,
        ),
    )

    case_id: Mapped[Id] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int]
    district: Mapped[Code]
    kind: Mapped[Code]
    intent: Mapped[Key]
    actor: Mapped[Id]
    role: Mapped[Code]
    on_behalf_of: Mapped[Id | None]
    at: Mapped[datetime]
    body: Mapped[bytes]


class TextLine(Line):
    """Free text of people, sealed; written before the act that points to it."""

    __tablename__ = "case_texts"

    case_id: Mapped[Id] = mapped_column(primary_key=True)
    text_id: Mapped[Key] = mapped_column(primary_key=True)
    district: Mapped[Code]
    author: Mapped[Id]
    at: Mapped[datetime]
    body: Mapped[bytes]


class PolicyLine(Line):
    """A resolved policy some case was opened under, kept so that its events can be folded again."""

    __tablename__ = "pinned_policies"

    content_hash: Mapped[Key] = mapped_column(primary_key=True)
    district: Mapped[Code] = mapped_column(primary_key=True)
    version: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
