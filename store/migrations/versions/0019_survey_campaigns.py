"""Survey campaigns: targets, answers, selection

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

SAID = "(SELECT current_setting('hamkke.district', true))"
TABLES = ("campaigns", "campaign_forms", "campaign_targets", "campaign_tries")


def upgrade() -> None:
    _campaigns()
    _targets()
    if op.get_bind().dialect.name == "postgresql":
        for name in TABLES:
            op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
            op.execute(f"CREATE POLICY own_district ON {name} USING ({SAID} IN (district, '*'))")


def _campaigns() -> None:
    op.create_table(
        "campaigns",
        sa.Column("campaign_id", sa.String(80), nullable=False),
        sa.Column("district", sa.String(64), nullable=False),
        sa.Column("name", sa.String(160), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("ties", sa.String(160), nullable=False),
        sa.Column("state", sa.String(64), nullable=False),
        sa.Column("made_by", sa.String(80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.String(80)),
        sa.Column("proposed_at", sa.DateTime(timezone=True)),
        sa.Column("signed_by", sa.String(80)),
        sa.Column("signed_at", sa.DateTime(timezone=True)),
        sa.Column("cut", sa.Text()),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_campaigns")),
    )
    op.create_index("ix_campaigns_district", "campaigns", ["district", "made_at"])
    op.create_table(
        "campaign_forms",
        sa.Column("campaign_id", sa.String(80), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("district", sa.String(64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("kept_by", sa.String(80), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "version", name=op.f("pk_campaign_forms")),
    )


def _targets() -> None:
    op.create_table(
        "campaign_targets",
        sa.Column("target_id", sa.String(80), nullable=False),
        sa.Column("campaign_id", sa.String(80), nullable=False),
        sa.Column("district", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("office", sa.String(64), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=True),
        sa.Column("mark", sa.LargeBinary(), nullable=True),
        sa.Column("surveyor", sa.String(80)),
        sa.Column("state", sa.String(64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answers", sa.LargeBinary()),
        sa.Column("form_version", sa.Integer()),
        sa.Column("score", sa.Integer()),
        sa.Column("serious", sa.Integer()),
        sa.Column("surveyed_on", sa.Date()),
        sa.Column("surveyed_at", sa.DateTime(timezone=True)),
        sa.Column("surveyed_by", sa.String(80)),
        sa.Column("rank", sa.Integer()),
        sa.Column("why", sa.String(64)),
        sa.Column("tie_by", sa.String(64)),
        sa.Column("opening", sa.String(64)),
        sa.Column("case_id", sa.String(80)),
        sa.Column("refusal", sa.String(64)),
        sa.PrimaryKeyConstraint("target_id", name=op.f("pk_campaign_targets")),
    )
    for name, columns, unique in (
        ("mark", ["campaign_id", "mark"], True),
        ("number", ["campaign_id", "number"], True),
        ("zone", ["campaign_id", "zone"], False),
        ("surveyor", ["surveyor", "state"], False),
    ):
        op.create_index(f"ix_campaign_targets_{name}", "campaign_targets", columns, unique=unique)
    op.create_table(
        "campaign_tries",
        sa.Column("try_id", sa.String(80), nullable=False),
        sa.Column("target_id", sa.String(80), nullable=False),
        sa.Column("campaign_id", sa.String(80), nullable=False),
        sa.Column("district", sa.String(64), nullable=False),
        sa.Column("result", sa.String(64), nullable=False),
        sa.Column("by", sa.String(80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("try_id", name=op.f("pk_campaign_tries")),
    )
    op.create_index("ix_campaign_tries_target", "campaign_tries", ["target_id", "at"])


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
