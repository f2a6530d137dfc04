"""활동사례집: stories of closed cases, told without anybody who could be known by them."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Key, Line


class StoryLine(Line):
    """One story a case. The draft is sealed with the case's key: erased with it."""

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
