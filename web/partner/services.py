"""``/partner/services``: the body's own word on its room and on how long one waits (PW-07)."""

from typing import Annotated, Any

from fastapi import Response
from pydantic import Field

from care.decide.calendar import due
from care.model.service_codes import Capacity
from i18n.wording import words
from store import directory
from store.directory import Entering, Found, Query
from web import forms
from web.access import Access, Area, Here
from web.decisions import moved
from web.districts import calendar_of
from web.forms import Filled, Form
from web.partner.desk import HOME, desk_of
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area(f"{HOME}/services")
ADDRESS = f"{HOME}/services"
MOST = 100


class Told(Form):
    capacity: Capacity
    free: Annotated[int, Field(ge=0, le=10_000)] | None = None
    waits: Annotated[int, Field(ge=0, le=3_650)] | None = None


@area.get("", access=Access("TellCapacity", record=None))
async def listed(visit: Here) -> Response:
    return await _page(visit, {})


@area.post("/{service_id}", access=Access("TellCapacity", record="act"))
async def tell(visit: Here) -> Response:
    service_id, desk = str(visit.request.path_params["service_id"]), desk_of(visit)
    form = await forms.read(visit, Told)
    async with visit.read() as session:
        held = await directory.entry(session, desk.district, service_id)
    if held is None or held.found.agency_id != desk.agency_id:
        raise Problem(404, "NOT_FOUND")
    if form.data is None or form.errors:
        return await _page(visit, {service_id: form}, 422)
    said, by = form.data, Entering(desk.person, visit.now, desk.agency_id)
    async with visit.write() as session:
        room = (said.capacity, said.free, said.waits)
        await directory.tell_capacity(session, desk.district, service_id, room, by)
    return moved(visit.request, f"{ADDRESS}?told=1")


async def _page(visit: Visit, typed: dict[str, Filled[Any]], status: int = 200) -> Response:
    desk = desk_of(visit)
    query = Query(agency_id=desk.agency_id, closed=True)
    async with visit.read() as session:
        found = await directory.search(session, desk.district, query, size=MOST)
    rules, calendar = desk.policy.linking, calendar_of(desk.district)

    def stale(one: Found) -> bool:
        """Told so long ago that nobody goes by it any more."""
        if one.capacity_at is None or rules is None:
            return True
        return due(one.capacity_at, rules.capacity_fresh, calendar) < visit.now

    return page(
        visit.request,
        "partner/services.html",
        status=status,
        rows=[(one, typed.get(one.service_id) or _start(one), stale(one)) for one in found.found],
        capacities=[(one.value, words(one)) for one in Capacity],
        told=bool(visit.request.query_params.get("told")),
        may_edit=visit.may("EditDirectory"),
    )


def _start(one: Found) -> Filled[Any]:
    return forms.blank(
        capacity=one.capacity.value if one.capacity else "",
        free="" if one.capacity_free is None else str(one.capacity_free),
        waits="" if one.waits_days is None else str(one.waits_days),
    )
