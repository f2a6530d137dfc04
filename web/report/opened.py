"""``/openings/{opening_id}``: a case on its way, from asking to its page; looks again by itself."""

from fastapi import Response

from i18n import phrases
from store import openings
from store.openings import Asked, OpeningState
from web.access import Access, Area, Here
from web.decisions import moved
from web.forms import pressed
from web.render import page
from web.report.whose import the_opening
from web.visitor import Visit
from web.words import Problem

area = Area("/openings")


@area.get("/{opening_id}", access=Access("ViewOpening", the_opening, record=None))
async def show(visit: Here, opening_id: str) -> Response:
    asked = _asked(visit)
    if asked.state is OpeningState.OPENED and visit.request.query_params.get("stay") is None:
        return moved(visit.request, f"/cases/{asked.case_id}")
    return page(
        visit.request,
        "report/opening.html",
        asked=asked,
        waiting=asked.state is OpeningState.WAITING,
        why=_why(asked),
    )


@area.post("/{opening_id}/again", access=Access("TakeReport", the_opening, record="act"))
async def again(visit: Here, opening_id: str) -> Response:
    """After a refusal or a failure, once somebody has put right what stood in the way."""
    await pressed(visit)
    asked = _asked(visit)
    async with visit.write() as session:
        tried = await openings.again(session, asked.district, asked.opening_id, visit.at)
    if tried and visit.dependencies.openings is not None:
        await visit.dependencies.openings.start(asked.district)
    return moved(visit.request, f"/openings/{asked.opening_id}")


def _why(asked: Asked) -> str:
    """The case's own words; a failure nobody understands has none."""
    if asked.state is not OpeningState.REFUSED or asked.refusal is None:
        return ""
    return phrases.error_sentence(asked.refusal, {})


def _asked(visit: Visit) -> Asked:
    row = visit.resource.row if visit.resource else None
    if not isinstance(row, Asked):
        raise Problem(404, "NOT_FOUND")
    return row
