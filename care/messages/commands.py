"""Commands: what somebody asks of a case, imperative. Free text is a ``TextId`` stored before."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from care.messages.discovery_commands import DISCOVERY_COMMANDS
from care.messages.linking_commands import LINKING_COMMANDS
from care.messages.loop_commands import LOOP_COMMANDS
from care.messages.service_commands import (
    AcknowledgeLateAnswer as AcknowledgeLateAnswer,
)
from care.messages.service_commands import (
    RecordDelivery as RecordDelivery,
)
from care.messages.service_commands import (
    RecordPartnerAnswer as RecordPartnerAnswer,
)
from care.messages.service_commands import (
    RecordPledge as RecordPledge,
)
from care.messages.service_commands import (
    RecordRecall as RecordRecall,
)
from care.messages.service_commands import (
    RecordResource as RecordResource,
)
from care.messages.service_commands import (
    RequestImmediateHelp as RequestImmediateHelp,
)
from care.messages.service_commands import (
    RequestLinkage as RequestLinkage,
)
from care.messages.service_commands import (
    WithdrawLinkage as WithdrawLinkage,
)
from care.model.codes import (
    AftercareResult,
    ApprovalAnswer,
    CheckOutcome,
    ClosureReason,
    CommunicationNeed,
    ConferenceKind,
    ConsentMethod,
    ConsentPurpose,
    ContactMode,
    ContactResult,
    DiscoveryChannel,
    IntakeOutcome,
    LawfulBasis,
    Programme,
    RedFlag,
    SubDomain,
    TeachBack,
)
from care.model.course import AgreedTask, Kin, Votes
from care.model.household import Member
from care.model.ids import (
    AgencyId,
    CaseId,
    CaseNumber,
    ConferenceId,
    ConsentId,
    HouseholdId,
    IntentKey,
    LevelCode,
    MemberId,
    OfficeCode,
    PersonId,
    RolloutId,
    TextId,
    TransferId,
)
from care.model.loop_codes import AgendaPurpose, IcsApplicant, TimeBand
from care.model.plan import CarePlan, ItemResult, ReturnPoint
from care.model.policy import CasePolicy
from care.model.policy_rules import Boundary
from care.model.service_codes import DataGroup
from care.model.value import Value


class OpenCase(Value):
    kind: Literal["OpenCase"] = "OpenCase"
    case_number: CaseNumber
    office: OfficeCode
    household_id: HouseholdId
    channel: DiscoveryChannel
    members: tuple[Member, ...] = Field(min_length=1)
    address_protected: bool = False
    red_flags: tuple[RedFlag, ...] = ()
    note: TextId | None = None
    communication: tuple[CommunicationNeed, ...] = ()
    former: Kin | None = None
    """The episode this one came from: reopened, transferred here, or split off."""
    lineage: CaseId | None = None
    episode: int = Field(default=1, ge=1)
    level: LevelCode | None = None
    """Reopened at a level: the plan follows the receipt at once."""
    transfer_id: TransferId | None = None


class RecordContact(Value):
    """A visit, call or knock, at any stage; the first one that meets somebody ends DISCOVERY."""

    kind: Literal["RecordContact"] = "RecordContact"
    mode: ContactMode
    result: ContactResult
    members: tuple[MemberId, ...] = ()
    next_on: date | None = None
    teach_back: TeachBack | None = None
    incident: bool = False
    note: TextId | None = None
    band: TimeBand | None = None
    """None: told by the time it is recorded."""
    companion: PersonId | None = None
    """The second person of a pair visit."""
    inbound: bool = False
    """The household came to us; in hold that wakes the case."""
    accepts_help: bool = False
    """In hold: the household now wants help."""
    remote_notice: bool = False
    """A district notice lets a call or a talk at the door stand for a visit (domain NW-09)."""


class RecordIntake(Value):
    """초기상담. RECEIVE leads to receipt; REFUSED keeps the case open and trying."""

    kind: Literal["RecordIntake"] = "RecordIntake"
    outcome: IntakeOutcome
    communication: tuple[CommunicationNeed, ...] = ()
    red_flags: tuple[RedFlag, ...] = ()
    note: TextId | None = None


class ReceiveCase(Value):
    """접수; starts the 30-day clock. Needs the client's COLLECT_USE consent or a lawful basis."""

    kind: Literal["ReceiveCase"] = "ReceiveCase"
    basis: LawfulBasis | None = None


