"""``/casebook``: propose, write without names, have it read by a second person, publish, export."""

from collections.abc import Sequence
from typing import Any

from fastapi import Response
from pydantic import Field as Bound

from care.decide.deidentify import certain, proposed, still_said
from care.model.codes import NeedArea
from care.model.ids import CaseId
from care.model.learned import KnownPeople, VolumeKind
from i18n.loader import gettext
from store import casebook, people, volumes
from store.casebook import Story, Wording
from web import forms
from web.access import Access, Area, Here
from web.acts.models import Code
from web.acts.options import vocabulary
from web.casebook.reading import (
    CLOSED,
    HOME,
    Piece,
    agreed,
    all_stories,
    case_of,
    keep,
    must_publish,
    people_of,
    pieces,
    printed,
    state_of,
    still_telling,
    story_consent,
    story_of,
    told_story,
)
from web.casebook.volumes import area as volumes_area
from web.casebook.volumes import begin_form
from web.decisions import moved
from web.forms import Filled, Form, Line, Memo
from web.identity import local_date
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area("/casebook")
EDIT = Access("EditCasebook", record="act")
PUBLISH = Access("PublishStory", record="act")
MOST_KEPT = 200


class ProposeForm(Form):
    number: Code
    theme: NeedArea


class DraftForm(Form):
    title: Line | None = None
    draft: Memo
    kept: list[Line] = Bound(default_factory=list, max_length=MOST_KEPT)
    replace: bool = False
    """Put the proposals in for whatever is not kept."""


class ReviewForm(Form):
    wording: Code
    """When the wording that was read was written."""


class PlaceForm(Form):
    place: str = Bound(default="", max_length=100)
    """``2025-1/2``: the volume and the theme; empty: in no volume."""


@area.get("", access=Access("ViewCasebook", record="list"))
async def listing(visit: Here) -> Response:
    must_publish(visit)
    return await _list(visit, visit.session, forms.blank())


@area.get("/export", access=Access("ViewCasebook", record="export"))
async def export(visit: Here) -> Response:
    """What goes to print: published, and still consented to at this moment."""
    must_publish(visit)
    told = [one for one, yes in await all_stories(visit, visit.session) if yes and one.published_on]
    visit.saw([one.case_id for one in told])
    return page(visit.request, "casebook/export.html", block="content", stories=told)


@area.get("/{case_id}", access=Access("ViewCasebook"))
async def show(visit: Here) -> Response:
    must_publish(visit)
    return await _page(visit, visit.session, forms.blank())


@area.post("/new", access=EDIT)
async def propose(visit: Here) -> Response:
    filled = await forms.read(visit, ProposeForm)
    must_publish(visit)
    made = await _proposed(visit, filled) if filled.data is not None else None
    if filled.errors or made is None:
        async with visit.read() as session:
            return await _list(visit, session, filled, 422)
    async with visit.write() as session:
        await casebook.propose_story(session, made)
        await keep(visit, session, made.case_id, "EditCasebook")
    return moved(visit.request, f"{HOME}/{made.case_id}")


async def _proposed(visit: Visit, filled: Filled[Any]) -> Story | None:
    async with visit.read() as session:
        number = filled.value.number.upper()
        case_id = await casebook.case_of_number(session, visit.scope, number)
        state = await state_of(visit, session, case_id) if case_id else None
    if state is None or state.stage not in CLOSED:
        filled.refuse("number", "STORY_OF_CLOSED")
        return None
    consent = story_consent(state, local_date(visit.now))
    if consent is None:
        filled.refuse("number", "STORY_CONSENT")
        return None
    return Story(
        case_id=state.case_id,
        district=state.district,
        consent_id=consent.consent_id,
        theme=filled.value.theme,
        proposed_by=visit.visitor.person,
        proposed_at=visit.now,
    )


