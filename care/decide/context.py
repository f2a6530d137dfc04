"""What every decision is told beside the state and the command, and small readings of both."""

from datetime import date, datetime

from care.decide.calendar import local_date
from care.messages.envelope import Actor
from care.messages.events import Event
from care.model.case import CaseState
from care.model.codes import Relation, Stage, SubDomain
from care.model.household import Member
from care.model.ids import IntentKey, MemberId
from care.model.refusal import Missing, Refusal
from care.model.value import Value

Decision = tuple[Event, ...] | Refusal
"""Events in the order they happened, none if the act changes nothing; or why not."""


class Context(Value):
    """``now`` is the case clock: the engine's time plus the case's shift."""

    now: datetime
    actor: Actor
    intent: IntentKey


def today(state: CaseState, context: Context) -> date:
    """The local date of the act."""
    return local_date(context.now, state.policy.calendar)


def refuse(code: str, **params: object) -> Refusal:
    """A refusal whose parameters are ids, codes, dates and numbers."""
    return Refusal(code=code, params={key: str(value) for key, value in params.items()})


def lacking(*missing: Missing) -> Refusal:
    return Refusal(code="requirements_missing", missing=missing)


def household(state: CaseState) -> tuple[Member, ...]:
    """The members who count: everybody but the excluded and the dead."""
    return tuple(
        member
        for member in state.members
        if not member.excluded and member.member_id not in state.deceased
    )


def client(state: CaseState) -> Member | None:
    return next((m for m in household(state) if m.relation is Relation.CLIENT), None)


def stranger(state: CaseState, members: tuple[MemberId, ...]) -> MemberId | None:
    """The first id that is not of the household: unknown or excluded."""
    ours = {member.member_id for member in household(state)}
    return next((member_id for member_id in members if member_id not in ours), None)


def scores(state: CaseState) -> dict[SubDomain, int]:
    """The last complete assessment's scores; empty before the first."""
    for found in (state.assessment, state.previous_assessment):
        if found is not None and found.complete:
            return found.scores
    return {}


def linked_needs(state: CaseState) -> frozenset[SubDomain]:
    """Needs that may receive resources: scored at least 1, or a goal of the plan."""
    scored = {need for need, score in scores(state).items() if score >= 1}
    planned = {goal.need for goal in state.plan.goals} if state.plan else set()
    return frozenset(scored | planned)


UNDER_WAY = frozenset(stage for stage in Stage if stage is not Stage.ENDED)
"""Every stage of a living episode."""
BEFORE_CLOSURE = UNDER_WAY - {Stage.CLOSURE, Stage.AFTERCARE}
WITH_PLAN = frozenset({Stage.PLANNING, Stage.LINKAGE, Stage.MONITORING})
IN_SERVICE = frozenset({Stage.LINKAGE, Stage.MONITORING})
"""Stages in which a plan is carried out."""
