"""What the service loop keeps: chains of referrals, resource gaps, milestones

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = ("resource_gaps", "milestones")
SAID = "(SELECT current_setting('hamkke.district', true))"
LONG_AGO = "1970-01-01 00:00:00"
"""Until the line below it is written from the line itself."""
NEW = (
    "sessions",
    "told_at",
    "answered_at",
    "outcome",
    "decline",
    "attempt",
    "chain_since",
    "chain",
)


def upgrade() -> None:
    _chains()
    op.create_table(
        "resource_gaps",
        sa.Column("case_id", sa.String(length=80), nullable=False),
        sa.Column("gap_id", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("first", sa.String(length=80), nullable=False),
        sa.Column("service", sa.String(length=64), nullable=False),
        sa.Column("need", sa.String(length=64), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ending", sa.String(length=64), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("case_id", "gap_id", name=op.f("pk_resource_gaps")),
    )
    op.create_index("ix_resource_gaps_found_at", "resource_gaps", ["district", "found_at"])
    op.create_table(
        "milestones",
        sa.Column("case_id", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("milestone", sa.String(length=64), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("linkage_id", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("case_id", "number", name=op.f("pk_milestones")),
    )
    op.create_index("ix_milestones_on", "milestones", ["district", "on"])
    _walls()


def _chains() -> None:
    """A linkage of an earlier release is a chain of its own until the read model is rebuilt."""
    with op.batch_alter_table("linkages", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("chain", sa.String(length=80), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "chain_since",
                sa.DateTime(timezone=True),
                server_default=LONG_AGO,
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("attempt", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("decline", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("outcome", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("sessions", sa.Integer(), server_default="0", nullable=False))
    op.execute("UPDATE linkages SET chain = linkage_id, chain_since = requested_at")
    op.create_index("ix_linkages_waiting", "linkages", ["district", "status", "chain_since"])


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
    op.drop_index("ix_linkages_waiting", table_name="linkages")
    with op.batch_alter_table("linkages", schema=None) as batch_op:
        for name in NEW:
            batch_op.drop_column(name)
