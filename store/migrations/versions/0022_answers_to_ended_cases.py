"""Words of bodies on cases that have ended, until somebody has looked at them

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

SAID = "(SELECT current_setting('hamkke.district', true))"


def upgrade() -> None:
    op.create_table(
        "ended_answers",
        sa.Column("message_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=80), nullable=False),
        sa.Column("linkage_id", sa.String(length=80), nullable=False),
        sa.Column("agency_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("said", sa.String(length=64), nullable=False),
        sa.Column("note", sa.String(length=80), nullable=True),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_ended_answers")),
    )
    waiting = ["district", "seen_at", "came_at"]
    op.create_index("ix_ended_answers_waiting", "ended_answers", waiting)
    op.create_index("ix_ended_answers_case_id", "ended_answers", ["case_id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE ended_answers ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE ended_answers FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_district ON ended_answers USING ({SAID} IN (district, '*'))")


def downgrade() -> None:
    op.drop_table("ended_answers")
