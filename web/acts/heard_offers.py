"""When the acts on what a case hears from outside make sense; read from the snapshot alone."""

from collections.abc import Callable
from typing import get_args

from care.messages.discovery_commands import DISCOVERY_COMMANDS, RecordFeedback, RecordSignal
from care.model.codes import ContactResult
from care.model.searches import NumberSearch
from care.model.work import CaseSnapshot

HEARD = frozenset(get_args(DISCOVERY_COMMANDS)) - {RecordSignal, RecordFeedback}
"""Offered to no case whose policy does not know them; a sign or a letter every case can keep."""
IN_VAIN = 3
"""Tries after which asking the carriers is offered; the case itself counts bands and visits."""


def _number(test: Callable[[NumberSearch], bool]) -> Callable[[CaseSnapshot], bool]:
    def holds(snapshot: CaseSnapshot) -> bool:
        found = snapshot.heard.number
        return found is not None and test(found)

    return holds


def _wanted(snapshot: CaseSnapshot) -> bool:
    asked = snapshot.heard.number
    if asked is not None and asked.is_open:
        return False
    tries = 0
    for attempt in snapshot.attempts:
        tries = 0 if attempt.result is ContactResult.MET else tries + 1
    return snapshot.urgent or tries >= IN_VAIN


HEARD_CONDITIONS: dict[str, Callable[[CaseSnapshot], bool]] = {
    "signals": lambda snapshot: snapshot.heard.signals_since is not None,
    "number_wanted": _wanted,
    "number_asked": _number(lambda one: one.waits_for_number),
    "number_received": _number(lambda one: one.waits_for_notice),
}
