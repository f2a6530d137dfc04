"""``/agencies``: every body, how it does, and what may be done about it."""

import base64
import secrets
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Response
from pydantic import Field, StringConstraints

from care.model.codes import DeclineReason, PartnerChannel
from care.model.ids import AgencyId
from store import agencies, agreements, fhir_subscriptions, people
from store.agencies import Direction
from web import forms
from web.access import Access, Here
from web.agencies.keeping import HOME, MANAGE, area, own_body
from web.agencies.shown import Row, code_words, length, rows
from web.decisions import moved
from web.filters import local, word
from web.forms import Filled, Form
from web.render import page
from web.visitor import Visit
from web.words import Problem

__all__ = ["area"]

VIEW = Access("ViewAgencies", record=None)
TELL = Access("ManageAgencies", record="act", step_up=True)
"""Makes a key that is told once: the password again."""
KEY_BYTES = 32


class Pausing(Form):
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class Which(Form):
    direction: Direction


class Older(Form):
    direction: Direction
    before: Annotated[int, Field(ge=2, le=100_000)]


@area.get("", access=VIEW)
async def listed(visit: Here) -> Response:
    district = visit.visitor.district
    async with visit.read() as session:
        bodies = await agencies.register(session, district)
        lacking = await agreements.without(session, district, local(visit.now).date())
    known = sorted(await rows(visit, bodies), key=_first_trouble)
    return page(
        visit.request,
        "agencies/list.html",
        block="content",
        rows=known,
        troubled=sum(row.trouble for row in known),
        waiting=sum(row.queue.length for row in known),
        lacking=lacking,
        length=length,
        may_manage=visit.may("ManageAgencies"),
    )


@area.get("/{agency_id}", access=VIEW)
async def shown(visit: Here, agency_id: AgencyId) -> Response:
    return await _page(visit, agency_id, forms.blank())


@area.post("/{agency_id}/pause", access=MANAGE)
async def pause(visit: Here, agency_id: AgencyId) -> Response:
    body = await own_body(visit, agency_id)
    form = await forms.read(visit, Pausing)
    if form.data is None or form.errors:
        return await _page(visit, agency_id, form, status=422)
    keyring, by = visit.dependencies.keyring, visit.visitor.person
    async with visit.write() as session:
        await agencies.pause(session, keyring, body.agency_id, by, form.data.reason, visit.now)
    return moved(visit.request, f"{HOME}/{agency_id}")


@area.post("/{agency_id}/resume", access=MANAGE)
async def resume(visit: Here, agency_id: AgencyId) -> Response:
    body = await own_body(visit, agency_id)
    await forms.pressed(visit)
    async with visit.write() as session:
        await agencies.resume(session, body.agency_id)
    return moved(visit.request, f"{HOME}/{agency_id}")


@area.post("/{agency_id}/leave", access=MANAGE)
async def leave(visit: Here, agency_id: AgencyId) -> Response:
    """Asked no more, and what it sends is not believed any more; its past stays."""
    return await _set_active(visit, agency_id, active=False)


@area.post("/{agency_id}/return", access=MANAGE)
async def come_back(visit: Here, agency_id: AgencyId) -> Response:
    return await _set_active(visit, agency_id, active=True)


async def _set_active(visit: Visit, agency_id: AgencyId, *, active: bool) -> Response:
    body = await own_body(visit, agency_id)
    await forms.pressed(visit)
    async with visit.write() as session:
        await agencies.save_agency(session, replace(body, active=active))
    return moved(visit.request, f"{HOME}/{agency_id}")


@area.post("/{agency_id}/keys", access=TELL)
async def new_key(visit: Here, agency_id: AgencyId) -> Response:
    """Shown once on the answer itself, so that it is in no address and no history."""
    body = await own_body(visit, agency_id)
    form = await forms.read(visit, Which)
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"
    keyring, direction = visit.dependencies.keyring, form.value.direction
    async with visit.write() as session:
        await agencies.add_secret(session, keyring, body.agency_id, direction, secret, visit.now)
    return await _page(visit, agency_id, forms.blank(), told=(direction, secret))


@area.post("/{agency_id}/keys/retire", access=MANAGE)
async def retire(visit: Here, agency_id: AgencyId) -> Response:
    """The body has changed over: older keys sign nothing and are believed no more."""
    body = await own_body(visit, agency_id)
    given = (await forms.read(visit, Older)).value
    async with visit.write() as session:
        known = await agencies.known_secrets(session, body.agency_id)
        if given.before not in {one.number for one in known if one.direction is given.direction}:
            raise Problem(404, "NOT_FOUND")
        await agencies.retire_secrets(
            session, body.agency_id, given.direction, given.before, visit.now
        )
    return moved(visit.request, f"{HOME}/{agency_id}")


def _first_trouble(row: Row) -> tuple[bool, bool, str]:
    return (not row.agency.active, not row.trouble, row.agency.name)


def _declined(row: Row) -> list[tuple[str, int]]:
    told = row.answers.declined
    return [(word(reason), told[reason]) for reason in DeclineReason if reason in told]


async def _page(
    visit: Visit,
    agency_id: AgencyId,
    form: Filled[Any],
    told: tuple[Direction, str] | None = None,
    status: int = 200,
) -> Response:
    body = await own_body(visit, agency_id)
    keyring = visit.dependencies.keyring
    async with visit.read() as session:
        keys = await agencies.known_secrets(session, agency_id)
        reason = await agencies.pause_reason(session, keyring, agency_id)
        members = await agencies.members_of(session, agency_id)
        subscription = await fhir_subscriptions.subscription_of(session, agency_id)
        pool = await agencies.agency(session, body.member_of) if body.member_of else None
        names = await people.display_names(session, keyring, {body.paused_by})
    [row] = await rows(visit, [body])
    return page(
        visit.request,
        "agencies/body.html",
        block="content",
        status=status,
        form=form,
        row=row,
        keys={each: [key for key in keys if key.direction is each] for each in Direction},
        told=told,
        reason=reason,
        members=members,
        subscription=subscription,
        pool=pool,
        names=names,
        length=length,
        code=code_words(row.health.code),
        declines=_declined(row),
        signed=body.channel in (PartnerChannel.REST, PartnerChannel.FHIR),
        may_manage=visit.may("ManageAgencies"),
    )
