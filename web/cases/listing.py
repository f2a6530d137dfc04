"""The case list: who, where it stands, why it stands still, and what is next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Response

from care.model.codes import Stage
from care.model.ids import OfficeCode, PersonId
from care.model.policy import Calendar
from i18n.loader import gettext
from i18n.wording import words
from store import people, queries
from store.queries import CaseRow
from web.access import Access, Area, Here
from web.cases.query import ORDERS, asked
from web.clocks import ClockWords, clock_of, waited
from web.districts import calendar_of, office_name, policy_of
from web.render import page
from web.visitor import Visit

area = Area()


@dataclass(frozen=True)
class CaseLineWords:
    row: CaseRow
    owner: str
    office: str
    waiting: str
    waited: str
    clock: ClockWords | None
    moved: int = 0
    """Days by which the case's own clock was moved ahead."""


@area.get("/cases", access=Access("ListCases", record="list"))
async def cases(visit: Here) -> Response:
    query = asked(visit.request)
    session, keyring = visit.session, visit.dependencies.keyring
    filters = query.filters(visit.now, visit.visitor.person, visit.leads)
    found = await queries.case_list(session, keyring, visit.scope, filters, query.page)
    visit.saw([row.case_id for row in found.items])
    policy = policy_of(visit.visitor.district)
    return page(
        visit.request,
        "cases/list.html",
        block="content",
        query=query,
        found=found,
        lines=await _lines(visit, session, found.items),
        stages=list(Stage),
        offices=policy.offices if policy and visit.scope.offices is None else {},
        levels=[rule.code for rule in policy.case_policy.levels] if policy else [],
        orders=ORDERS,
        pages=lambda number: query.address(page=number),
        may_open=visit.may("OpenCase"),
        landed=_landed(visit),
    )


def _landed(visit: Visit) -> str:
    """The office a household just opened was led to, when its finder does not see it there."""
    office = OfficeCode(visit.request.query_params.get("landed", ""))
    policy = policy_of(visit.visitor.district)
    return policy.offices.get(office, "") if policy else ""


async def _lines(visit: Visit, session: Any, rows: Sequence[CaseRow]) -> list[CaseLineWords]:
    ids = {one for row in rows for one in (row.owner, row.waiting_person)}
    names = await people.display_names(session, visit.dependencies.keyring, ids)
    calendar = calendar_of(visit.visitor.district)
    return [_line(row, names, visit, calendar) for row in rows]


def _line(
    row: CaseRow, names: Mapping[PersonId, str], visit: Visit, calendar: Calendar
) -> CaseLineWords:
    now = visit.now_of(row.case_id)
    return CaseLineWords(
        row=row,
        owner=names.get(row.owner, "") if row.owner else "",
        office=office_name(row.district, row.office),
        waiting=_waiting(row, names),
        waited=waited(row.waiting_since, now, calendar),
        clock=clock_of(row.waiting_due, now, calendar, row.waiting_since),
        moved=visit.days_ahead(row.case_id),
    )


def _waiting(row: CaseRow, names: Mapping[PersonId, str]) -> str:
    if row.waiting_code == "NOTHING":
        return gettext("기다리는 일이 없습니다")
    whom = names.get(row.waiting_person, "") if row.waiting_person else ""
    return gettext(
        "%(whom)s: %(what)s", whom=whom or words(row.waiting_role), what=words(row.waiting_code)
    )
