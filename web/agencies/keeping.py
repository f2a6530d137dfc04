"""The form of a body: new, or over the old one."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Response
from pydantic import Field, StringConstraints

from care.model.codes import AgencyKind, PartnerChannel
from care.model.ids import AgencyId, IntentKey
from store import agencies
from store.agencies import Agency
from web import forms
from web.access import Access, Area, Here
from web.decisions import moved
from web.filters import word
from web.forms import Filled, Form
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area("/agencies")
HOME = "/agencies"
MANAGE = Access("ManageAgencies", record="act")
SIGNED = frozenset({PartnerChannel.REST, PartnerChannel.FHIR})
LONGEST_TIMEOUT = 10
"""Seconds; asking and sending must both end before the engine takes a try for lost."""
Optional = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


class Keeping(Form):
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    kind: AgencyKind
    channel: PartnerChannel
    endpoint: Optional = ""
    hosts: Optional = ""
    mail: Annotated[str, StringConstraints(strip_whitespace=True, max_length=254)] = ""
    phone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""
    member_of: Annotated[str, StringConstraints(max_length=80)] = ""
    repeats: bool = False
    """Posted when the body counts a repeat under the same key once."""
    seconds: Annotated[int, Field(ge=1, le=LONGEST_TIMEOUT)] = LONGEST_TIMEOUT


@area.get("/new", access=Access("ManageAgencies", record=None))
async def new(visit: Here) -> Response:
    start = forms.blank(seconds=str(LONGEST_TIMEOUT), repeats="true", channel="MANUAL")
    return await _form(visit, start, None)


@area.post("/new", access=MANAGE)
async def add(visit: Here) -> Response:
    form = await forms.read(visit, Keeping)
    return await _keep(visit, form, None)


@area.get("/{agency_id}/edit", access=Access("ManageAgencies", record=None))
async def edit(visit: Here, agency_id: AgencyId) -> Response:
    body = await own_body(visit, agency_id)
    return await _form(visit, forms.blank(**_as_text(body)), body)


@area.post("/{agency_id}/edit", access=MANAGE)
async def change(visit: Here, agency_id: AgencyId) -> Response:
    body = await own_body(visit, agency_id)
    return await _keep(visit, await forms.read(visit, Keeping), body)


async def own_body(visit: Visit, agency_id: AgencyId) -> Agency:
    async with visit.read() as session:
        body = await agencies.agency(session, agency_id)
    if body is None or body.district != visit.visitor.district:
        raise Problem(404, "NOT_FOUND")
    return body


def body_id(intent: IntentKey) -> AgencyId:
    """The same for a form sent twice, and short, as it stands in the body's own address."""
    return AgencyId(f"body-{hashlib.sha256(intent.encode()).hexdigest()[:16]}")


async def _keep(visit: Visit, form: Filled[Keeping], body: Agency | None) -> Response:
    known = await _associations(visit)
    if form.data is not None:
        _judge(form, form.data, {one.agency_id for one in known} - {body.agency_id if body else ""})
    if form.data is None or form.errors or form.intent is None:
        return await _form(visit, form, body, status=422)
    start = body or Agency(
        agency_id=body_id(form.intent),
        district=visit.visitor.district,
        name="",
        kind=form.data.kind,
        channel=form.data.channel,
    )
    kept = _over(start, form.data)
    async with visit.write() as session:
        await agencies.save_agency(session, kept)
    return moved(visit.request, f"{HOME}/{kept.agency_id}")


def _over(body: Agency, given: Keeping) -> Agency:
    """An endpoint that was gone is tried again when somebody gave it a new address."""
    return replace(
        body,
        name=given.name,
        kind=given.kind,
        channel=given.channel,
        endpoint=given.endpoint.rstrip("/"),
        hosts=_hosts(given),
        mail=given.mail,
        phone=given.phone,
        member_of=AgencyId(given.member_of) if given.member_of else None,
        honours_key=given.repeats,
        timeout=timedelta(seconds=given.seconds),
        gone_at=body.gone_at if given.endpoint.rstrip("/") == body.endpoint else None,
    )


def _hosts(given: Keeping) -> tuple[str, ...]:
    return tuple(one.lower() for one in given.hosts.replace(",", " ").split())


def _judge(form: Filled[Keeping], given: Keeping, associations: set[AgencyId]) -> None:
    if given.channel in SIGNED and not given.endpoint:
        form.refuse("endpoint", "FIELD_MISSING")
    if given.endpoint and not _is_address(given.endpoint):
        form.refuse("endpoint", "FIELD_INVALID")
    hosts = _hosts(given)
    own = urlsplit(given.endpoint).hostname if _is_address(given.endpoint) else None
    if not all(_is_host(one) for one in hosts) or (hosts and own and own not in hosts):
        form.refuse("hosts", "FIELD_INVALID")
    if given.channel is PartnerChannel.MAIL and not given.mail:
        form.refuse("mail", "FIELD_MISSING")
    if given.mail and not _is_mail(given.mail):
        form.refuse("mail", "FIELD_INVALID")
    if given.member_of and given.member_of not in associations:
        form.refuse("member_of", "CHOICE_INVALID")


def _is_address(text: str) -> bool:
    """Whether it leads inside is judged at the moment of sending, by what its name says then."""
    try:
        parts = urlsplit(text)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    plain = not (parts.username or parts.password or parts.query or parts.fragment)
    return parts.scheme in ("https", "http") and named and plain


def _is_host(text: str) -> bool:
    return bool(text) and all(one.isalnum() or one in ".-:" for one in text)


def _is_mail(text: str) -> bool:
    name, at, host = text.rpartition("@")
    return bool(at and name) and "." in host and not any(one.isspace() for one in text)


def _as_text(body: Agency) -> dict[str, str]:
    kept = {
        "name": body.name,
        "kind": body.kind.value,
        "channel": body.channel.value,
        "endpoint": body.endpoint,
        "hosts": " ".join(body.hosts),
        "mail": body.mail,
        "phone": body.phone,
        "member_of": body.member_of or "",
        "seconds": str(int(body.timeout.total_seconds())),
    }
    return kept | ({"repeats": "true"} if body.honours_key else {})


async def _associations(visit: Visit) -> Sequence[Agency]:
    async with visit.read() as session:
        return await agencies.agencies(
            session, visit.visitor.district, AgencyKind.PROFESSIONAL_ASSOCIATION
        )


async def _form(
    visit: Visit, form: Filled[Any], body: Agency | None, status: int = 200
) -> Response:
    known = await _associations(visit)
    return page(
        visit.request,
        "agencies/form.html",
        block="content",
        status=status,
        form=form,
        body=body,
        kinds=[(kind.value, word(kind)) for kind in AgencyKind],
        channels=[(channel.value, word(channel)) for channel in PartnerChannel],
        pools=[(one.agency_id, one.name) for one in known if body is None or one != body],
        longest=LONGEST_TIMEOUT,
    )
