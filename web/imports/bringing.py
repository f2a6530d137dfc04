"""A list on its way in: read apart, kept sealed, told to the engine; by the web or by a command."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from care.messages.batches import BatchAsked
from care.model.discovery import BatchKind
from care.model.ids import BatchId, DistrictCode, PersonId
from store import batches
from store.batches import Batch
from store.database import Database
from store.keyring import Keyring
from store.moments import KOREA
from web.imports.apart import read_apart
from web.imports.columns import Setting
from web.imports.kinds import rules_of, setting_for
from web.reading.remarks import Unreadable
from workflows.batches import Batches

NO_RULES = "NO_RULES"
NO_KIND, NO_ROUND = "NO_KIND", "NO_ROUND"


@dataclass(frozen=True)
class Bringing:
    """Who brings which list, and what stands for all of its rows."""

    batch_id: BatchId
    district: DistrictCode
    kind: BatchKind
    by: PersonId
    at: datetime
    file_name: str = ""
    about: str = ""
    round: int | None = None
    observed_on: date | None = None
    whole: tuple[str, ...] = ()

    @property
    def today(self) -> date:
        return self.at.astimezone(KOREA).date()


async def setting_of(session: Any, keyring: Keyring, bringing: Bringing) -> Setting:
    """Raises ``Unreadable`` when such a list cannot be brought."""
    found = await setting_for(
        session, keyring, bringing.district, bringing.kind, bringing.about, bringing.today
    )
    if found is None:
        raise Unreadable(NO_RULES)
    if bringing.observed_on is not None and bringing.observed_on > bringing.today:
        raise Unreadable("DATE_FUTURE")
    if not set(bringing.whole) <= {one.key for one in found.extras}:
        raise Unreadable(NO_KIND)
    rules = rules_of(bringing.district)
    most = rules.cycles_per_year if rules is not None else 0
    if bringing.round is not None and not 1 <= bringing.round <= most:
        raise Unreadable(NO_ROUND, most=str(most))
    return replace(found, observed_on=bringing.observed_on, whole=bringing.whole)


async def bring(database: Database, keyring: Keyring, bringing: Bringing, content: bytes) -> Batch:
    """The list as it is kept; brought again by the same act it is the same. Raises ``Unreadable``.

    A second reading of the same act costs time but changes nothing.
    """
    async with database.of(bringing.district).read() as session:
        setting = await setting_of(session, keyring, bringing)
    brought = await read_apart(content, bringing.kind, setting)
    batch = Batch(
        batch_id=bringing.batch_id,
        district=bringing.district,
        kind=bringing.kind,
        made_by=bringing.by,
        made_at=bringing.at,
        about=bringing.about,
        file_name="".join(one for one in bringing.file_name if one.isprintable()),
        year=bringing.today.year,
        round=bringing.round,
        observed_on=bringing.observed_on,
        reading=brought.reading,
        refused=brought.refused,
    )
    content_hash = sha256(content).hexdigest()
    await batches.keep(database, keyring, batch, content_hash, brought.portions)
    return batch


async def tell(engine: Batches | None, batch: Batch) -> None:
    """Without an engine, or while it is away, the relay tells it as soon as it is there."""
    if engine is not None:
        await engine.tell(BatchAsked(batch_id=batch.batch_id, district=batch.district))
