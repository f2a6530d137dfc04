"""Lists of a campaign by file: tried out as they will be taken, and safe to bring twice."""

from dataclasses import replace

from care.model.discovery import BatchKind, FoundOutcome
from care.model.ids import BatchId
from store import campaign_selection, campaigns
from store.batch_portions import Row
from store.batches import Batch
from store.campaign_rows import AnswerTaker, TargetTaker
from store.database import Database
from store.keyring import Keyring
from tests.care.builders import NOW
from tests.store.test_campaigns import FIRST, HERE, WHO, begun, campaign, everybody

LIST = Batch(
    batch_id=BatchId("52110-batch-1"),
    district=HERE,
    kind=BatchKind.CAMPAIGN_TARGETS,
    made_by=FIRST,
    made_at=NOW,
    about=WHO,
)
NEW, KNOWN = FoundOutcome.NEW, FoundOutcome.ALREADY_RECEIVED
ADDED, REJECTED = FoundOutcome.ADDED, FoundOutcome.REJECTED


def target(number: int, **changes: str) -> dict[str, str]:
    plain = {"name": f"가상인{number}", "birth_date": f"1940-01-{number + 1:02}"}
    return plain | {"office": "pyeonghwa1-dong", "zone": "가 구역"} | changes


def rows(*said: dict[str, str]) -> list[Row]:
    return list(enumerate(said, 2))


async def judged(
    database: Database, taker: TargetTaker | AnswerTaker, given: list[Row], about: str = WHO
) -> list[FoundOutcome]:
    async with database.read() as session:
        found = await taker.judge(session, replace(LIST, about=about), given)
    return [one.outcome for one in found]


async def taken(
    database: Database, taker: TargetTaker | AnswerTaker, given: list[Row]
) -> list[FoundOutcome]:
    async with database.write() as session:
        found = await taker.take(session, LIST, given, NOW)
    return [one.outcome for one in found]


async def test_targets_are_taken_as_they_were_judged_and_once(
    database: Database, keyring: Keyring
) -> None:
    await begun(database, keyring, 2)
    taker = TargetTaker(keyring)
    given = rows(target(1), target(5), target(5), target(6, office=""), target(7, zone=""))
    expected = [KNOWN, NEW, KNOWN, REJECTED, NEW]
    assert await judged(database, taker, given) == expected
    assert await taken(database, taker, given) == expected
    assert await taken(database, taker, given) == [KNOWN, KNOWN, KNOWN, REJECTED, KNOWN]
    found = await everybody(database, keyring)
    assert [one.target.zone for one in found[2:]] == ["가 구역", "pyeonghwa1-dong"]


async def test_answers_come_by_number_and_the_same_again_change_nothing(
    database: Database, keyring: Keyring
) -> None:
    await begun(database, keyring, 3)
    taker = AnswerTaker(keyring)
    given = rows(
        {"number": "1", "q:alone": "1", "q:health": "2", "observed_on": "2019-09-01"},
        {"number": "2", "q:alone": "", "q:health": "0", "note": "글"},
        {"number": "3", "q:alone": "1", "q:health": "9"},
        {"number": "3", "q:alone": "1"},
        {"number": "77", "q:alone": "1", "q:health": "1"},
    )
    expected = [ADDED, ADDED, REJECTED, REJECTED, REJECTED]
    assert await judged(database, taker, given) == expected
    assert await taken(database, taker, given) == expected
    assert await taken(database, taker, given) == [KNOWN, KNOWN, *expected[2:]]
    found = await everybody(database, keyring)
    assert [one.score for one in found] == [20, 0, None]
    assert found[1].told is not None
    assert found[1].told.answers == {"alone": 0, "health": 0}, "an empty tick is a no"
    assert {one.surveyed_by for one in found[:2]} == {FIRST}


async def test_a_survey_that_rests_takes_no_list(database: Database, keyring: Keyring) -> None:
    await begun(database, keyring, 1)
    async with database.write() as session:
        await campaign_selection.propose(session, keyring, campaign(), FIRST, NOW)
        assert (await campaigns.current_form(session, WHO)).version == 1
    for taker in (TargetTaker(keyring), AnswerTaker(keyring)):
        given = rows(target(4) | {"number": "1", "q:alone": "1", "q:health": "1"})
        assert await judged(database, taker, given) == [REJECTED]
        assert await taken(database, taker, given) == [REJECTED]


async def test_a_list_for_no_campaign_is_refused(database: Database, keyring: Keyring) -> None:
    await begun(database, keyring, 1)
    given = rows(target(4))
    assert await judged(database, TargetTaker(keyring), given, "campaign-9") == [REJECTED]
