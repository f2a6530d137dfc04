"""Every open case's state, folded ahead of time so that a whole district is looked at in seconds.

The events stay the truth. A line that lags behind is brought up from where it stands, and one made
from events that were replaced since is folded anew. It is sealed with the case's key, and goes with
it when the case is erased.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, bindparam, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.decide.evolve import blank, fold
from care.messages.envelope import CaseStart
from care.messages.events import CaseOpened, PolicyAdopted, Recorded
from care.model.case import CaseState
from care.model.codes import Stage
from care.model.ids import CaseId, DistrictCode
from care.model.policy import CasePolicy
from store.database import Database
from store.events import events
from store.folded import PolicyOf
from store.keyring import KeyDestroyed, KeyMissing, Keyring, district_of
from store.pinned import keep_policy, kept_policy, numbered
from store.sealing import Place, seal, unseal
from store.statements import put, table_of
from store.tables.cases import CaseLine
from store.tables.studies import CaseStateLine
from store.tables.timeline import EventLine

PAGE = 200
FIELDS = tuple(name for name in CaseState.model_fields if name != "policy")
DEFAULTS = {
    name: one.get_default(call_default_factory=True) for name, one in CaseState.model_fields.items()
}


class KeptState(CaseState):
    """A state without its policy, which thousands of cases share."""

    policy: Any = None


@dataclass(frozen=True)
class Policies:
    """Those of a district by content, read once; ``policy_of`` stands in for one not kept."""

    district: DistrictCode
    policy_of: PolicyOf
    known: dict[str, CasePolicy]

    @classmethod
    def of(cls, district: DistrictCode, policy_of: PolicyOf) -> "Policies":
        return cls(district, policy_of, {})

    async def get(self, session: AsyncSession, content_hash: str) -> CasePolicy:
        if content_hash not in self.known:
            kept = await kept_policy(session, content_hash, self.district)
            self.known[content_hash] = kept or self.policy_of(self.district)
        return self.known[content_hash]


@dataclass(frozen=True)
class Standing:
    """States of some cases; fewer than ``looked_at`` where one was erased or is being written."""

    states: tuple[CaseState, ...]
    reached: str
    """The id of the last case that was looked at."""
    looked_at: int
    last: bool = False
    """Nothing is behind it."""


class CaseStates:
    """States of one district's open cases, in the order of their ids."""

    def __init__(
        self, database: Database, keyring: Keyring, district: DistrictCode, policy_of: PolicyOf
    ) -> None:
        self._database = database.of(district)
        self._keyring = keyring
        self._district = district
        self._policies = Policies.of(district, policy_of)

    async def total(self) -> int:
        async with self._database.read() as session:
            query = select(func.count()).select_from(CaseLine).where(*_open(self._district))
            return await session.scalar(query) or 0

    async def page(self, after: str = "", limit: int = PAGE) -> Standing:
        """The next cases behind ``after``."""
        async with self._database.read() as session:
            rows = (await session.execute(_page(), self._asked(after, limit))).all()
        brought = await self.bring_up([CaseId(row.case_id) for row in rows if row.lags])
        async with self._database.read() as session:
            current = [row for row in rows if not row.lags]
            ids = [row.case_id for row in current]
            keys = await self._keyring.case_keys(session, ids, self._district)
            policies = {row.case_id: await self._policy(session, row) for row in current}
        # Unsealing is plain work: beside the loop, so that cases are answered meanwhile.
        opened = await asyncio.to_thread(_opened, current, keys, policies)
        found = {**opened, **brought}
        return Standing(
            states=tuple(found[row.case_id] for row in rows if row.case_id in found),
            reached=rows[-1].case_id if rows else after,
            looked_at=len(rows),
            last=len(rows) < limit,
        )

    async def states(self, limit: int = PAGE) -> AsyncIterator[Standing]:
        found = Standing((), "", 0)
        while not found.last:
            found = await self.page(found.reached, limit)
            yield found

    async def lagging(self, limit: int, after: str = "") -> list[CaseId]:
        """Cases behind ``after`` that nobody folded since their last step."""
        async with self._database.read() as session:
            found = await session.scalars(_behind(), self._asked(after, limit))
            return [CaseId(each) for each in found]

    async def bring_up(self, cases: Sequence[CaseId]) -> dict[str, CaseState]:
        """Fold what happened since and keep it; a case erased meanwhile is left out."""
        if not cases:
            return {}
        async with self._database.read() as session:
            folded = [found for each in cases if (found := await self._fold(session, each))]
        async with self._database.write() as session:
            for each in folded:
                await self._keep(session, each)
        return {each.state.case_id: each.state for each in folded}

    async def forget_ended(self, limit: int = PAGE) -> int:
        """What has ended is asked of its events alone; answers how many lines went."""
        ended = (
            select(CaseStateLine.case_id)
            .join(CaseLine, CaseLine.case_id == CaseStateLine.case_id)
            .where(CaseStateLine.district == self._district, CaseLine.stage == Stage.ENDED.value)
            .limit(limit)
        )
        async with self._database.read() as session:
            gone = (await session.scalars(ended)).all()
        if gone:
            async with self._database.write() as session:
                await session.execute(delete(CaseStateLine).where(CaseStateLine.case_id.in_(gone)))
        return len(gone)

    def _asked(self, after: str, limit: int) -> dict[str, object]:
        return {"of_district": self._district, "behind": after, "at_most": limit}

    async def _fold(self, session: AsyncSession, case_id: CaseId) -> "_Folded | None":
        try:
            start = await self._stands(session, case_id)
            after = start.revision if start is not None else 0
            recorded = await events(session, self._keyring, case_id, after=after)
            start = start or await self._beginning(session, case_id, recorded)
        except (KeyDestroyed, KeyMissing):
            return None
        if start is None or not _whole(start, recorded):
            return None
        return _Folded(fold(start, recorded), recorded)

    async def _stands(self, session: AsyncSession, case_id: CaseId) -> CaseState | None:
        """As it was kept, if its last event is still the one that is stored."""
        row = (await session.execute(_kept(), {"of_case": case_id})).one_or_none()
        if row is None:
            return None
        key = await self._keyring.case_key(session, case_id, self._district)
        return _read(row, key, await self._policy(session, row))

    async def _beginning(
        self, session: AsyncSession, case_id: CaseId, recorded: list[Recorded]
    ) -> CaseState | None:
        opening = next((r.event for r in recorded if isinstance(r.event, CaseOpened)), None)
        if opening is None:
            return None
        kept = await self._policies.get(session, opening.policy_hash)
        policy = numbered(kept, opening.policy_version)
        return blank(CaseStart(case_id=case_id, district=self._district, policy=policy))

    async def _keep(self, session: AsyncSession, folded: "_Folded") -> None:
        state, last = folded.state, folded.recorded[-1]
        if any(isinstance(r.event, PolicyAdopted) for r in folded.recorded):
            await keep_policy(session, state.policy)
        key = await self._keyring.case_key(session, state.case_id, self._district)
        row = {
            "case_id": state.case_id,
            "district": self._district,
            "revision": state.revision,
            "intent": last.intent,
            "policy_hash": state.policy.content_hash,
            "state": seal(key, written(state), _place(state.case_id, self._district)),
        }
        await put(session, CaseStateLine, (row,))

    async def _policy(self, session: AsyncSession, row: Any) -> CasePolicy:
        return await self._policies.get(session, row.policy_hash)


