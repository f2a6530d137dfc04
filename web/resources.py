"""Finds what a request is about: the innermost object, inside the visitor's scope."""

from typing import Any

from fastapi import Request

from care.model.ids import CaseId
from store import queries
from store.keyring import Keyring
from web.visitor import Resource, Visitor, scope_of


async def own_district(request: Request, session: Any, visitor: Visitor) -> Resource | None:
    """Pages about no one case: the visitor's district itself."""
    return Resource(kind="District", id=visitor.district, district=visitor.district)


async def the_case(request: Request, session: Any, visitor: Visitor) -> Resource | None:
    """``{case_id}`` of the path; None when missing or out of scope, which look the same."""
    case_id = CaseId(str(request.path_params["case_id"]))
    place = await queries.case_place(session, scope_of(visitor), case_id)
    return None if place is None else case_resource(place)


async def the_task(request: Request, session: Any, visitor: Visitor) -> Resource | None:
    """``{task_id}`` of the path, judged as the case it belongs to; ``row`` is the task's row."""
    scope = scope_of(visitor)
    keyring, task_id = _keyring(request), str(request.path_params["task_id"])
    now, leads = request.app.state.clock(), request.state.visit.leads
    task = await queries.task(session, keyring, scope, task_id, now, leads)
    if task is None:
        return None
    place = await queries.case_place(session, scope, task.case_id)
    return None if place is None else case_resource(place, task)


def _keyring(request: Request) -> Keyring:
    keyring = request.app.state.dependencies.keyring
    if not isinstance(keyring, Keyring):
        raise TypeError("keyring")
    return keyring


def case_resource(place: queries.CasePlace, row: Any = None) -> Resource:
    return Resource(
        kind="Case",
        id=place.case_id,
        district=place.district,
        office=place.office,
        owner=place.owner or "",
        co_owner=place.co_owner or "",
        row=row,
    )
