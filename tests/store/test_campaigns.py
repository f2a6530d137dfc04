"""A campaign in the store: each person once, answers on their form, a list two people stand for."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from care.decide.selection import AnswersUnsound
from care.model.campaign import (
    Campaign,
    CampaignState,
    Question,
    SurveyForm,
    TargetState,
    TieRule,
    TryResult,
    Why,
)
from care.model.ids import (
    CampaignId,
    CaseId,
    DistrictCode,
    HouseholdId,
    MemberId,
    OfficeCode,
    PersonId,
    TargetId,
)
from policies.resolve import resolve
from store import (
    campaign_answers,
    campaign_progress,
    campaign_selection,
    campaign_targets,
    campaigns,
    households,
    openings,
    outbox,
)
from store.campaign_answers import Answer
from store.campaign_targets import Known, NewTarget, Told, Who
from store.database import Database
from store.households import MemberDetails
from store.keyring import Keyring
from store.openings import OpeningState
from tests.care.builders import NOW
from tests.store.lines import case_line

HERE, THERE = DistrictCode("52110"), DistrictCode("41570")
OFFICE = OfficeCode("pyeonghwa1-dong")
WHO = CampaignId("campaign-1")
FIRST, SECOND, ASKS = PersonId("p-first"), PersonId("p-second"), PersonId("p-asks")
DAY = date(2019, 8, 30)
FORM = SurveyForm(
    version=1,
    form="jeonju-care-2024",
    questions=(
        Question(code="alone", ko="혼자 삶", en="Lives alone", points=10),
        Question(code="health", ko="건강", en="Health", points=5, most=3),
    ),
)


def campaign(**changes: object) -> Campaign:
    plain: dict[str, object] = {
        "campaign_id": WHO, "district": HERE, "name": "가상 어르신 전수조사", "first_day": DAY,
        "last_day": DAY + timedelta(days=7), "wanted": 5, "places": 2, "least": 0,
        "ties": (TieRule.OLDER,), "made_by": FIRST, "made_at": NOW,
    }  # fmt: skip
    return Campaign.model_validate(plain | changes)


def person(number: int, year: int = 1940) -> NewTarget:
    who = Who(name=f"가상인{number}", birth_date=date(year, 1, 1 + number), address="가상로 1")
    return NewTarget(who, "가 구역" if number % 2 else "나 구역", OFFICE)


async def begun(database: Database, keyring: Keyring, count: int = 5, **changes: object) -> None:
    async with database.write() as session:
        assert await campaigns.create(session, campaign(**changes), FORM)
        new = [person(number) for number in range(count)]
        fresh = await campaign_targets.add_targets(session, keyring, HERE, WHO, new, NOW)
    assert fresh == [True] * count


async def everybody(database: Database, keyring: Keyring) -> list[Known]:
    async with database.read() as session:
        where = [campaign_targets.of_campaign(WHO)]
        return await campaign_targets.known(session, keyring, HERE, where)


async def answered(
    database: Database, keyring: Keyring, one: Known, alone: int, health: int, **more: object
) -> bool:
    form = more.get("form", FORM)
    assert isinstance(form, SurveyForm)
    given = Answer(
        campaign_id=WHO,
        target_id=one.target.target_id,
        form=form,
        told=Told(answers={"alone": alone, "health": health}, note="글 하나"),
        by=PersonId(str(more.get("by", ASKS))),
        at=NOW,
        day=DAY,
    )
    async with database.write() as session:
        return await campaign_answers.answer(session, keyring, HERE, given)


async def tried(database: Database, one: Known, result: TryResult, try_id: str = "try-1") -> bool:
    async with database.write() as session:
        return await campaign_answers.tried(
            session, HERE, WHO, one.target.target_id, try_id, result, ASKS, NOW, DAY
        )


async def surveyed(database: Database, keyring: Keyring) -> list[Known]:
    """Scores 25, 15, 15, 10, and one who refused."""
    await begun(database, keyring)
    found = await everybody(database, keyring)
    for one, (alone, health) in zip(found, [(1, 3), (1, 1), (1, 1), (1, 0)], strict=False):
        assert await answered(database, keyring, one, alone, health)
    assert await tried(database, found[4], TryResult.REFUSED)
    return found


async def outcomes(database: Database) -> list[campaign_selection.Outcome]:
    async with database.read() as session:
        return await campaign_selection.outcomes(session, campaign())


async def proposed(database: Database, keyring: Keyring, by: PersonId = FIRST) -> bool:
    async with database.write() as session:
        made = await campaign_selection.propose(session, keyring, campaign(), by, NOW)
    return made is not None


async def now(database: Database) -> Campaign:
    async with database.read() as session:
        found = await campaigns.campaign(session, HERE, WHO)
    assert found is not None
    return found


async def signed(database: Database, keyring: Keyring, by: PersonId) -> int | None:
    found = await now(database)
    async with database.write() as session:
        return await campaign_selection.sign(session, keyring, found, by, NOW)


async def test_the_same_person_is_a_target_once_however_written(
    database: Database, keyring: Keyring
) -> None:
    await begun(database, keyring, 3)
    again = [person(1), NewTarget(Who(name="가상인 1", birth_date=date(1940, 1, 2)), "다", OFFICE)]
    async with database.write() as session:
        fresh = await campaign_targets.add_targets(
            session, keyring, HERE, WHO, [*again, person(9), person(9)], NOW
        )
    assert fresh == [False, False, True, False]
    found = await everybody(database, keyring)
    assert [one.number for one in found] == [1, 2, 3, 4]
    assert [one.who.name for one in found] == ["가상인0", "가상인1", "가상인2", "가상인9"]


async def test_two_lists_at_once_give_every_target_a_number_of_its_own(
    database: Database, keyring: Keyring
) -> None:
    await begun(database, keyring, 1)

    async def more(first: int) -> None:
        async with database.write() as session:
            new = [person(number) for number in range(first, first + 8)]
            await campaign_targets.add_targets(session, keyring, HERE, WHO, new, NOW)

    await asyncio.gather(more(1), more(5))
    found = await everybody(database, keyring)
    assert [one.number for one in found] == list(range(1, 14))


async def test_nothing_of_a_person_or_an_answer_stands_there_in_the_clear(
    database: Database, keyring: Keyring
) -> None:
    await surveyed(database, keyring)
    async with database.read() as session:
        rows = (await session.execute(text("SELECT * FROM campaign_targets"))).all()
    kept = " ".join(str(cell) for row in rows for cell in row)
    for said in ("가상인", "가상로", "글 하나", "1940", "alone"):
        assert said not in kept


async def test_another_district_finds_nothing(database: Database, keyring: Keyring) -> None:
    await surveyed(database, keyring)
    async with database.read() as session:
        assert await campaigns.campaigns(session, THERE) == []
        assert await campaigns.campaign(session, THERE, WHO) is None
        where = [campaign_targets.of_campaign(WHO)]
        assert await campaign_targets.known(session, keyring, THERE, where) == []
        assert await campaign_targets.count(session, THERE, where) == 0


async def test_answers_are_corrected_by_who_gave_them_and_by_nobody_else(
    database: Database, keyring: Keyring
) -> None:
    await begun(database, keyring, 1)
    [one] = await everybody(database, keyring)
    assert await answered(database, keyring, one, 0, 1)
    assert await answered(database, keyring, one, 1, 2)
    assert not await answered(database, keyring, one, 1, 3, by="p-other")
    assert not await tried(database, one, TryResult.REFUSED), "a try never undoes answers"
    [kept] = await everybody(database, keyring)
    assert (kept.score, kept.target.state) == (20, TargetState.SURVEYED)
    assert kept.told == Told(answers={"alone": 1, "health": 2}, note="글 하나")


async def test_an_answer_off_the_form_changes_nothing(database: Database, keyring: Keyring) -> None:
    await begun(database, keyring, 1)
    [one] = await everybody(database, keyring)
    with pytest.raises(AnswersUnsound):
        await answered(database, keyring, one, 1, 9)
    [kept] = await everybody(database, keyring)
    assert kept.target.state is TargetState.WAITING


async def test_nobody_home_counts_once_and_leaves_the_target_waiting(
    database: Database, keyring: Keyring
) -> None:
    await begun(database, keyring, 1)
    [one] = await everybody(database, keyring)
    for try_id in ("try-1", "try-1", "try-2"):
        assert await tried(database, one, TryResult.NOT_HOME, try_id)
    [kept] = await everybody(database, keyring)
    assert (kept.target.tries, kept.target.state) == (2, TargetState.WAITING)
    assert await tried(database, one, TryResult.NOT_REACHED, "try-3")
    assert await answered(database, keyring, one, 1, 1), "who was given up is found after all"


async def test_old_answers_keep_their_form_and_their_score(
    database: Database, keyring: Keyring
) -> None:
    await begun(database, keyring, 2)
    old, new = await everybody(database, keyring)
    assert await answered(database, keyring, old, 1, 1)
    heavier = FORM.questions[0].model_copy(update={"points": 90})
    changed = FORM.model_copy(update={"questions": (heavier, FORM.questions[1])})
    async with database.write() as session:
        kept = await campaigns.renew_form(session, HERE, WHO, changed, FIRST, NOW)
        same = await campaigns.renew_form(session, HERE, WHO, changed, FIRST, NOW)
    assert kept is not None
    assert kept.version == 2
    assert same == kept, "the same questions are no new version"
    assert await answered(database, keyring, new, 1, 1, form=kept)
    found = await everybody(database, keyring)
    assert [(one.form_version, one.score) for one in found] == [(1, 15), (2, 95)]
    async with database.read() as session:
        assert (await campaigns.forms(session, WHO))[1] == FORM


async def test_progress_adds_up_by_day_zone_and_surveyor(
    database: Database, keyring: Keyring
) -> None:
    await surveyed(database, keyring)
    async with database.read() as session:
        seen = await campaign_progress.progress(session, campaign())
    assert (seen.all, seen.done, seen.surveyed, seen.waiting) == (5, 5, 4, 0)
    assert seen.days == [(DAY, 5, 4)]
    assert [(row.name, row.all, row.surveyed) for row in seen.zones] == [
        ("가 구역", 2, 2),
        ("나 구역", 3, 2),
    ]
    assert [(row.name, row.done) for row in seen.surveyors] == [(ASKS, 5)]
    assert seen.cells == {(DAY, ASKS): 5}


async def test_each_target_gets_its_reason_and_only_the_selected_start(
    database: Database, keyring: Keyring
) -> None:
    found = await surveyed(database, keyring)
    assert await proposed(database, keyring)
    assert not await proposed(database, keyring), "one list at a time"
    assert not await answered(database, keyring, found[3], 1, 3), "answers rest"
    kept = await outcomes(database)
    assert [(one.number, one.rank, one.why) for one in kept] == [
        (1, 1, Why.SCORE),
        (2, 2, Why.TIE_TAKEN),
        (3, 3, Why.TIE_LEFT),
        (4, 4, Why.BELOW_CUT),
        (5, None, Why.REFUSED),
    ]
    assert [one.tie_by for one in kept[1:3]] == [TieRule.OLDER] * 2
    assert await signed(database, keyring, FIRST) is None, "it takes a second person"
    assert (await now(database)).state is CampaignState.PROPOSED
    assert await signed(database, keyring, SECOND) == 2
    assert await signed(database, keyring, PersonId("p-third")) is None
    async with database.read() as session:
        waiting = await openings.due(session, keyring, HERE, NOW, 50)
    assert Counter(one.opening.target_id for one in waiting) == Counter(
        one.target.target_id for one in found[:2]
    )
    assert {one.opening.found.name for one in waiting} == {"가상인0", "가상인1"}


async def test_a_list_sent_back_lets_the_survey_go_on(database: Database, keyring: Keyring) -> None:
    found = await surveyed(database, keyring)
    assert await proposed(database, keyring)
    current = await now(database)
    async with database.write() as session:
        assert await campaign_selection.send_back(session, current)
        assert not await campaign_selection.send_back(session, current)
    assert {one.why for one in await outcomes(database)} == {None}
    assert await answered(database, keyring, found[3], 1, 3)
    assert await proposed(database, keyring, SECOND)
    assert [one.number for one in await outcomes(database)][:2] == [1, 4]


async def test_what_became_of_the_openings_is_told_to_the_target(
    database: Database, keyring: Keyring
) -> None:
    await surveyed(database, keyring)
    await proposed(database, keyring)
    await signed(database, keyring, SECOND)
    one, other = (one.target_id for one in (await outcomes(database))[:2])
    async with database.write() as session:
        await campaigns.opened(session, one, CaseId("52110-case"), NOW)
        await campaigns.not_opened(session, other, "CASE_EXISTS", NOW)
        assert await campaigns.started(session, HERE, WHO) == {
            OpeningState.OPENED: 1,
            OpeningState.REFUSED: 1,
        }
    kept = await outcomes(database)
    assert [(one.case_id, one.refusal) for one in kept[:2]] == [
        ("52110-case", None),
        (None, "CASE_EXISTS"),
    ]


async def test_assigning_moves_only_who_still_waits(database: Database, keyring: Keyring) -> None:
    await surveyed(database, keyring)
    await begin_more(database, keyring, [person(20), person(21)])
    found = await everybody(database, keyring)
    wish: dict[TargetId, PersonId | None] = {one.target.target_id: SECOND for one in found}
    async with database.write() as session:
        assert await campaign_targets.assign(session, HERE, wish) == 2
        mine = await campaign_progress.mine_by_campaign(session, HERE, SECOND)
    assert mine == {WHO: 2}


async def begin_more(database: Database, keyring: Keyring, new: Sequence[NewTarget]) -> None:
    async with database.write() as session:
        at: datetime = NOW
        await campaign_targets.add_targets(session, keyring, HERE, WHO, new, at)


async def test_who_has_an_open_case_gets_no_second_one_and_the_case_hears_of_it(
    database: Database, keyring: Keyring
) -> None:
    await surveyed(database, keyring)
    await proposed(database, keyring)
    home = HouseholdId("home-1")
    async with database.write() as session:
        await households.new_household(session, home, HERE, OFFICE, NOW)
        born = date(1940, 1, 1)
        details = MemberDetails(MemberId("m-1"), "가상인0", born, None, "가상로 1")
        await households.add_member(session, keyring, home, details)
        session.add(case_line("52110-aaaaaaaaaaaaaaaa", HERE, household_id=home))
    current = await now(database)
    async with database.write() as session:
        rules = resolve(HERE).discovery
        asked = await campaign_selection.sign(session, keyring, current, SECOND, NOW, rules)
    assert asked == 1
    kept = await outcomes(database)
    assert [(one.opening, one.refusal) for one in kept[:2]] == [
        (OpeningState.REFUSED, campaign_selection.HAS_CASE),
        (OpeningState.WAITING, None),
    ]
    async with database.write() as session:
        sent = await outbox.pending(session, keyring, NOW + timedelta(days=2), 10)
    assert [one.kept.envelope.command.kind for one in sent] == ["RecordSignal"]
