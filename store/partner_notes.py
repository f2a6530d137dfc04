"""A body's own words on one referral, and the goal of the plan that is its to work on (GJ-11)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from care.messages.events import LateAnswerKept, LinkageAnswered, Recorded
from care.messages.service_commands import RecordPartnerAnswer
from care.model.codes import (
    DeclineReason,
    ItemOutcome,
    LinkageStatus,
    PartnerAnswer,
    Role,
    SubDomain,
)
from care.model.ids import PlanItemId
from care.model.linkage import Linkage
from care.model.plan import Goal, PlanAction
from care.model.service_codes import DataGroup
from care.model.work import CaseSnapshot
from store.events import of_kinds
from store.keyring import Keyring
from store.partner_view import Opened
from store.texts import texts

KINDS = ("LinkageAnswered", "LateAnswerKept")
TURNED = (LinkageStatus.DECLINED, LinkageStatus.WITHDRAWN, LinkageStatus.PASSED_ON)


@dataclass(frozen=True)
class Word:
    """One answer as it was given; ``note`` only where the body itself wrote it."""

    at: datetime
    answer: PartnerAnswer
    on: date | None
    scheduled_on: date | None
    sessions: int
    decline: DeclineReason | None
    outcome: ItemOutcome | None
    note: str
    kept: bool
    """It came too late or contradicts and changed nothing; somebody looks at it."""


@dataclass(frozen=True)
class OwnGoal:
    """A goal of the plan with the part of it this body works on."""

    goal_id: PlanItemId
    need: SubDomain
    goal: str
    action: str
    due_on: date


async def words(session: AsyncSession, keyring: Keyring, opened: Opened) -> list[Word]:
    """The latest first."""
    case_id, linkage = opened.referral.case_id, opened.referral.linkage
    recorded = await of_kinds(session, keyring, case_id, KINDS)
    own = [(one, said) for one in recorded if (said := _said(one, linkage)) is not None]
    written = [said.note for one, said in own if said.note and one.role is Role.PARTNER_WORKER]
    notes = await texts(session, keyring, case_id, written)
    return [
        Word(
            at=one.at,
            answer=said.answer,
            on=said.on,
            scheduled_on=said.scheduled_on,
            sessions=said.sessions,
            decline=said.decline,
            outcome=said.outcome,
            note=notes.get(said.note, "") if said.note else "",
            kept=isinstance(one.event, LateAnswerKept),
        )
        for one, said in reversed(own)
    ]


async def own_goal(session: AsyncSession, keyring: Keyring, opened: Opened) -> OwnGoal | None:
    """None where the need may not be told, or words of ours could give a protected place away."""
    shown, linkage = opened.referral, opened.referral.linkage
    if shown.protected or DataGroup.NEED not in shown.groups:
        return None
    action, goal = _planned(opened.case, linkage)
    if action is None or goal is None:
        return None
    found = await texts(session, keyring, shown.case_id, (goal.text, action.text))
    return OwnGoal(
        goal_id=goal.item_id,
        need=goal.need,
        goal=found.get(goal.text, ""),
        action=found.get(action.text, ""),
        due_on=action.due_on,
    )


def _said(recorded: Recorded, linkage: Linkage) -> RecordPartnerAnswer | None:
    event = recorded.event
    if not isinstance(event, LinkageAnswered | LateAnswerKept):
        return None
    return event.answer if event.answer.linkage_id == linkage.linkage_id else None


def _planned(case: CaseSnapshot, linkage: Linkage) -> tuple[PlanAction | None, Goal | None]:
    if case.plan is None or linkage.status in TURNED:
        return None, None
    action = next((a for a in case.plan.actions if a.item_id == linkage.action_id), None)
    wanted = action.goal_id if action else None
    return action, next((g for g in case.plan.goals if g.item_id == wanted), None)
