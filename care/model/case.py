"""The one value a case's workflow remembers; carried whole over continue-as-new."""

from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field

from care.model.assessment import Assessment, CrisisScore
from care.model.codes import (
    AftercareResult,
    ApprovalAnswer,
    CheckOutcome,
    ClosureReason,
    CommunicationNeed,
    ConferenceKind,
    ContactMode,
    DiscoveryChannel,
    IntakeOutcome,
    Programme,
    RedFlag,
    Role,
    Stage,
    SubDomain,
)
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
    Votes,
)
from care.model.household import Consent, Member
from care.model.ids import (
    CaseId,
    CaseNumber,
    ConferenceId,
    DistrictCode,
    EffectId,
    HouseholdId,
    IntentKey,
    LevelCode,
    LinkageId,
    MemberId,
    OfficeCode,
    PersonId,
    PledgeId,
    TextId,
    TransferId,
)
from care.model.linkage import Linkage, Pledge
from care.model.linking import Concern, MilestoneReached, ResourceGap, Support
from care.model.loop_codes import (
    AgendaPurpose,
    Determination,
    IcsApplicant,
    IcsSurveyor,
    ProgrammeEnding,
    SafetyFlag,
    TransferAnswer,
)
from care.model.plan import ApprovalStep, CarePlan, ItemResult, PlanSubmission
from care.model.policy import CasePolicy
from care.model.searches import Heard
from care.model.value import Value


class Enrolment(Value):
    """One programme's clock set on this case (ICS: statutory checks of 통합지원법 규칙 제10조)."""

    programme: Programme
    applied_on: date
    applicant: IcsApplicant | None = None
    discharge_on: date | None = None
    """ICS: the day a hospital or facility lets the person go home (법 제11조)."""
    applied_at: datetime | None = None
    surveyed_at: datetime | None = None
    surveyor: IcsSurveyor | None = None
    determined_at: datetime | None = None
    determination: Determination | None = None
    told_at: datetime | None = None
    """When the person was told the result (법 제12조)."""
    ended_at: datetime | None = None
    ending: ProgrammeEnding | None = None
    plan_accepted_on: date | None = None
    """ICS: when the plan was accepted as individual support plan; its check clock starts here."""
    checks: tuple[date, ...] = ()


class ContactSummary(Value):
    """What the rules need of all contacts; the contacts themselves are in the timeline."""

    attempts: int = 0
    """Since the case was opened or last met, whichever is later."""
    total: int = 0
    last_at: datetime | None = None
    last_mode: ContactMode | None = None
    last_met_at: datetime | None = None
    last_visit_at: datetime | None = None
    next_on: date | None = None
    recent: tuple[Attempt, ...] = ()
    """The last dozen, newest last; kept where policy has ``life``."""


class IntakeResult(Value):
    outcome: IntakeOutcome
    at: datetime
    by: PersonId


class ConferenceRecord(Value):
    """사례회의: signed minutes and the classification they decided."""

    number: int
    kind: ConferenceKind
    held_at: datetime
    minutes: TextId
    level: LevelCode | None
    proposed: LevelCode | None
    signed_by: PersonId
    conference_id: ConferenceId | None = None
    purpose: AgendaPurpose | None = None
    votes: Votes | None = None


class HighDifficultyReferral(Value):
    """고난도 의뢰, local office to district; the sender stays responsible until accepted."""

    requested_by: PersonId
    requested_at: datetime
    accepted_at: datetime | None = None
    returned_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.returned_at is None


class Closure(Value):
    reason: ClosureReason
    former: Stage = Stage.MONITORING
    """Where the case goes back to when the closure is turned down."""
    results: tuple[ItemResult, ...]
    requested_by: PersonId
    requested_at: datetime
    tiers: tuple[Role, ...]
    because: str = ""
    """Why these tiers: a ground or the code of an approval rule; empty without ``rules``."""
    delegated: tuple[str, ...] = ()
    """Codes of the delegations (전결) that stand in the line."""
    steps: tuple[ApprovalStep, ...] = ()
    closed_at: datetime | None = None
    signed_at: datetime | None = None
    """Joint case: when the private-side case manager signed as well (domain NW-02)."""
    signed_by: PersonId | None = None


