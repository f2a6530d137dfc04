"""What a form asks, as values: one template draws every act and one reader reads every answer."""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel

from care.model.codes import Stage


class Kind(StrEnum):
    """How a field is drawn and read."""

    RADIO = "radio"
    SELECT = "select"
    MANY = "many"
    CHECK = "check"
    YES_NO = "yes_no"
    TEXT = "text"
    """Free text; stored sealed, only its id travels on."""
    LINE = "line"
    """A short text on one line, e.g. a name; kept sealed outside the case's messages."""
    DATE = "date"
    MONTH = "month"
    NUMBER = "number"


@dataclass(frozen=True)
class Field:
    """One question. ``options`` is a vocabulary, or the name of a list that depends on the case."""

    name: str
    label: str
    kind: Kind
    options: type[StrEnum] | str | None = None
    need: bool = False
    hint: str = ""
    unit: str = ""
    big: bool = False
    """Large targets, for a phone in one hand at a doorstep."""
    start: str = ""
    """What is chosen before anybody has answered."""

    @property
    def many(self) -> bool:
        return self.kind is Kind.MANY


OPEN = tuple(stage for stage in Stage if stage is not Stage.ENDED)
UNDER_PLAN = (Stage.LINKAGE, Stage.MONITORING)


@dataclass(frozen=True)
class Act:
    """One thing people do to a case: its address below the case, its words, its command.

    The Cedar action has the command's name.
    """

    slug: str
    title: str
    lede: str
    button: str
    command: type[BaseModel]
    fields: tuple[Field, ...]
    group: str = "record"
    """Where the case page offers it: ``record``, ``stage``, ``more``, or beside one ``item``."""
    path_ids: tuple[str, ...] = ()
    """Ids that stand in the address and go into the command under the same name."""
    stages: tuple[Stage, ...] = OPEN
    """Where the act makes sense; the case itself decides when it is posted."""
    when: str = ""
    """A condition of ``web.acts.offers`` beyond the stage."""
    template: str = "acts/act.html"
    urgent: bool = False

    @property
    def action(self) -> str:
        return self.command.__name__

    def field(self, name: str) -> Field | None:
        return next((one for one in self.fields if one.name == name), None)
