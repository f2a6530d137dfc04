"""What two policies say differently: two editions of a district, or two districts."""

from collections.abc import Iterator
from dataclasses import dataclass

from policies.catalogue import CATALOGUE, GROUPS, Entry, entry_for
from policies.explain import label_of, words_of
from policies.kinds import Stated
from policies.resolved import ResolvedPolicy, ResolvedValue
from policies.vocabulary import SOURCES, said
from policies.wording import Words

_REASONS = {"source", "law", "note", "verify"}


@dataclass(frozen=True)
class Difference:
    key: str
    group: str
    """Heading the row stands under, in words."""
    label: str
    before: str | None
    """The value in words; None when that policy has no such key."""
    after: str | None
    statutory: str | None
    """The provision that bounds the value; None when no law does."""
    source_before: str | None
    source_after: str | None
    turned: bool
    """Both say the same, but count days differently."""


def differences(
    before: ResolvedPolicy, after: ResolvedPolicy, locale: str = "ko"
) -> list[Difference]:
    """In the order of the catalogue; empty when both say the same, whatever they give as reason."""
    return list(_differences(before, after, locale))


def _differences(
    before: ResolvedPolicy, after: ResolvedPolicy, locale: str
) -> Iterator[Difference]:
    old = {value.key: value for value in before.values}
    new = {value.key: value for value in after.values}
    old_words, new_words = words_of(before, locale), words_of(after, locale)
    for key in _ordered({*old, *new}):
        entry, one, other = entry_for(key), old.get(key), new.get(key)
        if entry is None or not (turned := _differ(one, other)):
            continue
        shown = one or other
        yield Difference(
            key=key,
            group=said(GROUPS[entry.group], locale),
            label=label_of(entry, key, new_words if shown is other else old_words),
            before=_in_words(one, entry, old_words),
            after=_in_words(other, entry, new_words),
            statutory=entry.bound.law if entry.bound else None,
            source_before=said(SOURCES[one.source], locale) if one else None,
            source_after=said(SOURCES[other.source], locale) if other else None,
            turned=turned == "turned",
        )


def _ordered(keys: set[str]) -> list[str]:
    order = {key: number for number, key in enumerate(CATALOGUE)}

    def place(key: str) -> tuple[int, str]:
        entry = entry_for(key)
        return (order[entry.key] if entry else len(order)), key

    return sorted(keys, key=place)


def _differ(one: ResolvedValue | None, other: ResolvedValue | None) -> str:
    if one is None or other is None or what_it_says(one.value) != what_it_says(other.value):
        return "said"
    return "turned" if one.turned_by != other.turned_by else ""


def what_it_says(value: Stated) -> dict[str, object]:
    """The value without why it is so; this is what the content hash is made of."""
    return value.model_dump(mode="json", exclude=_REASONS)


def _in_words(value: ResolvedValue | None, entry: Entry, words: Words) -> str | None:
    return words.value(value.value, entry) if value else None
