"""The resource directory: relational rows for what is searched, HSDS JSON for all the rest.

Ids come from outside, so two districts may hold the same: the district is part of every key.
"""

from datetime import date, datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Line, Won


class DirectoryOrganizationLine(Line):
    __tablename__ = "directory_organizations"
    __table_args__ = (Index("ix_directory_organizations_agency", "district", "agency_id"),)

    district: Mapped[Code] = mapped_column(primary_key=True)
    organization_id: Mapped[Id] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(300))
    agency_id: Mapped[Id | None]
    """The body this organization is to us, when we work with it."""
    body: Mapped[str] = mapped_column(Text)
    """JSON: the HSDS organization without its services."""
    entered_by: Mapped[Id]
    entered_at: Mapped[datetime]


class DirectoryServiceLine(Line):
    __tablename__ = "directory_services"
    __table_args__ = (
        Index("ix_directory_services_organization", "district", "organization_id"),
        Index("ix_directory_services_assured", "district", "status", "assured_on"),
    )

    district: Mapped[Code] = mapped_column(primary_key=True)
    service_id: Mapped[Id] = mapped_column(primary_key=True)
    organization_id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(300))
    status: Mapped[Code]
    words: Mapped[str] = mapped_column(Text)
    """What a search by text looks at: lower case, without blanks."""
    minimum_age: Mapped[int | None]
    maximum_age: Mapped[int | None]
    cost_won: Mapped[Won | None]
    home_visit: Mapped[bool]
    capacity: Mapped[Code | None]
    capacity_free: Mapped[int | None]
    capacity_at: Mapped[datetime | None]
    waits_days: Mapped[int | None]
    assured_on: Mapped[date | None]
    assured_by: Mapped[Id | None]
    entered_by: Mapped[Id]
    entered_for: Mapped[Id | None]
    """The body whose worker entered it; None: the district."""
    entered_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    body: Mapped[str] = mapped_column(Text)
    """JSON: the HSDS service without its organization."""


class DirectoryCodeLine(Line):
    """A service type, a need or an office a service is found by."""

    __tablename__ = "directory_codes"
    __table_args__ = (Index("ix_directory_codes_code", "district", "scheme", "code"),)

    district: Mapped[Code] = mapped_column(primary_key=True)
    service_id: Mapped[Id] = mapped_column(primary_key=True)
    scheme: Mapped[Code] = mapped_column(primary_key=True)
    code: Mapped[Code] = mapped_column(primary_key=True)


class DirectoryPlaceLine(Line):
    """A service at a location."""

    __tablename__ = "directory_places"

    district: Mapped[Code] = mapped_column(primary_key=True)
    service_id: Mapped[Id] = mapped_column(primary_key=True)
    service_at_location_id: Mapped[Id] = mapped_column(primary_key=True)
    location_id: Mapped[Id | None]
    name: Mapped[str] = mapped_column(String(300))
    address: Mapped[str] = mapped_column(String(600))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]


class DirectoryRecheckLine(Line):
    """Somebody was asked to look whether an entry still holds."""

    __tablename__ = "directory_rechecks"
    __table_args__ = (Index("ix_directory_rechecks_who", "district", "assigned_to"),)

    district: Mapped[Code] = mapped_column(primary_key=True)
    service_id: Mapped[Id] = mapped_column(primary_key=True)
    assigned_to: Mapped[Id]
    assigned_by: Mapped[Id]
    assigned_at: Mapped[datetime]
    until_day: Mapped[date | None]


class DirectoryUploadLine(Line):
    """A file somebody looked at before taking it in; thrown away after a day."""

    __tablename__ = "directory_uploads"

    district: Mapped[Code] = mapped_column(primary_key=True)
    upload_id: Mapped[Id] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes]
    """Deflated."""
    made_by: Mapped[Id]
    made_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
