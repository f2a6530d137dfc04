"""``/partner/meetings``: conferences the body is asked to, with its own cases alone (PW-08)."""

from dataclasses import dataclass
from typing import Any

from fastapi import Response

from care.model.ids import CaseId, ConferenceId
from store import agendas, conferences, partner_view
from store.agendas import AgendaItem
from store.conferences import Conference, Invitation, InvitationAnswer
from store.partner_view import Drawer, Referral
from web import forms
from web.access import Access, Area, Here
from web.conferences.words import said
from web.decisions import moved
from web.forms import Form
from web.partner.desk import HOME, PAGE, desk_of, short, today_of
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area(f"{HOME}/meetings")
ADDRESS = f"{HOME}/meetings"


class Answered(Form):
    answer: InvitationAnswer


@dataclass(frozen=True)
class Item:
    agenda: AgendaItem
    referrals: tuple[tuple[Referral, str], ...]
    """Own referrals of that case with their numbers; by them the body knows whom it is about."""


@dataclass(frozen=True)
class Row:
    conference: Conference
    invitation: Invitation
    items: tuple[Item, ...]

    @property
    def online(self) -> str:
        """The address to come in by from afar; empty where the place is a room."""
        return self.conference.place if self.conference.place.startswith("https://") else ""


@area.get("", access=PAGE)
async def listed(visit: Here) -> Response:
    desk, keyring, session = desk_of(visit), visit.dependencies.keyring, visit.session
    own = await _own(visit, session)
    rows = []
    for meeting, asked in await conferences.invited_to(session, keyring, desk.scope):
        agenda = await agendas.agenda(session, keyring, desk.scope, meeting)
        items = tuple(Item(one, own[one.case_id]) for one in agenda if one.case_id in own)
        rows.append(Row(meeting, asked, items))
    visit.saw([item.agenda.case_id for row in rows for item in row.items])
    return page(visit.request, "partner/meetings.html", rows=rows, said=said)


@area.post("/{conference_id}", access=Access("AnswerInvitation", record="act"))
async def answer(visit: Here) -> Response:
    desk, keyring = desk_of(visit), visit.dependencies.keyring
    form = await forms.read(visit, Answered)
    wanted = ConferenceId(str(visit.request.path_params["conference_id"]))
    async with visit.write() as session:
        known = await conferences.invited_to(session, keyring, desk.scope)
        found = next((one for one in known if one[0].conference_id == wanted), None)
        if found is None:
            raise Problem(404, "NOT_FOUND")
        meeting, asked = found
        if form.value.answer is not InvitationAnswer.INVITED and meeting.is_open:
            given = Invitation(asked.invited, asked.kind, form.value.answer)
            await conferences.answer_invitation(session, meeting, given, visit.now)
    return moved(visit.request, ADDRESS)


async def _own(visit: Visit, session: Any) -> dict[CaseId, tuple[tuple[Referral, str], ...]]:
    """Open referrals of the body by their case."""
    desk, keyring = desk_of(visit), visit.dependencies.keyring
    found: dict[CaseId, tuple[tuple[Referral, str], ...]] = {}
    for drawer in (Drawer.NEW, Drawer.GOING):
        shown = await partner_view.referrals(session, keyring, desk, drawer, today_of(visit))
        for one in shown.items:
            line = (one, short(one.linkage.linkage_id))
            found[one.case_id] = (*found.get(one.case_id, ()), line)
    return found
