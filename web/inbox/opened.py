"""What is opened for a decision: the case in sight, and the page of the request that waits."""

from collections.abc import Callable
from typing import Any

from care.model.codes import Role
from care.model.ids import TextId
from store import people, timeline
from web.cases.sight import Sight, see
from web.inbox import approvals
from web.inbox.view import DecisionView
from web.visitor import Visit
from web.workers.crew import labels

Maker = Callable[[Visit, Any], Any]


async def plan(visit: Visit, session: Any) -> tuple[Sight, DecisionView]:
    sight = await see(visit, session, of_plan_note)
    return sight, approvals.plan_view(sight, visit)


async def closure(visit: Visit, session: Any) -> tuple[Sight, DecisionView]:
    note = await _last_note(visit, session, "ClosureProposed")
    sight = await see(visit, session, lambda state: (note,))
    return sight, approvals.closure_view(sight, visit, sight.text(note))


async def takeover(visit: Visit, session: Any) -> tuple[Sight, DecisionView]:
    note = await _last_note(visit, session, "HighDifficultyReferred")
    sight = await see(visit, session, lambda state: (note,))
    view = approvals.takeover_view(sight, visit, sight.text(note))
    if view.allowed:
        view.owners = await _owners(visit, session)
    return sight, view


def of_plan_note(state: Any) -> tuple[TextId | None, ...]:
    return (approvals.note_of(state),)


async def _last_note(visit: Visit, session: Any, kind: str) -> TextId | None:
    """The words of the latest event of a kind; the state keeps none of them."""
    keyring = visit.dependencies.keyring
    recorded = await timeline.events(session, keyring, visit.case_id)
    found = next((one.event for one in reversed(recorded) if one.event.kind == kind), None)
    text: TextId | None = getattr(found, "note", None) or getattr(found, "reason", None)
    return text


async def _owners(visit: Visit, session: Any) -> list[dict[str, str]]:
    """Case managers of the district with the number of cases each has (CO-04)."""
    found = await people.people(session, visit.visitor.district, role=Role.CASE_MANAGER)
    ids = [one.person_id for one in found if not one.office]
    named = await labels(visit, session, ids)
    return [{"value": one, "label": named[one]} for one in ids]
