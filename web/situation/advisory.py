"""``/situation-room/advisory``: meetings of the task force and the advisers, and their opinions.

An opinion on a case is asked without saying whose it is: bands, scores and a question that is held
against everything known of the household (domain JJ-10). No number of the case is kept with it.
"""

from datetime import date
from typing import Annotated, Any

from fastapi import Response
from pydantic import Field as Bound
from pydantic import StringConstraints

from care.model.advisory import AdvisoryKind
from i18n.loader import gettext
from i18n.wording import words
from store import advisory, candidates
from store.advisory import AdvisoryMeeting
from web import forms
from web.access import Access, Area, Here
from web.acts.around import Around, look_around
from web.conferences.deidentified import Brief, Identifiers, brief, identifiers_of, telling
from web.decisions import moved
from web.filters import local
from web.forms import Filled, Form, Line, Memo
from web.render import page
from web.resources import the_case
from web.visitor import Visit
from web.words import Problem

area = Area("/situation-room/advisory")
HOME = "/situation-room/advisory"
READ = Access("ViewSituationRoom", record=None)
KEEP = Access("AskAdvisers", record="act")
OF_NOBODY = Identifiers(frozenset(), frozenset(), frozenset())
FIRST_YEAR = 2015
"""Before it no district ran a room."""
People = Annotated[int, Bound(ge=1, le=500)]
Number = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Question = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class Keeping(Form):
    kind: AdvisoryKind
    held_on: date
    attendees: People
    subject: Line


class Naming(Form):
    number: Number


class Asking(Form):
    held_on: date
    attendees: People
    question: Question


class Answering(Form):
    opinion: Memo


@area.get("", access=READ)
async def overview(visit: Here) -> Response:
    return await _overview(visit, forms.blank(), forms.blank())


@area.post("", access=KEEP)
async def keep(visit: Here) -> Response:
    form = await forms.read(visit, Keeping)
    _not_to_come(visit, form)
    _names_nobody(form, "subject", OF_NOBODY)
    if form.data is None or form.errors or form.intent is None:
        return await _overview(visit, form, forms.blank(), 422)
    given = form.data
    meeting = AdvisoryMeeting(
        meeting_id=f"meeting-{form.intent}",
        district=visit.visitor.district,
        kind=given.kind,
        held_on=given.held_on,
        attendees=given.attendees,
        subject=given.subject,
        kept_by=visit.visitor.person,
        kept_at=visit.now,
    )
    await _kept(visit, meeting)
    return moved(visit.request, HOME)


@area.post("/about", access=KEEP)
async def about(visit: Here) -> Response:
    """From the number of a case in reach to the question on it."""
    form = await forms.read(visit, Naming)
    found = None
    if form.data is not None:
        async with visit.read() as session:
            number = form.data.number.upper()
            found = await candidates.case_numbered(session, visit.scope, number)
        if found is None:
            form.refuse("number", "CASE_UNKNOWN")
    if found is None:
        return await _overview(visit, forms.blank(), form, 422)
    return moved(visit.request, f"{HOME}/ask/{found}")


@area.get("/ask/{case_id}", access=Access("AddNote", the_case, record="print"))
async def ask(visit: Here) -> Response:
    today = local(visit.now).date().isoformat()
    return _asked(visit, await look_around(visit.session, visit), forms.blank(held_on=today))


@area.post("/ask/{case_id}", access=Access("AddNote", the_case, record="act"))
async def send(visit: Here) -> Response:
    """Only what names nobody is kept, and it is kept as it was told."""
    form = await forms.read(visit, Asking)
    async with visit.read() as session:
        around = await look_around(session, visit)
    _not_to_come(visit, form)
    _names_nobody(form, "question", identifiers_of(around))
    if form.data is None or form.errors or form.intent is None:
        return _asked(visit, around, form, 422)
    given = form.data
    meeting = AdvisoryMeeting(
        meeting_id=f"meeting-{form.intent}",
        district=visit.visitor.district,
        kind=AdvisoryKind.ADVISERS,
        held_on=given.held_on,
        attendees=given.attendees,
        subject=gettext("사례에 대한 의견"),
        kept_by=visit.visitor.person,
        kept_at=visit.now,
        brief=told(_brief(visit, around, given.question)),
    )
    await _kept(visit, meeting)
    return moved(visit.request, f"{HOME}/{meeting.meeting_id}")


