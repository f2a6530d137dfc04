"""Where a protected person is, who needs to know, and from whom the record is hidden

Revision ID: 0004
Revises: 0003
"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SAID = "(SELECT current_setting('hamkke.district', true))"
TABLES = (
    "locations",
    "location_readers",
    "danger_persons",
    "hidden_households",
    "safeguarding_alerts",
    "safeguarding_officers",
)


def upgrade() -> None:
    _locations()
    _dangers()
    _alarms()
    _people()
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_district ON {table} USING ({SAID} IN (district, '*'))")


def downgrade() -> None:
    for column in ("contact", "identity"):
        op.drop_index(f"ix_people_{column}", "people")
        op.drop_column("people", column)
    for table in reversed(TABLES):
        op.drop_table(table)


def _id(name: str, nullable: bool = False) -> "sa.Column[str]":
    return sa.Column(name, sa.String(length=80), nullable=nullable)


def _code(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.String(length=64), nullable=False)


def _bytes(name: str, nullable: bool = True) -> "sa.Column[bytes]":
    return sa.Column(name, sa.LargeBinary(), nullable=nullable)


def _moment(name: str, nullable: bool = False) -> "sa.Column[datetime]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _locations() -> None:
    op.create_table(
        "locations",
        _id("household_id"),
        _code("district"),
        sa.Column("phones", sa.Boolean(), nullable=False),
        _bytes("members"),
        _bytes("place"),
        _bytes("reach"),
        _moment("since"),
        sa.PrimaryKeyConstraint("household_id", name=op.f("pk_locations")),
    )
    op.create_table(
        "location_readers",
        sa.Column("reader_id", sa.Integer(), nullable=False),
        _id("household_id"),
        _code("district"),
        _id("person_id"),
        _id("named_by"),
        _moment("named_at"),
        _bytes("reason"),
        sa.Column("until", sa.Date(), nullable=True),
        _moment("ended_at", nullable=True),
        sa.PrimaryKeyConstraint("reader_id", name=op.f("pk_location_readers")),
    )
    op.create_index(
        "ix_location_readers_household", "location_readers", ["household_id", "person_id"]
    )


def _dangers() -> None:
    op.create_table(
        "danger_persons",
        _id("danger_id"),
        _id("household_id"),
        _code("district"),
        _bytes("name", nullable=False),
        _bytes("identity"),
        _bytes("contact"),
        _id("added_by"),
        _moment("added_at"),
        _id("ended_by", nullable=True),
        _moment("ended_at", nullable=True),
        sa.PrimaryKeyConstraint("danger_id", name=op.f("pk_danger_persons")),
    )
    op.create_index("ix_danger_persons_household", "danger_persons", ["household_id"])
    op.create_index("ix_danger_persons_identity", "danger_persons", ["district", "identity"])
    op.create_index("ix_danger_persons_contact", "danger_persons", ["district", "contact"])
    op.create_table(
        "hidden_households",
        _id("danger_id"),
        _code("kind"),
        _id("who"),
        _id("household_id"),
        _code("district"),
        _moment("since"),
        _moment("until", nullable=True),
        _id("lift_asked_by", nullable=True),
        _id("lifted_by", nullable=True),
        sa.PrimaryKeyConstraint("danger_id", "kind", "who", name=op.f("pk_hidden_households")),
    )
    op.create_index("ix_hidden_households_who", "hidden_households", ["who", "household_id"])
    op.create_index("ix_hidden_households_household", "hidden_households", ["household_id"])


def _alarms() -> None:
    op.create_table(
        "safeguarding_alerts",
        _id("alert_id"),
        _code("district"),
        _id("household_id"),
        _id("danger_id"),
        _code("kind"),
        _id("person_id", nullable=True),
        _id("agency_id", nullable=True),
        _moment("at"),
        _id("seen_by", nullable=True),
        _moment("seen_at", nullable=True),
        sa.PrimaryKeyConstraint("alert_id", name=op.f("pk_safeguarding_alerts")),
    )
    op.create_index("ix_safeguarding_alerts_district", "safeguarding_alerts", ["district", "at"])
    op.create_table(
        "safeguarding_officers",
        _code("district"),
        _id("person_id"),
        _id("named_by"),
        _moment("named_at"),
        sa.PrimaryKeyConstraint("district", "person_id", name=op.f("pk_safeguarding_officers")),
    )


def _people() -> None:
    for column in ("identity", "contact"):
        op.add_column("people", _bytes(column))
        op.create_index(f"ix_people_{column}", "people", ["district", column])
