"""How a migration runs: one transaction, one runner at a time, the same on both databases."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, create_engine, event, pool
from sqlalchemy.engine import URL, make_url

from store.tables import Line
from store.tables.columns import Moment

LOCK = 4_111_357_001
"""Any fixed number: PostgreSQL's name for "someone migrates Hamkke"."""


def _url() -> URL:
    given = (
        context.config.attributes.get("url") or context.get_x_argument(as_dictionary=True)["url"]
    )
    url = make_url(given)
    return url.set(drivername="sqlite") if url.get_backend_name() == "sqlite" else url


def _render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Line.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=_render,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
            # A migration of data concerns every district; its owner, too, is under the policies.
            connection.exec_driver_sql("SET LOCAL hamkke.district = '*'")
        context.config.attributes["before"] = context.get_context().get_current_revision()
        context.run_migrations()
        if connection.dialect.name == "postgresql" and (
            grants := context.config.attributes.get("grants")
        ):
            connection.exec_driver_sql(grants)


def _migrate() -> None:
    url = _url()
    engine = create_engine(url, poolclass=pool.NullPool, hide_parameters=True)
    if url.get_backend_name() == "sqlite":
        _let_sqlite_roll_back(engine)
    with engine.connect() as connection:
        _run(connection)
        connection.commit()
    engine.dispose()


def _let_sqlite_roll_back(engine: Any) -> None:
    """The driver would commit before DDL; begin by hand, so a failed migration leaves nothing."""

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA busy_timeout=5000")
        connection.execute("PRAGMA journal_mode=WAL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


_migrate()
