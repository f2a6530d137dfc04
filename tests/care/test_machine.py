"""Any order of any commands: no illegal state, no lost fact, no case without a next date."""

from datetime import date, timedelta
from typing import Any, get_args

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from care.decide.context import IN_SERVICE
from care.decide.deadlines import deadlines
from care.decide.decision import ANSWERS
from care.decide.evolve import fold
from care.decide.snapshot import snapshot
from care.decide.step import Stepped, step, tick
from care.decide.tasks import tasks
from care.messages import commands as c
from care.messages import discovery_commands as dc
from care.messages import kin_commands as kc
from care.messages import linking_commands as nc
from care.messages import linking_events as ne
from care.messages import loop_commands as lc
from care.messages import loop_events as le
from care.messages.envelope import Envelope
from care.messages.events import Recorded
from care.model import codes as k
from care.model.case import CaseState, Effect, SendReferral, WithdrawReferral
from care.model.plan import ReturnPoint
from care.model.refusal import CODES, REQUIREMENTS, Refusal
from care.model.work import DeadlineKind, TaskKind
from tests.care import builders as b
from tests.care.drawing import command_of
from tests.care.looping import loop_policy

S, R = k.SubDomain, k.Role
MEMBERS = st.sampled_from((b.CLIENT, b.MOTHER, b.CHILD, b.FORMER))
BODIES = st.sampled_from(
    (
        (b.CENTRE, k.AgencyKind.WELFARE_CENTRE),
        (b.CLINIC, k.AgencyKind.CLINIC),
        (b.OFFICE, k.AgencyKind.PUBLIC_AGENCY),
    )
)
NEEDS = st.sampled_from(b.PLANNED)
TEXTS = st.sampled_from((None, b.TEXT))
ROLES = st.sampled_from(tuple(R))
LINKAGES = st.sampled_from((f"linkage-{S.HEALTH_BODY}", "linkage-1", "linkage-2"))
PEOPLE = st.sampled_from((None, b.MANAGER, b.COORDINATOR, b.HEAD))


def enum(kind: Any) -> Any:
    return st.sampled_from(tuple(kind))


@st.composite
def requests(draw: st.DrawFn) -> c.RequestLinkage:
    agency, kind = draw(BODIES)
    basis = draw(st.one_of(st.none(), enum(k.LawfulBasis)))
    return b.a_request(
        draw(NEEDS),
        linkage_id=draw(LINKAGES),
        agency_id=agency,
        agency_kind=kind,
        channel=draw(enum(k.PartnerChannel)),
        members=(draw(MEMBERS),),
        basis=basis,
    )


@st.composite
def words(draw: st.DrawFn) -> c.RecordPartnerAnswer:
    return b.a_word(
        draw(enum(k.PartnerAnswer)),
        linkage_id=draw(LINKAGES),
        agency_id=draw(BODIES)[0],
        outcome=draw(st.none() | enum(k.ItemOutcome)),
    )


CONTACTS = st.builds(b.met, mode=enum(k.ContactMode), result=enum(k.ContactResult))
CONSENTS = st.builds(
    b.a_consent,
    MEMBERS,
    enum(k.ConsentPurpose),
    st.sampled_from((None, b.CENTRE, b.CLINIC)),
    method=enum(k.ConsentMethod),
    witnessed=st.booleans(),
    by_guardian=st.sampled_from((None, b.CLIENT)),
)
FLAGS = st.lists(enum(k.RedFlag), min_size=1, max_size=2).map(tuple)
LEVELS = st.sampled_from((None, k.CASE_GENERAL, k.CASE_HIGH_DIFFICULTY, k.LINKAGE_ONLY,
                          k.NOT_SELECTED, "NO_SUCH_LEVEL"))  # fmt: skip
SCORES = st.dictionaries(enum(S), st.integers(0, 3), max_size=6)

