"""Agreements lead the days a body may be asked on, whatever order they were kept in."""

from datetime import UTC, date, datetime

import pytest

from care.model.codes import AgencyKind, PartnerChannel
from care.model.ids import AgencyId, DistrictCode, PersonId
from store import agencies, agreements
from store.agencies import Agency
from store.agreements import Agreement, DataClause
from store.database import Database
from store.keyring import Keyring

HERE = DistrictCode("41570")
CENTRE, HALL = AgencyId("centre"), AgencyId("hall")
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
TODAY = date(2026, 3, 2)


def agreed(name: str, begun: date, ended: date | None, agency: AgencyId = CENTRE) -> Agreement:
    return Agreement(
        agreement_id=name,
        district=HERE,
        agency_id=agency,
        document=f"문서-{name}",
        clause=DataClause.REFERRAL,
        scope="함께 돌봄",
        from_day=begun,
        until_day=ended,
        kept_by=PersonId("p-1"),
        kept_at=NOW,
    )


@pytest.fixture
async def bodies(database: Database) -> Database:
    async with database.write() as session:
        for agency_id, kind in (
            (CENTRE, AgencyKind.WELFARE_CENTRE),
            (HALL, AgencyKind.PUBLIC_AGENCY),
        ):
            await agencies.save_agency(
                session, Agency(agency_id, HERE, agency_id, kind, PartnerChannel.MANUAL)
            )
    return database


async def kept(database: Database, keyring: Keyring, *known: Agreement) -> Agency:
    async with database.write() as session:
        for one in known:
            await agreements.keep(session, keyring, one)
        found = await agencies.agency(session, CENTRE)
    assert found is not None
    return found


async def test_renewals_without_a_gap_are_one_stretch(bodies: Database, keyring: Keyring) -> None:
    first = agreed("a", date(2025, 1, 1), date(2026, 3, 31))
    second = agreed("b", date(2026, 4, 1), None)
    found = await kept(bodies, keyring, second, first)
    assert (found.agreement_from, found.agreement_until) == (date(2025, 1, 1), None)


async def test_a_gap_is_a_gap(bodies: Database, keyring: Keyring) -> None:
    over = agreed("a", date(2024, 1, 1), date(2024, 12, 31))
    coming = agreed("b", date(2026, 5, 1), date(2026, 12, 31))
    found = await kept(bodies, keyring, over, coming)
    assert not found.agreed_on(TODAY)
    assert found.agreed_on(date(2026, 6, 1))


async def test_only_bodies_that_need_one_are_without(bodies: Database, keyring: Keyring) -> None:
    async with bodies.write() as session:
        assert await agreements.without(session, HERE, TODAY) == {CENTRE}
        await agreements.keep(session, keyring, agreed("a", TODAY, None))
        assert await agreements.without(session, HERE, TODAY) == frozenset()
        assert await agreements.end(session, HERE, "a", PersonId("p-1"), NOW)
        assert await agreements.without(session, HERE, TODAY) == {CENTRE}
        assert not await agreements.end(session, HERE, "a", PersonId("p-1"), NOW)
        body = await agencies.agency(session, CENTRE)
    assert body is not None
    assert not body.agreed_on(TODAY)


async def test_another_district_ends_nothing_of_ours(bodies: Database, keyring: Keyring) -> None:
    async with bodies.write() as session:
        await agreements.keep(session, keyring, agreed("a", TODAY, None))
        away = DistrictCode("11350")
        assert not await agreements.end(session, away, "a", PersonId("p-2"), NOW)
        [known] = await agreements.of_district(session, keyring, HERE)
    assert (known.scope, known.ended_at) == ("함께 돌봄", None)


def test_what_ends_is_spoken_of_in_order_and_renewed_ones_are_not() -> None:
    soon = agreed("a", date(2025, 1, 1), date(2026, 3, 10))
    renewed = agreed("b", date(2026, 3, 11), date(2027, 3, 10))
    today = agreed("c", date(2025, 1, 1), TODAY, HALL)
    assert agreements.expiring([soon, today], TODAY) == [(today, 0), (soon, 8)]
    assert agreements.expiring([soon, renewed, today], TODAY) == [(today, 0)]
    assert agreements.expiring([agreed("d", date(2025, 1, 1), date(2026, 5, 2))], TODAY) == []
