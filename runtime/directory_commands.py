"""``hamkke directory ...``: the resource directory of a district, in and out by files."""

import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from care.model.ids import DistrictCode, PersonId
from i18n import loader
from policies.resolve import resolve
from runtime.policy_commands import District, Language, known, policy_settings
from runtime.temporal import run_async
from store import directory_bulk
from store.database import Database
from store.directory import Entering
from store.moments import KOREA
from web.exchange.columns import Setting
from web.exchange.giving import FILES, Everything
from web.exchange.taking import Change, Known, Parsed, Plan, parse, plan
from web.reading.remarks import Remark, Unreadable, Weight

directory_app = typer.Typer(no_args_is_help=True, help="The resource directory of a district.")
console = Console()
OPERATOR = PersonId("command-line")
"""Who entered what came in by a command."""
File = Annotated[Path, typer.Argument(help=".xlsx, .csv or HSDS .json", exists=True)]
NAMES = {
    "json": "directory.json",
    "csv": "directory.csv",
    "xlsx": "directory.xlsx",
    "white-paper": "white-paper.xlsx",
    "template": "template.xlsx",
}


@directory_app.command("check")
def directory_check(district: District, file: File, lang: Language = "ko") -> None:
    """What of a file could be taken; nothing is written and no database is needed."""
    _speak(lang)
    parsed = _parsed(file, _setting(known(district)))
    made = plan(parsed, Known(DistrictCode(known(district)), (), ()), _today())
    _tell(made.remarks)
    console.print(f"readable: {len(made.items)}, refused: {made.refused}")
    raise typer.Exit(1 if made.refused else 0)


@directory_app.command("import")
def directory_import(
    district: District,
    file: File,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell.")] = False,
    skip: Annotated[
        bool, typer.Option("--skip-refused", help="Take the good lines though others are refused.")
    ] = False,
    lang: Language = "ko",
) -> None:
    """Take a file in: all its lines, or nothing while one is refused."""
    settings = policy_settings()
    _speak(lang)
    code = DistrictCode(known(district))
    parsed = _parsed(file, _setting(code))

    async def run() -> Plan:
        database = Database(settings.database_url)
        try:
            async with database.of(code).write() as session:
                entries = await directory_bulk.everything(session, code)
                organizations = await directory_bulk.organizations(session, code)
                made = plan(parsed, Known(code, entries, organizations), _today())
                if not dry_run and (skip or not made.refused):
                    entering = Entering(OPERATOR, datetime.now(UTC))
                    await directory_bulk.take(session, code, made.changes, made.alone, entering)
                return made
        finally:
            await database.dispose()

    made = run_async(run())
    _tell(made.remarks)
    counts = ", ".join(f"{one.value.lower()}: {made.count(one)}" for one in Change)
    console.print(f"{counts}, refused: {made.refused}")
    if made.refused and not skip:
        console.print("Nothing was taken.")
        raise typer.Exit(1)


@directory_app.command("export")
def directory_export(
    district: District,
    kind: Annotated[str, typer.Option("--format", help=", ".join(NAMES))] = "json",
    out: Annotated[Path | None, typer.Option("--out", help="Standard output without it.")] = None,
    lang: Language = "ko",
) -> None:
    """The whole directory as a file."""
    if kind not in NAMES:
        raise typer.BadParameter(f"no format {kind}: {', '.join(NAMES)}")
    settings = policy_settings()
    _speak(lang)
    code = DistrictCode(known(district))

    async def run() -> Known:
        database = Database(settings.database_url)
        try:
            async with database.of(code).read() as session:
                return Known(
                    code,
                    await directory_bulk.everything(session, code),
                    await directory_bulk.organizations(session, code),
                )
        finally:
            await database.dispose()

    content = FILES[NAMES[kind]][1](Everything(run_async(run()), _setting(code)))
    if out is None:
        sys.stdout.buffer.write(content)
    else:
        out.write_bytes(content)


def _parsed(file: Path, setting: Setting) -> Parsed:
    try:
        return parse(file.read_bytes(), setting)
    except Unreadable as failure:
        console.print(failure.remark.words)
        raise typer.Exit(1) from None


def _setting(district: str) -> Setting:
    offices = resolve(district).offices
    return Setting(_today(), {str(code): name for code, name in offices.items()})


def _today() -> date:
    return datetime.now(KOREA).date()


def _speak(lang: str) -> None:
    loader.speak(loader.known(lang) or loader.DEFAULT)


def _tell(remarks: Iterable[Remark]) -> None:
    order = list(Weight)
    table = Table()
    for heading in ("", "where", "what"):
        table.add_column(heading, overflow="fold")
    for one in sorted(remarks, key=lambda each: (order.index(each.weight), each.row)):
        table.add_row(one.weight.value.lower(), one.where, one.words)
    if table.row_count:
        console.print(table)
