"""What holds in a district on a day.

``resolve("41570").case_policy`` is what a case pins. Editions published in the database are taken
up with ``take_editions``; a district's file counts while its number is higher than theirs. A file
that changed is read at the next question; while it is wrong or gone the last good policy stays, the
other districts go on, and the problems are kept for whoever has to mend it.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from care.model.edition import PublishedEdition
from care.model.ids import DistrictCode
from policies.book import PolicyBook
from policies.edition import Edition, resolve_texts, today
from policies.layers import load
from policies.problems import PolicyError, Problem
from policies.resolved import ResolvedPolicy, ResolvedValue
from policies.sources import DIRECTORY, Texts, read_files

__all__ = [
    "DIRECTORY", "Edition", "PolicyBook", "PolicyError", "ResolvedPolicy", "ResolvedValue",
    "district_of", "districts", "edition", "edition_in_force", "editions", "own_texts",
    "policy_by_hash", "problems", "resolve", "resolve_directory", "resolve_texts", "standing",
    "take_editions", "today", "unsettled", "upcoming", "use", "working_texts",
]  # fmt: skip

_in_use: list[PolicyBook] = []


def resolve(district: str, on: date | None = None) -> ResolvedPolicy:
    """In force on a day (today); by code (``41570``) or slug (``gimpo-si``).

    ``KeyError`` if there is no such district.
    """
    return edition_in_force(district, on).resolved


def edition_in_force(district: str, on: date | None = None) -> Edition:
    return _book().in_force(district, on or today())


def upcoming(district: str, after: date | None = None) -> tuple[Edition, ...]:
    """Published, but not in force yet; the nearest first, one a day."""
    return _book().upcoming(district, after or today())


def editions(district: str) -> tuple[Edition, ...]:
    """All there ever were, in the order of their numbers."""
    return _book().editions(district)


def standing(district: str) -> tuple[Edition, ...]:
    """``editions`` without those that were announced and withdrawn before their day."""
    return _book().standing(district)


def edition(district: str, number: int) -> Edition:
    """``KeyError`` for a number that was never published."""
    for found in editions(district):
        if found.number == number:
            return found
    raise KeyError(number)


def policy_by_hash(district: str, content_hash: str) -> ResolvedPolicy | None:
    """The newest edition that says just this; None when no edition of the district does."""
    return _book().by_hash(district, content_hash)


def take_editions(published: Iterable[PublishedEdition]) -> None:
    """Editions kept in the database hold from now on in this process; more may follow."""
    if _in_use:
        _in_use[0].take(published)
    else:
        use(PolicyBook(DIRECTORY, published))


def working_texts(district: str, own: Texts) -> dict[str, str]:
    """What a draft with these own files is read from: them, and today's texts they build on."""
    return _book().working_texts(district, own)


def own_texts(edition: PublishedEdition) -> dict[str, str]:
    """The texts of an edition its district may change."""
    return _book().own_texts(edition)


def unsettled(district: str) -> tuple[Edition, ...]:
    """What this release adds and the database does not know yet, in the order of its numbers."""
    return _book().unsettled(district, today())


def districts() -> tuple[DistrictCode, ...]:
    return _book().districts()


def district_of(slug: str) -> DistrictCode:
    return _book().district_of(slug)


def problems() -> tuple[Problem, ...]:
    """Why the newest files are not all in force; empty when they are."""
    return _book().problems


def use(book: PolicyBook) -> None:
    """From now on ``resolve`` asks this book instead of the files that came with Hamkke."""
    _in_use[:] = [book]


def resolve_directory(directory: Path) -> tuple[ResolvedPolicy, ...]:
    """Every district of the directory, in order of code, or ``PolicyError`` with all problems."""
    texts, unreadable = read_files(directory)
    layers = load(texts)
    if unreadable or layers.problems:
        raise PolicyError([*unreadable, *layers.problems])
    return tuple(sorted(layers.policies.values(), key=lambda policy: policy.district))


def _book() -> PolicyBook:
    if not _in_use:
        use(PolicyBook(DIRECTORY))
    return _in_use[0].look()
