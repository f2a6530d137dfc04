"""Asks a district's open cases to take an edition up: a few at a time, resting between them.

The rest is as long as the asking took: whatever else the machine does then, half of its time is
its own. A case is asked under the intent of its rollout, so that asking twice is asking once.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from temporalio import activity

from care.messages.commands import AdoptPolicy
from care.messages.envelope import Envelope, system_actor
from care.messages.rollouts import CaseResult, RolloutNoted, RolloutRound, RolloutStart
from care.model.codes import Stage
from care.model.ids import IntentKey, RolloutId
from care.model.policy import CasePolicy
from care.model.policy_rules import Boundary
from policies.resolve import edition, standing
from store import policy_rollouts, timeline
from store.database import Database
from store.policy_rollouts import Rollout, RolloutCase
from workflows.client import Cases, NotFound, Refused, Unknown
from workflows.policy_rollout import NOTE_ROLLOUT, ROUND, TAKE_UP_POLICY

FEW = 10
"""Cases looked up and written together."""
GIVE_UP_AFTER = 5
"""Tries after which a case that gives no answer is listed as such; people look at it then."""
NO_ANSWER = "NO_ANSWER"
SHORTEST_REST = 0.01
ENDED = frozenset({"not_open"})
AHEAD = frozenset({"stale_version"})
OVER = RolloutRound(settled=0, left=0, superseded=True)


def intent_of(rollout_id: RolloutId, case_id: str) -> IntentKey:
    return IntentKey(f"rollout:{rollout_id}:{case_id}")


class RolloutDesk:
    def __init__(
        self, database: Database, cases: Cases, clock: Callable[[], datetime] | None = None
    ) -> None:
        self._database = database
        self._cases = cases
        self._clock = clock or (lambda: datetime.now(UTC))

    @activity.defn(name=NOTE_ROLLOUT)
    async def note_rollout(self, noted: RolloutNoted) -> None:
        async with self._database.of(noted.district).write() as session:
            await policy_rollouts.note(session, noted.rollout_id, noted.state, noted.at)

    @activity.defn(name=TAKE_UP_POLICY)
    async def take_up_policy(self, start: RolloutStart) -> RolloutRound:
        """One round: until its time is over or nobody is left to ask."""
        house, now = self._database.of(start.district), self._clock()
        async with house.write() as session:
            rollout = await policy_rollouts.get(session, start.rollout_id)
            if rollout is None or rollout.state.is_over or _withdrawn(rollout):
                return OVER
            if await policy_rollouts.superseded(session, rollout, now):
                return OVER
            await policy_rollouts.list_cases(session, rollout, now)
        settled, left = await self._ask_cases(rollout)
        return RolloutRound(settled=settled, left=left)

    async def _ask_cases(self, rollout: Rollout) -> tuple[int, int]:
        house, policy = self._database.of(rollout.district), _policy_of(rollout)
        until, settled = time.monotonic() + ROUND.total_seconds(), 0
        while True:
            async with house.read() as session:
                cases = await policy_rollouts.next_cases(session, rollout.rollout_id, FEW)
            asked = [await self._asked(rollout, policy, one) for one in cases]
            async with house.write() as session:
                await policy_rollouts.settle(session, rollout.rollout_id, asked)
                left = await policy_rollouts.left(session, rollout.rollout_id)
            fresh = sum(one.result is not CaseResult.WAITING for one in asked)
            settled += fresh
            if not left or not fresh or time.monotonic() > until:
                return settled, left

    async def _asked(self, rollout: Rollout, policy: CasePolicy, case: RolloutCase) -> RolloutCase:
        activity.heartbeat(case.case_id)
        began = time.monotonic()
        answered = await self._answer(rollout, policy, case)
        await asyncio.sleep(max(time.monotonic() - began, SHORTEST_REST))
        return replace(answered, settled_at=self._clock())

    async def _answer(self, rollout: Rollout, policy: CasePolicy, case: RolloutCase) -> RolloutCase:
        if (known := await self._known(rollout, policy, case)) is not None:
            return replace(case, result=known)
        command = AdoptPolicy(
            policy=policy, boundary=Boundary.ROLLOUT, rollout_id=rollout.rollout_id
        )
        intent = intent_of(rollout.rollout_id, case.case_id)
        envelope = Envelope(intent=intent, actor=system_actor(rollout.district), command=command)
        try:
            await self._cases.ask(case.case_id, envelope)
        except Refused as no:
            return _refused(case, no.refusal.code)
        except NotFound:
            return replace(case, result=CaseResult.ENDED)
        except Unknown:
            return _unanswered(case)
        return replace(case, result=CaseResult.TAKEN)

    async def _known(
        self, rollout: Rollout, policy: CasePolicy, case: RolloutCase
    ) -> CaseResult | None:
        """What the store knows already; only a case that follows another edition is asked."""
        async with self._database.of(rollout.district).read() as session:
            followed = await policy_rollouts.follows(session, case.case_id)
            if followed is None or followed.stage is Stage.ENDED:
                return CaseResult.ENDED
            if followed.edition > policy.version:
                return CaseResult.ALREADY
            if followed.content_hash != policy.content_hash:
                return None
            intent = intent_of(rollout.rollout_id, case.case_id)
            own = await timeline.receipt(session, intent, case.case_id)
        return CaseResult.TAKEN if own else CaseResult.ALREADY


def _withdrawn(rollout: Rollout) -> bool:
    """Taken back before its day, perhaps while a relay was just laying down its rollout.

    ``KeyError``, and so another try, while this worker does not know the edition yet.
    """
    return edition(rollout.district, rollout.edition) not in standing(rollout.district)


def _policy_of(rollout: Rollout) -> CasePolicy:
    return edition(rollout.district, rollout.edition).case_policy


def _refused(case: RolloutCase, code: str) -> RolloutCase:
    if code in ENDED:
        return replace(case, result=CaseResult.ENDED)
    if code in AHEAD:
        return replace(case, result=CaseResult.ALREADY)
    return replace(case, result=CaseResult.REFUSED, code=code)


def _unanswered(case: RolloutCase) -> RolloutCase:
    tries = case.attempts + 1
    if tries < GIVE_UP_AFTER:
        return replace(case, attempts=tries)
    return replace(case, attempts=tries, result=CaseResult.REFUSED, code=NO_ANSWER)
