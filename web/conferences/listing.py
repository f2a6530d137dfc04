"""The conferences to come and those that were."""

from fastapi import Response

from store import agendas, conferences
from web.access import Access, Area, Here
from web.conferences.reading import may_run_any
from web.conferences.words import area_name, said
from web.render import page

area = Area("/conferences")
FARTHEST = 10_000


@area.get("", access=Access("ViewConferences", record=None))
async def listed(visit: Here) -> Response:
    """No case is named here, so nothing is recorded of whom the page is about."""
    session, keyring = visit.session, visit.dependencies.keyring
    number = _page_asked(visit.request.query_params.get("page", "1"))
    ahead = await conferences.coming(session, keyring, visit.scope)
    past = await conferences.past(session, keyring, visit.scope, number)
    return page(
        visit.request,
        "conferences/list.html",
        block="content",
        ahead=ahead,
        past=past,
        progress=await agendas.progress(session, visit.scope, (*ahead, *past.items)),
        runs=may_run_any(visit),
        said=said,
        area_name=area_name,
        pages=lambda number: f"/conferences?page={number}",
    )


def _page_asked(given: str) -> int:
    return min(max(1, int(given)), FARTHEST) if given.isdecimal() and len(given) < 6 else 1
