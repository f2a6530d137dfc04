"""After a migration: puts each district's file among its editions, and carries editions on.

A file with a number of its own becomes an edition. Where the nation, a province or a calendar
changed with the release, the edition in force and those to come get a successor that says the
district's own words on the new ground; one that would be wrong is not made, and its problems are
told. Doing it twice changes nothing.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from rich.console import Console

from care.model.edition import PublishedEdition
from care.model.ids import DistrictCode
from policies.problems import PolicyError, Problem
from policies.resolve import districts, problems, take_editions, unsettled
from runtime.policy_watch import PolicyWatch
from runtime.settings import Settings
from store.database import Database
from store.policy_editions import EditionTaken, publish


@dataclass
class Settled:
    made: list[PublishedEdition] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()


async def settle_policies(database: Database, at: datetime | None = None) -> Settled:
    now = at or datetime.now(UTC)
    settled = Settled()
    await PolicyWatch(database).look()
    for district in districts():
        # First the file, then what stands on it.
        for _ in range(2):
            await _settle(database, district, now, settled)
    settled.problems = problems()
    return settled


async def _settle(
    database: Database, district: DistrictCode, now: datetime, settled: Settled
) -> None:
    for edition in unsettled(district):
        try:
            async with database.of(district).write() as session:
                kept = await publish(session, edition, now)
        except EditionTaken:
            # Another machine of this installation is starting too.
            await PolicyWatch(database).look()
            return
        take_editions([kept])
        settled.made.append(kept)


async def settle_and_tell(settings: Settings, console: Console) -> None:
    """For who starts or upgrades an installation; ends it when no policy can be read at all."""
    database = Database(settings.database_url, synchronous=settings.sqlite_synchronous)
    try:
        settled = await settle_policies(database)
    except PolicyError as wrong:
        for problem in wrong.problems:
            console.print(f"[red]{problem.sentence('en')}[/red]")
        raise SystemExit(1) from None
    finally:
        await database.dispose()
    for problem in settled.problems:
        console.print(f"[yellow]{problem.sentence('en')}[/yellow]")
    if settled.problems:
        console.print("The last good policies stay in force.")
    for edition in settled.made:
        console.print(f"Policy of {edition.slug}: edition {edition.number} ({edition.origin}).")
