"""Events of the service loop; none is made for a case whose policy has no ``linking``."""

from typing import Literal

from care.model.ids import ConcernId, GapId, LinkageId, SupportId, TextId
from care.model.linking import Concern, MilestoneReached, ResourceGap, Support
from care.model.service_codes import GapEnding
from care.model.value import Value


class PartnerReminded(Value):
    kind: Literal["PartnerReminded"] = "PartnerReminded"
    linkage_id: LinkageId
    step: str = ""
    """Code of the chase step; empty when a person had it done."""
    status: bool = False


class LinkagePassedOn(Value):
    kind: Literal["LinkagePassedOn"] = "LinkagePassedOn"
    linkage_id: LinkageId
    to: LinkageId


class DoubleSendNoticed(Value):
    """A referral went out again and nobody can tell whether the first one arrived."""

    kind: Literal["DoubleSendNoticed"] = "DoubleSendNoticed"
    linkage_id: LinkageId


class DoubleSendAcknowledged(Value):
    kind: Literal["DoubleSendAcknowledged"] = "DoubleSendAcknowledged"
    linkage_id: LinkageId
    note: TextId | None


class DestructionConfirmed(Value):
    kind: Literal["DestructionConfirmed"] = "DestructionConfirmed"
    linkage_id: LinkageId


class ConcernRaised(Value):
    kind: Literal["ConcernRaised"] = "ConcernRaised"
    concern: Concern


class ConcernAnswered(Value):
    kind: Literal["ConcernAnswered"] = "ConcernAnswered"
    concern_id: ConcernId
    note: TextId


class ResourceGapFound(Value):
    kind: Literal["ResourceGapFound"] = "ResourceGapFound"
    gap: ResourceGap


class ResourceGapSettled(Value):
    kind: Literal["ResourceGapSettled"] = "ResourceGapSettled"
    gap_id: GapId
    ending: GapEnding
    note: TextId | None


class MilestoneRecorded(Value):
    kind: Literal["MilestoneRecorded"] = "MilestoneRecorded"
    reached: MilestoneReached


class SupportRecorded(Value):
    kind: Literal["SupportRecorded"] = "SupportRecorded"
    support: Support


class SupportEnded(Value):
    kind: Literal["SupportEnded"] = "SupportEnded"
    support_id: SupportId


LINKING_EVENTS = (
    PartnerReminded
    | LinkagePassedOn
    | DoubleSendNoticed
    | DoubleSendAcknowledged
    | DestructionConfirmed
    | ConcernRaised
    | ConcernAnswered
    | ResourceGapFound
    | ResourceGapSettled
    | MilestoneRecorded
    | SupportRecorded
    | SupportEnded
)
