"""Offers of a case to another district, care-safe homes, and stories for the casebook

Both districts see the line of an offer; its packet opens for the receiver alone.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SAID = "(SELECT current_setting('hamkke.district', true))"
OF_BOTH = f"{SAID} IN (from_district, to_district, '*')"
OWN = f"{SAID} IN (district, '*')"


def upgrade() -> None:
    op.create_table(
        "transfers",
        sa.Column("transfer_id", sa.String(length=160), nullable=False),
        sa.Column("from_district", sa.String(length=64), nullable=False),
        sa.Column("to_district", sa.String(length=64), nullable=False),
        sa.Column("from_case", sa.String(length=80), nullable=False),
        sa.Column("lineage", sa.String(length=80), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("packet", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=80), nullable=True),
        sa.Column("successor", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("transfer_id", name=op.f("pk_transfers")),
    )
    with op.batch_alter_table("transfers", schema=None) as batch_op:
        batch_op.create_index("ix_transfers_from_case", ["from_case"], unique=False)
        batch_op.create_index(
            "ix_transfers_to_district", ["to_district", "status", "due"], unique=False
        )
    _wall("transfers", OF_BOTH)
    _homes()
    _stories()


def _homes() -> None:
    op.create_table(
        "housing_units",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=160), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=80), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("district", "unit", name=op.f("pk_housing_units")),
    )
    op.create_table(
        "housing_waits",
        sa.Column("case_id", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("from_hospital", sa.Boolean(), nullable=False),
        sa.Column("discharge_on", sa.Date(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_housing_waits")),
    )
    op.create_table(
        "housing_offers",
        sa.Column("offer_id", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=160), nullable=False),
        sa.Column("case_id", sa.String(length=80), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered_by", sa.String(length=80), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("offer_id", name=op.f("pk_housing_offers")),
    )
    with op.batch_alter_table("housing_offers", schema=None) as batch_op:
        batch_op.create_index(
            "ix_housing_offers_open", ["district", "status", "expires_at"], unique=False
        )
    for table in ("housing_units", "housing_waits", "housing_offers"):
        _wall(table, OWN)


def _stories() -> None:
    op.create_table(
        "stories",
        sa.Column("case_id", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("consent_id", sa.String(length=160), nullable=False),
        sa.Column("theme", sa.String(length=64), nullable=False),
        sa.Column("proposed_by", sa.String(length=80), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("draft", sa.LargeBinary(), nullable=True),
        sa.Column("deidentified_by", sa.String(length=80), nullable=True),
        sa.Column("deidentified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.String(length=80), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_stories")),
    )
    with op.batch_alter_table("stories", schema=None) as batch_op:
        batch_op.create_index(
            "ix_stories_district_published", ["district", "published_on"], unique=False
        )
    _wall("stories", OWN)


def _wall(table: str, condition: str) -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_district ON {table} USING ({condition})")


def downgrade() -> None:
    for table in ("stories", "housing_offers", "housing_waits", "housing_units", "transfers"):
        op.drop_table(table)
