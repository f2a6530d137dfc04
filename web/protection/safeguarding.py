"""안전 알림: hits of danger persons, for the named officers alone, and what two leads decide."""

from typing import Any

from fastapi import Response

from care.model.codes import Role
from care.model.ids import AgencyId, PersonId
from store import agencies, people, safeguarding
from store.safeguarding import Watcher
from web import decisions, forms
from web.access import Access, Area, Here
from web.protection.words import ALERTS
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area("/safeguarding")
HERE = "/safeguarding"
ACT = Access("ViewSafeguarding", record="act")


class Seen(forms.Form):
    alert: forms.Line


class Lifted(forms.Form):
    danger: forms.Line
    agency: forms.Line


class Officer(forms.Form):
    person: forms.Line


@area.get("", access=Access("ViewSafeguarding"))
async def show(visit: Here) -> Response:
    return await _page(visit, visit.session, forms.blank())


@area.post("/seen", access=ACT)
async def seen(visit: Here) -> Response:
    form = await forms.read(visit, Seen)
    async with visit.write() as session:
        watcher = await _watcher(session, visit)
        alert = form.value.alert
        if watcher is None or not await safeguarding.mark_seen(session, watcher, alert, visit.now):
            raise Problem(404, "NOT_FOUND")
    return decisions.moved(visit.request, HERE)


@area.post("/lift", access=ACT)
async def lift(visit: Here) -> Response:
    form = await forms.read(visit, Lifted)
    given = form.value
    async with visit.write() as session:
        watcher = await _watcher(session, visit)
        lifted = watcher is not None and await safeguarding.lift(
            session, watcher, given.danger, AgencyId(given.agency), visit.now
        )
    if not lifted:
        raise Problem(404, "NOT_FOUND")
    return decisions.moved(visit.request, HERE)


@area.post("/officers", access=Access("NameSafeguarding", record="act"))
async def name(visit: Here) -> Response:
    form = await forms.read(visit, Officer)
    district = visit.visitor.district
    if form.data is not None:
        async with visit.write() as session:
            if form.data.person not in await _coordinators(session, visit):
                form.refuse("person", "PERSON_UNKNOWN")
            elif form.data.person == visit.visitor.person:
                form.refuse("person", "SELF_NOT_ALLOWED")
            else:
                person, by = PersonId(form.data.person), visit.visitor.person
                await safeguarding.name_officer(session, district, person, by, visit.now)
    if form.data is None or form.errors:
        async with visit.read() as session:
            return await _page(visit, session, form, 422)
    return decisions.moved(visit.request, HERE)


@area.post("/officers/end", access=Access("NameSafeguarding", record="act"))
async def end(visit: Here) -> Response:
    form = await forms.read(visit, Officer)
    async with visit.write() as session:
        person = PersonId(form.value.person)
        await safeguarding.end_officer(session, visit.visitor.district, person)
    return decisions.moved(visit.request, HERE)


async def _watcher(session: Any, visit: Visit) -> Watcher | None:
    """None for a coordinator while others are named."""
    visitor = visit.visitor
    told = visitor.person in await safeguarding.officers(session, visitor.district)
    head = Role.SECTION_HEAD in visitor.roles
    if not (told or head):
        return None
    return Watcher(visitor.person, visitor.agency, visitor.district, leads_only=not told)


async def _coordinators(session: Any, visit: Visit) -> list[PersonId]:
    found = await people.people(session, visit.visitor.district, role=Role.COORDINATOR)
    return [one.person_id for one in found]


async def _page(visit: Visit, session: Any, form: forms.Filled[Any], status: int = 200) -> Response:
    watcher = await _watcher(session, visit)
    alerts = await safeguarding.alerts(session, watcher) if watcher else []
    hidden = await safeguarding.hidden_bodies(session, watcher) if watcher else []
    homes = {one.household_id for one in alerts} | {one.household_id for one in hidden}
    cases = await safeguarding.cases_of(session, homes)
    visit.saw([case_id for case_id, _ in cases.values()])
    named = await safeguarding.named_officers(session, visit.visitor.district)
    coordinators = await _coordinators(session, visit) if visit.may("NameSafeguarding") else []
    ids = [*(one.person for one in alerts), *(one.asked_by for one in hidden)]
    bodies = await agencies.agencies(session, visit.visitor.district)
    return page(
        visit.request,
        "protection/safeguarding.html",
        status=status,
        form=form,
        watcher=watcher,
        alerts=alerts,
        hidden=hidden,
        cases=cases,
        about=ALERTS,
        bodies={one.agency_id: one.name for one in bodies},
        names=await people.display_names(
            session, visit.dependencies.keyring, [*ids, *named, *coordinators]
        ),
        named=named,
        coordinators=[one for one in coordinators if one not in named],
        me=visit.visitor.person,
    )
