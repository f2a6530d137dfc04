"""Reports by people: received once, told to the right office, who reported sealed and destroyed."""

from dataclasses import replace

import pytest

from care.model.codes import DiscoveryChannel, Role
from care.model.discovery import FoundHousehold
from care.model.ids import DistrictCode, OfficeCode, PersonId
from care.model.reports import Occupation
from store import openings, reports
from store.database import Database
from store.erasure import erase_case
from store.keyring import Keyring
from store.openings import Opening, case_of, opening_id
from store.queries import Scope
from store.reports import Report, Reporter, receipt_of
from tests.care.builders import NOW

HERE, THERE = DistrictCode("11215"), DistrictCode("41570")
OPENED = opening_id(HERE, "risk-1")
WHO = Reporter("신고담", "010-0000-0007", "가상의원")
REPORT = Report(
    receipt=receipt_of("form-1"),
    district=HERE,
    office=OfficeCode("office-1"),
    channel=DiscoveryChannel.DUTY_REPORTER,
    received_at=NOW,
    urgent=True,
    occupation=Occupation.MEDICAL,
    opening_id=OPENED,
)


def scope(*offices: str, district: DistrictCode = HERE) -> Scope:
    reach = frozenset(OfficeCode(one) for one in offices) or None
    return Scope(district, reach, None, PersonId("p-1"), frozenset({Role.LOCAL_OFFICE}))


@pytest.fixture
async def kept(database: Database, keyring: Keyring) -> Database:
    async with database.write() as session:
        assert await reports.keep(session, keyring, REPORT, WHO)
    return database


async def test_the_same_form_is_received_once(kept: Database, keyring: Keyring) -> None:
    async with kept.write() as session:
        assert not await reports.keep(session, keyring, REPORT, Reporter("다른이"))
        assert await reports.reporter(session, keyring, HERE, REPORT.receipt) == WHO


async def test_an_office_sees_its_own_and_what_nobody_could_place(
    kept: Database, keyring: Keyring
) -> None:
    unplaced = replace(REPORT, receipt=receipt_of("form-2"), office=None)
    async with kept.write() as session:
        await reports.keep(session, keyring, unplaced, Reporter())
        mine = await reports.listed(session, scope("office-1"))
        others = await reports.listed(session, scope("office-2"))
        away = await reports.listed(session, scope(district=THERE))
        assert await reports.in_reach(session, scope("office-2"), REPORT.receipt) is None
        assert await reports.get(session, THERE, REPORT.receipt) is None
        assert await reports.reporter(session, keyring, THERE, REPORT.receipt) is None
    assert {one.receipt for one in mine.items} == {REPORT.receipt, unplaced.receipt}
    assert [one.receipt for one in others.items] == [unplaced.receipt]
    assert away.total == 0
    assert [one.has_reporter for one in others.items] == [False]


async def test_with_a_case_goes_who_told_of_it(kept: Database, keyring: Keyring) -> None:
    case_id = case_of(OPENED, HERE)
    opening = Opening(
        opening_id=OPENED,
        district=HERE,
        office=OfficeCode("office-1"),
        found=FoundHousehold(name="표본해온"),
        channel=DiscoveryChannel.DUTY_REPORTER,
        at=NOW,
    )
    async with kept.write() as session:
        await openings.ask(session, keyring, opening)
        await keyring.case_key(session, case_id, HERE)
        await erase_case(session, keyring, case_id, NOW)
        left = await reports.get(session, HERE, REPORT.receipt)
        assert await reports.reporter(session, keyring, HERE, REPORT.receipt) is None
    assert left is not None
    assert (left.receipt, left.has_reporter) == (REPORT.receipt, False)