@dataclass(frozen=True)
class _Folded:
    state: CaseState
    recorded: list[Recorded]


def _whole(start: CaseState, recorded: list[Recorded]) -> bool:
    """Steps may be stored out of turn; where one is still missing the case waits for it."""
    first = start.revision + 1
    return bool(recorded) and all(
        r.sequence == expected for expected, r in enumerate(recorded, start=first)
    )


def _opened(
    rows: Sequence[Any], keys: Mapping[str, bytes], policies: Mapping[str, CasePolicy]
) -> dict[str, CaseState]:
    """Those whose key is still there."""
    return {
        row.case_id: _read(row, keys[row.case_id], policies[row.case_id])
        for row in rows
        if row.case_id in keys
    }


def _read(row: Any, key: bytes, policy: CasePolicy) -> CaseState:
    return read(unseal(key, row.state, _place(row.case_id, district_of(row.case_id))), policy)


def written(state: CaseState) -> str:
    """Only what differs from a new case's: most of a case never happened to it."""
    told = {name for name in FIELDS if getattr(state, name) != DEFAULTS[name]}
    return state.model_dump_json(include=told)


def read(text: str, policy: CasePolicy) -> CaseState:
    kept = KeptState.model_validate_json(text)
    values = {name: getattr(kept, name) for name in FIELDS}
    return CaseState.model_construct(**values, policy=policy)


async def forget(session: AsyncSession, case_id: CaseId) -> None:
    await session.execute(delete(CaseStateLine).where(CaseStateLine.case_id == case_id))


def _open(district: Any) -> tuple[Any, ...]:
    return CaseLine.district == district, CaseLine.stage != Stage.ENDED.value


def _place(case_id: str, district: str) -> Place:
    return Place("case_states", "state", case_id, district)


def _joined(*shown: Any) -> Select[Any]:
    """Cases with what was folded of them and the event that is stored where folding ended."""
    cases, kept, last = table_of(CaseLine), table_of(CaseStateLine), table_of(EventLine)
    at_the_end = and_(last.c.case_id == kept.c.case_id, last.c.sequence == kept.c.revision)
    return (
        select(*shown)
        .select_from(
            cases.outerjoin(kept, kept.c.case_id == cases.c.case_id).outerjoin(last, at_the_end)
        )
        .where(*_open(bindparam("of_district")), cases.c.case_id > bindparam("behind"))
        .order_by(cases.c.case_id)
        .limit(bindparam("at_most"))
    )


def _lags() -> Any:
    cases, kept, last = table_of(CaseLine), table_of(CaseStateLine), table_of(EventLine)
    return or_(
        kept.c.revision.is_(None),
        kept.c.revision < cases.c.revision,
        last.c.intent.is_(None),
        last.c.intent != kept.c.intent,
    )


def _page() -> Select[Any]:
    cases, kept = table_of(CaseLine), table_of(CaseStateLine)
    return _joined(cases.c.case_id, kept.c.policy_hash, kept.c.state, _lags().label("lags"))


def _behind() -> Select[Any]:
    return _joined(table_of(CaseLine).c.case_id).where(_lags())


def _kept() -> Select[Any]:
    kept, last = table_of(CaseStateLine), table_of(EventLine)
    same = and_(
        last.c.case_id == kept.c.case_id,
        last.c.sequence == kept.c.revision,
        last.c.intent == kept.c.intent,
    )
    return (
        select(kept.c.case_id, kept.c.revision, kept.c.policy_hash, kept.c.state)
        .select_from(kept.join(last, same))
        .where(kept.c.case_id == bindparam("of_case"))
    )
