"""What a case asks of people and when: deadlines, tasks, the wait, what comes next, the snapshot.

All of it is derived from the state; nothing here is remembered by the case.
"""

from datetime import date, datetime
from enum import StrEnum

from care.model.case import Closure, Enrolment, HighDifficultyReferral
from care.model.codes import RedFlag, Role, Stage
from care.model.course import (
    AgreedTask,
    Attempt,
    Complaint,
    Cover,
    CrisisLane,
    EngagementHold,
    Kin,
    LawfulGround,
    LongCase,
    Merge,
    Pause,
    PurgeDemand,
    Transfer,
)
from care.model.household import Consent
from care.model.ids import (
    CaseId,
    CaseNumber,
    DistrictCode,
    HouseholdId,
    LevelCode,
    MemberId,
    OfficeCode,
    PersonId,
)
from care.model.linkage import Linkage, Pledge
from care.model.linking import Concern, MilestoneReached, ResourceGap, Support
from care.model.loop_codes import SafetyFlag
from care.model.plan import CarePlan, PlanSubmission
from care.model.searches import Heard
from care.model.term import Term
from care.model.value import Value


class DeadlineKind(StrEnum):
    """Every clock in the system."""

    FIRST_CONTACT = "FIRST_CONTACT"
    INTAKE_TO_RECEIPT = "INTAKE_TO_RECEIPT"
    ASSIGN_OWNER = "ASSIGN_OWNER"
    ASSESSMENT = "ASSESSMENT"
    CONFERENCE = "CONFERENCE"
    PLAN = "PLAN"
    PLAN_AFTER_CONFERENCE = "PLAN_AFTER_CONFERENCE"
    APPROVAL = "APPROVAL"
    PLAN_AGREEMENT = "PLAN_AGREEMENT"
    LINKAGE_REQUEST = "LINKAGE_REQUEST"
    PARTNER_ANSWER = "PARTNER_ANSWER"
    SUBSTITUTE_SEARCH = "SUBSTITUTE_SEARCH"
    MANUAL_REFERRAL = "MANUAL_REFERRAL"
    LATE_ANSWER = "LATE_ANSWER"
    RECALL = "RECALL"
    LINKAGE_START = "LINKAGE_START"
    CONTACT = "CONTACT"
    VISIT = "VISIT"
    CHECK = "CHECK"
    REASSESSMENT = "REASSESSMENT"
    HIGH_DIFFICULTY_ANSWER = "HIGH_DIFFICULTY_ANSWER"
    CLOSURE = "CLOSURE"
    AFTERCARE_CHECK = "AFTERCARE_CHECK"
    ICS_CHECK = "ICS_CHECK"
    PLEDGE = "PLEDGE"
    CONSENT_RENEWAL = "CONSENT_RENEWAL"
    RED_FLAG = "RED_FLAG"
    HOLD_CONTACT = "HOLD_CONTACT"
    HOLD_REVIEW = "HOLD_REVIEW"
    HOLD_ANNUAL = "HOLD_ANNUAL"
    CRISIS_ON_SITE = "CRISIS_ON_SITE"
    CRISIS_AID = "CRISIS_AID"
    CRISIS_POST_CHECK = "CRISIS_POST_CHECK"
    GROUND_REPORT = "GROUND_REPORT"
    PURGE = "PURGE"
    ICS_SURVEY = "ICS_SURVEY"
    ICS_DETERMINATION = "ICS_DETERMINATION"
    ICS_TELL = "ICS_TELL"
    ICS_PLAN = "ICS_PLAN"
    AGREED_TASK = "AGREED_TASK"
    SUPERVISION = "SUPERVISION"
    SOLUTION_CONFERENCE = "SOLUTION_CONFERENCE"
    LONG_CASE_CONFIRM = "LONG_CASE_CONFIRM"
    STALL = "STALL"
    TRANSFER_APPROVAL = "TRANSFER_APPROVAL"
    TRANSFER_ANSWER = "TRANSFER_ANSWER"
    TRANSFER_CONTACT = "TRANSFER_CONTACT"
    RESUME = "RESUME"
    COVER_END = "COVER_END"
    MERGE_FINAL = "MERGE_FINAL"
    COMPLAINT = "COMPLAINT"
    CLOSURE_SIGNATURE = "CLOSURE_SIGNATURE"
    CHASE = "CHASE"
    STATUS_UPDATE = "STATUS_UPDATE"
    WAITLIST = "WAITLIST"
    MEMBER_PROPOSED = "MEMBER_PROPOSED"
    DOUBLE_SEND = "DOUBLE_SEND"
    CONCERN = "CONCERN"
    RESOURCE_GAP = "RESOURCE_GAP"
    SIGNAL = "SIGNAL"
    NUMBER_ANSWER = "NUMBER_ANSWER"
    NUMBER_NOTICE = "NUMBER_NOTICE"


