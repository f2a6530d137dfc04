"""What followed a case is found by the lists, within reach, and comes back with a rebuild."""

from typing import Any

import pytest
from sqlalchemy import delete, select, text

from care.model.codes import Role
from care.model.course import Kin
from care.model.ids import CaseId, CaseNumber, DistrictCode, HouseholdId, OfficeCode
from care.model.loop_codes import Kinship
from store import queries as q
from store import timeline
from store.database import Database
from store.keyring import Keyring
from store.lineage import in_reach, later_episodes
from store.projections import rebuild
from store.tables.cases import CaseLine
from store.tables.protection import HiddenLine
from tests.care.builders import CLIENT, DONG, NOW, a_policy, an_opening
from tests.store.steps import Walk

HERE = DistrictCode("11215")
WHOLE = q.Scope(HERE, None, None, DONG, frozenset({Role.CASE_MANAGER}))
OFFICE = q.Scope(
    HERE, frozenset({OfficeCode("sodam-dong")}), None, DONG, frozenset({Role.LOCAL_OFFICE})
)
FIRST, SECOND, THIRD = (CaseId(f"11215-{letter * 16}") for letter in "ABC")
AWAY = CaseId(f"41570-{'D' * 16}")


def episode(case_id: CaseId, former: CaseId | None, number: int, office: str = "") -> Walk:
    walk = Walk(case_id, f"home-{number}")
    kin = former and Kin(
        case_id=former,
        district=DistrictCode(former[:5]),
        kinship=Kinship.SPLIT,
        at=NOW,
        members=(CLIENT,),
    )
    told: dict[str, Any] = {"former": kin, "lineage": FIRST, "episode": number} if kin else {}
    walk.act(
        an_opening(
            case_number=CaseNumber(f"SB-2026-{number:04d}"),
            household_id=HouseholdId(f"home-{number}"),
            office=OfficeCode(office or "sodam-dong"),
            **told,
        ),
        Role.CASE_MANAGER,
    )
    return walk


@pytest.fixture
async def lineage(database: Database, keyring: Keyring) -> Database:
    walks = (
        episode(FIRST, None, 1),
        episode(SECOND, FIRST, 2, "handeul-eup"),
        episode(THIRD, SECOND, 3),
        episode(AWAY, FIRST, 4),
    )
    async with database.write() as session:
        for walk in walks:
            await timeline.keep_policy(session, walk.policy)
            for step in walk.steps:
                await timeline.append(session, step, keyring)
    return database


async def test_all_that_followed_is_found_in_this_district(lineage: Database) -> None:
    async with lineage.read() as session:
        found = await later_episodes(session, WHOLE, {FIRST})
        last = await later_episodes(session, WHOLE, {THIRD})
    assert [(one.case_id, one.kinship) for one in found] == [
        (SECOND, Kinship.SPLIT),
        (THIRD, Kinship.SPLIT),
    ]
    assert last == []


async def test_one_out_of_reach_hides_what_came_from_it(lineage: Database) -> None:
    async with lineage.read() as session:
        assert await later_episodes(session, OFFICE, {FIRST}) == []
        assert await in_reach(session, OFFICE, [FIRST, SECOND, THIRD, AWAY]) == {FIRST, THIRD}


async def test_a_household_hidden_from_somebody_is_in_nobodys_lineage_for_them(
    lineage: Database,
) -> None:
    async with lineage.write() as session:
        hidden = HiddenLine(
            danger_id="x", kind="person", who=DONG, household_id="home-2", district=HERE, since=NOW
        )
        session.add(hidden)
    async with lineage.read() as session:
        assert await later_episodes(session, WHOLE, {FIRST}) == []


async def test_lines_of_an_earlier_release_learn_it_by_a_rebuild(
    lineage: Database, keyring: Keyring
) -> None:
    former = select(CaseLine.case_id, CaseLine.former, CaseLine.kinship).order_by(CaseLine.case_id)
    async with lineage.write() as session:
        before = (await session.execute(former)).all()
        await session.execute(delete(CaseLine))

    await rebuild(lineage, keyring, lambda district: a_policy(district=district))
    async with lineage.read() as session:
        assert (await session.execute(former)).all() == before
    assert (SECOND, FIRST, "SPLIT") in [tuple(line) for line in before]


async def test_the_search_goes_by_its_index(lineage: Database) -> None:
    """PostgreSQL reads a table of four lines whole unless it is told not to."""
    explain = "EXPLAIN QUERY PLAN" if lineage.is_sqlite else "EXPLAIN"
    async with lineage.read() as session:
        if not lineage.is_sqlite:
            await session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = text(f"{explain} SELECT case_id FROM cases WHERE former IN ('a', 'b')")
        told = (await session.execute(plan)).all()
    assert any("ix_cases_former" in str(line) for line in told)
