"""From answers to outcomes: the list proposed, signed by a second person, and what each got.

Every target of a campaign has its reason for good: the selected, and all others (domain JJ-02).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.decide.selection import select as ranked
from care.decide.selection import terms, why_not_surveyed
from care.model.campaign import (
    Campaign,
    ScoredAnswer,
    Selection,
    SurveyForm,
    TargetState,
    TieRule,
    Why,
)
from care.model.codes import DiscoveryChannel, Role
from care.model.discovery import (
    DiscoveryRules,
    FoundHousehold,
    FoundOutcome,
    Signal,
    SignalSource,
)
from care.model.ids import CampaignId, CaseId, DistrictCode, OpeningId, PersonId, TargetId
from store import at_risk_intake, campaign_targets, campaigns, openings
from store.at_risk_keeping import Origin
from store.campaign_targets import Known
from store.keyring import Keyring
from store.moments import KOREA
from store.openings import Opening, OpeningState
from store.statements import table_of
from store.tables.campaigns import CampaignTargetLine

HAS_CASE = "HAS_OPEN_CASE"
"""Why a selected target was not opened as a case of its own."""
SIGNAL = "SURVEY_NEED"
"""The kind of the national policy a survey's find is told as."""


@dataclass(frozen=True)
class Outcome:
    """What one target got, and why."""

    target_id: TargetId
    number: int
    zone: str
    state: TargetState
    score: int | None
    rank: int | None
    why: Why | None
    tie_by: TieRule | None
    opening_id: OpeningId
    opening: OpeningState | None
    case_id: CaseId | None
    refusal: str | None

    @property
    def joins(self) -> bool:
        """An open case heard of the find; there is no case of its own."""
        return self.refusal == HAS_CASE

    @property
    def failed(self) -> bool:
        """Selected, and neither a case of its own nor an open one."""
        return bool(self.refusal) and not self.joins and self.case_id is None


async def preview(session: AsyncSession, keyring: Keyring, campaign: Campaign) -> Selection:
    """The list as it would be now; writes nothing."""
    return _select(campaign, await _all(session, keyring, campaign))


async def propose(
    session: AsyncSession, keyring: Keyring, campaign: Campaign, by: PersonId, at: datetime
) -> Selection | None:
    """Ranks, cuts and writes each one's reason; None when a list is out already, or when who was
    asked has been destroyed since."""
    found = await _all(session, keyring, campaign)
    made = _select(campaign, found)
    if any(not one.who.name for one in found):
        return None
    if not await campaigns.proposed(session, campaign, made.cut, by, at):
        return None
    by_id = {one.target_id: one for one in made.ranked}
    rows = []
    for one in found:
        place = by_id.get(one.target.target_id)
        why = place.why if place else why_not_surveyed(one.target.state)
        rows.append(
            {
                "which": one.target.target_id,
                "rank": place.rank if place else None,
                "why": why.value,
                "tie_by": place.tie_by.value if place and place.tie_by else None,
            }
        )
    await _write(session, rows)
    return made


async def send_back(session: AsyncSession, campaign: Campaign) -> bool:
    """The list is withdrawn and the survey goes on."""
    if not await campaigns.sent_back(session, campaign):
        return False
    await session.execute(
        update(CampaignTargetLine)
        .where(CampaignTargetLine.campaign_id == campaign.campaign_id)
        .values(rank=None, why=None, tie_by=None)
    )
    return True


async def sign(
    session: AsyncSession,
    keyring: Keyring,
    campaign: Campaign,
    by: PersonId,
    at: datetime,
    rules: DiscoveryRules | None = None,
) -> int | None:
    """By a second person: the selected are asked to be opened as cases, all at once.

    By the district's ``rules`` whoever has an open case gets no second one: what the survey found
    is told to that case. None for who proposed the list, when nothing waits for a signature, or
    when who was asked has been destroyed since.
    """
    found = await campaign_targets.known(
        session, keyring, campaign.district, [*_in(campaign), _selected()]
    )
    if any(not one.who.name for one in found):
        return None
    if not await campaigns.signed(session, campaign, by, at):
        return None
    forms = await campaigns.forms(session, campaign.campaign_id)
    asked = [_opening(campaign, forms, one, at) for one in found]
    have = [] if rules is None else await _told_to_cases(session, keyring, asked, rules, at)
    new = [one for one in asked if one.target_id not in have]
    await openings.ask_all(session, keyring, new)
    await _mark(session, campaign, _selected(), OpeningState.WAITING, None)
    await _mark(
        session, campaign, CampaignTargetLine.target_id.in_(have), OpeningState.REFUSED, HAS_CASE
    )
    return len(new)


async def _told_to_cases(
    session: AsyncSession,
    keyring: Keyring,
    asked: Sequence[Opening],
    rules: DiscoveryRules,
    at: datetime,
) -> list[TargetId]:
    """Those with an open case, which hears of the survey's find in this transaction."""
    if not asked:
        return []
    first, day = asked[0], at.astimezone(KOREA).date()
    found = [one.found for one in asked]
    judged = await at_risk_intake.judge(
        session, keyring, first.district, rules, found, day, first.asked_by
    )
    known = [
        one
        for one, placed in zip(asked, judged, strict=True)
        if placed.outcome is FoundOutcome.ATTACHED
    ]
    origin = Origin(by=first.asked_by)
    await at_risk_intake.place(
        session, keyring, first.district, rules, [one.found for one in known], origin, at
    )
    return [one.target_id for one in known if one.target_id is not None]


async def _mark(
    session: AsyncSession, campaign: Campaign, which: Any, state: OpeningState, why: str | None
) -> None:
    await session.execute(
        update(CampaignTargetLine)
        .where(*_in(campaign), which)
        .values(opening=state.value, refusal=why)
    )