class Deadline(Value):
    """One running clock. ``key`` is ``"{kind}:{subject}"``, stable while the wait lasts."""

    key: str
    kind: DeadlineKind
    subject: str
    """Linkage id, pledge month, tier ...; empty where the case itself is the subject."""
    since: datetime
    due: datetime
    term: Term
    ladder: str
    statutory: bool = False
    whom: Role
    """Whose move it is."""
    person: PersonId | None = None


class MovedDeadline(Value):
    """A clock that ends at another moment since the case took up another policy."""

    key: str
    kind: DeadlineKind
    before: datetime | None
    """None: the clock did not run before."""
    after: datetime | None
    """None: nothing is asked by then any more."""


class TaskKind(StrEnum):
    """What an inbox item asks for."""

    MAKE_FIRST_CONTACT = "MAKE_FIRST_CONTACT"
    DO_INTAKE = "DO_INTAKE"
    RECEIVE_CASE = "RECEIVE_CASE"
    ASSIGN_OWNER = "ASSIGN_OWNER"
    DO_ASSESSMENT = "DO_ASSESSMENT"
    HOLD_CONFERENCE = "HOLD_CONFERENCE"
    MAKE_PLAN = "MAKE_PLAN"
    REVISE_PLAN = "REVISE_PLAN"
    APPROVE_PLAN = "APPROVE_PLAN"
    GET_PLAN_AGREEMENT = "GET_PLAN_AGREEMENT"
    REQUEST_LINKAGES = "REQUEST_LINKAGES"
    SEND_MANUAL_REFERRAL = "SEND_MANUAL_REFERRAL"
    CHASE_PARTNER = "CHASE_PARTNER"
    FIND_SUBSTITUTE = "FIND_SUBSTITUTE"
    FIX_DELIVERY = "FIX_DELIVERY"
    LOOK_AT_LATE_ANSWER = "LOOK_AT_LATE_ANSWER"
    RECALL_REFERRAL = "RECALL_REFERRAL"
    CONFIRM_START = "CONFIRM_START"
    CONTACT_HOUSEHOLD = "CONTACT_HOUSEHOLD"
    VISIT_HOUSEHOLD = "VISIT_HOUSEHOLD"
    DO_CHECK = "DO_CHECK"
    REASSESS = "REASSESS"
    ANSWER_HIGH_DIFFICULTY = "ANSWER_HIGH_DIFFICULTY"
    APPROVE_CLOSURE = "APPROVE_CLOSURE"
    PROPOSE_CLOSURE = "PROPOSE_CLOSURE"
    DO_AFTERCARE = "DO_AFTERCARE"
    DO_ICS_CHECK = "DO_ICS_CHECK"
    SECURE_PLEDGE = "SECURE_PLEDGE"
    RENEW_CONSENT = "RENEW_CONSENT"
    ANSWER_RED_FLAG = "ANSWER_RED_FLAG"
    KEEP_ENGAGING = "KEEP_ENGAGING"
    REVIEW_HOLD = "REVIEW_HOLD"
    CONFIRM_HOLD = "CONFIRM_HOLD"
    CHECK_ON_SITE = "CHECK_ON_SITE"
    GIVE_CRISIS_AID = "GIVE_CRISIS_AID"
    DO_POST_CHECK = "DO_POST_CHECK"
    REPORT_GROUND = "REPORT_GROUND"
    PURGE_DATA = "PURGE_DATA"
    DO_ICS_SURVEY = "DO_ICS_SURVEY"
    DO_ICS_DETERMINATION = "DO_ICS_DETERMINATION"
    TELL_DETERMINATION = "TELL_DETERMINATION"
    MAKE_ICS_PLAN = "MAKE_ICS_PLAN"
    DO_AGREED_TASK = "DO_AGREED_TASK"
    HOLD_SUPERVISION = "HOLD_SUPERVISION"
    HOLD_SOLUTION_CONFERENCE = "HOLD_SOLUTION_CONFERENCE"
    CONFIRM_LONG_CASE = "CONFIRM_LONG_CASE"
    ANSWER_STALL = "ANSWER_STALL"
    APPROVE_TRANSFER = "APPROVE_TRANSFER"
    AWAIT_TRANSFER = "AWAIT_TRANSFER"
    CONTACT_NEWCOMER = "CONTACT_NEWCOMER"
    RESUME_CASE = "RESUME_CASE"
    END_COVER = "END_COVER"
    UNDO_MERGE = "UNDO_MERGE"
    RESOLVE_COMPLAINT = "RESOLVE_COMPLAINT"
    SIGN_CLOSURE = "SIGN_CLOSURE"
    ASK_STATUS = "ASK_STATUS"
    REVIEW_WAITLIST = "REVIEW_WAITLIST"
    ASK_ABOUT_MEMBER = "ASK_ABOUT_MEMBER"
    CHECK_DOUBLE_SEND = "CHECK_DOUBLE_SEND"
    ANSWER_CONCERN = "ANSWER_CONCERN"
    FILL_RESOURCE_GAP = "FILL_RESOURCE_GAP"
    LOOK_AT_SIGNAL = "LOOK_AT_SIGNAL"
    REQUEST_NUMBER = "REQUEST_NUMBER"
    GET_NUMBER_ANSWER = "GET_NUMBER_ANSWER"
    GIVE_NUMBER_NOTICE = "GIVE_NUMBER_NOTICE"


