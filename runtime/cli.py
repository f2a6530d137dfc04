"""The command line: everything the web can show or start, and what only an operator does."""

import asyncio
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from care.model.ids import DistrictCode
from runtime import logs
from runtime.directory_commands import directory_app
from runtime.import_commands import import_lists
from runtime.policy_commands import policy_app
from runtime.policy_preview import policy_preview
from runtime.policy_whatif import policy_whatif
from runtime.settings import Profile, Settings, unknown_variables
from runtime.temporal import run_async

app = typer.Typer(
    name="hamkke",
    help="함께: integrated social-care cases as long-lived workflows.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
story_app = typer.Typer(no_args_is_help=True, help="Whole cases told in a file.")
audit_app = typer.Typer(no_args_is_help=True, help="Access records.")
person_app = typer.Typer(no_args_is_help=True, help="Accounts.")
time_app = typer.Typer(no_args_is_help=True, help="The clock of one case; never with real people.")
docs_app = typer.Typer(no_args_is_help=True, help="Documents made from the rules.")
partner_app = typer.Typer(no_args_is_help=True, help="Partner agencies.")
policy_app.command("preview")(policy_preview)
policy_app.command("whatif")(policy_whatif)
app.command("import")(import_lists)
app.add_typer(policy_app, name="policy")
app.add_typer(directory_app, name="directory")
app.add_typer(story_app, name="story")
app.add_typer(audit_app, name="audit")
app.add_typer(person_app, name="person")
app.add_typer(partner_app, name="partner")
app.add_typer(docs_app, name="docs")
app.add_typer(time_app, name="time")

console = Console()
TIME_REFUSED = {
    "PRODUCTION": "Time is moved in the demo and the rehearsal profile only; here it never is.",
    "NOT_FOUND": "No such case.",
    "MOVING": "This case is being moved already.",
    "SPAN": "A move goes 1 to 400 days forward.",
    "ENGINE_AWAY": "The engine does not answer.",
}


def settings_of(part: str, **changes: object) -> Settings:
    """Settings of this process; a misspelt variable stops it rather than being ignored."""
    if unknown := unknown_variables():
        raise typer.BadParameter(f"unknown settings: {', '.join(unknown)}")
    settings = Settings(**changes)  # type: ignore[arg-type]
    logs.configure(settings, part)
    return settings


@app.command()
def up(
    demo: Annotated[bool, typer.Option("--demo", help="Invented people, cases, bodies.")] = False,
) -> None:
    """The whole system on this machine: engine, worker, web, relay; Ctrl-C stops all of it."""
    from runtime.up import run

    changes = {"demo": True} if demo else {}
    sys.exit(run_async(run(settings_of("up", **changes), console)))


@app.command()
def migrate() -> None:
    """Bring the database to this release's schema."""
    from runtime.policy_settling import settle_and_tell
    from store.database import migrate as upgrade

    settings = settings_of("migrate")
    if upgrade(settings.database_url):
        console.print("Lists hold more than before: run hamkke rebuild, also while work goes on.")
    run_async(settle_and_tell(settings, console))
    console.print("The database is up to date.")


@app.command()
def web() -> None:
    """The web alone."""
    from runtime.processes import serve_web

    run_async(serve_web(settings_of("web")))


@app.command()
def worker() -> None:
    """A worker alone; several may run."""
    from runtime.worker import work

    run_async(work(settings_of("worker")))


@app.command()
def relay(
    again: Annotated[
        bool, typer.Option("--again", help="Let messages set aside wait once more, and end.")
    ] = False,
) -> None:
    """The relay alone; several may run."""
    from runtime.processes import bring_again, serve_relay

    settings = settings_of("relay")
    if again:
        console.print(f"{run_async(bring_again(settings))} messages wait again.")
    else:
        run_async(serve_relay(settings))


@app.command()
def sandbox() -> None:
    """The partner sandbox of the demonstration."""
    from runtime.processes import serve_sandbox

    settings = settings_of("sandbox")
    if settings.profile is Profile.PRODUCTION:
        raise typer.BadParameter("the sandbox never runs in production")
    run_async(serve_sandbox(settings))


@app.command()
def demo() -> None:
    """Create what is missing of the demonstration; ``up --demo`` does it by itself."""
    from runtime.demo import seed, seed_accounts

    async def run() -> None:
        settings = settings_of("demo", demo=True)
        await seed_accounts(settings)
        await seed(settings, console)

    run_async(run())


@app.command()
def rebuild() -> None:
    """Recreate lists, tasks and ledger from the events, case by case, while work goes on."""
    from runtime.rebuilding import rebuild_lists

    done = run_async(rebuild_lists(settings_of("rebuild")))
    console.print(f"{done.cases} cases rebuilt from {done.events} events; {done.erased} erased")


@app.command()
def replay(
    still_open: Annotated[
        bool, typer.Option("--open", help="All open cases, rollouts and studies.")
    ] = False,
) -> None:
    """Replay histories under this release's code: recorded ones, or all under way."""
    from runtime.replaying import replay_open, replay_recorded

    settings = settings_of("replay")
    failed = run_async(replay_open(settings) if still_open else replay_recorded())
    for name, why in failed.items():
        console.print(f"[red]{name}[/red] {why}")
    console.print("Every history replays." if not failed else f"{len(failed)} do not replay.")
    sys.exit(1 if failed else 0)


@app.command()
def doctor() -> None:
    """Say what is wrong with this installation, or that nothing is."""
    from runtime.doctor import examine

    faults = run_async(examine(settings_of("doctor")))
    for fault in faults:
        console.print(f"[red]✗[/red] {fault}")
    console.print("Nothing found." if not faults else f"{len(faults)} found.")
    sys.exit(1 if faults else 0)


@docs_app.command("stages")
def docs_stages(
    to: Annotated[Path, typer.Option("--to", help="Where to write it.")] = Path(
        "docs/state-machine.svg"
    ),
) -> None:
    """The picture of a case's stages, drawn from the table of their changes."""
    from runtime.state_picture import picture

    to.write_text(picture(), encoding="utf-8")
    console.print(f"Written: {to}")


@partner_app.command("openapi")
def partner_openapi() -> None:
    """The protocol of partner agencies as an OpenAPI document."""
    from partners.rest.openapi import printed

    sys.stdout.write(printed())


@story_app.command("run")
def story_run(file: Path) -> None:
    """Run a story on a scratch engine and print its timeline."""
    from runtime.story_file import StoryError
    from runtime.story_scratch import run_on_scratch

    settings_of("story")
    try:
        run_async(run_on_scratch(file, console))
    except StoryError as failed:
        console.print(f"[red]{failed}[/red]")
        sys.exit(1)


@time_app.command("move")
def time_move(case: str, span: str) -> None:
    """Let CASE (id or number) live through SPAN at once: 90d, 12w, 3m, 1y; demo and rehearsal."""
    from runtime.time_machine import days_of, move_case
    from web.engine import TimeStandsStill

    try:
        clock = run_async(move_case(settings_of("time"), case, days_of(span)))
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong)) from None
    except TimeStandsStill as stopped:
        console.print(f"[red]{TIME_REFUSED.get(stopped.code, stopped.code)}[/red]")
        sys.exit(1)
    ahead = round(clock.lead.total_seconds() / 86_400)
    console.print(f"{clock.case_id} is {ahead} days ahead. {clock.failed}".rstrip())
    sys.exit(1 if clock.failed else 0)


