"""Survey campaigns: targets, answers, selection

Revision ID: 0019
Revises: 0018
"""

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled in by what follows."""


def downgrade() -> None:
    """Nothing was made."""
