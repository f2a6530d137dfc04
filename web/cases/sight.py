"""One case as a page shows it: its state, and the words for every id in it.

Names, texts and colleagues are unsealed here, after the guard has said yes, and nowhere else.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from care.decide.deadlines import deadlines
from care.decide.forecast import Coming, next_three
from care.decide.outlook import waiting
from care.decide.tasks import tasks
from care.model.case import CaseState
from care.model.course import Kin
from care.model.ids import AgencyId, MemberId, PersonId, TextId
from care.model.plan import CarePlan, PlanSubmission
from care.model.work import Deadline, Task, Waiting
from i18n.loader import gettext
from store import agencies, at_risk_queue, households, people, texts
from web.filters import masked
from web.known_cases import known_cases
from web.visitor import Resource, Visit
from web.words import Problem

SYSTEM = "system"


@dataclass
class Sight:
    """``who``, ``agency``, ``member`` and ``text`` turn an id of the state into words."""

    state: CaseState
    now: datetime
    running: tuple[Deadline, ...]
    members: dict[MemberId, Any]
    names: dict[PersonId, str]
    bodies: dict[AgencyId, Any]
    texts: dict[TextId, str] = field(default_factory=dict)
    before: Kin | None = None
    """The episode it came from, unless it is one of this district the visitor may not see."""
    after: tuple[Kin, ...] = ()
    """Episodes that came from it, by the same measure; also those begun after it ended."""
    told_of: frozenset[str] = frozenset()
    """Households of the queue whose page says more of the signals that wait to be looked at."""

    def who(self, person: PersonId | None) -> str:
        if person is None:
            return gettext("아직 없음")
        return gettext("함께") if person == SYSTEM else self.names.get(person, gettext("옛 담당"))

    def agency(self, agency_id: AgencyId | None) -> str:
        if agency_id is None:
            return gettext("사례관리사")
        body = self.bodies.get(agency_id)
        return str(body.name) if body else gettext("목록에 없는 기관")

    def member(self, member_id: MemberId) -> str:
        kept = self.members.get(member_id)
        return str(kept.name) if kept else gettext("이름 없음")

    def text(self, text_id: TextId | None) -> str:
        return self.texts.get(text_id, "") if text_id else ""

    @property
    def household(self) -> str:
        """``윤○온 5인``: masked, as in every list and title."""
        return household_label(self.first_name, self.size)

    @property
    def first_name(self) -> str:
        return next((str(one.name) for one in self.members.values()), "")

    @property
    def size(self) -> int:
        return sum(1 for member in self.state.members if not member.excluded)

    @property
    def waiting(self) -> Waiting:
        return waiting(self.state, self.running)

    @property
    def next_steps(self) -> tuple[Coming, ...]:
        return next_three(self.state)

    @property
    def tasks(self) -> tuple[Task, ...]:
        return tasks(self.state, self.running)


def household_label(name: str, size: int) -> str:
    return gettext("%(name)s %(n)s인", name=masked(name), n=size)


MoreTexts = Callable[[CaseState], Iterable[TextId | None]]


async def see(visit: Visit, session: Any, more: MoreTexts = lambda state: ()) -> Sight:
    """The case of this request; 404 when nothing is stored of it."""
    state = await known_cases(visit).state(session, visit.case_id)
    if state is None:
        raise Problem(404, "NOT_FOUND")
    return await seen_as(visit, session, state, more)


async def seen_as(
    visit: Visit, session: Any, state: CaseState, more: MoreTexts = lambda state: ()
) -> Sight:
    """A case in any state of its life; names are those of today."""
    keyring = visit.dependencies.keyring
    view = await households.household(session, keyring, state.household_id)
    wanted = {one for one in (*plan_texts(state), *more(state)) if one}
    return Sight(
        state=state,
        now=visit.now,
        running=deadlines(state),
        members={one.member_id: one for one in (view.members if view else ())},
        names=await people.display_names(session, keyring, people_of(state)),
        bodies={one.agency_id: one for one in await agencies.agencies(session, state.district)},
        texts=await texts.texts(session, keyring, state.case_id, wanted),
        told_of=await _told_of(visit, session, state),
    )


async def _told_of(visit: Visit, session: Any, state: CaseState) -> frozenset[str]:
    own = Resource(kind="District", id=state.district, district=state.district)
    if state.heard.signals_since is None or not visit.may_to("ViewTriage", own):
        return frozenset()
    ids = {one.at_risk_id for one in state.heard.signals if one.at_risk_id}
    return await at_risk_queue.in_reach(session, visit.scope, ids)


def people_of(state: CaseState) -> set[PersonId]:
    """Every colleague the case mentions, to be named in one read."""
    found: set[PersonId | None] = {state.owner, state.co_owner}
    for submission in (state.submission, state.last_returned):
        if submission is not None:
            found.add(submission.requested_by)
            found.update(step.by for step in submission.steps)
    if state.closure is not None:
        found.add(state.closure.requested_by)
        found.update(step.by for step in state.closure.steps)
    if state.high_difficulty is not None:
        found.add(state.high_difficulty.requested_by)
    if state.cover is not None:
        found.add(state.cover.person)
    if state.transfer is not None:
        found.add(state.transfer.requested_by)
    if state.hold is not None:
        found.update(one.by for one in state.hold.reviews)
    found.update(one.person for one in next_three(state))
    found.update(one.person for one in state.agreed)
    found.update(one.by for one in state.decided)
    found.update(task.person for task in tasks(state))
    return {one for one in found if one}


def plan_texts(state: CaseState) -> set[TextId]:
    """Words of the approved, the submitted and the returned plan, with remarks."""
    found = _texts_of(state.plan)
    for submission in (state.submission, state.last_returned):
        if submission is not None:
            found |= _texts_of(submission.plan) | _remarks(submission)
    if state.closure is not None:
        found |= {step.reason for step in state.closure.steps if step.reason}
    if state.conference is not None:
        found.add(state.conference.minutes)
    found |= {one.text for one in state.agreed if one.done_at is None}
    return found | _linking_texts(state)


def _linking_texts(state: CaseState) -> set[TextId]:
    """What bodies noticed and nobody answered yet, and what those near are called."""
    noticed = {one.note for one in state.concerns if one.note and one.answered_at is None}
    return noticed | {one.label for one in state.supports if one.ended_at is None}


def _texts_of(plan: CarePlan | None) -> set[TextId]:
    if plan is None:
        return set()
    return {goal.text for goal in plan.goals} | {action.text for action in plan.actions}


def _remarks(submission: PlanSubmission) -> set[TextId]:
    found = {step.reason for step in submission.steps if step.reason}
    for step in submission.steps:
        found |= {point.text for point in step.points}
    return found
