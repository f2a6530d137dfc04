"""Where protected people are, who needs to know, from whom a household is hidden, and the alarms.

The location has a key of its own beside the household's; who a danger person is stands here only
as keyed hashes and one sealed name.
"""

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Line


class LocationLine(Line):
    """The compartment of a household (SR-16). While it exists other lines hold no place."""

    __tablename__ = "locations"

    household_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    phones: Mapped[bool]
    """Telephones are kept here as well."""
    members: Mapped[bytes | None]
    place: Mapped[bytes | None]
    reach: Mapped[bytes | None]
    since: Mapped[datetime]


class LocationReaderLine(Line):
    """A named human who may see the location, and who said so."""

    __tablename__ = "location_readers"
    __table_args__ = (Index("ix_location_readers_household", "household_id", "person_id"),)

    reader_id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[Id]
    district: Mapped[Code]
    person_id: Mapped[Id]
    named_by: Mapped[Id]
    named_at: Mapped[datetime]
    reason: Mapped[bytes | None]
    until: Mapped[date | None]
    """Last day; None holds until it is ended."""
    ended_at: Mapped[datetime | None]


class DangerLine(Line):
    """Somebody from whom a household is hidden (SR-18)."""

    __tablename__ = "danger_persons"
    __table_args__ = (
        Index("ix_danger_persons_household", "household_id"),
        Index("ix_danger_persons_identity", "district", "identity"),
        Index("ix_danger_persons_contact", "district", "contact"),
    )

    danger_id: Mapped[Id] = mapped_column(primary_key=True)
    household_id: Mapped[Id]
    district: Mapped[Code]
    name: Mapped[bytes]
    identity: Mapped[bytes | None]
    """Keyed hash of name and birth date."""
    contact: Mapped[bytes | None]
    """Keyed hash of the telephone."""
    added_by: Mapped[Id]
    added_at: Mapped[datetime]
    ended_by: Mapped[Id | None]
    ended_at: Mapped[datetime | None]


class HiddenLine(Line):
    """One account or one body for which a household's cases do not exist."""

    __tablename__ = "hidden_households"
    __table_args__ = (
        Index("ix_hidden_households_who", "who", "household_id"),
        Index("ix_hidden_households_household", "household_id"),
    )

    danger_id: Mapped[Id] = mapped_column(primary_key=True)
    kind: Mapped[Code] = mapped_column(primary_key=True)
    """``person`` or ``agency``."""
    who: Mapped[Id] = mapped_column(primary_key=True)
    household_id: Mapped[Id]
    district: Mapped[Code]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    lift_asked_by: Mapped[Id | None]
    lifted_by: Mapped[Id | None]


class AlertLine(Line):
    """A hit, told to the safeguarding officers alone. One for each danger, whom, kind and day."""

    __tablename__ = "safeguarding_alerts"
    __table_args__ = (Index("ix_safeguarding_alerts_district", "district", "at"),)

    alert_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    household_id: Mapped[Id]
    danger_id: Mapped[Id]
    kind: Mapped[Code]
    """``MATCH``: such an account exists. ``ATTEMPT``: it asked for the hidden case."""
    person_id: Mapped[Id | None]
    agency_id: Mapped[Id | None]
    at: Mapped[datetime]
    seen_by: Mapped[Id | None]
    seen_at: Mapped[datetime | None]


class OfficerLine(Line):
    """Who is told of hits. A district that named nobody tells all its coordinators."""

    __tablename__ = "safeguarding_officers"

    district: Mapped[Code] = mapped_column(primary_key=True)
    person_id: Mapped[Id] = mapped_column(primary_key=True)
    named_by: Mapped[Id]
    named_at: Mapped[datetime]
