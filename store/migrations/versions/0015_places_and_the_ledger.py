"""Dated capacity of scarce places, why a household left their list, and pledges as a list

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLES = ("place_capacities", "pledges")
SAID = "(SELECT current_setting('hamkke.district', true))"


def upgrade() -> None:
    op.add_column("housing_waits", sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("housing_waits", sa.Column("left_why", sa.String(length=64), nullable=True))
    op.add_column("housing_offers", sa.Column("out_of_turn", sa.String(length=64), nullable=True))
    op.create_table(
        "place_capacities",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("kept_by", sa.String(length=80), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("district", "from_day", name=op.f("pk_place_capacities")),
    )
    op.create_table(
        "pledges",
        sa.Column("case_id", sa.String(length=80), nullable=False),
        sa.Column("pledge_id", sa.String(length=80), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("agency_id", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("need", sa.String(length=64), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("first_month", sa.Date(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "pledge_id", name=op.f("pk_pledges")),
    )
    op.create_index("ix_pledges_district", "pledges", ["district", "first_month"])
    op.create_index("ix_pledges_agency", "pledges", ["district", "agency_id"])
    _walls()


def _walls() -> None:
    """As of every table before: one district alone (SR-09)."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_district ON {table} USING ({SAID} IN (district, '*'))")


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    op.drop_column("housing_offers", "out_of_turn")
    op.drop_column("housing_waits", "left_why")
    op.drop_column("housing_waits", "left_at")
