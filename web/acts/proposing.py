"""Whom to ask, beside a form that asks a body for a service: candidates with their reasons."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from care.model.plan import PlanAction
from web.acts.around import Around
from web.acts.candidates import candidates_for
from web.visitor import Visit


async def with_proposals(
    visit: Visit, session: Any, around: Around, actions: Iterable[PlanAction]
) -> Around:
    """For these services of the plan: those nobody is working on yet."""
    found = {one.item_id: await candidates_for(visit, session, around, one) for one in actions}
    return replace(around, proposals=found)
