"""Small things: drafts of forms, counters, and marks the system sets for itself."""

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Line


class DraftLine(Line):
    __tablename__ = "drafts"

    person_id: Mapped[Id] = mapped_column(primary_key=True)
    case_id: Mapped[Id] = mapped_column(primary_key=True)
    kind: Mapped[Code] = mapped_column(primary_key=True)
    saved_at: Mapped[datetime]
    body: Mapped[bytes]


class CounterLine(Line):
    __tablename__ = "counters"

    district: Mapped[Code] = mapped_column(primary_key=True)
    name: Mapped[Code] = mapped_column(primary_key=True)
    value: Mapped[int]


class MarkLine(Line):
    """Facts about this installation, e.g. which engine state the database belongs to."""

    __tablename__ = "settings"

    name: Mapped[Code] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(Text)