async def outcomes(session: AsyncSession, campaign: Campaign) -> list[Outcome]:
    """Of all targets: by rank, then those without answers by number."""
    query = (
        select(CampaignTargetLine)
        .where(*_in(campaign))
        .order_by(
            CampaignTargetLine.rank.is_(None), CampaignTargetLine.rank, CampaignTargetLine.number
        )
        .execution_options(populate_existing=True)
    )
    return [_outcome(line) for line in await session.scalars(query)]


async def failed(session: AsyncSession, district: DistrictCode) -> dict[CampaignId, int]:
    """How many selected people of each campaign wait for somebody who finds out why no case was
    opened; campaigns without any are left out."""
    line = CampaignTargetLine
    query = (
        select(line.campaign_id, func.count())
        .where(
            line.district == district,
            line.opening == OpeningState.REFUSED.value,
            line.refusal != HAS_CASE,
            line.case_id.is_(None),
        )
        .group_by(line.campaign_id)
    )
    return {CampaignId(one): count for one, count in await session.execute(query)}


def as_if(rows: Sequence[Outcome], made: Selection) -> list[Outcome]:
    """The outcomes as they would be, in the order of the list; nothing is kept."""
    places = {one.target_id: one for one in made.ranked}
    given = []
    for one in rows:
        place = places.get(one.target_id)
        why = place.why if place else why_not_surveyed(one.state)
        rank, tie_by = (place.rank, place.tie_by) if place else (None, None)
        given.append(replace(one, rank=rank, why=why, tie_by=tie_by))
    return sorted(given, key=lambda one: (one.rank is None, one.rank or 0, one.number))


async def outcome_of(
    session: AsyncSession, campaign: Campaign, target_id: TargetId
) -> Outcome | None:
    query = select(CampaignTargetLine).where(
        *_in(campaign), CampaignTargetLine.target_id == target_id
    )
    line = await session.scalar(query)
    return None if line is None else _outcome(line)


def _opening_id(district: str, target_id: str) -> OpeningId:
    return openings.opening_id(DistrictCode(district), f"target/{target_id}")


def _in(campaign: Campaign) -> list[Any]:
    return [
        CampaignTargetLine.district == campaign.district,
        CampaignTargetLine.campaign_id == campaign.campaign_id,
    ]


def _selected() -> Any:
    return CampaignTargetLine.why.in_([one.value for one in Why if one.is_selected])


async def _all(session: AsyncSession, keyring: Keyring, campaign: Campaign) -> list[Known]:
    where = [campaign_targets.of_campaign(campaign.campaign_id)]
    return await campaign_targets.known(session, keyring, campaign.district, where)


def _select(campaign: Campaign, found: Sequence[Known]) -> Selection:
    scored = [
        ScoredAnswer(
            target_id=one.target.target_id,
            score=one.score or 0,
            serious=one.serious,
            born=one.who.birth_date,
            surveyed_at=one.surveyed_at,
        )
        for one in found
        if one.target.state is TargetState.SURVEYED and one.surveyed_at is not None
    ]
    return ranked(campaign.campaign_id, scored, campaign.places, campaign.ties, campaign.least)


def _opening(
    campaign: Campaign, forms: Mapping[int, SurveyForm], one: Known, at: datetime
) -> Opening:
    day = campaign.last_day if one.surveyed_at is None else one.surveyed_at.date()
    found = FoundHousehold(
        name=one.who.name,
        birth_date=one.who.birth_date,
        phone=one.who.phone,
        address=one.who.address,
        office=one.target.office,
        channel=DiscoveryChannel.OUTREACH,
        signals=(Signal(kind=SIGNAL, source=SignalSource.SURVEY, observed_on=day),),
        note=_told(campaign, forms, one),
    )
    if one.target.office is None:
        raise ValueError("a target without an office")
    return Opening(
        opening_id=_opening_id(campaign.district, one.target.target_id),
        district=campaign.district,
        office=one.target.office,
        found=found,
        channel=DiscoveryChannel.OUTREACH,
        at=at,
        asked_by=campaign.proposed_by,
        asked_as=Role.COORDINATOR,
        target_id=one.target.target_id,
    )


def _told(campaign: Campaign, forms: Mapping[int, SurveyForm], one: Known) -> str:
    """The first note of the case: the campaign, the score and what made it."""
    if one.told is None or one.form_version is None:
        return campaign.name
    made = terms(one.told.answers, forms[one.form_version])
    weights = ", ".join(f"{question.ko} {points}" for question, _, points in made)
    lines = [f"{campaign.name} · {one.number} · {one.score}", weights, one.told.note]
    return "\n".join(line for line in lines if line)


async def _write(session: AsyncSession, rows: Sequence[Mapping[str, object]]) -> None:
    if not rows:
        return
    table = table_of(CampaignTargetLine)
    statement = (
        update(table)
        .where(table.c.target_id == bindparam("which"))
        .values(rank=bindparam("rank"), why=bindparam("why"), tie_by=bindparam("tie_by"))
    )
    await (await session.connection()).execute(statement, [dict(row) for row in rows])


def _outcome(line: CampaignTargetLine) -> Outcome:
    return Outcome(
        target_id=TargetId(line.target_id),
        number=line.number,
        zone=line.zone,
        state=TargetState(line.state),
        score=line.score,
        rank=line.rank,
        why=Why(line.why) if line.why else None,
        tie_by=TieRule(line.tie_by) if line.tie_by else None,
        opening_id=_opening_id(line.district, line.target_id),
        opening=OpeningState(line.opening) if line.opening else None,
        case_id=CaseId(line.case_id) if line.case_id else None,
        refusal=line.refusal,
    )
