"""Studies and rollouts

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OWN = "(SELECT current_setting('hamkke.district', true)) IN (district, '*')"
STUDIES = ("policy_studies", "policy_study_cases", "case_states")
ROLLOUTS = ("policy_rollouts", "policy_rollout_cases")


def upgrade() -> None:
    _studies()
    _findings()
    _case_states()
    _rollouts()
    _rollout_cases()
    _wall(STUDIES + ROLLOUTS)


def _studies() -> None:
    op.create_table(
        "policy_studies",
        sa.Column("study_id", sa.String(length=160), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("about", sa.String(length=160), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("policy_hash", sa.String(length=160), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=True),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("reached", sa.String(length=80), nullable=False),
        sa.Column("tally", sa.Text(), nullable=False),
        sa.Column("started_by", sa.String(length=80), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("study_id", name=op.f("pk_policy_studies")),
    )
    op.create_index("ix_policy_studies_district", "policy_studies", ["district", "started_at"])
    op.create_index("ix_policy_studies_state", "policy_studies", ["state"])


def _findings() -> None:
    op.create_table(
        "policy_study_cases",
        sa.Column("study_id", sa.String(length=160), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=160), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("case_number", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.String(length=64), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint(
            "study_id", "code", "case_id", "subject", name=op.f("pk_policy_study_cases")
        ),
    )
    op.create_index(
        "ix_policy_study_cases_code", "policy_study_cases", ["study_id", "code", "stage", "zone"]
    )
    op.create_index("ix_policy_study_cases_case_id", "policy_study_cases", ["case_id"])


def _case_states() -> None:
    op.create_table(
        "case_states",
        sa.Column("case_id", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("intent", sa.String(length=160), nullable=False),
        sa.Column("policy_hash", sa.String(length=160), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_states")),
    )
    op.create_index("ix_case_states_district", "case_states", ["district", "case_id"])
    living = sa.text("stage <> 'ENDED'")
    op.create_index(
        "ix_cases_open",
        "cases",
        ["district", "case_id"],
        sqlite_where=living,
        postgresql_where=living,
    )


def _rollouts() -> None:
    op.create_table(
        "policy_rollouts",
        sa.Column("rollout_id", sa.String(length=160), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("started_by", sa.String(length=80), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("steered_by", sa.String(length=80), nullable=True),
        sa.Column("steered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("rollout_id", name=op.f("pk_policy_rollouts")),
    )
    op.create_index("ix_policy_rollouts_district", "policy_rollouts", ["district", "edition"])
    op.create_index("ix_policy_rollouts_state", "policy_rollouts", ["state"])


def _rollout_cases() -> None:
    op.create_table(
        "policy_rollout_cases",
        sa.Column("rollout_id", sa.String(length=160), nullable=False),
        sa.Column("case_id", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("case_number", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.String(length=64), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("former_edition", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("rollout_id", "case_id", name=op.f("pk_policy_rollout_cases")),
    )
    op.create_index(
        "ix_policy_rollout_cases_result",
        "policy_rollout_cases",
        ["rollout_id", "result", "attempts", "case_id"],
    )
    op.create_index("ix_policy_rollout_cases_case_id", "policy_rollout_cases", ["case_id"])


def _wall(tables: tuple[str, ...]) -> None:
    """As of every table before: one district alone (SR-09)."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in tables:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_district ON {table} USING ({OWN})")


def downgrade() -> None:
    op.drop_index("ix_cases_open", "cases")
    for table in STUDIES + ROLLOUTS:
        op.drop_table(table)
