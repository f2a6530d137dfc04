"""Where a protected household is: asked for with a reason and the password, each time anew (SR-16).

Only a POST answers with a place, only to a named reader, and only together with its access record.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from fastapi import Response
from pydantic import StringConstraints

from care.model.case import CaseState
from care.model.ids import MemberId, PersonId, TextId
from i18n.loader import gettext
from store import households, locations, people, texts
from store.compartment import Location
from store.locations import Naming, Reader
from web import decisions, forms, passwords, records
from web.access import Access, Area, Here
from web.confirming import password_fault
from web.filters import masked
from web.identity import local_date
from web.protection.staff import state_of, who_can_read
from web.protection.words import PURPOSES
from web.render import page
from web.resources import the_case
from web.visitor import Visit
from web.words import Problem, unwritten

area = Area("/cases")
SHOWN_SECONDS = 120
"""The revealed place leaves the screen by itself."""
APART = {
    "Cache-Control": "no-store, max-age=0",
    "Pragma": "no-cache",
}


class Asking(forms.Form):
    purpose: forms.Line
    note: forms.Memo | None = None
    password: Annotated[str, StringConstraints(min_length=1, max_length=passwords.AT_MOST)]


class NewPlace(forms.Form):
    place: forms.Line | None = None
    reach: forms.Line | None = None


class NamedReader(forms.Form):
    person: forms.Line
    reason: forms.Line
    until: date | None = None


class EndedReader(forms.Form):
    reader: int


@dataclass(frozen=True)
class Shown:
    """The page's own facts; ``location`` is there after a POST that was allowed, and only then."""

    case: CaseState
    title: str
    protected: bool
    readers: Sequence[Reader]
    names: dict[PersonId, str]
    choices: dict[PersonId, str]
    is_reader: bool
    members: dict[MemberId, str]


@dataclass(frozen=True)
class Asked:
    """The forms of the page, as they were sent."""

    asking: forms.Filled[Any] = field(default_factory=forms.blank)
    naming: forms.Filled[Any] = field(default_factory=forms.blank)
    placing: forms.Filled[Any] = field(default_factory=forms.blank)


@area.get("/{case_id}/location", access=Access("ViewCase", the_case))
async def show(visit: Here) -> Response:
    """Who may be asked. The place itself is never on this page."""
    return _page(visit, await _shown(visit.session, visit), Asked())


@area.post("/{case_id}/location", access=Access("RevealLocation", the_case, record=None))
async def reveal(visit: Here) -> Response:
    form = await forms.read(visit, Asking)
    form.raw.pop("password", None)
    if form.data is not None and form.data.purpose not in PURPOSES:
        form.refuse("purpose", "CHOICE_INVALID")
    if form.data is not None and not form.errors:
        await _confirm(visit, form)
    if form.data is None or form.errors:
        return await _again(visit, Asked(asking=form))
    try:
        async with visit.write() as session:
            shown, location = await _read(session, visit, form)
    except Problem:
        raise
    except Exception as failure:
        raise unwritten(failure) from failure
    away = {"Refresh": f"{SHOWN_SECONDS}; url=/cases/{visit.case_id}/location"}
    return _page(visit, shown, Asked(), location=location, headers=away)


async def _confirm(visit: Visit, form: forms.Filled[Asking]) -> None:
    fault = await password_fault(visit, form.value.password)
    if fault is None:
        return
    code, params = fault
    form.refuse("password", code, **params)
    async with visit.write() as session:
        await records.keep_refusal(session, visit, "RevealLocation", code)


async def _read(session: Any, visit: Visit, form: forms.Filled[Asking]) -> tuple[Shown, Location]:
    """The list, the record and the place in one transaction: none of them without the others."""
    shown = await _shown(session, visit)
    if not shown.is_reader:
        raise Problem(403, "NOT_PERMITTED")
    keyring, intent = visit.dependencies.keyring, form.intent or ""
    if form.value.note:
        note = TextId(f"{intent}.location")
        author = visit.visitor.person
        await texts.save_text(
            session, keyring, visit.case_id, note, form.value.note, author, visit.now
        )
    await records.keep(session, visit, f"{form.value.purpose} {intent}"[:64], "RevealLocation")
    location = await locations.reveal(session, keyring, shown.case.household_id)
    if location is None:
        raise Problem(404, "NOT_FOUND")
    return shown, location


