"""Reports by people, and cases that are to be opened

Revision ID: 0018
Revises: 0017
"""

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled in by what follows."""


def downgrade() -> None:
    """Nothing was made."""
