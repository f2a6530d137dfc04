"""A service entered or changed in the directory, by our own people or by the body that gives it."""

from typing import Annotated, Any

from fastapi import Response
from pydantic import Field as Bound
from pydantic import StringConstraints

from care.model.codes import NeedArea, ServiceType, SubDomain
from care.model.directory import EntryFields, Organization, Service, ServiceStatus
from care.model.ids import AgencyId, OfficeCode
from i18n.loader import gettext
from i18n.wording import words
from store import agencies, directory
from store.agencies import Agency
from store.directory import Entry, Query
from store.directory_facts import hsds_id, searched
from store.directory_fields import entry_of, fields_of
from web import forms
from web.access import Access, Area, Here
from web.decisions import moved
from web.directory.query import PATH
from web.directory.routes import the_entry
from web.directory.whose import entering, must_keep
from web.directory.words import STATUSES
from web.districts import policy_of
from web.forms import Filled, Form
from web.render import page
from web.visitor import Visit

area = Area(PATH)
EDIT = Access("EditDirectory", record="act")
SEE = Access("EditDirectory", record=None)
YEARS, WON, LONG, MANY = 150, 1_000_000_000, 2000, 500

Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONG)]
Age = Annotated[int, Bound(ge=0, le=YEARS)]


class EntryForm(Form):
    body: Name = ""
    """The body that gives it, where referrals can be sent to it."""
    organization: Name = ""
    service_name: Annotated[Name, StringConstraints(min_length=1)]
    services: list[ServiceType] = Bound(default_factory=list)
    needs: list[SubDomain] = Bound(default_factory=list)
    description: Words = ""
    eligibility: Words = ""
    minimum_age: Age | None = None
    maximum_age: Age | None = None
    cost_won: Annotated[int, Bound(ge=0, le=WON)] | None = None
    cost_words: Words = ""
    home_visit: bool = False
    offices: list[Name] = Bound(default_factory=list)
    phone: Name = ""
    email: Name = ""
    url: Name = ""
    address: Name = ""
    schedule_words: Words = ""
    application: Words = ""
    documents: Words = ""
    status: ServiceStatus = ServiceStatus.ACTIVE


@area.get("/new", access=SEE)
async def new(visit: Here) -> Response:
    return await _page(visit, visit.session, forms.blank(), None)


@area.post("/new", access=EDIT)
async def add(visit: Here) -> Response:
    form = await forms.read(visit, EntryForm)
    async with visit.write() as session:
        bodies = await _bodies(visit, session)
        _judge(visit, form, bodies)
        if form.data is None or form.errors or form.intent is None:
            return await _page(visit, session, form, None, 422)
        body = _body(visit, form.value)
        fields = _fields(form.value, bodies)
        organization = await _organization(visit, session, fields.organization, body)
        new_id = hsds_id(visit.visitor.district, "service", form.intent)
        if await _known(visit, session, organization.id, fields.service_name, new_id):
            form.refuse("service_name", "ENTRY_KNOWN")
            return await _page(visit, session, form, None, 422)
        blank = Service(id=new_id, name=fields.service_name, organization_id=organization.id)
        service_id = await _keep(visit, session, entry_of(fields, (organization, blank)), body)
    return moved(visit.request, f"{PATH}/{service_id}")


@area.get("/{service_id}/edit", access=SEE)
async def show(visit: Here) -> Response:
    held = await the_entry(visit, visit.session)
    must_keep(visit, held.found)
    return await _page(visit, visit.session, _as_typed(held), held)


@area.post("/{service_id}/edit", access=EDIT)
async def change(visit: Here) -> Response:
    form = await forms.read(visit, EntryForm)
    async with visit.write() as session:
        held = await the_entry(visit, session)
        must_keep(visit, held.found)
        bodies = await _bodies(visit, session)
        _judge(visit, form, bodies)
        if form.data is None or form.errors or form.intent is None:
            return await _page(visit, session, form, held, 422)
        body = _whose(visit, held) if visit.visitor.agency else _body(visit, form.value)
        fields = _fields(form.value, bodies, held)
        objects = entry_of(fields, (held.organization, held.service))
        service_id = await _keep(visit, session, objects, body)
    return moved(visit.request, f"{PATH}/{service_id}")


async def _known(visit: Visit, session: Any, organization_id: str, name: str, but: str) -> bool:
    """Whether the organization has a service of this name already, other than the one meant."""
    query = Query(organization_id=organization_id, closed=True)
    held = await directory.search(session, visit.visitor.district, query, size=MANY)
    same = {one.service_id for one in held.found if searched(one.service_name) == searched(name)}
    return bool(same - {but})


