"""``/partner-access``: PINs and keys of bodies, told once, and the links that open today."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Response
from pydantic import Field as Bound

from care.model.codes import PartnerChannel
from care.model.ids import AgencyId
from store import agencies, partner_access, partner_links
from store.agencies import Agency
from store.partner_access import Key, Pin
from web import forms, passwords
from web.access import Access, Area, Here
from web.decisions import moved
from web.forms import Form, Line
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area("/partner-access")
HOME = "/partner-access"
VIEW = Access("ViewPartnerAccess", record=None)
MANAGE = Access("ManagePartnerAccess", record="act")
TELL = Access("ManagePartnerAccess", record="act", step_up=True)
"""Makes what is told once: the password again."""
BY_PIN, BY_KEY = PartnerChannel.MAIL, PartnerChannel.FHIR


class OfBody(Form):
    agency: Line


class OldKeys(Form):
    agency: Line
    before: Annotated[int, Bound(ge=1, le=100_000)]


class OfLink(Form):
    link: Line


@dataclass(frozen=True)
class Row:
    """A body that gets in by a PIN, by a key, or that has one of them from before."""

    agency: Agency
    pin: Pin | None
    keys: tuple[Key, ...]

    @property
    def by_pin(self) -> bool:
        return self.agency.channel is BY_PIN or self.pin is not None

    @property
    def by_key(self) -> bool:
        return self.agency.channel is BY_KEY or bool(self.keys)


@area.get("", access=VIEW)
async def listed(visit: Here) -> Response:
    return await _page(visit)


@area.post("/pins", access=TELL)
async def new_pin(visit: Here) -> Response:
    """Shown once on the answer itself, so that it is in no address and no history."""
    form = await forms.read(visit, OfBody)
    body = await _own_body(visit, form.value.agency)
    pin = partner_access.new_pin()
    hashed = await passwords.hashed(pin.get_secret_value())
    async with visit.write() as session:
        await partner_access.set_pin(session, body, hashed, visit.visitor.person, visit.now)
    return await _page(visit, told=("pin", body.name, pin.get_secret_value()))


@area.post("/unlock", access=MANAGE)
async def unlock(visit: Here) -> Response:
    form = await forms.read(visit, OfBody)
    body = await _own_body(visit, form.value.agency)
    async with visit.write() as session:
        await partner_access.clear_tries(session, body.agency_id)
    return moved(visit.request, HOME)


@area.post("/keys", access=TELL)
async def new_key(visit: Here) -> Response:
    form = await forms.read(visit, OfBody)
    body = await _own_body(visit, form.value.agency)
    async with visit.write() as session:
        key = await partner_access.make_key(session, body, visit.visitor.person, visit.now)
    return await _page(visit, told=("key", body.name, key.get_secret_value()))


@area.post("/keys/retire", access=MANAGE)
async def retire(visit: Here) -> Response:
    """The body has changed over: older keys hold no more."""
    form = await forms.read(visit, OldKeys)
    body = await _own_body(visit, form.value.agency)
    async with visit.write() as session:
        await partner_access.retire_keys(session, body.agency_id, form.value.before, visit.now)
    return moved(visit.request, HOME)


@area.post("/links/revoke", access=MANAGE)
async def revoke(visit: Here) -> Response:
    form = await forms.read(visit, OfLink)
    visitor = visit.visitor
    async with visit.write() as session:
        gone = await partner_links.revoke(
            session, visitor.district, form.value.link, visitor.person, visit.now
        )
    if not gone:
        raise Problem(404, "NOT_FOUND")
    return moved(visit.request, HOME)


async def _own_body(visit: Visit, agency_id: str) -> Agency:
    async with visit.read() as session:
        body = await agencies.agency(session, AgencyId(agency_id))
    if body is None or body.district != visit.visitor.district or not body.active:
        raise Problem(404, "NOT_FOUND")
    return body


async def _page(visit: Visit, told: tuple[str, str, str] | None = None) -> Response:
    district = visit.visitor.district
    async with visit.read() as session:
        bodies = await agencies.agencies(session, district)
        pins = await partner_access.pins(session, district)
        keys = await partner_access.keys(session, district)
        links = await partner_links.open_links(session, district, visit.now)
    names: dict[Any, str] = {one.agency_id: one.name for one in bodies}
    rows = [_row(one, pins.get(one.agency_id), keys) for one in bodies]
    return page(
        visit.request,
        "links/keeping.html",
        block="content",
        rows=[one for one in rows if one.by_pin or one.by_key],
        links=[(one, names.get(one.agency_id, "")) for one in links],
        told=told,
        may_manage=visit.may("ManagePartnerAccess"),
        tries=partner_access.TRIES,
    )


def _row(body: Agency, pin: Pin | None, keys: list[Key]) -> Row:
    return Row(body, pin, tuple(one for one in keys if one.agency_id == body.agency_id))
