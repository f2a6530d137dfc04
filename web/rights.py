"""Who asks, in what roles, for what, and how far lists reach: what the policies are asked about."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from care.messages.envelope import Actor
from care.model.codes import Role
from care.model.ids import AgencyId, DistrictCode, OfficeCode, PersonId
from store.queries import Scope
from web.districts import either_side, offices_from
from web.words import Problem

SEES_ONE_OFFICE = frozenset({Role.LOCAL_OFFICE, Role.TEAM_LEAD})
SEES_DISTRICT = frozenset(
    {Role.CASE_MANAGER, Role.COORDINATOR, Role.SECTION_HEAD, Role.OPERATOR, Role.PRIVACY_OFFICER}
)


@dataclass(frozen=True)
class StandIn:
    """대결: the visitor stands in for this absent approver, in these roles, today."""

    person: PersonId
    name: str
    roles: tuple[Role, ...]
    office: str


@dataclass(frozen=True)
class Visitor:
    """A person with a live session. Roles and place are read anew with each request."""

    person: PersonId
    name: str
    roles: tuple[Role, ...]
    district: DistrictCode
    office: OfficeCode
    agency: AgencyId | None
    token: str = field(repr=False)
    """The session's secret; forms are bound to it."""
    signed_in_at: datetime
    stands_in: tuple[StandIn, ...] = ()
    confirmed_at: datetime | None = None
    """When the password was last given again in this session; None when never."""

    @property
    def offices(self) -> frozenset[OfficeCode]:
        return offices_from(self.district, self.office)

    @property
    def standing_roles(self) -> tuple[Role, ...]:
        return tuple(sorted({role for one in self.stands_in for role in one.roles}))

    @property
    def standing_offices(self) -> frozenset[OfficeCode]:
        """Offices of the team leads stood in for; their cases are seen while it lasts."""
        leads = [one for one in self.stands_in if Role.TEAM_LEAD in one.roles]
        return frozenset().union(
            *(offices_from(self.district, OfficeCode(one.office)) for one in leads)
        )

    @property
    def leads_joint_centre(self) -> bool:
        """Paid by a body and coordinator where the district lets either side be so (GP-14)."""
        private = self.agency is not None and Role.PARTNER_WORKER not in self.roles
        return private and Role.COORDINATOR in self.roles and either_side(self.district)

    def may_act_as(self, role: Role) -> bool:
        return role in self.roles or role in self.standing_roles

    def actor(self, role: Role | None = None) -> Actor:
        """The visitor in ``role``: in their own right, else for the one they stand in for."""
        wanted = role or self.roles[0]
        absent = None if wanted in self.roles else self._absent(wanted)
        return Actor(
            person=self.person,
            role=wanted,
            district=self.district,
            agency=self.agency,
            on_behalf_of=absent,
        )

    def _absent(self, role: Role) -> PersonId:
        found = next((one.person for one in self.stands_in if role in one.roles), None)
        if found is None:
            raise Problem(403, "NOT_PERMITTED")
        return found


def scope_of(visitor: Visitor) -> Scope:
    """What any list, count or search of this visitor may touch; the one place that says so."""
    roles = frozenset(visitor.roles) | frozenset(visitor.standing_roles)
    whole_district = bool(roles & SEES_DISTRICT) or (Role.TEAM_LEAD in roles and not visitor.office)
    return Scope(
        district=visitor.district,
        offices=None if whole_district else visitor.offices | visitor.standing_offices,
        agency=visitor.agency,
        person=visitor.person,
        roles=roles,
        joint=visitor.leads_joint_centre,
    )


@dataclass(frozen=True)
class Resource:
    """What an action is done to, with the attributes the policies look at."""

    kind: str
    """``District``, ``Case`` or ``Referral``, an entity type of the Cedar schema."""
    id: str
    district: str
    office: str = ""
    owner: str = ""
    co_owner: str = ""
    agency: str = ""
    """The body a referral was asked of."""
    case: str = ""
    """The case behind a referral, for its clock and the access record; no page shows it."""
    row: Any = None
    """The row it was resolved from, so that a page need not read it twice."""

    @property
    def subject(self) -> str:
        """The case whose people it is about; empty for a district."""
        return self.id if self.kind == "Case" else self.case


@dataclass(frozen=True)
class Ruling:
    """Cedar's answer. Only Allow without evaluation errors opens anything."""

    allowed: bool
    policy: str
    """``@id`` of the deciding policy, or ``no permit``."""
    failed: bool = False
    """The policies could not be evaluated; refused, and somebody has to look."""
