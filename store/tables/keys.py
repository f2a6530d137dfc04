"""Wrapped keys. The key that wraps them all is never in the database."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Line


class DistrictKeyLine(Line):
    __tablename__ = "district_keys"

    district: Mapped[Code] = mapped_column(primary_key=True)
    wrapped: Mapped[bytes]
    created_at: Mapped[datetime]


class CaseKeyLine(Line):
    """Key of one case or one household. Destroyed: the row stays as proof, the key is gone."""

    __tablename__ = "case_keys"
    __table_args__ = (Index("ix_case_keys_destroyed_at", "destroyed_at"),)

    owner_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    wrapped: Mapped[bytes | None]
    created_at: Mapped[datetime]
    destroyed_at: Mapped[datetime | None]
