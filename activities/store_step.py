"""Writes a decided step: its events, the read model and the tasks, in one transaction."""

from temporalio import activity

from care.messages.envelope import Step
from store.database import Database
from store.keyring import Keyring, district_of
from store.timeline import append
from workflows.effects import STORE_STEP


class StepStore:
    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    @activity.defn(name=STORE_STEP.name)
    async def store_step(self, step: Step) -> int:
        """Safe to repeat: a worker may die after the commit and before the engine hears of it."""
        async with self._database.of(district_of(step.case_id)).write() as session:
            return await append(session, step, self._keyring)
