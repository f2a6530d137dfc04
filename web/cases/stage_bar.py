"""The ten steps with a clock each: what a past one took against the guide, what is left now."""

from dataclasses import dataclass
from datetime import date, datetime

from care.decide.calendar import business_days_between, local_date
from care.model.case import CaseState
from care.model.codes import Stage
from care.model.policy import Calendar, CasePolicy
from care.model.term import Term, Unit
from care.model.work import Deadline, DeadlineKind
from i18n.loader import gettext
from web.cases.sight import Sight
from web.clocks import clock_of
from web.filters import short_day

BESIDE = frozenset({Stage.ENGAGEMENT_HOLD, Stage.ENDED})
"""A loop beside the steps, and the end."""
STEPS = tuple(stage for stage in Stage if stage not in BESIDE)
CLOCKS: dict[Stage, tuple[DeadlineKind, ...]] = {
    Stage.DISCOVERY: (DeadlineKind.FIRST_CONTACT,),
    Stage.INTAKE: (DeadlineKind.INTAKE_TO_RECEIPT,),
    Stage.RECEIVED: (DeadlineKind.ASSIGN_OWNER,),
    Stage.ASSESSMENT: (DeadlineKind.ASSESSMENT,),
    Stage.CONFERENCE: (DeadlineKind.CONFERENCE,),
    Stage.PLANNING: (DeadlineKind.PLAN, DeadlineKind.PLAN_AFTER_CONFERENCE, DeadlineKind.APPROVAL),
    Stage.LINKAGE: (DeadlineKind.LINKAGE_REQUEST, DeadlineKind.PARTNER_ANSWER),
    Stage.MONITORING: (DeadlineKind.CHECK, DeadlineKind.VISIT, DeadlineKind.CONTACT),
    Stage.CLOSURE: (DeadlineKind.APPROVAL, DeadlineKind.CLOSURE),
    Stage.AFTERCARE: (DeadlineKind.AFTERCARE_CHECK,),
}
"""Which clock is shown for the stage a case is in; the earliest of them."""


@dataclass(frozen=True)
class Step:
    stage: Stage
    kind: str
    """``done``, ``late`` (done over the guide), ``now``, ``held`` (now, at rest) or ``next``."""
    words: str
    over: str = ""


def stage_bar(sight: Sight) -> list[Step]:
    state = sight.state
    at = state.hold.former if state.hold is not None and state.stage in BESIDE else state.stage
    reached = STEPS.index(at) if at in STEPS else len(STEPS)
    return [_step(stage, n, reached, sight) for n, stage in enumerate(STEPS)]


def _step(stage: Stage, number: int, reached: int, sight: Sight) -> Step:
    if number == reached:
        return _now(stage, sight)
    if number > reached or stage not in sight.state.stages:
        skipped = number < reached
        return Step(stage, "next", gettext("거치지 않음") if skipped else gettext("아직"))
    return _done(stage, sight.state)


def _rest(sight: Sight) -> str:
    """Why the step one stands on is at rest: held or paused."""
    state = sight.state
    if state.stage is Stage.ENGAGEMENT_HOLD and state.hold is not None:
        return gettext("관계 유지 중, %(day)s부터", day=short_day(state.hold.since))
    if state.pause is not None:
        return gettext("멈춤, %(day)s까지", day=short_day(state.pause.resume_on))
    return ""


def _now(stage: Stage, sight: Sight) -> Step:
    if rest := _rest(sight):
        return Step(stage, "held", rest)
    running = [one for one in sight.running if one.kind in CLOCKS[stage]]
    deadline: Deadline | None = min(running, key=lambda one: one.due, default=None)
    if deadline is None:
        return Step(stage, "now", gettext("진행 중"))
    calendar = sight.state.policy.calendar
    clock = clock_of(deadline.due, sight.now, calendar, deadline.since)
    if clock is None:
        return Step(stage, "now", gettext("진행 중"))
    words = " · ".join(one for one in (clock.left, clock.until) if one)
    return Step(stage, "now", words, over=clock.left if clock.state == "over" else "")


def _done(stage: Stage, state: CaseState) -> Step:
    left = _left_at(stage, state)
    term = guide(stage, state.policy)
    if left is None:
        return Step(stage, "done", "")
    calendar = state.policy.calendar
    entered = local_date(state.stages[stage], calendar)
    ended = local_date(left, calendar)
    if term is None:
        return Step(stage, "done", gettext("%(n)s일", n=(ended - entered).days))
    return _against(stage, entered, ended, term, calendar)


def _against(stage: Stage, entered: date, ended: date, term: Term, calendar: Calendar) -> Step:
    if term.unit is Unit.HOURS:
        taken, allowed = (ended - entered).days, max(1, term.n // 24)
    elif term.unit is Unit.BUSINESS_DAYS:
        taken, allowed = business_days_between(entered, ended, calendar), term.n
    else:
        taken, allowed = (ended - entered).days, term.n
    words = gettext("%(taken)s일 / %(allowed)s일", taken=taken, allowed=allowed)
    if taken <= allowed:
        return Step(stage, "done", words)
    return Step(stage, "late", words, gettext("%(n)s일 넘김", n=taken - allowed))


def _left_at(stage: Stage, state: CaseState) -> datetime | None:
    """When the next stage that was reached began."""
    entered = state.stages[stage]
    later = [at for one, at in state.stages.items() if at >= entered and one is not stage]
    return min(later, default=None)


def guide(stage: Stage, policy: CasePolicy) -> Term | None:
    """What the policy allows for a step; months-long care has no such limit."""
    terms = {
        Stage.DISCOVERY: policy.first_contact,
        Stage.INTAKE: policy.intake_to_receipt,
        Stage.RECEIVED: policy.assign_owner,
        Stage.ASSESSMENT: policy.assessment_due,
        Stage.CONFERENCE: policy.conference_due,
        Stage.PLANNING: policy.plan_after_conference,
        Stage.LINKAGE: policy.linkage_request,
    }
    return terms.get(stage)
