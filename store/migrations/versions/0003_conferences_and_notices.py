"""Conferences of a district with their agendas, and notices that let contact be remote

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("conferences", "conference_items", "conference_invitations", "district_notices")
SAID = "(SELECT current_setting('hamkke.district', true))"


def upgrade() -> None:
    _conferences()
    _agendas()
    op.create_table(
        "district_notices",
        sa.Column("notice_id", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("issued_by", sa.String(length=80), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.String(length=80), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_district_notices")),
    )
    op.create_index("ix_district_notices_district", "district_notices", ["district", "until_day"])
    _walls()


def _conferences() -> None:
    op.create_table(
        "conferences",
        sa.Column("conference_id", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("held_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("called_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("votes", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("conference_id", name=op.f("pk_conferences")),
    )
    op.create_index("ix_conferences_district_held_on", "conferences", ["district", "held_on"])


def _agendas() -> None:
    op.create_table(
        "conference_items",
        sa.Column("conference_id", sa.String(length=80), nullable=False),
        sa.Column("case_id", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("question", sa.LargeBinary(), nullable=True),
        sa.Column("level", sa.String(length=64), nullable=True),
        sa.Column("intent", sa.String(length=160), nullable=True),
        sa.PrimaryKeyConstraint("conference_id", "case_id", name=op.f("pk_conference_items")),
    )
    op.create_index("ix_conference_items_case_id", "conference_items", ["case_id"])
    op.create_table(
        "conference_invitations",
        sa.Column("conference_id", sa.String(length=80), nullable=False),
        sa.Column("invited", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint(
            "conference_id", "invited", "kind", name=op.f("pk_conference_invitations")
        ),
    )


def _walls() -> None:
    """As of every table before: one district alone (SR-09)."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        condition = f"{SAID} IN (district, '*')"
        op.execute(f"CREATE POLICY own_district ON {table} USING ({condition})")


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
