"""Editions and drafts

An edition and its texts are written once. PostgreSQL takes the right to change them away with the
grants given after each migration (``store.roles``); SQLite refuses by trigger.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SAID = "(SELECT current_setting('hamkke.district', true))"
OWN = f"{SAID} IN (district, '*')"
NO_SECRET = f"{SAID} <> ''"
"""Rules name nobody: whoever says which district they serve reads those of all."""
DRAFTS = ("policy_drafts", "policy_draft_steps", "policy_attachments")
WRITTEN_ONCE = ("policy_texts", "policy_editions", "policy_draft_steps")


def upgrade() -> None:
    op.create_table(
        "policy_texts",
        sa.Column("sha", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha", name=op.f("pk_policy_texts")),
    )
    _editions()
    _drafts()
    _draft_steps()
    _attachments()
    if op.get_bind().dialect.name == "postgresql":
        _walls()
    else:
        _triggers()


def _editions() -> None:
    op.create_table(
        "policy_editions",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("adoption", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=True),
        sa.Column("reviewer", sa.String(length=80), nullable=True),
        sa.Column("approver", sa.String(length=80), nullable=True),
        sa.Column("publisher", sa.String(length=80), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("draft_id", sa.String(length=80), nullable=True),
        sa.Column("restores", sa.Integer(), nullable=True),
        sa.Column("withdraws", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("district", "number", name=op.f("pk_policy_editions")),
    )
    op.create_index(
        "ix_policy_editions_content_hash", "policy_editions", ["district", "content_hash"]
    )


def _drafts() -> None:
    op.create_table(
        "policy_drafts",
        sa.Column("draft_id", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("base_number", sa.Integer(), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("files_hash", sa.String(length=64), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bound_hash", sa.String(length=64), nullable=True),
        sa.Column("widenings", sa.Text(), nullable=False),
        sa.Column("reviewer", sa.String(length=80), nullable=True),
        sa.Column("approver", sa.String(length=80), nullable=True),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("adoption", sa.String(length=64), nullable=True),
        sa.Column("published_number", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("draft_id", name=op.f("pk_policy_drafts")),
    )
    op.create_index(
        "ix_policy_drafts_district", "policy_drafts", ["district", "state", "changed_at"]
    )


def _draft_steps() -> None:
    op.create_table(
        "policy_draft_steps",
        sa.Column("draft_id", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("files_hash", sa.String(length=64), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("draft_id", "number", name=op.f("pk_policy_draft_steps")),
    )


def _attachments() -> None:
    op.create_table(
        "policy_attachments",
        sa.Column("attachment_id", sa.String(length=80), nullable=False),
        sa.Column("draft_id", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("paper_number", sa.String(length=80), nullable=False),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("added_by", sa.String(length=80), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_policy_attachments")),
    )
    op.create_index("ix_policy_attachments_draft_id", "policy_attachments", ["draft_id"])


def _walls() -> None:
    """A draft is its district's own; an edition is written by its district and read by all."""
    for table in ("policy_texts", "policy_editions", *DRAFTS):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for table in ("policy_editions", *DRAFTS):
        op.execute(f"CREATE POLICY own_district ON {table} USING ({OWN})")
    op.execute(f"CREATE POLICY no_secret ON policy_editions FOR SELECT USING ({NO_SECRET})")
    op.execute(f"CREATE POLICY no_secret ON policy_texts USING ({NO_SECRET})")


def _triggers() -> None:
    for table in WRITTEN_ONCE:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table}"
                " BEGIN SELECT RAISE(ABORT, 'written once'); END"
            )


def downgrade() -> None:
    for table in (*reversed(DRAFTS), "policy_editions", "policy_texts"):
        op.drop_table(table)