@audit_app.command("verify")
def audit_verify(district: str) -> None:
    """Walk the chain of access records and name the first one that was tampered with."""
    from runtime.parts import Parts
    from store.access_records import verify

    async def run() -> int:
        parts = Parts.of(settings_of("audit"))
        try:
            async with parts.database.for_all().read() as session:
                found = await verify(session, DistrictCode(district))
        finally:
            await parts.database.dispose()
        console.print(f"{found.checked} records; first bad: {found.first_bad or 'none'}")
        return 0 if found.holds else 1

    sys.exit(run_async(run()))


@person_app.command("add")
def person_add(  # noqa: PLR0913 - an account has this many facts
    login: str,
    name: Annotated[str, typer.Option(prompt=True)],
    district: Annotated[str, typer.Option(prompt=True)],
    role: Annotated[list[str], typer.Option(help="Repeat for several roles.")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
    office: str = "",
    born: Annotated[str, typer.Option(help="Birth date, kept as a keyed hash.")] = "",
    phone: Annotated[str, typer.Option(help="Telephone, kept as a keyed hash.")] = "",
) -> None:
    """Create an account; the first of an installation is made this way."""
    from runtime.people import add_person
    from store.danger import Identity

    try:
        identity = Identity(name, date.fromisoformat(born) if born else None, phone or None)
        run_async(
            add_person(
                settings_of("person"), login, district, role, password, office, identity=identity
            )
        )
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong)) from None
    console.print(f"{login} can log in.")


def main() -> None:
    """Console script ``hamkke``."""
    try:
        app()
    except (KeyboardInterrupt, asyncio.CancelledError):
        sys.exit(130)


if __name__ == "__main__":
    main()
