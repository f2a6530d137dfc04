"""What surveyors bring home: answers, scored by the form they were given on, and tries in vain."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.decide.selection import score, serious, sound
from care.model.campaign import CampaignState, SurveyForm, TargetState, TryResult
from care.model.ids import CampaignId, DistrictCode, PersonId, TargetId
from store.campaign_targets import Told, place_of
from store.keyring import Keyring
from store.sealing import seal
from store.statements import add
from store.tables.campaigns import CampaignLine, CampaignTargetLine, CampaignTryLine


@dataclass(frozen=True)
class Answer:
    """Answers on their way in. ``form`` is the version they were given on."""

    campaign_id: CampaignId
    target_id: TargetId
    form: SurveyForm
    told: Told
    by: PersonId
    at: datetime
    day: date
    """In Korea."""


async def answer(
    session: AsyncSession, keyring: Keyring, district: DistrictCode, given: Answer
) -> bool:
    """Scored by their form and kept; told again they are corrected, until a list is proposed.

    False when the survey rests, or somebody else has come to an end with this target.
    ``AnswersUnsound`` when they do not fit the form.
    """
    sound(given.told.answers, given.form)
    key = await keyring.district_key(session, district)
    place = place_of(given.target_id, "answers", district)
    values = {
        "state": TargetState.SURVEYED.value,
        "answers": seal(key, given.told.model_dump_json(), place),
        "form_version": given.form.version,
        "score": score(given.told.answers, given.form),
        "serious": serious(given.told.answers, given.form),
        "surveyed_on": given.day,
        "surveyed_at": given.at,
        "surveyed_by": given.by,
    }
    return await _ended(session, district, given.campaign_id, given.target_id, given.by, values)


async def tried(  # noqa: PLR0913 - which target, which try, what came of it, by whom, when
    session: AsyncSession,
    district: DistrictCode,
    campaign_id: CampaignId,
    target_id: TargetId,
    try_id: str,
    result: TryResult,
    by: PersonId,
    at: datetime,
    day: date,
) -> bool:
    """Nobody home, refused, not to be found. The same try told twice counts once."""
    line = {
        "try_id": try_id,
        "target_id": target_id,
        "campaign_id": campaign_id,
        "district": district,
        "result": result.value,
        "by": by,
        "at": at,
    }
    if await session.get(CampaignTryLine, try_id) is not None:
        return True
    ends = not result.leads_to.is_open
    values: dict[str, Any] = {
        "state": result.leads_to.value,
        "tries": CampaignTargetLine.tries + 1,
        "surveyed_on": day if ends else None,
        "surveyed_at": at if ends else None,
        "surveyed_by": by if ends else None,
    }
    if not await _ended(session, district, campaign_id, target_id, by, values, told=False):
        return False
    await add(session, CampaignTryLine, (line,))
    return True


async def tries(session: AsyncSession, target_id: TargetId) -> list[tuple[TryResult, datetime]]:
    query = (
        select(CampaignTryLine.result, CampaignTryLine.at)
        .where(CampaignTryLine.target_id == target_id)
        .order_by(CampaignTryLine.at)
    )
    return [(TryResult(result), at) for result, at in await session.execute(query)]


async def _ended(  # noqa: PLR0913 - which target, by whom, what becomes of it
    session: AsyncSession,
    district: DistrictCode,
    campaign_id: CampaignId,
    target_id: TargetId,
    by: PersonId,
    values: Mapping[str, Any],
    *,
    told: bool = True,
) -> bool:
    """``told``: with answers, which end any state; a try never undoes answers."""
    surveying = select(CampaignLine.campaign_id).where(
        CampaignLine.campaign_id == campaign_id,
        CampaignLine.district == district,
        CampaignLine.state == CampaignState.SURVEYING.value,
    )
    mine_or_nobodys = or_(
        CampaignTargetLine.surveyed_by.is_(None), CampaignTargetLine.surveyed_by == by
    )
    conditions = [
        CampaignTargetLine.district == district,
        CampaignTargetLine.campaign_id == campaign_id,
        CampaignTargetLine.target_id == target_id,
        CampaignTargetLine.campaign_id.in_(surveying),
        mine_or_nobodys,
    ]
    if not told:
        conditions.append(CampaignTargetLine.answers.is_(None))
    found = await session.scalar(
        update(CampaignTargetLine)
        .where(*conditions)
        .values(dict(values))
        .returning(CampaignTargetLine.target_id)
    )
    return found is not None
