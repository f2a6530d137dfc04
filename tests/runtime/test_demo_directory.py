"""The demonstration's directory: enough to choose from, invented, fresh and stale, valid HSDS."""

import json
from datetime import date

from care.model.codes import ServiceType
from care.model.ids import AgencyId, DistrictCode
from policies.resolve import districts
from runtime.demo_directory import ORGANIZATIONS, demo_entries, seed_directory
from store import directory, directory_bulk
from store.database import Database
from store.directory import Query
from store.directory_fields import entry_of
from tests.web.exchange.hsds import faults, published
from web.exchange.hsds_writing import write_hsds

TODAY = date(2026, 3, 2)
GWANGJIN = DistrictCode("11215")


def test_about_forty_services_over_the_five_districts() -> None:
    by_district = {one: list(demo_entries(DistrictCode(one), TODAY)) for one in districts()}
    assert sum(len(found) for found in by_district.values()) >= 40
    assert all(len(found) >= 8 for found in by_district.values())


def test_every_body_is_invented_and_no_number_rings() -> None:
    for district in districts():
        for _, fields in demo_entries(DistrictCode(district), TODAY):
            assert fields.organization.startswith("가상")
            assert fields.phone.startswith("000-000-")
            assert fields.assurer in ("", "desk@body.example")


@published
def test_the_demonstration_is_valid_hsds() -> None:
    made = [entry_of(fields, salt="x") for _, fields in demo_entries(GWANGJIN, TODAY)]
    for one in json.loads(write_hsds(made)):
        assert faults("organization", one) == []


async def test_it_is_put_in_once_with_its_bodies_and_holds_what_was_changed(
    database: Database,
) -> None:
    bodies = {
        (one, label): AgencyId(f"{one}-{label}") for one in districts() for label in ORGANIZATIONS
    }
    made = await seed_directory(database, bodies)
    assert made >= 40
    assert await seed_directory(database, bodies) == 0
    async with database.read() as session:
        doctors = Query(text="왕진", named=frozenset({ServiceType.HOME_VISIT_DOCTOR}))
        found = (await directory.search(session, GWANGJIN, doctors)).found
        kept = await directory_bulk.everything(session, GWANGJIN)
    assert len(found) == 4
    assert all(one.eligibility and one.phone and one.home_visit for one in found)
    linked = {one.found.organization: one.found.agency_id for one in kept if one.found.agency_id}
    assert linked["가상소담복지관"] == "11215-welfare"
    assert {one.found.assured_on is None for one in kept} == {True, False}
