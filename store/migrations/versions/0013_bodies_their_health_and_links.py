"""Bodies, how they are reached, how they do, and signed links."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

SAID = "(SELECT current_setting('hamkke.district', true))"
LINKS = ("partner_links", "partner_pins", "partner_keys", "fhir_polls")


def upgrade() -> None:
    _agencies()
    _health()
    _deliveries()
    _links()
    _access()
    for table in ("agency_health", *LINKS):
        _wall(table)
    _door()


def _agencies() -> None:
    """Bodies of earlier releases are as they were: one host, ten seconds, keys honoured."""
    with op.batch_alter_table("agencies") as table:
        table.add_column(sa.Column("hosts", sa.String(1000), server_default="", nullable=False))
        table.add_column(
            sa.Column("honours_key", sa.Boolean(), server_default=sa.true(), nullable=False)
        )
        table.add_column(
            sa.Column("timeout_seconds", sa.Integer(), server_default="10", nullable=False)
        )
        table.add_column(sa.Column("mail", sa.String(254), server_default="", nullable=False))
        table.add_column(sa.Column("phone", sa.String(40), server_default="", nullable=False))
        table.add_column(sa.Column("member_of", sa.String(80), nullable=True))
        table.add_column(sa.Column("organization_id", sa.String(80), nullable=True))
        table.add_column(sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("paused_by", sa.String(80), nullable=True))
        table.add_column(sa.Column("pause_reason", sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True))


def _health() -> None:
    op.create_table(
        "agency_health",
        sa.Column("agency_id", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("skew_seconds", sa.Integer(), nullable=True),
        sa.Column("skew_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_agency_health")),
    )
    op.create_index("ix_agency_health_district", "agency_health", ["district"])


def _deliveries() -> None:
    with op.batch_alter_table("delivery_log") as table:
        table.add_column(sa.Column("what", sa.String(64), server_default="SEND", nullable=False))
        table.add_column(
            sa.Column("unsure", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        table.add_column(
            sa.Column("maybe_twice", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        table.add_column(sa.Column("next_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        table.create_index("ix_delivery_log_agency_id", ["agency_id", "delivered_at"])


def _links() -> None:
    op.create_table(
        "partner_links",
        sa.Column("link_id", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("agency_id", sa.String(length=80), nullable=False),
        sa.Column("linkage_id", sa.String(length=80), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.String(length=80), nullable=True),
        sa.Column("unlocked", sa.String(length=64), nullable=True),
        sa.Column("unlocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=64), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("link_id", name=op.f("pk_partner_links")),
    )
    op.create_index("ix_partner_links_linkage_id", "partner_links", ["linkage_id", "agency_id"])
    op.create_index("ix_partner_links_district", "partner_links", ["district", "expires_at"])


def _access() -> None:
    op.create_table(
        "partner_pins",
        sa.Column("agency_id", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("pin_hash", sa.String(length=200), nullable=False),
        sa.Column("set_by", sa.String(length=80), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_partner_pins")),
    )
    op.create_table(
        "partner_keys",
        sa.Column("agency_id", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("agency_id", "number", name=op.f("pk_partner_keys")),
    )
    op.create_table(
        "fhir_polls",
        sa.Column("agency_id", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_fhir_polls")),
    )
    for table in LINKS[1:]:
        op.create_index(f"ix_{table}_district", table, ["district"])


def _door() -> None:
    """A link is found by its token before it is known whose district it opens."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CREATE POLICY at_the_door ON partner_links FOR SELECT USING ({SAID} = '?')")


def _wall(table: str) -> None:
    """As of every table before: one district alone (SR-09)."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_district ON {table} USING ({SAID} IN (district, '*'))")


def downgrade() -> None:
    with op.batch_alter_table("delivery_log") as table:
        table.drop_index("ix_delivery_log_agency_id")
        for column in ("ended_at", "next_at", "maybe_twice", "unsure", "what"):
            table.drop_column(column)
    for name in ("agency_health", *LINKS):
        op.drop_table(name)
    with op.batch_alter_table("agencies") as table:
        for column in (
            "gone_at", "pause_reason", "paused_by", "paused_at", "organization_id", "member_of",
            "phone", "mail", "timeout_seconds", "honours_key", "hosts",
        ):  # fmt: skip
            table.drop_column(column)
