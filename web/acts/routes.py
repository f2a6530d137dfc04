"""Routes of the forms. An ordinary act needs no code of its own: its table row is enough."""

from typing import Any

from fastapi import Response

from care.messages.commands import RequestLinkage
from care.messages.loop_commands import SetSafetyFlags
from care.model.refusal import Refusal
from web import forms
from web.access import Access, Area, Here
from web.acts import (
    assessing,
    closing,
    joining,
    linking,
    merging,
    numbering,
    opening,
    planning,
    protecting,
)
from web.acts.around import Around, look_around
from web.acts.fields import Act, Kind
from web.acts.loads import with_loads
from web.acts.making import Making, command_of
from web.acts.models import model_of
from web.acts.pages import form_page
from web.acts.proposing import with_proposals
from web.acts.sending import around_now, send
from web.acts.table import ACTS
from web.consent_texts import consent_text
from web.filters import local
from web.forms import Filled
from web.render import page
from web.resources import the_case
from web.visitor import Visit
from web.words import Problem

area = Area("/cases")


def access_to(act: Act, record: str = "view") -> Access:
    return Access(action=act.action, resource=the_case, record=record)


def case_page(visit: Visit) -> str:
    return f"/cases/{visit.case_id}"


def _ordinary(act: Act) -> None:
    model = model_of(f"{act.action}Form", act.fields)
    path = f"/{{case_id}}/{act.slug}"

    @area.get(path, access=access_to(act))
    async def show(visit: Here) -> Response:
        seen = await look_around(visit.session, visit)
        around = await _with_choices(act, visit, visit.session, seen)
        return form_page(visit, act, around, forms.blank(**_start(act, visit, around)))

    @area.post(path, access=access_to(act, "act"))
    async def do(visit: Here) -> Response:
        filled = await forms.read(visit, model)
        around = await around_now(visit)
        return await _done(visit, act, filled, around)


async def _with_choices(act: Act, visit: Visit, session: Any, around: Around) -> Around:
    """What some forms show beside what can be chosen: who carries how much, whom to ask first."""
    around = await with_loads(act, visit, session, around)
    if act.command is not RequestLinkage:
        return around
    return await with_proposals(visit, session, around, linking.open_actions(around))


async def _done(visit: Visit, act: Act, filled: Filled[Any], around: Around) -> Response:
    async def again(
        now: Around, sent: Filled[Any], status: int, refusal: Refusal | None
    ) -> Response:
        async with visit.read() as session:
            now = await _with_choices(act, visit, session, now)
        return form_page(visit, act, now, sent, status=status, refusal=refusal)

    if filled.intent is None or filled.errors:
        return await again(around, filled, 422, None)
    making = Making(filled.intent, filled, around)
    ids = {name: str(visit.request.path_params[name]) for name in act.path_ids}
    command = command_of(act, making, ids)
    if command is None:
        return await again(around, filled, 422, None)
    return await send(visit, act, command, making, done=case_page(visit), again=again)


def _start(act: Act, visit: Visit, around: Around) -> dict[str, str | list[str]]:
    """A link may choose for the person, e.g. the member a consent is asked of."""
    query = visit.request.query_params
    known: dict[str, str | list[str]] = {}
    if act.command is SetSafetyFlags:
        known["flags"] = [flag.value for flag in around.case.safety]
    for asked in act.fields:
        many = query.getlist(asked.name) if asked.kind is Kind.MANY else []
        chosen = many or query.get(asked.name, asked.start)
        known |= {asked.name: chosen} if chosen else {}
    return known


@area.get("/{case_id}/consents/{consent_id}", access=Access("ViewCase", the_case))
async def consent_copy(visit: Here) -> Response:
    """What was agreed to, to be printed and handed over."""
    around = await look_around(visit.session, visit)
    wanted = visit.request.path_params["consent_id"]
    consent = next((one for one in around.case.consents if one.consent_id == wanted), None)
    if consent is None:
        raise Problem(404, "NOT_FOUND")
    template = "acts/consent_copy.html"
    given_on = local(consent.given_at).date()
    text = consent_text(around.case.district, consent.purpose, given_on)
    case = around.case
    return page(visit.request, template, around=around, case=case, consent=consent, text=text)


for _act in ACTS:
    _ordinary(_act)
for _part in (
    opening.area,
    joining.area,
    protecting.area,
    assessing.area,
    closing.area,
    planning.area,
    linking.area,
    merging.area,
    numbering.area,
):
    area.routes.extend(_part.routes)
