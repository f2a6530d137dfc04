"""Events: what happened to a case, past tense, append-only. State is the fold of them.

Each event carries all that ``evolve`` needs, so that a case can be rebuilt or replayed under
another policy from its events alone.
"""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from care.messages import commands as c
from care.messages.discovery_events import DISCOVERY_EVENTS
from care.messages.linking_events import LINKING_EVENTS
from care.messages.loop_events import LOOP_EVENTS
from care.messages.service_events import (
    DuplicateServiceNoticed as DuplicateServiceNoticed,
)
from care.messages.service_events import (
    EffectOrdered as EffectOrdered,
)
from care.messages.service_events import (
    LateAnswerAcknowledged as LateAnswerAcknowledged,
)
from care.messages.service_events import (
    LateAnswerKept as LateAnswerKept,
)
from care.messages.service_events import (
    LinkageAnswered as LinkageAnswered,
)
from care.messages.service_events import (
    LinkageDelivered as LinkageDelivered,
)
from care.messages.service_events import (
    LinkageDeliveryFailed as LinkageDeliveryFailed,
)
from care.messages.service_events import (
    LinkageRecalled as LinkageRecalled,
)
from care.messages.service_events import (
    LinkageRequested as LinkageRequested,
)
from care.messages.service_events import (
    LinkageWithdrawn as LinkageWithdrawn,
)
from care.messages.service_events import (
    PledgeRecorded as PledgeRecorded,
)
from care.messages.service_events import (
    ResourceRecorded as ResourceRecorded,
)
from care.model.assessment import Assessment, CrisisScore
from care.model.case import AftercareCheck, Closure, ConferenceRecord
from care.model.codes import Programme, RedFlag, Role, Stage
from care.model.household import Consent, Member
from care.model.ids import (
    ConsentId,
    IntentKey,
    LevelCode,
    OfficeCode,
    PersonId,
    RolloutId,
    TextId,
)
from care.model.loop_codes import IcsApplicant
from care.model.plan import ApprovalStep, CarePlan, PlanSubmission
from care.model.policy import CasePolicy
from care.model.policy_rules import Boundary
from care.model.value import Value
from care.model.work import DeadlineKind, MovedDeadline


class CaseOpened(Value):
    kind: Literal["CaseOpened"] = "CaseOpened"
    opening: c.OpenCase
    policy_version: int
    policy_hash: str
    lands_at: OfficeCode | None = None
    """Where the policy's rules lead the household; None: the office that was told."""
    routed_by: str = ""
    """Code of the routing that decided."""


class StageEntered(Value):
    kind: Literal["StageEntered"] = "StageEntered"
    stage: Stage
    left: Stage


class ContactRecorded(Value):
    kind: Literal["ContactRecorded"] = "ContactRecorded"
    contact: c.RecordContact


class IntakeRecorded(Value):
    kind: Literal["IntakeRecorded"] = "IntakeRecorded"
    intake: c.RecordIntake


class CaseReceived(Value):
    """접수; the 30-day clock starts at this event's time."""

    kind: Literal["CaseReceived"] = "CaseReceived"
    receipt: c.ReceiveCase


class OwnerAssigned(Value):
    kind: Literal["OwnerAssigned"] = "OwnerAssigned"
    owner: PersonId
    co_owner: PersonId | None
    previous: PersonId | None
    handover: TextId | None


class MemberAdded(Value):
    kind: Literal["MemberAdded"] = "MemberAdded"
    member: Member


class AddressProtectionChanged(Value):
    kind: Literal["AddressProtectionChanged"] = "AddressProtectionChanged"
    protected: bool
    reason: TextId


class ConsentRecorded(Value):
    kind: Literal["ConsentRecorded"] = "ConsentRecorded"
    consent: Consent


class ConsentWithdrawn(Value):
    kind: Literal["ConsentWithdrawn"] = "ConsentWithdrawn"
    consent_id: ConsentId
    note: TextId | None


class AssessmentSaved(Value):
    """A part of the form, or with ``assessment.complete`` the whole, with its score."""

    kind: Literal["AssessmentSaved"] = "AssessmentSaved"
    assessment: Assessment
    score: CrisisScore


class ConferenceHeld(Value):
    kind: Literal["ConferenceHeld"] = "ConferenceHeld"
    conference: ConferenceRecord
    bodies: tuple[str, ...]
    attendees: int


class Classified(Value):
    """대상자 구분·선정, or a later step up or down."""

    kind: Literal["Classified"] = "Classified"
    level: LevelCode
    previous: LevelCode | None
    proposed: LevelCode | None
    difference: TextId | None


class HighDifficultyReferred(Value):
    kind: Literal["HighDifficultyReferred"] = "HighDifficultyReferred"
    reason: TextId


class HighDifficultyAnswered(Value):
    kind: Literal["HighDifficultyAnswered"] = "HighDifficultyAnswered"
    accepted: bool
    reason: TextId | None


class PlanSubmitted(Value):
    kind: Literal["PlanSubmitted"] = "PlanSubmitted"
    submission: PlanSubmission
    note: TextId | None


class PlanSubmissionWithdrawn(Value):
    kind: Literal["PlanSubmissionWithdrawn"] = "PlanSubmissionWithdrawn"
    version: int


