"""The demonstration: invented accounts and bodies, and cases that have lived for months."""

from dataclasses import replace
from datetime import UTC, date, datetime

import httpx2
from rich.console import Console
from rich.progress import Progress
from temporalio.client import Client

from care.model.ids import AgencyId, DistrictCode, PersonId
from policies.resolve import districts, resolve
from runtime.accounts import DEMO_PASSWORD, create_demo_accounts, demo_accounts
from runtime.assembly import dependencies_of, relay_of, story_web
from runtime.demo_campaign import seed_campaigns
from runtime.demo_cases import (
    BODIES,
    CANNOT_BE_REACHED,
    ROLES,
    DemoCase,
    demo_cases,
    of_today,
    story_of,
)
from runtime.demo_channels import BY_LETTER, make_channels
from runtime.demo_directory import seed_directory
from runtime.demo_learned import seed_learned
from runtime.demo_lists import seed_lists
from runtime.demo_queue import seed_queues
from runtime.demo_room import seed_rooms
from runtime.demo_years import seed_years
from runtime.parts import Parts
from runtime.settings import Settings
from runtime.stories import StoryClock
from runtime.story_cast import Account, Cast, make_body
from runtime.story_run import Telling
from store import marks
from workflows.batches import Batches
from workflows.openings import Openings


async def seed_accounts(settings: Settings) -> None:
    """People to log in as, and the bodies of every district where the sandbox listens now."""
    parts = Parts.of(settings)
    now = datetime.now(UTC)
    try:
        await create_demo_accounts(parts.database, parts.keyring, now)
        for district in districts():
            for label, body in BODIES.items():
                agency = _agency(district, label)
                await make_body(parts, agency, district, body, _sandbox(settings), now)
            prefix = resolve(district).case_policy.number_prefix.lower()
            await make_channels(parts, district, prefix, _sandbox(settings), now)
        bodies = {(one, label): _agency(one, label) for one in districts() for label in BODIES}
        await seed_directory(parts.database, bodies)
    finally:
        await parts.database.dispose()


async def seed(settings: Settings, console: Console) -> None:
    """Tell what has not been told, while the system is already in use; the past comes last."""
    await _seed_cases(settings, console)
    parts = Parts.of(settings)
    try:
        client = await parts.connect("demo")
        openings = Openings(client, settings.task_queue)
        await seed_queues(parts, console, dependencies_of(parts, client))
        await seed_rooms(parts)
        await seed_learned(parts)
        await seed_lists(parts, console, Batches(client, settings.task_queue))
        await seed_campaigns(parts, console, openings)
        await seed_years(parts, console, date.today())  # noqa: DTZ011 - as the cases of today
    finally:
        await parts.database.dispose()


async def _seed_cases(settings: Settings, console: Console) -> None:
    """One case at a time."""
    parts = Parts.of(settings)
    try:
        missing = [case for case in demo_cases() if not await _told(parts, case)]
        if not missing:
            return
        client = await parts.connect("demo")
        await _manners(settings, "silent")
        with Progress(console=console, transient=True) as progress:
            row = progress.add_task("Letting example cases live ...", total=len(missing))
            for case in missing:
                await tell(parts, client, case)
                progress.advance(row)
        console.print(f"{len(missing)} example cases are there.")
    finally:
        await _manners(settings, "accepts")
        await parts.database.dispose()


async def tell(parts: Parts, client: Client, case: DemoCase) -> None:
    """One case, at its own days; ends where it stands today."""
    story = story_of(case, date.today())  # noqa: DTZ011 - cases stand where the reader is today
    clock = StoryClock(client, story.steps[0].on)
    telling = Telling(
        story=story,
        parts=parts,
        app=story_web(parts, client, clock),
        cases=parts.cases(client),
        relay=relay_of(parts, client, clock.now),
        clock=clock,
        cast=_cast(case),
    )
    await telling.tell(lambda _: None, _nothing)
    now = datetime.now(UTC)
    await clock.advance_to(now)
    for step in of_today(case, now):
        today = replace(telling, story=story.model_copy(update={"steps": (step,)}), _browsers={})
        await today.tell(lambda _: None, _nothing)
    async with parts.database.for_all().write() as session:
        await marks.set_mark(session, case.mark, telling.case_id)


async def _nothing(telling: Telling, step: object) -> None:
    """A demonstration expects nothing."""


def _cast(case: DemoCase) -> Cast:
    """Staff by role; at a body, whoever works there."""
    district = DistrictCode(case.district)
    prefix = resolve(district).case_policy.number_prefix.lower()
    workers = {
        label: Account(PersonId(f"demo-{prefix}-{label}"), f"{prefix}-{label}", DEMO_PASSWORD)
        for label in ROLES
    }
    for one in demo_accounts():
        if one.agency is not None and one.district == district:
            label = f"at-{one.login.removeprefix(f'{prefix}-')}"
            workers[label] = Account(one.person, one.login, DEMO_PASSWORD)
    labels = (*BODIES, BY_LETTER)
    return Cast(workers=workers, bodies={label: _agency(district, label) for label in labels})


def _agency(district: DistrictCode, label: str) -> AgencyId:
    return AgencyId(f"demo-{resolve(district).case_policy.number_prefix.lower()}-{label}")


def _sandbox(settings: Settings) -> str:
    return f"http://127.0.0.1:{settings.sandbox_port}"


async def _told(parts: Parts, case: DemoCase) -> bool:
    async with parts.database.for_all().read() as session:
        return await marks.mark(session, case.mark) is not None


async def _manners(settings: Settings, script: str) -> None:
    """Silent while the past is told by the story; afterwards bodies answer by themselves."""
    async with httpx2.AsyncClient(timeout=10) as http:
        for agency, manner in manners(script).items():
            await http.put(f"{_sandbox(settings)}/scripts/{agency}", json=manner)


def manners(script: str) -> dict[AgencyId, str]:
    """How every body behaves: as ``script`` says, but for the one whose system is down."""
    return {
        _agency(district, label): "down" if label == CANNOT_BE_REACHED else script
        for district in districts()
        for label in BODIES
    }
