"""Files waiting to be taken into the directory, and taking many entries at once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import SQLAlchemyError

from care.model.directory import Organization, Service
from care.model.ids import AgencyId, DistrictCode, PersonId
from store import directory, directory_bulk
from store.database import Database, StoreError
from store.directory import Entering
from store.directory_bulk import Upload

HERE, AWAY = DistrictCode("41570"), DistrictCode("52110")
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
ME, OTHER = PersonId("p-1"), PersonId("p-2")
US = Entering(ME, NOW)
CENTRE = Organization(id="o-1", name="푸른복지관")


def services(number: int, words: str = "") -> list[tuple[Organization, Service]]:
    return [
        (CENTRE, Service(id=f"s-{n}", name=f"서비스 {n}", description=words or None))
        for n in range(number)
    ]


def upload(name: str = "u-1", at: datetime = NOW) -> Upload:
    return Upload(name, HERE, "자원.csv", b"content" * 1000, ME, at)


async def test_a_waiting_file_is_seen_by_who_brought_it_for_its_day(database: Database) -> None:
    async with database.write() as session:
        await directory_bulk.keep_upload(session, upload())
        found = await directory_bulk.waiting(session, HERE, "u-1", ME)
        assert found == upload()
        assert await directory_bulk.waiting(session, HERE, "u-1", OTHER) is None
        assert await directory_bulk.waiting(session, AWAY, "u-1", ME) is None
        later = NOW + timedelta(days=1, minutes=1)
        await directory_bulk.keep_upload(session, upload("u-2", later))
        assert await directory_bulk.waiting(session, HERE, "u-1", ME) is None
        assert await directory_bulk.waiting(session, HERE, "u-2", ME) is not None


async def test_a_file_is_marked_as_taken_once(database: Database) -> None:
    async with database.write() as session:
        await directory_bulk.keep_upload(session, upload())
        assert not await directory_bulk.mark_taken(session, AWAY, "u-1", NOW)
        assert await directory_bulk.mark_taken(session, HERE, "u-1", NOW)
        assert not await directory_bulk.mark_taken(session, HERE, "u-1", NOW)


async def test_many_entries_go_in_at_once_and_over_the_old_ones(database: Database) -> None:
    async with database.write() as session:
        await directory.save_organization(session, HERE, CENTRE, US, AgencyId("centre"))
        await directory_bulk.take(session, HERE, services(900), [], US)
        again = Entering(OTHER, NOW + timedelta(hours=1))
        await directory_bulk.take(session, HERE, services(450, "새로"), [], again)
        found = await directory_bulk.everything(session, HERE)
        assert await directory_bulk.everything(session, AWAY) == []
    assert len(found) == 900
    assert sum(one.service.description == "새로" for one in found) == 450
    assert {one.found.entered_by for one in found} == {"p-1"}
    assert {one.found.agency_id for one in found} == {"centre"}


async def test_what_fails_halfway_leaves_nothing(database: Database) -> None:
    broken = (
        CENTRE,
        Service(id="s-x", name="x", wait_time="7일").model_copy(update={"name": None}),
    )
    with pytest.raises((SQLAlchemyError, StoreError, TypeError)):
        async with database.write() as session:
            await directory_bulk.take(session, HERE, [*services(500), broken], [CENTRE], US)
    async with database.read() as session:
        assert await directory_bulk.everything(session, HERE) == []
        assert await directory_bulk.organizations(session, HERE) == []


async def test_an_organization_without_a_service_is_kept_and_given_out(database: Database) -> None:
    async with database.write() as session:
        await directory_bulk.take(session, HERE, [], [CENTRE], US)
        assert await directory_bulk.organizations(session, HERE) == [CENTRE]
        assert await directory_bulk.organizations(session, AWAY) == []
