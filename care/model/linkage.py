"""Service linkages, pledges and the resources they bring."""

from datetime import date, datetime

from pydantic import Field

from care.model.codes import (
    AgencyKind,
    DeclineReason,
    ItemOutcome,
    LawfulBasis,
    LinkageStatus,
    PartnerAnswer,
    PartnerChannel,
    ResourceSource,
    ServiceType,
    SubDomain,
)
from care.model.ids import AgencyId, LinkageId, MemberId, PlanItemId, PledgeId
from care.model.linking import NextBody
from care.model.term import Term
from care.model.value import Value

LEADS_TO: dict[PartnerAnswer, LinkageStatus] = {
    PartnerAnswer.RECEIVED: LinkageStatus.RECEIVED,
    PartnerAnswer.WAITLISTED: LinkageStatus.WAITLISTED,
    PartnerAnswer.ACCEPTED: LinkageStatus.ACCEPTED,
    PartnerAnswer.DECLINED: LinkageStatus.DECLINED,
    PartnerAnswer.SCHEDULED: LinkageStatus.SCHEDULED,
    PartnerAnswer.STARTED: LinkageStatus.STARTED,
    PartnerAnswer.PROGRESS: LinkageStatus.STARTED,
    PartnerAnswer.DONE: LinkageStatus.DONE,
    PartnerAnswer.NOT_DELIVERED: LinkageStatus.NOT_DELIVERED,
}
"""Where an answer leads as the body sees it; the case decides it by what came before."""


class Linkage(Value):
    """One service asked of one body; the body decides and says so."""

    linkage_id: LinkageId
    action_id: PlanItemId
    agency_id: AgencyId
    agency_kind: AgencyKind
    channel: PartnerChannel
    service: ServiceType
    need: SubDomain
    members: tuple[MemberId, ...]
    basis: LawfulBasis | None = None
    """None: consent of each member."""
    urgent: bool = False
    answer_term: Term
    requested_at: datetime
    delivered_at: datetime | None = None
    """When the referral reached the body (its 2xx, or the manual task done)."""
    delivery_failed: bool = False
    status: LinkageStatus = LinkageStatus.REQUESTED
    status_at: datetime
    decline: DeclineReason | None = None
    scheduled_on: date | None = None
    outcome: ItemOutcome | None = None
    value: int = Field(default=0, ge=0)
    """Won, money or in kind, recorded so far."""
    replaces: LinkageId | None = None
    late_since: datetime | None = None
    """When the first answer came that changed nothing and nobody has looked at yet."""
    then: tuple[NextBody, ...] = ()
    """Whom to ask next, in this order, should the body decline or stay silent."""
    wanted_on: date | None = None
    """The day the household would like; the body may name another."""
    first: LinkageId | None = None
    """The linkage its chain began with; None: it is the first."""
    part_of: LinkageId | None = None
    """The linkage by which an association was asked that handed it on."""
    proposed: AgencyId | None = None
    """A member of the association that would take it; somebody asks the household first."""
    reminded: tuple[datetime, ...] = ()
    told_at: datetime | None = None
    """The body's last word, of whatever kind."""
    sessions: int = 0
    """How often the service was given, as far as the body told."""
    maybe_twice_at: datetime | None = None
    """Sent again without knowing whether the first one arrived; nobody asked the body yet."""
    silent: bool = False
    """It was taken back because the body did not answer."""
    destroyed_at: datetime | None = None
    """The body confirmed that it destroyed what it had got."""
    recalled_at: datetime | None = None
    """When a person told the body to stop and destroy; on a channel the withdrawal itself does."""

    @property
    def to_recall(self) -> bool:
        """Withdrawn at a body that has the data and hears it from a person (PIPA article 21)."""
        unreachable = self.channel is PartnerChannel.MANUAL or self.delivery_failed
        told = self.recalled_at is not None or self.destroyed_at is not None
        known = self.delivered_at is not None and not told
        return self.status is LinkageStatus.WITHDRAWN and known and unreachable


class Pledge(Value):
    """Sponsorship with a schedule: ``amount`` won on ``day`` of each of ``months`` months."""

    pledge_id: PledgeId
    agency_id: AgencyId
    source: ResourceSource
    need: SubDomain
    amount: int = Field(gt=0)
    first_month: date
    """First day of the first pledged month."""
    months: int = Field(gt=0, le=120)
    day: int = Field(ge=1, le=28)
    paid: tuple[date, ...] = ()
    """Months (their first days) paid, by the body or by a substitute."""


class ResourceEntry(Value):
    """One line of the resource ledger; no grant without a linked need (domain GJ-10)."""

    entry_id: str
    source: ResourceSource
    agency_id: AgencyId | None
    need: SubDomain
    amount: int = Field(gt=0)
    in_kind: bool = False
    on: date
    linkage_id: LinkageId | None = None
    pledge_id: PledgeId | None = None