async def _keep(
    visit: Visit,
    session: Any,
    objects: tuple[Organization, Service],
    body: AgencyId | None,
) -> str:
    """Whoever writes an entry down has just seen to it: it counts as assured today."""
    district = visit.visitor.district
    who = entering(visit)
    service_id = await directory.save_entry(session, district, *objects, who, body)
    await directory.assure(session, district, service_id, who)
    return service_id


async def _organization(
    visit: Visit, session: Any, name: str, body: AgencyId | None
) -> Organization:
    """The one the body has in the directory already, else a new one of this name.

    A body's people start one of their own: that of another body is not theirs by its name.
    """
    district, own = visit.visitor.district, visit.visitor.agency
    if body is not None:
        known = await directory.search(
            session, district, Query(agency_id=body, closed=True), size=1
        )
        if known.found:
            held = await directory.entry(session, district, known.found[0].service_id)
            if held is not None:
                return held.organization
    named = (name, own) if own else (name,)
    return Organization(id=hsds_id(district, "organization", *named), name=name, description="")


def _whose(visit: Visit, held: Entry) -> AgencyId | None:
    """A body that keeps an entry leaves it to whom it belongs."""
    return held.found.agency_id or visit.visitor.agency


def _body(visit: Visit, given: EntryForm) -> AgencyId | None:
    return visit.visitor.agency or (AgencyId(given.body) if given.body else None)


async def _bodies(visit: Visit, session: Any) -> dict[AgencyId, Agency]:
    """Who may be named as giving the service: every body, or the visitor's own alone."""
    own = visit.visitor.agency
    known = await agencies.agencies(session, visit.visitor.district)
    return {one.agency_id: one for one in known if own in (None, one.agency_id)}


def _judge(visit: Visit, form: Filled[EntryForm], bodies: dict[AgencyId, Agency]) -> None:
    given = form.data
    if given is None:
        return
    body = _body(visit, given)
    if body is not None and body not in bodies:
        form.refuse("body", "CHOICE_INVALID")
    if body is None and not given.organization:
        form.refuse("organization", "FIELD_MISSING")
    if not given.services and not given.needs:
        form.refuse("services", "CHOICE_MISSING")
    oldest = given.maximum_age
    if oldest is not None and given.minimum_age is not None and oldest < given.minimum_age:
        form.refuse("maximum_age", "NUMBER_TOO_SMALL", limit=str(given.minimum_age))
    if not set(given.offices) <= set(_offices(visit)):
        form.refuse("offices", "CHOICE_INVALID")


def _offices(visit: Visit) -> dict[OfficeCode, str]:
    policy = policy_of(visit.visitor.district)
    return dict(policy.offices) if policy else {}


def _fields(
    given: EntryForm, bodies: dict[AgencyId, Agency], held: Entry | None = None
) -> EntryFields:
    """What was typed over what the entry says of things this form does not ask for."""
    before = fields_of(held.organization, held.service).model_dump() if held else {}
    body = bodies.get(AgencyId(given.body))
    typed = given.model_dump(exclude={"body", "documents"})
    typed["organization"] = given.organization or (body.name if body else "")
    if not typed["organization"]:
        typed["organization"] = next(iter(bodies.values())).name
    documents = tuple(line.strip() for line in given.documents.splitlines() if line.strip())
    return EntryFields.model_validate({**before, **typed, "documents": documents})


def _as_typed(held: Entry) -> Filled[Any]:
    fields = fields_of(held.organization, held.service)
    listed: dict[str, list[str]] = {
        "services": [str(each) for each in sorted(fields.services)],
        "needs": [str(each) for each in sorted(fields.needs)],
        "offices": [str(each) for each in sorted(fields.offices)],
    }
    plain = {
        name: "" if (value := getattr(fields, name)) is None else str(value)
        for name in EntryForm.model_fields
        if name not in (*listed, "body", "home_visit", "documents", "status")
    }
    return forms.blank(
        **plain,
        **listed,
        body=held.found.agency_id or "",
        home_visit="yes" if fields.home_visit else "",
        documents="\n".join(fields.documents),
        status=fields.status.value,
    )


async def _page(
    visit: Visit, session: Any, form: Filled[Any], held: Entry | None, status: int = 200
) -> Response:
    bodies = await _bodies(visit, session)
    return page(
        visit.request,
        "directory/edit.html",
        block="content",
        status=status,
        form=form,
        entry=held,
        bodies=[(str(each), one.name) for each, one in bodies.items()],
        own_body=bodies.get(visit.visitor.agency) if visit.visitor.agency else None,
        services=[(each.value, words(each)) for each in ServiceType],
        needs=[
            (words(area), [(sub.value, words(sub)) for sub in SubDomain if sub.area is area])
            for area in NeedArea
        ],
        offices=[(str(code), name) for code, name in _offices(visit).items()],
        statuses=[(each.value, gettext(said)) for each, said in STATUSES.items()],
    )
