"""People who work with cases: accounts, roles, absences and sessions."""

from datetime import date, datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Line


class PersonLine(Line):
    __tablename__ = "people"
    __table_args__ = (
        Index("ix_people_district", "district", "active"),
        Index("ix_people_identity", "district", "identity"),
        Index("ix_people_contact", "district", "contact"),
    )

    person_id: Mapped[Id] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(120), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    district: Mapped[Code]
    office: Mapped[Code | None]
    agency_id: Mapped[Id | None]
    display_name: Mapped[bytes]
    locale: Mapped[Code]
    theme: Mapped[Code]
    active: Mapped[bool]
    created_at: Mapped[datetime]
    identity: Mapped[bytes | None]
    """Keyed hash of name and birth date, compared with those of danger persons (SR-18)."""
    contact: Mapped[bytes | None]
    """Keyed hash of the telephone."""


class PersonRoleLine(Line):
    __tablename__ = "person_roles"

    person_id: Mapped[Id] = mapped_column(primary_key=True)
    role: Mapped[Code] = mapped_column(primary_key=True)


class SubstitutionLine(Line):
    """대결: from a day until a day another answers what waits for the absent one."""

    __tablename__ = "substitutions"
    __table_args__ = (Index("ix_substitutions_substitute", "substitute", "until_day"),)

    substitution_id: Mapped[int] = mapped_column(primary_key=True)
    district: Mapped[Code]
    absent: Mapped[Id] = mapped_column(index=True)
    substitute: Mapped[Id]
    from_day: Mapped[date]
    until_day: Mapped[date]
    named_by: Mapped[Id]
    named_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SessionLine(Line):
    """Only the hash of the token is known here; a copy of the table logs nobody in."""

    __tablename__ = "sessions"

    token_hash: Mapped[Code] = mapped_column(primary_key=True)
    person_id: Mapped[Id] = mapped_column(index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    """The password was given again; None: not since the login."""
