"""Cases to open that the engine never heard of are told to it, a district at a time."""

from datetime import timedelta

from care.model.codes import DiscoveryChannel
from care.model.discovery import FoundHousehold
from care.model.ids import DistrictCode, OfficeCode
from runtime.opening_watch import OpeningWatch
from store import openings
from store.database import Database
from store.keyring import Keyring
from store.openings import Opening, OpeningState, Result
from tests.care.builders import NOW
from workflows.openings import Openings

HERE, THERE = DistrictCode("11215"), DistrictCode("41570")


class Heard(Openings):
    """The engine, as far as it is told of openings."""

    def __init__(self) -> None:
        self.told: list[DistrictCode] = []
        self.away = False

    async def start(self, district: DistrictCode) -> bool:
        self.told.append(district)
        return not self.away


async def ask(database: Database, district: DistrictCode, about: str) -> Opening:
    one = Opening(
        opening_id=openings.opening_id(district, about),
        district=district,
        office=OfficeCode("office-1"),
        found=FoundHousehold(name="표본해온"),
        channel=DiscoveryChannel.BATCH,
        at=NOW,
    )
    async with database.write() as session:
        await openings.ask(session, Keyring(b"k" * 32), one)
    return one


async def test_only_districts_where_something_waits_too_long_are_told(database: Database) -> None:
    engine = Heard()
    await ask(database, HERE, "risk-1")
    await ask(database, HERE, "risk-2")
    await ask(database, THERE, "risk-1")
    early = OpeningWatch(database, engine, lambda: NOW + timedelta(seconds=1))
    assert await early.look() == 0
    late = OpeningWatch(database, engine, lambda: NOW + timedelta(minutes=1))
    assert await late.look() == 2
    assert engine.told == [HERE, THERE]
    engine.away = True
    assert await late.look() == 0


async def test_what_is_over_is_not_told_again(database: Database) -> None:
    engine, one = Heard(), await ask(database, HERE, "risk-1")
    async with database.write() as session:
        done = Result(one.opening_id, OpeningState.OPENED)
        assert await openings.settle(session, done, NOW) is not None
        assert await openings.settle(session, done, NOW) is None
    watch = OpeningWatch(database, engine, lambda: NOW + timedelta(minutes=1))
    assert await watch.look() == 0
    assert engine.told == []
