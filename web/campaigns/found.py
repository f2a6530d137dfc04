"""The campaign or target an address names; what is missing or another's looks the same."""

from datetime import date
from typing import Any

from fastapi import Request

from care.model.campaign import Campaign, CampaignState
from store import campaign_targets, campaigns
from store.campaign_targets import Known
from web.access import Access
from web.districts import surveys_of
from web.identity import local_date
from web.resources import own_district
from web.visitor import Resource, Visit, Visitor
from web.words import Problem

HOME = "/campaigns"


def used(visit: Visit) -> None:
    """A district whose policy has no campaigns has no such page."""
    if not surveys_of(visit.visitor.district):
        raise Problem(404, "NOT_FOUND")


async def my_target(request: Request, session: Any, visitor: Visitor) -> Resource | None:
    """The district; ``{target_id}`` of the path is noted if this visitor is its surveyor."""
    target_id = str(request.path_params["target_id"])
    where = [campaign_targets.one_of([target_id]), campaign_targets.mine(visitor.person)]
    if await campaign_targets.count(session, visitor.district, where):
        request.state.visit.saw([target_id])
    return await own_district(request, session, visitor)


FOLLOW = Access("ViewCampaigns", record=None)
MANAGE = Access("ManageCampaign", record="act")
SIGN = Access("SignSelection", record="act")


async def campaign_of(visit: Visit, session: Any) -> Campaign:
    used(visit)
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


async def target_of(visit: Visit, session: Any) -> Known:
    """``{target_id}`` of the path, for its surveyor alone."""
    used(visit)
    named, person = str(visit.request.path_params["target_id"]), visit.visitor.person
    where = [campaign_targets.one_of([named]), campaign_targets.mine(person)]
    keyring = visit.dependencies.keyring
    found = await campaign_targets.known(session, keyring, visit.visitor.district, where)
    if not found:
        raise Problem(404, "NOT_FOUND")
    return found[0]


def rights(visit: Visit) -> dict[str, Any]:
    return {
        "may_manage": visit.may("ManageCampaign"),
        "may_sign": visit.may("SignSelection"),
    }


def page_number(visit: Visit) -> int:
    """``?page=`` of the address, from one on; what is no number is the first page."""
    said = visit.request.query_params.get("page", "")
    return max(1, int(said)) if said.isdecimal() and len(said) < 7 else 1


def today(visit: Visit) -> date:
    return local_date(visit.now)