@area.get("/{meeting_id}", access=READ)
async def one(visit: Here) -> Response:
    return await _one(visit, forms.blank())


@area.post("/{meeting_id}", access=KEEP)
async def answer(visit: Here) -> Response:
    """What the advisers said; it, too, names nobody."""
    form = await forms.read(visit, Answering)
    _names_nobody(form, "opinion", OF_NOBODY)
    if form.data is None or form.errors:
        return await _one(visit, form, 422)
    keyring, district = visit.dependencies.keyring, visit.visitor.district
    async with visit.write() as session:
        known = await advisory.set_opinion(
            session, keyring, district, _named(visit), form.data.opinion
        )
    if not known:
        raise Problem(404, "NOT_FOUND")
    return moved(visit.request, f"{HOME}/{_named(visit)}")


def told(made: Brief) -> str:
    """The brief as plain lines."""
    level = made.level if not made.proposed else f"{made.level} ({made.proposed})"
    needs = [f"{need.area} {need.score} {need.word}" for need in made.needs]
    lines = [f"{made.size} · {made.kind}", ", ".join(made.people), level]
    return "\n".join([*lines, *needs, *made.tried, "", made.question])


def _brief(visit: Visit, around: Around, question: str) -> Brief:
    purpose = gettext("사례에 대한 의견")
    return brief(around.case, visit.now, number=1, purpose=purpose, question=question)


def _names_nobody(form: Filled[Any], name: str, known: Identifiers) -> None:
    found = telling(form.text(name), known)
    if found:
        form.refuse(name, "TEXT_NAMES_SOMEBODY", found=", ".join(found))


def _not_to_come(visit: Visit, form: Filled[Any]) -> None:
    if form.data is not None and form.data.held_on.year < FIRST_YEAR:
        form.refuse("held_on", "FIELD_INVALID")


def _named(visit: Visit) -> str:
    return str(visit.request.path_params["meeting_id"])


async def _kept(visit: Visit, meeting: AdvisoryMeeting) -> None:
    async with visit.write() as session:
        await advisory.keep(session, visit.dependencies.keyring, meeting)


def _asked(visit: Visit, around: Around, form: Filled[Any], status: int = 200) -> Response:
    return page(
        visit.request,
        "situation/ask.html",
        block="content",
        status=status,
        form=form,
        brief=told(_brief(visit, around, "")).strip(),
        case_id=around.case.case_id,
    )


async def _overview(
    visit: Visit, keeping: Filled[Any], naming: Filled[Any], status: int = 200
) -> Response:
    keyring, district = visit.dependencies.keyring, visit.visitor.district
    this_year = local(visit.now).year
    year = _year(visit.request.query_params.get("year", ""), this_year)
    async with visit.read() as session:
        found = await advisory.meetings(session, keyring, district, year)
        counts = await advisory.held(session, district, year)
    return page(
        visit.request,
        "situation/advisory.html",
        block="content",
        status=status,
        keeping=keeping,
        naming=naming,
        found=found,
        counts=[(words(kind), n) for kind, n in counts.items()],
        kinds=[(kind.value, words(kind)) for kind in AdvisoryKind],
        year=year,
        last=this_year,
        may_keep=visit.may("AskAdvisers"),
    )


def _year(typed: str, this_year: int) -> int:
    year = int(typed) if typed.isdecimal() and len(typed) == len("2026") else this_year
    return min(max(year, FIRST_YEAR), this_year + 1)


async def _one(visit: Visit, form: Filled[Any], status: int = 200) -> Response:
    keyring, district = visit.dependencies.keyring, visit.visitor.district
    async with visit.read() as session:
        found = await advisory.meeting(session, keyring, district, _named(visit))
    if found is None:
        raise Problem(404, "NOT_FOUND")
    return page(
        visit.request,
        "situation/meeting.html",
        block="content",
        status=status,
        form=form,
        meeting=found,
        may_keep=visit.may("AskAdvisers") and bool(found.brief),
    )
