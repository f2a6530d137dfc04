"""How many selected people have no case because it could not be opened."""

from typing import Any

from store import campaign_selection
from web.districts import surveys_of
from web.visitor import Visit


async def unopened(visit: Visit, session: Any) -> int:
    """For the line above the inbox of whoever manages campaigns; nothing for anybody else."""
    district = visit.visitor.district
    if not surveys_of(district) or not visit.may("ManageCampaign"):
        return 0
    return sum((await campaign_selection.failed(session, district)).values())
