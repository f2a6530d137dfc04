"""Editions of district policies, which never change once written, and drafts on their way."""

from datetime import date, datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Line


class PolicyTextLine(Line):
    """A published text; many editions build on the same one."""

    __tablename__ = "policy_texts"

    sha: Mapped[str] = mapped_column(String(64), primary_key=True)
    body: Mapped[str] = mapped_column(Text)


class EditionLine(Line):
    __tablename__ = "policy_editions"
    __table_args__ = (Index("ix_policy_editions_content_hash", "district", "content_hash"),)

    district: Mapped[Code] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    slug: Mapped[Code]
    files: Mapped[str] = mapped_column(Text)
    """JSON: file to the ``sha`` of its text."""
    effective_from: Mapped[date]
    adoption: Mapped[Code]
    origin: Mapped[Code]
    content_hash: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime]
    author: Mapped[Id | None]
    reviewer: Mapped[Id | None]
    approver: Mapped[Id | None]
    publisher: Mapped[Id | None]
    reason: Mapped[str] = mapped_column(Text)
    legal_basis: Mapped[str] = mapped_column(Text)
    """JSON: a list."""
    draft_id: Mapped[Id | None]
    restores: Mapped[int | None]
    withdraws: Mapped[str] = mapped_column(Text)
    """JSON: numbers."""


class PolicyDraftLine(Line):
    __tablename__ = "policy_drafts"
    __table_args__ = (Index("ix_policy_drafts_district", "district", "state", "changed_at"),)

    draft_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    slug: Mapped[Code]
    state: Mapped[Code]
    revision: Mapped[int]
    base_number: Mapped[int]
    """The edition whose files it began with, or was last brought up to."""
    title: Mapped[bytes]
    files: Mapped[str] = mapped_column(Text)
    """JSON: the district's own files with their text."""
    files_hash: Mapped[str] = mapped_column(String(64))
    author: Mapped[Id]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    bound_hash: Mapped[str | None] = mapped_column(String(64))
    """The files as they were reviewed and approved."""
    widenings: Mapped[str] = mapped_column(Text)
    """JSON: codes of what this opens to more people, each confirmed by who submitted it."""
    reviewer: Mapped[Id | None]
    approver: Mapped[Id | None]
    effective_from: Mapped[date | None]
    adoption: Mapped[Code | None]
    published_number: Mapped[int | None]


class DraftStepLine(Line):
    """Who did what to a draft, one line an act, never changed."""

    __tablename__ = "policy_draft_steps"

    draft_id: Mapped[Id] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    district: Mapped[Code]
    kind: Mapped[Code]
    person: Mapped[Id]
    at: Mapped[datetime]
    files_hash: Mapped[str] = mapped_column(String(64))
    note: Mapped[bytes | None]


class AttachmentLine(Line):
    """The ordinance (조례) or other paper a draft stands on."""

    __tablename__ = "policy_attachments"

    attachment_id: Mapped[Id] = mapped_column(primary_key=True)
    draft_id: Mapped[Id] = mapped_column(index=True)
    district: Mapped[Code]
    name: Mapped[str] = mapped_column(String(200))
    paper_number: Mapped[str] = mapped_column(String(80))
    dated: Mapped[date | None]
    kind: Mapped[Code]
    """Media type of ``body``; empty without a file."""
    size: Mapped[int]
    body: Mapped[bytes | None]
    added_by: Mapped[Id]
    added_at: Mapped[datetime]
