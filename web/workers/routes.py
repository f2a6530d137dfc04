"""Load per worker, one worker's cases, and handing many of them over at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from fastapi import Response

from care.decide.calendar import local_date
from care.model.ids import CaseId, PersonId
from i18n.loader import gettext
from i18n.wording import words
from store import workload
from store.cases import CaseRow
from store.workload import Load
from web.access import Access, Area, Here
from web.clocks import ClockWords, clock_of
from web.districts import calendar_of, office_name
from web.filters import short_day
from web.forms import Filled, Form, Memo, blank, read
from web.intents import sealed_intent
from web.render import page
from web.visitor import Visit
from web.words import Problem
from web.workers.crew import Worker, crew, warn_from
from web.workers.handing import Handed, Handing, hand

area = Area("/workers")
NOBODY = "none"
"""Instead of a person's id: cases nobody owns yet."""


class HandForm(Form):
    """``sure``: the receiver's load was seen to pass the district's warning."""

    do: Literal["reassign", "cover"]
    case: tuple[str, ...] = ()
    to: str = ""
    until: date | None = None
    note: Memo | None = None
    sure: bool = False


@dataclass(frozen=True)
class Line:
    row: CaseRow
    office: str
    waiting: str
    clock: ClockWords | None
    visit: str
    marks: list[tuple[str, str, str]]
    moved: int


@area.get("", access=Access("ViewWorkload", record=None))
async def overview(visit: Here) -> Response:
    found = await crew(visit, visit.session)
    return page(
        visit.request,
        "workers/list.html",
        block="content",
        crew=found,
        nobody=(await _loads(visit, visit.session)).get(None, Load(None)),
        warn=warn_from(visit.visitor.district),
        over=sum(one.over for one in found),
    )


async def _loads(visit: Visit, session: Any) -> dict[PersonId | None, Load]:
    return await workload.loads(session, visit.scope, visit.at, visit.leads)


@area.get("/{person_id}", access=Access("ViewWorkload", record="list"))
async def show(visit: Here, person_id: str) -> Response:
    return await _page(visit, visit.session, person_id, blank(do="reassign"))


@area.post("/{person_id}", access=Access("ReassignCases", record="reassign"))
async def hand_over(visit: Here, person_id: str) -> Response:
    filled = await read(visit, HandForm)
    async with visit.read() as session:
        found = await crew(visit, session)
        receiver = next((one for one in found if one.person == filled.text("to")), None)
        _check(visit, filled, receiver, person_id)
    over = _would_be_over(filled, receiver)
    form = filled.data
    if form is None or filled.errors or receiver is None or filled.intent is None or over:
        return await _again(visit, person_id, filled, over)
    handing = Handing(
        do=form.do,
        owner=_person(person_id),
        to=receiver.person,
        until=form.until,
        note=form.note,
        intent=filled.intent,
    )
    async with visit.read() as session:
        rows = await _rows(visit, session, _person(person_id), receiver.person)
    done = await hand(visit, handing, [CaseId(one) for one in form.case], rows)
    return await _result(visit, person_id, handing, done)


def _check(visit: Visit, filled: Filled[Any], receiver: Worker | None, person_id: str) -> None:
    form = filled.data
    if form is None:
        return
    today = local_date(visit.now, calendar_of(visit.visitor.district))
    if not form.case:
        filled.refuse("case", "CHOICE_MISSING")
    if receiver is None:
        filled.refuse("to", "CHOICE_MISSING")
    elif receiver.person == person_id:
        filled.refuse("to", "CHOICE_INVALID")
    if form.do == "cover" and form.until is None:
        filled.refuse("until", "FIELD_MISSING")
    if form.do == "cover" and form.until is not None and form.until < today:
        filled.refuse("until", "DATE_INVALID")
    if form.do == "reassign" and form.note is None:
        filled.refuse("note", "FIELD_MISSING")


