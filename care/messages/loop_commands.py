"""Commands of the loops: hold, crisis, grounds, integrated support, pause, cover.

Free text is a ``TextId`` stored before.
"""

from datetime import date
from typing import Literal

from pydantic import Field

from care.messages.kin_commands import (
    AnswerTransfer,
    DecideTransfer,
    MergeInto,
    ProposeTransfer,
    RecordDeath,
    RecordMerged,
    RecordSuccessor,
    RecordTold,
    SignClosure,
    UndoMerge,
)
from care.model.codes import ContactMode, LawfulBasis, Programme
from care.model.ids import (
    AgencyId,
    ComplaintId,
    DemandId,
    GroundId,
    LinkageId,
    MemberId,
    PersonId,
    TaskId,
    TextId,
)
from care.model.loop_codes import (
    ComplaintTopic,
    CrisisAid,
    CrisisFinding,
    Determination,
    HoldDecision,
    IcsSurveyor,
    PauseReason,
    ProgrammeEnding,
    PurgeGround,
    SafetyFlag,
    StallChoice,
    SupervisionKind,
)
from care.model.value import Value

# Engagement hold -----------------------------------------------------------------------------


class HoldEngagement(Value):
    """Put a case in hold by decision: the household wants no help now, and we keep coming."""

    kind: Literal["HoldEngagement"] = "HoldEngagement"
    note: TextId


class ReviewHold(Value):
    """The six-monthly word of the team lead, or the yearly one of whom policy names."""

    kind: Literal["ReviewHold"] = "ReviewHold"
    decision: HoldDecision
    note: TextId


class WakeHold(Value):
    """The household wants help after all; the case goes on where it stood."""

    kind: Literal["WakeHold"] = "WakeHold"
    note: TextId


# Crisis lane and grounds other than consent --------------------------------------------------


class RecordOnSiteCheck(Value):
    """현장확인 (긴급복지지원법 제8조①)."""

    kind: Literal["RecordOnSiteCheck"] = "RecordOnSiteCheck"
    finding: CrisisFinding
    mode: ContactMode = ContactMode.VISIT
    companion: PersonId | None = None
    note: TextId | None = None


class RecordCrisisAid(Value):
    """What was done within the 72 hours; it may come before documents (제8조③)."""

    kind: Literal["RecordCrisisAid"] = "RecordCrisisAid"
    aid: tuple[CrisisAid, ...] = Field(min_length=1)
    note: TextId | None = None


class RecordPostCheck(Value):
    """Adequacy review after the aid (제13조·제14조)."""

    kind: Literal["RecordPostCheck"] = "RecordPostCheck"
    adequate: bool
    note: TextId | None = None


class RecordLawfulGround(Value):
    """A ground other than consent; it never counts as consent and ends apart from it."""

    kind: Literal["RecordLawfulGround"] = "RecordLawfulGround"
    ground_id: GroundId
    basis: LawfulBasis
    member_id: MemberId
    agency_id: AgencyId | None = None
    until: date | None = None
    reason: TextId


class ReportGround(Value):
    """The head of the office was told of somebody taken in without consent."""

    kind: Literal["ReportGround"] = "ReportGround"
    ground_id: GroundId
    note: TextId | None = None


class EndLawfulGround(Value):
    kind: Literal["EndLawfulGround"] = "EndLawfulGround"
    ground_id: GroundId
    reason: TextId


class DemandPurge(Value):
    """The person demands that what a law passed on be destroyed at once."""

    kind: Literal["DemandPurge"] = "DemandPurge"
    demand_id: DemandId
    member_id: MemberId
    ground: PurgeGround
    note: TextId | None = None


class RecordPurge(Value):
    """The privacy officer destroyed the data of the demand."""

    kind: Literal["RecordPurge"] = "RecordPurge"
    demand_id: DemandId


# Integrated support (통합지원) ---------------------------------------------------------------


class RecordDischargeNotice(Value):
    """A hospital or facility tells, with consent, when the person goes home (법 제11조)."""

    kind: Literal["RecordDischargeNotice"] = "RecordDischargeNotice"
    discharge_on: date
    agency_id: AgencyId | None = None
    note: TextId | None = None


