"""Training and supervision records, lesson notes, casebook volumes, complaints

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

LEARNED = (
    "casebook_volumes",
    "casebook_recipients",
    "lessons",
    "learning_events",
    "learning_people",
    "learning_cases",
)
ROOM = ("complaint_desk", "advisory_meetings")
SAID = "(SELECT current_setting('hamkke.district', true))"
SUPERVISED = sa.text("kind = 'SupervisionHeld'")


def upgrade() -> None:
    _learned()
    _room()
    _walls(*LEARNED, *ROOM)


def _learned() -> None:
    _volumes()
    _stories()
    _lessons()
    _learning()


def _room() -> None:
    """Complaints that belong to no case, and the meetings of an advisory body."""
    op.create_table(
        "complaint_desk",
        sa.Column("complaint_id", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("who", sa.LargeBinary(), nullable=True),
        sa.Column("what", sa.LargeBinary(), nullable=True),
        sa.Column("received_by", sa.String(length=80), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assigned_to", sa.String(length=80), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("resolved_by", sa.String(length=80), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("complaint_id", name=op.f("pk_complaint_desk")),
    )
    waiting = sa.text("resolved_at IS NULL")
    op.create_index(
        "ix_complaint_desk_waiting",
        "complaint_desk",
        ["district", "due"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_index("ix_complaint_desk_resolved", "complaint_desk", ["district", "resolved_at"])
    _advisers()


def _advisers() -> None:
    op.create_table(
        "advisory_meetings",
        sa.Column("meeting_id", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("attendees", sa.Integer(), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("brief", sa.LargeBinary(), nullable=True),
        sa.Column("opinion", sa.LargeBinary(), nullable=True),
        sa.Column("kept_by", sa.String(length=80), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_advisory_meetings")),
    )
    op.create_index("ix_advisory_meetings_held_on", "advisory_meetings", ["district", "held_on"])


def _volumes() -> None:
    op.create_table(
        "casebook_volumes",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("volume_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("tables", sa.LargeBinary(), nullable=True),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("printed_by", sa.String(length=80), nullable=True),
        sa.Column("printed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("district", "volume_id", name=op.f("pk_casebook_volumes")),
    )
    op.create_table(
        "casebook_recipients",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("volume_id", sa.String(length=80), nullable=False),
        sa.Column("recipient_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint(
            "district", "volume_id", "recipient_id", name=op.f("pk_casebook_recipients")
        ),
    )


def _stories() -> None:
    """Where a story stands in a book, its title, and what two people let stand in it."""
    op.add_column("stories", sa.Column("volume_id", sa.String(length=80), nullable=True))
    op.add_column("stories", sa.Column("part", sa.Integer(), nullable=True))
    op.add_column("stories", sa.Column("title", sa.LargeBinary(), nullable=True))
    op.add_column("stories", sa.Column("kept", sa.LargeBinary(), nullable=True))


def _lessons() -> None:
    op.create_table(
        "lessons",
        sa.Column("lesson_id", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("need", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("case_id", sa.String(length=80), nullable=True),
        sa.Column("written_by", sa.String(length=80), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_by", sa.String(length=80), nullable=True),
        sa.Column("shared_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("lesson_id", name=op.f("pk_lessons")),
    )
    op.create_index("ix_lessons_district", "lessons", ["district", "need", "shared_on"])


def _learning() -> None:
    op.create_table(
        "learning_events",
        sa.Column("event_id", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("level", sa.String(length=64), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("others", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_learning_events")),
    )
    op.create_index("ix_learning_events_district", "learning_events", ["district", "held_on"])
    for table, column in (("learning_people", "person"), ("learning_cases", "case_id")):
        op.create_table(
            table,
            sa.Column("event_id", sa.String(length=80), nullable=False),
            sa.Column(column, sa.String(length=80), nullable=False),
            sa.Column("district", sa.String(length=64), nullable=False),
            sa.PrimaryKeyConstraint("event_id", column, name=op.f(f"pk_{table}")),
        )
        op.create_index(f"ix_{table}_{column}", table, ["district", column])
    op.create_index(
        "ix_case_events_supervised",
        "case_events",
        ["district", "at"],
        sqlite_where=SUPERVISED,
        postgresql_where=SUPERVISED,
    )


def _walls(*tables: str) -> None:
    """As of every table before: one district alone (SR-09)."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in tables:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_district ON {table} USING ({SAID} IN (district, '*'))")


def downgrade() -> None:
    op.drop_index("ix_case_events_supervised", "case_events")
    for column in ("kept", "title", "part", "volume_id"):
        op.drop_column("stories", column)
    for table in (*LEARNED, *ROOM):
        op.drop_table(table)
