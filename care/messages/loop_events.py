"""Events of the loops. Where a command already says all that happened, the event carries it."""

from datetime import datetime
from typing import Literal

from care.messages import kin_commands as k
from care.messages import loop_commands as c
from care.model.course import AgreedTask, Complaint, CrisisLane, EngagementHold, Kin, Merge
from care.model.course import HoldReview as Review
from care.model.course import Transfer as Offer
from care.model.ids import DemandId, GroundId, MemberId, PersonId, TextId, TransferId
from care.model.loop_codes import SupervisionKind, TransferAnswer
from care.model.value import Value


class HoldEntered(Value):
    """``StageEntered(ENGAGEMENT_HOLD)`` follows it."""

    kind: Literal["HoldEntered"] = "HoldEntered"
    hold: EngagementHold
    note: TextId | None = None


class HoldReviewed(Value):
    kind: Literal["HoldReviewed"] = "HoldReviewed"
    review: Review
    note: TextId


class HoldWoken(Value):
    """``StageEntered`` of the stage the case goes on in follows it."""

    kind: Literal["HoldWoken"] = "HoldWoken"
    inbound: bool
    """The household came to us."""
    note: TextId | None = None


class CrisisOpened(Value):
    kind: Literal["CrisisOpened"] = "CrisisOpened"
    lane: CrisisLane


class OnSiteChecked(Value):
    kind: Literal["OnSiteChecked"] = "OnSiteChecked"
    check: c.RecordOnSiteCheck


class CrisisAided(Value):
    kind: Literal["CrisisAided"] = "CrisisAided"
    aided: c.RecordCrisisAid


class CrisisPostChecked(Value):
    kind: Literal["CrisisPostChecked"] = "CrisisPostChecked"
    check: c.RecordPostCheck


class GroundRecorded(Value):
    kind: Literal["GroundRecorded"] = "GroundRecorded"
    ground: c.RecordLawfulGround


class GroundReported(Value):
    kind: Literal["GroundReported"] = "GroundReported"
    ground_id: GroundId
    note: TextId | None = None


class GroundEnded(Value):
    kind: Literal["GroundEnded"] = "GroundEnded"
    ground_id: GroundId
    reason: TextId


class PurgeDemanded(Value):
    kind: Literal["PurgeDemanded"] = "PurgeDemanded"
    demand: c.DemandPurge


class Purged(Value):
    kind: Literal["Purged"] = "Purged"
    demand_id: DemandId


class DischargeNoticed(Value):
    kind: Literal["DischargeNoticed"] = "DischargeNoticed"
    notice: c.RecordDischargeNotice


class Surveyed(Value):
    kind: Literal["Surveyed"] = "Surveyed"
    survey: c.RecordSurvey


class Determined(Value):
    kind: Literal["Determined"] = "Determined"
    determination: c.RecordDetermination


class DeterminationTold(Value):
    kind: Literal["DeterminationTold"] = "DeterminationTold"
    note: TextId | None = None


class ProgrammeEnded(Value):
    kind: Literal["ProgrammeEnded"] = "ProgrammeEnded"
    ended: c.EndProgramme


class CasePaused(Value):
    kind: Literal["CasePaused"] = "CasePaused"
    pause: c.PauseCase


class CaseResumed(Value):
    """``by_itself`` when the agreed day came and nobody had said so before."""

    kind: Literal["CaseResumed"] = "CaseResumed"
    by_itself: bool
    note: TextId | None = None


class CoverSet(Value):
    kind: Literal["CoverSet"] = "CoverSet"
    cover: c.SetCover


class CoverEnded(Value):
    kind: Literal["CoverEnded"] = "CoverEnded"
    person: PersonId
    by_itself: bool
    note: TextId | None = None


class SafetyFlagsSet(Value):
    kind: Literal["SafetyFlagsSet"] = "SafetyFlagsSet"
    safety: c.SetSafetyFlags


class SupervisionAsked(Value):
    kind: Literal["SupervisionAsked"] = "SupervisionAsked"
    supervision: SupervisionKind
    note: TextId | None = None


class SupervisionHeld(Value):
    kind: Literal["SupervisionHeld"] = "SupervisionHeld"
    session: c.RecordSupervision


