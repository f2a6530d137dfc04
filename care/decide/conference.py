"""Case conference, classification, high-difficulty referral (사례회의, 구분·선정, 고난도 의뢰)."""

from datetime import date

from care.decide.approval import decided_before
from care.decide.consents import BEFORE_RECEIPT
from care.decide.context import Context, Decision, lacking, refuse, today
from care.decide.course import cover_over
from care.decide.support import running_programmes
from care.messages import commands as c
from care.messages import events as e
from care.messages import loop_events as le
from care.model.case import CaseState, ConferenceRecord
from care.model.codes import (
    CASE_HIGH_DIFFICULTY,
    LINKAGE_ONLY,
    NOT_SELECTED,
    REFERRED_OUT,
    ConferenceKind,
    Role,
    Stage,
)
from care.model.course import AgreedTask
from care.model.ids import LevelCode, TextId
from care.model.refusal import Refusal

ENDING = frozenset({NOT_SELECTED, REFERRED_OUT})
"""Classifications that end the episode."""
EVERYWHERE = frozenset({LINKAGE_ONLY}) | ENDING
"""Levels every district has beside those its policy lists."""
CLASSIFIERS = frozenset({Role.TEAM_LEAD, Role.COORDINATOR, Role.SECTION_HEAD})
"""The conference decides the level; these record it (domain guide 2.8)."""
CLASSIFYING = frozenset({Stage.CONFERENCE, Stage.PLANNING, Stage.LINKAGE, Stage.MONITORING})


def hold_conference(state: CaseState, command: c.HoldConference, context: Context) -> Decision:
    refused = _level_refusal(state, command, context) or _meeting_refusal(state, command, context)
    if refused:
        return refused
    held = e.ConferenceHeld(
        conference=_record(state, command, context),
        bodies=command.bodies,
        attendees=command.attendees,
    )
    agreed = tuple(_agreed(task, context) for task in command.tasks)
    if command.level is None:
        return (held, *agreed)
    return (held, *agreed, *classify(state, command.level, command.difference))


def _agreed(task: AgreedTask, context: Context) -> le.TaskAgreed:
    return le.TaskAgreed(task=task.model_copy(update={"agreed_at": context.now, "done_at": None}))


def _meeting_refusal(
    state: CaseState, command: c.HoldConference, context: Context
) -> Refusal | None:
    """In hold only a solution conference sits with others: its brief names nobody.

    Nor is there another before the household is received: one asked for in a hold is still owed
    when it wakes.
    """
    early = state.stage in BEFORE_RECEIPT
    if early and (state.policy.life is None or command.conference is not ConferenceKind.SOLUTION):
        return refuse("wrong_stage", stage=state.stage)
    outside = command.bodies and command.conference is not ConferenceKind.SOLUTION
    if state.stage is Stage.ENGAGEMENT_HOLD and outside:
        return refuse("in_hold")
    return _votes_refusal(state, command) or _tasks_refusal(state, command, today(state, context))


def _votes_refusal(state: CaseState, command: c.HoldConference) -> Refusal | None:
    votes = command.votes
    if votes is None:
        return None
    if not state.policy.conference_votes:
        return refuse("votes_not_used")
    counted = (votes.agree, votes.disagree, votes.abstain)
    too_many = min(counted) < 0 or sum(counted) > command.attendees
    return refuse("invalid_value", field="votes") if too_many else None


def _tasks_refusal(state: CaseState, command: c.HoldConference, on: date) -> Refusal | None:
    if command.tasks and state.policy.life is None:
        return refuse("wrong_stage", stage=state.stage)
    known = [task.task_id for task in (*state.agreed, *command.tasks)]
    if len(set(known)) < len(known):
        return refuse("duplicate_subject", field="tasks")
    if any(task.due_on < on for task in command.tasks):
        return refuse("invalid_value", field="due_on")
    return None


def _record(state: CaseState, command: c.HoldConference, context: Context) -> ConferenceRecord:
    return ConferenceRecord(
        number=state.conference.number + 1 if state.conference else 1,
        kind=command.conference,
        held_at=context.now,
        minutes=command.minutes,
        level=command.level,
        proposed=state.score.level if state.score else None,
        signed_by=context.actor.person,
        conference_id=command.conference_id,
        purpose=command.purpose,
        votes=command.votes,
    )


def _level_refusal(state: CaseState, command: c.HoldConference, context: Context) -> Refusal | None:
    level = command.level
    if level is None:
        return None
    if context.actor.role not in CLASSIFIERS:
        return refuse("role_not_allowed", role=context.actor.role)
    if state.stage not in CLASSIFYING:
        return refuse("wrong_stage", stage=state.stage)
    if state.policy.level(level) is None and level not in EVERYWHERE:
        return refuse("unknown_level", level=level)
    if level in ENDING and state.stage is not Stage.CONFERENCE:
        return refuse("wrong_stage", stage=state.stage, level=level)
    owed = running_programmes(state) if level in ENDING else ()
    if owed:
        return lacking(*owed)
    differs = state.score is not None and level != state.score.level
    if differs and level != state.level and command.difference is None:
        return refuse("reason_required", field="difference")
    return None


def classify(state: CaseState, level: LevelCode, difference: TextId | None) -> tuple[e.Event, ...]:
    """The level and what follows: in CONFERENCE the plan or the end; later a step up or down."""
    classified = e.Classified(
        level=level,
        previous=state.level,
        proposed=state.score.level if state.score else None,
        difference=difference,
    )
    if state.stage is not Stage.CONFERENCE:
        return (classified,) if level != state.level else ()
    if level in ENDING:
        return (classified, e.CaseEnded(why=level))
    return (classified, e.StageEntered(stage=Stage.PLANNING, left=Stage.CONFERENCE))


def refer_high_difficulty(
    state: CaseState, command: c.ReferHighDifficulty, context: Context
) -> Decision:
    if state.policy.level(CASE_HIGH_DIFFICULTY) is None:
        return refuse("unknown_level", level=CASE_HIGH_DIFFICULTY)
    pending = state.high_difficulty is not None and state.high_difficulty.is_open
    if pending or state.level == CASE_HIGH_DIFFICULTY:
        return refuse("duplicate_subject", field="high_difficulty")
    return (e.HighDifficultyReferred(reason=command.reason),)


def answer_high_difficulty(
    state: CaseState, command: c.AnswerHighDifficulty, context: Context
) -> Decision:
    """Accepted, the district's own owner takes over; returned, the sender keeps the case."""
    refused = _answer_refusal(state, command)
    if refused:
        return refused
    answered = e.HighDifficultyAnswered(accepted=command.accepted, reason=command.reason)
    if not command.accepted or command.owner is None:
        return (answered,)
    assigned = e.OwnerAssigned(
        owner=command.owner,
        co_owner=state.co_owner,
        previous=state.owner,
        handover=command.reason,
    )
    # The conference is the deciding gate: before one was held only the owner changes.
    level = classify(state, CASE_HIGH_DIFFICULTY, command.reason) if state.conference else ()
    return (answered, *cover_over(state, command.owner), assigned, *level)


def _answer_refusal(state: CaseState, command: c.AnswerHighDifficulty) -> Refusal | None:
    referral = state.high_difficulty
    if referral is None:
        return refuse("nothing_pending")
    if not referral.is_open:
        return decided_before(state, "high_difficulty") or refuse("nothing_pending")
    if command.accepted and command.owner is None:
        return refuse("invalid_value", field="owner")
    if not command.accepted and command.reason is None:
        return refuse("reason_required", field="reason")
    return None
