"""The parts every process of the running system is made of, built from its settings."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from temporalio.client import Client
from temporalio.runtime import Runtime

from care.messages.envelope import Receipt
from care.model.ids import CaseId, IntentKey
from runtime.codec import case_converter, stored_keys
from runtime.settings import Profile, Settings
from runtime.temporal import connect
from store.database import Database
from store.keyring import Keyring, decode_master_key, district_of, load_master_key
from store.timeline import events, receipt
from workflows.client import Cases

OVERTAKEN_BY = 50
"""Far more than one workflow task can write, far less than the hundred intents a case keeps."""


def master_key(settings: Settings) -> bytes:
    if settings.master_key is not None:
        return decode_master_key(settings.master_key.get_secret_value())
    return load_master_key(
        settings.master_key_file, create=settings.profile is not Profile.PRODUCTION
    )


@dataclass(frozen=True)
class Parts:
    settings: Settings
    database: Database
    keyring: Keyring

    @classmethod
    def of(cls, settings: Settings) -> Self:
        database = Database(
            settings.database_url,
            synchronous=settings.sqlite_synchronous,
            pool_size=settings.database_pool,
        )
        return cls(settings, database, Keyring(master_key(settings)))

    async def connect(
        self, identity: str, *, lazy: bool = False, runtime: Runtime | None = None
    ) -> Client:
        """Lazy for the web and the relay: they start while the engine is still away."""
        return await connect(
            self.settings.temporal_address,
            self.settings.temporal_namespace,
            case_converter(stored_keys(self.database, self.keyring)),
            identity=identity,
            lazy=lazy,
            runtime=runtime,
        )

    def cases(self, client: Client) -> Cases:
        return Cases(
            client,
            task_queue=self.settings.task_queue,
            timeout=timedelta(seconds=self.settings.update_timeout_seconds),
            receipts=StoredReceipts(self.database, self.keyring),
        )


@dataclass(frozen=True)
class StoredReceipts:
    database: Database
    keyring: Keyring

    async def overtaken(self, case_id: CaseId, intent: IntentKey) -> Receipt | None:
        async with self._of(case_id).read() as session:
            found = await receipt(session, intent, case_id)
            if found is None:
                return None
            beyond = found.revision + OVERTAKEN_BY
            later = await events(session, self.keyring, case_id, after=beyond, limit=1)
            return found if later else None

    async def stored(self, case_id: CaseId, intent: IntentKey) -> Receipt | None:
        async with self._of(case_id).read() as session:
            return await receipt(session, intent, case_id)

    def _of(self, case_id: CaseId) -> Database:
        return self.database.of(district_of(case_id))
