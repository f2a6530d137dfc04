"""Partner bodies: how they are reached, until when the agreement holds, and their secrets."""

from datetime import date, datetime

from sqlalchemy import Index, String, true
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
    hosts: Mapped[str] = mapped_column(String(1000), server_default="", default="")
    """Hosts the body may be reached at, parted by spaces; empty: that of the endpoint alone."""
    honours_key: Mapped[bool] = mapped_column(server_default=true(), default=True)
    timeout_seconds: Mapped[int] = mapped_column(server_default="10", default=10)
    mail: Mapped[str] = mapped_column(String(254), server_default="", default="")
    phone: Mapped[str] = mapped_column(String(40), server_default="", default="")
    member_of: Mapped[Id | None]
    organization_id: Mapped[Id | None]
    paused_at: Mapped[datetime | None]
    paused_by: Mapped[Id | None]
    pause_reason: Mapped[bytes | None]
    gone_at: Mapped[datetime | None]
    """When its endpoint said that it is there no more (410)."""


class AgencyHealthLine(Line):
    """How the last tries to reach a body went; every worker writes it, none decides by it alone."""

    __tablename__ = "agency_health"
    __table_args__ = (Index("ix_agency_health_district", "district"),)

    agency_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    failing_since: Mapped[datetime | None]
    tries: Mapped[int]
    """Failed tries since the body was last reached."""
    code: Mapped[Code]
    tried_at: Mapped[datetime | None]
    reached_at: Mapped[datetime | None]
    open_until: Mapped[datetime | None]
    """Until then nobody tries: the breaker is open."""
    skew_seconds: Mapped[int | None]
    """How far the clock of its last well-signed message was off."""
    skew_at: Mapped[datetime | None]


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
