"""Pause, cover and safety: what changes around a case without moving its stage."""

from datetime import timedelta

from care.decide.clock import UNDER_CARE
from care.decide.context import UNDER_WAY, Context, Decision, lacking, refuse, today
from care.decide.rule import CASEWORK, Rule, Rules, with_life
from care.messages import events as e
from care.messages import loop_commands as lc
from care.messages import loop_events as le
from care.model.case import CaseState
from care.model.codes import Role, Stage
from care.model.ids import PersonId
from care.model.refusal import Missing

STEERING = frozenset({Role.TEAM_LEAD, Role.COORDINATOR})
PAUSABLE = frozenset(
    {Stage.RECEIVED, Stage.ASSESSMENT, Stage.CONFERENCE, Stage.PLANNING, *UNDER_CARE}
)
"""Before receipt nobody is ours to wait for; the hold is a wait with clocks of its own."""
LONGEST_PAUSE = timedelta(days=366)
"""A pause always names its last day; what stands still for longer is no pause."""


def pause_case(state: CaseState, command: lc.PauseCase, context: Context) -> Decision:
    if state.pause is not None:
        return refuse("duplicate_subject", field="pause")
    if state.client_died_at is not None:
        return refuse("nothing_pending")
    day = today(state, context)
    if not day < command.resume_on <= day + LONGEST_PAUSE:
        return refuse("invalid_value", field="resume_on")
    return (le.CasePaused(pause=command),)


def resume_case(state: CaseState, command: lc.ResumeCase, context: Context) -> Decision:
    if state.pause is None:
        return refuse("nothing_pending")
    return (le.CaseResumed(by_itself=False, note=command.note),)


def resumed(state: CaseState) -> tuple[e.Event, ...]:
    """What ends a running pause when something asks for the case at once."""
    return (le.CaseResumed(by_itself=False),) if state.pause is not None else ()


def set_cover(state: CaseState, command: lc.SetCover, context: Context) -> Decision:
    """A later cover takes the place of an earlier one; the owner stays (domain JG-04)."""
    if state.owner is None:
        return lacking(Missing(code="owner"))
    if command.cover == state.owner:
        return refuse("invalid_value", field="cover")
    if command.until < today(state, context):
        return refuse("invalid_value", field="until")
    return (le.CoverSet(cover=command),)


def end_cover(state: CaseState, command: lc.EndCover, context: Context) -> Decision:
    if state.cover is None:
        return refuse("nothing_pending")
    ended = le.CoverEnded(person=state.cover.person, by_itself=False, note=command.note)
    return (ended,)


def cover_over(state: CaseState, owner: PersonId) -> tuple[e.Event, ...]:
    """Nobody stands in for an owner who is no longer one."""
    if state.cover is None or owner == state.owner:
        return ()
    return (le.CoverEnded(person=state.cover.person, by_itself=False),)


def set_safety_flags(state: CaseState, command: lc.SetSafetyFlags, context: Context) -> Decision:
    if frozenset(command.flags) == frozenset(state.safety):
        return ()
    return (le.SafetyFlagsSet(safety=command),)


def goes_in_pairs(state: CaseState) -> bool:
    """Two people go: a safety flag stands, or it is the first visit to somebody who refused."""
    if state.policy.life is None or state.policy.life.visit_pair < 2:
        return False
    first_to_refuser = state.refusals > 0 and state.contacts.last_visit_at is None
    return bool(state.safety) or first_to_refuser


COURSE_RULES: Rules = {
    lc.PauseCase: Rule(with_life(pause_case), CASEWORK, PAUSABLE),
    lc.ResumeCase: Rule(with_life(resume_case), CASEWORK, UNDER_WAY),
    lc.SetCover: Rule(with_life(set_cover), STEERING, UNDER_WAY),
    lc.EndCover: Rule(with_life(end_cover), STEERING, UNDER_WAY),
    lc.SetSafetyFlags: Rule(with_life(set_safety_flags), STEERING, UNDER_WAY),
}