class AftercareCheck(Value):
    on: date
    result: AftercareResult


class DecidedApproval(Value):
    """The last answered request, so that a late second answer can be told who was first."""

    subject: str
    answer: ApprovalAnswer
    by: PersonId
    at: datetime


class Acknowledgement(Value):
    deadline: str
    until: datetime


class SendReferral(Value):
    """Outside effect: a referral to a body over its channel; repeated until delivered."""

    effect_id: EffectId
    kind: Literal["send_referral"] = "send_referral"
    linkage_id: LinkageId

    @property
    def about(self) -> str:
        """What the effect touches; effects about the same thing run one after the other."""
        return self.linkage_id


class WithdrawReferral(Value):
    """Outside effect: tell the body to stop and destroy what it got."""

    effect_id: EffectId
    kind: Literal["withdraw_referral"] = "withdraw_referral"
    linkage_id: LinkageId

    @property
    def about(self) -> str:
        return self.linkage_id


class OfferTransfer(Value):
    """Outside effect: lay the consented packet before the receiving district, or take it back."""

    effect_id: EffectId
    kind: Literal["offer_transfer"] = "offer_transfer"
    transfer_id: TransferId
    withdraw: TransferAnswer | None = None
    """Set to EXPIRED or WITHDRAWN when the offer is taken back."""

    @property
    def about(self) -> str:
        return self.transfer_id


class TellFormer(Value):
    """Outside effect of a new episode: tell the one it came from that it began."""

    effect_id: EffectId
    kind: Literal["tell_former"] = "tell_former"
    former: Kin
    transfer_id: TransferId | None = None

    @property
    def about(self) -> str:
        return self.former.case_id


class TellKept(Value):
    """Outside effect of a merge: tell the record that stays which one repeats it, or no longer."""

    effect_id: EffectId
    kind: Literal["tell_kept"] = "tell_kept"
    into: CaseId
    undone: bool = False

    @property
    def about(self) -> str:
        return self.into


class RemindReferral(Value):
    """Outside effect: remind a body that has not answered, or ask it how the service goes."""

    effect_id: EffectId
    kind: Literal["remind_referral"] = "remind_referral"
    linkage_id: LinkageId
    status: bool = False
    """It has answered and is asked how it goes."""

    @property
    def about(self) -> str:
        return self.linkage_id


Effect = Annotated[
    SendReferral | WithdrawReferral | RemindReferral | OfferTransfer | TellFormer | TellKept,
    Field(discriminator="kind"),
]


class AppliedIntent(Value):
    intent: IntentKey
    revision: int


