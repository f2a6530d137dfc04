"""``hamkke import``: a list brought by a command, followed with a progress bar to its end.

The engine does the work, as for the web: a command that is broken off leaves a list that goes on.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from secrets import token_hex

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from care.model.discovery import BatchKind, BatchState
from care.model.ids import DistrictCode, PersonId
from i18n.wording import words
from store import access_records, batch_portions, batches
from store.access_records import AccessRecord
from store.batches import Batch
from store.database import Database
from store.keyring import Keyring
from web import sheets
from web.imports.bringing import Bringing, bring, tell
from web.imports.results import table_of, told_of
from web.imports.sight import sight_of
from workflows.batches import Batches

OPERATOR = PersonId("command-line")
"""Who brought what came in by a command; its rows are shown to nobody in the web."""
LOOK_EVERY = 0.2


@dataclass(frozen=True)
class Wanted:
    """What is asked of every file of one command."""

    district: DistrictCode
    kind: BatchKind = BatchKind.SIGNALS
    about: str = ""
    round: int | None = None
    observed_on: date | None = None
    whole: tuple[str, ...] = ()


@dataclass(frozen=True)
class Importer:
    database: Database
    keyring: Keyring
    engine: Batches
    console: Console
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    pause: float = LOOK_EVERY

    async def try_out(self, file: Path, wanted: Wanted) -> Batch:
        """The list with what would become of its rows. Raises ``Unreadable``."""
        bringing = Bringing(
            batch_id=batches.batch_id(wanted.district, f"cli-{token_hex(8)}"),
            district=wanted.district,
            kind=wanted.kind,
            by=OPERATOR,
            at=self.clock(),
            file_name=file.name,
            about=wanted.about,
            round=wanted.round,
            observed_on=wanted.observed_on,
            whole=wanted.whole,
        )
        await self._leave_record(bringing)
        content = await asyncio.to_thread(file.read_bytes)
        with self.console.status(file.name):
            batch = await bring(self.database, self.keyring, bringing, content)
        return await self._follow(batch)

    async def take(self, batch: Batch) -> Batch:
        async with self._house(batch).write() as session:
            await batches.confirm(session, batch.batch_id, OPERATOR, self.clock())
        return await self._follow(batch)

    async def drop(self, batch: Batch) -> None:
        """Its rows are destroyed."""
        async with self._house(batch).write() as session:
            await batches.stop(session, self.keyring, batch.batch_id, self.clock())
        await tell(self.engine, batch)

    async def result(self, batch: Batch, *, packed: bool) -> bytes:
        """What became of each row, as XLSX or CSV."""
        async with self._house(batch).read() as session:
            told = batch_portions.told(session, self.keyring, batch.batch_id, batch.district)
            rows = table_of(await told_of(told))
        return sheets.write_xlsx({"1": rows}) if packed else sheets.write_csv(rows)

    def say(self, batch: Batch) -> None:
        for note in sight_of(batch).notes:
            self.console.print(note, markup=False)
        for one in sight_of(batch).sums:
            self.console.print(f"{one.word}: {one.rows:,}", markup=False)

    async def _follow(self, batch: Batch) -> Batch:
        """Until it waits for a person or is over."""
        await tell(self.engine, batch)
        shown = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*shown, TimeElapsedColumn(), console=self.console) as progress:
            bar = progress.add_task("", total=batch.total or None)
            while True:
                now = await self._batch(batch)
                total = max(now.total, 1)
                progress.update(bar, completed=now.done, total=total, description=words(now.state))
                if now.state is not BatchState.READ and not now.state.is_at_work:
                    return now
                await asyncio.sleep(self.pause)

    async def _batch(self, batch: Batch) -> Batch:
        async with self._house(batch).read() as session:
            found = await batches.get(session, self.keyring, batch.district, batch.batch_id)
        if found is None:
            raise LookupError(batch.batch_id)
        return found

    async def _leave_record(self, bringing: Bringing) -> None:
        record = AccessRecord(
            district=bringing.district,
            at=bringing.at,
            person=bringing.by,
            subject="",
            task="ImportLists",
            outcome="allowed",
            policy_id="command-line",
            purpose="act",
        )
        async with self.database.of(bringing.district).write() as session:
            await access_records.record(session, record)

    def _house(self, batch: Batch) -> Database:
        return self.database.of(batch.district)
