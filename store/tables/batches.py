"""Imported lists: what was brought, how far it was taken, and its rows, sealed until they are."""

from datetime import date, datetime

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Key, Line


class BatchLine(Line):
    """One file as it was read."""

    __tablename__ = "batches"
    __table_args__ = (
        Index("ix_batches_district", "district", "made_at"),
        Index("ix_batches_state", "state", "changed_at"),
        Index("ix_batches_rows_until", "rows_until"),
    )

    batch_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    kind: Mapped[Code]
    about: Mapped[Key]
    """The campaign; empty for signals."""
    file_name: Mapped[bytes]
    """Sealed: people put names into names of files."""
    mark: Mapped[bytes]
    """A keyed hash of the bytes, by which the same file is known again."""
    year: Mapped[int]
    round: Mapped[int | None]
    observed_on: Mapped[date | None]
    reading: Mapped[str] = mapped_column(Text)
    """What was said of the file as a whole: its columns and notes."""
    state: Mapped[Code]
    total: Mapped[int]
    """Rows that can be taken."""
    refused: Mapped[int]
    """Rows that cannot be read."""
    portions: Mapped[int]
    reached: Mapped[int]
    """How many portions the present pass, trying out or taking, has done."""
    done: Mapped[int]
    tried: Mapped[str] = mapped_column(Text)
    taken: Mapped[str] = mapped_column(Text)
    made_by: Mapped[Id]
    made_at: Mapped[datetime]
    confirmed_by: Mapped[Id | None]
    confirmed_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    failure: Mapped[Code | None]
    rows_until: Mapped[datetime | None]
    """When the sealed rows are destroyed at the latest; empty once they are."""


class BatchPortionLine(Line):
    """Some rows under the batch's own key, and what became of each under the district's."""

    __tablename__ = "batch_portions"
    __table_args__ = (Index("ix_batch_portions_district", "district", "batch_id"),)

    batch_id: Mapped[Id] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    district: Mapped[Code]
    rows: Mapped[bytes | None]
    remarks: Mapped[bytes]
    tried: Mapped[bytes | None]
    taken: Mapped[bytes | None]
