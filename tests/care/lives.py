"""Two hundred recorded lives, lived by the rules themselves; the table at the top is all they are.

A life is recorded as a living system records it: each act decided, each rung of a ladder at its
own moment. Its facts follow from its number alone, so that any expected outcome can be worked out
by hand from the table.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from care.decide.evolve import blank
from care.decide.ladder import rungs
from care.decide.step import Stepped, step, tick
from care.messages import commands as c
from care.messages.envelope import CaseStart
from care.messages.events import Recorded
from care.model import codes as k
from care.model.case import CaseState
from care.model.ids import CaseId, CaseNumber, LevelCode, OfficeCode, PlanItemId
from care.model.plan import CarePlan
from care.model.policy import CasePolicy
from tests.care import builders as b

LIVES = 200
FIRST_DAY = date(2026, 1, 5)
"""A Monday."""
UNTIL = datetime(2027, 9, 1, 1, tzinfo=UTC)
"""When the cases are looked at: later than any of them ends."""
OFFICES = ("sodam-dong", "narae-dong", "haeoreum-dong", "saebom-dong")

S = k.SubDomain
BAND_5 = {S.HEALTH_BODY: 3, S.ECONOMY_BASIC: 2}
BAND_8 = {S.HEALTH_BODY: 3, S.ECONOMY_BASIC: 2, S.FAMILY_CARE: 2, S.SOCIAL_GROUPS: 1}
BAND_10 = {S.HEALTH_BODY: 3, S.ECONOMY_BASIC: 3, S.FAMILY_CARE: 2, S.SOCIAL_GROUPS: 2}
BAND_SAFETY = {S.HEALTH_BODY: 3, S.SAFETY_WITHIN: 2, S.ECONOMY_BASIC: 2, S.FAMILY_CARE: 2}
SCORES = (BAND_5, BAND_8, BAND_10, BAND_SAFETY)
"""Sums 5, 8, 10 and 9; the last one is heavy by its safety alone."""
PROPOSED = (k.LINKAGE_ONLY, k.CASE_GENERAL, k.CASE_GENERAL, k.CASE_HIGH_DIFFICULTY)
MONEY = (0, 700_000, 1_200_000, 0, 2_000_000)
"""Won of case fund in the plan; above 1,000,000 the section head is asked too."""


@dataclass(frozen=True)
class Facts:
    """What is different in each life."""

    number: int

    @property
    def opened(self) -> date:
        """A weekday; three new households a week."""
        week, place = divmod(self.number, 3)
        return FIRST_DAY + timedelta(weeks=week % 40, days=2 * place)

    @property
    def met_after(self) -> int:
        """Days until somebody is met; the clock gives three business days."""
        return 1 + self.number % 7

    @property
    def band(self) -> int:
        return self.number % 4

    @property
    def overruled(self) -> bool:
        """The conference decides general case management, whatever was proposed."""
        return self.number % 11 == 0

    @property
    def level(self) -> LevelCode:
        return k.CASE_GENERAL if self.overruled else PROPOSED[self.band]

    @property
    def money(self) -> int:
        return MONEY[self.number % 5]

    @property
    def approval_after(self) -> int:
        """Days until the coordinator answers; the section head answers two days later."""
        return 8 if self.number % 6 == 5 else 2

    @property
    def sent_back(self) -> bool:
        """The section head, where asked, sends the plan back once."""
        return self.number % 9 == 4

    @property
    def visits(self) -> int:
        return self.number % 4

    @property
    def visit_every(self) -> int:
        return 25 + 10 * (self.number % 3)

    @property
    def checks(self) -> int:
        """Aftercare checks made; policy asks for two."""
        return self.number % 3

    @property
    def never_met(self) -> bool:
        return self.number % 20 == 13

    @property
    def refuses(self) -> bool:
        return self.number % 20 == 7

    @property
    def in_danger(self) -> bool:
        return self.number % 20 == 17


@dataclass(frozen=True)
class Life:
    facts: Facts
    start: CaseStart
    recorded: tuple[Recorded, ...]


@dataclass
class Recorder:
    """Lives one case, and writes down what a worker would have stored."""

    start: CaseStart
    now: datetime
    state: CaseState = field(init=False)
    recorded: list[Recorded] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.state = blank(self.start)

    def wait(self, days: float) -> None:
        """Every rung fires at its own moment, none after the case has moved on."""
        to = self.now + timedelta(days=days)
        while self.state.opened:
            rung = next(rungs(self.state), None)
            if rung is None or rung.at > to:
                break
            self.now = max(rung.at, self.now)
            ticked = tick(self.state, self.now)
            assert ticked is not None
            self._take(ticked)
        self.now = to

    def act(self, command: c.Command, role: k.Role = k.Role.CASE_MANAGER) -> None:
        intent = f"{self.start.case_id}:{len(self.recorded)}"
        stepped = step(self.state, b.an_envelope(command, role, intent), self.now)
        assert isinstance(stepped, Stepped), (self.start.case_id, command.kind, stepped)
        self._take(stepped)

    def _take(self, stepped: Stepped) -> None:
        self.state = stepped.state
        self.recorded.extend(stepped.recorded)


def case_id(number: int) -> CaseId:
    return CaseId(f"11215-LIFE{number:012d}")


def case_number(number: int) -> CaseNumber:
    return CaseNumber(f"SB-2026-{number:04d}")


def lives(policy: CasePolicy | None = None, count: int = LIVES) -> list[Life]:
    return [life(number, policy or b.a_policy()) for number in range(1, count + 1)]


def life(number: int, policy: CasePolicy, until: datetime = UNTIL) -> Life:
    facts = Facts(number)
    start = CaseStart(case_id=case_id(number), district=b.DISTRICT, policy=policy)
    recorder = Recorder(start=start, now=b.at(facts.opened))
    _opened(recorder, facts)
    if facts.never_met:
        recorder.wait(30)
    elif facts.refuses:
        _refused(recorder, facts)
    else:
        _taken_in(recorder, facts)
        _planned(recorder, facts)
        _served(recorder, facts)
        _closed(recorder, facts)
    # The record of an open case goes on to the day it is looked at.
    left = (until - recorder.now).total_seconds() / 86_400
    recorder.wait(max(left, 0))
    return Life(facts, start, tuple(recorder.recorded))


def _opened(recorder: Recorder, facts: Facts) -> None:
    opening = b.an_opening(
        case_number=case_number(facts.number),
        office=OfficeCode(OFFICES[facts.number % len(OFFICES)]),
    )
    recorder.act(opening, k.Role.LOCAL_OFFICE)


def _refused(recorder: Recorder, facts: Facts) -> None:
    """Held at the door; sought twice more, then reviewed by the team lead."""
    recorder.wait(facts.met_after)
    recorder.act(b.met(result=k.ContactResult.REFUSED, members=()), k.Role.LOCAL_OFFICE)
    for _ in range(2):
        recorder.wait(20)
        recorder.act(b.met(result=k.ContactResult.NO_ANSWER, members=()), k.Role.LOCAL_OFFICE)


def _taken_in(recorder: Recorder, facts: Facts) -> None:
    recorder.wait(facts.met_after)
    recorder.act(b.met(), k.Role.LOCAL_OFFICE)
    recorder.act(c.RecordIntake(outcome=k.IntakeOutcome.RECEIVE), k.Role.LOCAL_OFFICE)
    recorder.act(b.a_consent(), k.Role.LOCAL_OFFICE)
    recorder.wait(1)
    recorder.act(c.ReceiveCase(), k.Role.LOCAL_OFFICE)
    recorder.wait(1)
    recorder.act(c.AssignOwner(owner=b.MANAGER), k.Role.TEAM_LEAD)
    if facts.in_danger:
        recorder.act(c.RaiseRedFlag(flags=(k.RedFlag.SUICIDE,)))
    recorder.wait(6)
    scores = {sub: SCORES[facts.band].get(sub, 0) for sub in S}
    recorder.act(b.an_assessment(scores=scores))
    recorder.wait(3)
    recorder.act(b.a_conference(facts.level), k.Role.COORDINATOR)


def plan_of(facts: Facts) -> CarePlan:
    """Every serious need has its goal and an action; the fund pays for the first."""
    needs = tuple(need for need, score in SCORES[facts.band].items() if score >= 2)
    actions = [b.an_action(need) for need in needs]
    if facts.money:
        paid = {"money": facts.money, "source": k.ResourceSource.CASE_FUND}
        actions[0] = actions[0].model_copy(update=paid)
    later = {"due_on": facts.opened + timedelta(days=360)}
    return b.a_plan(
        goals=tuple(b.a_goal(need) for need in needs),
        actions=tuple(action.model_copy(update=later) for action in actions),
    )


def _planned(recorder: Recorder, facts: Facts) -> None:
    recorder.wait(5)
    plan, back = plan_of(facts), facts.sent_back
    recorder.act(c.SubmitPlan(plan=plan))
    while recorder.state.submission is not None:
        tier = recorder.state.submission.tier
        role = recorder.state.submission.tiers[tier]
        recorder.wait(facts.approval_after if tier == 0 else 2)
        head = role is k.Role.SECTION_HEAD
        answer = k.ApprovalAnswer.RETURN if back and head else k.ApprovalAnswer.APPROVE
        recorder.act(b.an_answer(answer, tier), role)
        if answer is k.ApprovalAnswer.RETURN:
            back = False
            recorder.wait(3)
            recorder.act(c.SubmitPlan(plan=plan))
    recorder.wait(1)
    recorder.act(b.an_agreement())


def _served(recorder: Recorder, facts: Facts) -> None:
    first = plan_of(facts).actions[0]
    need = S.HEALTH_BODY
    recorder.act(
        b.a_request(
            need,
            action_id=PlanItemId(first.item_id),
            agency_id=b.OFFICE,
            agency_kind=k.AgencyKind.PUBLIC_AGENCY,
            basis=k.LawfulBasis.PUBLIC_MINIMUM,
        )
    )
    for answer in (k.PartnerAnswer.ACCEPTED, k.PartnerAnswer.STARTED):
        recorder.wait(2)
        recorder.act(b.a_word(answer, need, agency_id=b.OFFICE), k.Role.SYSTEM)
    for _ in range(facts.visits):
        recorder.wait(facts.visit_every)
        recorder.act(b.met())


def _closed(recorder: Recorder, facts: Facts) -> None:
    if facts.in_danger:
        return
    recorder.wait(20)
    recorder.act(b.a_word(k.PartnerAnswer.DONE, agency_id=b.OFFICE), k.Role.SYSTEM)
    recorder.act(b.a_closure(recorder.state))
    recorder.wait(3)
    approve = c.DecideClosure(tier=0, answer=k.ApprovalAnswer.APPROVE)
    recorder.act(approve, k.Role.COORDINATOR)
    for _ in range(facts.checks):
        recorder.wait(60)
        recorder.act(c.RecordAftercare(result=k.AftercareResult.STABLE), k.Role.LOCAL_OFFICE)
