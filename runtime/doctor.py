"""``hamkke doctor``: what a careful operator would look at, looked at."""

import os
import stat
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from policies.resolve import PolicyError, problems
from runtime.parts import Parts
from runtime.policy_watch import PolicyWatch
from runtime.settings import Profile, Settings
from runtime.temporal import PINNED, EngineError, EnginePlace, check_version
from store import policy_work
from store.database import Database, StoreError, check
from store.keyring import WrongMasterKey
from store.roles import above_row_security


async def examine(settings: Settings) -> list[str]:
    """One sentence a fault; empty when nothing was found."""
    return [fault async for fault in _faults(settings)]


async def _faults(settings: Settings) -> AsyncIterator[str]:
    for fault in _of_key_file(settings):
        yield fault
    of_database = [fault async for fault in _of_database(settings)]
    for fault in of_database:
        yield fault
    async for fault in _of_policies(settings):
        yield fault
    if not of_database:
        async for fault in policy_work_faults(settings):
            yield fault
    async for fault in _of_engine(settings):
        yield fault


async def policy_work_faults(settings: Settings) -> AsyncIterator[str]:
    """A rollout or a study nobody carries on; a paused one waits for a person and is no fault."""
    database = Database(settings.database_url)
    try:
        async with database.for_all().read() as session:
            found = await policy_work.under_way(session, datetime.now(UTC))
    finally:
        await database.dispose()
    for one in found:
        if one.standing is policy_work.Standing.STUCK:
            since = f"{one.moved_at:%F %H:%M} UTC"
            yield f"{one.kind.lower()} {one.work_id} has not moved since {since}"


async def _of_policies(settings: Settings) -> AsyncIterator[str]:
    """With what was published: a file nobody needs any more is no fault."""
    database = Database(settings.database_url)
    try:
        await PolicyWatch(database).try_look()
        found = problems()
    except PolicyError as wrong:
        found = wrong.problems
    finally:
        await database.dispose()
    for problem in found:
        yield f"policy: {problem.sentence('en')}"


def _of_key_file(settings: Settings) -> list[str]:
    if settings.master_key is not None or not settings.master_key_file.exists():
        return []
    mode = stat.S_IMODE(os.stat(settings.master_key_file).st_mode)
    return ["the master key file can be read by others: chmod 600"] if mode & 0o077 else []


async def _of_database(settings: Settings) -> AsyncIterator[str]:
    try:
        check(settings.database_url)
    except Exception as failure:
        yield f"the database is not at this release's schema ({type(failure).__name__}): migrate"
        return
    parts = Parts.of(settings)
    try:
        async with parts.database.read() as session:
            await session.connection()
            if await above_row_security(session):
                yield "the database role is above row security: give the processes hamkke_app"
    except WrongMasterKey:
        yield "the master key is not the one this database was sealed with"
    except StoreError:
        yield "the database does not answer"
    finally:
        await parts.database.dispose()


async def _of_engine(settings: Settings) -> AsyncIterator[str]:
    if settings.profile is Profile.PRODUCTION and settings.embedded_temporal:
        yield "production with the embedded engine: its server has no authorizer (SR-32)"
    if settings.embedded_temporal:
        try:
            check_version(EnginePlace.of(settings))
        except EngineError as wrong:
            yield f"{wrong} (this release needs {PINNED})"
    parts = Parts.of(settings)
    try:
        await parts.connect("doctor")
    except RuntimeError:
        yield f"the engine does not answer at {settings.temporal_address}"
    finally:
        await parts.database.dispose()
