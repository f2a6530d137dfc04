"""The campaign or target an address names; what is missing or another's looks the same."""

from datetime import date
from typing import Any

from fastapi import Request

from care.model.campaign import Campaign, CampaignState
from care.model.ids import PersonId
from store import campaign_targets, campaigns
from store.campaign_targets import Known
from web.access import Access
from web.districts import surveys_of
from web.identity import local_date
from web.resources import own_district
from web.visitor import Resource, Visit, Visitor
from web.words import Problem

HOME = "/campaigns"


async def in_use(request: Request, session: Any, visitor: Visitor) -> Resource | None:
    """Only where the district's policy has campaigns."""
    return await own_district(request, session, visitor) if surveys_of(visitor.district) else None


async def the_campaign(request: Request, session: Any, visitor: Visitor) -> Resource | None:
    """``{campaign_id}`` of the path."""
    found = await campaigns.campaign(
        session, visitor.district, str(request.path_params["campaign_id"])
    )
    return None if found is None else await in_use(request, session, visitor)


async def my_target(request: Request, session: Any, visitor: Visitor) -> Resource | None:
    """``{target_id}`` of the path; None unless this visitor is its surveyor."""
    target_id = str(request.path_params["target_id"])
    where = [campaign_targets.one_of([target_id]), campaign_targets.mine(visitor.person)]
    if not await campaign_targets.count(session, visitor.district, where):
        return None
    request.state.visit.saw([target_id])
    return await in_use(request, session, visitor)


FOLLOW = Access("ViewCampaigns", the_campaign, record=None)
MANAGE = Access("ManageCampaign", the_campaign, record="act")
SIGN = Access("SignSelection", the_campaign, record="act")


async def campaign_of(visit: Visit, session: Any) -> Campaign:
    named = str(visit.request.path_params["campaign_id"])
    found = await campaigns.campaign(session, visit.visitor.district, named)
    if found is None:
        raise Problem(404, "NOT_FOUND")
    return found


async def surveying(visit: Visit, session: Any) -> Campaign:
    """For acts that end with the proposal of a list."""
    found = await campaign_of(visit, session)
    if found.state is not CampaignState.SURVEYING:
        raise Problem(409, "SURVEY_RESTS")
    return found


async def target_of(visit: Visit, session: Any, person: PersonId | None = None) -> Known:
    named = str(visit.request.path_params["target_id"])
    where = [campaign_targets.one_of([named])]
    if person is not None:
        where.append(campaign_targets.mine(person))
    keyring = visit.dependencies.keyring
    found = await campaign_targets.known(session, keyring, visit.visitor.district, where)
    if not found:
        raise Problem(404, "NOT_FOUND")
    return found[0]


def today(visit: Visit) -> date:
    return local_date(visit.now)
