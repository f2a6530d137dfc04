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


class Body(Part):
    name: str
    kind: AgencyKind
    channel: PartnerChannel = PartnerChannel.MANUAL


class Person(Part):
    """A member of the household; the first is the client."""

    name: str
    relation: Relation
    born: date
    phone: str = ""
    excluded: bool = False


class Answering(Part):
    """A body answers a linkage by signed webhook."""

    linkage: str
    answer: PartnerAnswer
    scheduled_on: date | None = None
    decline: DeclineReason | None = None
    outcome: ItemOutcome | None = None


class Expectation(Part):
    """What must be true now; every given field is checked."""

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
    """Texts in none of the messages any body ever received."""
    bodies_saw: dict[str, int] = Field(default_factory=dict)
    """Body to the number of different referrals it received."""


class Step(Part):
    """One dated thing: an act by a worker, an answer of a body, or an expectation alone."""

    on: Moment
    by: str | None = None
    act: str | None = None
    """Address of the form below the case, e.g. ``contact``."""
    fields: dict[str, Any] = Field(default_factory=dict)
    label: str | None = None
    """Name for the linkage, consent or pledge this act makes; later steps say ``@label``."""
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
    steps: tuple[Step, ...] = Field(min_length=1)


def read_story(path: Path) -> Story:
    """Raises StoryError with the place of every fault."""
    try:
        return Story.model_validate(YAML(typ="safe").load(path.read_text("utf-8")))
    except ValueError as faults:
        raise StoryError(f"{path.name}: {faults}") from faults
