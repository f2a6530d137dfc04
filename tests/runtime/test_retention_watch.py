"""The watch over what was kept too long: by each district's policy, a portion at a time."""

from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from care.model.ids import DistrictCode, PersonId
from policies.resolve import resolve
from runtime.retention_watch import RetentionWatch
from store import complaint_desk, retention
from store.complaint_desk import Complaint, Resolution
from store.database import Database
from store.keyring import Keyring
from tests.care.builders import NOW

HERE = DistrictCode("52110")
BY = PersonId("p-1")
KEYRING = Keyring(b"k" * 32)
NAME = "한별솔"


async def resolved(database: Database, how_many: int) -> None:
    async with database.write() as session:
        for number in range(how_many):
            told = Complaint(f"c-{number}", HERE, NAME, "늦은 밤 소음", BY, NOW, NOW)
            await complaint_desk.receive(session, KEYRING, told)
            done = Resolution(told.complaint_id, "찾아감", BY, NOW)
            await complaint_desk.resolve(session, KEYRING, HERE, done)


def watch(database: Database, at: datetime) -> RetentionWatch:
    return RetentionWatch(database, KEYRING, lambda: at)


async def test_what_is_over_goes_by_portions_until_nothing_is_left(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "PORTION", 2)
    await resolved(database, 3)
    assert await watch(database, NOW + timedelta(days=300)).look() == 0
    late = watch(database, NOW + timedelta(days=400))
    with capture_logs() as said:
        assert [await late.look() for _ in range(3)] == [2, 1, 0]
    told = [(one["district"], one["complaints"]) for one in said]
    assert told == [(HERE, 2), (HERE, 1)]
    assert NAME not in str(said)


async def test_a_district_that_fails_keeps_no_other_waiting(database: Database) -> None:
    await resolved(database, 1)

    def broken_elsewhere(district: DistrictCode) -> object:
        if district != HERE:
            raise RuntimeError("no policy")
        return resolve(district)

    at = NOW + timedelta(days=400)
    one = RetentionWatch(database, KEYRING, lambda: at, broken_elsewhere)  # type: ignore[arg-type]
    assert await one.look() == 1


@pytest.mark.parametrize("code", ["52110", "41570", "11350"])
def test_every_district_says_how_long_it_keeps_people_without_a_case(code: str) -> None:
    rules = resolve(DistrictCode(code)).discovery
    assert rules is not None
    kept = (rules.keep_found, rules.keep_targets, rules.keep_complaints)
    assert all(one is not None and one.n == 12 for one in kept)