class AssignOwner(Value):
    kind: Literal["AssignOwner"] = "AssignOwner"
    owner: PersonId
    co_owner: PersonId | None = None
    handover: TextId | None = None
    """Required when another owner is replaced."""


class AddMember(Value):
    kind: Literal["AddMember"] = "AddMember"
    member: Member


class ProtectAddress(Value):
    kind: Literal["ProtectAddress"] = "ProtectAddress"
    protected: bool
    reason: TextId


class RecordConsent(Value):
    kind: Literal["RecordConsent"] = "RecordConsent"
    consent_id: ConsentId
    member_id: MemberId
    purpose: ConsentPurpose
    agency_id: AgencyId | None = None
    groups: tuple[DataGroup, ...] = ()
    method: ConsentMethod
    witnessed: bool = False
    by_guardian: MemberId | None = None


class WithdrawConsent(Value):
    """철회: open linkages that rested on it are withdrawn at once."""

    kind: Literal["WithdrawConsent"] = "WithdrawConsent"
    consent_id: ConsentId
    note: TextId | None = None


class RecordAssessment(Value):
    """The form, saved in parts; ``complete`` finishes it. In MONITORING it is a reassessment."""

    kind: Literal["RecordAssessment"] = "RecordAssessment"
    form: str
    scores: dict[SubDomain, Annotated[int, Field(ge=0, le=3)]]
    members: tuple[MemberId, ...]
    red_flags: tuple[RedFlag, ...] = ()
    answers: TextId | None = None
    complete: bool = False


class HoldConference(Value):
    """Signed minutes; ``level`` classifies (first time in CONFERENCE, later a step up or down)."""

    kind: Literal["HoldConference"] = "HoldConference"
    conference: ConferenceKind
    minutes: TextId
    bodies: tuple[AgencyId, ...] = ()
    attendees: int = Field(default=1, ge=1, le=200)
    level: LevelCode | None = None
    difference: TextId | None = None
    """Why the level differs from the proposed one; required if it does."""
    conference_id: ConferenceId | None = None
    """The meeting this was an item of."""
    purpose: AgendaPurpose | None = None
    votes: Votes | None = None
    tasks: tuple[AgreedTask, ...] = ()
    """What was asked of whom, by when; ``agreed_at`` is set by the case."""


class ReferHighDifficulty(Value):
    kind: Literal["ReferHighDifficulty"] = "ReferHighDifficulty"
    reason: TextId


class AnswerHighDifficulty(Value):
    kind: Literal["AnswerHighDifficulty"] = "AnswerHighDifficulty"
    accepted: bool
    owner: PersonId | None = None
    reason: TextId | None = None


class SubmitPlan(Value):
    """Send a plan version for approval; in LINKAGE or MONITORING it is a plan change (계획변경)."""

    kind: Literal["SubmitPlan"] = "SubmitPlan"
    plan: CarePlan
    note: TextId | None = None


class WithdrawPlan(Value):
    kind: Literal["WithdrawPlan"] = "WithdrawPlan"


class DecidePlan(Value):
    kind: Literal["DecidePlan"] = "DecidePlan"
    version: int
    tier: int = Field(ge=0)
    answer: ApprovalAnswer
    reason: TextId | None = None
    points: tuple[ReturnPoint, ...] = ()
    submission: IntentKey | None = None
    """The submission that was read, by its intent: a returned plan comes back under its number."""


class RecordPlanAgreement(Value):
    """The client agrees to the approved plan; PLANNING ends here."""

    kind: Literal["RecordPlanAgreement"] = "RecordPlanAgreement"
    version: int
    member_id: MemberId
    method: ConsentMethod
    witnessed: bool = False


