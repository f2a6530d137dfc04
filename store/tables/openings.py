"""Cases that are to be opened, reports by people, and what outreach did."""

from datetime import date, datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Key, Line


class OpeningLine(Line):
    """A household a case is opened for; its data goes from here once the case has it."""

    __tablename__ = "case_openings"
    __table_args__ = (
        Index("ix_case_openings_state", "district", "state", "urgent", "asked_at"),
        Index("ix_case_openings_at_risk_id", "at_risk_id"),
    )

    opening_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    office: Mapped[Code]
    channel: Mapped[Code]
    urgent: Mapped[bool]
    asked_by: Mapped[Id | None]
    asked_as: Mapped[Code]
    asked_at: Mapped[datetime]
    at_risk_id: Mapped[Id | None]
    target_id: Mapped[Id | None]
    found: Mapped[bytes | None]
    case_id: Mapped[Id]
    case_number: Mapped[Code | None]
    state: Mapped[Code]
    refusal: Mapped[Code | None]
    attempts: Mapped[int]
    not_before: Mapped[datetime]
    changed_at: Mapped[datetime]


class ReportLine(Line):
    """One report by a person. Who reported is sealed with a key of its own, beside no name."""

    __tablename__ = "public_reports"
    __table_args__ = (
        Index("ix_public_reports_district", "district", "received_at"),
        Index("ix_public_reports_at_risk_id", "at_risk_id"),
    )

    receipt: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    office: Mapped[Code]
    channel: Mapped[Code]
    occupation: Mapped[Code | None]
    received_at: Mapped[datetime]
    taken_by: Mapped[Id | None]
    """None: told on the public page."""
    urgent: Mapped[bool]
    at_risk_id: Mapped[Id | None]
    opening_id: Mapped[Id | None]
    reporter: Mapped[bytes | None]


class BriefingLine(Line):
    """One outing of the district: a briefing, a campaign day, a round through an estate."""

    __tablename__ = "outreach_briefings"
    __table_args__ = (Index("ix_outreach_briefings_district", "district", "held_on"),)

    briefing_id: Mapped[Key] = mapped_column(primary_key=True)
    district: Mapped[Code]
    office: Mapped[Code]
    held_on: Mapped[date]
    kind: Mapped[Code]
    place: Mapped[str] = mapped_column(String(200))
    reached: Mapped[int]
    contacts: Mapped[int]
    recorded_by: Mapped[Id]
    recorded_at: Mapped[datetime]
