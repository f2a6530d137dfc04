"""Words for codes: every enum member the pages show has one Korean word, and an English one."""

from collections.abc import Callable
from enum import Enum
from typing import Any

from i18n.loader import gettext


def words(code: Any) -> str:
    """The word of an enum member or of its bare code; an unknown code is shown as it is."""
    from i18n.wording.tables import BARE, TABLES

    if isinstance(code, Enum):
        table = TABLES.get(type(code))
        return gettext(table[code]) if table and code in table else str(code.value)
    found = BARE.get(str(code))
    if found:
        return gettext(found)
    return next((said for ask in _others if (said := ask(str(code)))), str(code))


def ask_also(known: Callable[[str], str]) -> None:
    """Codes of a policy's own, e.g. a district's levels, are worded by whoever reads policies.

    ``known`` gives the words in the reader's language, or nothing.
    """
    if known not in _others:
        _others.append(known)


_others: list[Callable[[str], str]] = []
