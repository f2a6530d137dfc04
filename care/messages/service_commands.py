"""Commands about services: linkages, what bodies answer, pledges and resources."""

from datetime import date
from typing import Literal

from pydantic import Field

from care.model.codes import (
    AgencyKind,
    DeclineReason,
    ItemOutcome,
    LawfulBasis,
    PartnerAnswer,
    PartnerChannel,
    ResourceSource,
    ServiceType,
    SubDomain,
)
from care.model.ids import (
    AgencyId,
    EffectId,
    LinkageId,
    MemberId,
    PlanItemId,
    PledgeId,
    TextId,
)
from care.model.linking import NextBody
from care.model.term import Term
from care.model.value import Value


class RequestLinkage(Value):
    kind: Literal["RequestLinkage"] = "RequestLinkage"
    linkage_id: LinkageId
    action_id: PlanItemId
    agency_id: AgencyId
    agency_kind: AgencyKind
    channel: PartnerChannel
    members: tuple[MemberId, ...] = Field(min_length=1)
    basis: LawfulBasis | None = None
    urgent: bool = False
    answer_term: Term | None = None
    """An outside clock of the body's own, e.g. 30 days for a benefit decision."""
    replaces: LinkageId | None = None
    then: tuple[NextBody, ...] = Field(default=(), max_length=5)
    """Whom to ask next, in this order; each is held to the household's consents in its turn."""
    wanted_on: date | None = None
    despite_duplicate: TextId | None = None
    """Why the service is asked for although a member already gets it elsewhere."""


class RequestImmediateHelp(Value):
    """Help that cannot wait for the plan: asked of a body before there is one (긴급복지 선지원)."""

    kind: Literal["RequestImmediateHelp"] = "RequestImmediateHelp"
    linkage_id: LinkageId
    agency_id: AgencyId
    agency_kind: AgencyKind
    channel: PartnerChannel
    service: ServiceType
    need: SubDomain
    members: tuple[MemberId, ...] = Field(min_length=1)
    basis: LawfulBasis | None = None
    urgent: bool = False
    reason: TextId


class RecordDelivery(Value):
    """The shell's word on an outside effect, or a person's on a manual referral."""

    kind: Literal["RecordDelivery"] = "RecordDelivery"
    linkage_id: LinkageId
    effect_id: EffectId | None = None
    delivered: bool
    code: str = ""
    """Failure code of the channel, e.g. ``http_410``; never its text."""


class RecordPartnerAnswer(Value):
    kind: Literal["RecordPartnerAnswer"] = "RecordPartnerAnswer"
    linkage_id: LinkageId
    agency_id: AgencyId
    answer: PartnerAnswer
    decline: DeclineReason | None = None
    scheduled_on: date | None = None
    outcome: ItemOutcome | None = None
    on: date | None = None
    """The day it happened, of a session or an outcome; None: today."""
    sessions: int = Field(default=0, ge=0, le=1000)
    """PROGRESS: how often the service was given since the body's last word."""
    proposed: AgencyId | None = None
    """ACCEPTED by an association: the member that would take it."""
    note: TextId | None = None
    message_id: str = ""


class AcknowledgeLateAnswer(Value):
    """A person has looked at the answers of a linkage that changed nothing."""

    kind: Literal["AcknowledgeLateAnswer"] = "AcknowledgeLateAnswer"
    linkage_id: LinkageId
    note: TextId | None = None


class WithdrawLinkage(Value):
    kind: Literal["WithdrawLinkage"] = "WithdrawLinkage"
    linkage_id: LinkageId
    reason: TextId


class RecordRecall(Value):
    """A person told the body of a withdrawn linkage to stop and destroy what it got."""

    kind: Literal["RecordRecall"] = "RecordRecall"
    linkage_id: LinkageId
    note: TextId | None = None


class RecordPledge(Value):
    kind: Literal["RecordPledge"] = "RecordPledge"
    pledge_id: PledgeId
    agency_id: AgencyId
    source: ResourceSource
    need: SubDomain
    amount: int = Field(gt=0, le=1_000_000_000)
    first_month: date
    months: int = Field(gt=0, le=120)
    day: int = Field(default=10, ge=1, le=28)


class RecordResource(Value):
    """One ledger line; with ``pledge_id`` and ``month`` it pays a pledged month (or stands in)."""

    kind: Literal["RecordResource"] = "RecordResource"
    entry_id: str
    source: ResourceSource
    agency_id: AgencyId | None = None
    need: SubDomain
    amount: int = Field(gt=0, le=1_000_000_000)
    in_kind: bool = False
    on: date
    linkage_id: LinkageId | None = None
    pledge_id: PledgeId | None = None
    month: date | None = None
