"""A clock that was moved ahead speaks again: reminders and escalations of its new end."""

from collections.abc import Iterable
from datetime import datetime

from care.decide.ladder import mark, rungs
from care.model.case import CaseState
from care.model.work import MovedDeadline


def still_fired(state: CaseState, moved: Iterable[MovedDeadline], now: datetime) -> tuple[str, ...]:
    """``fired`` without the rungs of moved clocks that lie ahead of ``now`` again.

    What was told of the earlier end stays told where its new moment has passed as well.
    """
    keys = {one.key for one in moved}
    silent = state.model_copy(update={"fired": ()})
    ahead = {mark(r.key, r.code) for r in rungs(silent) if r.key in keys and r.at > now}
    return tuple(one for one in state.fired if one not in ahead)
