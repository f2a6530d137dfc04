"""Each district behind its own wall: row security below the queries, on PostgreSQL

A transaction says whose lines it may see in the setting ``hamkke.district``: one district, ``*``
for all, ``?`` for what is needed to find out who asks. Having said nothing, it sees nothing.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# In a sub-select the setting is read once a statement, not once a line.
SAID = "(SELECT current_setting('hamkke.district', true))"
OWN = f"{SAID} IN (district, '*')"
OF_OWN_CASE = f"{SAID} IN (split_part(case_id, '-', 1), '*')"

WALLS = {
    **dict.fromkeys(
        (
            "access_heads",
            "access_records",
            "agencies",
            "agency_secrets",
            "case_events",
            "case_keys",
            "case_texts",
            "cases",
            "command_outbox",
            "counters",
            "delivery_log",
            "district_keys",
            "households",
            "linkages",
            "member_tokens",
            "members",
            "people",
            "pinned_policies",
            "resource_ledger",
            "substitutions",
            "tasks",
            "webhook_inbox",
        ),
        OWN,
    ),
    # These name no district: their case does, in its id, or the person they belong to.
    "case_steps": OF_OWN_CASE,
    "drafts": OF_OWN_CASE,
    "person_roles": "EXISTS (SELECT FROM people p WHERE p.person_id = person_roles.person_id)",
    "sessions": "EXISTS (SELECT FROM people p WHERE p.person_id = sessions.person_id)",
}
AT_THE_DOOR = ("agencies", "people")


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, condition in WALLS.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_district ON {table} USING ({condition})")
    for table in AT_THE_DOOR:
        op.execute(f"CREATE POLICY at_the_door ON {table} FOR SELECT USING ({SAID} = '?')")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in AT_THE_DOOR:
        op.execute(f"DROP POLICY at_the_door ON {table}")
    for table in WALLS:
        op.execute(f"DROP POLICY own_district ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
