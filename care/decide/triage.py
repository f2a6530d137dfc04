"""What may be done with a household at risk, and what becomes of one that is told of again."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from care.model.discovery import AtRiskStatus, DiscoveryRules, FoundOutcome
from care.model.value import Value

S = AtRiskStatus


class TriageAct(StrEnum):
    """What a person does with a household of the queue, or what happened to it by itself."""

    TOLD = "TOLD"
    """Signals came for one that had been declined, so that it waits again."""
    ACCEPT = "ACCEPT"
    DECLINE = "DECLINE"
    SNOOZE = "SNOOZE"
    WAKE = "WAKE"
    MERGE = "MERGE"
    ATTACH = "ATTACH"
    UNDO = "UNDO"
    """Back to the queue as if it had not been declined, put off or merged."""
    APART = "APART"
    """Not the same as another one."""
    PLACE = "PLACE"
    """The office it belongs to was named."""
    OPENED = "OPENED"
    NOT_OPENED = "NOT_OPENED"
    """Its case was refused or could not be opened; it waits again."""
    NOT_HEARD = "NOT_HEARD"
    """The case it was added to had ended before it heard of it; it waits again."""


QUEUE = frozenset({S.WAITING, S.SNOOZED})
FROM: Mapping[TriageAct, frozenset[AtRiskStatus]] = {
    TriageAct.ACCEPT: QUEUE,
    TriageAct.DECLINE: QUEUE,
    TriageAct.SNOOZE: QUEUE,
    TriageAct.WAKE: frozenset({S.SNOOZED}),
    TriageAct.MERGE: QUEUE,
    TriageAct.ATTACH: QUEUE,
    TriageAct.UNDO: frozenset({S.DECLINED, S.MERGED}),
    TriageAct.APART: frozenset(S) - {S.MERGED},
    TriageAct.PLACE: QUEUE,
    TriageAct.OPENED: QUEUE | {S.OPENING, S.DECLINED},
    TriageAct.NOT_OPENED: frozenset({S.OPENING}),
    TriageAct.NOT_HEARD: frozenset({S.ATTACHED, S.ACCEPTED}),
}
"""An act and where the household must stand for it."""
LONGEST_SNOOZE = timedelta(days=60)
LONGEST_REST = timedelta(days=366)


class Landing(Value):
    """Where a household that is in the list already stands after being told of again."""

    status: AtRiskStatus
    outcome: FoundOutcome
    until: date | None = None


def may(act: TriageAct, status: AtRiskStatus) -> bool:
    return status in FROM.get(act, frozenset())


def told_again(
    status: AtRiskStatus, until: date | None, red_flags: bool, urgent: bool, today: date
) -> Landing:
    """Danger is never put off: red flags wake whatever rests. ``urgent``: its score is so now.

    ``status``: one of the queue, being opened, or declined.
    """
    if status is S.DECLINED:
        if until is not None and today < until and not red_flags:
            return Landing(status=status, outcome=FoundOutcome.SUPPRESSED, until=until)
        return Landing(status=S.WAITING, outcome=FoundOutcome.ADDED)
    if status is S.SNOOZED and not (red_flags or urgent):
        return Landing(status=status, outcome=FoundOutcome.ADDED, until=until)
    if status is S.SNOOZED:
        return Landing(status=S.WAITING, outcome=FoundOutcome.ADDED)
    return Landing(status=status, outcome=FoundOutcome.ADDED)


def rests_until(rules: DiscoveryRules, today: date) -> date:
    """The day signals count again after a decline that lets them rest."""
    return today + timedelta(days=rules.suppress_days)


def may_snooze(until: date, today: date) -> bool:
    return today < until <= today + LONGEST_SNOOZE


def may_rest(until: date, today: date) -> bool:
    return today < until <= today + LONGEST_REST
