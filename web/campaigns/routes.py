"""``/campaigns``: campaigns of the district, a new one, how far it is, what it asks, who asks."""

from datetime import date
from typing import Annotated, Any

from fastapi import Response
from pydantic import Field as Bound

from care.decide.selection import whole_rule
from care.decide.survey_rounds import share
from care.model.campaign import Campaign, CampaignState, SurveyForm, TieRule
from care.model.codes import Role
from care.model.ids import CampaignId, PersonId
from policies.kinds import OptionalNumberValue
from store import campaign_progress, campaign_selection, campaign_targets, campaigns, people
from store.openings import OpeningState
from web import forms
from web.access import Access, Area, Here
from web.campaigns import asking, choosing, targets
from web.campaigns.found import FOLLOW, HOME, MANAGE, campaign_of, rights, surveying, today, used
from web.decisions import moved
from web.districts import policy_of
from web.forms import Filled, Form, Line
from web.render import page
from web.visitor import Visit

area = Area(HOME)
MOST = 1_000_000
LONGEST_DAYS = 366
SURVEYORS = (Role.LOCAL_OFFICE, Role.TEAM_LEAD, Role.CASE_MANAGER, Role.COORDINATOR)
Count = Annotated[int, Bound(ge=1, le=MOST)]
NEW = Access("ManageCampaign", record="act")


class Basics(Form):
    name: Line
    first_day: date
    last_day: date
    wanted: Count
    places: Count
    least: Annotated[int, Bound(ge=0, le=MOST)] = 0
    tie_1: TieRule = TieRule.OLDER
    tie_2: TieRule | None = None
    tie_3: TieRule | None = None


class Questions(Form):
    """Points alone: the next version of what is asked."""


class Assigning(Form):
    zone: Line
    who: tuple[Line, ...] = ()


@area.get("", access=FOLLOW)
async def everything(visit: Here) -> Response:
    used(visit)
    async with visit.read() as session:
        found = await campaigns.campaigns(session, visit.visitor.district)
        seen = [(one, await campaign_progress.progress(session, one)) for one in found]
        failed = await campaign_selection.failed(session, visit.visitor.district)
        mine = await campaign_progress.mine_by_campaign(
            session, visit.visitor.district, visit.visitor.person
        )
    return page(
        visit.request,
        "campaigns/list.html",
        block="content",
        found=seen,
        mine=mine,
        failed=failed,
        may_manage=visit.may("ManageCampaign"),
    )


@area.get("/new", access=Access("ManageCampaign", record=None))
async def blank(visit: Here) -> Response:
    used(visit)
    version = asking.needs_form(visit.visitor.district)
    policy = policy_of(visit.visitor.district)
    stated = policy.value("campaign.select").value if policy else None
    places = stated.value if isinstance(stated, OptionalNumberValue) else None
    day = today(visit).isoformat()
    start = {"first_day": day, "last_day": day, "places": str(places or ""), "least": "0"}
    ties = {"tie_1": TieRule.OLDER.value, "tie_2": TieRule.MORE_SERIOUS.value}
    return _form_page(visit, forms.blank(**start, **ties, **asking.proposal(version)))


@area.post("", access=NEW)
async def begin(visit: Here) -> Response:
    version = asking.needs_form(visit.visitor.district)
    filled: Filled[Any] = await forms.read(visit, asking.model(Basics, version))
    used(visit)
    asked = _judged(filled, version)
    if asked is None or filled.intent is None:
        return _form_page(visit, filled, 422)
    made = _made(visit, filled.value, CampaignId(f"campaign-{filled.intent}"))
    async with visit.write() as session:
        await campaigns.create(session, made, asked)
    return moved(visit.request, f"{HOME}/{made.campaign_id}")


def _judged(filled: Filled[Any], version: str) -> SurveyForm | None:
    if filled.data is not None:
        given = filled.data
        if given.last_day < given.first_day:
            filled.refuse("last_day", "DATE_ORDER")
        elif (given.last_day - given.first_day).days >= LONGEST_DAYS:
            filled.refuse("last_day", "CAMPAIGN_TOO_LONG")
        if given.places > given.wanted:
            filled.refuse("places", "NUMBER_TOO_LARGE", limit=str(given.wanted))
    return asking.asked_of(filled, version)


def _made(visit: Visit, given: Any, campaign_id: CampaignId) -> Campaign:
    ties = [one for one in (given.tie_1, given.tie_2, given.tie_3) if one is not None]
    return Campaign(
        campaign_id=campaign_id,
        district=visit.visitor.district,
        name=given.name,
        first_day=given.first_day,
        last_day=given.last_day,
        wanted=given.wanted,
        places=given.places,
        least=given.least,
        ties=whole_rule(ties),
        made_by=visit.visitor.person,
        made_at=visit.now,
    )


