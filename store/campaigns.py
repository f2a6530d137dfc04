"""Survey campaigns of a district: what each asks and selects by, and the steps it goes through.

A form is never changed: a new version stands beside it, and answers name the version they were
given on (domain JJ-03). Every step is one conditional update, so that of two the first counts.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.decide.selection import whole_rule
from care.model.campaign import Campaign, CampaignState, Cut, SurveyForm, TieRule
from care.model.ids import CampaignId, CaseId, DistrictCode, PersonId, TargetId
from store.openings import OpeningState
from store.statements import add
from store.tables.campaigns import CampaignFormLine, CampaignLine, CampaignTargetLine

PLAIN = (
    "campaign_id", "district", "name", "first_day", "last_day", "wanted", "places", "least",
    "made_by", "made_at", "proposed_by", "proposed_at", "signed_by", "signed_at",
)  # fmt: skip
"""Columns that are fields of the same name."""


async def create(session: AsyncSession, campaign: Campaign, form: SurveyForm) -> bool:
    """False when it is there already, e.g. when the form of the page came twice."""
    line = {name: getattr(campaign, name) for name in PLAIN} | {
        "ties": " ".join(whole_rule(campaign.ties)),
        "state": campaign.state.value,
        "cut": None,
    }
    if not await add(session, CampaignLine, (line,)):
        return False
    await _keep_form(session, campaign, form, campaign.made_by, campaign.made_at)
    return True


async def campaigns(session: AsyncSession, district: DistrictCode) -> list[Campaign]:
    """The newest first."""
    query = (
        select(CampaignLine)
        .where(CampaignLine.district == district)
        .order_by(CampaignLine.made_at.desc(), CampaignLine.campaign_id)
    )
    return [_campaign(line) for line in await session.scalars(query)]


async def campaign(
    session: AsyncSession, district: DistrictCode, campaign_id: str
) -> Campaign | None:
    query = select(CampaignLine).where(
        CampaignLine.campaign_id == campaign_id, CampaignLine.district == district
    )
    line = await session.scalar(query.execution_options(populate_existing=True))
    return None if line is None else _campaign(line)


async def forms(session: AsyncSession, campaign_id: CampaignId) -> dict[int, SurveyForm]:
    """Every version that was ever asked, the oldest first."""
    query = (
        select(CampaignFormLine)
        .where(CampaignFormLine.campaign_id == campaign_id)
        .order_by(CampaignFormLine.version)
    )
    return {
        line.version: SurveyForm.model_validate_json(line.body)
        for line in await session.scalars(query)
    }


async def current_form(session: AsyncSession, campaign_id: CampaignId) -> SurveyForm:
    """What is asked now."""
    found = await forms(session, campaign_id)
    return found[max(found)]


async def renew_form(
    session: AsyncSession,
    district: DistrictCode,
    campaign_id: CampaignId,
    form: SurveyForm,
    by: PersonId,
    at: datetime,
) -> SurveyForm | None:
    """The next version; None when nobody surveys any more. The same questions make no version."""
    found = await campaign(session, district, campaign_id)
    if found is None or found.state is not CampaignState.SURVEYING:
        return None
    now = await current_form(session, campaign_id)
    new = form.model_copy(update={"version": now.version + 1})
    if new.model_copy(update={"version": now.version}) == now:
        return now
    return new if await _keep_form(session, found, new, by, at) else None


async def retarget(
    session: AsyncSession, district: DistrictCode, campaign_id: CampaignId, said: Mapping[str, Any]
) -> bool:
    """Other days, numbers or a name while it is surveyed; rules of the ranking stay as stated."""
    return await _changed(session, district, campaign_id, CampaignState.SURVEYING, dict(said))


async def proposed(
    session: AsyncSession, campaign: Campaign, cut: Cut, by: PersonId, at: datetime
) -> bool:
    values = {
        "state": CampaignState.PROPOSED.value,
        "proposed_by": by,
        "proposed_at": at,
        "cut": cut.model_dump_json(),
    }
    where = CampaignState.SURVEYING
    return await _changed(session, campaign.district, campaign.campaign_id, where, values)


async def sent_back(session: AsyncSession, campaign: Campaign) -> bool:
    """The survey goes on; the list that was proposed counts no more."""
    values = {
        "state": CampaignState.SURVEYING.value,
        "proposed_by": None,
        "proposed_at": None,
        "cut": None,
    }
    where = CampaignState.PROPOSED
    return await _changed(session, campaign.district, campaign.campaign_id, where, values)


async def signed(session: AsyncSession, campaign: Campaign, by: PersonId, at: datetime) -> bool:
    """False for who proposed the list: it takes a second person."""
    values = {"state": CampaignState.SIGNED.value, "signed_by": by, "signed_at": at}
    if campaign.proposed_by == by:
        return False
    found = await session.scalar(
        update(CampaignLine)
        .where(
            CampaignLine.campaign_id == campaign.campaign_id,
            CampaignLine.district == campaign.district,
            CampaignLine.state == CampaignState.PROPOSED.value,
            CampaignLine.proposed_by != by,
        )
        .values(values)
        .returning(CampaignLine.campaign_id)
    )
    return found is not None


async def cut_of(session: AsyncSession, campaign_id: CampaignId) -> Cut | None:
    """Where the line was drawn in the list proposed."""
    query = select(CampaignLine.cut).where(CampaignLine.campaign_id == campaign_id)
    kept = await session.scalar(query)
    return None if kept is None else Cut.model_validate_json(kept)


async def opened(session: AsyncSession, target_id: TargetId, case_id: CaseId, at: datetime) -> None:
    """Told by the openings, in their transaction: the case of a selected target is there."""
    await _told(session, target_id, OpeningState.OPENED, case_id=case_id)


async def not_opened(
    session: AsyncSession, target_id: TargetId, code: str | None, at: datetime
) -> None:
    """The case said no, or nobody could be understood; the target keeps its selection."""
    await _told(session, target_id, OpeningState.REFUSED, refusal=code)


async def started(
    session: AsyncSession, district: DistrictCode, campaign_id: CampaignId
) -> dict[OpeningState, int]:
    """How many of the selected have their case, wait for it, or were refused one."""
    query = (
        select(CampaignTargetLine.opening, func.count())
        .where(
            CampaignTargetLine.campaign_id == campaign_id,
            CampaignTargetLine.district == district,
            CampaignTargetLine.opening.is_not(None),
        )
        .group_by(CampaignTargetLine.opening)
    )
    return {OpeningState(state): n for state, n in await session.execute(query) if state}


async def _told(
    session: AsyncSession, target_id: TargetId, state: OpeningState, **values: object
) -> None:
    await session.execute(
        update(CampaignTargetLine)
        .where(CampaignTargetLine.target_id == target_id)
        .values(opening=state.value, **values)
    )


async def _changed(
    session: AsyncSession,
    district: DistrictCode,
    campaign_id: CampaignId,
    begins: CampaignState,
    values: Mapping[str, Any],
) -> bool:
    found = await session.scalar(
        update(CampaignLine)
        .where(
            CampaignLine.campaign_id == campaign_id,
            CampaignLine.district == district,
            CampaignLine.state == begins.value,
        )
        .values(dict(values))
        .returning(CampaignLine.campaign_id)
    )
    return found is not None


async def _keep_form(
    session: AsyncSession, campaign: Campaign, form: SurveyForm, by: PersonId, at: datetime
) -> bool:
    line = {
        "campaign_id": campaign.campaign_id,
        "version": form.version,
        "district": campaign.district,
        "body": form.model_dump_json(),
        "kept_by": by,
        "kept_at": at,
    }
    return bool(await add(session, CampaignFormLine, (line,)))


def _campaign(line: CampaignLine) -> Campaign:
    plain = {name: getattr(line, name) for name in PLAIN}
    ties: Sequence[TieRule] = [TieRule(one) for one in line.ties.split()]
    return Campaign(**plain, ties=tuple(ties), state=CampaignState(line.state))
