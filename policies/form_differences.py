"""Two versions of an assessment form side by side, item by item by their codes."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from care.model.codes import NeedArea
from policies.forms import AssessmentForm, Words


class ItemChange(StrEnum):
    ADDED = "ADDED"
    REWORDED = "REWORDED"
    GONE = "GONE"
    """Asked on the other version only; its answers stay readable there."""


@dataclass(frozen=True)
class ItemDifference:
    area: NeedArea
    code: str
    change: ItemChange
    before: Words | None
    after: Words | None


def form_differences(before: AssessmentForm, after: AssessmentForm) -> tuple[ItemDifference, ...]:
    """In the order of the later form; what only the former asks comes last."""
    former, latter = dict(_items(before)), dict(_items(after))
    found = [
        ItemDifference(
            area,
            code,
            ItemChange.REWORDED if was else ItemChange.ADDED,
            was[1] if was else None,
            words,
        )
        for code, (area, words) in latter.items()
        for was in [former.get(code)]
        if was is None or (was[1].ko, was[1].en) != (words.ko, words.en)
    ]
    gone = [
        ItemDifference(area, code, ItemChange.GONE, words, None)
        for code, (area, words) in former.items()
        if code not in latter
    ]
    return (*found, *gone)


def _items(form: AssessmentForm) -> Iterator[tuple[str, tuple[NeedArea, Words]]]:
    """A code is unique within its sub-domain or section, which therefore name it."""
    for area in form.areas:
        for sub in area.sub_domains:
            for item in sub.items:
                yield f"{sub.code}.{item.code}", (area.code, item)
        for section in form.sections_of(area.code):
            for item in section.items:
                yield f"{section.code}.{item.code}", (area.code, item)
