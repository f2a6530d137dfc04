"""Texts read once: editions of all districts build on the same nation, provinces and tables."""

from functools import lru_cache

from policies.document import Document, parse
from policies.holiday_table import HolidayTable, parse_table

READ = 256
"""Texts remembered; a district's file is some kilobytes, the nation's some tens."""


@lru_cache(READ)
def document(text: str, file: str) -> Document:
    """Raises ``PolicyError`` with every fault of the text."""
    return parse(text, file)


@lru_cache(READ)
def table(text: str, file: str) -> HolidayTable:
    """Raises ``PolicyError`` with every fault of the text."""
    return parse_table(text, file)