class PlanAnswered(Value):
    """One tier's answer; ``PlanApproved``, ``PlanReturned`` or ``PlanRejected`` concludes."""

    kind: Literal["PlanAnswered"] = "PlanAnswered"
    version: int
    step: ApprovalStep


class PlanApproved(Value):
    kind: Literal["PlanApproved"] = "PlanApproved"
    plan: CarePlan


class PlanReturned(Value):
    kind: Literal["PlanReturned"] = "PlanReturned"
    version: int
    returns: int


class PlanRejected(Value):
    kind: Literal["PlanRejected"] = "PlanRejected"
    version: int


class PlanAgreed(Value):
    kind: Literal["PlanAgreed"] = "PlanAgreed"
    agreement: c.RecordPlanAgreement


class CheckRecorded(Value):
    kind: Literal["CheckRecorded"] = "CheckRecorded"
    check: c.RecordCheck


class ProgrammeEnrolled(Value):
    kind: Literal["ProgrammeEnrolled"] = "ProgrammeEnrolled"
    programme: Programme
    applied_on: date
    applicant: IcsApplicant | None = None
    discharge_on: date | None = None


class IndividualPlanAccepted(Value):
    kind: Literal["IndividualPlanAccepted"] = "IndividualPlanAccepted"
    programme: Programme
    version: int
    on: date


class ClosureProposed(Value):
    kind: Literal["ClosureProposed"] = "ClosureProposed"
    closure: Closure
    note: TextId | None


class ClosureAnswered(Value):
    kind: Literal["ClosureAnswered"] = "ClosureAnswered"
    step: ApprovalStep


class ClosureTurnedDown(Value):
    """Returned or rejected: the case goes back to the stage it came from."""

    kind: Literal["ClosureTurnedDown"] = "ClosureTurnedDown"


class CaseClosed(Value):
    kind: Literal["CaseClosed"] = "CaseClosed"
    closure: Closure


class AftercareRecorded(Value):
    kind: Literal["AftercareRecorded"] = "AftercareRecorded"
    check: AftercareCheck
    note: TextId | None


class CaseEnded(Value):
    """The episode is over; nothing waits any more."""

    kind: Literal["CaseEnded"] = "CaseEnded"
    why: str


class RedFlagRaised(Value):
    kind: Literal["RedFlagRaised"] = "RedFlagRaised"
    flags: tuple[RedFlag, ...]
    note: TextId | None


class RedFlagsCleared(Value):
    kind: Literal["RedFlagsCleared"] = "RedFlagsCleared"
    reason: TextId


class InformationRequestRecorded(Value):
    kind: Literal["InformationRequestRecorded"] = "InformationRequestRecorded"
    request: c.RecordInformationRequest


class NoteAdded(Value):
    kind: Literal["NoteAdded"] = "NoteAdded"
    note: TextId


class LadderStepFired(Value):
    """A reminder or an escalation told somebody; it never changes the owner."""

    kind: Literal["LadderStepFired"] = "LadderStepFired"
    deadline: str
    deadline_kind: DeadlineKind
    step: str
    to: Role
    person: PersonId | None
    due: datetime


class EscalationAcknowledged(Value):
    kind: Literal["EscalationAcknowledged"] = "EscalationAcknowledged"
    deadline: str
    until: datetime
    note: TextId | None


class PolicyAdopted(Value):
    kind: Literal["PolicyAdopted"] = "PolicyAdopted"
    policy: CasePolicy
    previous_version: int
    boundary: Boundary = Boundary.STAGE
    rollout_id: RolloutId | None = None
    moved: tuple[MovedDeadline, ...] = ()
    """Clocks that end at another moment under the new policy, so that nothing moves in silence."""


Event = Annotated[
    CaseOpened
    | StageEntered
    | ContactRecorded
    | IntakeRecorded
    | CaseReceived
    | OwnerAssigned
    | MemberAdded
    | AddressProtectionChanged
    | ConsentRecorded
    | ConsentWithdrawn
    | AssessmentSaved
    | ConferenceHeld
    | Classified
    | HighDifficultyReferred
    | HighDifficultyAnswered
    | PlanSubmitted
    | PlanSubmissionWithdrawn
    | PlanAnswered
    | PlanApproved
    | PlanReturned
    | PlanRejected
    | PlanAgreed
    | LinkageRequested
    | LinkageDelivered
    | LinkageDeliveryFailed
    | LinkageAnswered
    | LateAnswerKept
    | LateAnswerAcknowledged
    | LinkageWithdrawn
    | LinkageRecalled
    | EffectOrdered
    | PledgeRecorded
    | ResourceRecorded
    | CheckRecorded
    | ProgrammeEnrolled
    | IndividualPlanAccepted
    | ClosureProposed
    | ClosureAnswered
    | ClosureTurnedDown
    | CaseClosed
    | AftercareRecorded
    | CaseEnded
    | RedFlagRaised
    | RedFlagsCleared
    | InformationRequestRecorded
    | NoteAdded
    | LadderStepFired
    | EscalationAcknowledged
    | PolicyAdopted
    | DuplicateServiceNoticed
    | DISCOVERY_EVENTS
    | LINKING_EVENTS
    | LOOP_EVENTS,
    Field(discriminator="kind"),
]


class Recorded(Value):
    """An event with who, when and the intent it came from; unique by (case, sequence)."""

    sequence: int
    at: datetime
    actor: PersonId
    role: Role
    on_behalf_of: PersonId | None
    intent: IntentKey
    event: Event
