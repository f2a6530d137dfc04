"""What a form asks, as values: one template draws every act and one reader reads every answer."""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel

from care.decide.decision import ANSWERS
from care.model.codes import Role, Stage


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
    """A short text on one line, e.g. a name; sealed outside the case's messages."""
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
    """Chosen before anybody has answered."""
    folded: bool = False
    """Seldom needed: behind "more", so that the usual act fits on a phone."""
    only: str = ""
    """A condition of ``web.acts.shown``: asked of such cases alone, and taken from any."""
    after: str = ""
    """Asked only once the case has refused with this code."""


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
    fields: tuple[Field, ...] = ()
    group: str = "record"
    """Where the case page offers it: ``record``, ``stage``, ``more``, or beside one ``item``."""
    path_ids: tuple[str, ...] = ()
    """Ids that stand in the address and go into the command under the same name."""
    when: str = ""
    """A condition of ``web.acts.offers`` beyond the stage."""
    each: str = ""
    """A list of ``web.acts.offers``: the act is offered once for each of its items."""
    urgent: bool = False
    by: frozenset[Role] = frozenset()
    """Of the roles that may, those from which this case takes it; empty: from all of them."""
    mine: str = ""
    """Which person of the case it is for, e.g. ``co_owner``; empty: anybody's."""
    template: str = "acts/act.html"

    @property
    def action(self) -> str:
        return self.command.__name__

    @property
    def stages(self) -> frozenset[Stage]:
        """Where the case takes the command."""
        rule = ANSWERS.get(self.command)
        return rule.stages if rule else frozenset()

    @property
    def roles(self) -> frozenset[Role]:
        """From whom the case takes it."""
        rule = ANSWERS.get(self.command)
        roles = rule.roles if rule else frozenset()
        return roles & self.by if self.by else roles

    def field(self, name: str) -> Field | None:
        return next((one for one in self.fields if one.name == name), None)
