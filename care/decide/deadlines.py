"""Every clock that runs for a case, derived from its state; nothing here is remembered."""

from care.decide.care_clocks import care_clocks
from care.decide.clock import RESTING, entered, goes_on
from care.decide.context import WITH_PLAN
from care.decide.course_clocks import course_clocks
from care.decide.crisis_clocks import crisis_clocks
from care.decide.engagement_clocks import engagement_clocks
from care.decide.follow_ups import follow_ups
from care.decide.heard_clocks import heard_clocks
from care.decide.kin_clocks import kin_clocks, merge_clock, still_asked
from care.decide.linkage_clocks import linkage_clocks
from care.decide.linking_clocks import linking_clocks
from care.decide.long_case_clocks import long_case_clocks
from care.decide.stage_clocks import agreement_clock, approval_clocks, keep_trying, stage_clocks
from care.decide.support_clocks import support_clocks
from care.model.case import CaseState
from care.model.codes import Stage
from care.model.work import Deadline

LOOPS = (
    engagement_clocks,
    crisis_clocks,
    support_clocks,
    long_case_clocks,
    course_clocks,
    kin_clocks,
    linking_clocks,
    heard_clocks,
)
"""Regions beside the stages; each is silent while the policy has no rules of it."""


def deadlines(state: CaseState) -> tuple[Deadline, ...]:
    """Earliest first. A case that is open and not ended always has one: no case without a date."""
    if not state.opened or state.stage is Stage.ENDED:
        return ()
    found = list(merge_clock(state)) if state.merge is not None else _standing(state)
    return tuple(sorted(found, key=lambda deadline: (deadline.due, deadline.key)))


def _standing(state: CaseState) -> list[Deadline]:
    """All that runs, less what a pause keeps still and what nobody asks after a death."""
    found = [clock for clock in _running(state) if still_asked(state, clock)]
    if state.pause is not None:
        return [clock for clock in found if goes_on(clock.kind, clock.ladder)]
    if all(deadline.kind in RESTING for deadline in found):
        # Nobody would have to move for months, or only a body would: somebody stays in touch.
        found += [keep_trying(state, entered(state))]
    return found


def _running(state: CaseState) -> list[Deadline]:
    found = [*stage_clocks(state), *care_clocks(state), *follow_ups(state)]
    found += [clock for clocks in LOOPS for clock in clocks(state)]
    if state.stage is not Stage.AFTERCARE:
        found += approval_clocks(state)
    if state.stage in WITH_PLAN:
        found += agreement_clock(state)
    return [*found, *linkage_clocks(state)]


def kept_keys(state: CaseState) -> frozenset[str]:
    """Clocks whose rungs are remembered: also those a pause keeps still will go on."""
    whole = state.model_copy(update={"pause": None}) if state.pause is not None else state
    return frozenset(clock.key for clock in deadlines(whole))


def deadline(state: CaseState, key: str) -> Deadline | None:
    return next((found for found in deadlines(state) if found.key == key), None)
