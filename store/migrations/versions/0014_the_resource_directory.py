"""The resource directory in the shape of HSDS 3.0

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLES = (
    "directory_organizations",
    "directory_services",
    "directory_codes",
    "directory_places",
    "directory_rechecks",
    "directory_uploads",
)
SAID = "(SELECT current_setting('hamkke.district', true))"


def upgrade() -> None:
    _organizations()
    _services()
    _searched()
    _work()
    _walls()


def _organizations() -> None:
    op.create_table(
        "directory_organizations",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("organization_id", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("agency_id", sa.String(length=80), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.String(length=80), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "district", "organization_id", name=op.f("pk_directory_organizations")
        ),
    )
    op.create_index(
        "ix_directory_organizations_agency", "directory_organizations", ["district", "agency_id"]
    )


def _services() -> None:
    op.create_table(
        "directory_services",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("service_id", sa.String(length=80), nullable=False),
        sa.Column("organization_id", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("minimum_age", sa.Integer(), nullable=True),
        sa.Column("maximum_age", sa.Integer(), nullable=True),
        sa.Column("cost_won", sa.BigInteger(), nullable=True),
        sa.Column("home_visit", sa.Boolean(), nullable=False),
        sa.Column("capacity", sa.String(length=64), nullable=True),
        sa.Column("capacity_free", sa.Integer(), nullable=True),
        sa.Column("capacity_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waits_days", sa.Integer(), nullable=True),
        sa.Column("assured_on", sa.Date(), nullable=True),
        sa.Column("assured_by", sa.String(length=80), nullable=True),
        sa.Column("entered_by", sa.String(length=80), nullable=False),
        sa.Column("entered_for", sa.String(length=80), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("district", "service_id", name=op.f("pk_directory_services")),
    )
    op.create_index(
        "ix_directory_services_organization", "directory_services", ["district", "organization_id"]
    )
    op.create_index(
        "ix_directory_services_assured", "directory_services", ["district", "status", "assured_on"]
    )


def _searched() -> None:
    op.create_table(
        "directory_codes",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("service_id", sa.String(length=80), nullable=False),
        sa.Column("scheme", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint(
            "district", "service_id", "scheme", "code", name=op.f("pk_directory_codes")
        ),
    )
    op.create_index("ix_directory_codes_code", "directory_codes", ["district", "scheme", "code"])
    op.create_table(
        "directory_places",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("service_id", sa.String(length=80), nullable=False),
        sa.Column("service_at_location_id", sa.String(length=80), nullable=False),
        sa.Column("location_id", sa.String(length=80), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("address", sa.String(length=600), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint(
            "district", "service_id", "service_at_location_id", name=op.f("pk_directory_places")
        ),
    )


def _work() -> None:
    op.create_table(
        "directory_rechecks",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("service_id", sa.String(length=80), nullable=False),
        sa.Column("assigned_to", sa.String(length=80), nullable=False),
        sa.Column("assigned_by", sa.String(length=80), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("district", "service_id", name=op.f("pk_directory_rechecks")),
    )
    op.create_index("ix_directory_rechecks_who", "directory_rechecks", ["district", "assigned_to"])
    op.create_table(
        "directory_uploads",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("upload_id", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("district", "upload_id", name=op.f("pk_directory_uploads")),
    )


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
