"""Lists the engine never heard of are brought to it, and rows that waited too long."""

from datetime import UTC, datetime, timedelta

from care.messages.batches import BatchAsked
from care.model.discovery import BatchKind
from care.model.ids import DistrictCode, PersonId
from runtime.batch_watch import UNHEARD, BatchWatch
from store import batches
from store.batch_portions import PortionRead
from store.batches import Batch
from store.database import Database
from store.keyring import Keyring
from workflows.batches import Batches

DISTRICT = DistrictCode("41570")
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)


class Heard(Batches):
    """The engine, as far as it is told of lists."""

    def __init__(self) -> None:
        self.away, self.asked = False, list[BatchAsked]()

    async def tell(self, asked: BatchAsked) -> bool:
        self.asked.append(asked)
        return not self.away


async def test_a_list_is_told_when_it_stood_still_and_when_its_rows_are_overdue(
    database: Database,
) -> None:
    engine, keyring = Heard(), Keyring(b"k" * 32)
    batch = Batch(
        batch_id=batches.batch_id(DISTRICT, "one"),
        district=DISTRICT,
        kind=BatchKind.SIGNALS,
        made_by=PersonId("manager"),
        made_at=NOW,
    )
    await batches.keep(database, keyring, batch, "m", [PortionRead(((2, {"name": "가"}),))])

    def watch(later: timedelta) -> BatchWatch:
        return BatchWatch(database, engine, lambda: NOW + later)

    assert await watch(UNHEARD / 2).begin() == 0
    engine.away = True
    assert await watch(UNHEARD * 2).begin() == 0
    engine.away = False
    assert await watch(UNHEARD * 2).begin() == 1
    async with database.write() as session:
        await batches.fail(session, batch.batch_id, "FAILING", NOW)
    assert await watch(UNHEARD * 2).begin() == 0
    assert await watch(batches.KEPT * 2).begin() == 1
    assert {one.batch_id for one in engine.asked} == {batch.batch_id}
