"""What a release changes above a district: editions that carry its own text onto newer ground."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from policies.edition import Edition, Origin, standing
from policies.layers import resolve_texts
from policies.parts import parts_of
from policies.problems import PolicyError, Problem
from policies.sources import Texts


@dataclass(frozen=True)
class Inherited:
    """Successors in the order they begin, numbered on; or why one of them cannot be."""

    editions: tuple[Edition, ...] = ()
    problems: tuple[Problem, ...] = ()


def inherited(known: Sequence[Edition], texts: Texts, today: date) -> Inherited:
    """What follows the edition in force and those to come, on today's nation and province.

    ``known`` are all of one district in the order of their numbers, ``texts`` the good files of
    this release. One whose values stay as they are needs no successor.
    """
    number = max((each.number for each in known), default=0)
    made: list[Edition] = []
    problems: list[Problem] = []
    for edition in living(known, today):
        try:
            successor = _successor(edition, texts, number + 1, today)
        except PolicyError as error:
            problems.extend(error.problems)
            continue
        if successor is not None:
            number += 1
            made.append(successor)
    return Inherited(tuple(made), PolicyError(problems).problems)


def living(known: Sequence[Edition], today: date) -> list[Edition]:
    """The edition in force and, of each day to come, the one that begins."""
    ordered = sorted(standing(known), key=lambda each: each.order)
    begun = [each for each in ordered if each.begins <= today]
    coming = {each.begins: each for each in ordered if each.begins > today}
    return [*begun[-1:], *(coming[day] for day in sorted(coming))]


def file_problems(file: Edition | None, taken: Mapping[int, Edition]) -> Iterator[Problem]:
    """A file whose number is used up has no effect once it says something else."""
    if file is None or not taken or file.number > max(taken):
        return
    place = f"districts/{file.slug}.yaml"
    kept = taken.get(file.number)
    if kept is None or kept.texts.get(place) != file.texts.get(place):
        yield Problem(place, 1, 1, "number_used",
                      f"판 번호 {file.number}은(는) 이미 공고된 판의 번호라 이 파일은 적용되지 "
                      f"않습니다. version을 {max(taken) + 1} 이상으로 올리세요.",
                      f"Edition {file.number} was published already, so this file has no effect; "
                      f"raise its version to {max(taken) + 1} or more.")  # fmt: skip


def _successor(edition: Edition, texts: Texts, number: int, today: date) -> Edition | None:
    own = f"districts/{edition.slug}.yaml"
    shared = {file: text for file, text in texts.items() if not file.startswith("districts/")}
    parts = parts_of({**edition.texts, **shared, own: edition.texts[own]}, edition.slug)
    if parts == edition.texts or not shared:
        return None
    policy = resolve_texts(parts, edition.slug)
    content_hash = policy.case_policy.content_hash
    if content_hash == edition.content_hash:
        return None
    rules = policy.case_policy.rules
    return Edition(
        district=edition.district,
        slug=edition.slug,
        number=number,
        texts=parts,
        effective_from=max(today, edition.begins),
        adoption=edition.adoption if rules is None else rules.adoption,
        origin=Origin.INHERITED,
        content_hash=content_hash,
        legal_basis=policy.legal_basis,
    )
