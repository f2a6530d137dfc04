"""Speaks the language of the reader: Korean sentences are the keys, English comes from catalogues.

Every area keeps its English in ``catalogs/en/<area>.po``; all of them are merged when first needed.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Literal, get_args

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT: Language = "ko"

NUMBERED = re.compile(r"\{(\w+):([^|{}]*)\|([^|{}]*)\}")

_speaking: ContextVar[Language] = ContextVar("language", default=DEFAULT)


def language() -> Language:
    """The language of the page being made."""
    return _speaking.get()


def speak(chosen: Language) -> None:
    """For the rest of this request; each request has a context of its own."""
    _speaking.set(chosen)


@contextmanager
def speaking(chosen: Language) -> Iterator[None]:
    token = _speaking.set(chosen)
    try:
        yield
    finally:
        _speaking.reset(token)


def known(name: str | None) -> Language | None:
    return next((one for one in LANGUAGES if one == name), None)


def gettext(sentence: str, **params: object) -> str:
    """The sentence in the reader's language, its ``%(name)s`` places filled."""
    found = sentence if language() == DEFAULT else english().get(sentence, sentence)
    return _numbered(found, params) % params if params else found


def _numbered(sentence: str, params: dict[str, object]) -> str:
    """English says ``{n:day|days}`` by the number; Korean has one form for any."""
    return NUMBERED.sub(lambda one: one[2 if str(params.get(one[1])) == "1" else 3], sentence)


@cache
def english() -> dict[str, str]:
    """Korean sentence to English sentence, over all areas."""
    return {
        str(message.id): str(message.string)
        for area in english_catalogues().values()
        for message in area
        if message.id and message.string and not message.fuzzy
    }


@cache
def english_catalogues() -> dict[str, Catalog]:
    folder = files("i18n") / "catalogs" / "en"
    return {
        entry.name.removesuffix(".po"): read_po(BytesIO(entry.read_bytes()), locale="en")
        for entry in sorted(folder.iterdir(), key=lambda one: one.name)
        if entry.name.endswith(".po")
    }
