"""What stands still, who carries it, and how far the clock of a case was moved

Revision ID: 0006
Revises: 0005
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
LIVING = sa.text("stage <> 'ENDED'")
COLUMNS: dict[str, sa.types.TypeEngine[Any]] = {
    "waiting_subject": sa.String(160),
    "rung_at": MOMENT,
    "rung_kind": sa.String(64),
    "rung_to": sa.String(64),
    "last_met_at": MOMENT,
    "progress_at": MOMENT,
    "contact_due": MOMENT,
    "visit_due": MOMENT,
    "stall_since": MOMENT,
    "stalls_at": MOMENT,
    "hold_since": MOMENT,
    "paused_until": sa.Date(),
    "cover": sa.String(80),
    "cover_until": sa.Date(),
}
INDEXES = {
    "ix_cases_stalls": ["district", "stalls_at", "case_id"],
    "ix_cases_contact": ["district", "contact_due"],
    "ix_cases_stalled": ["district", "stall_since"],
    "ix_cases_load": [
        "district", "owner", "level", "urgent", "waiting_due", "visit_due", "hold_since",
        "paused_until", "cover", "office", "household_id", "case_id", "stage",
    ],
}  # fmt: skip
OWN = "(SELECT current_setting('hamkke.district', true)) IN (district, '*')"


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        op.add_column("cases", sa.Column(name, kind, nullable=True))
    # What is known at once; the rest comes with the next step of a case, or with a rebuild.
    op.execute("UPDATE cases SET stalls_at = waiting_due WHERE stage <> 'ENDED'")
    for name, columns in INDEXES.items():
        op.create_index(name, "cases", columns, sqlite_where=LIVING, postgresql_where=LIVING)
    op.create_table(
        "case_clocks",
        sa.Column("case_id", sa.String(80), primary_key=True),
        sa.Column("district", sa.String(64), nullable=False),
        sa.Column("lead", sa.BigInteger(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("goal", sa.BigInteger(), nullable=False),
        sa.Column("beat_at", MOMENT, nullable=False),
        sa.Column("failed", sa.String(64), nullable=True),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE case_clocks ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE case_clocks FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_district ON case_clocks USING ({OWN})")


def downgrade() -> None:
    op.drop_table("case_clocks")
    for name in INDEXES:
        op.drop_index(name, "cases")
    for name in reversed(COLUMNS):
        op.drop_column("cases", name)
