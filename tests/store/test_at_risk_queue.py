"""What people decide holds once, tells the open case, and shows nothing kept from somebody."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from care.model.codes import RedFlag, Role, Stage
from care.model.discovery import AtRiskStatus, FoundHousehold, FoundOutcome, TriageDecline
from care.model.ids import AtRiskId, CaseId, HouseholdId, MemberId, OfficeCode, PersonId
from store import at_risk, at_risk_acts, at_risk_queue, households, outbox
from store.at_risk_acts import Doer
from store.at_risk_intake import Origin, judge, place
from store.at_risk_queue import QueueFilters
from store.compartment import open_compartment
from store.database import Database
from store.households import MemberDetails
from store.keyring import Keyring
from store.scope import Scope
from store.tables.at_risk import AtRiskLine
from store.tables.protection import HiddenLine
from tests.care.builders import NOW
from tests.store.lines import case_line
from tests.store.telling import HERE, RULES, TODAY, found, signal

WORKER, DANGER = PersonId("p-1"), PersonId("p-danger")
HOME = HouseholdId("home-1")
CASE = CaseId("52110-aaaaaaaaaaaaaaaa")
OFFICE = OfficeCode("here-dong")


def scope(person: PersonId = WORKER, *offices: str) -> Scope:
    own = frozenset(OfficeCode(one) for one in offices) or None
    return Scope(HERE, own, None, person, frozenset({Role.COORDINATOR}))


def doer(days: int = 0) -> Doer:
    return Doer(scope(), WORKER, NOW + timedelta(days=days))


async def told(
    session: Any, keyring: Keyring, *rows: FoundHousehold, by: PersonId = WORKER, days: int = 0
) -> list[Any]:
    at = NOW + timedelta(days=days)
    return await place(session, keyring, HERE, RULES, rows, Origin(by), at)


async def an_open_case(session: Any, keyring: Keyring, apart: bool = False) -> None:
    """A household of the register whose case goes on, as its steps would leave it."""
    await households.new_household(session, HOME, HERE, OFFICE, NOW)
    if apart:
        await open_compartment(session, HOME, HERE, NOW, phones=True)
    born = date(1961, 3, 4)
    details = MemberDetails(MemberId("m-1"), "윤해온", born, "010-2345-6789", "덕진로 12")
    await households.add_member(session, keyring, HOME, details)
    session.add(case_line(CASE, HERE, household_id=HOME, stage=Stage.DISCOVERY.value))
    await session.flush()


async def test_signals_for_an_open_case_go_to_it_once_and_danger_with_them(
    database: Database, keyring: Keyring
) -> None:
    async with database.write() as session:
        await an_open_case(session, keyring)
        row = found().model_copy(update={"red_flags": (RedFlag.SUICIDE,)})
        first = await told(session, keyring, row)
        second = await told(session, keyring, row, days=1)
    assert [one.outcome for one in first + second] == [
        FoundOutcome.ATTACHED,
        FoundOutcome.ALREADY_RECEIVED,
    ]
    async with database.write() as session:
        sent = await outbox.pending(session, keyring, NOW + timedelta(days=2), 10)
    kinds = sorted(one.kept.envelope.command.kind for one in sent)
    assert kinds == ["RaiseRedFlag", "RecordSignal"]
    assert {one.case_id for one in sent} == {CASE}


async def test_whoever_a_household_is_hidden_from_learns_nothing_by_telling_of_it(
    database: Database, keyring: Keyring
) -> None:
    async with database.write() as session:
        await an_open_case(session, keyring)
        hidden = HiddenLine(
            danger_id="d-1", kind="person", who=DANGER, household_id=HOME, district=HERE, since=NOW
        )
        session.add(hidden)
        await session.flush()
        tried = await judge(session, keyring, HERE, RULES, [found()], TODAY, DANGER)
        [placed] = await told(session, keyring, found(), by=DANGER)
        [other] = await told(
            session, keyring, found("윤해온", date(1961, 3, 4), signal("NO_CALLS"))
        )
    assert (tried[0].outcome, placed.outcome) == (FoundOutcome.NEW, FoundOutcome.NEW)
    assert other.outcome is FoundOutcome.ATTACHED
    async with database.read() as session:
        seen = await at_risk_queue.queue(
            session, keyring, scope(DANGER), QueueFilters(status=AtRiskStatus.ATTACHED)
        )
    assert seen.total == 0


async def test_where_a_protected_household_is_stays_in_its_compartment(
    database: Database, keyring: Keyring
) -> None:
    async with database.write() as session:
        await an_open_case(session, keyring, apart=True)
        row = found(phone="010-9999-1234", address="숨은로 77, 101동 203호")
        [placed] = await told(session, keyring, row)
        known = await at_risk_queue.known(session, keyring, scope(), placed.at_risk_id)
    assert placed.outcome is FoundOutcome.ATTACHED
    assert known is not None
    assert (known.name, known.phone, known.address) == ("윤해온", "", "")


async def test_a_declined_household_rests_is_counted_and_comes_back(
    database: Database, keyring: Keyring
) -> None:
    until = TODAY + timedelta(days=90)
    async with database.write() as session:
        [first] = await told(session, keyring, found())
        reason = TriageDecline.NO_NEED
        assert await at_risk_acts.decline(session, doer(), first.at_risk_id, reason, until)
        assert not await at_risk_acts.decline(session, doer(), first.at_risk_id, reason, until)
        late = found("윤해온", date(1961, 3, 4), signal("NO_CALLS"))
        [resting] = await told(session, keyring, late, days=5)
        later = found("윤해온", date(1961, 3, 4), signal("RENT_ARREARS", -88))
        [back] = await told(session, keyring, later, days=90)
        row = await at_risk_queue.row(session, keyring, scope(), first.at_risk_id)
    assert (resting.outcome, resting.until) == (FoundOutcome.SUPPRESSED, until)
    assert back.outcome is FoundOutcome.ADDED
    assert row is not None
    assert (row.status, len(row.signals), row.decline) == (AtRiskStatus.WAITING, 3, None)
    assert row.first_at == NOW + timedelta(days=90)


async def test_a_merged_household_is_found_under_the_one_that_stays(
    database: Database, keyring: Keyring
) -> None:
    async with database.write() as session:
        [kept] = await told(session, keyring, found())
        [gone] = await told(session, keyring, found("백새봄", date(1950, 1, 1)))
        ids = (gone.at_risk_id, kept.at_risk_id)
        assert await at_risk_acts.merge(session, keyring, doer(), *ids)
        more = found("백새봄", date(1950, 1, 1), signal("NO_CALLS"))
        [again] = await told(session, keyring, more)
    assert (again.outcome, again.at_risk_id) == (FoundOutcome.ADDED, kept.at_risk_id)


async def test_what_is_not_the_same_stays_apart_when_told_of_again(
    database: Database, keyring: Keyring
) -> None:
    async with database.write() as session:
        [placed] = await told(session, keyring, found())
        await an_open_case(session, keyring)
        about = str(placed.at_risk_id)
        assert await at_risk_acts.say_apart(session, keyring, doer(), about, HOME)
        other = found("윤해온", date(1961, 3, 4), signal("NO_CALLS"))
        [again] = await told(session, keyring, other)
    assert (again.outcome, again.at_risk_id) == (FoundOutcome.ADDED, placed.at_risk_id)


async def test_an_accepted_household_is_opened_and_tells_its_case_what_it_knows(
    database: Database, keyring: Keyring
) -> None:
    async with database.write() as session:
        [one] = await told(session, keyring, found())
        about = AtRiskId(str(one.at_risk_id))
        first = await at_risk_acts.accept(session, keyring, doer(), about, OFFICE)
        assert await at_risk_acts.accept(session, keyring, doer(), about, OFFICE) is None
        assert await at_risk.not_opened(session, about, NOW)
        second = await at_risk_acts.accept(session, keyring, doer(), about, OFFICE)
        assert first is not None
        assert second not in (None, first)
        assert await at_risk.opened(session, about, CASE, NOW, keyring)
        assert not await at_risk.not_opened(session, about, NOW)
        sent = await outbox.pending(session, keyring, NOW, 10)
        status = await session.scalar(select(AtRiskLine.status))
    assert [one.kept.envelope.command.kind for one in sent] == ["RecordSignal"]
    assert status == AtRiskStatus.ACCEPTED.value


async def test_a_page_of_the_queue_stays_within_the_own_offices(
    database: Database, keyring: Keyring
) -> None:
    async with database.write() as session:
        here = found().model_copy(update={"office": OFFICE})
        await told(session, keyring, here, found("백새봄", date(1950, 1, 1)))
        own = await at_risk_queue.queue(session, keyring, scope(WORKER, OFFICE), QueueFilters())
        every = await at_risk_queue.queue(session, keyring, scope(), QueueFilters())
    assert (own.total, every.total) == (1, 2)
