"""Totals are what the events add up to, however they are cut, and never of a household too far."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select

from care.messages.events import PledgeRecorded, Recorded, ResourceRecorded
from care.model.codes import ResourceSource, Role, SubDomain
from care.model.ids import (
    AgencyId,
    CaseId,
    DistrictCode,
    IntentKey,
    LinkageId,
    OfficeCode,
    PersonId,
    PledgeId,
)
from care.model.linkage import Pledge, ResourceEntry
from store import ledger, pledges
from store.database import Database
from store.ledger import Asked, By
from store.projections import put_ledger
from store.read_model import ledger_rows
from store.scope import Scope
from store.tables.cases import LedgerLine
from tests.store.lines import case_line, ledger_line, linkage_line

HERE = DistrictCode("41570")
WHO = PersonId("p-1")
SCOPE = Scope(HERE, None, None, WHO, frozenset({Role.COORDINATOR}))
YEAR = Asked(date(2026, 1, 1), date(2026, 12, 31))
CASES = tuple(CaseId(f"41570-case{number:04d}") for number in range(8))
BODIES = (None, AgencyId("repair"), AgencyId("foundation"))
OPENED = datetime(2026, 1, 6, 1, tzinfo=UTC)


def recorded(case_id: CaseId, number: int, event: ResourceRecorded | PledgeRecorded) -> Recorded:
    return Recorded(
        sequence=number,
        at=OPENED,
        actor=WHO,
        role=Role.CASE_MANAGER,
        on_behalf_of=None,
        intent=IntentKey(f"{case_id}-{number}"),
        event=event,
    )


def given(case_id: CaseId, number: int, chance: Random) -> Recorded:
    entry = ResourceEntry(
        entry_id=f"e-{number}",
        source=chance.choice(list(ResourceSource)),
        agency_id=chance.choice(BODIES),
        need=chance.choice(list(SubDomain)),
        amount=chance.randint(1, 5_000_000_000),
        in_kind=chance.random() < 0.3,
        on=date(2025, 11, 1) + timedelta(days=chance.randint(0, 460)),
    )
    return recorded(case_id, number, ResourceRecorded(entry=entry, month=None))


async def lived(database: Database, seed: int) -> dict[CaseId, list[Recorded]]:
    """Two cases a household, so that both count as one."""
    chance = Random(seed)
    events = {case: [given(case, n, chance) for n in range(1, 30)] for case in CASES}
    async with database.write() as session:
        for number, case in enumerate(CASES):
            home = f"home-{number // 2}"
            session.add(case_line(case, HERE, household_id=home, opened_at=OPENED))
            await put_ledger(session, ledger_rows(case, events[case]))
    return events


def entries(events: dict[CaseId, list[Recorded]]) -> list[tuple[CaseId, ResourceEntry]]:
    return [
        (case, one.event.entry)
        for case, told in events.items()
        for one in told
        if isinstance(one.event, ResourceRecorded)
    ]


def key_of(by: By, case: CaseId, one: ResourceEntry) -> str:
    keys = {
        By.SOURCE: one.source.value,
        By.BODY: one.agency_id or "",
        By.HOUSEHOLD: f"home-{CASES.index(case) // 2}",
        By.NEED: one.need.value,
        By.MONTH: f"{one.on:%Y-%m}",
        By.YEAR: f"{one.on:%Y}",
    }
    return keys[by]


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_totals_equal_the_events_however_they_are_cut(database: Database, seed: int) -> None:
    told = entries(await lived(database, seed))
    inside = [(case, one) for case, one in told if YEAR.first <= one.on <= YEAR.last]
    assert len(inside) < len(told), "some lie outside the period"
    async with database.read() as session:
        for by in By:
            found = {one.key: one for one in await ledger.totals(session, SCOPE, YEAR, by)}
            assert found.keys() == {key_of(by, case, one) for case, one in inside}
            for key, sums in found.items():
                own = [(case, one) for case, one in inside if key_of(by, case, one) == key]
                assert sums.won == sum(one.amount for _, one in own)
                assert sums.private == sum(one.amount for _, one in own if one.source.is_private)
                assert sums.in_kind == sum(one.amount for _, one in own if one.in_kind)
                assert sums.lines == len(own)
                assert sums.households == len({CASES.index(case) // 2 for case, _ in own})
        whole = await ledger.results(session, SCOPE, YEAR)
        listed = await ledger.all_lines(session, SCOPE, YEAR)
    assert whole.sums.won == sum(one.amount for _, one in inside)
    assert (whole.sums.lines, whole.households) == (len(inside), 4)
    assert whole.sums.public + whole.sums.private == whole.sums.money + whole.sums.in_kind
    assert sorted((one.case_id, one.entry_id) for one in listed) == sorted(
        (case, one.entry_id) for case, one in inside
    )


async def test_a_number_and_the_lines_behind_it_are_of_one_condition(database: Database) -> None:
    await lived(database, 4)
    narrowed = (
        Asked(YEAR.first, YEAR.last, private=True),
        Asked(YEAR.first, YEAR.last, in_kind=True),
        Asked(YEAR.first, YEAR.last, agency_id=""),
        Asked(YEAR.first, YEAR.last, agency_id="repair", private=False),
        Asked(YEAR.first, YEAR.last, source=ResourceSource.COMPANY, need=SubDomain.HEALTH_BODY),
        Asked(YEAR.first, YEAR.last, case_id=CASES[0]),
    )
    async with database.read() as session:
        for asked in narrowed:
            counted = (await ledger.results(session, SCOPE, asked)).sums
            page = await ledger.lines(session, SCOPE, asked)
            listed = await ledger.all_lines(session, SCOPE, asked)
            assert (counted.lines, counted.won) == (page.total, sum(one.amount for one in listed))
            assert len(page.items) == min(50, len(listed))


async def test_nothing_out_of_reach_is_added_up(database: Database) -> None:
    await lived(database, 5)
    far = DistrictCode("11215")
    office = Scope(HERE, frozenset({OfficeCode("x")}), None, WHO, frozenset({Role.LOCAL_OFFICE}))
    async with database.read() as session:
        for scope in (Scope(far, None, None, WHO, frozenset()), office):
            assert await ledger.totals(session, scope, YEAR, By.SOURCE) == []
            assert (await ledger.results(session, scope, YEAR)).households == 0


async def test_households_count_while_a_case_of_theirs_lives(database: Database) -> None:
    ended = OPENED + timedelta(days=30)
    async with database.write() as session:
        session.add(case_line(CASES[0], HERE, opened_at=OPENED, stage="ENDED", stage_since=ended))
        session.add(case_line(CASES[1], HERE, opened_at=OPENED))
        session.add(linkage_line(CASES[1], HERE, "k-1", requested_at=OPENED))
    months = {
        (2025, 12): (0, 0),
        (2026, 1): (2, 1),
        (2026, 2): (2, 0),
        (2026, 3): (1, 0),
    }
    async with database.read() as session:
        for (year, month), expected in months.items():
            asked = Asked(date(year, month, 1), date(year, month, 28))
            found = await ledger.results(session, SCOPE, asked)
            assert (found.households, found.linkages) == expected, (year, month)
            assert (await ledger.households(session, SCOPE, asked)).total == expected[0]
            assert (await ledger.linkages(session, SCOPE, asked)).total == expected[1]


async def test_gj_10_a_line_for_no_need_or_an_unknown_linkage_is_counted(
    database: Database,
) -> None:
    day = date(2026, 3, 1)
    async with database.write() as session:
        session.add(case_line(CASES[0], HERE))
        session.add(linkage_line(CASES[0], HERE, "k-1"))
        session.add(ledger_line(CASES[0], HERE, "good", day, linkage_id=LinkageId("k-1")))
    async with database.read() as session:
        assert await ledger.without_need(session, SCOPE, YEAR) == 0
    async with database.write() as session:
        session.add(ledger_line(CASES[0], HERE, "lost", day, linkage_id=LinkageId("k-2")))
        session.add(ledger_line(CASES[0], HERE, "bare", day, need=""))
    async with database.read() as session:
        assert await ledger.without_need(session, SCOPE, YEAR) == 2


async def test_the_fund_of_a_year_is_one_of_the_household(database: Database) -> None:
    fund = {"source": ResourceSource.CASE_FUND.value}
    async with database.write() as session:
        for number in (0, 1):
            session.add(case_line(CASES[number], HERE, household_id="home-0"))
            line = ledger_line(CASES[number], HERE, "e", date(2026, 5, 1), amount=700_000, **fund)
            session.add(line)
        session.add(case_line(CASES[2], HERE))
        session.add(ledger_line(CASES[2], HERE, "e", date(2026, 12, 31), amount=9, **fund))
        session.add(ledger_line(CASES[2], HERE, "f", date(2025, 12, 31), amount=9, **fund))
    async with database.read() as session:
        uses = await ledger.fund_uses(session, SCOPE, 2026)
    assert [(one.case_id, one.won) for one in uses.items] == [(CASES[1], 1_400_000), (CASES[2], 9)]


def promised(case: CaseId, number: int) -> Recorded:
    pledge = Pledge(
        pledge_id=PledgeId(f"pledge-{number}"),
        agency_id=AgencyId("company"),
        source=ResourceSource.COMPANY,
        need=SubDomain.ECONOMY_BASIC,
        amount=500_000,
        first_month=date(2026, 3, 1),
        months=12,
        day=20,
    )
    return recorded(case, number, PledgeRecorded(pledge=pledge))


async def test_gp_10_a_missed_month_and_who_filled_in_stand_in_the_list(
    database: Database,
) -> None:
    def paid(month: int, by: str, on: date) -> LedgerLine:
        more = {"pledge_id": "pledge-1", "month": date(2026, month, 1), "amount": 500_000}
        return ledger_line(CASES[0], HERE, f"e-{month}", on, agency_id=by, **more)

    async with database.write() as session:
        session.add(case_line(CASES[0], HERE))
        await pledges.keep(session, CASES[0], [promised(CASES[0], 1)])
        session.add(paid(3, "company", date(2026, 3, 20)))
        session.add(paid(4, "foundation", date(2026, 5, 19)))
    today = date(2026, 5, 21)
    async with database.read() as session:
        [row] = (await pledges.pledge_list(session, SCOPE)).items
        late = await pledges.pledge_list(session, SCOPE, late_on=today)
        early = await pledges.pledge_list(session, SCOPE, late_on=date(2026, 5, 20))
        private = (await ledger.results(session, SCOPE, YEAR)).sums.private
    assert [one.month.month for one in row.missed(today)] == [5], "due on the 20th"
    assert [(one.month.month, one.by) for one in row.substituted()] == [(4, "foundation")]
    assert (row.promised, row.received, private) == (6_000_000, 1_000_000, 1_000_000)
    assert (late.total, early.total) == (1, 0)


async def test_a_body_sees_its_own_pledges_alone(database: Database) -> None:
    async with database.write() as session:
        session.add(case_line(CASES[0], HERE))
        session.add(linkage_line(CASES[0], HERE, "k-1", agency_id="company"))
        session.add(linkage_line(CASES[0], HERE, "k-2", agency_id="other"))
        await pledges.keep(session, CASES[0], [promised(CASES[0], 1)])

    def at(agency: str) -> Scope:
        worker = frozenset({Role.PARTNER_WORKER})
        return Scope(HERE, None, AgencyId(agency), WHO, worker)

    async with database.read() as session:
        assert (await pledges.pledge_list(session, at("company"))).total == 1
        assert (await pledges.pledge_list(session, at("other"))).total == 0
        asked = await pledges.pledge_list(session, at("other"), agency_id=AgencyId("company"))
        assert asked.total == 0, "whatever is asked for"


async def test_pledges_come_back_from_the_events_and_go_with_steps_nobody_was_told_of(
    database: Database,
) -> None:
    told: Sequence[Recorded] = [promised(CASES[0], 1), promised(CASES[0], 2)]
    async with database.write() as session:
        session.add(case_line(CASES[0], HERE))
        await pledges.keep(session, CASES[0], told)
        await pledges.drop(session, CASES[0], [2])
        assert (await pledges.pledge_list(session, SCOPE)).total == 1
        await pledges.again(session, CASES[0], told)
        assert (await pledges.pledge_list(session, SCOPE)).total == 2
        assert await session.scalar(select(LedgerLine).limit(1)) is None
