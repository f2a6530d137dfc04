"""The years before are put in whole, once, and stand as if they had been lived here."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console
from sqlalchemy import func, select

from care.model.codes import Stage
from care.model.ids import CaseNumber, DistrictCode
from policies.resolve import resolve
from runtime import demo_years
from runtime.demo_lives import lived
from runtime.demo_years import Era, case_id, eras, scaled, told_of
from runtime.story_file import SEOUL
from store import households
from store import lived as ended
from store.database import Database
from store.keyring import Keyring
from store.lived import Lived, NotOver
from store.rebuild import rebuild
from store.tables.cases import CaseLine, LedgerLine, LinkageLine
from store.tables.discoveries import DiscoveryLine
from store.tables.figures import CountedLine
from tests.databases import new_sqlite

TODAY = date(2026, 11, 22)
MODEL = (CaseLine, LinkageLine, LedgerLine, DiscoveryLine, CountedLine)
SMALL = scaled(next(one for one in eras(TODAY) if one.mark == "gimpo-si"), 36)


@pytest.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Any]:
    url = new_sqlite(tmp_path)
    database = Database(url, synchronous="NORMAL")
    yield SimpleNamespace(database=database, keyring=Keyring(b"k" * 32))
    await database.dispose()


async def picture(database: Database) -> dict[str, list[Any]]:
    found = {}
    async with database.for_all().read() as session:
        for line in MODEL:
            columns = [one for one in line.__table__.c if one.name != "snapshot"]
            rows = await session.execute(select(*columns).order_by(*columns[:3]))
            found[line.__tablename__] = [tuple(row) for row in rows]
    return found


async def test_they_come_once_and_a_rebuild_makes_the_same_of_their_events(
    parts: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo_years, "eras", lambda today: (SMALL,))
    await demo_years.remember(parts, SMALL, demo_years.portions(SMALL)[0], TODAY)
    await demo_years.seed_years(parts, Console(quiet=True), TODAY)
    before = await picture(parts.database)
    await demo_years.seed_years(parts, Console(quiet=True), TODAY)
    assert await picture(parts.database) == before
    assert len(before["cases"]) == SMALL.found == 25
    rebuilt = await rebuild(
        parts.database.for_all(), parts.keyring, lambda code: resolve(code).case_policy
    )
    assert rebuilt.cases == SMALL.found
    assert await picture(parts.database) == before


async def test_people_have_names_that_can_be_opened_and_numbers_of_their_year(parts: Any) -> None:
    await demo_years.remember(parts, SMALL, range(2), TODAY)
    async with parts.database.for_all().read() as session:
        [(home, number), *_] = (
            await session.execute(select(CaseLine.household_id, CaseLine.case_number))
        ).all()
        view = await households.household(session, parts.keyring, home)
        opened = await session.scalar(select(func.min(CaseLine.opened_at)))
    assert view is not None
    assert len(view.members[0].name) == 3
    assert number.startswith("GP-2010-")
    assert opened.year == 2010


def test_totals_are_met_exactly_at_any_size() -> None:
    for era in (*eras(TODAY), SMALL):
        told = told_of(era, sorted(resolve(era.district).offices))
        assert len(told) == era.found
        assert sum(1 for one in told if one.asked) == era.cases
        assert sum(one.asked for one in told) == era.services
        private = [given.won for one in told for given in one.given if given.source.is_private]
        assert sum(private) == era.private
        assert min(private) > 0
        assert len({one.opened for one in told}) > len(told) // 6


def test_nothing_lies_in_the_future_however_early_in_the_year_it_is() -> None:
    today = date(2026, 1, 2)
    era = Era("x", DistrictCode("11140"), date(2025, 1, 2), date(2025, 10, 8),
              found=6, cases=5, services=17, refused=2, private=5_000, public=0)  # fmt: skip
    policy = resolve(era.district)
    end = datetime(2026, 1, 1, 18, tzinfo=SEOUL)
    for told in told_of(era, sorted(policy.offices)):
        name = case_id(era, told.number)
        one = lived(name, policy.case_policy, told, CaseNumber("X-1"), today)
        moments = [each.at for each in one.recorded]
        assert one.state.stage is Stage.ENDED
        assert moments == sorted(moments)
        assert moments[-1] <= end


async def test_a_case_that_goes_on_is_for_the_engine_alone(parts: Any) -> None:
    policy = resolve(SMALL.district)
    told = told_of(SMALL, sorted(policy.offices))[0]
    one = lived(case_id(SMALL, 0), policy.case_policy, told, CaseNumber("X-1"), TODAY)
    living = one.state.model_copy(update={"stage": Stage.MONITORING})
    async with parts.database.for_all().write() as session:
        with pytest.raises(NotOver):
            await ended.keep(
                session,
                parts.keyring,
                [Lived(living, one.steps, {}, told.office)],  # type: ignore[arg-type]
            )
