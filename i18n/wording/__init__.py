"""Words for codes: every enum member the pages show has one Korean word, and an English one."""

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
    return gettext(found) if found else str(code)
