"""Every change to running workflow code, by patch id; the one place ``workflow.patched`` is called.

Open cases replay their history through today's code. A change in the order or kind of what the
workflow asks (timers, activities, upserts, continue-as-new) therefore needs an entry here:

1. add an id to ``Change`` with one line saying what differs;
2. branch on ``changed(Change.X)`` in the workflow, old way in the else branch;
3. record a history of the old release (``python -m tests.workflows.record``) if none proves it;
4. when ``hamkke replay --open`` finds no case without the patch, drop the old branch.

Rules of a case need no entry as long as they ask the policy it carries: a clock that comes earlier
moves a timer, so a new one is silent for a policy pinned before it (``CasePolicy.life``).
Replay compares states as well (golden state), because it does not notice changed values by itself.
"""

from enum import StrEnum

from temporalio import workflow


class Change(StrEnum):
    """Patch ids are stored in histories; never reuse one. None so far."""


def changed(change: Change) -> bool:
    return workflow.patched(change.value)
