"""From which episode a case came and how, so that an ended one finds what followed it

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SUCCEEDING = sa.text("former IS NOT NULL")


def upgrade() -> None:
    # Cases of an earlier release get theirs with their next step, or with a rebuild.
    op.add_column("cases", sa.Column("former", sa.String(80), nullable=True))
    op.add_column("cases", sa.Column("kinship", sa.String(64), nullable=True))
    op.create_index(
        "ix_cases_former", "cases", ["former"],
        sqlite_where=SUCCEEDING, postgresql_where=SUCCEEDING,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_cases_former", "cases")
    op.drop_column("cases", "kinship")
    op.drop_column("cases", "former")
