"""What the web is given at start: everything it needs from outside, and nothing global."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from pydantic import SecretStr

from care.messages.inbound import (
    AnswerWriter,
    InboundReader,
    InboundRejected,
    IncomingAnswer,
    IncomingCapacity,
)
from care.messages.served import FhirDoor
from policies import authz
from store.database import Database
from store.keyring import Keyring
from web.authority import Authority
from web.engine import EngineUi, EngineWatch, TimeMachine
from workflows.batches import Batches
from workflows.client import Cases
from workflows.openings import Openings
from workflows.rollouts import Rollouts
from workflows.studies import Studies


def _now() -> datetime:
    return datetime.now(UTC)


def _closed_door(
    body: bytes, headers: dict[str, str], secrets: tuple[SecretStr, ...]
) -> InboundRejected:
    """Without a channel nobody can sign."""
    return InboundRejected(code="SIGNATURE_INVALID")


def _nothing_kept(answer: IncomingAnswer | IncomingCapacity) -> str:
    """Without a channel no answer has words the relay could read."""
    raise NotImplementedError


@dataclass(frozen=True)
class WebSettings:
    """The few settings the web looks at; ``runtime`` fills them from its settings class."""

    public_url: str = "http://127.0.0.1:8460"
    demo_logins: tuple[tuple[str, str], ...] = ()
    """Login and description of demo accounts, shown on the login page in demo mode only."""
    demo_password: str = ""
    session_idle: timedelta = timedelta(minutes=30)
    session_life: timedelta = timedelta(hours=12)
    max_body_bytes: int = 1_048_576
    stream_life: timedelta = timedelta(minutes=1)
    """After it a browser opens the next stream, so that its rights are asked anew."""
    temporal_ui_url: str = ""
    temporal_namespace: str = "cases"

    @property
    def secure(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def session_cookie(self) -> str:
        return "__Host-hamkke" if self.secure else "hamkke"


@dataclass(frozen=True)
class Dependencies:
    database: Database
    keyring: Keyring
    cases: Cases
    settings: WebSettings = field(default_factory=WebSettings)
    clock: Callable[[], datetime] = _now
    clock_shift: Callable[[], timedelta] = timedelta
    """Given to every case opened; zero but for stories and demonstrations."""
    authority: Authority = field(default_factory=lambda: Authority(authz.load()))
    read_answer: InboundReader = _closed_door
    """Verifies and reads a partner's message; a channel of ``partners`` provides it."""
    write_answer: AnswerWriter = _nothing_kept
    """The words in which an answer given on our own pages waits for the relay."""
    fhir: FhirDoor | None = None
    """Reads and writes resources of R4; without it there are no FHIR pages."""
    studies: Studies | None = None
    """Without it a study waits in the store until the relay brings it to the engine."""
    openings: Openings | None = None
    """Without it an opening waits in the store until the relay tells the engine of it."""
    batches: Batches | None = None
    """Without it an imported list waits in the store until the relay tells the engine of it."""
    rollouts: Rollouts | None = None
    """Without it rollouts are only looked at; the relay starts those that are kept."""
    engine_ui: EngineUi | None = None
    engine_watch: EngineWatch | None = None
    time_machine: TimeMachine | None = None
    """Set in demonstrations and rehearsals only; without it no clock is ever moved."""
