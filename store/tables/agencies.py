"""Partner bodies: how they are reached, until when the agreement holds, and their secrets."""

from datetime import date, datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Line


class AgencyLine(Line):
    __tablename__ = "agencies"
    __table_args__ = (Index("ix_agencies_district", "district", "kind"),)

    agency_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[Code]
    channel: Mapped[Code]
    endpoint: Mapped[str] = mapped_column(String(500))
    agreement_from: Mapped[date | None]
    agreement_until: Mapped[date | None]
    active: Mapped[bool]


class AgencySecretLine(Line):
    """Signing secret of one direction. Two of a direction hold while one replaces the other."""

    __tablename__ = "agency_secrets"

    agency_id: Mapped[Id] = mapped_column(primary_key=True)
    direction: Mapped[Code] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    district: Mapped[Code]
    secret: Mapped[bytes]
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
