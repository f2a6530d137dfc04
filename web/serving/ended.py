"""``/linkages/ended``: what bodies said of cases that have ended (F13), until somebody has looked.

Nothing here changes a case; whoever finds that help is needed again opens the next episode.
"""

from dataclasses import dataclass
from typing import Any

from fastapi import Response

from care.model.codes import PartnerAnswer
from care.model.service_codes import ConcernKind
from i18n.loader import gettext
from i18n.wording import words
from store import agencies, cases, ended_answers, open_linkages, people, texts
from store.cases import CaseRow
from store.ended_answers import EndedAnswer, Kind
from web import records
from web.access import Access, Area, Here
from web.decisions import moved
from web.districts import office_name
from web.forms import Form, read
from web.render import page
from web.resources import case_resource
from web.visitor import Visit

area = Area()
PATH = "/linkages/ended"
ACKNOWLEDGE = "AcknowledgeLateAnswer"


@dataclass(frozen=True)
class Line:
    """One word in words; nothing of a household that is out of reach."""

    answer: EndedAnswer
    case: CaseRow
    body: str
    said: str
    note: str
    office: str
    owner: str
    may: bool


class SeenForm(Form):
    """Messages that were looked at; each is kept or not on its own."""

    message: tuple[int, ...] = ()


@area.get(PATH, access=Access("ViewLinkages", record="list"))
async def listed(visit: Here) -> Response:
    session, given = visit.session, visit.request.query_params.get("page", "1")
    number = int(given) if given.isdecimal() and len(given) < 6 else 1
    found = await ended_answers.waiting(session, visit.scope, number)
    visit.saw(list(dict.fromkeys(one.case_id for one in found.items)))
    return page(
        visit.request,
        "serving/ended.html",
        block="content",
        found=found,
        own=await ended_answers.own_waiting(session, visit.scope),
        lines=await _lines(visit, session, found.items),
        pages=lambda number: f"{PATH}?page={number}",
    )


@area.post(PATH, access=Access("ViewLinkages", record=None))
async def seen(visit: Here) -> Response:
    """Judged on the case each belongs to (SR-08); what somebody else has seen stays theirs."""
    filled = await read(visit, SeenForm)
    for message_id in filled.value.message:
        await _see(visit, message_id)
    return moved(visit.request, PATH)


async def _see(visit: Visit, message_id: int) -> None:
    async with visit.write() as session:
        case_id = await ended_answers.case_of(session, visit.scope, message_id)
        place = await cases.case_place(session, visit.scope, case_id) if case_id else None
        if place is None or not visit.may_to(ACKNOWLEDGE, case_resource(place)):
            return
        by, district = visit.visitor.person, visit.visitor.district
        if await ended_answers.acknowledge(session, district, message_id, by, visit.at):
            visit.subjects = [place.case_id]
            await records.keep(session, visit, "act", ACKNOWLEDGE)


async def _lines(visit: Visit, session: Any, found: tuple[EndedAnswer, ...]) -> list[Line]:
    keyring = visit.dependencies.keyring
    ids = {one.case_id for one in found}
    known = await open_linkages.cases_of(session, keyring, visit.scope, ids)
    names = await people.display_names(session, keyring, {one.owner for one in known.values()})
    bodies = await agencies.agencies(session, visit.visitor.district)
    called = {one.agency_id: one.name for one in bodies}
    lines = []
    for one in found:
        case = known.get(one.case_id)
        if case is None:
            continue
        place = await cases.case_place(session, visit.scope, one.case_id)
        lines.append(
            Line(
                answer=one,
                case=case,
                body=called.get(one.agency_id, gettext("목록에 없는 기관")),
                said=_said(one),
                note=await _note(visit, session, one),
                office=office_name(case.district, case.office),
                owner=names.get(case.owner, "") if case.owner else "",
                may=place is not None and visit.may_to(ACKNOWLEDGE, case_resource(place)),
            )
        )
    return lines


def _said(one: EndedAnswer) -> str:
    told = PartnerAnswer if one.kind is Kind.ANSWER else ConcernKind
    return words(told(one.said))


async def _note(visit: Visit, session: Any, one: EndedAnswer) -> str:
    if one.note is None:
        return ""
    keyring = visit.dependencies.keyring
    return (await texts.texts(session, keyring, one.case_id, (one.note,))).get(one.note, "")
