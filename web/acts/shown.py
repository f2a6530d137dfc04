"""Which fields of a form are asked now: some belong to certain cases, some follow a refusal."""

from collections.abc import Callable
from typing import Any

from care.decide.course import goes_in_pairs
from care.model.case import CaseState
from web.acts.fields import Act, Field
from web.forms import Filled

_CONDITIONS: dict[str, Callable[[CaseState], bool]] = {
    "held": lambda case: case.hold is not None,
    "pair": goes_in_pairs,
    "linking": lambda case: case.policy.linking is not None,
}


def shown(act: Act, case: CaseState, filled: Filled[Any], refused: str) -> list[Field]:
    """``refused`` is the code just said. What was filled in stays in sight, whatever came since."""
    return [
        asked
        for asked in act.fields
        if any(filled.chosen(asked.name))
        or (_belongs(asked, case) and asked.after in ("", refused))
    ]


def _belongs(asked: Field, case: CaseState) -> bool:
    return not asked.only or _CONDITIONS[asked.only](case)
