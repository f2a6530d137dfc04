"""Lists that come into a campaign by file: whom to survey, and what they answered.

A list of answers names its targets by their number in the campaign and carries nobody's name.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from care.decide.selection import AnswersUnsound, sound
from care.model.campaign import Campaign, CampaignState, SurveyForm
from care.model.discovery import FoundOutcome, Placed
from care.model.ids import CampaignId, DistrictCode, OfficeCode, PersonId
from store import campaign_answers, campaign_targets, campaigns
from store.batch_portions import Row
from store.batches import Batch
from store.campaign_answers import Answer
from store.campaign_targets import Known, NewTarget, Told, Who
from store.keyring import Keyring
from store.moments import KOREA

ANSWER = "q:"
"""Before a question's code: the key of its column."""
NEW, KNOWN = Placed(outcome=FoundOutcome.NEW), Placed(outcome=FoundOutcome.ALREADY_RECEIVED)
ADDED, REJECTED = Placed(outcome=FoundOutcome.ADDED), Placed(outcome=FoundOutcome.REJECTED)


class TargetTaker:
    """``NEW``: a target more. ``ALREADY_RECEIVED``: the same person is one. ``REJECTED``: the
    survey is over, or nothing says which office or zone the person belongs to."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    async def judge(self, session: AsyncSession, batch: Batch, rows: Sequence[Row]) -> list[Placed]:
        found = [new_target(said) for _, said in rows]
        if await _surveying(session, batch) is None:
            return [REJECTED] * len(rows)
        people = [one.who for one in found if one is not None]
        known = iter(
            await campaign_targets.are_targets(
                session, self._keyring, batch.district, CampaignId(batch.about), people
            )
        )
        return [_placed(one, None if one is None else not next(known)) for one in found]

    async def take(
        self, session: AsyncSession, batch: Batch, rows: Sequence[Row], at: datetime
    ) -> list[Placed]:
        found = [new_target(said) for _, said in rows]
        if await _surveying(session, batch) is None:
            return [REJECTED] * len(rows)
        fresh = iter(
            await campaign_targets.add_targets(
                session,
                self._keyring,
                batch.district,
                CampaignId(batch.about),
                [one for one in found if one is not None],
                at,
            )
        )
        return [_placed(one, None if one is None else next(fresh)) for one in found]


class AnswerTaker:
    """``ADDED``: answers kept. ``ALREADY_RECEIVED``: the same were kept before. ``REJECTED``: no
    such number, off the form, or somebody else has asked this target."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    async def judge(self, session: AsyncSession, batch: Batch, rows: Sequence[Row]) -> list[Placed]:
        campaign = await _surveying(session, batch)
        if campaign is None:
            return [REJECTED] * len(rows)
        known, form = await self._known(session, campaign, rows)
        return [_judged(batch, known.get(_number(said)), _told(said, form)) for _, said in rows]

    async def take(
        self, session: AsyncSession, batch: Batch, rows: Sequence[Row], at: datetime
    ) -> list[Placed]:
        campaign = await _surveying(session, batch)
        if campaign is None:
            return [REJECTED] * len(rows)
        known, form = await self._known(session, campaign, rows)
        placed = []
        for _, said in rows:
            one, told = known.get(_number(said)), _told(said, form)
            judged = _judged(batch, one, told)
            if judged is ADDED and one is not None and told is not None:
                kept = await self._keep(session, batch, one, form, told, at, _day(said, at))
                judged = ADDED if kept else REJECTED
            placed.append(judged)
        return placed

    async def _keep(  # noqa: PLR0913 - whose answers, to what, when
        self,
        session: AsyncSession,
        batch: Batch,
        one: Known,
        form: SurveyForm,
        told: Told,
        at: datetime,
        day: date,
    ) -> bool:
        given = Answer(
            campaign_id=CampaignId(batch.about),
            target_id=one.target.target_id,
            form=form,
            told=told,
            by=_asker(batch, one),
            at=at,
            day=day,
        )
        return await campaign_answers.answer(session, self._keyring, batch.district, given)

    async def _known(
        self, session: AsyncSession, campaign: Campaign, rows: Sequence[Row]
    ) -> tuple[dict[int, Known], SurveyForm]:
        numbers = {_number(said) for _, said in rows}
        where = [
            campaign_targets.of_campaign(campaign.campaign_id),
            campaign_targets.numbered(numbers),
        ]
        found = await campaign_targets.known(session, self._keyring, campaign.district, where)
        form = await campaigns.current_form(session, campaign.campaign_id)
        return {one.number: one for one in found}, form


def new_target(said: Mapping[str, str]) -> NewTarget | None:
    """None when nothing says where the person belongs."""
    office, zone = said.get("office", ""), said.get("zone", "")
    if not office or not said.get("name"):
        return None
    born = said.get("birth_date", "")
    who = Who(
        name=said["name"],
        birth_date=date.fromisoformat(born) if born else None,
        phone=said.get("phone", ""),
        address=said.get("address", ""),
    )
    return NewTarget(who, zone or office, OfficeCode(office))


def _placed(one: NewTarget | None, fresh: bool | None) -> Placed:
    if one is None:
        return REJECTED
    return NEW if fresh else KNOWN


async def _surveying(session: AsyncSession, batch: Batch) -> Campaign | None:
    found = await campaigns.campaign(session, DistrictCode(batch.district), batch.about)
    return found if found and found.state is CampaignState.SURVEYING else None


def _judged(batch: Batch, one: Known | None, told: Told | None) -> Placed:
    if one is None or told is None:
        return REJECTED
    if one.told == told:
        return KNOWN
    others = one.surveyed_by not in (None, _asker(batch, one))
    return REJECTED if others else ADDED


def _asker(batch: Batch, one: Known) -> PersonId:
    """Papers brought as a file were filled by whoever the target is assigned to."""
    return one.target.surveyor or batch.made_by


def _told(said: Mapping[str, str], form: SurveyForm) -> Told | None:
    """None when a question is unanswered or an answer off its scale. An empty tick is a no."""
    given: dict[str, Any] = {}
    for one in form.questions:
        cell = said.get(f"{ANSWER}{one.code}", "")
        given[one.code] = int(cell) if cell.isdecimal() else 0 if one.most == 1 and not cell else -1
    try:
        sound(given, form)
    except AnswersUnsound:
        return None
    return Told(answers=given, note=said.get("note", ""))


def _number(said: Mapping[str, str]) -> int:
    cell = said.get("number", "")
    return int(cell) if cell.isdecimal() and len(cell) < 9 else 0


def _day(said: Mapping[str, str], at: datetime) -> date:
    day = said.get("observed_on", "")
    return date.fromisoformat(day) if day else at.astimezone(KOREA).date()