NEWER = {"version": 2, "content_hash": "two", "number_notice": b.days(30)}
COMMANDS: dict[type[Any], Any] = {
    **{kind: command_of(kind) for kind in ANSWERS if kind is not c.AdoptPolicy},
    c.OpenCase: st.builds(b.an_opening),
    c.RecordContact: CONTACTS,
    c.RecordIntake: st.builds(c.RecordIntake, outcome=enum(k.IntakeOutcome), note=TEXTS),
    c.ReceiveCase: st.builds(c.ReceiveCase, basis=st.none() | enum(k.LawfulBasis)),
    c.AssignOwner: st.builds(
        c.AssignOwner, owner=st.sampled_from((b.MANAGER, b.LEAD)), handover=TEXTS
    ),
    c.AddMember: st.builds(
        c.AddMember, member=st.builds(b.a_member, MEMBERS, excluded=st.booleans())
    ),
    c.ProtectAddress: st.builds(c.ProtectAddress, protected=st.booleans(), reason=st.just(b.TEXT)),
    c.RecordConsent: CONSENTS,
    c.WithdrawConsent: CONSENTS.map(lambda it: c.WithdrawConsent(consent_id=it.consent_id)),
    c.RecordAssessment: st.builds(b.an_assessment, scores=SCORES, complete=st.booleans())
    | st.builds(b.an_assessment),
    c.HoldConference: st.builds(b.a_conference, LEVELS, difference=TEXTS),
    c.ReferHighDifficulty: st.builds(c.ReferHighDifficulty, reason=st.just(b.TEXT)),
    c.AnswerHighDifficulty: st.builds(
        c.AnswerHighDifficulty, accepted=st.booleans(), owner=PEOPLE, reason=TEXTS
    ),
    c.SubmitPlan: st.builds(b.a_plan, st.integers(1, 3)).map(lambda it: c.SubmitPlan(plan=it)),
    c.WithdrawPlan: st.builds(c.WithdrawPlan),
    c.DecidePlan: st.builds(
        b.an_answer,
        enum(k.ApprovalAnswer),
        st.integers(0, 1),
        version=st.integers(1, 2),
        reason=TEXTS,
    ),
    c.RecordPlanAgreement: st.builds(
        b.an_agreement, version=st.integers(1, 2), method=enum(k.ConsentMethod)
    ),
    c.RequestLinkage: requests(),
    c.RecordDelivery: st.builds(c.RecordDelivery, linkage_id=LINKAGES, delivered=st.booleans()),
    c.RecordPartnerAnswer: words(),
    c.WithdrawLinkage: st.builds(c.WithdrawLinkage, linkage_id=LINKAGES, reason=st.just(b.TEXT)),
    c.AcknowledgeLateAnswer: st.builds(c.AcknowledgeLateAnswer, linkage_id=LINKAGES, note=TEXTS),
    c.RecordRecall: st.builds(c.RecordRecall, linkage_id=LINKAGES, note=TEXTS),
    c.RecordPledge: st.builds(
        c.RecordPledge,
        pledge_id=st.sampled_from(("pledge-1", "pledge-2")),
        agency_id=st.just(b.CENTRE),
        source=enum(k.ResourceSource),
        need=enum(S),
        amount=st.just(500_000),
        first_month=st.just(date(2026, 4, 1)),
        months=st.integers(1, 12),
    ),
    c.RecordResource: st.builds(
        c.RecordResource,
        entry_id=st.just("entry"),
        source=enum(k.ResourceSource),
        need=NEEDS,
        amount=st.integers(1, 900_000),
        on=st.just(date(2026, 3, 5)),
        pledge_id=st.sampled_from((None, "pledge-1")),
        month=st.sampled_from((None, date(2026, 4, 1), date(2027, 12, 1))),
    ),
    c.RecordCheck: st.builds(
        c.RecordCheck,
        outcome=enum(k.CheckOutcome),
        mode=enum(k.ContactMode),
        statutory=st.booleans(),
    ),
    c.EnrolProgramme: st.builds(
        c.EnrolProgramme, programme=enum(k.Programme), applied_on=st.just(b.NOW.date())
    ),
    c.AcceptIndividualPlan: st.builds(
        c.AcceptIndividualPlan, programme=enum(k.Programme), version=st.integers(1, 2)
    ),
    c.ProposeClosure: st.builds(c.ProposeClosure, reason=enum(k.ClosureReason)),
    c.DecideClosure: st.builds(
        c.DecideClosure, tier=st.integers(0, 1), answer=enum(k.ApprovalAnswer), reason=TEXTS
    ),
    c.RecordAftercare: st.builds(c.RecordAftercare, result=enum(k.AftercareResult)),
    c.RaiseRedFlag: st.builds(c.RaiseRedFlag, flags=FLAGS),
    c.ClearRedFlags: st.builds(c.ClearRedFlags, reason=st.just(b.TEXT)),
    c.RecordInformationRequest: st.builds(
        c.RecordInformationRequest, member_id=MEMBERS, granted=st.booleans()
    ),
    c.AddNote: st.builds(c.AddNote, note=st.just(b.TEXT)),
    c.AcknowledgeEscalation: st.builds(
        c.AcknowledgeEscalation, deadline=st.sampled_from(("CONTACT:", "PLAN:"))
    ),
    c.AdoptPolicy: st.just(c.AdoptPolicy(policy=loop_policy().model_copy(update=NEWER))),
}
T = TaskKind
ACTS: dict[TaskKind, tuple[type[Any], ...]] = {
    T.MAKE_FIRST_CONTACT: (c.RecordContact,),
    T.DO_INTAKE: (c.RecordIntake,),
    T.RECEIVE_CASE: (c.ReceiveCase,),
    T.ASSIGN_OWNER: (c.AssignOwner,),
    T.DO_ASSESSMENT: (c.RecordAssessment,),
    T.HOLD_CONFERENCE: (c.HoldConference,),
    T.MAKE_PLAN: (c.SubmitPlan,),
    T.REVISE_PLAN: (c.SubmitPlan,),
    T.APPROVE_PLAN: (c.DecidePlan,),
    T.GET_PLAN_AGREEMENT: (c.RecordPlanAgreement,),
    T.REQUEST_LINKAGES: (c.RequestLinkage,),
    T.SEND_MANUAL_REFERRAL: (c.RecordDelivery,),
    T.CHASE_PARTNER: (c.RecordPartnerAnswer,),
    T.FIND_SUBSTITUTE: (c.RequestLinkage, c.RequestImmediateHelp),
    T.FIX_DELIVERY: (c.RecordDelivery,),
    T.LOOK_AT_LATE_ANSWER: (c.AcknowledgeLateAnswer,),
    T.RECALL_REFERRAL: (c.RecordRecall,),
    T.CONFIRM_START: (c.RecordPartnerAnswer,),
    T.CONTACT_HOUSEHOLD: (c.RecordContact,),
    T.VISIT_HOUSEHOLD: (c.RecordContact,),
    T.DO_CHECK: (c.RecordCheck,),
    T.REASSESS: (c.RecordAssessment,),
    T.ANSWER_HIGH_DIFFICULTY: (c.AnswerHighDifficulty,),
    T.APPROVE_CLOSURE: (c.DecideClosure,),
    T.PROPOSE_CLOSURE: (c.ProposeClosure,),
    T.DO_AFTERCARE: (c.RecordAftercare,),
    T.DO_ICS_CHECK: (c.RecordCheck,),
    T.SECURE_PLEDGE: (c.RecordResource,),
    T.RENEW_CONSENT: (c.RecordConsent,),
    T.ANSWER_RED_FLAG: (c.ClearRedFlags,),
    T.KEEP_ENGAGING: (c.RecordContact,),
    T.REVIEW_HOLD: (lc.ReviewHold,),
    T.CONFIRM_HOLD: (lc.ReviewHold,),
    T.CHECK_ON_SITE: (lc.RecordOnSiteCheck,),
    T.GIVE_CRISIS_AID: (lc.RecordCrisisAid,),
    T.DO_POST_CHECK: (lc.RecordPostCheck,),
    T.REPORT_GROUND: (lc.ReportGround,),
    T.PURGE_DATA: (lc.RecordPurge,),
    T.DO_ICS_SURVEY: (lc.RecordSurvey,),
    T.DO_ICS_DETERMINATION: (lc.RecordDetermination,),
    T.TELL_DETERMINATION: (lc.TellDetermination,),
    T.MAKE_ICS_PLAN: (c.AcceptIndividualPlan, c.SubmitPlan, lc.EndProgramme),
    T.DO_AGREED_TASK: (lc.CompleteAgreedTask,),
    T.HOLD_SUPERVISION: (lc.RecordSupervision,),
    T.HOLD_SOLUTION_CONFERENCE: (c.HoldConference,),
    T.CONFIRM_LONG_CASE: (lc.ConfirmLongCase,),
    T.ANSWER_STALL: (lc.AnswerStall,),
    T.APPROVE_TRANSFER: (kc.DecideTransfer,),
    T.AWAIT_TRANSFER: (kc.AnswerTransfer,),
    T.CONTACT_NEWCOMER: (c.RecordContact,),
    T.RESUME_CASE: (lc.ResumeCase,),
    T.END_COVER: (lc.EndCover,),
    T.UNDO_MERGE: (kc.UndoMerge,),
    T.RESOLVE_COMPLAINT: (lc.ResolveComplaint,),
    T.SIGN_CLOSURE: (kc.SignClosure,),
    T.ASK_STATUS: (c.RecordPartnerAnswer,),
    T.REVIEW_WAITLIST: (nc.RemindPartner,),
    T.ASK_ABOUT_MEMBER: (nc.PassOnLinkage, c.WithdrawLinkage),
    T.CHECK_DOUBLE_SEND: (nc.AcknowledgeDoubleSend,),
    T.ANSWER_CONCERN: (nc.AnswerConcern,),
    T.FILL_RESOURCE_GAP: (nc.SettleGap,),
    T.LOOK_AT_SIGNAL: (dc.AnswerSignals,),
    T.REQUEST_NUMBER: (dc.RecordNumberRequest,),
    T.GET_NUMBER_ANSWER: (dc.RecordNumberReceived,),
    T.GIVE_NUMBER_NOTICE: (dc.RecordNumberNotice,),
}
"""What settles each item of the inbox."""

