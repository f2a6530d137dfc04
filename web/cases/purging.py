"""파기: the privacy officer destroys what a person demanded back, and sees no more of the case.

The data go first, then the case is told; so what the history says is never untrue, and a page sent
twice destroys nothing more.
"""

from datetime import datetime
from typing import Any

from fastapi import Response

from care.decide.deadlines import deadlines
from care.messages import loop_commands as lc
from care.model.case import CaseState
from care.model.codes import Role
from care.model.course import PurgeDemand
from care.model.ids import TextId
from care.model.work import TaskKind
from store import erasure, queries, timeline
from store.queries import Tab, TaskFilters
from web import decisions, forms
from web.access import Access, Area, Here
from web.acts.around import state_of
from web.cases.doing import act_address
from web.cases.history import text_ids
from web.clocks import clock_of
from web.forms import Form
from web.refusals import Words
from web.render import page
from web.resources import the_case
from web.visitor import Visit
from web.words import Problem

area = Area("")
ADDRESS = "/cases/{case_id}/purges/{demand_id}"
LIST = "/purges"


class PurgeForm(Form):
    """Nothing to fill in: the page says what will be destroyed."""


@area.get(LIST, access=Access("ViewAccessRecords", record="list"))
async def demands(visit: Here) -> Response:
    """What waits to be destroyed, by case number alone."""
    filters = TaskFilters(now=visit.now, kind=TaskKind.PURGE_DATA)
    keyring = visit.dependencies.keyring
    found = await queries.inbox(visit.session, keyring, visit.scope, Tab.TEAM, filters)
    visit.saw([row.case_id for row in found.items])
    return page(
        visit.request,
        "cases/purges.html",
        block="content",
        rows=[(row, act_address(row.case_id, row.kind, row.subject)) for row in found.items],
    )


@area.get(ADDRESS, access=Access("RecordPurge", the_case))
async def show(visit: Here) -> Response:
    case = await state_of(visit.session, visit, visit.case_id)
    return _page(visit, case)


@area.post(ADDRESS, access=Access("RecordPurge", the_case, record="act"))
async def do(visit: Here) -> Response:
    filled = await forms.read(visit, PurgeForm)
    async with visit.read() as session:
        case = await state_of(session, visit, visit.case_id)
    demand = _demand(visit, case)
    if filled.intent is None or demand.done_at is not None:
        return _page(visit, case, status=409)
    await _destroy(visit, case, demand)
    act = decisions.Act(
        case_id=visit.case_id,
        command=lambda ids: lc.RecordPurge(demand_id=demand.demand_id),
        role=Role.PRIVACY_OFFICER,
    )

    async def again(words: Words, status: int) -> Response:
        return _page(visit, case, words, status)

    return await decisions.submit(visit, act, filled, done=LIST, again=again)


async def _destroy(visit: Visit, case: CaseState, demand: PurgeDemand) -> None:
    keyring = visit.dependencies.keyring
    async with visit.write() as session:
        written = await _written(session, visit, case, demand)
        home = erasure.Household(case.case_id, case.household_id)
        await erasure.erase_member(session, keyring, home, demand.member_id, written, visit.now)


async def _written(
    session: Any, visit: Visit, case: CaseState, demand: PurgeDemand
) -> list[TextId] | None:
    """Texts of every event that names the person; all of the case when nobody else lives there."""
    ours = [one.member_id for one in case.members if not one.excluded]
    if ours == [demand.member_id]:
        return None
    recorded = await timeline.events(session, visit.dependencies.keyring, case.case_id)
    named = [one for one in recorded if demand.member_id in one.event.model_dump_json()]
    return [text for one in named for text in text_ids(one)]


def _demand(visit: Visit, case: CaseState) -> PurgeDemand:
    wanted = visit.request.path_params["demand_id"]
    found = next((one for one in case.purges if one.demand_id == wanted), None)
    if found is None:
        raise Problem(404, "NOT_FOUND")
    return found


def _page(
    visit: Visit, case: CaseState, refusal: Words | None = None, status: int = 200
) -> Response:
    demand = _demand(visit, case)
    return page(
        visit.request,
        "cases/purge.html",
        block="content",
        status=status,
        case_number=case.case_number,
        demand=demand,
        alone=sum(1 for one in case.members if not one.excluded) == 1,
        clock=clock_of(_due(case, demand), visit.now, case.policy.calendar, demand.at),
        refusal=refusal,
    )


def _due(case: CaseState, demand: PurgeDemand) -> datetime | None:
    running = (one for one in deadlines(case) if one.subject == demand.demand_id)
    return next((one.due for one in running), None)
