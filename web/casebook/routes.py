"""``/casebook``: propose, write without names, have it read by a second person, publish, export."""

from datetime import date
from typing import Any

from fastapi import Response

from care.decide.consents import is_valid
from care.model.case import CaseState
from care.model.codes import ConsentPurpose, NeedArea, Stage
from care.model.household import Consent
from care.model.ids import CaseId
from i18n.loader import gettext
from store import casebook, cases, households, people
from store.casebook import Story
from store.keyring import KeyDestroyed
from web import forms, records
from web.access import Access, Area, Here
from web.acts.models import Code
from web.acts.options import vocabulary
from web.decisions import moved
from web.districts import stories_of
from web.forms import Filled, Form, Memo
from web.identity import local_date
from web.known_cases import known_cases
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area("/casebook")
HOME = "/casebook"
EDIT = Access("EditCasebook", record="act")
PUBLISH = Access("PublishStory", record="act")
CLOSED = frozenset({Stage.AFTERCARE, Stage.ENDED})


class ProposeForm(Form):
    number: Code
    theme: NeedArea


class DraftForm(Form):
    draft: Memo


class ReviewForm(Form):
    wording: Code
    """When the wording that was read was written."""


@area.get("", access=Access("ViewCasebook", record="list"))
async def listing(visit: Here) -> Response:
    must_publish(visit)
    return await _list(visit, visit.session, forms.blank())


@area.get("/export", access=Access("ViewCasebook", record="export"))
async def export(visit: Here) -> Response:
    """What goes to print: published, and still consented to at this moment."""
    must_publish(visit)
    told = [one for one, agreed in await _all(visit, visit.session) if agreed and one.published_on]
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
        await _keep(visit, session, made.case_id, "EditCasebook")
    return moved(visit.request, f"{HOME}/{made.case_id}")


async def _proposed(visit: Visit, filled: Filled[Any]) -> Story | None:
    async with visit.read() as session:
        number = filled.value.number.upper()
        case_id = await casebook.case_of_number(session, visit.scope, number)
        state = await _state(visit, session, case_id) if case_id else None
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
    filled = await forms.read(visit, DraftForm)
    async with visit.write() as session:
        known = await _told_story(visit, session)
        if filled.data is not None and await _names_somebody(visit, session, known, filled):
            filled.refuse("draft", "STORY_NAMES")
        if filled.errors:
            return await _page(visit, session, filled, 422)
        text = filled.value.draft
        if known.draft != text:
            by, keyring = visit.visitor.person, visit.dependencies.keyring
            if not await casebook.write_draft(session, keyring, known, text, by, visit.now):
                raise Problem(409, "STORY_NOT_READY")
        await _keep(visit, session, known.case_id, "EditCasebook")
    return moved(visit.request, f"{HOME}/{known.case_id}")


@area.post("/{case_id}/review", access=EDIT)
async def review(visit: Here) -> Response:
    filled = await forms.read(visit, ReviewForm)
    async with visit.write() as session:
        known = await _told_story(visit, session)
        by = visit.visitor.person
        if known.deidentified_by == by:
            raise Problem(409, "STORY_SECOND_PERSON")
        if known.deidentified_at is None or filled.value.wording != wording(known):
            raise Problem(409, "STORY_CHANGED")
        reviewed = known.reviewed_by == by
        if not reviewed and not await casebook.review_story(session, known, by, visit.now):
            raise Problem(409, "STORY_NOT_READY")
        await _keep(visit, session, known.case_id, "EditCasebook")
    return moved(visit.request, f"{HOME}/{known.case_id}")


@area.post("/{case_id}/publish", access=PUBLISH)
async def publish(visit: Here) -> Response:
    await forms.pressed(visit)
    most = must_publish(visit)
    today = local_date(visit.now)
    async with visit.write() as session:
        known = await _told_story(visit, session)
        if known.published_on is None:
            if _printed(await _all(visit, session), today.year) >= most:
                raise Problem(409, "CASEBOOK_FULL", {"limit": str(most)})
            if not await casebook.publish_story(session, known.case_id, today):
                raise Problem(409, "STORY_NOT_READY")
        await _keep(visit, session, known.case_id, "PublishStory")
    return moved(visit.request, f"{HOME}/{known.case_id}")


@area.post("/{case_id}/drop", access=EDIT)
async def drop(visit: Here) -> Response:
    """Asked for after the case has ended, when its consents are read-only."""
    await forms.pressed(visit)
    must_publish(visit)
    async with visit.write() as session:
        case_id = await _case(visit, session)
        await casebook.drop_story(session, case_id)
        await _keep(visit, session, case_id, "EditCasebook")
    return moved(visit.request, HOME)


def must_publish(visit: Visit) -> int:
    """How many stories a year; 404 where the district prints no casebook."""
    most = stories_of(_district(visit))
    if not most:
        raise Problem(404, "NOT_FOUND")
    return most


def wording(known: Story) -> str:
    """Tells one wording from the next."""
    return known.deidentified_at.isoformat() if known.deidentified_at else ""


