"""A scratch system for one story: an engine, a database and bodies in a folder that goes away."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from temporalio.client import Client

from care.messages.events import Recorded
from care.model.codes import PartnerChannel
from care.model.ids import AgencyId, CaseId
from i18n import sentences
from i18n.sentences import Known, linkage_bodies
from partners.channel import Channel
from partners.fhir.channel import FhirChannel
from partners.mail.channel import MailChannel, MailServer
from partners.manual.channel import ManualChannel
from partners.rest.channel import RestChannel
from runtime.assembly import relay_of, story_web
from runtime.loopback import free_port, serving
from runtime.mail_sink import MailSink, listening, show_letters
from runtime.parts import Parts
from runtime.processes import shared_with
from runtime.releases import Shifts
from runtime.sandbox import SCRIPTS, Sandbox, Shared, create_sandbox_app
from runtime.sandbox_fhir import FhirSandbox, serve_fhir
from runtime.settings import Settings
from runtime.stories import StoryClock
from runtime.story_bodies import Outside
from runtime.story_cast import gather
from runtime.story_check import checker
from runtime.story_file import SEOUL, Story, read_story
from runtime.story_histories import Histories
from runtime.story_run import Say, Telling
from runtime.temporal import EnginePlace, EngineServer
from runtime.worker import WorkerTuning, care_activities
from store.database import migrate
from store.timeline import events


@dataclass(frozen=True)
class Scratch:
    parts: Parts
    client: Client
    sandbox: Sandbox
    sandbox_url: str
    letters: MailSink
    """What the bodies reached by letter were sent."""
    servers: FhirSandbox
    shifts: Shifts


async def run_on_scratch(file: Path, console: Console) -> None:
    """Print each step as it happens, then the case's timeline. Raises StoryError."""
    story = read_story(file)
    console.print(f"[bold]{story.story}[/bold] {story.title}")
    async with scratch() as made:
        telling = await tell(story, made, console.print)
        console.print("\n[bold]timeline[/bold]")
        known = await _known(telling)
        for recorded in await timeline_of(made.parts, telling.case_id):
            said = sentences.sentence(recorded.event, known)
            console.print(f"{recorded.at.astimezone(SEOUL):%Y-%m-%d %H:%M}  {said}")


async def _known(telling: Telling) -> Known:
    """Everybody by the name the story gives them."""
    story, cast, state = telling.story, telling.cast, await telling.state()
    people = {cast.workers[label].person: one.name for label, one in story.workers.items()}
    return Known(
        people={str(person): name for person, name in people.items()},
        agencies={cast.bodies[label]: one.name for label, one in story.bodies.items()},
        linkages=linkage_bodies(state),
    )


async def tell(story: Story, made: Scratch, say: Say) -> Telling:
    clock = StoryClock(made.client, story.steps[0].on)
    cast = await gather(story, made.parts, made.sandbox_url, clock.now())
    for agency in cast.bodies.values():
        made.sandbox.scripts[agency] = SCRIPTS["silent"]
    outside = Outside(made.sandbox, made.servers, made.letters)
    telling = Telling(
        story=story,
        parts=made.parts,
        app=story_web(made.parts, made.client, clock),
        cases=made.parts.cases(made.client),
        relay=relay_of(made.parts, made.client, clock.now),
        clock=clock,
        cast=cast,
        shifts=made.shifts,
        outside=outside,
    )
    await telling.tell(say, checker(outside, Histories(made.client, made.parts)))
    return telling


async def timeline_of(parts: Parts, case_id: CaseId) -> list[Recorded]:
    async with parts.database.for_all().read() as session:
        return await events(session, parts.keyring, case_id)


@asynccontextmanager
async def scratch(database_url: str | None = None) -> AsyncIterator[Scratch]:
    """On a SQLite file in the folder, unless another database is given."""
    with TemporaryDirectory(prefix="hamkke-story-") as folder:
        settings = Settings(
            _env_file=None,
            data_dir=Path(folder),
            database_url=database_url or f"sqlite+aiosqlite:///{folder}/hamkke.db",
            temporal_port=free_port(),
            temporal_metrics_port=free_port(),
            update_timeout_seconds=20,
        )
        migrate(settings.database_url)
        place = EnginePlace.of(settings).scratch()
        async with EngineServer(place), _served(settings) as made:
            yield made


@asynccontextmanager
async def _served(settings: Settings) -> AsyncIterator[Scratch]:
    parts = Parts.of(settings)
    rest, fhir = RestChannel(allow_private=True), FhirChannel(allow_private=True)
    client = await parts.connect("story")
    letters, port = MailSink(), free_port()
    channels: dict[PartnerChannel, Channel] = {
        PartnerChannel.REST: rest,
        PartnerChannel.FHIR: fhir,
        PartnerChannel.MAIL: MailChannel(
            MailServer("127.0.0.1", port, "hamkke@hamkke.example", "none")
        ),
        PartnerChannel.MANUAL: ManualChannel(),
    }
    cases, contact = parts.cases(client), settings.public_url
    activities = care_activities(parts.database, parts.keyring, channels, contact, cases)
    shifts = Shifts(client, activities, WorkerTuning.of(settings))
    try:
        async with listening(letters, port), bodies(parts, letters) as (servers, url):
            await shifts.start()
            yield Scratch(parts, client, servers.sandbox, url, letters, servers, shifts)
    finally:
        await shifts.stop()
        await rest.aclose()
        await fhir.aclose()
        await parts.database.dispose()


@asynccontextmanager
async def bodies(parts: Parts, letters: MailSink) -> AsyncIterator[tuple[FhirSandbox, str]]:
    """The partner sandbox on a free loopback port, with FHIR servers and the page of letters."""

    async def agreed(agency: str) -> Shared | None:
        return await shared_with(parts, AgencyId(agency))

    sandbox = Sandbox("http://127.0.0.1:9", agreed)
    app, servers = create_sandbox_app(sandbox), FhirSandbox(sandbox, agreed)
    serve_fhir(app, servers)
    show_letters(app, letters)
    async with serving(app) as url:
        yield servers, url
    await servers.aclose()
