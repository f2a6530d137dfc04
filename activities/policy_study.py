"""Carries a study on: takes a portion of cases, lets its kind examine them, keeps what was found.

Stopping is a word in the store. The next portion is not written then, and nothing is half done.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime
from typing import Protocol

from temporalio import activity

from care.messages.studies import StudyAsked, StudyKind, StudyProgress, StudyState
from care.model.policy import CasePolicy
from store import policy_studies
from store.database import Database
from store.policy_studies import Portion, Study
from workflows.policy_study import FAIL_STUDY, ROUND, STUDY_POLICY

CHUNK = 50
"""Cases a portion has at most: a stop is obeyed within a second."""
FAILING = "FAILING"


class Examiner(Protocol):
    """One kind of study. It changes nothing, and gives the same for the same cases."""

    async def total(self, study: Study) -> int:
        """How many cases there are to look at."""

    async def portion(self, study: Study, policy: CasePolicy, after: str) -> Portion:
        """The next cases behind ``after``; ``last`` when there are no more behind them."""


async def examine(examiner: Examiner, study: Study, policy: CasePolicy) -> AsyncIterator[Portion]:
    """Portion by portion from where the study stands; for the worker and the command line."""
    after = study.reached
    while True:
        portion = await examiner.portion(study, policy, after)
        yield portion
        if portion.last:
            return
        after = portion.reached
        await asyncio.sleep(0)


class StudyDesk:
    def __init__(
        self,
        database: Database,
        examiners: Mapping[StudyKind, Examiner],
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self._database = database
        self._examiners = examiners
        self._clock = clock or (lambda: datetime.now(UTC))

    @activity.defn(name=STUDY_POLICY)
    async def study_policy(self, asked: StudyAsked) -> StudyProgress:
        """One round; RUNNING means that there is more to do."""
        study = await self._study(asked)
        if study is None or study.state.is_over:
            return _progress(study)
        examiner = self._examiners[study.kind]
        house = self._database.of(asked.district)
        async with house.read() as session:
            policy = await policy_studies.policy_of(session, study.study_id)
        total = await examiner.total(study)
        async with house.write() as session:
            await policy_studies.begin(session, study.study_id, total, self._clock())
        until = time.monotonic() + ROUND.total_seconds()
        async for portion in examine(examiner, study, policy):
            activity.heartbeat(portion.reached)
            async with house.write() as session:
                kept = await policy_studies.advance(session, study.study_id, portion, self._clock())
            if not kept or time.monotonic() > until:
                break
        return _progress(await self._study(asked))

    @activity.defn(name=FAIL_STUDY)
    async def fail_study(self, asked: StudyAsked) -> StudyProgress:
        """After many tries: said plainly on its page instead of running for ever."""
        async with self._database.of(asked.district).write() as session:
            await policy_studies.fail(session, asked.study_id, FAILING, self._clock())
        return _progress(await self._study(asked))

    async def _study(self, asked: StudyAsked) -> Study | None:
        async with self._database.of(asked.district).read() as session:
            return await policy_studies.get(session, asked.district, asked.study_id)


def _progress(study: Study | None) -> StudyProgress:
    if study is None:
        return StudyProgress(state=StudyState.FAILED, done=0, total=0)
    return StudyProgress(state=study.state, done=study.done, total=study.total)
