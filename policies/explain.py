"""What holds in a district and where each value comes from, row by row, in words."""

from dataclasses import dataclass

from policies.catalogue import CATALOGUE, GROUPS, Entry, entry_for
from policies.kinds import DayCountValue
from policies.resolve import resolve
from policies.resolved import ResolvedPolicy, ResolvedValue
from policies.vocabulary import SOURCES, code_word, said
from policies.wording import Words


@dataclass(frozen=True)
class ExplainRow:
    key: str
    group: str
    """Heading the row stands under, in words."""
    label: str
    value: str
    origin: str
    """Name of the policy that says it, e.g. 전국, 경기도, 김포시."""
    file: str
    line: int
    inherited: bool
    above: str | None
    """What the policy above says instead; None when it says nothing else."""
    source: str
    law: str | None
    """The provision of the value or, for a statutory bound, of the bound."""
    note: str | None
    verify: bool
    turned_by: str | None
    """Label of the value that changes how this one counts."""


def explain(district: str, locale: str = "ko") -> list[ExplainRow]:
    """Rows in the order of the catalogue; ``KeyError`` for an unknown district."""
    return explain_policy(resolve(district), locale)


def explain_policy(policy: ResolvedPolicy, locale: str = "ko") -> list[ExplainRow]:
    words = words_of(policy, locale)
    order = {key: number for number, key in enumerate(CATALOGUE)}
    found = [(entry, value) for value in policy.values if (entry := entry_for(value.key))]
    found.sort(key=lambda pair: order[pair[0].key])
    return [_row(policy, entry, value, words) for entry, value in found]


def words_of(policy: ResolvedPolicy, locale: str) -> Words:
    """Words for this district: its way of counting days, the names of its offices."""
    day_count = policy.value("dayCount").value
    if not isinstance(day_count, DayCountValue):
        raise TypeError("dayCount")
    return Words(locale, day_count, policy.offices)


def _row(policy: ResolvedPolicy, entry: Entry, value: ResolvedValue, words: Words) -> ExplainRow:
    turned = CATALOGUE[value.turned_by] if value.turned_by else None
    return ExplainRow(
        key=value.key,
        group=said(GROUPS[entry.group], words.locale),
        label=label_of(entry, value.key, words),
        value=words.value(value.value, entry),
        origin=said(policy.origin_names[value.origin], words.locale),
        file=value.file,
        line=value.line,
        inherited=value.inherited,
        above=words.value(value.overridden, entry) if value.overridden else None,
        source=said(SOURCES[value.source], words.locale),
        law=value.law or (entry.bound.law if entry.bound else None),
        note=value.value.note,
        verify=value.value.verify,
        turned_by=words.pick(turned.ko, turned.en) if turned else None,
    )


def label_of(entry: Entry, key: str, words: Words) -> str:
    """What the value is called, with the name a ``*`` stands for."""
    label = words.pick(entry.ko, entry.en)
    if not entry.key.endswith("*"):
        return label
    name = key.rpartition(".")[2]
    return f"{label}: {code_word(name, words.locale)}"
