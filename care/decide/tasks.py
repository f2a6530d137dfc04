"""What the case asks of people: one inbox item for each clock that waits for one of them."""

from collections.abc import Iterable

from care.decide.care_clocks import ASKED
from care.decide.clock import RESTING, owners
from care.decide.course import goes_in_pairs
from care.decide.deadlines import deadlines
from care.decide.heard import sought_by
from care.decide.ladder import HEIGHT, escalated_to, touched
from care.decide.stage_clocks import closure_tier, plan_tier
from care.model.case import CaseState
from care.model.codes import IntakeOutcome, Role, Stage
from care.model.ids import PersonId
from care.model.work import Deadline, DeadlineKind, Task, TaskKind

KIND_OF = {
    DeadlineKind.ASSIGN_OWNER: TaskKind.ASSIGN_OWNER,
    DeadlineKind.ASSESSMENT: TaskKind.DO_ASSESSMENT,
    DeadlineKind.CONFERENCE: TaskKind.HOLD_CONFERENCE,
    DeadlineKind.PLAN_AGREEMENT: TaskKind.GET_PLAN_AGREEMENT,
    DeadlineKind.LINKAGE_REQUEST: TaskKind.REQUEST_LINKAGES,
    DeadlineKind.PARTNER_ANSWER: TaskKind.CHASE_PARTNER,
    DeadlineKind.MANUAL_REFERRAL: TaskKind.SEND_MANUAL_REFERRAL,
    DeadlineKind.LATE_ANSWER: TaskKind.LOOK_AT_LATE_ANSWER,
    DeadlineKind.RECALL: TaskKind.RECALL_REFERRAL,
    DeadlineKind.LINKAGE_START: TaskKind.CONFIRM_START,
    DeadlineKind.CONTACT: TaskKind.CONTACT_HOUSEHOLD,
    DeadlineKind.VISIT: TaskKind.VISIT_HOUSEHOLD,
    DeadlineKind.CHECK: TaskKind.DO_CHECK,
    DeadlineKind.REASSESSMENT: TaskKind.REASSESS,
    DeadlineKind.HIGH_DIFFICULTY_ANSWER: TaskKind.ANSWER_HIGH_DIFFICULTY,
    DeadlineKind.AFTERCARE_CHECK: TaskKind.DO_AFTERCARE,
    DeadlineKind.ICS_CHECK: TaskKind.DO_ICS_CHECK,
    DeadlineKind.PLEDGE: TaskKind.SECURE_PLEDGE,
    DeadlineKind.CONSENT_RENEWAL: TaskKind.RENEW_CONSENT,
    DeadlineKind.RED_FLAG: TaskKind.ANSWER_RED_FLAG,
    DeadlineKind.HOLD_CONTACT: TaskKind.KEEP_ENGAGING,
    DeadlineKind.HOLD_REVIEW: TaskKind.REVIEW_HOLD,
    DeadlineKind.HOLD_ANNUAL: TaskKind.CONFIRM_HOLD,
    DeadlineKind.CRISIS_ON_SITE: TaskKind.CHECK_ON_SITE,
    DeadlineKind.CRISIS_AID: TaskKind.GIVE_CRISIS_AID,
    DeadlineKind.CRISIS_POST_CHECK: TaskKind.DO_POST_CHECK,
    DeadlineKind.GROUND_REPORT: TaskKind.REPORT_GROUND,
    DeadlineKind.PURGE: TaskKind.PURGE_DATA,
    DeadlineKind.ICS_SURVEY: TaskKind.DO_ICS_SURVEY,
    DeadlineKind.ICS_DETERMINATION: TaskKind.DO_ICS_DETERMINATION,
    DeadlineKind.ICS_TELL: TaskKind.TELL_DETERMINATION,
    DeadlineKind.ICS_PLAN: TaskKind.MAKE_ICS_PLAN,
    DeadlineKind.AGREED_TASK: TaskKind.DO_AGREED_TASK,
    DeadlineKind.SUPERVISION: TaskKind.HOLD_SUPERVISION,
    DeadlineKind.SOLUTION_CONFERENCE: TaskKind.HOLD_SOLUTION_CONFERENCE,
    DeadlineKind.LONG_CASE_CONFIRM: TaskKind.CONFIRM_LONG_CASE,
    DeadlineKind.STALL: TaskKind.ANSWER_STALL,
    DeadlineKind.TRANSFER_APPROVAL: TaskKind.APPROVE_TRANSFER,
    DeadlineKind.TRANSFER_ANSWER: TaskKind.AWAIT_TRANSFER,
    DeadlineKind.TRANSFER_CONTACT: TaskKind.CONTACT_NEWCOMER,
    DeadlineKind.RESUME: TaskKind.RESUME_CASE,
    DeadlineKind.COVER_END: TaskKind.END_COVER,
    DeadlineKind.MERGE_FINAL: TaskKind.UNDO_MERGE,
    DeadlineKind.COMPLAINT: TaskKind.RESOLVE_COMPLAINT,
    DeadlineKind.CLOSURE_SIGNATURE: TaskKind.SIGN_CLOSURE,
    DeadlineKind.CHASE: TaskKind.CHASE_PARTNER,
    DeadlineKind.STATUS_UPDATE: TaskKind.ASK_STATUS,
    DeadlineKind.WAITLIST: TaskKind.REVIEW_WAITLIST,
    DeadlineKind.MEMBER_PROPOSED: TaskKind.ASK_ABOUT_MEMBER,
    DeadlineKind.DOUBLE_SEND: TaskKind.CHECK_DOUBLE_SEND,
    DeadlineKind.CONCERN: TaskKind.ANSWER_CONCERN,
    DeadlineKind.RESOURCE_GAP: TaskKind.FILL_RESOURCE_GAP,
    DeadlineKind.SIGNAL: TaskKind.LOOK_AT_SIGNAL,
    DeadlineKind.NUMBER_ANSWER: TaskKind.GET_NUMBER_ANSWER,
    DeadlineKind.NUMBER_NOTICE: TaskKind.GIVE_NUMBER_NOTICE,
}
"""Clocks that always ask the same; the others ask by what the case has reached."""

