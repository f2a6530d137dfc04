"""``/situation-room``: open it, watch from it, and see it end by itself."""

from datetime import date
from typing import Any

from fastapi import Response

from store import people, situation_rooms
from store.situation_rooms import SituationRoom
from web import forms
from web.access import Access, Area, Here
from web.decisions import moved
from web.districts import rooms_of
from web.filters import local
from web.forms import Filled, Form, Line
from web.render import page
from web.situation import advisory, campaign, complaints, live
from web.situation.board import board_values, read_board
from web.visitor import Visit
from web.words import Problem

area = Area("/situation-room")
HOME = "/situation-room"
READ = Access("ViewSituationRoom", record=None)
MANAGE = Access("ManageSituationRoom", record="act")
LONGEST_DAYS = 92
"""A room is for a time; one that lasts longer is opened anew, by somebody who thought again."""


class Opening(Form):
    place: Line
    from_day: date
    until_day: date


class Closing(Form):
    room: Line


@area.get("", access=READ)
async def board(visit: Here) -> Response:
    return await _page(visit, forms.blank())


@area.get("/now", access=READ)
async def now(visit: Here) -> Response:
    """What the board asks for again by itself."""
    return await _page(visit, forms.blank(), block="now")


@area.post("", access=MANAGE)
async def open_room(visit: Here) -> Response:
    form = await forms.read(visit, Opening)
    _judge(visit, form)
    if form.data is None or form.errors or form.intent is None:
        return await _page(visit, form, 422)
    room = SituationRoom(
        room_id=f"room-{form.intent}",
        district=visit.visitor.district,
        place=form.data.place,
        from_day=form.data.from_day,
        until_day=form.data.until_day,
        opened_by=visit.visitor.person,
        opened_at=visit.now,
    )
    async with visit.write() as session:
        opened = await situation_rooms.open_room(session, visit.dependencies.keyring, room)
    if not opened:
        form.refuse("from_day", "ROOM_OPEN")
        return await _page(visit, form, 409)
    return moved(visit.request, HOME)


@area.post("/close", access=MANAGE)
async def close_room(visit: Here) -> Response:
    form = await forms.read(visit, Closing)
    visitor = visit.visitor
    async with visit.write() as session:
        closed = await situation_rooms.close_room(
            session, visitor.district, form.value.room, visitor.person, visit.now
        )
        known = await situation_rooms.rooms(session, visit.dependencies.keyring, visitor.district)
    if not closed and form.value.room not in {one.room_id for one in known}:
        raise Problem(404, "NOT_FOUND")
    return moved(visit.request, HOME)


def _judge(visit: Visit, form: Filled[Opening]) -> None:
    if form.data is None:
        return
    given = form.data
    if not rooms_of(visit.visitor.district):
        form.refuse("", "ROOM_NOT_USED")
    if given.from_day < _today(visit):
        form.refuse("from_day", "DATE_PAST")
    if given.until_day < given.from_day:
        form.refuse("until_day", "DATE_ORDER")
    if (given.until_day - given.from_day).days >= LONGEST_DAYS:
        form.refuse("until_day", "ROOM_TOO_LONG")


def _today(visit: Visit) -> date:
    return local(visit.now).date()


async def _page(
    visit: Visit, form: Filled[Any], status: int = 200, block: str = "content"
) -> Response:
    dependencies, district, today = visit.dependencies, visit.visitor.district, _today(visit)
    async with visit.read() as session:
        known = await situation_rooms.rooms(session, dependencies.keyring, district)
        board = await read_board(dependencies, session, district, (visit.scope,))
        ids = {one.opened_by for one in known} | {one.closed_by for one in known}
        names = await people.display_names(session, dependencies.keyring, ids)
        progress = await campaign.progress(session, visit, known, today)
    return page(
        visit.request,
        "situation/room.html",
        block=block,
        status=status,
        form=form,
        intake=forms.blank(),
        running=next((one for one in known if one.open_on(today)), None),
        known=known,
        progress=progress,
        names=names,
        today=today,
        used=rooms_of(district),
        may_manage=visit.may("ManageSituationRoom"),
        may_draft=visit.may("DraftPolicy"),
        **board_values(board, visit),
    )


for _part in (campaign.area, live.area, complaints.area, advisory.area):
    area.routes.extend(_part.routes)
