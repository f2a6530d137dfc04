"""How each case was found, for the yield per channel

Cases of earlier releases have no line until ``hamkke rebuild`` makes it from their events.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SAID = "(SELECT current_setting('hamkke.district', true))"


def upgrade() -> None:
    op.create_table(
        "discoveries",
        sa.Column("case_id", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_discoveries")),
    )
    op.create_index("ix_discoveries_district", "discoveries", ["district", "channel"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE discoveries ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE discoveries FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_district ON discoveries USING ({SAID} IN (district, '*'))")


def downgrade() -> None:
    op.drop_table("discoveries")
