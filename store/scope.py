"""The one function every list, count and search of cases goes through (SR-09, SR-10)."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import aliased

from care.model.codes import Role, Stage
from care.model.ids import AgencyId, DistrictCode, OfficeCode, PersonId
from store.tables.cases import CaseLine, LinkageLine, TaskLine
from store.tables.protection import HiddenLine

PAGE_SIZE = 50
T = TypeVar("T")


@dataclass(frozen=True)
class Scope:
    """What a visitor may find at all. Narrower rules (Cedar) come on top, never instead."""

    district: DistrictCode
    offices: frozenset[OfficeCode] | None
    """None: all offices of the district."""
    agency: AgencyId | None
    """Set for who works at a body: only its cases, see ``_reach_of_a_body``."""
    person: PersonId
    roles: frozenset[Role]
    joint: bool = False
    """Works at a body and leads a joint centre: every case, yet still none kept from the body."""


@dataclass(frozen=True)
class Page(Generic[T]):
    items: tuple[T, ...]
    total: int
    number: int = 1
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


def cases_in(scope: Scope) -> ColumnElement[bool]:
    """The condition on ``cases`` that is part of every query."""
    return _within(CaseLine, scope)


def tasks_in(scope: Scope) -> ColumnElement[bool]:
    return _within(TaskLine, scope)


def offset(number: int) -> int:
    return (max(number, 1) - 1) * PAGE_SIZE


def _within(line: type[CaseLine] | type[TaskLine], scope: Scope) -> ColumnElement[bool]:
    conditions: list[Any] = [line.district == scope.district, _not_hidden(line, scope)]
    if scope.offices is not None:
        conditions.append(line.office.in_(sorted(scope.offices)))
    if scope.agency is not None:
        conditions.append(line.case_id.in_(_reach_of_a_body(scope)))
    return and_(*conditions)


def _reach_of_a_body(scope: Scope) -> Any:
    """What the body was asked for, or its person manages; nothing of a household in hold.

    Whoever leads a joint centre reaches the others as well (domain GP-14).
    """
    asked = select(LinkageLine.case_id).where(
        LinkageLine.district == scope.district, LinkageLine.agency_id == scope.agency
    )
    reach = aliased(CaseLine)
    managed = or_(reach.co_owner == scope.person, reach.owner == scope.person)
    return select(reach.case_id).where(
        reach.district == scope.district,
        reach.stage != Stage.ENGAGEMENT_HOLD.value,
        true() if scope.joint else or_(reach.case_id.in_(asked), managed),
    )


def _not_hidden(line: type[CaseLine] | type[TaskLine], scope: Scope) -> ColumnElement[bool]:
    """For a danger person and for the body they work at the household does not exist (SR-18)."""
    if line is CaseLine:
        return CaseLine.household_id.not_in(_hidden_homes(scope))
    return known_to(scope, line.case_id)


def known_to(scope: Scope, case_id: Any) -> ColumnElement[bool]:
    """The same for a table that has a case's id and is asked by district alone."""
    hidden = aliased(CaseLine)
    cases = select(hidden.case_id).where(hidden.household_id.in_(_hidden_homes(scope)))
    found: ColumnElement[bool] = case_id.not_in(cases)
    return found


def known_home(scope: Scope, household_id: Any) -> ColumnElement[bool]:
    """For a table that names a household of the register, or nobody yet."""
    return or_(household_id.is_(None), household_id.not_in(_hidden_homes(scope)))


def homes_known_to(scope: Scope, household_id: Any) -> ColumnElement[bool]:
    """The same for a table that may have a household's id."""
    found: ColumnElement[bool] = household_id.not_in(_hidden_homes(scope))
    return or_(household_id.is_(None), found)


def _hidden_homes(scope: Scope) -> Any:
    whom = [and_(HiddenLine.kind == "person", HiddenLine.who == scope.person)]
    if scope.agency is not None:
        whom.append(and_(HiddenLine.kind == "agency", HiddenLine.who == scope.agency))
    return select(HiddenLine.household_id).where(or_(*whom), HiddenLine.until.is_(None))
