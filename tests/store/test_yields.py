"""How households were found: kept from the first event, counted by channel, behind the scope."""

from datetime import UTC, date, datetime

from care.model.codes import DiscoveryChannel, LinkageStatus, Role
from care.model.ids import CaseId, DistrictCode, OfficeCode, PersonId
from store import yields
from store.database import Database
from store.scope import Scope
from store.tables.discoveries import DiscoveryLine
from store.yields import Reached
from tests.store.lines import case_line, linkage_line

HERE, THERE = DistrictCode("41570"), DistrictCode("52110")
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
YEAR = (FIRST, LAST)
Hospital = DiscoveryChannel.HOSPITAL


def scope(*offices: str) -> Scope:
    own = frozenset(OfficeCode(one) for one in offices) or None
    return Scope(HERE, own, None, PersonId("lead"), frozenset({Role.COORDINATOR}))


async def found(
    database: Database,
    number: int,
    channel: DiscoveryChannel,
    district: DistrictCode = HERE,
    home: str = "",
    received: bool = False,
    office: str = "",
    at: datetime = datetime(2026, 3, 2, 1, tzinfo=UTC),
    status: LinkageStatus | None = None,
) -> CaseId:
    case_id = CaseId(f"{district}-yield{number:011d}")
    line = case_line(
        case_id, district, case_number=f"X-2026-{number:04d}", opened_at=at, office=office,
        household_id=home or f"home-{number}", received_at=at if received else None,
    )  # fmt: skip
    async with database.for_all().write() as session:
        session.add(line)
        session.add(DiscoveryLine(case_id=case_id, district=district, channel=channel.value))
        if status is not None:
            session.add(linkage_line(case_id, district, f"k-{number}", status=status))
    return case_id


async def counted(database: Database, scope: Scope) -> dict[DiscoveryChannel, tuple[int, ...]]:
    async with database.for_all().read() as session:
        told = await yields.per_channel(session, scope, *YEAR)
    assert [one.channel for one in told] == list(DiscoveryChannel)
    return {one.channel: (one.found, one.received, one.served) for one in told}


async def test_gp_06_each_channel_counts_who_was_found_received_and_served(
    database: Database,
) -> None:
    await found(database, 1, Hospital)
    await found(database, 2, Hospital, received=True)
    await found(database, 3, Hospital, received=True, status=LinkageStatus.STARTED)
    await found(database, 4, Hospital, received=True, status=LinkageStatus.DECLINED)
    await found(database, 5, DiscoveryChannel.OUTREACH, received=True, status=LinkageStatus.DONE)

    told = await counted(database, scope())

    assert told[Hospital] == (4, 3, 1)
    assert told[DiscoveryChannel.OUTREACH] == (1, 1, 1)
    assert told[DiscoveryChannel.SELF] == (0, 0, 0)


async def test_a_household_found_twice_by_one_channel_counts_once(database: Database) -> None:
    await found(database, 1, Hospital, home="home-a")
    again = await found(database, 2, Hospital, home="home-a", received=True)

    assert (await counted(database, scope()))[Hospital] == (1, 1, 0)
    async with database.for_all().read() as session:
        listed = await yields.cases_found(session, scope(), YEAR, Hospital, Reached.FOUND)
    assert [one.case_id for one in listed.items] == [again]
    assert listed.total == 1


async def test_other_years_districts_and_offices_are_not_counted(database: Database) -> None:
    await found(database, 1, Hospital, office="gurae-dong")
    await found(database, 2, Hospital, office="handeul-eup")
    await found(database, 3, Hospital, district=THERE)
    # 2025-12-31 23:59:59 in Seoul, and the first second of the year after.
    await found(database, 4, Hospital, at=datetime(2025, 12, 31, 14, 59, 59, tzinfo=UTC))
    await found(database, 5, Hospital, at=datetime(2026, 12, 31, 15, tzinfo=UTC))
    await found(database, 6, Hospital, at=datetime(2025, 12, 31, 15, tzinfo=UTC))

    assert (await counted(database, scope()))[Hospital] == (3, 0, 0)
    assert (await counted(database, scope("gurae-dong")))[Hospital] == (1, 0, 0)


async def test_every_number_has_as_many_households_behind_it(database: Database) -> None:
    for number in range(60):
        status = LinkageStatus.STARTED if number % 3 == 0 else None
        await found(database, number, Hospital, received=number % 2 == 0, status=status)
    told = (await counted(database, scope()))[Hospital]
    assert told == (60, 30, 20)
    async with database.for_all().read() as session:
        for reached, number in zip(Reached, told, strict=True):
            seen: set[str] = set()
            for page in (1, 2, 3):
                part = await yields.cases_found(session, scope(), YEAR, Hospital, reached, page)
                seen |= {one.case_id for one in part.items}
                assert part.total == number
            assert len(seen) == number
