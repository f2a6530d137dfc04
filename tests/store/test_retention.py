"""Who never became a case is destroyed in time, and what was told of a case goes with it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from care.model.campaign import CampaignState
from care.model.codes import DiscoveryChannel, Role
from care.model.discovery import (
    AtRiskStatus,
    BatchKind,
    BatchState,
    DiscoveryRules,
    FoundOutcome,
    TriageDecline,
)
from care.model.ids import AtRiskId, CaseId, HouseholdId, MemberId, OfficeCode, PersonId
from care.model.policy import Calendar
from care.model.term import Rollover, Term, Unit
from store import (
    at_risk_acts,
    at_risk_queue,
    batch_portions,
    batches,
    campaigns,
    complaint_desk,
    households,
    openings,
    reports,
    retention,
    told_yields,
)
from store.at_risk_acts import Doer
from store.at_risk_intake import Origin, place
from store.batch_portions import PortionRead
from store.batches import Batch
from store.complaint_desk import Complaint, Resolution
from store.database import Database
from store.erasure import Household, erase_case, erase_member
from store.households import MemberDetails
from store.keyring import KeyDestroyed, Keyring
from store.openings import Opening, OpeningState, Result
from store.reports import Report, Reporter
from store.scope import Scope
from store.tables.at_risk import AtRiskLine, AtRiskSignalLine, AtRiskTokenLine
from store.tables.campaigns import CampaignLine, CampaignTargetLine
from store.tables.households import MemberLine
from store.tables.openings import OpeningLine, ReportLine
from tests.care.builders import NOW
from tests.store import test_campaigns as survey
from tests.store.lines import case_line
from tests.store.telling import HERE, RULES, TODAY, found, signal

WORKER = PersonId("p-1")
OFFICE = OfficeCode("here-dong")
HOME, CASE = HouseholdId("home-1"), CaseId("52110-aaaaaaaaaaaaaaaa")
CALENDAR = Calendar()
YEAR = Term(n=12, unit=Unit.MONTHS, rollover=Rollover.NONE)
KEPT = RULES.model_copy(
    update={"keep_found": YEAR, "keep_targets": YEAR, "keep_complaints": YEAR, "counted_days": 500}
)
SOON, LATER, LATE = (NOW + timedelta(days=days) for days in (360, 470, 600))
"""Within a year; a year and the rest of a decline later; when signals count no more."""
SCOPE = Scope(HERE, None, None, WORKER, frozenset({Role.COORDINATOR}))
WHO = Reporter("신고담", "010-0000-0007", "가상의원")


async def told(session: Any, keyring: Keyring, *rows: Any, at: datetime = NOW) -> list[Any]:
    return await place(session, keyring, HERE, RULES, rows, Origin(WORKER), at)


async def destroyed(
    database: Database, keyring: Keyring, at: datetime, rules: DiscoveryRules = KEPT
) -> dict[str, int]:
    over = retention.past(rules, at, CALENDAR)
    return dict(await retention.portion(database, keyring, HERE, over))


async def declined(session: Any, keyring: Keyring, name: str = "윤해온") -> AtRiskId:
    [placed] = await told(session, keyring, found(name))
    doer = Doer(SCOPE, WORKER, NOW)
    until = TODAY + timedelta(days=90)
    assert await at_risk_acts.decline(
        session, doer, placed.at_risk_id, TriageDecline.NO_NEED, until
    )
    return AtRiskId(placed.at_risk_id)


def opening(about: str, name: str = "윤해온") -> Opening:
    return Opening(
        opening_id=openings.opening_id(HERE, about),
        district=HERE,
        office=OFFICE,
        found=found(name),
        channel=DiscoveryChannel.BATCH,
        at=NOW,
    )


async def a_case(session: Any, keyring: Keyring) -> None:
    await households.new_household(session, HOME, HERE, OFFICE, NOW)
    born = date(1961, 3, 4)
    details = MemberDetails(MemberId("m-1"), "윤해온", born, "010-2345-6789", "덕진로 12")
    await households.add_member(session, keyring, HOME, details)
    session.add(case_line(CASE, HERE, household_id=HOME, stage="ENDED"))
    await session.flush()
    await keyring.case_key(session, CASE, HERE)


async def count(session: Any, where: Any) -> int:
    return int(await session.scalar(select(func.count()).where(where)) or 0)


async def test_a_declined_household_goes_when_its_rest_and_a_year_are_over(
    database: Database, keyring: Keyring
) -> None:
    async with database.write() as session:
        which = await declined(session, keyring)
        [waiting] = await told(session, keyring, found("한별솔"))
        before = await told_yields.per_channel(session, SCOPE, TODAY, TODAY)
    assert await destroyed(database, keyring, SOON) == {}
    assert await destroyed(database, keyring, NOW + timedelta(days=400)) == {}
    assert await destroyed(database, keyring, LATER) == {"households": 1}
    assert await destroyed(database, keyring, LATER) == {}
    async with database.write() as session:
        assert await at_risk_queue.known(session, keyring, SCOPE, which) is None
        assert await at_risk_queue.known(session, keyring, SCOPE, waiting.at_risk_id) is not None
        assert await count(session, AtRiskTokenLine.at_risk_id == which) == 0
        assert await told_yields.per_channel(session, SCOPE, TODAY, TODAY) == before
        undone = await at_risk_acts.undo(session, keyring, Doer(SCOPE, WORKER, LATER), which)
    assert not undone, "a household of nobody does not come back"


async def test_the_same_row_stays_known_until_it_would_count_no_more(
    database: Database, keyring: Keyring
) -> None:
    async with database.write() as session:
        which = await declined(session, keyring)
    await destroyed(database, keyring, LATER)
    async with database.write() as session:
        [again] = await told(session, keyring, found(), at=LATER)
        [fresh] = await told(session, keyring, found("윤해온", None, signal(ago=-460)), at=LATER)
    assert (again.outcome, again.at_risk_id) == (FoundOutcome.ALREADY_RECEIVED, which)
    assert (fresh.outcome, fresh.at_risk_id == which) == (FoundOutcome.NEW, False)
    assert await destroyed(database, keyring, LATE) == {"signals": 1}
    async with database.read() as session:
        assert await count(session, AtRiskSignalLine.at_risk_id == which) == 0
        assert await count(session, AtRiskLine.at_risk_id == which) == 1


async def test_a_merged_household_goes_and_the_one_that_stays_keeps_all(
    database: Database, keyring: Keyring
) -> None:
    async with database.write() as session:
        [one, other] = await told(session, keyring, found(), found("윤해오", None))
        doer = Doer(SCOPE, WORKER, NOW)
        assert await at_risk_acts.merge(session, keyring, doer, one.at_risk_id, other.at_risk_id)
    assert await destroyed(database, keyring, LATER) == {"households": 1}
    async with database.read() as session:
        kept = await at_risk_queue.row(session, keyring, SCOPE, other.at_risk_id)
    assert kept is not None
    assert (kept.status, len(kept.signals) > 0) == (AtRiskStatus.WAITING, True)


async def test_an_edition_that_says_nothing_destroys_nothing(
    database: Database, keyring: Keyring
) -> None:
    async with database.write() as session:
        await declined(session, keyring)
    assert await destroyed(database, keyring, LATE, RULES) == {}


async def test_an_opening_that_failed_goes_with_the_household_sealed_for_it(
    database: Database, keyring: Keyring
) -> None:
    one, lives = opening("risk-1"), opening("risk-2")
    home, member = openings.household_of(one.opening_id), openings.member_of(one.opening_id)
    async with database.write() as session:
        await openings.ask_all(session, keyring, (one, lives))
        await households.new_household(session, home, HERE, OFFICE, NOW)
        await households.add_member(session, keyring, home, MemberDetails(member, "윤해온"))
        await openings.settle(session, Result(one.opening_id, OpeningState.REFUSED, "no"), NOW)
    assert await destroyed(database, keyring, SOON) == {}
    assert await destroyed(database, keyring, LATER) == {"openings": 1}
    async with database.write() as session:
        assert not await openings.again(session, HERE, one.opening_id, LATER)
        assert await count(session, MemberLine.household_id == home) == 0
        with pytest.raises(KeyDestroyed):
            await keyring.case_key(session, home, HERE)
        left = await openings.states(session, HERE, (one.opening_id, lives.opening_id))
        assert await count(session, OpeningLine.found.is_not(None)) == 1
    assert left[one.opening_id].refusal == "no"


async def test_who_reported_goes_with_whom_they_told_of(
    database: Database, keyring: Keyring
) -> None:
    async with database.write() as session:
        which = await declined(session, keyring)
        [waits] = await told(session, keyring, found("한별솔"))
        for number, about in enumerate((which, waits.at_risk_id, None)):
            report = Report(f"R-{number}", HERE, OFFICE, DiscoveryChannel.DUTY_REPORTER, NOW, False)
            await reports.keep(session, keyring, replace(report, at_risk_id=about), WHO)
    assert await destroyed(database, keyring, LATER) == {"households": 1, "reporters": 1}
    async with database.read() as session:
        kept = [await reports.reporter(session, keyring, HERE, f"R-{one}") for one in range(3)]
        assert await count(session, ReportLine.district == HERE) == 3
    assert kept == [None, WHO, None]


async def test_targets_not_selected_go_and_what_came_of_each_stays(
    database: Database, keyring: Keyring
) -> None:
    await survey.surveyed(database, keyring)
    assert await survey.proposed(database, keyring)
    assert await survey.signed(database, keyring, survey.SECOND) == 2
    before = await survey.outcomes(database)
    assert await destroyed(database, keyring, SOON) == {}
    assert await destroyed(database, keyring, LATER) == {"targets": 3}
    assert await destroyed(database, keyring, LATER) == {}
    assert await survey.outcomes(database) == before
    people = await survey.everybody(database, keyring)
    assert sum(bool(one.who.name) for one in people) == 2
    assert sum(one.told is not None for one in people) == 2


async def test_a_survey_nobody_signed_counts_from_its_last_day_and_is_not_signed_after(
    database: Database, keyring: Keyring
) -> None:
    await survey.surveyed(database, keyring)
    assert await survey.proposed(database, keyring)
    assert await destroyed(database, keyring, LATER) == {"targets": 5}
    assert await survey.signed(database, keyring, survey.SECOND) is None
    async with database.read() as session:
        found = await campaigns.campaign(session, HERE, survey.WHO)
    assert found is not None
    assert found.state is CampaignState.PROPOSED


def complaint(which: str, who: str, what: str = "현관이 어둡다고 함") -> Complaint:
    return Complaint(which, HERE, who, what, WORKER, NOW, NOW + timedelta(hours=8))


async def resolved(session: Any, keyring: Keyring, *told: Complaint) -> None:
    for one in told:
        await complaint_desk.receive(session, keyring, one)
        done = Resolution(one.complaint_id, "고쳤음", WORKER, NOW)
        assert await complaint_desk.resolve(session, keyring, HERE, done)


async def test_a_complaint_that_was_resolved_goes_and_is_still_counted(
    database: Database, keyring: Keyring
) -> None:
    async with database.write() as session:
        await resolved(session, keyring, complaint("c-1", "한별솔"))
        await complaint_desk.receive(session, keyring, complaint("c-2", "한별솔"))
        before = await complaint_desk.numbers(session, HERE, NOW, NOW)
    assert await destroyed(database, keyring, LATER) == {"complaints": 1}
    async with database.read() as session:
        gone = await complaint_desk.one(session, keyring, HERE, "c-1")
        left = await complaint_desk.one(session, keyring, HERE, "c-2")
        assert await complaint_desk.numbers(session, HERE, NOW, NOW) == before
    assert gone is not None
    assert left is not None
    assert (gone.who, gone.what, gone.answer, left.who) == ("", "", "", "한별솔")


async def test_rows_of_a_list_go_while_the_engine_is_away_and_its_words_in_time(
    database: Database, keyring: Keyring
) -> None:
    batch = Batch(
        batch_id=batches.batch_id(HERE, "one"),
        district=HERE,
        kind=BatchKind.SIGNALS,
        made_by=WORKER,
        made_at=NOW,
        file_name="윤해온 명단.csv",
    )
    await batches.keep(database, keyring, batch, "m", [PortionRead(((2, {"name": "윤해온"}),))])
    lapse = NOW + batches.KEPT
    assert await destroyed(database, keyring, lapse) == {}
    assert await destroyed(database, keyring, lapse + timedelta(hours=2)) == {"rows_of_lists": 1}
    async with database.write() as session:
        kept = await batches.get(session, keyring, HERE, batch.batch_id)
        with pytest.raises(KeyDestroyed):
            await keyring.case_key(session, batch_portions.key_of(batch.batch_id), HERE)
    assert kept is not None
    assert (kept.state, kept.failure, kept.rows_until) == (BatchState.STOPPED, "LAPSED", None)
    assert await destroyed(database, keyring, LATER) == {"lists": 1}
    async with database.read() as session:
        kept = await batches.get(session, keyring, HERE, batch.batch_id)
    assert kept is not None
    assert (kept.file_name, kept.total) == ("", 1)


async def test_with_a_case_goes_what_the_desk_was_told_of_its_people(
    database: Database, keyring: Keyring
) -> None:
    async with database.write() as session:
        own = await declined(session, keyring)
        other = await declined(session, keyring, "한별솔")
        await resolved(
            session,
            keyring,
            complaint("c-own", "윤해온, 뒷자리 6789"),
            complaint("c-phone", "이웃", "010 2345 6789 로 전화해 달라고 함"),
            complaint("c-namesake", "윤해온"),
        )
        await a_case(session, keyring)
        assert await erase_case(session, keyring, CASE, LATER)
        assert await at_risk_queue.known(session, keyring, SCOPE, own) is None
        assert await count(session, AtRiskSignalLine.at_risk_id == own) == 0
        assert await at_risk_queue.known(session, keyring, SCOPE, other) is not None
        kept = [one async for one in complaint_desk.resolved(session, keyring, HERE)]
    assert [one.complaint_id for one in kept] == ["c-namesake"], "a name alone is nobody"


async def test_what_waits_for_a_decision_outlives_the_case(
    database: Database, keyring: Keyring
) -> None:
    async with database.write() as session:
        [waits] = await told(session, keyring, found())
        await a_case(session, keyring)
        await erase_case(session, keyring, CASE, NOW)
        assert await at_risk_queue.known(session, keyring, SCOPE, waits.at_risk_id) is not None


async def test_with_a_case_goes_its_target_and_the_same_person_of_another_survey(
    database: Database, keyring: Keyring
) -> None:
    people = await survey.surveyed(database, keyring)
    assert await survey.proposed(database, keyring)
    assert await survey.signed(database, keyring, survey.SECOND) == 2
    first, last = people[0].target.target_id, people[4]
    async with database.write() as session:
        await campaigns.opened(session, first, CASE, NOW)
        await a_case(session, keyring)
        details = MemberDetails(MemberId("m-2"), last.who.name, last.who.birth_date)
        await households.add_member(session, keyring, HOME, details)
        await erase_case(session, keyring, CASE, NOW)
        gone = CampaignTargetLine.person.is_(None)
        query = select(CampaignTargetLine.target_id).where(gone)
        assert set(await session.scalars(query)) == {first, last.target.target_id}
        assert await count(session, CampaignLine.campaign_id == survey.WHO) == 1


async def test_one_person_who_demands_it_is_forgotten_at_the_desk_too(
    database: Database, keyring: Keyring
) -> None:
    async with database.write() as session:
        own = await declined(session, keyring)
        await a_case(session, keyring)
        place = Household(CASE, HOME)
        await erase_member(session, keyring, place, MemberId("m-1"), [], NOW)
        assert await at_risk_queue.known(session, keyring, SCOPE, own) is None


async def test_another_districts_people_are_left_alone(
    database: Database, keyring: Keyring
) -> None:
    async with database.write() as session:
        which = await declined(session, keyring)
    over = retention.past(KEPT, LATER, CALENDAR)
    assert await retention.portion(database, keyring, survey.THERE, over) == {}
    async with database.read() as session:
        assert await at_risk_queue.known(session, keyring, SCOPE, which) is not None
