"""What each event of ``care.decide.support`` changes."""

from collections.abc import Callable
from typing import Any

from care.messages.events import Recorded
from care.model.case import CaseState

SUPPORT_CHANGES: dict[type[Any], Callable[[CaseState, Any, Recorded], dict[str, object]]] = {}
