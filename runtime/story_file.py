"""The shape of a story: people, bodies and a household, then dated steps and what must be true."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from ruamel.yaml import YAML

from care.model.codes import (
    AgencyKind,
    DeclineReason,
    ItemOutcome,
    LinkageStatus,
    PartnerAnswer,
    PartnerChannel,
    Relation,
    Role,
    Stage,
)
from care.model.work import DeadlineKind, TaskKind

SEOUL = ZoneInfo("Asia/Seoul")


class StoryError(Exception):
    """Not a story, or a step did not do what it says; the text names step and reason."""


def _local(value: Any) -> Any:
    """``2026-01-06 10:00`` means Seoul."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    if isinstance(moment, datetime) and moment.tzinfo is None:
        return moment.replace(tzinfo=SEOUL)
    return moment


Moment = Annotated[AwareDatetime, BeforeValidator(_local)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Worker(Part):
    """Somebody who logs in. All names are invented."""

    name: str
    role: Role
    office: str = ""
    district: str = ""
    """Where they work, when that is not the story's own district."""
    agency: str = ""
    """Of somebody who works for a body of the story."""


class Body(Part):
    name: str
    kind: AgencyKind
    channel: PartnerChannel = PartnerChannel.MANUAL
    member_of: str = ""
    """The association of the story whose pool it belongs to."""


class Person(Part):
    """A member of the household; the first is the client."""

    name: str
    relation: Relation
    born: date
    phone: str = ""
    excluded: bool = False


class Answering(Part):
    """A body answers a linkage by its channel: signed webhook, link of a letter, its own Task."""

    linkage: str
    answer: PartnerAnswer
    scheduled_on: date | None = None
    decline: DeclineReason | None = None
    outcome: ItemOutcome | None = None


class Household(Part):
    """Another household of the story, opened by a step that names it."""

    channel: str
    office: str
    people: dict[str, Person]
    address: str = ""
    address_protected: bool = False


class Expectation(Part):
    """What must be true now; every given field is checked."""

    case: str = ""
    """Of which case; the step's own when empty."""
    stage: Stage | None = None
    level: str | None = None
    owner: str | None = None
    due: dict[DeadlineKind, date] = Field(default_factory=dict)
    """Running deadlines and the local date they fall due."""
    overdue: tuple[DeadlineKind, ...] = ()
    tasks: tuple[TaskKind, ...] = ()
    no_tasks: tuple[TaskKind, ...] = ()
    inbox: dict[str, TaskKind] = Field(default_factory=dict)
    """Worker to a task that stands in their inbox page."""
    page_shows: dict[str, str] = Field(default_factory=dict)
    """Worker to a text the case page shows them."""
    page_hides: dict[str, str] = Field(default_factory=dict)
    private_total: int | None = None
    public_total: int | None = None
    bodies_never_saw: tuple[str, ...] = ()
    """Texts no body ever saw: in no message, Task, letter, page behind a link or partner page."""
    bodies_saw: dict[str, int] = Field(default_factory=dict)
    """Body to the number of different referrals it received."""
    sees_only: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Partner worker to the linkages of the case they can open; every other one is no page."""
    hold: bool | None = None
    """Whether the household is in engagement hold."""
    crisis: bool | None = None
    """Whether the crisis lane is open."""
    paused: bool | None = None
    covered_by: str | None = None
    """Who stands in for the owner; ``nobody`` for no cover."""
    linkage_status: dict[str, LinkageStatus] = Field(default_factory=dict)
    next_at: date | None = None
    """Local date of the next thing that happens by itself."""
    ended: str | None = None
    """Why the episode is over."""
    episode: int | None = None
    lineage_days: int | None = None
    """At least so many days since the first episode was opened."""
    aftercare_within_months: int | None = None
    """The last aftercare check lies within so many months of the closing."""
    events: dict[str, int] = Field(default_factory=dict)
    """Kind of event to how often it stands in the history, exactly."""
    cut_off: tuple[str, ...] = ()
    """Bodies with no open referral, and told to destroy whatever they took."""
    cannot_read: tuple[str, ...] = ()
    """Workers to whom the case page looks as if it did not exist."""
    visits_shown: dict[str, str] = Field(default_factory=dict)
    """``worker address`` to a text that page shows them."""
    visits_hidden: dict[str, str] = Field(default_factory=dict)
    replays: bool = False
    """Every run of every episode of the lineage goes through today's code."""
    releases: int | None = None
    """At least so many releases worked on the lineage."""


class Step(Part):
    """One dated thing: an act by a worker, an answer of a body, or an expectation alone."""

    on: Moment
    by: str | None = None
    act: str | None = None
    """Address of the form below the case, e.g. ``contact``; with ``/`` first, of the whole site."""
    page: str | None = None
    """Where that form stands, when it is not the page of its own address."""
    case: str = ""
    """Which case, by the label of the step that began it; the story's first when empty."""
    begins: str = ""
    """Label of what this act begins and leads to: a new episode, a conference."""
    household: str = ""
    """Whose case ``new`` opens; the story's own household when empty."""
    release: str | None = None
    """From now on this release of the workers does the work."""
    fields: dict[str, Any] = Field(default_factory=dict)
    label: str | None = None
    """Name for the linkage, consent or pledge this act makes; later steps say ``@label``."""
    labels: dict[str, str] = Field(default_factory=dict)
    """Of an act that asks for many at once: action of the plan to the name of its linkage."""
    refused: str | None = None
    """The refusal code the act must meet instead of succeeding."""
    body: str | None = None
    answers: Answering | None = None
    expect: Expectation | None = None


class Story(Part):
    story: str
    title: str
    district: str
    office: str
    channel: str
    address: str = ""
    address_protected: bool = False
    workers: dict[str, Worker]
    bodies: dict[str, Body] = Field(default_factory=dict)
    household: dict[str, Person]
    others: dict[str, Household] = Field(default_factory=dict)
    steps: tuple[Step, ...] = Field(min_length=1)


def read_story(path: Path) -> Story:
    """Raises StoryError with the place of every fault."""
    try:
        return Story.model_validate(YAML(typ="safe").load(path.read_text("utf-8")))
    except ValueError as faults:
        raise StoryError(f"{path.name}: {faults}") from faults
