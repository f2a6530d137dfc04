"""Editions published for a test, in force in this process for as long as it lasts."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from care.model.ids import DistrictCode
from care.model.policy_rules import Adoption
from policies import resolve as book
from policies.editing import with_head, with_value
from policies.edition import DIRECTORY, Origin, PublishedEdition, resolve_texts

LONG_AGO = date(2026, 1, 1)


def published(
    district: str,
    number: int,
    changes: Mapping[str, Mapping[str, Any]],
    adoption: Adoption = Adoption.NOW,
    **more: Any,
) -> PublishedEdition:
    """The newest edition of the district with other values under other numbers."""
    last = book.editions(district)[-1]
    own = f"districts/{last.slug}.yaml"
    text = with_head(last.texts[own], version=number)
    for key, value in changes.items():
        text = with_value(text, key, value)
    texts = {**last.texts, own: text}
    values: dict[str, Any] = {
        "district": DistrictCode(last.district),
        "slug": last.slug,
        "number": number,
        "texts": texts,
        "effective_from": LONG_AGO,
        "adoption": adoption,
        "origin": Origin.PUBLISHED,
        "content_hash": resolve_texts(texts, last.slug).case_policy.content_hash,
        "published_at": datetime(2026, 1, 2, tzinfo=UTC),
    }
    return PublishedEdition(**{**values, **more})


def first(district: str) -> PublishedEdition:
    """The district's file as it is settled in the database when Hamkke starts."""
    file = book.editions(district)[0]
    return file.model_copy(update={"published_at": datetime(2026, 1, 1, tzinfo=UTC)})


@contextmanager
def in_force(*editions: PublishedEdition) -> Iterator[None]:
    before = list(book._in_use)
    book.use(book.PolicyBook(DIRECTORY, editions))
    try:
        yield
    finally:
        book._in_use[:] = before


@contextmanager
def files_afterwards() -> Iterator[None]:
    """What is taken up or used meanwhile is forgotten: the next test begins with the files."""
    book.districts()
    before, known = book._in_use[0], _taken()
    try:
        yield
    finally:
        if book._in_use != [before] or _taken() != known:
            book._in_use.clear()


def _taken() -> int:
    return sum(len(taken) for taken in book._in_use[0]._taken.values())
