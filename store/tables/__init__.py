"""All tables, one module a concern; nothing outside ``store`` sees them."""

from store.tables import (
    access,
    agencies,
    cases,
    clocks,
    desk,
    households,
    keys,
    messages,
    people,
    timeline,
    transfers,
)
from store.tables.columns import Line

__all__ = [
    "Line",
    "access",
    "agencies",
    "cases",
    "clocks",
    "desk",
    "households",
    "keys",
    "messages",
    "people",
    "timeline",
    "transfers",
]
