"""The care plan (서비스 제공계획): needs to goals to actions, its versions and its approval."""

from datetime import date, datetime

from pydantic import Field

from care.model.codes import (
    AgencyKind,
    ApprovalAnswer,
    ItemOutcome,
    ResourceSource,
    Role,
    ServiceType,
    SubDomain,
)
from care.model.ids import AgencyId, IntentKey, MemberId, PersonId, PlanItemId, TextId
from care.model.value import Value


class Goal(Value):
    item_id: PlanItemId
    need: SubDomain
    long_term: bool = False
    text: TextId
    after: PlanItemId | None = None
    """A goal that should be reached first (domain GP-13)."""


class PlanAction(Value):
    """Who does what for whom, until when, with whose money."""

    item_id: PlanItemId
    goal_id: PlanItemId
    service: ServiceType
    text: TextId
    members: tuple[MemberId, ...]
    agency_id: AgencyId | None = None
    agency_kind: AgencyKind | None = None
    """None with no agency: done by the case manager."""
    due_on: date
    money: int = Field(default=0, ge=0)
    """Won."""
    source: ResourceSource | None = None
    urgent: bool = False


class CarePlan(Value):
    version: int
    goals: tuple[Goal, ...]
    actions: tuple[PlanAction, ...]
    parked: tuple[SubDomain, ...] = ()
    """Needs the household does not want worked on now; kept as wishes (domain guide 2.7)."""


class ReturnPoint(Value):
    """A remark pinned to a goal or an action of the returned plan."""

    item_id: PlanItemId
    text: TextId


class ApprovalStep(Value):
    tier: int
    role: Role
    answer: ApprovalAnswer
    by: PersonId
    on_behalf_of: PersonId | None = None
    at: datetime
    reason: TextId | None = None
    points: tuple[ReturnPoint, ...] = ()


class PlanSubmission(Value):
    """A plan waiting for answers; ``tiers`` is fixed then from the policy of that moment."""

    plan: CarePlan
    based_on: int | None
    requested_by: PersonId
    requested_at: datetime
    tiers: tuple[Role, ...]
    because: str = ""
    """Why these tiers: a ground or the code of an approval rule; empty without ``rules``."""
    delegated: tuple[str, ...] = ()
    """Codes of the delegations (전결) that stand in the line."""
    steps: tuple[ApprovalStep, ...] = ()
    intent: IntentKey

    @property
    def tier(self) -> int:
        """Index of the tier that answers next."""
        return len(self.steps)


class ItemResult(Value):
    item_id: PlanItemId
    outcome: ItemOutcome
