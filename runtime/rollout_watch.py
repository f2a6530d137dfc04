"""Begins what is to be rolled out: every published edition whose adoption is NOW, on its day.

The line in the store comes first and the engine is told after it, so that a machine that dies
between the two goes on where it stopped. Told twice, the engine starts one.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, time

from care.messages.envelope import SYSTEM_PERSON
from care.messages.rollouts import RolloutStart, RolloutState
from care.model.ids import DistrictCode, RolloutId
from care.model.policy_rules import Adoption
from policies.edition import SEOUL, Edition
from policies.resolve import districts, editions, standing
from runtime.looking import keep_looking
from store import policy_rollouts
from store.database import Database
from store.policy_rollouts import Rollout
from workflows.rollouts import Rollouts, rollout_id

LOOK_EVERY = 5.0
"""Seconds between two looks."""


class RolloutWatch:
    """``database`` shows every district."""

    def __init__(
        self, database: Database, rollouts: Rollouts, clock: Callable[[], datetime] | None = None
    ) -> None:
        self._database = database
        self._rollouts = rollouts
        self._clock = clock or (lambda: datetime.now(UTC))
        self._told: set[RolloutId] = set()

    async def run(self, stop: asyncio.Event, pause: float = LOOK_EVERY) -> None:
        await keep_looking("rollout", self.look, stop, pause)

    async def look(self) -> int:
        """How many rollouts the engine was told of."""
        for district in districts():
            await self._begin(district)
        async with self._database.read() as session:
            waiting = await policy_rollouts.unfinished(session)
        return sum([await self._tell(one) for one in waiting])

    async def _begin(self, district: DistrictCode) -> None:
        first = editions(district)[0].number
        now = [one for one in standing(district) if one.number != first and _for_everybody(one)]
        if not now:
            return
        async with self._database.read() as session:
            known = await policy_rollouts.editions_rolled_out(session, district)
        for edition in now:
            if edition.number not in known:
                async with self._database.write() as session:
                    await policy_rollouts.begin(session, self._rollout(edition))

    def _rollout(self, edition: Edition) -> Rollout:
        return Rollout(
            rollout_id=rollout_id(edition.district, edition.number),
            district=edition.district,
            edition=edition.number,
            begins_at=datetime.combine(edition.begins, time(), SEOUL),
            started_by=SYSTEM_PERSON,
            started_at=self._clock(),
        )

    async def _tell(self, rollout: Rollout) -> bool:
        if rollout.state is not RolloutState.WAITING or rollout.rollout_id in self._told:
            return False
        started = await self._rollouts.start(start_of(rollout))
        if started:
            self._told.add(rollout.rollout_id)
        return started


def start_of(rollout: Rollout) -> RolloutStart:
    return RolloutStart(
        rollout_id=rollout.rollout_id, district=rollout.district, begins_at=rollout.begins_at
    )


def _for_everybody(edition: Edition) -> bool:
    """A file the operator has only just laid down is settled in the database first."""
    return edition.adoption is Adoption.NOW and edition.published_at is not None
