"""What the yearly figures count, and the months that are closed

Cases of earlier releases are counted at their next step or by ``hamkke rebuild``.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

SAID = "(SELECT current_setting('hamkke.district', true))"
IN_INDEX = (
    "district", "kind", "on", "case_id", "household_id", "code", "amount", "channel", "at",
)  # fmt: skip


def upgrade() -> None:
    _facts()
    _months()
    if op.get_bind().dialect.name == "postgresql":
        for table in ("counted_facts", "closed_months"):
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            op.execute(f"CREATE POLICY own_district ON {table} USING ({SAID} IN (district, '*'))")


def _facts() -> None:
    op.create_table(
        "counted_facts",
        sa.Column("case_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("household_id", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=True),
        sa.Column("agency_id", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("case_id", "kind", "key", name=op.f("pk_counted_facts")),
    )
    op.create_index("ix_counted_facts_on", "counted_facts", list(IN_INDEX))


def _months() -> None:
    op.create_table(
        "closed_months",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("month", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("district", "month", "version", name=op.f("pk_closed_months")),
    )


def downgrade() -> None:
    op.drop_table("closed_months")
    op.drop_table("counted_facts")
