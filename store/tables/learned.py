"""Lesson notes (배운 것), and who took part in training, supervision, consulting and respite."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Line


class LessonLine(Line):
    """Sealed words. The case it was learned from is forgotten when the lesson is shared."""

    __tablename__ = "lessons"
    __table_args__ = (Index("ix_lessons_district", "district", "need", "shared_on"),)

    lesson_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    need: Mapped[Code]
    body: Mapped[bytes]
    case_id: Mapped[Id | None]
    written_by: Mapped[Id]
    written_at: Mapped[datetime]
    read_by: Mapped[Id | None]
    shared_on: Mapped[date | None]


class LearningLine(Line):
    """One event people came together for; its title and notes are sealed."""

    __tablename__ = "learning_events"
    __table_args__ = (Index("ix_learning_events_district", "district", "held_on"),)

    event_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    kind: Mapped[Code]
    level: Mapped[Code | None]
    held_on: Mapped[date]
    minutes: Mapped[int]
    others: Mapped[int]
    """Took part without an account here."""
    body: Mapped[bytes]
    made_by: Mapped[Id]
    made_at: Mapped[datetime]


class LearningPersonLine(Line):
    __tablename__ = "learning_people"
    __table_args__ = (Index("ix_learning_people_person", "district", "person"),)

    event_id: Mapped[Id] = mapped_column(primary_key=True)
    person: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]


class LearningCaseLine(Line):
    """A case that was talked about."""

    __tablename__ = "learning_cases"
    __table_args__ = (Index("ix_learning_cases_case_id", "district", "case_id"),)

    event_id: Mapped[Id] = mapped_column(primary_key=True)
    case_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
