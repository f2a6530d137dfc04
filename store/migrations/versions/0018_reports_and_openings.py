"""Reports by people, and cases that are to be opened

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

SAID = "(SELECT current_setting('hamkke.district', true))"
TABLES = ("case_openings", "public_reports", "outreach_briefings")


def upgrade() -> None:
    _openings()
    _reports()
    _briefings()
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            op.execute(f"CREATE POLICY own_district ON {table} USING ({SAID} IN (district, '*'))")


def _openings() -> None:
    op.create_table(
        "case_openings",
        sa.Column("opening_id", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("asked_by", sa.String(length=80), nullable=True),
        sa.Column("asked_as", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at_risk_id", sa.String(length=80), nullable=True),
        sa.Column("target_id", sa.String(length=80), nullable=True),
        sa.Column("found", sa.LargeBinary(), nullable=True),
        sa.Column("case_id", sa.String(length=80), nullable=False),
        sa.Column("case_number", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("refusal", sa.String(length=64), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("opening_id", name=op.f("pk_case_openings")),
    )
    op.create_index(
        "ix_case_openings_state", "case_openings", ["district", "state", "urgent", "asked_at"]
    )
    op.create_index("ix_case_openings_at_risk_id", "case_openings", ["at_risk_id"])


def _reports() -> None:
    op.create_table(
        "public_reports",
        sa.Column("receipt", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("occupation", sa.String(length=64), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String(length=80), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("at_risk_id", sa.String(length=80), nullable=True),
        sa.Column("opening_id", sa.String(length=80), nullable=True),
        sa.Column("reporter", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("receipt", name=op.f("pk_public_reports")),
    )
    op.create_index("ix_public_reports_district", "public_reports", ["district", "received_at"])
    op.create_index("ix_public_reports_at_risk_id", "public_reports", ["at_risk_id"])


def _briefings() -> None:
    op.create_table(
        "outreach_briefings",
        sa.Column("briefing_id", sa.String(length=160), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("contacts", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("briefing_id", name=op.f("pk_outreach_briefings")),
    )
    op.create_index("ix_outreach_briefings_district", "outreach_briefings", ["district", "held_on"])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