class Task(Value):
    """One thing asked of one person or role. ``key`` is ``"{kind}:{subject}"``."""

    key: str
    kind: TaskKind
    subject: str = ""
    role: Role
    person: PersonId | None = None
    """Whose it is; None: anyone of the role in the office or district (team, unassigned)."""
    requester: PersonId | None = None
    since: datetime
    due: datetime | None
    term: Term | None = None
    deadline: str | None = None
    priority: int = 3
    """1 urgent, 2 heavy level, 3 ordinary."""
    returned: bool = False
    escalated_to: Role | None = None
    """The highest role the ladder has told so far."""
    pair: bool = False
    """Two people go (policy ``safety.visitPair``)."""


class NextStep(Value):
    """One dated thing that will happen by itself if nobody acts."""

    at: datetime
    code: str
    """``reminder``, ``due``, ``plus_1`` ... or a deadline kind falling due."""
    deadline: str
    kind: DeadlineKind
    to: Role


class Waiting(Value):
    """Why the case stands where it stands, for whom, since when."""

    code: str
    """A deadline kind, or ``NOTHING`` for an ended case."""
    subject: str = ""
    role: Role
    person: PersonId | None = None
    since: datetime
    due: datetime | None
    deadline: str | None = None


class CaseSnapshot(Value):
    """What lists and pages need of the case after a step; the read model is made from it alone."""

    case_id: CaseId
    district: DistrictCode
    case_number: CaseNumber
    office: OfficeCode
    household_id: HouseholdId
    revision: int
    stage: Stage
    stage_since: datetime
    stages: dict[Stage, datetime]
    opened_at: datetime
    received_at: datetime | None
    level: LevelCode | None
    proposed_level: LevelCode | None
    risk: int
    """3 high (urgent or heaviest level), 2 middle, 1 low: the box people see."""
    urgent: bool
    owner: PersonId | None
    co_owner: PersonId | None
    policy_version: int
    policy_hash: str
    last_contact_at: datetime | None
    next_contact_on: date | None
    returns: int
    public_total: int
    private_total: int
    address_protected: bool
    waiting: Waiting
    next_steps: tuple[NextStep, ...]
    """The next three."""
    next_at: datetime | None
    """The earliest date on which something happens by itself; None only for an ended case."""
    deadlines: tuple[Deadline, ...]
    tasks: tuple[Task, ...]
    linkages: tuple[Linkage, ...]
    consents: tuple[Consent, ...]
    plan: CarePlan | None
    submission: PlanSubmission | None
    excluded_members: tuple[MemberId, ...] = ()
    hold: EngagementHold | None = None
    attempts: tuple[Attempt, ...] = ()
    """The last dozen tries to reach the household."""
    crisis: CrisisLane | None = None
    red_flags: tuple[RedFlag, ...] = ()
    grounds: tuple[LawfulGround, ...] = ()
    purges: tuple[PurgeDemand, ...] = ()
    safety: tuple[SafetyFlag, ...] = ()
    pair: bool = False
    pause: Pause | None = None
    cover: Cover | None = None
    enrolments: tuple[Enrolment, ...] = ()
    high_difficulty: HighDifficultyReferral | None = None
    closure: Closure | None = None
    transfer: Transfer | None = None
    merge: Merge | None = None
    absorbed: tuple[CaseId, ...] = ()
    lineage: CaseId = CaseId("")
    episode: int = 1
    former: Kin | None = None
    kin: tuple[Kin, ...] = ()
    deceased: tuple[MemberId, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    agreed: tuple[AgreedTask, ...] = ()
    long_case: LongCase = LongCase()
    pledges: tuple[Pledge, ...] = ()
    concerns: tuple[Concern, ...] = ()
    gaps: tuple[ResourceGap, ...] = ()
    milestones: tuple[MilestoneReached, ...] = ()
    supports: tuple[Support, ...] = ()
    heard: Heard = Heard()
    progress_at: datetime | None = None
    last_met_at: datetime | None = None