def _form_page(
    visit: Visit, filled: Filled[Any], status: int = 200, campaign: Campaign | None = None
) -> Response:
    version = asking.needs_form(visit.visitor.district)
    return page(
        visit.request,
        "campaigns/define.html",
        block="content",
        status=status,
        filled=filled,
        campaign=campaign,
        version=version,
        groups=asking.groups_of(version),
        own=range(1, asking.OWN + 1),
        ties=list(TieRule),
        word_of=asking.word_of,
    )


@area.get("/{campaign_id}", access=FOLLOW)
async def overview(visit: Here) -> Response:
    return await _overview(visit)


@area.get("/{campaign_id}/now", access=FOLLOW)
async def now(visit: Here) -> Response:
    """What the page asks for again by itself."""
    return await _overview(visit, "now")


@area.get("/{campaign_id}/form", access=Access("ManageCampaign", record=None))
async def form_now(visit: Here) -> Response:
    async with visit.read() as session:
        campaign = await campaign_of(visit, session)
        asked = await campaigns.current_form(session, campaign.campaign_id)
    return _form_page(visit, forms.blank(**asking.written(asked)), campaign=campaign)


@area.post("/{campaign_id}/form", access=MANAGE)
async def renew(visit: Here) -> Response:
    """From now on this is asked; what was answered stays as it was asked (JJ-03)."""
    version = asking.needs_form(visit.visitor.district)
    filled: Filled[Any] = await forms.read(visit, asking.model(Questions, version))
    async with visit.read() as session:
        campaign = await surveying(visit, session)
    asked = asking.asked_of(filled, version)
    if asked is None:
        return _form_page(visit, filled, 422, campaign)
    async with visit.write() as session:
        await campaigns.renew_form(
            session, campaign.district, campaign.campaign_id, asked, visit.visitor.person, visit.now
        )
    return moved(visit.request, f"{HOME}/{campaign.campaign_id}#form")


@area.post("/{campaign_id}/assign", access=MANAGE)
async def assign(visit: Here) -> Response:
    """The zone's waiting targets, shared evenly; nobody named takes them from everybody."""
    filled = await forms.read(visit, Assigning)
    async with visit.read() as session:
        campaign = await surveying(visit, session)
        crew = {str(one): one for one in await _crew(visit, session)}
        found = await campaign_targets.targets(
            session, campaign.district, campaign.campaign_id, filled.value.zone
        )
    if any(who not in crew for who in filled.value.who):
        filled.refuse("who", "CHOICE_INVALID")
        return await _overview(visit, filled=filled, status=422)
    named = [crew[who] for who in filled.value.who]
    wish: dict[Any, PersonId | None] = dict(share(found, named))
    if not named:
        wish = {one.target_id: None for one in found if one.surveyor is not None}
    async with visit.write() as session:
        await campaign_targets.assign(session, campaign.district, wish)
    return moved(visit.request, f"{HOME}/{campaign.campaign_id}#zones")


async def _crew(visit: Visit, session: Any) -> dict[PersonId, str]:
    """Who may survey: people of the district itself, with their names."""
    found = []
    for role in SURVEYORS:
        found += await people.people(session, visit.visitor.district, role)
    ids = dict.fromkeys(one.person_id for one in found if one.agency_id is None)
    names = await people.display_names(session, visit.dependencies.keyring, ids)
    return {one: names.get(one, one) for one in ids}


async def _overview(
    visit: Visit, block: str = "content", filled: Filled[Any] | None = None, status: int = 200
) -> Response:
    async with visit.read() as session:
        campaign = await campaign_of(visit, session)
        seen = await campaign_progress.progress(session, campaign)
        versions = await campaigns.forms(session, campaign.campaign_id)
        crew = await _crew(visit, session)
        whose = {PersonId(one.name) for one in seen.surveyors if one.name}
        whose |= {one for one in (campaign.made_by, campaign.signed_by) if one}
        names = await people.display_names(session, visit.dependencies.keyring, whose)
        started = await campaigns.started(session, campaign.district, campaign.campaign_id)
        failed = await campaign_selection.failed(session, campaign.district)
        zones = await campaign_targets.surveyors_by_zone(
            session, campaign.district, campaign.campaign_id
        )
    return page(
        visit.request,
        "campaigns/overview.html",
        block=block,
        status=status,
        campaign=campaign,
        seen=seen,
        today=today(visit),
        asked=versions[max(versions)],
        versions=versions,
        crew=crew,
        names=names,
        zones=zones,
        started=started,
        failed=failed.get(campaign.campaign_id, 0),
        selected=sum(started.values()),
        opened=started.get(OpeningState.OPENED, 0),
        filled=filled or forms.blank(),
        surveys=campaign.state is CampaignState.SURVEYING,
        word_of=asking.word_of,
        **rights(visit),
        may_survey=visit.may("SurveyTargets"),
    )


area.routes.extend(targets.area.routes)
area.routes.extend(choosing.area.routes)
