"""Keeping entries current: the word on room, "still so", and the list of what to look at again."""

from datetime import date
from typing import Annotated, Any

from fastapi import Response
from pydantic import Field as Bound

from care.model.codes import Role
from care.model.ids import PersonId
from care.model.service_codes import Capacity
from store import directory, people
from store.directory import Found, Query, Recheck
from web import forms
from web.access import Access, Area, Here
from web.decisions import moved
from web.directory.query import PATH
from web.directory.routes import entry_page, the_entry
from web.directory.sight import Shown, beside, shown
from web.directory.whose import entering, must_keep
from web.forms import Filled, Form, Line
from web.identity import local_date
from web.render import page
from web.visitor import Visit

area = Area(PATH)
KEEP = Access("EditDirectory", record="act")
RECHECKS = f"{PATH}/rechecks"
MOST, YEARS = 10_000, 3650
LOOKERS = frozenset({Role.LOCAL_OFFICE, Role.TEAM_LEAD, Role.CASE_MANAGER, Role.COORDINATOR})
MANY = 200


class Room(Form):
    capacity: Capacity
    free: Annotated[int, Bound(ge=0, le=MOST)] | None = None
    waits: Annotated[int, Bound(ge=0, le=YEARS)] | None = None


class Still(Form):
    back: str = ""


class Giving(Form):
    entries: Annotated[list[Line], Bound(min_length=1, max_length=MANY)]
    to: Line
    until: date | None = None


@area.post("/{service_id}/room", access=KEEP)
async def tell(visit: Here) -> Response:
    form = await forms.read(visit, Room)
    async with visit.write() as session:
        held = await the_entry(visit, session)
        must_keep(visit, held.found)
        if form.data is None or form.errors or form.intent is None:
            return await entry_page(visit, session, form, 422)
        told = (form.value.capacity, form.value.free, form.value.waits)
        service_id = held.found.service_id
        await directory.tell_capacity(
            session, visit.visitor.district, service_id, told, entering(visit)
        )
    return moved(visit.request, f"{PATH}/{service_id}")


@area.post("/{service_id}/assured", access=KEEP)
async def still_so(visit: Here) -> Response:
    """확인했습니다: the entry holds as it stands; what was asked to be looked at is done."""
    back = (await forms.read(visit, Still)).value.back == "rechecks"
    async with visit.write() as session:
        held = await the_entry(visit, session)
        must_keep(visit, held.found)
        service_id = held.found.service_id
        await directory.assure(session, visit.visitor.district, service_id, entering(visit))
    return moved(visit.request, RECHECKS if back else f"{PATH}/{service_id}")


@area.get("/rechecks", access=Access("EditDirectory", record=None))
async def rechecks(visit: Here) -> Response:
    return await _page(visit, visit.session, forms.blank())


@area.post("/rechecks", access=Access("AssignRecheck", record="act"))
async def give(visit: Here) -> Response:
    form = await forms.read(visit, Giving)
    async with visit.write() as session:
        lookers = await _lookers(visit, session)
        if form.data is not None and form.data.to not in lookers:
            form.refuse("to", "CHOICE_INVALID")
        until = form.data.until if form.data else None
        if until is not None and until < local_date(visit.now):
            form.refuse("until", "DATE_PAST")
        if form.data is None or form.errors or form.intent is None:
            return await _page(visit, session, form, 422)
        for service_id in dict.fromkeys(form.value.entries):
            if await directory.entry(session, visit.visitor.district, service_id) is not None:
                await directory.assign_recheck(
                    session, visit.visitor.district, _recheck(visit, service_id, form.value)
                )
    return moved(visit.request, RECHECKS)


def _recheck(visit: Visit, service_id: str, given: Giving) -> Recheck:
    return Recheck(
        service_id=service_id,
        assigned_to=PersonId(given.to),
        assigned_by=visit.visitor.person,
        assigned_at=visit.now,
        until=given.until,
    )


async def _lookers(visit: Visit, session: Any) -> dict[str, str]:
    """Our own people who may keep entries, by name."""
    district, keyring = visit.visitor.district, visit.dependencies.keyring
    everyone = await people.people(session, district)
    staff = [one.person_id for one in everyone if one.roles & LOOKERS and not one.agency_id]
    names = await people.display_names(session, keyring, staff)
    return dict(sorted(((str(one), names.get(one, "")) for one in staff), key=lambda x: x[1]))


async def _page(visit: Visit, session: Any, form: Filled[Any], status: int = 200) -> Response:
    visitor, params = visit.visitor, visit.request.query_params
    near = await beside(visit, session, ())
    query = Query(assured_before=near.fresh_from, agency_id=visitor.agency)
    stale = await directory.search(session, visitor.district, query, size=MANY)
    given = await directory.rechecks(session, visitor.district)
    lookers = {} if visitor.agency else await _lookers(visit, session)
    rows = [shown(one, near) for one in await _with_given(visit, session, stale.found, given)]
    only_mine = params.get("mine") == "yes"
    if only_mine:
        rows = [one for one in rows if _is_mine(one, given, visitor.person)]
    return page(
        visit.request,
        "directory/rechecks.html",
        block="content",
        status=status,
        form=form,
        rows=rows,
        given=given,
        lookers=lookers,
        only_mine=only_mine,
        more=stale.total - len(stale.found),
        today=near.today,
        may_assign=visit.may("AssignRecheck"),
    )


def _is_mine(one: Shown, given: dict[str, Recheck], person: PersonId) -> bool:
    asked = given.get(one.found.service_id)
    return asked is not None and asked.assigned_to == person


async def _with_given(
    visit: Visit, session: Any, stale: tuple[Found, ...], given: dict[str, Recheck]
) -> list[Found]:
    """What is stale, the longest unseen first, and what somebody was asked to look at besides."""
    known = {one.service_id for one in stale}
    if not visit.visitor.agency:
        others = [
            await directory.entry(session, visit.visitor.district, each)
            for each in sorted(given)
            if each not in known
        ]
        stale = (*stale, *(one.found for one in others if one is not None))
    return sorted(stale, key=lambda one: (one.assured_on or date.min, one.service_name))
