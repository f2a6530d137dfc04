"""``/casebook``: propose, write without names, have it read by a second person, publish, export."""

from typing import Any

from fastapi import Response

from care.model.case import CaseState
from care.model.codes import ConsentPurpose, NeedArea, Stage
from care.model.household import Consent
from care.model.ids import CaseId
from i18n.loader import gettext
from store import casebook, cases, households, people
from store.casebook import Story
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


class PlainForm(Form):
    """A button and nothing else."""


@area.get("", access=Access("ViewCasebook", record="list"))
async def listing(visit: Here) -> Response:
    must_publish(visit)
    return await _list(visit, visit.session, forms.blank())


@area.get("/export", access=Access("ViewCasebook", record="export"))
async def export(visit: Here) -> Response:
    """What goes to print: published, and still consented to at this moment."""
    must_publish(visit)
    found = await casebook.stories(visit.session, visit.dependencies.keyring, _district(visit))
    told = [
        one
        for one in found
        if one.published_on is not None and await _agreed(visit, visit.session, one)
    ]
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
        state = await known_cases(visit).state(session, case_id) if case_id else None
    if state is None or state.stage not in CLOSED:
        filled.refuse("number", "STORY_OF_CLOSED")
        return None
    consent = story_consent(state)
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
        known, state = await _story(visit, session)
        if filled.data is not None and await _names_somebody(visit, session, state, filled):
            filled.refuse("draft", "STORY_NAMES")
        if filled.errors:
            return await _page(visit, session, filled, 422)
        by, keyring = visit.visitor.person, visit.dependencies.keyring
        text = filled.value.draft
        if not await casebook.write_draft(session, keyring, known, text, by, visit.now):
            raise Problem(409, "STORY_NOT_READY")
        await _keep(visit, session, known.case_id, "EditCasebook")
    return moved(visit.request, f"{HOME}/{known.case_id}")


@area.post("/{case_id}/review", access=EDIT)
async def review(visit: Here) -> Response:
    await forms.read(visit, PlainForm)
    async with visit.write() as session:
        known, _ = await _story(visit, session)
        by = visit.visitor.person
        if not await casebook.review_story(session, known.case_id, by, visit.now):
            raise Problem(409, "STORY_SECOND_PERSON")
        await _keep(visit, session, known.case_id, "EditCasebook")
    return moved(visit.request, f"{HOME}/{known.case_id}")


@area.post("/{case_id}/publish", access=PUBLISH)
async def publish(visit: Here) -> Response:
    await forms.read(visit, PlainForm)
    most = must_publish(visit)
    today = local_date(visit.now)
    async with visit.write() as session:
        known, _ = await _story(visit, session)
        if await casebook.published_in(session, _district(visit), today.year) >= most:
            raise Problem(409, "CASEBOOK_FULL", {"limit": str(most)})
        agreed = await _agreed(visit, session, known)
        if not agreed or not await casebook.publish_story(session, known.case_id, today):
            raise Problem(409, "STORY_NOT_READY")
        await _keep(visit, session, known.case_id, "PublishStory")
    return moved(visit.request, f"{HOME}/{known.case_id}")


@area.post("/{case_id}/drop", access=EDIT)
async def drop(visit: Here) -> Response:
    """Asked for after the case has ended, when its consents are read-only."""
    await forms.read(visit, PlainForm)
    async with visit.write() as session:
        known, _ = await _story(visit, session)
        await casebook.drop_story(session, known.case_id)
        await _keep(visit, session, known.case_id, "EditCasebook")
    return moved(visit.request, HOME)


def must_publish(visit: Visit) -> int:
    """How many stories a year; 404 where the district prints no casebook."""
    most = stories_of(_district(visit))
    if not most:
        raise Problem(404, "NOT_FOUND")
    return most


def story_consent(state: CaseState) -> Consent | None:
    """The last one for publication that was not taken back."""
    found = [
        one
        for one in state.consents
        if one.purpose is ConsentPurpose.STORY_PUBLICATION and one.withdrawn_at is None
    ]
    return found[-1] if found else None


async def _agreed(visit: Visit, session: Any, known: Story) -> bool:
    state = await known_cases(visit).state(session, known.case_id)
    consents = state.consents if state else ()
    own = next((one for one in consents if one.consent_id == known.consent_id), None)
    return own is not None and own.withdrawn_at is None


async def _names_somebody(
    visit: Visit, session: Any, state: CaseState, filled: Filled[Any]
) -> bool:
    """The machine's part of the work: names, phones and addresses of the household."""
    home = await households.household(session, visit.dependencies.keyring, state.household_id)
    text = "".join(filled.value.draft.split())
    known = [
        part
        for one in (home.members if home else ())
        for part in (one.name, one.phone, one.address)
        if part
    ]
    return any("".join(part.split()) in text for part in known)


async def _story(visit: Visit, session: Any) -> tuple[Story, CaseState]:
    case_id = CaseId(str(visit.request.path_params["case_id"]))
    keyring = visit.dependencies.keyring
    seen = await cases.case_place(session, visit.scope, case_id)
    known = await casebook.story(session, keyring, case_id) if seen else None
    state = await known_cases(visit).state(session, case_id) if known else None
    if known is None or state is None:
        raise Problem(404, "NOT_FOUND")
    return known, state


async def _keep(visit: Visit, session: Any, case_id: CaseId, action: str) -> None:
    visit.saw([case_id])
    await records.keep(session, visit, "act", action)


def _district(visit: Visit) -> Any:
    return visit.visitor.district


async def _list(visit: Visit, session: Any, filled: Filled[Any], status: int = 200) -> Response:
    found = await casebook.stories(session, visit.dependencies.keyring, _district(visit))
    year = local_date(visit.now).year
    return page(
        visit.request,
        "casebook/list.html",
        block="content",
        status=status,
        stories=found,
        published=await casebook.published_in(session, _district(visit), year),
        most=must_publish(visit),
        filled=filled,
        labels={"number": gettext("사례번호"), "theme": gettext("주제")},
        themes=[(one.value, one.label) for one in vocabulary(NeedArea)],
        may_edit=visit.may("EditCasebook"),
    )


async def _page(visit: Visit, session: Any, filled: Filled[Any], status: int = 200) -> Response:
    known, _ = await _story(visit, session)
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
        own=known.deidentified_by == visit.visitor.person,
    )
