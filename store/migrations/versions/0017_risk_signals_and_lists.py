"""Risk signals, households at risk, lists that arrive in bulk

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

SAID = "(SELECT current_setting('hamkke.district', true))"
AT_RISK = ("at_risk", "at_risk_signals", "at_risk_tokens", "at_risk_steps", "at_risk_apart")
BATCHES = ("batches", "batch_portions")


def upgrade() -> None:
    _at_risk()
    _batches()
    if op.get_bind().dialect.name == "postgresql":
        for table in AT_RISK + BATCHES:
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            op.execute(f"CREATE POLICY own_district ON {table} USING ({SAID} IN (district, '*'))")


def downgrade() -> None:
    for table in reversed(AT_RISK + BATCHES):
        op.drop_table(table)


def _at_risk() -> None:
    _households()
    _signals()
    _tokens()
    _steps()
    _apart()


def _batches() -> None:
    op.create_table(
        "batches",
        sa.Column("batch_id", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("about", sa.String(length=160), nullable=False),
        sa.Column("file_name", sa.LargeBinary(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=True),
        sa.Column("observed_on", sa.Date(), nullable=True),
        sa.Column("reading", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("portions", sa.Integer(), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("tried", sa.Text(), nullable=False),
        sa.Column("taken", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.String(length=80), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(length=64), nullable=True),
        sa.Column("rows_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_batches")),
    )
    op.create_index("ix_batches_district", "batches", ["district", "made_at"])
    op.create_index("ix_batches_state", "batches", ["state", "changed_at"])
    op.create_index("ix_batches_rows_until", "batches", ["rows_until"])
    op.create_table(
        "batch_portions",
        sa.Column("batch_id", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=True),
        sa.Column("remarks", sa.LargeBinary(), nullable=False),
        sa.Column("tried", sa.LargeBinary(), nullable=True),
        sa.Column("taken", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("batch_id", "number", name=op.f("pk_batch_portions")),
    )
    op.create_index("ix_batch_portions_district", "batch_portions", ["district", "batch_id"])


def _households() -> None:
    op.create_table(
        "at_risk",
        sa.Column("at_risk_id", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=True),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("rescore_on", sa.Date(), nullable=True),
        sa.Column("red_flags", sa.String(length=400), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=True),
        sa.Column("household_id", sa.String(length=80), nullable=True),
        sa.Column("case_id", sa.String(length=80), nullable=True),
        sa.Column("opening_id", sa.String(length=80), nullable=True),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decline", sa.String(length=64), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("merged_into", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("at_risk_id", name=op.f("pk_at_risk")),
    )
    queue = ["district", "status", "urgent", "points", "first_at"]
    op.create_index("ix_at_risk_queue", "at_risk", queue)
    op.create_index("ix_at_risk_rescore_on", "at_risk", ["district", "rescore_on"])
    op.create_index("ix_at_risk_household_id", "at_risk", ["district", "household_id"])
    op.create_index("ix_at_risk_case_id", "at_risk", ["case_id"])


def _signals() -> None:
    op.create_table(
        "at_risk_signals",
        sa.Column("signal_id", sa.String(length=80), nullable=False),
        sa.Column("at_risk_id", sa.String(length=80), nullable=False),
        sa.Column("first_id", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_by", sa.String(length=80), nullable=True),
        sa.Column("batch_id", sa.String(length=80), nullable=True),
        sa.Column("batch_row", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("signal_id", name=op.f("pk_at_risk_signals")),
    )
    once = ["district", "fingerprint"]
    op.create_index("uq_at_risk_signals_fingerprint", "at_risk_signals", once, unique=True)
    op.create_index("ix_at_risk_signals_at_risk_id", "at_risk_signals", ["at_risk_id"])
    op.create_index("ix_at_risk_signals_kind", "at_risk_signals", ["district", "kind"])
    op.create_index("ix_at_risk_signals_batch_id", "at_risk_signals", ["batch_id", "batch_row"])


def _tokens() -> None:
    op.create_table(
        "at_risk_tokens",
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("at_risk_id", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("token", "at_risk_id", name=op.f("pk_at_risk_tokens")),
    )
    op.create_index("ix_at_risk_tokens_at_risk_id", "at_risk_tokens", ["at_risk_id"])


def _steps() -> None:
    op.create_table(
        "at_risk_steps",
        sa.Column("at_risk_id", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("act", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=True),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("other", sa.String(length=160), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("at_risk_id", "number", name=op.f("pk_at_risk_steps")),
    )


def _apart() -> None:
    op.create_table(
        "at_risk_apart",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("one", sa.String(length=160), nullable=False),
        sa.Column("other", sa.String(length=160), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("district", "one", "other", name=op.f("pk_at_risk_apart")),
    )
