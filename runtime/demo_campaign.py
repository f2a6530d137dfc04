"""Jeonju's survey campaigns: one that ended with 600 of 826 selected, one in its fourth day.

The people are invented, the totals are the district's (domain JJ-01, JJ-02). The selected are
asked to be opened as cases through the real openings, which the worker does beside everything
else; nothing here waits for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from rich.console import Console
from rich.progress import Progress

from care.decide.survey_rounds import share
from care.model.campaign import Campaign, Question, SurveyForm, TieRule, TryResult
from care.model.ids import CampaignId, DistrictCode, OfficeCode, PersonId
from policies.resolve import resolve
from runtime.demo_people import FAMILY, FIRST
from runtime.parts import Parts
from store import campaign_answers, campaign_selection, campaign_targets, campaigns, marks
from store.campaign_answers import Answer
from store.campaign_targets import Known, NewTarget, Told, Who
from store.moments import KOREA
from workflows.openings import Openings

JEONJU = DistrictCode("52110")
ZONES = ("한옥 구역", "평화 구역", "삼천 구역", "완산 구역")
FORM = SurveyForm(
    version=1,
    form="jeonju-care-2024",
    questions=(
        Question(
            code="integrated_care_lives_alone",
            ko="혼자 살며 돌볼 사람 없음",
            en="Lives alone without a carer",
            points=20,
        ),
        Question(
            code="integrated_care_long_term_care",
            ko="장기요양 등급 있음",
            en="Has a long-term care grade",
            points=10,
        ),
        Question(code="health_body", ko="신체 건강", en="Physical health", points=7, most=3),
        Question(
            code="daily_essentials", ko="의식주 관련 생활", en="Daily essentials", points=5, most=3
        ),
        Question(code="own_1", ko="한 주에 한 번도 밖에 나가지 않으신가요",
                 en="Does not go out even once a week", points=8),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Survey:
    """``ago`` days before today it began; ``over`` days of it have been worked off."""

    name: str
    people: int
    places: int
    ago: int
    days: int
    over: int
    signed: bool
    first: int
    """The number of its first person among all invented ones."""

    @property
    def mark(self) -> str:
        return f"demo-campaign-{self.first}"

    @property
    def campaign_id(self) -> CampaignId:
        return CampaignId(f"campaign-demo-{self.first}")


SURVEYS = (
    Survey("통합돌봄 어르신 전수조사(가상)", 826, 600, 11, 8, 8, True, 0),
    Survey("겨울나기 안부 조사(가상)", 160, 80, 3, 6, 3, False, 1000),
)


async def seed_campaigns(parts: Parts, console: Console, openings: Openings) -> None:
    """What is missing, each campaign a few transactions; asked again it changes nothing."""
    async with parts.database.for_all().read() as session:
        todo = [one for one in SURVEYS if await marks.mark(session, one.mark) is None]
    if not todo:
        return
    now = datetime.now(UTC)
    with Progress(console=console, transient=True) as progress:
        row = progress.add_task("Asking 826 people ...", total=sum(one.over + 2 for one in todo))
        for survey in todo:
            await _begin(parts, survey, now)
            progress.advance(row)
            for day in range(survey.over):
                await _worked(parts, survey, day, now)
                progress.advance(row)
            await _ended(parts, survey, now)
            progress.advance(row)
    await openings.start(JEONJU)
    console.print("Campaigns are there; the cases of 600 selected people open in the background.")


async def _begin(parts: Parts, survey: Survey, now: datetime) -> None:
    first = _today(now) - timedelta(days=survey.ago)
    begun = Campaign(
        campaign_id=survey.campaign_id,
        district=JEONJU,
        name=survey.name,
        first_day=first,
        last_day=first + timedelta(days=survey.days - 1),
        wanted=survey.people,
        places=survey.places,
        ties=(TieRule.OLDER, TieRule.MORE_SERIOUS, TieRule.LOT),
        made_by=_who("coordinator"),
        made_at=_at(first, 8),
    )
    async with parts.database.of(JEONJU).write() as session:
        await campaigns.create(session, begun, FORM)
        await campaign_targets.add_targets(
            session, parts.keyring, JEONJU, survey.campaign_id, _people(survey), begun.made_at
        )
        all_of_them = _surveyors()
        for at, zone in enumerate(ZONES):
            found = await campaign_targets.targets(session, JEONJU, survey.campaign_id, zone)
            crew = [all_of_them[at], all_of_them[(at + 1) % len(all_of_them)]]
            await campaign_targets.assign(session, JEONJU, dict(share(found, crew)))


async def _worked(parts: Parts, survey: Survey, day: int, now: datetime) -> None:
    """A day of every surveyor: answers, and in a campaign that runs doors nobody opened."""
    on = _today(now) - timedelta(days=survey.ago - day)
    async with parts.database.of(JEONJU).write() as session:
        where = [campaign_targets.of_campaign(survey.campaign_id)]
        found = await campaign_targets.known(session, parts.keyring, JEONJU, where)
        for one in found[day :: survey.days]:
            await _asked(session, parts, survey, one, on)


async def _asked(session: Any, parts: Parts, survey: Survey, one: Known, on: date) -> None:
    who, at = one.target.surveyor or _who("coordinator"), _at(on, 9 + one.number % 8)
    if not survey.signed and one.number % 9 == 0:
        result = TryResult.REFUSED if one.number % 27 == 0 else TryResult.NOT_HOME
        await campaign_answers.tried(
            session, JEONJU, survey.campaign_id, one.target.target_id,
            f"try-{one.target.target_id}-{on}", result, who, at, on,
        )  # fmt: skip
        return
    told = Told(answers=answers_of(survey.first + one.number))
    given = Answer(survey.campaign_id, one.target.target_id, FORM, told, who, at, on)
    await campaign_answers.answer(session, parts.keyring, JEONJU, given)


async def _ended(parts: Parts, survey: Survey, now: datetime) -> None:
    """Proposed by the coordinator, signed by the section head, in one transaction with the mark."""
    async with parts.database.for_all().write() as session:
        found = await campaigns.campaign(session, JEONJU, survey.campaign_id)
        if found is not None and survey.signed:
            keyring, before = parts.keyring, now - timedelta(hours=1)
            await campaign_selection.propose(
                session, keyring, found, _who("coordinator"), now - timedelta(hours=20)
            )
            listed = await campaigns.campaign(session, JEONJU, survey.campaign_id)
            if listed is not None:
                await campaign_selection.sign(session, keyring, listed, _who("head"), before)
        await marks.set_mark(session, survey.mark, survey.campaign_id)


def answers_of(number: int) -> dict[str, int]:
    """Spread so that many scores are equal, as in any survey."""
    alone, care, body, essentials, inside = (one.code for one in FORM.questions)
    return {
        alone: int(number % 3 != 0),
        care: int(number % 5 == 0),
        body: number * 7 % 4,
        essentials: number * 11 % 4,
        inside: int(number % 7 < 2),
    }


def _people(survey: Survey) -> list[NewTarget]:
    offices = sorted(resolve(JEONJU).offices)
    return [_person(survey.first + at, offices) for at in range(survey.people)]


def _person(number: int, offices: Sequence[OfficeCode]) -> NewTarget:
    name = f"{FAMILY[number % len(FAMILY)]}{FIRST[number // len(FAMILY) % len(FIRST)]}"
    born = date(1928, 1, 1) + timedelta(days=number * 37 % 9_000)
    phone = f"010-0000-{number % 10_000:04}"
    who = Who(name=name, birth_date=born, phone=phone, address=f"가상로 {number + 1}")
    return NewTarget(who, ZONES[number % len(ZONES)], offices[number % len(offices)])


def _who(role: str) -> PersonId:
    return PersonId(f"demo-{resolve(JEONJU).case_policy.number_prefix.lower()}-{role}")


def _surveyors() -> tuple[PersonId, ...]:
    return tuple(_who(role) for role in ("office", "lead", "manager", "coordinator"))


def _today(now: datetime) -> date:
    return now.astimezone(KOREA).date()


def _at(on: date, hour: int) -> datetime:
    return datetime.combine(on, time(hour, 30), KOREA).astimezone(UTC)