ANYTHING = st.one_of(*COMMANDS.values())
GENERAL = frozenset({c.AddNote, c.RaiseRedFlag, c.EnrolProgramme, c.ProtectAddress, c.AddMember})
LOOP_EVENTS = get_args(le.LOOP_EVENTS)
LINKING_EVENTS = get_args(ne.LINKING_EVENTS)
SAYING_NO = (c.RecordContact, c.RecordIntake, c.WithdrawConsent)
RED_FLAG_BASES = (k.LawfulBasis.URGENT_LIFE, k.LawfulBasis.LEGAL_DUTY)
"""Acts of every stage, drawn less often so that those of the stage itself get their turn."""


def test_the_machine_knows_every_command() -> None:
    assert set(COMMANDS) == set(ANSWERS)


def ordinary(state: CaseState) -> tuple[k.Role, c.Command]:
    """What would be done next if all went well."""
    ours = tuple(m.member_id for m in state.members if not m.excluded)
    opened = {
        k.Stage.DISCOVERY: (R.LOCAL_OFFICE, b.met()),
        k.Stage.INTAKE: (R.LOCAL_OFFICE, _next_for_the_receipt(state)),
        k.Stage.RECEIVED: (R.TEAM_LEAD, c.AssignOwner(owner=b.MANAGER)),
        k.Stage.ASSESSMENT: (R.CASE_MANAGER, b.an_assessment(ours)),
        k.Stage.CONFERENCE: (R.COORDINATOR, b.a_conference()),
        k.Stage.PLANNING: (R.CASE_MANAGER, _next_for_the_plan(state)),
        k.Stage.LINKAGE: (R.CASE_MANAGER, _asked_of_the_office()),
        k.Stage.MONITORING: (R.SYSTEM, _given()),
        k.Stage.CLOSURE: (R.COORDINATOR, c.DecideClosure(tier=0, answer=k.ApprovalAnswer.APPROVE)),
        k.Stage.AFTERCARE: (R.LOCAL_OFFICE, c.RecordAftercare(result=k.AftercareResult.STABLE)),
        k.Stage.ENGAGEMENT_HOLD: (R.CASE_MANAGER, b.met(accepts_help=True)),
        k.Stage.ENDED: (R.CASE_MANAGER, c.AddNote(note=b.TEXT)),
    }
    return opened[state.stage] if state.opened else (R.LOCAL_OFFICE, b.an_opening())


