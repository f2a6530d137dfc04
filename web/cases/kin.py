"""Which episodes of its lineage a case page names: those the visitor may see, and districts."""

from dataclasses import replace
from typing import Any

from care.model.course import Kin
from store import lineage
from web.cases.sight import Sight
from web.visitor import Visit


async def with_kin(visit: Visit, session: Any, sight: Sight) -> Sight:
    """A case that has ended is told of no later one, so the lists are asked as well."""
    state = sight.state
    told = [*([state.former] if state.former else []), *state.kin]
    mine = [one.case_id for one in told if one.district == state.district]
    seen = await lineage.in_reach(session, visit.scope, mine) if mine else frozenset()
    after = {one.case_id: one for one in state.kin if _shown(one, sight, seen)}
    begun = await lineage.later_episodes(session, visit.scope, {state.case_id, *after})
    after |= {one.case_id: one for one in begun if one.case_id not in after}
    former = state.former if state.former and _shown(state.former, sight, seen) else None
    return replace(
        sight,
        before=former,
        after=tuple(sorted(after.values(), key=lambda one: (one.at, one.case_id))),
    )


def _shown(kin: Kin, sight: Sight, seen: frozenset[Any]) -> bool:
    return kin.district != sight.state.district or kin.case_id in seen
