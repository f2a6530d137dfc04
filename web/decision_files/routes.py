"""``/cases/{id}/decisions``: every past decision of a case, its file, and the file as a PDF."""

from dataclasses import replace
from typing import Any

from fastapi import Response

from care.decide import decision_file as past_decisions
from care.decide.decision_file import DecisionFile
from care.model.case import CaseState
from i18n.sentences import sentence
from store import access_records, people, timeline
from web.access import Access, Area, Here
from web.cases.sight import plan_texts, see, seen_as
from web.decision_files.contents import (
    Seen,
    answer_texts,
    answerers,
    kept_apart,
    known_words,
    paper_of,
)
from web.decision_files.words import kind_words
from web.known_cases import blank_case
from web.papers import pdf
from web.render import page
from web.resources import the_case
from web.visitor import Visit
from web.words import Problem

area = Area("/cases/{case_id}/decisions")
READ = Access("ViewDecision", the_case, record="decision_file")
PRINT = Access("ViewDecision", the_case, record="decision_file_pdf")


@area.get("", access=READ)
async def listing(visit: Here) -> Response:
    sight = await see(visit, visit.session)
    keyring = visit.dependencies.keyring
    recorded = await timeline.events(visit.session, keyring, visit.case_id)
    events = {one.sequence: one.event for one in recorded}
    known = known_words(sight)
    points = reversed(past_decisions.decision_points(recorded))
    return page(
        visit.request,
        "decision_files/list.html",
        block="content",
        case=sight.state,
        title=sight.household,
        lines=[
            (one, kind_words(one.kind), sentence(events[one.sequence], known)) for one in points
        ],
    )


@area.get("/{sequence}", access=READ)
async def show(visit: Here, sequence: str) -> Response:
    seen = await _seen(visit, visit.session, _number(sequence))
    return page(
        visit.request,
        "decision_files/file.html",
        block="content",
        case=seen.file.before,
        title=seen.sight.household,
        sequence=sequence,
        paper=paper_of(seen),
    )


@area.get("/{sequence}/pdf", access=PRINT)
async def download(visit: Here, sequence: str) -> Response:
    seen = await _seen(visit, visit.session, _number(sequence))
    made = await pdf(kept_apart(paper_of(seen)), visit.at)
    name = f"decision-{seen.file.before.case_number}-{sequence}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(made, media_type="application/pdf", headers=headers)


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise Problem(404, "NOT_FOUND")
    return int(text)


async def _seen(visit: Visit, session: Any, sequence: int) -> Seen:
    file = await _opened(visit, session, sequence)
    sight = await seen_as(visit, session, file.before, lambda state: _texts(file, state))
    until, keyring = file.answered.at, visit.dependencies.keyring
    others = await people.display_names(session, keyring, answerers(file))
    opened = await access_records.openings(
        session, file.before.district, file.before.case_id, answerers(file), until
    )
    sight = replace(sight, now=until, names={**sight.names, **others})
    return Seen(file, sight, tuple(opened), visit.now)


def _texts(file: DecisionFile, state: CaseState) -> Any:
    return answer_texts(file) | plan_texts(file.after)


async def _opened(visit: Visit, session: Any, sequence: int) -> DecisionFile:
    recorded = await timeline.events(session, visit.dependencies.keyring, visit.case_id)
    if not recorded:
        raise Problem(404, "NOT_FOUND")
    start = await blank_case(session, visit.case_id, recorded[0])
    file = past_decisions.open_file(start, recorded, sequence)
    if file is None:
        raise Problem(404, "NOT_FOUND")
    return file