def _is_a_no(command: c.Command) -> bool:
    """A refusal at the door or in the interview, or a consent taken back."""
    if isinstance(command, c.RecordContact):
        return command.result is k.ContactResult.REFUSED
    if isinstance(command, c.RecordIntake):
        return command.outcome is k.IntakeOutcome.REFUSED
    return isinstance(command, c.WithdrawConsent)


def _next_for_the_plan(state: CaseState) -> c.Command:
    if state.plan is not None and state.plan_agreed_at is None:
        return b.an_agreement(version=state.plan.version)
    return c.SubmitPlan(plan=b.a_plan(state.plan.version + 1 if state.plan else 1))


def _next_for_the_receipt(state: CaseState) -> c.Command:
    if state.intake is None or state.intake.outcome is k.IntakeOutcome.REFUSED:
        return c.RecordIntake(outcome=k.IntakeOutcome.RECEIVE)
    return c.ReceiveCase(basis=k.LawfulBasis.PUBLIC_MINIMUM)


def _given() -> c.Command:
    return b.a_word(k.PartnerAnswer.DONE, outcome=k.ItemOutcome.ACHIEVED)


def _asked_of_the_office() -> c.Command:
    return b.a_request(
        agency_id=b.OFFICE,
        agency_kind=k.AgencyKind.PUBLIC_AGENCY,
        basis=k.LawfulBasis.PUBLIC_MINIMUM,
    )


