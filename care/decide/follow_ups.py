"""Clocks of what is left to do about linkages that have ended; a closing case has them too."""

from collections.abc import Iterator

from care.decide.clock import Span, owners, running
from care.model.case import CaseState
from care.model.work import Deadline, DeadlineKind


def follow_ups(state: CaseState) -> Iterator[Deadline]:
    for linkage in state.linkages:
        if linkage.to_recall:
            span = Span(linkage.status_at, state.policy.recall)
            yield running(state, DeadlineKind.RECALL, span, owners(state), linkage.linkage_id)
