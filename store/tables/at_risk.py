"""Households at risk before there is a case: sealed, and found by keyed hashes alone."""

from datetime import date, datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Key, Line


class AtRiskLine(Line):
    """A household somebody told of. ``told`` is sealed; the rest are codes, days and ids."""

    __tablename__ = "at_risk"
    __table_args__ = (
        Index("ix_at_risk_queue", "district", "status", "urgent", "points", "first_at"),
        Index("ix_at_risk_rescore_on", "district", "rescore_on"),
        Index("ix_at_risk_household_id", "district", "household_id"),
        Index("ix_at_risk_case_id", "case_id"),
    )

    at_risk_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    office: Mapped[Code | None]
    channel: Mapped[Code]
    status: Mapped[Code]
    points: Mapped[int]
    urgent: Mapped[bool]
    rescore_on: Mapped[date | None]
    """From this day on a signal counts less and the points are worked out anew."""
    red_flags: Mapped[str] = mapped_column(String(400))
    """Codes in alphabetical order, parted by commas."""
    told: Mapped[bytes | None]
    """None once what was told is destroyed."""
    household_id: Mapped[Id | None]
    """The household of the register one of whose members it certainly is."""
    case_id: Mapped[Id | None]
    opening_id: Mapped[Id | None]
    first_at: Mapped[datetime]
    """Since when somebody has to decide; anew when a declined household comes back."""
    last_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[Id | None]
    decline: Mapped[Code | None]
    until: Mapped[date | None]
    """The day a snoozed household waits again, or signals of a declined one count again."""
    merged_into: Mapped[Id | None]


class AtRiskSignalLine(Line):
    """One sign of risk; told again under the same fingerprint it is not kept twice."""

    __tablename__ = "at_risk_signals"
    __table_args__ = (
        Index("uq_at_risk_signals_fingerprint", "district", "fingerprint", unique=True),
        Index("ix_at_risk_signals_at_risk_id", "at_risk_id"),
        Index("ix_at_risk_signals_kind", "district", "kind"),
        Index("ix_at_risk_signals_batch_id", "batch_id", "batch_row"),
    )

    signal_id: Mapped[Id] = mapped_column(primary_key=True)
    at_risk_id: Mapped[Id]
    first_id: Mapped[Id]
    """The household it was told of, before that was merged into another."""
    district: Mapped[Code]
    kind: Mapped[Code]
    source: Mapped[Code]
    observed_on: Mapped[date]
    key: Mapped[Key]
    fingerprint: Mapped[bytes]
    told_at: Mapped[datetime]
    told_by: Mapped[Id | None]
    batch_id: Mapped[Id | None]
    batch_row: Mapped[int | None]
    case_id: Mapped[Id | None]
    """The open case it was passed on to."""


class AtRiskTokenLine(Line):
    """Keyed hashes a household at risk is found by; only the district's own key makes them."""

    __tablename__ = "at_risk_tokens"
    __table_args__ = (Index("ix_at_risk_tokens_at_risk_id", "at_risk_id"),)

    token: Mapped[bytes] = mapped_column(primary_key=True)
    at_risk_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]


class AtRiskStepLine(Line):
    """What people did with a household at risk, in order; never changed."""

    __tablename__ = "at_risk_steps"

    at_risk_id: Mapped[Id] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    district: Mapped[Code]
    act: Mapped[Code]
    at: Mapped[datetime]
    by: Mapped[Id | None]
    """None: a list or the clock, nobody in person."""
    reason: Mapped[Code | None]
    until: Mapped[date | None]
    other: Mapped[Key | None]
    """The other household, the case or the opening the act was about."""
    note: Mapped[bytes | None]


class ApartLine(Line):
    """Two that look alike and are not the same, as a person said; ``one`` comes before ``other``.

    A side is a household at risk, a household of the register, or a keyed hash of who was told of.
    """

    __tablename__ = "at_risk_apart"

    district: Mapped[Code] = mapped_column(primary_key=True)
    one: Mapped[Key] = mapped_column(primary_key=True)
    other: Mapped[Key] = mapped_column(primary_key=True)
    by: Mapped[Id]
    at: Mapped[datetime]
