"""What the service loop remembers, and the district's rules for it."""

from datetime import date, datetime

from pydantic import Field

from care.model.codes import AgencyKind, PartnerChannel, RedFlag, ServiceType, SubDomain
from care.model.ids import (
    AgencyId,
    ConcernId,
    GapId,
    LinkageId,
    MemberId,
    PersonId,
    PlanItemId,
    SupportId,
    TextId,
)
from care.model.service_codes import (
    ChaseAct,
    ConcernKind,
    DataGroup,
    GapEnding,
    Milestone,
    PlacePriority,
    SupportKind,
    SupportStrength,
)
from care.model.term import Term
from care.model.value import Value


class ChaseStep(Value):
    """One step of chasing a body that does not answer, counted from the request."""

    code: str
    act: ChaseAct
    after: Term


class LinkingRules(Value):
    """A policy pinned by an earlier release has none, and its case changes nothing of this."""

    chase: tuple[ChaseStep, ...]
    chase_urgent: tuple[ChaseStep, ...]
    status_every: Term
    """While a service is open and silent the body is asked how it goes this often."""
    waitlist_review: Term
    """Somebody looks again at a household on a body's waiting list."""
    gap_after: int = Field(ge=1)
    """Declines and silences in one chain until it is a resource gap."""
    gap_answer: Term
    concern_answer: Term
    double_send: Term
    """Until somebody asked a body whether it holds a referral twice."""
    groups_by_kind: dict[AgencyKind, tuple[DataGroup, ...]]
    """The most a body of a kind may get; a kind not named gets IDENTITY, PHONE and NEED."""
    capacity_fresh: Term
    """How long a body's word on its room is believed; older is shown as stale."""
    directory_fresh: Term
    """How long an entry of the resource directory is believed after somebody assured it."""
    link_valid: Term
    """How long a signed link in a letter opens."""
    place_priority: tuple[PlacePriority, ...]
    place_offer: Term
    """How long a scarce place is held for the household it was offered to."""


class NextBody(Value):
    """Whom to ask next if the body declines or stays silent, chosen when the first is asked."""

    agency_id: AgencyId
    agency_kind: AgencyKind
    channel: PartnerChannel


class Concern(Value):
    """A change a body noticed; somebody of ours looks at it now."""

    concern_id: ConcernId
    linkage_id: LinkageId | None
    agency_id: AgencyId
    concern: ConcernKind
    red_flag: RedFlag | None = None
    note: TextId | None = None
    at: datetime
    answered_at: datetime | None = None
    answered_by: PersonId | None = None


class ResourceGap(Value):
    """A need nobody could serve: one chain of bodies asked in vain, and how long that took."""

    gap_id: GapId
    first: LinkageId
    """The first linkage of the chain."""
    service: ServiceType
    need: SubDomain
    asked: int
    """Bodies that declined or stayed silent."""
    waiting_since: datetime
    found_at: datetime
    ending: GapEnding | None = None
    ended_at: datetime | None = None


class MilestoneReached(Value):
    """A step on the way that can be counted, e.g. a certificate, a job, savings begun."""

    milestone: Milestone
    member_id: MemberId | None
    linkage_id: LinkageId | None = None
    goal_id: PlanItemId | None = None
    on: date
    note: TextId | None = None


class Support(Value):
    """Somebody who stands by the household without being asked by us; for the ecomap."""

    support_id: SupportId
    support: SupportKind
    strength: SupportStrength
    label: TextId
    since: datetime
    ended_at: datetime | None = None