STAGE_TASK = {
    Stage.RECEIVED: TaskKind.ASSIGN_OWNER,
    Stage.ASSESSMENT: TaskKind.DO_ASSESSMENT,
    Stage.CONFERENCE: TaskKind.HOLD_CONFERENCE,
}
"""What the 30-day clock asks for before there is a plan to draft."""

SHARED = {
    TaskKind.ASSIGN_OWNER: DeadlineKind.ASSIGN_OWNER,
    TaskKind.DO_ASSESSMENT: DeadlineKind.ASSESSMENT,
    TaskKind.HOLD_CONFERENCE: DeadlineKind.CONFERENCE,
    TaskKind.MAKE_PLAN: DeadlineKind.PLAN_AFTER_CONFERENCE,
    TaskKind.REVISE_PLAN: DeadlineKind.PLAN_AFTER_CONFERENCE,
    TaskKind.APPROVE_PLAN: DeadlineKind.APPROVAL,
    TaskKind.APPROVE_CLOSURE: DeadlineKind.APPROVAL,
}
"""Items several clocks press for at once, and the clock that gives them their subject and start."""

AT_THE_DOOR = frozenset(
    {
        TaskKind.MAKE_FIRST_CONTACT,
        TaskKind.VISIT_HOUSEHOLD,
        TaskKind.CHECK_ON_SITE,
        TaskKind.KEEP_ENGAGING,
        TaskKind.CONTACT_NEWCOMER,
    }
)
"""Items that take somebody to the household's door."""

URGENT_PRIORITY, HEAVY_PRIORITY, ORDINARY_PRIORITY = 1, 2, 3


def tasks(state: CaseState, running: tuple[Deadline, ...] | None = None) -> tuple[Task, ...]:
    """Ordered by due date, then key."""
    found = deadlines(state) if running is None else running
    fired = frozenset(state.fired)
    asked: dict[tuple[TaskKind, str], list[Deadline]] = {}
    for deadline in found:
        if rests(deadline) and not touched(state, deadline, fired):
            continue
        kind = kind_of(state, deadline)
        subject = "" if kind in SHARED else deadline.subject
        asked.setdefault((kind, subject), []).append(deadline)
    priority = priority_of(state)
    made = [_task(state, kind, group, priority) for (kind, _), group in asked.items()]
    return tuple(sorted(made, key=lambda task: (task.due or task.since, task.key)))


def rests(deadline: Deadline) -> bool:
    return deadline.kind in RESTING and not deadline.subject.startswith(ASKED)


