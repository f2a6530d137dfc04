"""``/records``: training, supervision, consulting and respite, kept and counted by year."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import Response
from pydantic import Field as Bound
from pydantic import StringConstraints

from care.model.ids import CaseId, PersonId
from care.model.learned import Learning, LearningKind, LearningLevel
from i18n.loader import gettext
from store import casebook, learning, people
from store.learning import Kept
from web import forms, records
from web.access import Access, Area, Here
from web.acts.options import vocabulary
from web.decisions import moved
from web.forms import Filled, Form, Line
from web.identity import local_date
from web.learning.staff import colleagues
from web.learning.year import Reading, by_worker, hours, read_year, sheets, year_asked
from web.render import page
from web.sheets import CSV, XLSX, write_csv, write_xlsx
from web.visitor import Visit
from web.words import Problem

area = Area("/records")
HOME = "/records"
VIEW = Access("ViewLearning", record=None)
KEEP = Access("KeepLearning", record="act")
EXPORT = Access("ManageLearning", record=None)
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]
Long = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4_000)]
MOST_CASES = 50


class RecordForm(Form):
    kind: LearningKind
    level: LearningLevel | None = None
    held_on: date
    minutes: Annotated[int, Bound(ge=1, le=6_000)]
    title: Line
    given_by: Short = ""
    note: Long = ""
    people: list[Line] = Bound(default_factory=list, max_length=500)
    others: Annotated[int, Bound(ge=0, le=10_000)] = 0
    cases: Long = ""
    """Numbers of the cases that were talked about, a line or a space apart."""


@area.get("", access=VIEW)
async def show(visit: Here) -> Response:
    return await _page(visit, visit.session, forms.blank())


@area.post("/new", access=KEEP)
async def keep(visit: Here) -> Response:
    filled = await forms.read(visit, RecordForm)
    async with visit.write() as session:
        made = await _made(visit, session, filled) if filled.data is not None else None
        if made is None or filled.errors:
            return await _page(visit, session, filled, 422)
        kept = Kept(f"learning-{filled.intent}", made, visit.visitor.person)
        keyring, district = visit.dependencies.keyring, visit.visitor.district
        await learning.keep(session, keyring, district, kept, visit.now)
        visit.saw(made.cases)
        await records.keep(session, visit, "act", "KeepLearning")
    return moved(visit.request, f"{HOME}?year={made.held_on.year}")


@area.post("/{event_id}/drop", access=KEEP)
async def drop(visit: Here, event_id: str) -> Response:
    """By who wrote it down, or by who keeps everybody's."""
    await forms.pressed(visit)
    async with visit.write() as session:
        found = await learning.one_event(session, visit.dependencies.keyring, visit.scope, event_id)
        if found is None:
            raise Problem(404, "NOT_FOUND")
        if not _may_drop(visit, found):
            raise Problem(403, "NOT_PERMITTED")
        await learning.drop(session, visit.visitor.district, event_id)
        await records.keep(session, visit, "act", "KeepLearning")
    return moved(visit.request, f"{HOME}?year={found.learning.held_on.year}")


@area.get("/files/{file}", access=EXPORT)
async def give(visit: Here, file: str) -> Response:
    reading = await read_year(visit, visit.session, year_asked(visit), everybody=True)
    if file == "records.csv":
        content, media = write_csv(by_worker(reading)), CSV
    elif file == "records.xlsx":
        content = await asyncio.to_thread(write_xlsx, sheets(reading), (20, 14, 12, 30))
        media = XLSX
    else:
        raise Problem(404, "NOT_FOUND")
    kept = {"Content-Disposition": f'attachment; filename="{reading.year}-{file}"'}
    return Response(content, media_type=media, headers=kept)


def _may_drop(visit: Visit, one: Kept) -> bool:
    return one.made_by == visit.visitor.person or visit.may("ManageLearning")


async def _made(visit: Visit, session: Any, filled: Filled[Any]) -> Learning | None:
    given: RecordForm = filled.value
    me, manages = visit.visitor.person, visit.may("ManageLearning")
    chosen = {PersonId(one) for one in given.people} if manages else {me}
    if given.people and not manages and set(given.people) != {me}:
        filled.refuse("people", "LEARNING_OWN")
    if not chosen <= {me, *await colleagues(session, visit.visitor.district)}:
        filled.refuse("people", "CHOICE_INVALID")
    if not chosen and not given.others:
        filled.refuse("people", "LEARNING_NOBODY")
    if given.held_on > local_date(visit.now):
        filled.refuse("held_on", "DATE_FUTURE")
    if given.level and given.kind is not LearningKind.TRAINING:
        filled.refuse("level", "CHOICE_INVALID")
    cases = await _cases(visit, session, filled, given.cases.split())
    if filled.errors:
        return None
    return Learning(
        kind=given.kind,
        level=given.level,
        held_on=given.held_on,
        minutes=given.minutes,
        title=given.title,
        given_by=given.given_by,
        note=given.note,
        people=tuple(sorted(chosen)),
        others=given.others,
        cases=cases,
    )


async def _cases(
    visit: Visit, session: Any, filled: Filled[Any], numbers: Sequence[str]
) -> tuple[CaseId, ...]:
    """All in reach; the first that is not is named back to who typed it."""
    found: list[CaseId] = []
    for number in numbers[:MOST_CASES]:
        case_id = await casebook.case_of_number(session, visit.scope, number.upper())
        if case_id is None:
            filled.refuse("cases", "LEARNING_CASE", number=number[:40])
            return ()
        found.append(case_id)
    return tuple(dict.fromkeys(found))


async def _page(visit: Visit, session: Any, filled: Filled[Any], status: int = 200) -> Response:
    manages, today = visit.may("ManageLearning"), local_date(visit.now)
    reading: Reading = await read_year(visit, session, year_asked(visit), everybody=manages)
    staff = await colleagues(session, visit.visitor.district) if manages else []
    names = await people.display_names(session, visit.dependencies.keyring, staff)
    choices = sorted(((one, names.get(one, "")) for one in staff), key=lambda one: one[1])
    if not filled.raw:
        filled = forms.blank(held_on=today.isoformat(), others="0", minutes="60")
    return page(
        visit.request,
        "learning/year.html",
        block="content",
        status=status,
        reading=reading,
        kinds=[(one.value, one.label) for one in vocabulary(LearningKind)],
        all_kinds=list(LearningKind),
        levels=list(LearningLevel),
        level_choices=[(one.value, one.label) for one in vocabulary(LearningLevel)],
        hours=hours,
        staff=choices,
        filled=filled,
        labels={
            "kind": gettext("종류"),
            "level": gettext("교육 단계"),
            "held_on": gettext("날"),
            "minutes": gettext("걸린 시간(분)"),
            "title": gettext("제목"),
            "people": gettext("참여한 사람"),
            "others": gettext("그 밖의 인원"),
            "cases": gettext("함께 살핀 사례"),
        },
        manages=manages,
        may_keep=visit.may("KeepLearning"),
        may_drop=lambda one: _may_drop(visit, one),
        this_year=today.year,
    )