def _would_be_over(filled: Filled[Any], receiver: Worker | None) -> int:
    """The load the receiver would come to, when the policy warns of it and nobody has said yes."""
    form = filled.data
    if form is None or receiver is None or form.sure:
        return 0
    after = receiver.load.carried + len(set(form.case))
    return after if after > receiver.warn else 0


def _person(person_id: str) -> PersonId | None:
    return None if person_id == NOBODY else PersonId(person_id)


async def _rows(visit: Visit, session: Any, *people: PersonId | None) -> list[CaseRow]:
    keyring = visit.dependencies.keyring
    return [
        row
        for person in dict.fromkeys(people)
        for row in await workload.cases_of(session, keyring, visit.scope, person)
    ]


async def _again(visit: Visit, person_id: str, filled: Filled[Any], over: int) -> Response:
    async with visit.read() as session:
        return await _page(visit, session, person_id, filled, over)


async def _page(
    visit: Visit, session: Any, person_id: str, filled: Filled[Any], over: int = 0
) -> Response:
    found = await crew(visit, session)
    worker = next((one for one in found if one.person == person_id), None)
    if worker is None and person_id != NOBODY:
        raise Problem(404, "NOT_FOUND")
    rows = await _rows(visit, session, _person(person_id))
    visit.saw([row.case_id for row in rows])
    today = local_date(visit.at, calendar_of(visit.visitor.district))
    again = filled.data is not None or bool(filled.errors)
    return page(
        visit.request,
        "workers/one.html",
        block="content",
        status=422 if again else 200,
        worker=worker,
        name=worker.name if worker else gettext("담당 없음"),
        address=f"/workers/{person_id}",
        lines=_lines(visit, rows),
        receivers=[(one.person, _option(one)) for one in found if one.person != person_id],
        may_hand=visit.may("ReassignCases"),
        form=filled,
        over=over,
        warn=warn_from(visit.visitor.district),
        tomorrow=(today + timedelta(days=1)).isoformat(),
        intent_value=_intent(visit, filled),
    )


def _intent(visit: Visit, filled: Filled[Any]) -> str:
    """A form shown again goes on under its key: nothing was asked of any case yet."""
    return sealed_intent(visit.visitor, filled.intent)


def _option(worker: Worker) -> str:
    return gettext("%(label)s, 경고 기준 넘음", label=worker.label) if worker.over else worker.label


def _lines(visit: Visit, rows: Sequence[CaseRow]) -> list[Line]:
    return [_line(visit, row) for row in rows]


def _line(visit: Visit, row: CaseRow) -> Line:
    now, calendar = visit.now_of(row.case_id), calendar_of(row.district)
    return Line(
        row=row,
        office=office_name(row.district, row.office),
        waiting=words(row.waiting_code),
        clock=clock_of(row.waiting_due, now, calendar, row.waiting_since),
        visit=short_day(row.visit_due),
        marks=list(_marks(row)),
        moved=visit.days_ahead(row.case_id),
    )


def _marks(row: CaseRow) -> Sequence[tuple[str, str, str]]:
    found = []
    if row.hold_since is not None:
        found.append((gettext("관계 유지"), "info", "wait"))
    if row.paused_until is not None:
        day = short_day(row.paused_until)
        found.append((gettext("%(day)s까지 멈춤", day=day), "plain", "moon"))
    if row.cover is not None:
        day = short_day(row.cover_until)
        found.append((gettext("%(day)s까지 대행", day=day), "info", "person"))
    return found


async def _result(
    visit: Visit, person_id: str, handing: Handing, done: Sequence[Handed]
) -> Response:
    async with visit.read() as session:
        found = {one.person: one for one in await crew(visit, session)}
    receiver = found.get(handing.to)
    return page(
        visit.request,
        "workers/handed.html",
        block="content",
        handing=handing,
        handed=done,
        count=sum(one.state == "done" for one in done),
        name=found[PersonId(person_id)].name if person_id in found else gettext("담당 없음"),
        address=f"/workers/{person_id}",
        receiver=receiver,
    )
