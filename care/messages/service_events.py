"""Events of services: what was asked of bodies, what they answered, what it brought."""

from datetime import date
from typing import Literal

from care.messages.service_commands import RecordPartnerAnswer
from care.model.case import Effect
from care.model.ids import ConsentId, EffectId, LinkageId, TextId
from care.model.linkage import Linkage, Pledge, ResourceEntry
from care.model.value import Value


class LinkageRequested(Value):
    kind: Literal["LinkageRequested"] = "LinkageRequested"
    linkage: Linkage
    reason: TextId | None = None
    """Why it could not wait for the plan; of immediate help alone."""


class DuplicateServiceNoticed(Value):
    """Somebody already gets this service from another body; it was asked for knowingly."""

    kind: Literal["DuplicateServiceNoticed"] = "DuplicateServiceNoticed"
    linkage_id: LinkageId
    other: LinkageId
    reason: TextId


class LinkageDelivered(Value):
    kind: Literal["LinkageDelivered"] = "LinkageDelivered"
    linkage_id: LinkageId
    effect_id: EffectId | None


class LinkageDeliveryFailed(Value):
    kind: Literal["LinkageDeliveryFailed"] = "LinkageDeliveryFailed"
    linkage_id: LinkageId
    effect_id: EffectId | None
    code: str


class LinkageAnswered(Value):
    kind: Literal["LinkageAnswered"] = "LinkageAnswered"
    answer: RecordPartnerAnswer


class LateAnswerKept(Value):
    """An answer that changes nothing (closed, contradictory, out of order); a person looks."""

    kind: Literal["LateAnswerKept"] = "LateAnswerKept"
    answer: RecordPartnerAnswer
    why: str


class LateAnswerAcknowledged(Value):
    kind: Literal["LateAnswerAcknowledged"] = "LateAnswerAcknowledged"
    linkage_id: LinkageId
    note: TextId | None


class LinkageWithdrawn(Value):
    kind: Literal["LinkageWithdrawn"] = "LinkageWithdrawn"
    linkage_id: LinkageId
    reason: TextId | None
    consent_id: ConsentId | None = None
    silent: bool = False
    """The body did not answer and the next one is asked."""


class LinkageRecalled(Value):
    """The body was told by a person to stop and destroy what it got."""

    kind: Literal["LinkageRecalled"] = "LinkageRecalled"
    linkage_id: LinkageId
    note: TextId | None


class EffectOrdered(Value):
    kind: Literal["EffectOrdered"] = "EffectOrdered"
    effect: Effect


class PledgeRecorded(Value):
    kind: Literal["PledgeRecorded"] = "PledgeRecorded"
    pledge: Pledge


class ResourceRecorded(Value):
    kind: Literal["ResourceRecorded"] = "ResourceRecorded"
    entry: ResourceEntry
    month: date | None = None
