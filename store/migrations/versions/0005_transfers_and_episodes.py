"""Offers of a case to another district and what ties its episodes together

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


def _wall(table: str, condition: str) -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_district ON {table} USING ({condition})")


def downgrade() -> None:
    op.drop_table("transfers")
