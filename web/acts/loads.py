"""How much each colleague carries, beside their name where one of them is chosen (CO-04)."""

from dataclasses import replace
from typing import Any

from web.acts.around import Around
from web.acts.fields import Act
from web.visitor import Visit
from web.workers.crew import labels

CHOOSES = ("case_managers", "joint_managers", "cover_people")
"""Lists of a field from which somebody is chosen to carry the case."""


async def with_loads(act: Act, visit: Visit, session: Any, around: Around) -> Around:
    """Asked for by forms that choose somebody alone: counting costs a look at all cases."""
    if not any(asked.options in CHOOSES for asked in act.fields):
        return around
    named = await labels(visit, session, tuple(around.case_managers))
    return replace(around, case_managers=named)
