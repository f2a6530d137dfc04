"""Any order of acts around integrated support and long cases: no law is put off, nothing sleeps."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from care.decide.calendar import local_date
from care.decide.deadlines import deadlines
from care.decide.snapshot import snapshot
from care.decide.step import Stepped, step, tick
from care.decide.support import enrolment
from care.decide.tasks import tasks
from care.messages import commands as c
from care.messages import loop_commands as lc
from care.messages import loop_events as le
from care.messages.events import Recorded
from care.model import codes as k
from care.model.case import CaseState
from care.model.loop_codes import (
    Determination,
    HoldDecision,
    IcsApplicant,
    IcsSurveyor,
    PauseReason,
    ProgrammeEnding,
    StallChoice,
    SupervisionKind,
)
from care.model.refusal import Refusal
from care.model.work import Deadline, DeadlineKind, TaskKind
from tests.care import builders as b
from tests.care.standing import SEOUL

R, S = k.Role, k.Stage
ICS = k.Programme.ICS
STAGES = (S.DISCOVERY, S.ASSESSMENT, S.PLANNING, S.LINKAGE, S.MONITORING, S.ENGAGEMENT_HOLD)
LEVELS = (k.CASE_GENERAL, k.CASE_INTENSIVE, k.CASE_HIGH_DIFFICULTY, k.LINKAGE_ONLY)
STEERING = st.sampled_from((R.TEAM_LEAD, R.COORDINATOR, R.SECTION_HEAD))
QUIET_KINDS = frozenset({TaskKind.ANSWER_STALL, TaskKind.CONFIRM_LONG_CASE})


def enum(kind: Any) -> Any:
    return st.sampled_from(tuple(kind))


def months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


class BesideTheStages(RuleBasedStateMachine):
    """Weeks pass, people act or do not; the law counts on."""

    def __init__(self) -> None:
        super().__init__()
        self.state: CaseState = b.a_blank()
        self.now = b.NOW
        self.recorded: list[Recorded] = []
        self.dues: dict[str, datetime] = {}

    @initialize(
        stage=st.sampled_from(STAGES),
        level=st.sampled_from(LEVELS),
        life=st.sampled_from((True, True, True, False)),
    )
    def begin(self, stage: k.Stage, level: str, life: bool) -> None:
        held = stage is S.ENGAGEMENT_HOLD
        policy = b.a_policy() if life or held else b.before_life()
        self.state = b.a_case(stage, policy, level)  # type: ignore[arg-type]
        self.now = b.NOW + timedelta(days=2)

    def ask(self, command: c.Command, role: k.Role = R.CASE_MANAGER) -> None:
        answer = step(self.state, b.an_envelope(command, role), self.now)
        if isinstance(answer, Stepped):
            self.recorded += answer.recorded
            self.state = answer.state
        else:
            assert isinstance(answer, Refusal)

    @property
    def today(self) -> date:
        return local_date(self.now, self.state.policy.calendar)

    @rule(applicant=enum(IcsApplicant))
    def somebody_applies(self, applicant: IcsApplicant) -> None:
        told = self.state.policy.life is not None
        self.ask(
            c.EnrolProgramme(
                programme=ICS, applied_on=self.today, applicant=applicant if told else None
            )
        )

    @rule(days=st.integers(0, 60))
    def a_hospital_tells(self, days: int) -> None:
        self.ask(lc.RecordDischargeNotice(discharge_on=self.today + timedelta(days=days)))

    @rule(found=enum(Determination), who=enum(IcsSurveyor), steps=st.integers(1, 3))
    def the_way_to_the_plan_goes_on(
        self, found: Determination, who: IcsSurveyor, steps: int
    ) -> None:
        way: tuple[c.Command, ...] = (
            lc.RecordSurvey(surveyor=who),
            lc.RecordDetermination(determination=found),
            lc.TellDetermination(),
        )
        for command in way[:steps]:
            self.now += timedelta(minutes=1)
            self.ask(command)

    @rule()
    def the_plan_is_accepted(self) -> None:
        if self.state.plan is not None:
            self.ask(c.AcceptIndividualPlan(programme=ICS, version=self.state.plan.version))

    @rule(outcome=enum(k.CheckOutcome), statutory=st.booleans(), ahead=st.integers(1, 400))
    def somebody_checks(self, outcome: k.CheckOutcome, statutory: bool, ahead: int) -> None:
        self.ask(
            c.RecordCheck(
                outcome=outcome,
                mode=k.ContactMode.VISIT,
                statutory=statutory,
                next_on=self.today + timedelta(days=ahead),
            )
        )

    @rule(ending=enum(ProgrammeEnding), role=STEERING)
    def the_programme_ends(self, ending: ProgrammeEnding, role: k.Role) -> None:
        self.ask(lc.EndProgramme(programme=ICS, ending=ending, note=b.TEXT), role)

    @rule(days=st.integers(1, 200))
    def the_case_is_paused(self, days: int) -> None:
        until = self.today + timedelta(days=days)
        self.ask(lc.PauseCase(reason=PauseReason.HOSPITAL, resume_on=until))

    @rule()
    def the_case_is_resumed(self) -> None:
        self.ask(lc.ResumeCase())

    @rule(level=st.sampled_from(LEVELS))
    def the_level_changes(self, level: str) -> None:
        self.ask(b.a_conference(level), R.COORDINATOR)  # type: ignore[arg-type]

    @rule(kind=enum(k.ConferenceKind))
    def people_confer(self, kind: k.ConferenceKind) -> None:
        self.ask(b.a_conference(None, conference=kind), R.COORDINATOR)

    @rule()
    def the_household_says_no_for_now(self) -> None:
        self.ask(lc.HoldEngagement(note=b.TEXT))

    @rule(decision=enum(HoldDecision))
    def the_hold_is_reviewed(self, decision: HoldDecision) -> None:
        self.ask(lc.ReviewHold(decision=decision, note=b.TEXT), R.COORDINATOR)

    @rule(result=enum(k.ContactResult), incident=st.booleans(), inbound=st.booleans())
    def somebody_knocks(self, result: k.ContactResult, incident: bool, inbound: bool) -> None:
        self.ask(b.met(result=result, incident=incident, inbound=inbound))

    @rule(choice=enum(StallChoice), role=STEERING)
    def the_stall_is_answered(self, choice: StallChoice, role: k.Role) -> None:
        self.ask(lc.AnswerStall(choice=choice, reason=b.TEXT), role)

    @rule(kind=enum(SupervisionKind), role=STEERING)
    def supervision_is_held(self, kind: SupervisionKind, role: k.Role) -> None:
        self.ask(lc.RecordSupervision(supervision=kind, advice=b.TEXT), role)

    @rule()
    def a_conference_of_experts_is_asked(self) -> None:
        self.ask(lc.AskSolutionConference(note=b.TEXT))

    @rule()
    def the_section_head_confirms(self) -> None:
        self.ask(lc.ConfirmLongCase(reason=b.TEXT), R.SECTION_HEAD)

    @rule()
    def closure_is_asked_and_answered(self) -> None:
        self.ask(b.a_closure(self.state, reason=k.ClosureReason.MOVED_OUT))
        self.ask(c.DecideClosure(tier=0, answer=k.ApprovalAnswer.APPROVE), R.COORDINATOR)

    @rule()
    def the_closure_is_turned_down(self) -> None:
        no = c.DecideClosure(tier=0, answer=k.ApprovalAnswer.REJECT, reason=b.TEXT)
        self.ask(no, R.COORDINATOR)

    @rule(days=st.integers(1, 200))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        told = tick(self.state, self.now)
        if told is not None:
            self.recorded += told.recorded
            self.state = told.state
        assert tick(self.state, self.now) is None

    def check(self) -> Deadline | None:
        kind = DeadlineKind.ICS_CHECK
        return next((d for d in deadlines(self.state) if d.kind is kind), None)

    @invariant()
    def a_check_the_law_asks_for_runs_until_the_programme_ends(self) -> None:
        ics = enrolment(self.state, ICS)
        accepted = ics is not None and ics.plan_accepted_on is not None
        over = self.state.stage in (S.ENDED, S.AFTERCARE)
        if self.state.policy.life is not None and accepted:
            assert not over
        if not over:
            assert (self.check() is not None) is accepted

    @invariant()
    def it_is_never_later_than_the_law_allows(self) -> None:
        clock, ics = self.check(), enrolment(self.state, ICS)
        if clock is None or ics is None or ics.plan_accepted_on is None:
            return
        latest = months_after(ics.plan_accepted_on, 3)
        if ics.checks:
            latest = months_after(ics.checks[-1], 6)
        assert clock.due.astimezone(SEOUL).date() <= latest
        assert clock.statutory

    @invariant()
    def nothing_moves_it_but_a_check(self) -> None:
        clock = self.check()
        if clock is not None:
            assert self.dues.setdefault(clock.key, clock.due) == clock.due

    @invariant()
    def a_living_case_always_has_a_next_date_and_somebody_whose_move_it_is(self) -> None:
        if self.state.stage is S.ENDED:
            return
        running = deadlines(self.state)
        assert running
        assert len({clock.key for clock in running}) == len(running)
        assert snapshot(self.state).next_at is not None

    @invariant()
    def only_who_may_choose_is_asked_to(self) -> None:
        for task in tasks(self.state):
            if task.kind in QUIET_KINDS:
                assert task.role in (R.COORDINATOR, R.SECTION_HEAD)

    @invariant()
    def one_enrolment_runs_and_its_steps_are_in_order(self) -> None:
        running = [i for i in self.state.enrolments if i.programme is ICS and i.ended_at is None]
        assert len(running) <= 1
        for ics in running:
            assert ics.surveyed_at is not None or ics.determined_at is None
            assert ics.determined_at is not None or ics.told_at is None

    @invariant()
    def before_the_loops_nothing_of_them_is_told(self) -> None:
        if self.state.policy.life is not None:
            return
        loops = (le.Surveyed, le.SupervisionAsked, le.SolutionConferenceAsked, le.CasePaused)
        assert not any(isinstance(one.event, loops) for one in self.recorded)
        assert self.state.long_case == b.a_blank().long_case
        assert self.state.progress_at is None


TestBesideTheStages = BesideTheStages.TestCase
TestBesideTheStages.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
