"""How many offers wait for this visitor's answer."""

from typing import Any

from care.model.codes import Role
from store import transfers
from web.visitor import Visit


async def waiting_offers(visit: Visit, session: Any) -> int:
    """For the line above a coordinator's inbox; nothing for anybody else."""
    if Role.COORDINATOR not in visit.visitor.roles:
        return 0
    return await transfers.count_open(session, visit.visitor.district, visit.now)
