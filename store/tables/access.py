"""Who looked at whom (접속기록): append-only, chained by hash within each district."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Key, Line


class AccessLine(Line):
    __tablename__ = "access_records"
    __table_args__ = (
        Index("ix_access_records_subject", "district", "subject", "sequence"),
        Index("ix_access_records_person", "district", "person", "sequence"),
    )

    district: Mapped[Code] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    person: Mapped[Id]
    origin: Mapped[Code]
    subject: Mapped[Key]
    task: Mapped[Code]
    purpose: Mapped[Code]
    outcome: Mapped[Code]
    policy_id: Mapped[Code]
    policy_version: Mapped[Code]
    request_id: Mapped[Code]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AccessHeadLine(Line):
    """The end of a district's chain; locked by every writer, so numbers have no gap."""

    __tablename__ = "access_heads"

    district: Mapped[Code] = mapped_column(primary_key=True)
    sequence: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
