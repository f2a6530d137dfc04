"""How bodies without a system of ours get in: signed links with a PIN, keys, and what is polled."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Line

Digest = String(64)


class PartnerLinkLine(Line):
    """One linkage opened to one body for a while. The token is made from it and kept nowhere."""

    __tablename__ = "partner_links"
    __table_args__ = (
        Index("ix_partner_links_linkage_id", "linkage_id", "agency_id"),
        Index("ix_partner_links_district", "district", "expires_at"),
    )

    link_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    agency_id: Mapped[Id]
    linkage_id: Mapped[Id]
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[Id | None]
    unlocked: Mapped[str | None] = mapped_column(Digest)
    """Digest of what the browser that gave the PIN holds; the newest browser alone."""
    unlocked_until: Mapped[datetime | None]
    answer: Mapped[Code | None]
    """The last answer given by it, and when."""
    answered_at: Mapped[datetime | None]


class PartnerPinLine(Line):
    """The PIN of a body, told by phone; ``failures`` counts every try before it is compared."""

    __tablename__ = "partner_pins"
    __table_args__ = (Index("ix_partner_pins_district", "district"),)

    agency_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    pin_hash: Mapped[str] = mapped_column(String(200))
    set_by: Mapped[Id]
    set_at: Mapped[datetime]
    failures: Mapped[int]


class PartnerKeyLine(Line):
    """A bearer key of a body for our FHIR pages; two hold while one replaces the other."""

    __tablename__ = "partner_keys"
    __table_args__ = (Index("ix_partner_keys_district", "district"),)

    agency_id: Mapped[Id] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    district: Mapped[Code]
    digest: Mapped[str] = mapped_column(Digest)
    made_by: Mapped[Id]
    made_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class FhirPollLine(Line):
    """Up to when the Tasks on a body's own server were looked at."""

    __tablename__ = "fhir_polls"
    __table_args__ = (Index("ix_fhir_polls_district", "district"),)

    agency_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    since: Mapped[datetime]
    """Tasks changed before were read."""
    looked_at: Mapped[datetime]
    code: Mapped[Code]
    """``read``, or why the last look failed."""


class FhirSubscriptionLine(Line):
    """Our subscription at a body's own FHIR server, by which it says that something changed."""

    __tablename__ = "fhir_subscriptions"
    __table_args__ = (Index("ix_fhir_subscriptions_district", "district"),)

    agency_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    base: Mapped[str] = mapped_column(String(500))
    """The server it was made at."""
    subscription_id: Mapped[Id | None]
    """Its id there; empty until the server told one."""
    digest: Mapped[str] = mapped_column(Digest)
    """Of the secret its notifications bring; the secret itself is kept nowhere."""
    former: Mapped[str | None] = mapped_column(Digest)
    """Of the one before, believed for a day."""
    made_at: Mapped[datetime]
    until: Mapped[datetime | None]
    checked_at: Mapped[datetime]
    code: Mapped[Code]
    """``on``, or why there is none."""
    told_at: Mapped[datetime | None]
    """Told to look, and not looked since."""
    heard_at: Mapped[datetime | None]
