"""Studies nobody has begun yet are brought to the engine, and states of cases are folded ahead.

A study is kept before the engine hears of it, so one that was asked for while the engine was away
is begun as soon as it is back.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from care.messages.studies import StudyAsked
from care.model.ids import DistrictCode
from policies.resolve import districts, resolve
from runtime.looking import keep_looking
from store import policy_studies
from store.case_states import CaseStates
from store.database import Database
from store.keyring import Keyring
from workflows.studies import Studies

LOOK_EVERY = 5.0
"""Seconds between two looks when there is nothing to do."""
UNHEARD = timedelta(seconds=15)
PORTION = 25
"""Cases folded at a time: a few hundredths of a second, then everything else has its turn."""
BREATH = 0.25


class StudyWatch:
    """``database`` shows every district."""

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        studies: Studies,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._studies = studies
        self._clock = clock or (lambda: datetime.now(UTC))
        self._reached: dict[DistrictCode, str] = {}

    async def run(self, stop: asyncio.Event, pause: float = LOOK_EVERY) -> None:
        await keep_looking("study", self.look, stop, pause, BREATH)

    async def look(self) -> int:
        """How many cases were folded; there may be more to fold at once."""
        await self.begin()
        return await self.fold_ahead()

    async def begin(self) -> int:
        """How many studies the engine was told of."""
        async with self._database.read() as session:
            waiting = await policy_studies.queued(session, self._clock() - UNHEARD)
        return sum(
            [
                await self._studies.start(
                    StudyAsked(study_id=each.study_id, district=each.district)
                )
                for each in waiting
            ]
        )

    async def fold_ahead(self) -> int:
        """How many cases were brought up or, all being so, left the shelf because they ended."""
        return sum([await self._fold(district) for district in districts()])

    async def _fold(self, district: DistrictCode) -> int:
        states = CaseStates(
            self._database, self._keyring, district, lambda code: resolve(code).case_policy
        )
        behind = await states.lagging(PORTION, self._reached.get(district, ""))
        # One that cannot be folded, having been erased, is passed over until the next round.
        self._reached[district] = behind[-1] if len(behind) == PORTION else ""
        return len(await states.bring_up(behind)) or await states.forget_ended()
