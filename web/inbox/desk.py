"""Taking, giving back and putting off items, one or several; the cases' clocks go on regardless."""

from datetime import date, datetime
from typing import Any, Literal
from urllib.parse import urlencode

from fastapi import Response

from care.decide.calendar import at_hour, local_date
from care.model.ids import CaseId
from care.model.work import CaseSnapshot
from store import queries
from store.queries import Tab, TaskFilters, TaskRow
from web import records
from web.access import Access, Area, Here
from web.decisions import moved
from web.districts import calendar_of
from web.forms import Form, read
from web.places import local
from web.resources import the_task
from web.visitor import Resource, Visit
from web.words import Problem

area = Area()
WAKING_HOUR = 9
ACTION = {
    "claim": "ClaimTask",
    "release": "ClaimTask",
    "snooze": "SnoozeTask",
    "wake": "SnoozeTask",
}


class DeskForm(Form):
    """One item: ``do`` is claim, release, snooze (with ``until``) or wake."""

    do: Literal["claim", "release", "snooze", "wake"]
    until: date | None = None
    back: str = "/inbox"


class SelectedForm(Form):
    """Several items at once; each is done or not on its own."""

    do: Literal["claim", "release", "snooze", "wake"]
    task: tuple[str, ...] = ()
    until: date | None = None
    back: str = "/inbox"


@area.post("/tasks/{task_id}/claim", access=Access("ClaimTask", the_task, record=None))
async def claim(visit: Here) -> Response:
    return await _one(visit)


@area.post("/tasks/{task_id}/snooze", access=Access("SnoozeTask", the_task, record=None))
async def snooze(visit: Here) -> Response:
    return await _one(visit)


async def _one(visit: Visit) -> Response:
    filled = await read(visit, DeskForm)
    form = filled.value
    task_id = str(visit.request.path_params["task_id"])
    if not await _do(visit, task_id, form.do, form.until):
        raise Problem(409, "TASK_NOT_YOURS")
    return moved(visit.request, local(form.back))


@area.post("/inbox/selected", access=Access("ViewInbox", record=None))
async def selected(visit: Here) -> Response:
    """One failing item does not stop the others; the failed ones come back marked (check 18)."""
    filled = await read(visit, SelectedForm)
    form = filled.value
    failed = [one for one in form.task if not await _do(visit, one, form.do, form.until)]
    said = [("done", str(len(form.task) - len(failed))), *(("failed", one) for one in failed)]
    back = local(form.back).split("&done=")[0].split("?done=")[0]
    joint = "&" if "?" in back else "?"
    return moved(visit.request, f"{back}{joint}{urlencode(said)}")


@area.post("/inbox/next", access=Access("ViewInbox", record=None))
async def take_next(visit: Here) -> Response:
    """Takes the first item of the team; whoever presses at the same moment gets the next one."""
    await read(visit, Form)
    async with visit.read() as session:
        found = await queries.inbox(
            session,
            visit.dependencies.keyring,
            visit.scope,
            Tab.TEAM,
            TaskFilters(visit.now, visit.leads),
        )
    for row in found.items:
        if await _do(visit, row.task_id, "claim", None):
            return moved(visit.request, f"/tasks/{row.task_id}")
    return moved(visit.request, "/inbox?tab=team")


async def _do(visit: Visit, task_id: str, do: str, until: date | None) -> bool:
    """Found inside the scope, allowed on its case, done by the store's own condition, recorded."""
    async with visit.write() as session:
        keyring = visit.dependencies.keyring
        row = await queries.task(session, keyring, visit.scope, task_id, visit.at, visit.leads)
        if row is None or not _may(visit, row, do):
            return False
        if not await _change(visit, session, row, do, until):
            return False
        visit.subjects = [row.case_id]
        await records.keep(session, visit, do, ACTION[do])
        return True


def _may(visit: Visit, row: TaskRow, do: str) -> bool:
    """Judged on the case the item belongs to, also when several are done at once (SR-08)."""
    case = Resource(
        kind="Case",
        id=row.case_id,
        district=row.district,
        office=row.office,
        owner=row.owner or "",
    )
    return visit.may_to(ACTION[do], case)


async def _change(visit: Visit, session: Any, row: TaskRow, do: str, until: date | None) -> bool:
    match do:
        case "claim":
            return await queries.claim(session, visit.scope, row.task_id, visit.now_of(row.case_id))
        case "release":
            return await queries.release(session, visit.scope, row.task_id)
        case "wake":
            return await queries.wake(session, visit.scope, row.task_id, visit.now_of(row.case_id))
    moment = await _snoozed_to(visit, session, row, until) if until else None
    if moment is None:
        return False
    return await queries.snooze(
        session, visit.scope, row.task_id, moment, visit.now_of(row.case_id)
    )


async def _snoozed_to(visit: Visit, session: Any, row: TaskRow, until: date) -> datetime | None:
    """The morning of that day; None for a past day or one beyond a statutory date (check 17)."""
    calendar = calendar_of(row.district)
    moment = at_hour(until, WAKING_HOUR, calendar)
    if until <= local_date(visit.now_of(row.case_id), calendar):
        return None
    keyring = visit.dependencies.keyring
    snapshot = await queries.snapshot(session, keyring, visit.scope, CaseId(row.case_id))
    legal = snapshot is not None and _is_statutory(snapshot, row)
    return None if legal and row.due is not None and moment > row.due else moment


def _is_statutory(snapshot: CaseSnapshot, row: TaskRow) -> bool:
    return any(one.statutory for one in snapshot.deadlines if one.key == row.deadline)
