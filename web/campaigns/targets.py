"""``/campaigns/{campaign_id}/targets``: who is to be surveyed, and one more by hand."""

from datetime import date
from typing import Any

from fastapi import Response

from care.model.campaign import Campaign, CampaignState, TargetState
from care.model.ids import OfficeCode, PersonId
from store import campaign_progress, campaign_targets, people
from store.campaign_targets import Known, NewTarget, Who
from store.scope import PAGE_SIZE, offset
from web import forms
from web.access import Access, Area, Here
from web.campaigns.found import HOME, MANAGE, campaign_of, page_number, surveying, today
from web.decisions import moved
from web.districts import policy_of
from web.forms import Filled, Form, Line
from web.narrowing import address_of
from web.render import page
from web.visitor import Visit

area = Area(HOME)
OLDEST = date(1900, 1, 1)


class Adding(Form):
    name: Line
    birth_date: date | None = None
    phone: Line | None = None
    address: Line | None = None
    zone: Line
    office: Line


@area.get("/{campaign_id}/targets", access=Access("ManageCampaign", record="list"))
async def show(visit: Here) -> Response:
    return await _page(visit, forms.blank())


@area.post("/{campaign_id}/targets", access=MANAGE)
async def add(visit: Here) -> Response:
    filled = await forms.read(visit, Adding)
    async with visit.read() as session:
        campaign = await surveying(visit, session)
    _judge(visit, filled)
    if filled.data is None or filled.errors:
        return await _page(visit, filled, 422)
    given = filled.data
    who = Who(
        name=given.name,
        birth_date=given.birth_date,
        phone=given.phone or "",
        address=given.address or "",
    )
    new = NewTarget(who, given.zone, OfficeCode(given.office))
    async with visit.write() as session:
        [fresh] = await campaign_targets.add_targets(
            session,
            visit.dependencies.keyring,
            campaign.district,
            campaign.campaign_id,
            [new],
            visit.now,
        )
    if not fresh:
        filled.refuse("name", "TARGET_KNOWN")
        return await _page(visit, filled, 409)
    return moved(visit.request, f"{HOME}/{campaign.campaign_id}/targets")


def _judge(visit: Visit, filled: Filled[Adding]) -> None:
    if filled.data is None:
        return
    given = filled.data
    if given.office not in _offices(visit):
        filled.refuse("office", "CHOICE_INVALID")
    if given.birth_date is not None and not OLDEST <= given.birth_date <= today(visit):
        filled.refuse("birth_date", "DATE_INVALID")
    if not (given.birth_date or given.phone or given.address):
        filled.refuse("birth_date", "FIELD_MISSING")


def _offices(visit: Visit) -> dict[str, str]:
    policy = policy_of(visit.visitor.district)
    return {str(code): str(name) for code, name in policy.offices.items()} if policy else {}


async def _page(visit: Visit, filled: Filled[Any], status: int = 200) -> Response:
    query = visit.request.query_params
    said = {name: query.get(name, "")[:64] for name in ("zone", "state", "surveyor")}
    number = page_number(visit)
    async with visit.read() as session:
        campaign = await campaign_of(visit, session)
        where = [
            campaign_targets.of_campaign(campaign.campaign_id),
            *campaign_targets.narrowed(**said),
        ]
        total = await campaign_targets.count(session, campaign.district, where)
        shown = await campaign_targets.known(
            session,
            visit.dependencies.keyring,
            campaign.district,
            where,
            limit=PAGE_SIZE,
            after=offset(min(number, 1 + total // PAGE_SIZE)),
        )
        zones = await campaign_progress.zones(session, campaign.district, campaign.campaign_id)
        names = await people.display_names(
            session, visit.dependencies.keyring, {one.target.surveyor for one in shown}
        )
    visit.saw([one.target.target_id for one in shown])
    return _shown(visit, campaign, filled, status, shown, zones, names, said, total, number)


def _shown(  # noqa: PLR0913 - what the page is made of
    visit: Visit,
    campaign: Campaign,
    filled: Filled[Any],
    status: int,
    shown: list[Known],
    zones: list[str],
    names: dict[PersonId, str],
    said: dict[str, str],
    total: int,
    number: int,
) -> Response:
    here = f"{HOME}/{campaign.campaign_id}/targets"
    return page(
        visit.request,
        "campaigns/targets.html",
        block="content",
        status=status,
        campaign=campaign,
        filled=filled,
        shown=shown,
        zones=zones,
        names=names,
        said=said,
        total=total,
        number=number,
        size=PAGE_SIZE,
        states=list(TargetState),
        offices=list(_offices(visit).items()),
        surveys=campaign.state is CampaignState.SURVEYING,
        address=lambda at: address_of(here, said | {"page": at}),
    )