@area.post("/{case_id}/draft", access=EDIT)
async def draft(visit: Here) -> Response:
    """What is somebody's for sure is never kept; the page comes back with it replaced."""
    filled = await forms.read(visit, DraftForm)
    async with visit.write() as session:
        known = await told_story(visit, session)
        known_people = await people_of(visit, session, [known.case_id])
        said = _said(filled.value, known_people) if filled.data is not None else None
        if said and any(certain(one, known_people) for one in (said.title, said.draft)):
            filled.refuse("draft", "STORY_NAMES")
        if filled.errors or said is None:
            return await _page(visit, session, filled, 422, known_people)
        if Wording(known.draft, known.title, known.kept) != said:
            by, keyring = visit.visitor.person, visit.dependencies.keyring
            if not await casebook.write_draft(session, keyring, known, said, by, visit.now):
                raise Problem(409, "STORY_NOT_READY")
        await keep(visit, session, known.case_id, "EditCasebook")
    return moved(visit.request, f"{HOME}/{known.case_id}")


def _said(given: DraftForm, known_people: KnownPeople) -> Wording:
    title, text, kept = given.title or "", given.draft, frozenset(given.kept)
    if given.replace:
        title = proposed(title, known_people, kept)
        text = proposed(text, known_people, kept)
    return Wording(text, title, still_said(kept, f"{title}\n{text}"))


@area.post("/{case_id}/review", access=EDIT)
async def review(visit: Here) -> Response:
    filled = await forms.read(visit, ReviewForm)
    async with visit.write() as session:
        known = await told_story(visit, session)
        by = visit.visitor.person
        if known.deidentified_by == by:
            raise Problem(409, "STORY_SECOND_PERSON")
        if known.deidentified_at is None or filled.value.wording != wording(known):
            raise Problem(409, "STORY_CHANGED")
        if still_telling(known, await people_of(visit, session, [known.case_id])):
            raise Problem(409, "STORY_TELLING")
        reviewed = known.reviewed_by == by
        if not reviewed and not await casebook.review_story(session, known, by, visit.now):
            raise Problem(409, "STORY_NOT_READY")
        await keep(visit, session, known.case_id, "EditCasebook")
    return moved(visit.request, f"{HOME}/{known.case_id}")


@area.post("/{case_id}/publish", access=PUBLISH)
async def publish(visit: Here) -> Response:
    """Looked through once more: a name may have been added to the household since."""
    await forms.pressed(visit)
    async with visit.write() as session:
        known = await told_story(visit, session)
        if known.published_on is None:
            if still_telling(known, await people_of(visit, session, [known.case_id])):
                raise Problem(409, "STORY_TELLING")
            if not await casebook.publish_story(session, known.case_id, local_date(visit.now)):
                raise Problem(409, "STORY_NOT_READY")
        await keep(visit, session, known.case_id, "PublishStory")
    return moved(visit.request, f"{HOME}/{known.case_id}")


@area.post("/{case_id}/place", access=EDIT)
async def place(visit: Here) -> Response:
    """Into a volume that is not printed yet, under one of its themes."""
    filled = await forms.read(visit, PlaceForm)
    async with visit.write() as session:
        known = await told_story(visit, session)
        chosen = filled.value.place
        offered = await _places(visit, session)
        if chosen and chosen not in dict(offered):
            filled.refuse("place", "CHOICE_INVALID")
            return await _page(visit, session, filled, 422)
        volume_id, _, part = chosen.partition("/")
        number = int(part) if part else None
        await casebook.place_story(session, known.case_id, volume_id or None, number)
        await keep(visit, session, known.case_id, "EditCasebook")
    return moved(visit.request, f"{HOME}/{known.case_id}")


@area.post("/{case_id}/drop", access=EDIT)
async def drop(visit: Here) -> Response:
    """Asked for after the case has ended, when its consents are read-only."""
    await forms.pressed(visit)
    must_publish(visit)
    async with visit.write() as session:
        case_id = await case_of(visit, session)
        await casebook.drop_story(session, case_id)
        await keep(visit, session, CaseId(case_id), "EditCasebook")
    return moved(visit.request, HOME)


def wording(known: Story) -> str:
    """Tells one wording from the next."""
    return known.deidentified_at.isoformat() if known.deidentified_at else ""


