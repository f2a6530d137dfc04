"""Clocks of what a linkage leaves to a person: at any stage, also while a case is closing."""

from collections.abc import Iterator

from care.decide.clock import Span, owners, running
from care.model.case import CaseState
from care.model.work import Deadline, DeadlineKind


def follow_ups(state: CaseState) -> Iterator[Deadline]:
    for linkage in state.linkages:
        if linkage.late_since is not None:
            span = Span(linkage.late_since, state.policy.late_answer)
            yield running(state, DeadlineKind.LATE_ANSWER, span, owners(state), linkage.linkage_id)
        if linkage.to_recall:
            span = Span(linkage.status_at, state.policy.recall)
            yield running(state, DeadlineKind.RECALL, span, owners(state), linkage.linkage_id)
