"""What may happen to a case on its way: hold, pause, cover, transfer, merge, kin, agreements."""

from datetime import date, datetime

from care.model.codes import ContactMode, ContactResult, LawfulBasis, Role, Stage
from care.model.ids import (
    AgencyId,
    CaseId,
    ComplaintId,
    DemandId,
    DistrictCode,
    GroundId,
    LinkageId,
    MemberId,
    PersonId,
    TaskId,
    TextId,
    TransferId,
)
from care.model.loop_codes import (
    ComplaintTopic,
    CrisisAid,
    CrisisFinding,
    HoldCause,
    HoldDecision,
    Kinship,
    PauseReason,
    PurgeGround,
    Scheme,
    StallChoice,
    SupervisionKind,
    TimeBand,
    TransferAnswer,
)
from care.model.value import Value


class Attempt(Value):
    """One try to reach a household in hold or never met (EngagementAttempt)."""

    at: datetime
    mode: ContactMode
    band: TimeBand
    result: ContactResult
    next_on: date | None = None


class HoldReview(Value):
    at: datetime
    by: PersonId
    role: Role
    decision: HoldDecision
    annual: bool = False


class EngagementHold(Value):
    """Somebody said no; we keep coming. Only public staff may read; nothing private is shared."""

    cause: HoldCause
    since: datetime
    former: Stage
    """Where the case goes on when the household wants help."""
    reviews: tuple[HoldReview, ...] = ()


class CrisisLane(Value):
    """The emergency region beside all stages (긴급복지지원법 제8조): on site, aid, post-check."""

    opened_at: datetime
    on_site_at: datetime | None = None
    finding: CrisisFinding | None = None
    aid_at: datetime | None = None
    aid: tuple[CrisisAid, ...] = ()
    settled_at: datetime | None = None
    """When the red flags were cleared; the adequacy review follows (제13조·제14조)."""
    post_checked_at: datetime | None = None
    adequate: bool | None = None


class LawfulGround(Value):
    """A recorded ground other than consent: legal duty, incapacity, vital interest."""

    ground_id: GroundId
    basis: LawfulBasis
    member_id: MemberId
    agency_id: AgencyId | None = None
    """None: to take the person in and act; set: to tell this body."""
    since: datetime
    until: date | None = None
    reported_at: datetime | None = None
    """When the head of the office was told (급여법 제5조③: without delay)."""
    ended_at: datetime | None = None


class PurgeDemand(Value):
    demand_id: DemandId
    member_id: MemberId
    ground: PurgeGround
    at: datetime
    done_at: datetime | None = None


class Pause(Value):
    """Our clocks stand from ``since`` to ``until``; statutory ones go on."""

    reason: PauseReason
    since: datetime
    resume_on: date
    until: datetime | None = None
    """Set when it is over."""


class Cover(Value):
    """Somebody stands in while the owner is away; the owner stays the owner (domain JG-04)."""

    person: PersonId
    since: datetime
    until: date
    note: TextId | None = None


class Transfer(Value):
    """An offer of the case to another district or programme; the sender stays liable meanwhile."""

    transfer_id: TransferId
    to_district: DistrictCode | None = None
    scheme: Scheme | None = None
    agency_id: AgencyId | None = None
    members: tuple[MemberId, ...]
    """Those whose data may go: each has consented, or a ground stands."""
    former: Stage
    requested_by: PersonId
    requested_at: datetime
    approved_at: datetime | None = None
    answer: TransferAnswer | None = None
    answered_at: datetime | None = None
    failed_at: datetime | None = None
    """When the offer could not be laid before the receiver; the coordinator decides anew."""

    @property
    def is_open(self) -> bool:
        return self.answer is None


class Kin(Value):
    """Another episode of the same lineage, in this district or another."""

    case_id: CaseId
    district: DistrictCode
    kinship: Kinship
    at: datetime
    members: tuple[MemberId, ...] = ()


class Merge(Value):
    """This record repeats another; it can be taken back until ``undo_until``."""

    into: CaseId
    at: datetime
    by: PersonId
    undo_until: datetime


class Complaint(Value):
    complaint_id: ComplaintId
    topic: ComplaintTopic
    linkage_id: LinkageId | None = None
    at: datetime
    resolved_at: datetime | None = None


class AgreedTask(Value):
    """Something a conference asked of somebody, by a day."""

    task_id: TaskId
    text: TextId
    person: PersonId | None = None
    """None: the owner."""
    due_on: date
    agreed_at: datetime
    done_at: datetime | None = None


class Votes(Value):
    """Where policy lets a conference vote."""

    agree: int = 0
    disagree: int = 0
    abstain: int = 0


class Supervision(Value):
    at: datetime
    kind: SupervisionKind
    by: PersonId


class LongCase(Value):
    """What keeps a case of years from standing in silence (policy ``longCase``)."""

    supervised_at: datetime | None = None
    reviewed_at: datetime | None = None
    """The session the first year asked for."""
    solution_at: datetime | None = None
    """The last solution conference."""
    confirmed_at: datetime | None = None
    """The section head's last yearly word."""
    asked_supervision: tuple[SupervisionKind, datetime] | None = None
    """Since when a supervision is wanted and not yet held, and why."""
    solution_asked_at: datetime | None = None
    stall: StallChoice | None = None
    stall_answered_at: datetime | None = None
