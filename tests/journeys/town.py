"""A scratch system as `hamkke up --demo` makes it, in one process, with a few example cases."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from temporalio.client import Client

from policies.resolve import DIRECTORY, PolicyBook, use
from runtime.assembly import relay_of, rollout_watch_of, web_of
from runtime.demo import manners, seed_accounts, tell
from runtime.demo_cases import demo_cases
from runtime.parts import Parts
from runtime.policy_settling import settle_policies
from runtime.sandbox import SCRIPTS, Sandbox
from runtime.story_scratch import Scratch, scratch
from tests.serving import serving


@dataclass(frozen=True)
class Town:
    """Addresses: of the web, and of the house where the bodies get their letters."""

    base: str
    bodies: str


@asynccontextmanager
async def town(names: Collection[str]) -> AsyncIterator[str]:
    """Yield the address of the web; the example cases of ``names`` are there."""
    async with town_and_bodies(names) as found:
        yield found.base


@asynccontextmanager
async def town_and_bodies(names: Collection[str]) -> AsyncIterator[Town]:
    async with scratch() as made, files_first():
        parts = _demo_parts(made)
        await settle_policies(parts.database.for_all())
        await seed_accounts(parts.settings)
        _manners(made.sandbox, "silent")
        for case in demo_cases():
            if case.name in names:
                await tell(parts, made.client, case)
        _manners(made.sandbox, "accepts")
        stop = asyncio.Event()
        async with serving(web_of(parts, made.client)) as base:
            made.sandbox.webhook_base = base
            watching = asyncio.gather(
                relay_of(parts, made.client).run(stop, 0.1),
                rollout_watch_of(parts, made.client).run(stop, 0.2),
            )
            try:
                yield Town(base, made.sandbox_url)
            finally:
                stop.set()
                await watching


Filling = Callable[[Parts, Client], Awaitable[None]]


@asynccontextmanager
async def town_with(fill: Filling) -> AsyncIterator[tuple[str, Parts]]:
    """Yield the web's address and what it runs on: no example case, but what ``fill`` makes."""
    async with scratch() as made, files_first():
        parts = _demo_parts(made)
        await settle_policies(parts.database.for_all())
        await seed_accounts(parts.settings)
        await fill(parts, made.client)
        async with serving(web_of(parts, made.client)) as base:
            yield base, parts


@asynccontextmanager
async def files_first() -> AsyncIterator[None]:
    """Editions live in the memory of the process; those of a town end with it."""
    try:
        yield
    finally:
        use(PolicyBook(DIRECTORY))


def _demo_parts(made: Scratch) -> Parts:
    port = urlsplit(made.sandbox_url).port
    settings = made.parts.settings.model_copy(update={"demo": True, "sandbox_port": port})
    return replace(made.parts, settings=settings)


def _manners(sandbox: Sandbox, script: str) -> None:
    for agency, manner in manners(script).items():
        sandbox.scripts[agency] = SCRIPTS[manner]
