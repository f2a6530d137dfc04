"""One conference: its agenda and how far it has come, who comes, and its end."""

from collections.abc import Awaitable, Callable
from typing import Any, Literal

from fastapi import Response

from care.model.ids import CaseId
from store import agendas, conferences
from store.agendas import AgendaItem
from store.conferences import (
    Conference,
    ConferenceStatus,
    Invitation,
    InvitationAnswer,
    InvitedKind,
)
from web import forms, records
from web.access import Access, Area, Here
from web.acts.models import Code
from web.clocks import waited
from web.conferences.reading import (
    Reading,
    bodies_to_ask,
    may_run_any,
    must_run,
    read_conference,
    staff_to_ask,
    the_conference,
)
from web.conferences.words import area_name, said
from web.decisions import moved
from web.districts import calendar_of, office_name
from web.forms import Filled, Form
from web.render import page
from web.visitor import Resource, Visit
from web.words import Problem

area = Area("/conferences")
RUN = Access("RunConference", record="act")


class Change(Form):
    """``up:{case id}``, ``down:{case id}`` or ``off:{case id}``."""

    change: Code


class Inviting(Form):
    """More guests, or what one of them said: ``{answer}:{kind}:{id}``."""

    bodies: tuple[Code, ...] = ()
    staff: tuple[Code, ...] = ()
    answer: Code | None = None


class Ending(Form):
    status: Literal[ConferenceStatus.HELD, ConferenceStatus.CANCELLED]


@area.get("/{conference_id}", access=Access("ViewConferences", record="view"))
async def show(visit: Here) -> Response:
    reading = await read_conference(visit, visit.session)
    visit.saw([one.case_id for one in reading.items])
    return await _page(visit, visit.session, reading)


async def _page(visit: Visit, session: Any, reading: Reading) -> Response:
    calendar = calendar_of(visit.visitor.district)
    asked = {one.invitation.invited for one in reading.guests}
    offered = reading.runs and reading.conference.is_open
    bodies = await bodies_to_ask(visit, session) if offered else []
    staff = await staff_to_ask(visit, session) if offered else []
    return page(
        visit.request,
        "conferences/conference.html",
        reading=reading,
        conference=reading.conference,
        items=reading.items,
        briefs=may_run_any(visit),
        records=lambda item: reading.conference.is_open and _may_record(visit, item),
        bodies=[one for one in bodies if one.value not in asked],
        staff=[one for one in staff if one.value not in asked],
        said=said,
        area_name=area_name,
        office=lambda code: office_name(visit.visitor.district, code),
        waited_for=lambda since: waited(since, visit.now, calendar),
    )


def _may_record(visit: Visit, item: AgendaItem) -> bool:
    """Erased cases take no minutes."""
    district = visit.visitor.district
    case = Resource(kind="Case", id=item.case_id, district=district, office=item.office)
    return bool(item.client) and not item.in_doubt and visit.may_to("RecordMinutes", case)


@area.post("/{conference_id}/agenda", access=RUN)
async def change_agenda(visit: Here) -> Response:
    form = await forms.read(visit, Change)
    what, _, of_case = form.value.change.partition(":")
    case_id = CaseId(of_case)

    async def change(session: Any, conference: Conference) -> None:
        if case_id not in {one.case_id for one in (await read_conference(visit, session)).items}:
            raise Problem(404, "NOT_FOUND")
        visit.saw([case_id])
        if what in ("up", "down"):
            await agendas.move_item(session, conference, case_id, up=what == "up")
        elif what != "off" or not await agendas.take_off(session, conference, case_id):
            raise Problem(409, "AGENDA_FIXED")

    return await _changed(visit, change, "agenda")


@area.post("/{conference_id}/invitations", access=RUN)
async def change_invitations(visit: Here) -> Response:
    form = await forms.read(visit, Inviting)
    answered = _answered(form) if form.value.answer else None
    async with visit.read() as session:
        bodies = {one.value for one in await bodies_to_ask(visit, session)}
        staff = {one.value for one in await staff_to_ask(visit, session)}
    guests = [Invitation(one, InvitedKind.AGENCY) for one in form.value.bodies if one in bodies]
    guests += [Invitation(one, InvitedKind.PERSON) for one in form.value.staff if one in staff]

    async def change(session: Any, conference: Conference) -> None:
        await conferences.invite(session, conference, guests, visit.now)
        if answered is not None:
            await conferences.answer_invitation(session, conference, answered, visit.now)

    return await _changed(visit, change, "guests")


def _answered(form: Filled[Inviting]) -> Invitation:
    answer, _, guest = (form.value.answer or "").partition(":")
    kind, _, invited = guest.partition(":")
    try:
        return Invitation(invited, InvitedKind(kind), InvitationAnswer(answer))
    except ValueError:
        raise Problem(422, "FORM_INVALID") from None


@area.post("/{conference_id}/end", access=RUN)
async def end(visit: Here) -> Response:
    """What was not dealt with becomes a candidate again by itself."""
    form = await forms.read(visit, Ending)
    status = form.value.status

    async def change(session: Any, conference: Conference) -> None:
        await conferences.end_conference(session, conference, status, visit.now)

    return await _changed(visit, change, "head")


Changing = Callable[[Any, Conference], Awaitable[None]]


async def _changed(visit: Visit, change: Changing, place: str) -> Response:
    async with visit.write() as session:
        conference = await the_conference(visit, session)
        must_run(visit, conference)
        await change(session, conference)
        if visit.subjects:
            await records.keep(session, visit, "act", "RunConference")
    return moved(visit.request, f"/conferences/{conference.conference_id}#{place}")