class RecordSurvey(Value):
    """조사 (법 제10조③④)."""

    kind: Literal["RecordSurvey"] = "RecordSurvey"
    surveyor: IcsSurveyor
    note: TextId | None = None


class RecordDetermination(Value):
    """종합판정 (법 제12조)."""

    kind: Literal["RecordDetermination"] = "RecordDetermination"
    determination: Determination
    note: TextId | None = None


class TellDetermination(Value):
    """The result was told to the person."""

    kind: Literal["TellDetermination"] = "TellDetermination"
    note: TextId | None = None


class EndProgramme(Value):
    """Optional ending on a statutory ground (규칙 제11조); the other track goes on."""

    kind: Literal["EndProgramme"] = "EndProgramme"
    programme: Programme
    ending: ProgrammeEnding
    note: TextId


# Pause, cover, long cases --------------------------------------------------------------------


class PauseCase(Value):
    kind: Literal["PauseCase"] = "PauseCase"
    reason: PauseReason
    resume_on: date
    note: TextId | None = None


class ResumeCase(Value):
    kind: Literal["ResumeCase"] = "ResumeCase"
    note: TextId | None = None


class SetCover(Value):
    """Somebody stands in until a day; the owner does not change."""

    kind: Literal["SetCover"] = "SetCover"
    cover: PersonId
    until: date
    note: TextId | None = None


class EndCover(Value):
    kind: Literal["EndCover"] = "EndCover"
    note: TextId | None = None


class SetSafetyFlags(Value):
    """Why two people go; an empty list lifts all of them."""

    kind: Literal["SetSafetyFlags"] = "SetSafetyFlags"
    flags: tuple[SafetyFlag, ...] = ()
    reason: TextId


class AskSupervision(Value):
    kind: Literal["AskSupervision"] = "AskSupervision"
    supervision: SupervisionKind = SupervisionKind.ASKED
    note: TextId | None = None


class RecordSupervision(Value):
    """슈퍼비전: what was advised; answers whatever asked for it."""

    kind: Literal["RecordSupervision"] = "RecordSupervision"
    supervision: SupervisionKind
    advice: TextId


class AskSolutionConference(Value):
    kind: Literal["AskSolutionConference"] = "AskSolutionConference"
    note: TextId


class ConfirmLongCase(Value):
    """The section head confirms, once a year, that a case of more than two years goes on."""

    kind: Literal["ConfirmLongCase"] = "ConfirmLongCase"
    reason: TextId


class AnswerStall(Value):
    """What the coordinator chose when nothing moved for ninety days."""

    kind: Literal["AnswerStall"] = "AnswerStall"
    choice: StallChoice
    reason: TextId


class CompleteAgreedTask(Value):
    kind: Literal["CompleteAgreedTask"] = "CompleteAgreedTask"
    task_id: TaskId
    note: TextId | None = None


# Complaints ----------------------------------------------------------------------------------


class ReceiveComplaint(Value):
    kind: Literal["ReceiveComplaint"] = "ReceiveComplaint"
    complaint_id: ComplaintId
    topic: ComplaintTopic
    linkage_id: LinkageId | None = None
    note: TextId


class ResolveComplaint(Value):
    kind: Literal["ResolveComplaint"] = "ResolveComplaint"
    complaint_id: ComplaintId
    note: TextId


LOOP_COMMANDS = (
    HoldEngagement
    | ReviewHold
    | WakeHold
    | RecordOnSiteCheck
    | RecordCrisisAid
    | RecordPostCheck
    | RecordLawfulGround
    | ReportGround
    | EndLawfulGround
    | DemandPurge
    | RecordPurge
    | RecordDischargeNotice
    | RecordSurvey
    | RecordDetermination
    | TellDetermination
    | EndProgramme
    | PauseCase
    | ResumeCase
    | SetCover
    | EndCover
    | SetSafetyFlags
    | AskSupervision
    | RecordSupervision
    | AskSolutionConference
    | ConfirmLongCase
    | AnswerStall
    | CompleteAgreedTask
    | ReceiveComplaint
    | ResolveComplaint
    | ProposeTransfer
    | DecideTransfer
    | AnswerTransfer
    | RecordSuccessor
    | RecordTold
    | MergeInto
    | UndoMerge
    | RecordMerged
    | RecordDeath
    | SignClosure
)
