"""What each event of ``care.decide.long_case`` changes."""

from collections.abc import Callable
from typing import Any

from care.messages.events import Recorded
from care.model.case import CaseState

LONG_CASE_CHANGES: dict[type[Any], Callable[[CaseState, Any, Recorded], dict[str, object]]] = {}