def story_consent(state: CaseState, today: date) -> Consent | None:
    """The last one for publication that stands today."""
    found = [
        one
        for one in state.consents
        if one.purpose is ConsentPurpose.STORY_PUBLICATION and is_valid(one, today)
    ]
    return found[-1] if found else None


async def _agreed(visit: Visit, session: Any, known: Story) -> bool:
    state = await _state(visit, session, known.case_id)
    consents = state.consents if state else ()
    own = next((one for one in consents if one.consent_id == known.consent_id), None)
    return own is not None and is_valid(own, local_date(visit.now))


async def _state(visit: Visit, session: Any, case_id: CaseId) -> CaseState | None:
    """None once the case was erased: nobody agrees to anything there any more."""
    try:
        return await known_cases(visit).state(session, case_id)
    except KeyDestroyed:
        return None


async def _all(visit: Visit, session: Any) -> list[tuple[Story, bool]]:
    """Every story in reach, and whether the person still wants it told."""
    found = await casebook.stories(session, visit.dependencies.keyring, visit.scope)
    return [(one, await _agreed(visit, session, one)) for one in found]


def _printed(found: list[tuple[Story, bool]], year: int) -> int:
    days = [one.published_on for one, agreed in found if agreed and one.published_on]
    return sum(day.year == year for day in days)


async def _names_somebody(visit: Visit, session: Any, known: Story, filled: Filled[Any]) -> bool:
    """The machine's part of the work: names, phones and addresses of the household."""
    keyring = visit.dependencies.keyring
    row = await cases.case_row(session, keyring, visit.scope, known.case_id)
    home = await households.household(session, keyring, row.household_id) if row else None
    told = [
        part
        for one in (home.members if home else ())
        for part in (one.name, one.address, *_end_of(one.address))
        if part
    ]
    phones = [one.phone for one in (home.members if home else ()) if one.phone]
    text = filled.value.draft
    return any(_close(part) in _close(text) for part in told) or any(
        _digits(phone) in _digits(text) for phone in phones
    )


def _end_of(address: str | None) -> list[str]:
    """Street and number, which say where it is without the town."""
    parts = (address or "").split()
    return [" ".join(parts[-2:])] if len(parts) > 2 else []


def _close(text: str) -> str:
    return "".join(text.split())


def _digits(text: str) -> str:
    return "".join(one for one in text if one.isdigit())


async def _case(visit: Visit, session: Any) -> CaseId:
    """404 for a case out of reach, story or not."""
    case_id = CaseId(str(visit.request.path_params["case_id"]))
    if await cases.case_place(session, visit.scope, case_id) is None:
        raise Problem(404, "NOT_FOUND")
    return case_id


async def _story(visit: Visit, session: Any) -> Story:
    case_id = await _case(visit, session)
    known = await casebook.story(session, visit.dependencies.keyring, case_id)
    if known is None:
        raise Problem(404, "NOT_FOUND")
    return known


async def _told_story(visit: Visit, session: Any) -> Story:
    """One that may be worked on: its person still wants it told."""
    must_publish(visit)
    known = await _story(visit, session)
    if not await _agreed(visit, session, known):
        raise Problem(409, "STORY_NOT_READY")
    return known


async def _keep(visit: Visit, session: Any, case_id: CaseId, action: str) -> None:
    visit.saw([case_id])
    await records.keep(session, visit, "act", action)


def _district(visit: Visit) -> Any:
    return visit.visitor.district


async def _list(visit: Visit, session: Any, filled: Filled[Any], status: int = 200) -> Response:
    found = await _all(visit, session)
    return page(
        visit.request,
        "casebook/list.html",
        block="content",
        status=status,
        stories=found,
        published=_printed(found, local_date(visit.now).year),
        most=must_publish(visit),
        filled=filled,
        labels={"number": gettext("사례번호"), "theme": gettext("주제")},
        themes=[(one.value, one.label) for one in vocabulary(NeedArea)],
        may_edit=visit.may("EditCasebook"),
    )


async def _page(visit: Visit, session: Any, filled: Filled[Any], status: int = 200) -> Response:
    known = await _story(visit, session)
    by = [one for one in (known.deidentified_by, known.reviewed_by) if one]
    names = await people.display_names(session, visit.dependencies.keyring, by)
    visit.saw([known.case_id])
    if not filled.raw:
        filled = forms.blank(draft=known.draft)
    return page(
        visit.request,
        "casebook/story.html",
        block="content",
        status=status,
        story=known,
        agreed=await _agreed(visit, session, known),
        writer=names.get(known.deidentified_by, "") if known.deidentified_by else "",
        reader=names.get(known.reviewed_by, "") if known.reviewed_by else "",
        filled=filled,
        labels={"draft": gettext("이야기")},
        may_edit=visit.may("EditCasebook"),
        may_publish=visit.may("PublishStory"),
        wording=wording(known),
        own=known.deidentified_by == visit.visitor.person,
    )
