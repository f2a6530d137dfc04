"""Who the people helped are. Everything that tells is sealed; search goes over keyed hashes."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Line


class HouseholdLine(Line):
    __tablename__ = "households"

    household_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    office: Mapped[Code]
    created_at: Mapped[datetime]


class MemberLine(Line):
    __tablename__ = "members"
    __table_args__ = (Index("ix_members_household_id", "household_id", "position"),)

    member_id: Mapped[Id] = mapped_column(primary_key=True)
    household_id: Mapped[Id]
    district: Mapped[Code]
    position: Mapped[int]
    """The first is the one the case is named after."""
    name: Mapped[bytes]
    birth_date: Mapped[bytes | None]
    phone: Mapped[bytes | None]
    address: Mapped[bytes | None]


class TokenLine(Line):
    """Blind index: a keyed hash of a name, a piece of a name or a phone's end."""

    __tablename__ = "member_tokens"
    __table_args__ = (Index("ix_member_tokens_member_id", "member_id"),)

    token: Mapped[bytes] = mapped_column(primary_key=True)
    member_id: Mapped[Id] = mapped_column(primary_key=True)
    household_id: Mapped[Id]
    district: Mapped[Code]