class SolutionConferenceAsked(Value):
    kind: Literal["SolutionConferenceAsked"] = "SolutionConferenceAsked"
    note: TextId | None = None


class LongCaseConfirmed(Value):
    kind: Literal["LongCaseConfirmed"] = "LongCaseConfirmed"
    reason: TextId


class StallAnswered(Value):
    kind: Literal["StallAnswered"] = "StallAnswered"
    answer: c.AnswerStall


class TaskAgreed(Value):
    kind: Literal["TaskAgreed"] = "TaskAgreed"
    task: AgreedTask


class AgreedTaskDone(Value):
    kind: Literal["AgreedTaskDone"] = "AgreedTaskDone"
    done: c.CompleteAgreedTask


class ComplaintReceived(Value):
    kind: Literal["ComplaintReceived"] = "ComplaintReceived"
    complaint: Complaint
    note: TextId


class ComplaintResolved(Value):
    kind: Literal["ComplaintResolved"] = "ComplaintResolved"
    resolved: c.ResolveComplaint


class TransferProposed(Value):
    kind: Literal["TransferProposed"] = "TransferProposed"
    offer: Offer
    note: TextId


class TransferApproved(Value):
    """The offer goes out; the sender stays liable until it is accepted."""

    kind: Literal["TransferApproved"] = "TransferApproved"
    transfer_id: TransferId


class TransferAnswered(Value):
    kind: Literal["TransferAnswered"] = "TransferAnswered"
    transfer_id: TransferId
    answer: TransferAnswer
    successor: Kin | None = None
    reason: TextId | None = None
    answered_at: datetime


class SuccessorBegan(Value):
    kind: Literal["SuccessorBegan"] = "SuccessorBegan"
    successor: Kin


class FormerLinked(Value):
    """This episode came from another one; told once, right after the opening."""

    kind: Literal["FormerLinked"] = "FormerLinked"
    former: Kin
    lineage: str
    episode: int


class EffectSettled(Value):
    """An outside effect that is no referral is done, or failed for good."""

    kind: Literal["EffectSettled"] = "EffectSettled"
    effect_id: str
    done: bool
    code: str = ""


class CaseMerged(Value):
    kind: Literal["CaseMerged"] = "CaseMerged"
    merge: Merge
    reason: TextId


class MergeUndone(Value):
    kind: Literal["MergeUndone"] = "MergeUndone"
    reason: TextId | None = None
    """None: by itself, because the record that was to stay could not take this one."""


class OtherMerged(Value):
    kind: Literal["OtherMerged"] = "OtherMerged"
    merged: k.RecordMerged


class MemberDied(Value):
    kind: Literal["MemberDied"] = "MemberDied"
    death: k.RecordDeath


class MembersLeft(Value):
    """Split off into a case of their own."""

    kind: Literal["MembersLeft"] = "MembersLeft"
    members: tuple[MemberId, ...]


class ClosureSigned(Value):
    kind: Literal["ClosureSigned"] = "ClosureSigned"
    note: TextId | None = None


LOOP_EVENTS = (
    HoldEntered
    | HoldReviewed
    | HoldWoken
    | CrisisOpened
    | OnSiteChecked
    | CrisisAided
    | CrisisPostChecked
    | GroundRecorded
    | GroundReported
    | GroundEnded
    | PurgeDemanded
    | Purged
    | DischargeNoticed
    | Surveyed
    | Determined
    | DeterminationTold
    | ProgrammeEnded
    | CasePaused
    | CaseResumed
    | CoverSet
    | CoverEnded
    | SafetyFlagsSet
    | SupervisionAsked
    | SupervisionHeld
    | SolutionConferenceAsked
    | LongCaseConfirmed
    | StallAnswered
    | TaskAgreed
    | AgreedTaskDone
    | ComplaintReceived
    | ComplaintResolved
    | TransferProposed
    | TransferApproved
    | TransferAnswered
    | SuccessorBegan
    | FormerLinked
    | EffectSettled
    | CaseMerged
    | MergeUndone
    | OtherMerged
    | MemberDied
    | MembersLeft
    | ClosureSigned
)
