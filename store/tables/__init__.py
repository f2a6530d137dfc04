"""All tables, one module a concern; nothing outside ``store`` sees them."""

from store.tables import (
    access,
    agencies,
    casebook,
    cases,
    clocks,
    conferences,
    desk,
    households,
    housing,
    keys,
    messages,
    people,
    protection,
    rollouts,
    studies,
    timeline,
    transfers,
)
from store.tables.columns import Line

__all__ = [
    "Line",
    "access",
    "agencies",
    "casebook",
    "cases",
    "clocks",
    "conferences",
    "desk",
    "households",
    "housing",
    "keys",
    "messages",
    "people",
    "protection",
    "rollouts",
    "studies",
    "timeline",
    "transfers",
]
