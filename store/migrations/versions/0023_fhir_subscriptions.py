"""Our subscriptions at the FHIR servers of bodies

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

SAID = "(SELECT current_setting('hamkke.district', true))"
TABLE = "fhir_subscriptions"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("agency_id", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("base", sa.String(length=500), nullable=False),
        sa.Column("subscription_id", sa.String(length=80), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("former", sa.String(length=64), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_fhir_subscriptions")),
    )
    op.create_index("ix_fhir_subscriptions_district", TABLE, ["district"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_district ON {TABLE} USING ({SAID} IN (district, '*'))")


def downgrade() -> None:
    op.drop_table(TABLE)
