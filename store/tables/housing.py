"""Care-safe homes (케어안심주택): units, who waits for one, and what was offered to whom."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Key, Line


class HousingUnitLine(Line):
    __tablename__ = "housing_units"

    district: Mapped[Code] = mapped_column(primary_key=True)
    unit: Mapped[Key] = mapped_column(primary_key=True)
    """Number people know the home by; no address."""
    state: Mapped[Code]
    case_id: Mapped[Id | None]
    since: Mapped[datetime]


class HousingWaitLine(Line):
    __tablename__ = "housing_waits"

    case_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    from_hospital: Mapped[bool]
    discharge_on: Mapped[date | None]
    asked_at: Mapped[datetime]
    status: Mapped[Code]
    left_at: Mapped[datetime | None]
    left_why: Mapped[Code | None]


class HousingOfferLine(Line):
    __tablename__ = "housing_offers"
    __table_args__ = (Index("ix_housing_offers_open", "district", "status", "expires_at"),)

    offer_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    unit: Mapped[Key]
    case_id: Mapped[Id]
    offered_at: Mapped[datetime]
    offered_by: Mapped[Id]
    expires_at: Mapped[datetime]
    status: Mapped[Code]
    answered_at: Mapped[datetime | None]
    out_of_turn: Mapped[Code | None]


class PlaceCapacityLine(Line):
    """How many homes there are from a day on, until the next line says otherwise."""

    __tablename__ = "place_capacities"

    district: Mapped[Code] = mapped_column(primary_key=True)
    from_day: Mapped[date] = mapped_column(primary_key=True)
    capacity: Mapped[int]
    kept_by: Mapped[Id]
    kept_at: Mapped[datetime]