def kind_of(state: CaseState, deadline: Deadline) -> TaskKind:
    """What a clock asks for now."""
    if deadline.kind is DeadlineKind.STALL and _chooser(state, deadline) is None:
        return TaskKind.CONTACT_HOUSEHOLD
    always = KIND_OF.get(deadline.kind)
    if always is not None:
        return always
    if deadline.kind is DeadlineKind.FIRST_CONTACT:
        return sought_by(state)
    if deadline.kind is DeadlineKind.INTAKE_TO_RECEIPT:
        return TaskKind.RECEIVE_CASE if _led_on(state) else TaskKind.DO_INTAKE
    if deadline.kind is DeadlineKind.SUBSTITUTE_SEARCH:
        return _substitute_kind(state, deadline)
    if deadline.kind is DeadlineKind.CLOSURE or deadline.subject.startswith("closure."):
        pending = closure_tier(state) is not None
        return TaskKind.APPROVE_CLOSURE if pending else TaskKind.PROPOSE_CLOSURE
    return _plan_kind(state, deadline)


def priority_of(state: CaseState) -> int:
    if state.urgent_since is not None or state.red_flags:
        return URGENT_PRIORITY
    return HEAVY_PRIORITY if heaviest(state) else ORDINARY_PRIORITY


def heaviest(state: CaseState) -> bool:
    """The household's level is the heaviest the district knows."""
    rule = state.policy.level(state.level) if state.level is not None else None
    return rule is not None and rule.rank == max(level.rank for level in state.policy.levels)


def _led_on(state: CaseState) -> bool:
    """An interview that was refused is held again once the household wants help."""
    said = state.intake
    return said is not None and said.outcome is not IntakeOutcome.REFUSED


def _substitute_kind(state: CaseState, deadline: Deadline) -> TaskKind:
    linkage = state.linkage(deadline.subject)
    if linkage is not None and linkage.delivery_failed and linkage.decline is None:
        return TaskKind.FIX_DELIVERY
    return TaskKind.FIND_SUBSTITUTE


def _plan_kind(state: CaseState, deadline: Deadline) -> TaskKind:
    if deadline.kind is DeadlineKind.PLAN and state.stage in STAGE_TASK:
        return STAGE_TASK[state.stage]
    if plan_tier(state) is not None:
        return TaskKind.APPROVE_PLAN
    return TaskKind.MAKE_PLAN if state.last_returned is None else TaskKind.REVISE_PLAN


def _task(state: CaseState, kind: TaskKind, group: list[Deadline], priority: int) -> Task:
    """``group`` is sorted by due date: the first presses most, the item's own clock names it."""
    named = next((d for d in group if d.kind is SHARED.get(kind)), group[0])
    first = group[0]
    role, person = _asked(state, named)
    return Task(
        key=f"{kind.value}:{named.subject}",
        kind=kind,
        subject=named.subject,
        role=role,
        person=person,
        requester=_requester(state, kind),
        since=named.since,
        due=first.due,
        term=first.term,
        deadline=first.key,
        priority=URGENT_PRIORITY if _urgent_linkage(state, named) else priority,
        returned=kind is TaskKind.REVISE_PLAN,
        escalated_to=_highest(state, group),
        pair=kind in AT_THE_DOOR and goes_in_pairs(state),
    )


def _asked(state: CaseState, deadline: Deadline) -> tuple[Role, PersonId | None]:
    """A body that does not answer is chased by the owner; a stall is answered by who steers."""
    chooser = _chooser(state, deadline) if deadline.kind is DeadlineKind.STALL else None
    if chooser is not None:
        return chooser, None
    if deadline.whom is not Role.PARTNER_WORKER:
        return deadline.whom, deadline.person
    whose = owners(state)
    return whose.role, whose.person


def _chooser(state: CaseState, deadline: Deadline) -> Role | None:
    """Who must choose once a stall has climbed to them; until then the owner seeks contact."""
    told = escalated_to(state, deadline, frozenset(state.fired))
    return told if told is not None and HEIGHT[told] >= HEIGHT[Role.COORDINATOR] else None


def _requester(state: CaseState, kind: TaskKind) -> PersonId | None:
    if kind is TaskKind.APPROVE_PLAN and state.submission is not None:
        return state.submission.requested_by
    if kind is TaskKind.APPROVE_CLOSURE and state.closure is not None:
        return state.closure.requested_by
    if kind is TaskKind.ANSWER_HIGH_DIFFICULTY and state.high_difficulty is not None:
        return state.high_difficulty.requested_by
    return None


def _urgent_linkage(state: CaseState, deadline: Deadline) -> bool:
    linkage = state.linkage(deadline.subject) if deadline.subject else None
    return linkage is not None and linkage.urgent


def _highest(state: CaseState, group: Iterable[Deadline]) -> Role | None:
    fired = frozenset(state.fired)
    roles = (escalated_to(state, deadline, fired) for deadline in group)
    return max((r for r in roles if r is not None), key=lambda role: HEIGHT[role], default=None)
