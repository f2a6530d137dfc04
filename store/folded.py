"""A case as its stored events tell it, for those who may not or cannot ask the engine."""

from collections.abc import Callable

from sqlalchemy.ext.asyncio import AsyncSession

from care.decide.evolve import blank, fold
from care.messages.envelope import CaseStart
from care.messages.events import CaseOpened
from care.model.case import CaseState
from care.model.ids import CaseId, DistrictCode
from care.model.policy import CasePolicy
from store.events import events
from store.keyring import Keyring, district_of
from store.pinned import opening_policy

PolicyOf = Callable[[DistrictCode], CasePolicy]


async def stored_state(
    session: AsyncSession, keyring: Keyring, case_id: CaseId, policy_of: PolicyOf
) -> CaseState | None:
    """None when nothing is stored. ``policy_of`` stands in for a policy that was not kept."""
    recorded = await events(session, keyring, case_id)
    if not recorded:
        return None
    district = DistrictCode(district_of(case_id))
    opening = next((one.event for one in recorded if isinstance(one.event, CaseOpened)), None)
    kept = await opening_policy(session, opening, district) if opening else None
    start = CaseStart(case_id=case_id, district=district, policy=kept or policy_of(district))
    return fold(blank(start), recorded)