async def _places(visit: Visit, session: Any) -> list[tuple[str, str]]:
    """Themes of the volumes that are still being made."""
    keyring, district = visit.dependencies.keyring, visit.visitor.district
    return [
        (f"{one.volume_id}/{number}", f"{one.words.title} — {theme}")
        for one in await volumes.volumes(session, keyring, district)
        if one.kind is VolumeKind.CASEBOOK and one.printed_on is None
        for number, theme in enumerate(one.words.parts, start=1)
    ]


async def _list(visit: Visit, session: Any, filled: Filled[Any], status: int = 200) -> Response:
    found = await all_stories(visit, session)
    year = local_date(visit.now).year
    keyring, district = visit.dependencies.keyring, visit.visitor.district
    books = await volumes.volumes(session, keyring, district)
    return page(
        visit.request,
        "casebook/list.html",
        block="content",
        status=status,
        stories=found,
        published=printed(found, year),
        least=must_publish(visit),
        books=books,
        inside={
            one.volume_id: sum(told and each.volume_id == one.volume_id for each, told in found)
            for one in books
        },
        filled=filled,
        begin=begin_form(books, year),
        kinds=[(one.value, one.label) for one in vocabulary(VolumeKind)],
        labels={"number": gettext("사례번호"), "theme": gettext("주제")},
        themes=[(one.value, one.label) for one in vocabulary(NeedArea)],
        may_edit=visit.may("EditCasebook"),
        may_publish=visit.may("PublishStory"),
    )


async def _page(
    visit: Visit,
    session: Any,
    filled: Filled[Any],
    status: int = 200,
    known_people: KnownPeople | None = None,
) -> Response:
    """``known_people``: what was typed is refused, and shown with the proposals put in."""
    known = await story_of(visit, session)
    by = [one for one in (known.deidentified_by, known.reviewed_by) if one]
    names = await people.display_names(session, visit.dependencies.keyring, by)
    visit.saw([known.case_id])
    typed = list[Piece]()
    if known_people is not None and filled.error("draft") and filled.data is not None:
        typed, filled = _put_right(filled, known_people)
    if not filled.raw:
        filled = forms.blank(draft=known.draft, title=known.title, kept=list(known.kept))
    whose = known_people or await people_of(visit, session, [known.case_id])
    found = still_telling(known, whose)
    return page(
        visit.request,
        "casebook/story.html",
        block="content",
        status=status,
        story=known,
        agreed=await agreed(visit, session, known),
        writer=names.get(known.deidentified_by, "") if known.deidentified_by else "",
        reader=names.get(known.reviewed_by, "") if known.reviewed_by else "",
        filled=filled,
        typed=typed,
        found=found,
        doubtful=_doubtful(found, known.kept),
        where=f"{known.volume_id}/{known.part}" if known.volume_id else "",
        offered=await _places(visit, session),
        labels={"draft": gettext("이야기"), "title": gettext("제목"), "place": gettext("실을 책")},
        may_edit=visit.may("EditCasebook"),
        may_publish=visit.may("PublishStory"),
        wording=wording(known),
        own=known.deidentified_by == visit.visitor.person,
    )


def _put_right(filled: Filled[Any], known_people: KnownPeople) -> tuple[list[Piece], Filled[Any]]:
    """What was typed, marked, and the form with the proposals in its place."""
    given: DraftForm = filled.value
    typed = pieces(f"{given.title}\n{given.draft}" if given.title else given.draft, known_people)
    better = forms.blank(
        title=proposed(given.title or "", known_people), draft=proposed(given.draft, known_people)
    )
    better.errors.extend(filled.errors)
    return typed, better


def _doubtful(found: Sequence[Any], kept: Sequence[str]) -> list[tuple[str, str]]:
    """Words a person may keep, each once, with what would be proposed instead."""
    told = {one.text: one.proposal for one in found if not one.certain}
    return [*told.items(), *((one, "") for one in kept if one not in told)]


area.routes.extend(volumes_area.routes)
