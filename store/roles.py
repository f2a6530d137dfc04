"""Who the processes are in PostgreSQL: a role that owns nothing and stands under row security."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

APP_ROLE = "hamkke_app"

GRANTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'hamkke_app' AND rolname <> current_user) THEN
    GRANT USAGE ON SCHEMA public TO hamkke_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO hamkke_app;
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO hamkke_app;
    REVOKE UPDATE, DELETE ON access_records FROM hamkke_app;
    REVOKE UPDATE ON case_events FROM hamkke_app;
    REVOKE UPDATE, DELETE ON policy_texts, policy_editions, policy_draft_steps FROM hamkke_app;
    REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM hamkke_app;
  END IF;
END $$
"""
"""Given by the owner after each migration, so that a new table is never forgotten. Who
looked is only ever added to (SR-25), and a published policy stays as it was published.
Without the role there is nothing to give."""


async def above_row_security(session: AsyncSession) -> bool:
    """Whether the database would show this process every district whatever the policies say."""
    if session.get_bind().dialect.name != "postgresql":
        return False
    asked = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    return bool(await session.scalar(text(asked)))
