"""What is printed of a conference: agenda and minutes for those inside, a brief for outsiders."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from fastapi import Response

from care.messages import events as e
from care.messages import loop_events as le
from care.model.course import AgreedTask, Votes
from care.model.ids import TextId
from store import households, people, texts, timeline
from store.agendas import AgendaItem
from store.keyring import KeyDestroyed
from web.access import Access, Area, Here
from web.conferences.deidentified import Brief, brief, identifiers, telling
from web.conferences.reading import read_conference
from web.conferences.words import area_name, said
from web.districts import office_name
from web.known_cases import known_cases
from web.render import page
from web.visitor import Visit

area = Area("/conferences")


@dataclass(frozen=True)
class Minutes:
    """An item with what was signed about it; without, while it is only planned."""

    item: AgendaItem
    text: str = ""
    votes: Votes | None = None
    signed_by: str = ""
    tasks: tuple[tuple[AgreedTask, str, str], ...] = ()
    """Each with its words and who does it."""


@area.get("/{conference_id}/sheet", access=Access("ViewConferences", record="print"))
async def sheet(visit: Here) -> Response:
    session = visit.session
    reading = await read_conference(visit, session)
    visit.saw([one.case_id for one in reading.items])
    lines = [await _minutes(visit, session, one) for one in reading.items]
    return page(
        visit.request,
        "conferences/sheet.html",
        reading=reading,
        conference=reading.conference,
        lines=lines,
        said=said,
        area_name=area_name,
        office=lambda code: office_name(visit.visitor.district, code),
    )


async def _minutes(visit: Visit, session: Any, item: AgendaItem) -> Minutes:
    if not item.is_done:
        return Minutes(item)
    keyring = visit.dependencies.keyring
    try:
        recorded = await timeline.events(session, keyring, item.case_id)
    except KeyDestroyed:
        return Minutes(item)
    step = [one for one in recorded if one.intent == item.intent]
    held = next((one.event for one in step if isinstance(one.event, e.ConferenceHeld)), None)
    if held is None:
        return Minutes(item)
    agreed = [one.event.task for one in step if isinstance(one.event, le.TaskAgreed)]
    signer = held.conference.signed_by
    names = await people.display_names(session, keyring, {signer, *(one.person for one in agreed)})
    wanted = {held.conference.minutes, *(one.text for one in agreed)}
    found = await texts.texts(session, keyring, item.case_id, wanted)
    return Minutes(
        item=item,
        text=found.get(held.conference.minutes, ""),
        votes=held.conference.votes,
        signed_by=names.get(signer, ""),
        tasks=tuple(_task(one, found, names) for one in agreed),
    )


def _task(task: AgreedTask, found: dict[TextId, str], names: Any) -> tuple[AgreedTask, str, str]:
    return task, found.get(task.text, ""), names.get(task.person, "")


@area.get("/{conference_id}/brief", access=Access("RunConference", record="print"))
async def for_outsiders(visit: Here) -> Response:
    """Of the whole agenda, or of the item at ``?item=``; its address holds no id of a case."""
    session = visit.session
    reading = await read_conference(visit, session)
    asked = visit.request.query_params.get("item", "")
    chosen = [(n, one) for n, one in enumerate(reading.items, 1) if asked in ("", str(n))]
    visit.saw([one.case_id for _, one in chosen])
    return page(
        visit.request,
        "conferences/brief.html",
        conference=reading.conference,
        alone=bool(asked),
        briefs=await _briefs(visit, session, chosen),
    )


async def _briefs(
    visit: Visit, session: Any, chosen: Iterable[tuple[int, AgendaItem]]
) -> list[Brief]:
    made = [await _brief(visit, session, number, item) for number, item in chosen]
    return [one for one in made if one is not None]


async def _brief(visit: Visit, session: Any, number: int, item: AgendaItem) -> Brief | None:
    keyring = visit.dependencies.keyring
    try:
        state = await known_cases(visit).state(session, item.case_id)
    except KeyDestroyed:
        return None
    if state is None:
        return None
    home = await households.household(session, keyring, state.household_id)
    names = await people.display_names(session, keyring, (state.owner, state.co_owner))
    known = identifiers(state, home.members if home else (), names.values())
    told = bool(telling(item.question, known))
    question = "" if told else item.question
    made = brief(state, visit.now, number=number, purpose=said(item.purpose), question=question)
    return replace(made, withheld=told)
