"""``hamkke up``: every part of one machine as one thing that starts and stops together."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

import httpx2
from rich.console import Console
from rich.table import Table

from runtime.accounts import DEMO_PASSWORD, demo_logins
from runtime.alone import AlreadyRuns, alone_in
from runtime.demo import seed, seed_accounts
from runtime.parts import master_key
from runtime.policy_settling import settle_and_tell
from runtime.ports import Move, PortTaken, settle
from runtime.processes import stop_signal
from runtime.rebuilding import rebuild_lists
from runtime.settings import Settings
from runtime.story_file import StoryError
from runtime.supervisor import Part, PartFailed, Supervisor, hamkke_command
from runtime.temporal import (
    EngineError,
    EnginePlace,
    check_version,
    server_command,
    wait_until_ready,
)
from store.database import StoreError, migrate

PORTS = (
    "web_port",
    "temporal_port",
    "temporal_ui_port",
    "temporal_metrics_port",
    "worker_metrics_port",
    "sandbox_port",
    "mail_sink_port",
)


async def run(settings: Settings, console: Console) -> int:
    """Until Ctrl-C; the exit code. What was acknowledged stays for the next start."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    try:
        with alone_in(settings.data_dir):
            return await _run(settings, console)
    except AlreadyRuns as other:
        console.print(f"[red]{other}[/red]")
        return 1


async def _run(settings: Settings, console: Console) -> int:
    try:
        moves = settle(
            ((f"HAMKKE_{name.upper()}", getattr(settings, name)) for name in PORTS),
            settings.port_clash,
        )
    except PortTaken as taken:
        console.print(f"[red]{taken}[/red]")
        return 1
    settings = _moved(settings, moves, console)
    supervisor = Supervisor(settings.data_dir / "logs", _environment(settings), console.print)
    try:
        await _start(settings, supervisor, console)
    except (PartFailed, EngineError) as failed:
        console.print(f"[red]{failed}[/red]")
        await supervisor.stop()
        return 1
    return await _until_stopped(settings, supervisor, console)


async def _until_stopped(settings: Settings, supervisor: Supervisor, console: Console) -> int:
    stop = stop_signal()
    seeding = asyncio.create_task(_told(settings, console))
    await stop.wait()
    console.print("Stopping ...")
    seeding.cancel()
    with suppress(asyncio.CancelledError):
        await seeding
    await supervisor.stop()
    console.print("Stopped. Everything is kept; start again and it goes on.")
    return 0


def _moved(settings: Settings, moves: dict[str, Move], console: Console) -> Settings:
    for move in moves.values():
        if move.given != move.wanted:
            console.print(
                f"[yellow]Port {move.wanted} is in use; using {move.given}.[/yellow] "
                f"Set {move.variable} to choose another."
            )
    os.environ.update({name: str(move.given) for name, move in moves.items()})
    return Settings(demo=settings.demo) if settings.demo else Settings()


def _environment(settings: Settings) -> dict[str, str]:
    return {"HAMKKE_DEMO": "true"} if settings.demo else {}


async def _start(settings: Settings, supervisor: Supervisor, console: Console) -> None:
    master_key(settings)
    if await asyncio.to_thread(migrate, settings.database_url):
        done = await rebuild_lists(settings)
        console.print(f"Upgraded; the lists of {done.cases} cases were made again.")
    await settle_and_tell(settings, console)
    with console.status("Starting ..."):
        if settings.embedded_temporal:
            await supervisor.start(_engine(settings))
        await asyncio.gather(*(supervisor.start(part) for part in parts_of(settings)))


def parts_of(settings: Settings) -> list[Part]:
    parts = [
        Part("worker", hamkke_command("worker"), _listens(settings.worker_metrics_port)),
        Part("web", hamkke_command("web"), _answers(f"{_base(settings)}/readyz")),
        Part("relay", hamkke_command("relay"), _at_once),
    ]
    if settings.demo:
        ready = _answers(f"http://127.0.0.1:{settings.sandbox_port}/inbox")
        parts.append(Part("sandbox", hamkke_command("sandbox"), ready))
    return parts


def _engine(settings: Settings) -> Part:
    place = EnginePlace.of(settings)
    check_version(place)

    async def ready() -> bool:
        await wait_until_ready(place, timedelta(days=settings.temporal_retention_days))
        return True

    return Part("temporal", tuple(server_command(place)), ready)


def _base(settings: Settings) -> str:
    return f"http://127.0.0.1:{settings.web_port}"


async def _at_once() -> bool:
    return True


def _answers(url: str) -> Callable[[], Awaitable[bool]]:
    async def ready() -> bool:
        async with httpx2.AsyncClient(timeout=2) as http:
            try:
                return (await http.get(url)).is_success
            except httpx2.TransportError:
                return False

    return ready


def _listens(port: int) -> Callable[[], Awaitable[bool]]:
    async def ready() -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return False
        writer.close()
        await writer.wait_closed()
        return True

    return ready


async def _told(settings: Settings, console: Console) -> None:
    """A demonstration that cannot be told says so; the system itself goes on."""
    try:
        await _tell(settings, console)
    except (StoryError, StoreError, httpx2.HTTPError) as failed:
        console.print(f"[red]The example cases are not complete: {failed}[/red]")


async def _tell(settings: Settings, console: Console) -> None:
    """Where to go and as whom; the demonstration's cases follow while one may already look."""
    console.print(f"\n[bold]Hamkke runs at {settings.public_url}[/bold]   (Ctrl-C stops it)")
    if not settings.demo:
        console.print("Create the first account with: hamkke person add LOGIN --role COORDINATOR")
        return
    table = Table(title=f"Demo accounts, password: {DEMO_PASSWORD}", title_justify="left")
    table.add_column("log in as")
    table.add_column("who")
    await seed_accounts(settings)
    for login, who in demo_logins():
        table.add_row(login, who)
    console.print(table)
    letters = f"http://127.0.0.1:{settings.sandbox_port}/letters"
    console.print(f"Letters to bodies without an account: {letters}")
    await seed(settings, console)
