"""How many complaints of no case wait for this visitor."""

from typing import Any

from care.model.codes import Role
from store import complaint_desk
from web.districts import policy_of
from web.situation.board import told_by
from web.visitor import Visit


async def waiting_complaints(visit: Visit, session: Any) -> int:
    """Those given to them, and those the district's ladder told their role of meanwhile; what was
    given to nobody is for whoever gives it to somebody."""
    policy, visitor = policy_of(visit.visitor.district), visit.visitor
    if policy is None or not visit.may("HandleComplaints"):
        return 0
    mine = 0
    for due, carried_by in await complaint_desk.terms(session, visitor.district):
        told = set(told_by(due, policy.case_policy, visit.now)) - {Role.CASE_MANAGER}
        if carried_by is None:
            told.add(Role.COORDINATOR)
        mine += carried_by == visitor.person or any(map(visitor.may_act_as, told))
    return mine
