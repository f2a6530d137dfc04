"""Agreements (업무협약) with partner bodies, and situation rooms (통합돌봄상황실)."""

from datetime import date, datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Line


class AgreementLine(Line):
    """What was agreed and what data may go by it is sealed: somebody wrote it freely."""

    __tablename__ = "agreements"
    __table_args__ = (
        Index("ix_agreements_district", "district", "until_day"),
        Index("ix_agreements_agency_id", "agency_id"),
    )

    agreement_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    agency_id: Mapped[Id]
    document: Mapped[str] = mapped_column(String(120))
    """Number of the signed document."""
    clause: Mapped[Code]
    scope: Mapped[bytes]
    from_day: Mapped[date]
    until_day: Mapped[date | None]
    """The last day; None: until one side ends it."""
    kept_by: Mapped[Id]
    kept_at: Mapped[datetime]
    ended_by: Mapped[Id | None]
    ended_at: Mapped[datetime | None]


class SituationRoomLine(Line):
    """For a time, one place watches everything; it ends by its own day."""

    __tablename__ = "situation_rooms"
    __table_args__ = (Index("ix_situation_rooms_district", "district", "until_day"),)

    room_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    place: Mapped[bytes]
    from_day: Mapped[date]
    until_day: Mapped[date]
    """The last day; closing early moves it."""
    opened_by: Mapped[Id]
    opened_at: Mapped[datetime]
    closed_by: Mapped[Id | None]
    closed_at: Mapped[datetime | None]
