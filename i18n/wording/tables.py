"""All tables of words by the enum they word."""

from collections.abc import Mapping
from enum import Enum

TABLES: dict[type[Enum], Mapping[Enum, str]] = {}
BARE: dict[str, str] = {}
