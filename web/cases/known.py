"""What the store knows of one case, folded once and kept: pages read it without asking the engine.

The state holds codes and ids only, so keeping the last few hundred in memory keeps no names there.
"""

from collections import OrderedDict
from typing import Any

from care.decide.evolve import blank, evolve
from care.messages.envelope import CaseStart
from care.model.case import CaseState
from care.model.ids import CaseId, DistrictCode
from policies.resolve import resolve
from store import timeline
from store.keyring import Keyring, district_of

KEPT = 256


class KnownCases:
    """Folds a case's stored events; the next time only the new ones."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._states: OrderedDict[CaseId, CaseState] = OrderedDict()

    async def state(self, session: Any, case_id: CaseId) -> CaseState | None:
        """The case after its last stored step; None when nothing is stored of it."""
        state = self._states.get(case_id) or _start(case_id)
        for recorded in await timeline.events(
            session, self._keyring, case_id, after=state.revision
        ):
            state = evolve(state, recorded)
        if not state.opened:
            return None
        self._keep(case_id, state)
        return state

    def _keep(self, case_id: CaseId, state: CaseState) -> None:
        self._states[case_id] = state
        self._states.move_to_end(case_id)
        if len(self._states) > KEPT:
            self._states.popitem(last=False)


def _start(case_id: CaseId) -> CaseState:
    """Before its first event; events carry every later policy whole."""
    district = DistrictCode(district_of(case_id))
    policy = resolve(district).case_policy
    return blank(CaseStart(case_id=case_id, district=district, policy=policy))
