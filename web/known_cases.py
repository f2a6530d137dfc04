"""What the store knows of one case, folded once and kept: pages read it without asking the engine.

The state holds codes and ids only, so keeping the last few hundred in memory keeps no names there.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from care.decide.evolve import blank, evolve
from care.messages.envelope import CaseStart
from care.messages.events import CaseOpened, Recorded
from care.model.case import CaseState
from care.model.ids import CaseId, DistrictCode
from policies.resolve import resolve
from store import timeline
from store.keyring import Keyring, district_of
from web.visitor import Visit

KEPT = 256


@dataclass(frozen=True)
class Folded:
    """``last`` is the event the state ends with: a step the engine never kept may be replaced."""

    state: CaseState
    last: Recorded


def known_cases(visit: Visit) -> "KnownCases":
    """The one of this process."""
    app = visit.request.app
    if not hasattr(app.state, "known_cases"):
        app.state.known_cases = KnownCases(visit.dependencies.keyring)
    known: KnownCases = app.state.known_cases
    return known


class KnownCases:
    """Folds a case's stored events; the next time only the new ones."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._folded: OrderedDict[CaseId, Folded] = OrderedDict()

    async def state(self, session: Any, case_id: CaseId) -> CaseState | None:
        """The case after its last stored step; None when nothing is stored of it."""
        known = self._folded.get(case_id)
        if known is not None:
            after = known.last.sequence - 1
            tail = await timeline.events(session, self._keyring, case_id, after=after)
            if tail and tail[0] == known.last:
                return self._keep(case_id, known.state, tail[1:] or tail)
        recorded = await timeline.events(session, self._keyring, case_id)
        if not recorded:
            return None
        return self._keep(case_id, await blank_case(session, case_id, recorded[0]), recorded)

    def _keep(self, case_id: CaseId, state: CaseState, recorded: Sequence[Recorded]) -> CaseState:
        for one in recorded:
            if one.sequence > state.revision:
                state = evolve(state, one)
        self._folded[case_id] = Folded(state, recorded[-1])
        self._folded.move_to_end(case_id)
        if len(self._folded) > KEPT:
            self._folded.popitem(last=False)
        return state


async def blank_case(session: Any, case_id: CaseId, first: Recorded) -> CaseState:
    """Before its first event, under the policy it was opened with; later ones come as events."""
    district = DistrictCode(district_of(case_id))
    kept = None
    if isinstance(first.event, CaseOpened):
        kept = await timeline.opening_policy(session, first.event, district)
    policy = kept or resolve(district).case_policy
    return blank(CaseStart(case_id=case_id, district=district, policy=policy))
