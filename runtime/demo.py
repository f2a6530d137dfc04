"""The demonstration: invented accounts and bodies, and cases that have lived for months."""

from rich.console import Console

from runtime.settings import Settings


async def seed(settings: Settings, console: Console, accounts_only: bool = False) -> None:
    raise RuntimeError
