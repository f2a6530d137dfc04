"""Survey campaigns: what is asked, of whom, what they answered, and who was selected."""

from datetime import date, datetime

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Key, Line


class CampaignLine(Line):
    __tablename__ = "campaigns"
    __table_args__ = (Index("ix_campaigns_district", "district", "made_at"),)

    campaign_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    name: Mapped[Key]
    first_day: Mapped[date]
    last_day: Mapped[date]
    wanted: Mapped[int]
    places: Mapped[int]
    least: Mapped[int]
    ties: Mapped[Key]
    """Rules in their order, with spaces between."""
    state: Mapped[Code]
    made_by: Mapped[Id]
    made_at: Mapped[datetime]
    proposed_by: Mapped[Id | None]
    proposed_at: Mapped[datetime | None]
    signed_by: Mapped[Id | None]
    signed_at: Mapped[datetime | None]
    cut: Mapped[str | None] = mapped_column(Text)
    """Where the line was drawn when the list was proposed."""


class CampaignFormLine(Line):
    __tablename__ = "campaign_forms"

    campaign_id: Mapped[Id] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    district: Mapped[Code]
    body: Mapped[str] = mapped_column(Text)
    kept_by: Mapped[Id]
    kept_at: Mapped[datetime]


class CampaignTargetLine(Line):
    __tablename__ = "campaign_targets"
    __table_args__ = (
        Index("ix_campaign_targets_mark", "campaign_id", "mark", unique=True),
        Index("ix_campaign_targets_number", "campaign_id", "number", unique=True),
        Index("ix_campaign_targets_zone", "campaign_id", "zone"),
        Index("ix_campaign_targets_surveyor", "surveyor", "state"),
    )

    target_id: Mapped[Id] = mapped_column(primary_key=True)
    campaign_id: Mapped[Id]
    district: Mapped[Code]
    number: Mapped[int]
    """What papers and files call the target by; counts from one in its campaign."""
    zone: Mapped[Code]
    office: Mapped[Code]
    person: Mapped[bytes | None]
    """None once it is destroyed; what came of the target stays."""
    mark: Mapped[bytes | None]
    """Keyed hash of who it is: the same person is a target once."""
    surveyor: Mapped[Id | None]
    state: Mapped[Code]
    tries: Mapped[int]
    added_at: Mapped[datetime]
    answers: Mapped[bytes | None]
    form_version: Mapped[int | None]
    score: Mapped[int | None]
    serious: Mapped[int | None]
    surveyed_on: Mapped[date | None]
    """The day in Korea somebody came to an end with the target, with or without answers."""
    surveyed_at: Mapped[datetime | None]
    surveyed_by: Mapped[Id | None]
    rank: Mapped[int | None]
    why: Mapped[Code | None]
    tie_by: Mapped[Code | None]
    opening: Mapped[Code | None]
    case_id: Mapped[Id | None]
    refusal: Mapped[Code | None]


class CampaignTryLine(Line):
    __tablename__ = "campaign_tries"
    __table_args__ = (Index("ix_campaign_tries_target", "target_id", "at"),)

    try_id: Mapped[Id] = mapped_column(primary_key=True)
    target_id: Mapped[Id]
    campaign_id: Mapped[Id]
    district: Mapped[Code]
    result: Mapped[Code]
    by: Mapped[Id]
    at: Mapped[datetime]
