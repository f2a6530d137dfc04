"""Training and supervision records, lesson notes, casebook volumes, complaints

Revision ID: 0020
Revises: 0019
"""

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled in by what follows."""


def downgrade() -> None:
    """Nothing was made."""