class CaseState(Value):
    """Everything the case remembers. ``revision`` is the sequence of its last event."""

    case_id: CaseId
    district: DistrictCode
    policy: CasePolicy
    clock_shift: timedelta = timedelta(0)
    """Added to the engine's clock; zero but for stories and demonstrations."""
    revision: int = 0

    opened: bool = False
    case_number: CaseNumber = CaseNumber("")
    office: OfficeCode = OfficeCode("")
    household_id: HouseholdId = HouseholdId("")
    channel: DiscoveryChannel = DiscoveryChannel.REPORT
    stage: Stage = Stage.DISCOVERY
    stage_since: datetime | None = None
    stages: dict[Stage, datetime] = Field(default_factory=dict)
    """When each stage was last entered."""
    opened_at: datetime | None = None
    received_at: datetime | None = None
    owner: PersonId | None = None
    co_owner: PersonId | None = None
    """Private-side case manager of a joint case."""
    members: tuple[Member, ...] = ()
    address_protected: bool = False
    communication: tuple[CommunicationNeed, ...] = ()
    red_flags: tuple[RedFlag, ...] = ()
    urgent_since: datetime | None = None
    refusals: int = 0
    enrolments: tuple[Enrolment, ...] = ()
    discharge_on: date | None = None
    """The day of going home a hospital or facility told last; an application takes it up."""
    contacts: ContactSummary = ContactSummary()
    intake: IntakeResult | None = None
    consents: tuple[Consent, ...] = ()
    assessment: Assessment | None = None
    """The latest, complete or in progress."""
    previous_assessment: Assessment | None = None
    """The last complete one before it, for the difference."""
    score: CrisisScore | None = None
    conference: ConferenceRecord | None = None
    level: LevelCode | None = None
    level_since: datetime | None = None
    high_difficulty: HighDifficultyReferral | None = None
    plan: CarePlan | None = None
    """The last approved version."""
    plan_approved_at: datetime | None = None
    plan_agreed_at: datetime | None = None
    submission: PlanSubmission | None = None
    plan_returns: int = 0
    last_returned: PlanSubmission | None = None
    """The plan last sent back or rejected, with reason and points, until one is approved."""
    linkages: tuple[Linkage, ...] = ()
    pledges: tuple[Pledge, ...] = ()
    concerns: tuple[Concern, ...] = ()
    gaps: tuple[ResourceGap, ...] = ()
    milestones: tuple[MilestoneReached, ...] = ()
    supports: tuple[Support, ...] = ()
    public_total: int = 0
    private_total: int = 0
    case_fund: dict[int, dict[SubDomain, int]] = Field(default_factory=dict)
    """Won of the case fund recorded, by calendar year and need."""
    last_check_at: datetime | None = None
    last_check_outcome: CheckOutcome | None = None
    next_check_on: date | None = None
    closure: Closure | None = None
    aftercare: tuple[AftercareCheck, ...] = ()
    decided: tuple[DecidedApproval, ...] = ()
    """The last few answered requests."""

    hold: EngagementHold | None = None
    crisis: CrisisLane | None = None
    grounds: tuple[LawfulGround, ...] = ()
    purges: tuple[PurgeDemand, ...] = ()
    safety: tuple[SafetyFlag, ...] = ()
    pause: Pause | None = None
    """The running one."""
    pauses: tuple[Pause, ...] = ()
    """Those that are over; clocks that ran meanwhile end as much later."""
    cover: Cover | None = None
    transfer: Transfer | None = None
    """The last offer."""
    merge: Merge | None = None
    absorbed: tuple[CaseId, ...] = ()
    """Records merged into this one."""
    lineage: CaseId = CaseId("")
    """The first episode's id; empty for a case that is the first itself."""
    episode: int = 1
    former: Kin | None = None
    kin: tuple[Kin, ...] = ()
    """Episodes that came from this one."""
    reopened_level: LevelCode | None = None
    """Decided at reopening: such an episode needs no new assessment before its plan."""
    deceased: tuple[MemberId, ...] = ()
    client_died_at: datetime | None = None
    """When the client's death was recorded: from then on only closure is asked."""
    complaints: tuple[Complaint, ...] = ()
    agreed: tuple[AgreedTask, ...] = ()
    long_case: LongCase = LongCase()
    loops_since: datetime | None = None
    """When a case of the release before took up a policy with ``life``."""
    linking_since: datetime | None = None
    """When a case of the release before took up a policy with ``linking``."""
    progress_at: datetime | None = None
    """The last real progress: somebody met, a plan or a service moved."""

    heard: Heard = Heard()

    fired: tuple[str, ...] = ()
    """``"{deadline key}|{step}"`` of ladder steps already fired for open deadlines."""
    acknowledged: tuple[Acknowledgement, ...] = ()
    effects: tuple[Effect, ...] = ()
    """Outside effects decided and not yet done."""
    applied: tuple[AppliedIntent, ...] = ()
    """The last hundred intents; the store keeps all."""

    def member(self, member_id: str) -> Member | None:
        return next((m for m in self.members if m.member_id == member_id), None)

    def linkage(self, linkage_id: str) -> Linkage | None:
        return next((k for k in self.linkages if k.linkage_id == linkage_id), None)

    def pledge(self, pledge_id: PledgeId) -> Pledge | None:
        return next((p for p in self.pledges if p.pledge_id == pledge_id), None)
