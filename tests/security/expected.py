"""The table of ``docs/permissions.md``, read as data."""

import re
from enum import StrEnum
from pathlib import Path

from care.model.codes import Role

FILE = Path(__file__).parents[2] / "docs" / "permissions.md"


class Reach(StrEnum):
    DISTRICT = "D"
    OFFICE = "O"
    BODY = "B"
    NOWHERE = "–"


def expected() -> dict[str, dict[Role, Reach]]:
    rows = [
        [cell.strip(" `") for cell in line.strip().strip("|").split("|")]
        for line in FILE.read_text(encoding="utf-8").splitlines()
        if line.startswith("|") and not re.match(r"^\| -", line)
    ]
    header, *body = rows
    roles = [Role(name) for name in header[1:]]
    return {
        row[0]: {role: Reach(cell) for role, cell in zip(roles, row[1:], strict=True)}
        for row in body
    }
