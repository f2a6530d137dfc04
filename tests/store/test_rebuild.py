"""The read model is thrown away and comes back from the events alone."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import ResourceSource, Role
from care.model.ids import AgencyId, DistrictCode
from care.model.policy import CasePolicy
from store import queries as q
from store import timeline
from store.database import Database
from store.erasure import erase_case
from store.keyring import Keyring
from store.projections import Rebuilt, rebuild
from store.tables.cases import CaseLine, LedgerLine, LinkageLine, TaskLine
from store.tables.discoveries import DiscoveryLine
from store.tables.figures import CountedLine
from tests.care.builders import DONG, NOW, a_policy, met
from tests.store.steps import Walk, a_case_in_linkage

MODEL = (CaseLine, TaskLine, LinkageLine, LedgerLine, DiscoveryLine, CountedLine)
SCOPE = q.Scope(DistrictCode("11215"), None, None, DONG, frozenset({Role.LOCAL_OFFICE}))


async def picture(session: AsyncSession) -> dict[str, list[dict[str, Any]]]:
    """All lines but the sealed snapshot, whose bytes differ each time."""
    found = {}
    for line in MODEL:
        columns = [column for column in line.__table__.c if column.name != "snapshot"]
        rows = (await session.execute(select(*columns).order_by(*columns[:3]))).mappings()
        found[line.__tablename__] = [dict(row) for row in rows]
    return found


def never(district: DistrictCode) -> CasePolicy:
    raise AssertionError("the kept policy is used")


async def written(database: Database, keyring: Keyring) -> Walk:
    walk = a_case_in_linkage()
    async with database.write() as session:
        await timeline.keep_policy(session, walk.policy)
        for step in walk.steps:
            await timeline.append(session, step, keyring)
    return walk


async def test_a_rebuilt_read_model_is_the_same_to_the_line(
    database: Database, keyring: Keyring
) -> None:
    walk = await written(database, keyring)
    async with database.read() as session:
        before = await picture(session)
        snapshot = await q.snapshot(session, keyring, SCOPE, walk.case_id)
    async with database.write() as session:
        for line in MODEL:
            await session.execute(delete(line))
    assert all(before.values()), "each table has something to lose"
    assert await rebuild(database, keyring, never) == Rebuilt(1, walk.state.revision, 0)
    async with database.read() as session:
        assert await picture(session) == before
        assert await q.snapshot(session, keyring, SCOPE, walk.case_id) == snapshot


async def test_a_case_opened_after_a_rollback_keeps_the_number_it_was_opened_under(
    database: Database, keyring: Keyring
) -> None:
    """The restored edition says the same as the earlier one, so both have one kept policy."""
    walk = a_case_in_linkage()
    earlier = walk.policy.model_copy(update={"version": walk.policy.version - 2})
    async with database.write() as session:
        await timeline.keep_policy(session, earlier)
        await timeline.keep_policy(session, walk.policy)
        for step in walk.steps:
            await timeline.append(session, step, keyring)
    await rebuild(database, keyring, never)
    async with database.read() as session:
        snapshot = await q.snapshot(session, keyring, SCOPE, walk.case_id)
    assert snapshot is not None
    assert snapshot.policy_version == walk.policy.version


async def test_a_rebuild_in_the_middle_of_work_changes_nothing(
    database: Database, keyring: Keyring
) -> None:
    walk = Walk()
    async with database.write() as session:
        await timeline.append(session, walk.open(), keyring)
        row = (await q.inbox(session, keyring, SCOPE, q.Tab.TEAM, q.TaskFilters(NOW))).items[0]
        assert await q.claim(session, SCOPE, row.task_id, NOW)
        assert await q.snooze(session, SCOPE, row.task_id, NOW + timedelta(days=1), NOW)
    async with database.read() as session:
        before = await picture(session)
    await rebuild(database, keyring, lambda district: a_policy(district=district))
    async with database.read() as session:
        assert await picture(session) == before


async def test_an_erased_case_is_counted_and_left_alone(
    database: Database, keyring: Keyring
) -> None:
    walk, erased = Walk(), Walk("11215-ZZZZZZZZZZZZZZZZ", "h-2")
    async with database.write() as session:
        await timeline.append(session, walk.open(), keyring)
        await timeline.append(session, walk.act(met()), keyring)
        await timeline.append(session, erased.open("SB-2026-0002"), keyring)
        await erase_case(session, keyring, erased.case_id, NOW)
    rebuilt = await rebuild(database, keyring, lambda _: walk.policy)
    assert (rebuilt.cases, rebuilt.erased) == (1, 1)


async def test_a_partner_sees_its_linkages_and_their_cases_only(
    database: Database, keyring: Keyring
) -> None:
    walk = await written(database, keyring)
    linkage = walk.state.linkages[0]
    mine = q.Scope(SCOPE.district, None, linkage.agency_id, DONG, frozenset())
    other = q.Scope(SCOPE.district, None, AgencyId("a-else"), DONG, frozenset())
    async with database.read() as session:
        page = await q.linkage_list(session, mine, agency_id=AgencyId("a-else"))
        assert [row.linkage_id for row in page.items] == [linkage.linkage_id]
        assert (await q.linkage_list(session, other, linkage.agency_id)).total == 0
        assert (await q.case_list(session, keyring, mine, q.CaseFilters(NOW))).total == 1
        found = await q.case_of_linkage(session, linkage.agency_id, linkage.linkage_id)
        stolen = await q.case_of_linkage(session, AgencyId("a-else"), linkage.linkage_id)
    assert (found, stolen) == (walk.case_id, None)


async def test_the_ledger_adds_up_by_source_and_period(
    database: Database, keyring: Keyring
) -> None:
    await written(database, keyring)
    day = NOW.date()
    async with database.read() as session:
        within = await q.ledger_totals(session, SCOPE, day, day + timedelta(days=365))
        before = await q.ledger_totals(
            session, SCOPE, day - timedelta(days=9), day - timedelta(days=1)
        )
        elsewhere = await q.ledger_totals(
            session, q.Scope(DistrictCode("11140"), None, None, DONG, frozenset()), day, day
        )
    assert [(t.source, t.amount, t.entries) for t in within] == [
        (ResourceSource.FOUNDATION, 350_000, 2)
    ]
    assert (before, elsewhere) == ([], [])