def _word_of(effect: Effect, done: bool) -> c.Command:
    if isinstance(effect, SendReferral | WithdrawReferral):
        return c.RecordDelivery(
            linkage_id=effect.linkage_id, effect_id=effect.effect_id, delivered=done
        )
    return kc.RecordTold(effect_id=effect.effect_id, done=done)


class AnyOrder(RuleBasedStateMachine):
    """A case poked at random, and now and then led on, so that late stages are reached too."""

    def __init__(self) -> None:
        super().__init__()
        self.blank = b.a_blank()
        self.state: CaseState = self.blank
        self.now = b.NOW
        self.recorded: list[Recorded] = []

    def take(self, answer: Stepped | Refusal | None) -> None:
        if answer is None:
            return
        if isinstance(answer, Refusal):
            assert answer.code in CODES, answer
            assert all(missing.code in REQUIREMENTS for missing in answer.missing)
            return
        if self.state.policy.linking is None:
            assert not any(isinstance(told.event, LINKING_EVENTS) for told in answer.recorded)
        if self.state.policy.life is None:
            assert not any(isinstance(told.event, LOOP_EVENTS) for told in answer.recorded)
        self.recorded.extend(answer.recorded)
        self.state = answer.state

    def ask(self, command: c.Command, role: k.Role) -> None:
        before = self.state.model_dump_json()
        envelope: Envelope = b.an_envelope(command, role)
        answer = step(self.state, envelope, self.now)
        assert self.state.model_dump_json() == before
        again = step(self.state, envelope, self.now)
        assert again == answer
        lived = self.state.stage is not k.Stage.ENDED
        self.take(answer)
        if isinstance(command, SAYING_NO) and _is_a_no(command):
            assert (self.state.stage is not k.Stage.ENDED) is lived

    @initialize(stage=st.sampled_from((None, *k.Stage)), level=st.sampled_from(
        (k.CASE_GENERAL, k.CASE_HIGH_DIFFICULTY, k.LINKAGE_ONLY)),
        knows=st.sampled_from(("heard", "linking", "life", "")))  # fmt: skip
    def begin(self, stage: k.Stage | None, level: str, knows: str) -> None:
        """From nothing, or from a case that ordinary work brought to a stage."""
        held = stage is k.Stage.ENGAGEMENT_HOLD
        policy = b.a_policy() if knows or held else b.before_life()
        policy = loop_policy() if knows in ("heard", "linking") else policy
        if knows == "heard":
            policy = policy.model_copy(update={"number_notice": b.days(30)})
        self.state = self.blank = b.a_blank(policy)
        members = (b.a_member(), b.a_member(b.MOTHER), b.a_member(b.FORMER, excluded=True))
        if stage is not None:
            self.state = self.blank = b.a_case(stage, policy, level, members=members)  # type: ignore[arg-type]
            self.now = b.NOW + timedelta(days=200)

    @rule(command=ANYTHING, role=ROLES)
    def somebody_asks(self, command: c.Command, role: k.Role) -> None:
        self.ask(command, role)

    @rule(data=st.data())
    def the_right_person_asks_what_fits_the_stage(self, data: st.DataObject) -> None:
        fitting = sorted(
            (kind for kind, it in ANSWERS.items() if self.state.stage in it.stages),
            key=lambda kind: (kind in GENERAL, kind.__name__),
        )
        kind = data.draw(st.sampled_from(fitting))
        role = data.draw(st.sampled_from(sorted(ANSWERS[kind].roles)))
        self.ask(data.draw(COMMANDS[kind]), role)

    @rule()
    def ordinary_work_goes_on(self) -> None:
        """The next act of an undisturbed case; refused where the case is no longer one."""
        role, command = ordinary(self.state)
        self.ask(command, role)

    @rule(answer=enum(k.ApprovalAnswer), pin=st.booleans())
    def the_next_tier_answers(self, answer: k.ApprovalAnswer, pin: bool) -> None:
        asked = self.state.submission
        if asked is None:
            return
        point = ReturnPoint(item_id=asked.plan.goals[0].item_id, text=b.TEXT)
        word = b.an_answer(answer, asked.tier, version=asked.plan.version,
                           points=(point,) if pin else ())  # fmt: skip
        self.ask(word, asked.tiers[asked.tier])

    @precondition(lambda self: self.state.stage in (k.Stage.PLANNING, *IN_SERVICE))
    @rule(reason=enum(k.ClosureReason), role=st.sampled_from((R.CASE_MANAGER, R.COORDINATOR)))
    def closure_is_proposed(self, reason: k.ClosureReason, role: k.Role) -> None:
        self.ask(b.a_closure(self.state, reason=reason), role)

    @rule(answer=enum(k.ApprovalAnswer))
    def the_closure_is_answered(self, answer: k.ApprovalAnswer) -> None:
        asked = self.state.closure
        if asked is None or len(asked.steps) == len(asked.tiers):
            return
        tier = len(asked.steps)
        word = c.DecideClosure(tier=tier, answer=answer, reason=b.TEXT)
        self.ask(word, asked.tiers[tier])

    @rule()
    def an_escalation_is_acknowledged(self) -> None:
        for fired in self.state.fired[-1:]:
            key = fired.rpartition("|")[0]
            self.ask(c.AcknowledgeEscalation(deadline=key), R.TEAM_LEAD)

    @rule(delivered=st.booleans())
    def an_effect_returns(self, delivered: bool) -> None:
        for effect in self.state.effects[:1]:
            self.ask(_word_of(effect, delivered), R.SYSTEM)
            assert effect not in self.state.effects

    @rule(days=st.integers(0, 40))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        self.take(tick(self.state, self.now))
        # What was due has been told; a second look at the same moment finds nothing.
        assert tick(self.state, self.now) is None

    @invariant()
    def the_state_is_the_fold_of_its_events(self) -> None:
        assert fold(self.blank, self.recorded) == self.state
        assert self.state.revision == self.blank.revision + len(self.recorded)

    @invariant()
    def no_open_case_is_without_a_date_and_no_clock_runs_backwards(self) -> None:
        running = deadlines(self.state)
        open_case = self.state.opened and self.state.stage is not k.Stage.ENDED
        assert bool(running) == open_case
        assert all(clock.since <= clock.due for clock in running)
        assert len({clock.key for clock in running}) == len(running)
        if self.state.opened:
            assert (snapshot(self.state).next_at is not None) == open_case

    @invariant()
    def the_state_is_legal(self) -> None:
        state = self.state
        reloaded = CaseState.model_validate_json(state.model_dump_json())
        assert reloaded == state
        if state.stage in (k.Stage.LINKAGE, k.Stage.MONITORING):
            assert state.plan is not None
            assert state.level is not None
        if state.stage is k.Stage.CLOSURE:
            assert state.closure is not None
        if state.submission is not None:
            assert state.submission.tier < len(state.submission.tiers)
        excluded = {m.member_id for m in state.members if m.excluded}
        assert not any(excluded & set(linkage.members) for linkage in state.linkages)

    @invariant()
    def nobody_is_asked_for_what_the_case_would_refuse(self) -> None:
        for task in tasks(self.state):
            stages = frozenset().union(*(ANSWERS[kind].stages for kind in ACTS[task.kind]))
            assert self.state.stage in stages, task.kind

    @invariant()
    def a_household_in_hold_is_sought_and_no_private_body_is_at_work(self) -> None:
        state = self.state
        if state.stage is not k.Stage.ENGAGEMENT_HOLD:
            return
        danger = state.crisis is not None and state.crisis.settled_at is None
        for linkage in state.linkages:
            if linkage.status.is_open and linkage.agency_kind is not k.AgencyKind.PUBLIC_AGENCY:
                assert danger
                assert linkage.basis in RED_FLAG_BASES
        if state.merge is None and state.client_died_at is None:
            running = {clock.kind for clock in deadlines(state)}
            assert DeadlineKind.HOLD_CONTACT in running
            assert state.hold is not None

    @invariant()
    def without_life_nothing_of_the_loops_is_remembered(self) -> None:
        state = self.state
        if state.policy.life is None:
            assert (state.hold, state.crisis, state.pause, state.transfer) == (None,) * 4
            assert (state.grounds, state.purges, state.contacts.recent) == ((), (), ())

    @invariant()
    def without_the_service_loop_nothing_of_it_is_remembered(self) -> None:
        state = self.state
        if state.policy.linking is None:
            assert (state.concerns, state.gaps, state.milestones, state.supports) == ((),) * 4
            assert not any(one.reminded or one.first or one.told_at for one in state.linkages)

    @invariant()
    def a_number_is_asked_for_only_where_policy_says_when_to_tell(self) -> None:
        if self.state.policy.number_notice is None:
            assert self.state.heard.number is None
            assert self.state.heard.signals_since is None

    @invariant()
    def memory_stays_short(self) -> None:
        assert len(self.state.applied) <= 100
        assert len(self.state.decided) <= 10
        assert len(self.state.heard.signals) <= 12
        assert len(self.state.heard.feedback) <= 12


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
