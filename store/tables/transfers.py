"""Offers of cases between districts: one line that both of them see, the packet for one alone."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Key, Line


class TransferLine(Line):
    """``packet`` is sealed with the receiving district's key: the sender cannot open it again."""

    __tablename__ = "transfers"
    __table_args__ = (
        Index("ix_transfers_to_district", "to_district", "status", "due"),
        Index("ix_transfers_from_case", "from_case"),
    )

    transfer_id: Mapped[Key] = mapped_column(primary_key=True)
    from_district: Mapped[Code]
    to_district: Mapped[Code]
    from_case: Mapped[Id]
    lineage: Mapped[Id]
    episode: Mapped[int]
    status: Mapped[Code]
    offered_at: Mapped[datetime]
    due: Mapped[datetime]
    packet: Mapped[bytes | None]
    """Gone once the offer is over or the new case stands."""
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[Id | None]
    successor: Mapped[Id | None]
