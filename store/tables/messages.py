"""Messages on their way: from partners, to cases with unknown outcome, and out to partners."""

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Key, Line

WAITING = text("done_at IS NULL")


class WebhookLine(Line):
    __tablename__ = "webhook_inbox"
    __table_args__ = (
        UniqueConstraint("agency_id", "webhook_id"),
        Index("ix_webhook_inbox_due", "not_before", sqlite_where=WAITING, postgresql_where=WAITING),
    )

    message_id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[Id]
    webhook_id: Mapped[Key]
    district: Mapped[Code]
    payload_hash: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes]
    received_at: Mapped[datetime]
    not_before: Mapped[datetime]
    attempts: Mapped[int]
    done_at: Mapped[datetime | None]
    outcome: Mapped[Code | None]


class CommandLine(Line):
    """An act whose outcome the web does not know; sent again with its intent until answered."""

    __tablename__ = "command_outbox"
    __table_args__ = (
        Index(
            "ix_command_outbox_due", "not_before", sqlite_where=WAITING, postgresql_where=WAITING
        ),
    )

    case_id: Mapped[Id] = mapped_column(primary_key=True)
    intent: Mapped[Key] = mapped_column(primary_key=True)
    district: Mapped[Code]
    person: Mapped[Id]
    body: Mapped[bytes]
    kept_at: Mapped[datetime]
    not_before: Mapped[datetime]
    attempts: Mapped[int]
    done_at: Mapped[datetime | None]
    outcome: Mapped[Code | None]
    answer: Mapped[bytes | None]


class DeliveryLine(Line):
    """What was tried for one outside effect; tells operators, decides nothing."""

    __tablename__ = "delivery_log"
    __table_args__ = (
        Index("ix_delivery_log_case_id", "case_id"),
        Index("ix_delivery_log_agency_id", "agency_id", "delivered_at"),
    )

    effect_id: Mapped[Key] = mapped_column(primary_key=True)
    case_id: Mapped[Id]
    district: Mapped[Code]
    linkage_id: Mapped[Id]
    agency_id: Mapped[Id]
    attempts: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    code: Mapped[Code]
    what: Mapped[Code] = mapped_column(server_default="SEND", default="SEND")
    unsure: Mapped[bool] = mapped_column(server_default=false(), default=False)
    """A try began or broke off and nobody knows whether the body took the message."""
    maybe_twice: Mapped[bool] = mapped_column(server_default=false(), default=False)
    next_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    """Refused for good; nothing tries again."""


class EndedAnswerLine(Line):
    """A word of a body on a case that had ended, until somebody has looked at it."""

    __tablename__ = "ended_answers"
    __table_args__ = (
        Index("ix_ended_answers_waiting", "district", "seen_at", "came_at"),
        Index("ix_ended_answers_case_id", "case_id"),
    )

    message_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Of the message in the inbox."""
    district: Mapped[Code]
    case_id: Mapped[Id]
    linkage_id: Mapped[Id]
    agency_id: Mapped[Id]
    kind: Mapped[Code]
    said: Mapped[Code]
    note: Mapped[Id | None]
    """The text of the case it was kept as; the words are sealed there."""
    came_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    seen_by: Mapped[Id | None]
