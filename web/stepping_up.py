"""Step-up (SR-06): acts that bind a whole district ask for the password again when it is stale.

A route says ``Access(..., step_up=True)``. With a login or confirmation older than five minutes its
POST is answered 403 ``STEP_UP_REQUIRED`` with everything that was sent kept in a form that asks for
the password; sending that form confirms and does the act in one go.
"""

from datetime import timedelta
from typing import Any

from store import sessions
from web import records
from web.confirming import password_fault
from web.forms import FIELD_LIMIT, STEP_UP_FIELD, shown_again
from web.visitor import Visit
from web.words import Problem, unwritten

FRESH_FOR = timedelta(minutes=5)


def confirmed(visit: Visit) -> bool:
    """Whether the visitor gave their password within the last five minutes, here or at login."""
    visitor = visit.visitor
    return visit.at - (visitor.confirmed_at or visitor.signed_in_at) <= FRESH_FOR


async def ensure(visit: Visit, action: str) -> None:
    """Passes with a fresh confirmation or the right password in the form; else 403."""
    if confirmed(visit):
        return
    form = await _sent(visit)
    password = str(form.get(STEP_UP_FIELD, "")) if form is not None else ""
    fault = await password_fault(visit, password) if password else ("", {})
    if fault is None:
        await _confirm(visit, action)
        return
    visit.request.state.stepping_up = {"kept": shown_again(form) if form else {}, "fault": fault}
    raise Problem(403, "STEP_UP_REQUIRED")


async def _sent(visit: Visit) -> Any:
    """None for a page that is only looked at."""
    if visit.request.method != "POST":
        return None
    return await visit.request.form(max_files=1, max_fields=FIELD_LIMIT)


async def _confirm(visit: Visit, action: str) -> None:
    try:
        async with visit.write() as session:
            await sessions.confirm(session, visit.visitor.token, visit.at)
            await records.keep(session, visit, "step_up", action)
    except Exception as failure:
        raise unwritten(failure) from failure
