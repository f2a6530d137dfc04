"""Who hears that a case was opened for a household found, or could not be."""

from datetime import datetime
from typing import Any

from activities.open_cases import Told
from store import at_risk, campaigns
from store.keyring import Keyring
from store.openings import Asked, OpeningState


def openings_told(keyring: Keyring) -> tuple[Told, ...]:
    """In the transaction of the end: the triage queue and the campaign, whichever asked."""

    async def the_queue(session: Any, ended: Asked, at: datetime) -> None:
        if ended.at_risk_id is None:
            return
        if ended.state is OpeningState.OPENED:
            await at_risk.opened(session, ended.at_risk_id, ended.case_id, at, keyring)
        else:
            await at_risk.not_opened(session, ended.at_risk_id, at)

    return (the_queue, _the_campaign)


async def _the_campaign(session: Any, ended: Asked, at: datetime) -> None:
    if ended.target_id is None:
        return
    if ended.state is OpeningState.OPENED:
        await campaigns.opened(session, ended.target_id, ended.case_id, at)
    else:
        await campaigns.not_opened(session, ended.target_id, ended.refusal, at)
