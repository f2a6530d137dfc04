"""What every plain form of a value has in common: its fields, why it is so, and what it states.

A form and the full text are the same document: a form gives the value as a file would state it, and
that is written into the district's file where the old one stood.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from i18n.loader import gettext, language
from policies.bounds import UNIT_WORDS
from policies.catalogue import Entry
from policies.kinds import Source, Stated
from policies.vocabulary import SOURCES, said
from web.forms import Form, Line

Raw = dict[str, str | list[str]]


@dataclass(frozen=True)
class Part:
    """One field of a form: ``kind`` says which of the macros draws it."""

    name: str
    label: str
    kind: Literal["number", "text", "select", "radio", "boxes", "lines"] = "text"
    options: tuple[tuple[str, str], ...] = ()
    required: bool = True
    hint: str = ""


class ValueForm(Form):
    """What every value says besides itself: why it is what it is."""

    key: Line
    revision: int
    source: Source
    law: Line | None = None
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)] | None = None
    verify: bool = False

    @classmethod
    def parts(cls, entry: Entry) -> list[Part]:
        raise NotImplementedError

    @classmethod
    def shown(cls, value: Any) -> Raw:
        """The value as the fields show it."""
        raise NotImplementedError

    def said(self, before: dict[str, Any], entry: Entry) -> dict[str, Any]:
        """The value itself, as a file states it; ``before`` is how the one in force is stated."""
        raise NotImplementedError

    def stated(self, before: dict[str, Any], entry: Entry) -> dict[str, Any]:
        """The whole value: the nearest file that says a key wins with all of it."""
        made = {name: before[name] for name in before if name not in WHY}
        made |= {name: one for name, one in self.said(before, entry).items() if one is not None}
        made["source"] = self.source.value
        if self.law:
            made["law"] = self.law
        if self.note:
            made["note"] = self.note
        if self.verify:
            made["verify"] = True
        return made


WHY = frozenset({"source", "law", "note", "verify"})


def why_parts() -> list[Part]:
    return [
        Part("source", gettext("근거"), "select", pairs(SOURCES)),
        Part("law", gettext("법령이나 조례의 조문"), required=False),
        Part("note", gettext("덧붙이는 말"), required=False),
        Part("verify", "", "boxes", (("true", gettext("확인이 더 필요한 값")),), required=False),
    ]


def raw_of(form: type[ValueForm], value: Stated) -> Raw:
    """The fields filled with what holds; a value made one's own is the district's unless said."""
    own = Source.DISTRICT if value.source is not Source.LAW else Source.LAW
    made: Raw = form.shown(value) | {"source": own.value, "law": value.law or ""}
    return made | {"note": value.note or "", "verify": ["true"] if value.verify else []}


def said_of(entry: Entry) -> str:
    return said((entry.ko, entry.en), language())


def units() -> tuple[tuple[str, str], ...]:
    return tuple((unit.value, said(words, language())) for unit, words in UNIT_WORDS.items())


def pairs(words: dict[Any, tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((str(code), said(pair, language())) for code, pair in words.items())