@area.post("/{case_id}/location/place", access=Access("RevealLocation", the_case, record="act"))
async def move(visit: Here) -> Response:
    """Writes without showing; still only for those who may read."""
    form = await forms.read(visit, NewPlace)
    if form.data is None:
        return await _again(visit, Asked(placing=form))
    async with visit.write() as session:
        shown = await _shown(session, visit)
        if not shown.is_reader:
            raise Problem(403, "NOT_PERMITTED")
        home, keyring = shown.case.household_id, visit.dependencies.keyring
        told = (form.data.place or "", form.data.reach or "")
        await locations.note_place(session, keyring, home, *told)
    return decisions.moved(visit.request, f"/cases/{visit.case_id}/location")


@area.post(
    "/{case_id}/location/readers", access=Access("NameLocationReader", the_case, record="act")
)
async def name(visit: Here) -> Response:
    form = await forms.read(visit, NamedReader)
    if form.data is None:
        return await _again(visit, Asked(naming=form))
    async with visit.write() as session:
        shown = await _shown(session, visit)
        _judge(visit, form, shown)
        if not form.errors:
            naming = Naming(
                PersonId(form.data.person),
                visit.visitor.person,
                visit.now,
                form.data.reason,
                form.data.until,
            )
            home, district = shown.case.household_id, visit.visitor.district
            keyring = visit.dependencies.keyring
            await locations.name_reader(session, keyring, home, district, naming)
    if form.errors:
        return await _again(visit, Asked(naming=form))
    return decisions.moved(visit.request, f"/cases/{visit.case_id}/location")


def _judge(visit: Visit, form: forms.Filled[NamedReader], shown: Shown) -> None:
    given = form.value
    if not shown.protected:
        form.refuse("", "LOCATION_NOT_PROTECTED")
    if given.person == visit.visitor.person:
        form.refuse("person", "SELF_NOT_ALLOWED")
    elif given.person not in shown.choices:
        form.refuse("person", "PERSON_UNKNOWN")
    if given.until is not None and given.until < local_date(visit.now):
        form.refuse("until", "DATE_PAST")


@area.post(
    "/{case_id}/location/readers/end",
    access=Access("NameLocationReader", the_case, record="act"),
)
async def end(visit: Here) -> Response:
    form = await forms.read(visit, EndedReader)
    async with visit.write() as session:
        case = await state_of(session, visit)
        ended = await locations.end_reader(session, case.household_id, form.value.reader, visit.now)
    if not ended:
        raise Problem(404, "NOT_FOUND")
    return decisions.moved(visit.request, f"/cases/{visit.case_id}/location")


async def _shown(session: Any, visit: Visit) -> Shown:
    keyring, today = visit.dependencies.keyring, local_date(visit.now)
    case = await state_of(session, visit)
    home = case.household_id
    readers = await locations.readers(session, keyring, home, today)
    choices = await who_can_read(session, visit, case)
    view = await households.household(session, keyring, home)
    members = {one.member_id: one.name for one in (view.members if view else ())}
    ids = [one for reader in readers for one in (reader.person, reader.named_by)]
    return Shown(
        case=case,
        title=masked(next(iter(members.values()), "")),
        protected=await locations.is_protected(session, home),
        readers=readers,
        names=await people.display_names(session, keyring, ids),
        choices={one: name for one, name in choices.items() if one != visit.visitor.person},
        is_reader=await locations.is_reader(session, home, visit.visitor.person, today),
        members=members,
    )


async def _again(visit: Visit, asked: Asked) -> Response:
    async with visit.read() as session:
        shown = await _shown(session, visit)
    return _page(visit, shown, asked, status=422)


def _page(
    visit: Visit,
    shown: Shown,
    asked: Asked,
    *,
    location: Location | None = None,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    return page(
        visit.request,
        "protection/location.html",
        status=status,
        headers=APART | (headers or {}),
        shown=shown,
        case=shown.case,
        asking=asked.asking,
        naming=asked.naming,
        placing=asked.placing,
        location=location,
        purposes=[(code, gettext(words)) for code, words in PURPOSES.items()],
        may_ask=shown.protected and shown.is_reader and visit.may("RevealLocation"),
        may_name=shown.protected and visit.may("NameLocationReader"),
    )
