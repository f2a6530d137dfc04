"""Commands of the service loop: chasing, passing on, concerns, gaps, milestones, supports."""

from datetime import date
from typing import Literal

from care.model.codes import AgencyKind, PartnerChannel, RedFlag
from care.model.ids import (
    AgencyId,
    ConcernId,
    GapId,
    LinkageId,
    MemberId,
    PlanItemId,
    SupportId,
    TextId,
)
from care.model.service_codes import (
    ConcernKind,
    GapEnding,
    Milestone,
    SupportKind,
    SupportStrength,
)
from care.model.value import Value


class RemindPartner(Value):
    """A person has the body reminded now, not at the next step of the ladder."""

    kind: Literal["RemindPartner"] = "RemindPartner"
    linkage_id: LinkageId


class PassOnLinkage(Value):
    """An association's referral goes to one of its members, by consent for that member."""

    kind: Literal["PassOnLinkage"] = "PassOnLinkage"
    linkage_id: LinkageId
    """Of the association."""
    new_linkage_id: LinkageId
    agency_id: AgencyId
    agency_kind: AgencyKind
    channel: PartnerChannel


class AcknowledgeDoubleSend(Value):
    """Somebody asked the body: it holds the referral once."""

    kind: Literal["AcknowledgeDoubleSend"] = "AcknowledgeDoubleSend"
    linkage_id: LinkageId
    note: TextId | None = None


class ConfirmDestruction(Value):
    """The body destroyed what it had got by a withdrawn linkage (PW-09)."""

    kind: Literal["ConfirmDestruction"] = "ConfirmDestruction"
    linkage_id: LinkageId
    agency_id: AgencyId


class RaiseConcern(Value):
    """A body noticed a change; with a red flag the case is urgent at once (PW-05)."""

    kind: Literal["RaiseConcern"] = "RaiseConcern"
    concern_id: ConcernId
    linkage_id: LinkageId
    agency_id: AgencyId
    concern: ConcernKind
    red_flag: RedFlag | None = None
    note: TextId | None = None


class AnswerConcern(Value):
    kind: Literal["AnswerConcern"] = "AnswerConcern"
    concern_id: ConcernId
    note: TextId


class SettleGap(Value):
    kind: Literal["SettleGap"] = "SettleGap"
    gap_id: GapId
    ending: GapEnding
    note: TextId | None = None


class RecordMilestone(Value):
    kind: Literal["RecordMilestone"] = "RecordMilestone"
    milestone: Milestone
    member_id: MemberId | None = None
    linkage_id: LinkageId | None = None
    goal_id: PlanItemId | None = None
    on: date
    note: TextId | None = None


class RecordSupport(Value):
    """New, or over the one of the same id with another strength."""

    kind: Literal["RecordSupport"] = "RecordSupport"
    support_id: SupportId
    support: SupportKind
    strength: SupportStrength
    label: TextId


class EndSupport(Value):
    kind: Literal["EndSupport"] = "EndSupport"
    support_id: SupportId


LINKING_COMMANDS = (
    RemindPartner
    | PassOnLinkage
    | AcknowledgeDoubleSend
    | ConfirmDestruction
    | RaiseConcern
    | AnswerConcern
    | SettleGap
    | RecordMilestone
    | RecordSupport
    | EndSupport
)
