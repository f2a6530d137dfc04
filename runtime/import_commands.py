"""The command that brings lists; several files follow each other."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from care.model.discovery import BatchKind, BatchState
from care.model.ids import DistrictCode
from i18n import loader
from runtime.importing import Importer, Wanted
from runtime.parts import Parts
from runtime.policy_commands import Language, known, policy_settings
from runtime.settings import Settings
from runtime.temporal import run_async
from store.batches import Batch
from web.imports.words import sentence
from web.reading.remarks import Unreadable
from workflows.batches import Batches

console = Console()
Files = Annotated[list[Path], typer.Argument(help=".xlsx or .csv, 50,000 rows each", exists=True)]
DAY = "%Y-%m-%d"
District = Annotated[str, typer.Option(help="Code (41570) or name (gimpo-si).")]
Kind = Annotated[BatchKind, typer.Option(case_sensitive=False)]
About = Annotated[str, typer.Option(help="The campaign, for its lists.")]
Signals = Annotated[list[str] | None, typer.Option(help="Code of a signal of every row.")]
Round = Annotated[int | None, typer.Option("--round", help="Discovery round of the year.")]
Day = Annotated[datetime | None, typer.Option(formats=[DAY], help="For rows without a day.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell, and destroy the rows.")]
Confirm = Annotated[bool, typer.Option("--confirm", help="Take without asking.")]
Result = Annotated[
    Path | None, typer.Option("--result", help="What became of each row: .csv or .xlsx")
]


def import_lists(  # noqa: PLR0913 - a list has this many facts
    files: Files,
    district: District,
    kind: Kind = BatchKind.SIGNALS,
    about: About = "",
    signal: Signals = None,
    round_: Round = None,
    observed_on: Day = None,
    dry_run: DryRun = False,
    confirm: Confirm = False,
    result: Result = None,
    lang: Language = "ko",
) -> None:
    """Bring lists of risk signals or of a campaign; the engine works, this only follows."""
    if dry_run and confirm:
        raise typer.BadParameter("--dry-run or --confirm, not both")
    if result is not None and len(files) > 1:
        raise typer.BadParameter("--result belongs to one file")
    settings = policy_settings()
    loader.speak(loader.known(lang) or loader.DEFAULT)
    wanted = Wanted(
        district=DistrictCode(known(district)),
        kind=kind,
        about=about,
        round=round_,
        observed_on=None if observed_on is None else observed_on.date(),
        whole=tuple(signal or ()),
    )

    if not run_async(bring_all(settings, files, wanted, (dry_run, confirm), result)):
        raise typer.Exit(1)


async def bring_all(
    settings: Settings,
    files: Sequence[Path],
    wanted: Wanted,
    asked: tuple[bool, bool],
    result: Path | None,
) -> bool:
    """Whether every file could be read and none of the lists failed."""
    parts = Parts.of(settings)
    try:
        client = await parts.connect("import", lazy=True)
        engine = Batches(client, settings.task_queue)
        importer = Importer(parts.database, parts.keyring, engine, console)
        done = [await bring_one(importer, one, wanted, asked) for one in files]
        if result is not None and done[0] is not None:
            told = await importer.result(done[0], packed=result.suffix == ".xlsx")
            await asyncio.to_thread(result.write_bytes, told)
        return all(one is not None and one.state is not BatchState.FAILED for one in done)
    finally:
        await parts.database.dispose()


async def bring_one(
    importer: Importer, file: Path, wanted: Wanted, asked: tuple[bool, bool]
) -> Batch | None:
    """``asked``: only tell, take without asking. None when the file cannot be read."""
    dry_run, confirmed = asked
    importer.console.print(f"[bold]{file.name}[/bold]")
    try:
        batch = await importer.try_out(file, wanted)
    except Unreadable as failure:
        told = sentence(failure.remark.code, failure.remark.params)
        importer.console.print(told, markup=False)
        return None
    importer.say(batch)
    if batch.state is not BatchState.CHECKED:
        return batch
    if dry_run or not (confirmed or typer.confirm(f"{batch.total:,} ?")):
        await importer.drop(batch)
        importer.console.print("Nothing was taken.")
        return batch
    taken = await importer.take(batch)
    importer.say(taken)
    return taken