class RecordCheck(Value):
    """점검. ``statutory`` also satisfies the ICS check clock."""

    kind: Literal["RecordCheck"] = "RecordCheck"
    outcome: CheckOutcome
    mode: ContactMode
    next_on: date | None = None
    statutory: bool = False
    note: TextId | None = None


class EnrolProgramme(Value):
    kind: Literal["EnrolProgramme"] = "EnrolProgramme"
    programme: Programme
    applied_on: date
    applicant: IcsApplicant | None = None
    """Required for ICS where policy has ``life`` (통합지원법 규칙 제7조)."""
    discharge_on: date | None = None


class AcceptIndividualPlan(Value):
    """The approved plan serves as the programme's own (통합지원법 규칙 제9조③)."""

    kind: Literal["AcceptIndividualPlan"] = "AcceptIndividualPlan"
    programme: Programme
    version: int


class ProposeClosure(Value):
    kind: Literal["ProposeClosure"] = "ProposeClosure"
    reason: ClosureReason
    results: tuple[ItemResult, ...] = ()
    note: TextId | None = None


class DecideClosure(Value):
    kind: Literal["DecideClosure"] = "DecideClosure"
    tier: int = Field(ge=0)
    answer: ApprovalAnswer
    reason: TextId | None = None


class RecordAftercare(Value):
    kind: Literal["RecordAftercare"] = "RecordAftercare"
    result: AftercareResult
    note: TextId | None = None


class RaiseRedFlag(Value):
    kind: Literal["RaiseRedFlag"] = "RaiseRedFlag"
    flags: tuple[RedFlag, ...] = Field(min_length=1)
    note: TextId | None = None


class ClearRedFlags(Value):
    kind: Literal["ClearRedFlags"] = "ClearRedFlags"
    reason: TextId


class RecordInformationRequest(Value):
    """Somebody outside asks about the household; kept whether answered or refused."""

    kind: Literal["RecordInformationRequest"] = "RecordInformationRequest"
    member_id: MemberId | None = None
    granted: bool
    note: TextId | None = None


class AddNote(Value):
    kind: Literal["AddNote"] = "AddNote"
    note: TextId


class AcknowledgeEscalation(Value):
    """Quiets one ladder for the time policy states; the clock itself goes on."""

    kind: Literal["AcknowledgeEscalation"] = "AcknowledgeEscalation"
    deadline: str
    note: TextId | None = None


class AdoptPolicy(Value):
    """Taken up by the shell at a boundary, or because a rollout of the district asks the case."""

    kind: Literal["AdoptPolicy"] = "AdoptPolicy"
    policy: CasePolicy
    boundary: Boundary = Boundary.STAGE
    rollout_id: RolloutId | None = None


Command = Annotated[
    OpenCase
    | RecordContact
    | RecordIntake
    | ReceiveCase
    | AssignOwner
    | AddMember
    | ProtectAddress
    | RecordConsent
    | WithdrawConsent
    | RecordAssessment
    | HoldConference
    | ReferHighDifficulty
    | AnswerHighDifficulty
    | SubmitPlan
    | WithdrawPlan
    | DecidePlan
    | RecordPlanAgreement
    | RequestLinkage
    | RequestImmediateHelp
    | RecordDelivery
    | RecordPartnerAnswer
    | AcknowledgeLateAnswer
    | WithdrawLinkage
    | RecordRecall
    | RecordPledge
    | RecordResource
    | RecordCheck
    | EnrolProgramme
    | AcceptIndividualPlan
    | ProposeClosure
    | DecideClosure
    | RecordAftercare
    | RaiseRedFlag
    | ClearRedFlags
    | RecordInformationRequest
    | AddNote
    | AcknowledgeEscalation
    | AdoptPolicy
    | DISCOVERY_COMMANDS
    | LINKING_COMMANDS
    | LOOP_COMMANDS,
    Field(discriminator="kind"),
]
