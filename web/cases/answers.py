"""Answers of an assessment in the words of the form they were given on, alone or two side by side.

Items are told apart by the sub-domain or section that asks them and by their code, so two versions
of a form meet in what both ask; what only one of them asks is said to be so.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from care.model.assessment import Assessment, CrisisScore
from care.model.codes import SubDomain
from policies.forms import AssessmentForm, FormArea, FormItem

Kept = Mapping[str, str | list[str]]
"""``items_X``, ``remark_X`` and ``section_Y`` as ``web.acts.assessing`` sealed them."""


@dataclass(frozen=True)
class Answered:
    """One completed assessment; ``edition`` is the policy the case followed then."""

    assessment: Assessment
    score: CrisisScore
    form: AssessmentForm
    edition: int
    kept: Kept

    @property
    def number(self) -> int:
        return self.assessment.number

    def ticked(self, place: str) -> tuple[str, ...]:
        said = self.kept.get(f"items_{place}") or self.kept.get(f"section_{place}") or ()
        return (said,) if isinstance(said, str) else tuple(said)

    def remark(self, place: str) -> str:
        return str(self.kept.get(f"remark_{place}", ""))

    def score_of(self, place: str) -> int | None:
        return self.assessment.scores.get(SubDomain(place)) if place in set(SubDomain) else None


@dataclass(frozen=True)
class Asked:
    """Where items are asked: a scored sub-domain, or a section beside its area."""

    code: str
    name: str
    scored: bool
    items: Mapping[str, str]
    """Words by code."""


@dataclass(frozen=True)
class Told:
    """What was answered in one place; ``ticked`` in the form's words."""

    asked: Asked
    score: int | None
    said: str
    ticked: tuple[str, ...]
    remark: str


@dataclass(frozen=True)
class AreaTold:
    name: str
    places: tuple[Told, ...]


def told_by_area(answered: Answered, locale: str) -> tuple[AreaTold, ...]:
    """Everything asked, in the order of the form."""
    return tuple(
        AreaTold(
            area.word(locale),
            tuple(_told(answered, one, locale) for one in _asked(answered.form, area, locale)),
        )
        for area in answered.form.areas
    )


def _told(answered: Answered, asked: Asked, locale: str) -> Told:
    score = answered.score_of(asked.code) if asked.scored else None
    words = {one.value: one.word(locale) for one in answered.form.scores}
    return Told(
        asked,
        score,
        "" if score is None else words.get(score, ""),
        _in_words(asked.items, answered.ticked(asked.code)),
        answered.remark(asked.code),
    )


def _in_words(items: Mapping[str, str], ticked: tuple[str, ...]) -> tuple[str, ...]:
    """In the order of the form; a code the form does not know stands as it was kept."""
    known = tuple(words for code, words in items.items() if code in ticked)
    return (*known, *(code for code in ticked if code not in items))


def _asked(form: AssessmentForm, area: FormArea, locale: str) -> Iterator[Asked]:
    for sub in area.sub_domains:
        yield Asked(sub.code, sub.word(locale), True, _worded(sub.items, locale))
    for section in form.sections_of(area.code):
        yield Asked(section.code, section.word(locale), False, _worded(section.items, locale))


def _worded(items: Iterable[FormItem], locale: str) -> Mapping[str, str]:
    return {one.code: one.word(locale) for one in items}


class Mark(StrEnum):
    TICKED = "TICKED"
    CLEAR = "CLEAR"
    UNASKED = "UNASKED"
    """The form of that assessment does not ask it."""


@dataclass(frozen=True)
class ItemPair:
    """``formerly``: the earlier form's words, where it asked the same in others."""

    code: str
    words: str
    before: Mark
    after: Mark
    formerly: str = ""

    @property
    def differs(self) -> bool:
        return self.before is not self.after


@dataclass(frozen=True)
class Pair:
    """One place on both; a place only one form has is None on the other."""

    name: str
    before: Told | None
    after: Told | None
    items: tuple[ItemPair, ...]

    @property
    def scored(self) -> bool:
        return any(one.asked.scored for one in (self.before, self.after) if one)

    @property
    def differs(self) -> bool:
        return (self.before and self.before.score) != (self.after and self.after.score)


@dataclass(frozen=True)
class AreaPair:
    name: str
    places: tuple[Pair, ...]


def side_by_side(before: Answered, after: Answered, locale: str) -> tuple[AreaPair, ...]:
    """In the order of the later form; what only the earlier one asks comes last in its area."""
    areas = {area.code: area for area in before.form.areas}
    found = []
    for area in after.form.areas:
        then = _placed(before, areas.get(area.code), locale)
        now = _placed(after, area, locale)
        codes = dict.fromkeys((*now, *then))
        places = tuple(_pair(before, after, then.get(one), now.get(one)) for one in codes)
        found.append(AreaPair(area.word(locale), places))
    return tuple(found)


def _placed(answered: Answered, area: FormArea | None, locale: str) -> dict[str, Told]:
    if area is None:
        return {}
    asked = _asked(answered.form, area, locale)
    return {one.code: _told(answered, one, locale) for one in asked}


def _pair(before: Answered, after: Answered, then: Told | None, now: Told | None) -> Pair:
    later = now or then
    return Pair(
        later.asked.name if later else "",
        then,
        now,
        tuple(_items(before, after, then.asked if then else None, now.asked if now else None)),
    )


def _items(
    before: Answered, after: Answered, then: Asked | None, now: Asked | None
) -> Iterator[ItemPair]:
    """Items ticked on either, and those that only one of the forms asks."""
    old, new = then.items if then else {}, now.items if now else {}
    was, is_now = _ticks(before, then), _ticks(after, now)
    for code in dict.fromkeys((*new, *old, *is_now, *was)):
        first, second = _mark(code, old, was), _mark(code, new, is_now)
        if Mark.CLEAR is first is second:
            continue
        words = new.get(code) or old.get(code) or code
        former = old.get(code, "")
        yield ItemPair(code, words, first, second, former if former != words else "")


def _ticks(answered: Answered, asked: Asked | None) -> tuple[str, ...]:
    return answered.ticked(asked.code) if asked else ()


def _mark(code: str, items: Mapping[str, str], ticked: tuple[str, ...]) -> Mark:
    if code in ticked:
        return Mark.TICKED
    return Mark.CLEAR if code in items else Mark.UNASKED
