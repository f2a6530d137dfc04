"""Why the case stands where it stands, and what comes next (ui guide, rule 10)."""

from datetime import datetime
from itertools import islice

from care.decide.clock import entered
from care.decide.deadlines import deadlines
from care.decide.ladder import at_due, ladder_of, mark, next_step, rungs
from care.model.case import CaseState
from care.model.codes import Role, Stage
from care.model.work import Deadline, DeadlineKind, NextStep, Waiting

NOTHING = "NOTHING"

BLOCKING = (
    DeadlineKind.CRISIS_ON_SITE,
    DeadlineKind.CRISIS_AID,
    DeadlineKind.APPROVAL,
    DeadlineKind.HIGH_DIFFICULTY_ANSWER,
    DeadlineKind.PLAN_AGREEMENT,
    DeadlineKind.RED_FLAG,
    DeadlineKind.CONCERN,
    DeadlineKind.SIGNAL,
    DeadlineKind.PURGE,
    DeadlineKind.MERGE_FINAL,
    DeadlineKind.TRANSFER_APPROVAL,
    DeadlineKind.TRANSFER_ANSWER,
    DeadlineKind.RESUME,
    DeadlineKind.HOLD_CONTACT,
    DeadlineKind.HOLD_REVIEW,
    DeadlineKind.HOLD_ANNUAL,
    DeadlineKind.CLOSURE_SIGNATURE,
    DeadlineKind.FIRST_CONTACT,
    DeadlineKind.INTAKE_TO_RECEIPT,
    DeadlineKind.ASSIGN_OWNER,
    DeadlineKind.ASSESSMENT,
    DeadlineKind.CONFERENCE,
    DeadlineKind.PLAN_AFTER_CONFERENCE,
    DeadlineKind.PLAN,
    DeadlineKind.CLOSURE,
    DeadlineKind.AFTERCARE_CHECK,
    DeadlineKind.RESOURCE_GAP,
    DeadlineKind.SUBSTITUTE_SEARCH,
    DeadlineKind.MEMBER_PROPOSED,
    DeadlineKind.MANUAL_REFERRAL,
    DeadlineKind.RECALL,
    DeadlineKind.LATE_ANSWER,
    DeadlineKind.PARTNER_ANSWER,
    DeadlineKind.LINKAGE_REQUEST,
    DeadlineKind.LINKAGE_START,
)
"""What holds the stage up, strongest first; every other clock counts by its date."""

OF_THE_LOOP = frozenset({DeadlineKind.CHASE, DeadlineKind.STATUS_UPDATE})
"""What bodies are asked by themselves while the case goes on: nothing waits for it."""

_RANK = {kind: rank for rank, kind in enumerate(BLOCKING)}


def waiting(state: CaseState, running: tuple[Deadline, ...] | None = None) -> Waiting:
    found = deadlines(state) if running is None else running
    if not found:
        ended = state.stage is Stage.ENDED
        return Waiting(
            code=NOTHING if ended else DeadlineKind.FIRST_CONTACT.value,
            role=Role.SYSTEM,
            since=entered(state),
            due=None,
        )
    law_first = state.policy.life is not None
    blocking = min(found, key=lambda deadline: _weight(deadline, law_first))
    return Waiting(
        code=blocking.kind.value,
        subject=blocking.subject,
        role=blocking.whom,
        person=blocking.person,
        since=blocking.since,
        due=blocking.due,
        deadline=blocking.key,
    )


def next_steps(
    state: CaseState, count: int = 3, running: tuple[Deadline, ...] | None = None
) -> tuple[NextStep, ...]:
    """The earliest rungs of all ladders."""
    return tuple(next_step(rung) for rung in islice(rungs(state, running), count))


def next_at(
    state: CaseState,
    running: tuple[Deadline, ...] | None = None,
    ahead: tuple[NextStep, ...] | None = None,
) -> datetime | None:
    """The earliest date still ahead, as far as the fired rungs tell; None for an ended case.

    A clock whose ladder has been climbed to the top is over; when all are, the last date stands.
    """
    found = deadlines(state) if running is None else running
    if not found:
        return None
    steps = next_steps(state, 1, found) if ahead is None else ahead
    if not steps:
        return max(deadline.due for deadline in found)
    fired = frozenset(state.fired)
    dues = (deadline.due for deadline in found if _not_due_yet(state, deadline, fired))
    return min(steps[0].at, next(dues, steps[0].at))


def _not_due_yet(state: CaseState, deadline: Deadline, fired: frozenset[str]) -> bool:
    """A rung at the due moment itself has not fired."""
    return any(
        at_due(step) and mark(deadline.key, step.code) not in fired
        for step in ladder_of(deadline, state.policy).steps
    )


def _weight(deadline: Deadline, law_first: bool) -> tuple[int, datetime, bool, str]:
    """Of two clocks that end together the one a law set is named."""
    after = not (deadline.statutory and law_first)
    last = len(_RANK) + (deadline.kind in OF_THE_LOOP)
    return _RANK.get(deadline.kind, last), deadline.due, after, deadline.key
