"""활동사례집: stories of closed cases, told without anybody who could be known by them; volumes."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Key, Line


class StoryLine(Line):
    """One story a case. Its words are sealed with the case's key: erased with it."""

    __tablename__ = "stories"
    __table_args__ = (Index("ix_stories_district_published", "district", "published_on"),)

    case_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    consent_id: Mapped[Key]
    theme: Mapped[Code]
    proposed_by: Mapped[Id]
    proposed_at: Mapped[datetime]
    draft: Mapped[bytes | None]
    deidentified_by: Mapped[Id | None]
    deidentified_at: Mapped[datetime | None]
    reviewed_by: Mapped[Id | None]
    reviewed_at: Mapped[datetime | None]
    published_on: Mapped[date | None]
    volume_id: Mapped[Id | None]
    part: Mapped[int | None]
    """Under which theme of the volume it stands; the first is 1."""
    title: Mapped[bytes | None]
    kept: Mapped[bytes | None]
    """Words that look as if they told something and do not."""


class VolumeLine(Line):
    """A book of a year. What it says, and a white paper's tables once printed, are sealed."""

    __tablename__ = "casebook_volumes"

    district: Mapped[Code] = mapped_column(primary_key=True)
    volume_id: Mapped[Id] = mapped_column(primary_key=True)
    kind: Mapped[Code]
    year: Mapped[int]
    body: Mapped[bytes]
    tables: Mapped[bytes | None]
    made_by: Mapped[Id]
    made_at: Mapped[datetime]
    printed_by: Mapped[Id | None]
    printed_on: Mapped[date | None]


class RecipientLine(Line):
    """Whom a volume is sent to, and how many copies."""

    __tablename__ = "casebook_recipients"

    district: Mapped[Code] = mapped_column(primary_key=True)
    volume_id: Mapped[Id] = mapped_column(primary_key=True)
    recipient_id: Mapped[Id] = mapped_column(primary_key=True)
    kind: Mapped[Code]
    name: Mapped[bytes]
    copies: Mapped[int]
    sent_on: Mapped[date | None]
