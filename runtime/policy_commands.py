"""``hamkke policy ...``: what holds in a district, which editions there are, what is wrong."""

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from runtime import logs
from runtime.settings import Settings, unknown_variables
from runtime.temporal import run_async

policy_app = typer.Typer(no_args_is_help=True, help="District policies.")
console = Console()
Language = Annotated[str, typer.Option("--lang", help="ko or en")]
District = Annotated[str, typer.Argument(help="Code (41570) or name (gimpo-si).")]
Number = Annotated[int | None, typer.Option("--edition", help="Of this number, not today's.")]


def policy_settings() -> Settings:
    """Settings of this process, with the published editions known to ``policies.resolve``."""
    from runtime.policy_watch import PolicyWatch
    from store.database import Database

    if unknown := unknown_variables():
        raise typer.BadParameter(f"unknown settings: {', '.join(unknown)}")
    settings = Settings()
    logs.configure(settings, "policy")

    async def look() -> None:
        database = Database(settings.database_url)
        try:
            await PolicyWatch(database).look()
        except Exception:
            console.print("[yellow]Editions cannot be read: only files are shown.[/yellow]")
        finally:
            await database.dispose()

    if not _is_absent(settings):
        run_async(look())
    return settings


def _is_absent(settings: Settings) -> bool:
    """SQLite would make an empty file just by being asked."""
    _, is_file, file = settings.database_url.partition("sqlite+aiosqlite:///")
    return bool(is_file) and not Path(file).exists()


def known(district: str) -> str:
    """The district's code, or a complaint."""
    from policies.resolve import district_of

    try:
        return district_of(district)
    except KeyError:
        raise typer.BadParameter(f"no district {district}") from None


@policy_app.command("list")
def policy_list(
    district: Annotated[str | None, typer.Argument(help="All districts without it.")] = None,
) -> None:
    """Editions: since when each holds, how it came to be, which one holds today."""
    from policies.resolve import districts, edition_in_force, editions, standing

    policy_settings()
    table = Table()
    for heading in ("district", "edition", "from", "adoption", "origin", "hash", ""):
        table.add_column(heading)
    for code in (known(district),) if district else districts():
        holding = edition_in_force(code)
        for each in editions(code):
            mark = "in force" if each is holding else _still_to_come(each.begins)
            mark = mark if each in standing(code) else "withdrawn"
            table.add_row(
                f"{code} {each.slug}", str(each.number), str(each.begins), each.adoption,
                each.origin, each.content_hash[:12], mark,
            )  # fmt: skip
    console.print(table)


@policy_app.command("show")
def policy_show(
    district: District,
    number: Number = None,
    whole: Annotated[bool, typer.Option("--all", help="Also what it builds on.")] = False,
) -> None:
    """The text of an edition as it was published; the district's own, or all of it."""
    from policies.resolve import edition, edition_in_force, own_texts

    policy_settings()
    code = known(district)
    try:
        shown = edition(code, number) if number else edition_in_force(code)
    except KeyError:
        raise typer.BadParameter(f"no edition {number} of {district}") from None
    for file, text in (shown.texts if whole else own_texts(shown)).items():
        sys.stdout.write(f"# {file} ({shown.slug} {shown.number})\n{text}")


@policy_app.command("explain")
def policy_explain(district: District, number: Number = None, lang: Language = "ko") -> None:
    """Every effective value of a district: what it is, where it comes from, on what ground."""
    from policies.explain import explain_policy
    from policies.resolve import edition, resolve

    policy_settings()
    code = known(district)
    try:
        policy = edition(code, number).resolved if number else resolve(code)
    except KeyError:
        raise typer.BadParameter(f"no edition {number} of {district}") from None
    table = Table(title=f"{policy.slug} {policy.case_policy.version}")
    for heading in ("key", "value", "origin", "file", "source"):
        table.add_column(heading, overflow="fold")
    for row in explain_policy(policy, lang):
        ground = f"{row.source} · {row.law}" if row.law else row.source
        table.add_row(row.key, row.value, row.origin, f"{row.file}:{row.line}", ground)
    console.print(table)


@policy_app.command("check")
def policy_check(
    directory: Annotated[Path | None, typer.Argument(help="A folder of policy files.")] = None,
) -> None:
    """Read all policy files, run their examples and list everything wrong, with its place."""
    from policies.checks import check_all
    from policies.problems import PolicyError
    from policies.sources import DIRECTORY, in_folder, read_files

    texts, unread = read_files(directory or DIRECTORY)
    problems = PolicyError([*unread, *check_all(texts)]).problems
    for problem in problems:
        console.print(f"{problem.file}:{problem.line}:{problem.column} {problem.ko}")
        console.print(f"  {problem.en}")
    if problems:
        sys.exit(1)
    console.print(f"{len(in_folder(texts, 'districts'))} districts, nothing wrong.")


def _still_to_come(begins: date) -> str:
    from policies.resolve import today

    return "to come" if begins > today() else ""
