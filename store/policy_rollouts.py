"""Rollouts of an edition: where each stands, whom it still has to ask, what every case said."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, insert, literal, not_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.messages.rollouts import CaseResult, RolloutState
from care.model.codes import Stage
from care.model.ids import CaseId, DistrictCode, OfficeCode, PersonId, RolloutId
from store.scope import Scope, known_to
from store.statements import add
from store.tables.cases import CaseLine
from store.tables.rollouts import RolloutCaseLine, RolloutLine

SHOWN = 50
"""The list reaches that many rollouts back."""
OVER = tuple(state.value for state in RolloutState if state.is_over)


@dataclass(frozen=True)
class Rollout:
    rollout_id: RolloutId
    district: DistrictCode
    edition: int
    begins_at: datetime
    started_by: PersonId
    """The person, or the system for an edition whose adoption is NOW."""
    started_at: datetime
    state: RolloutState = RolloutState.WAITING
    total: int | None = None
    begun_at: datetime | None = None
    ended_at: datetime | None = None
    steered_by: PersonId | None = None
    steered_at: datetime | None = None


@dataclass(frozen=True)
class RolloutCase:
    case_id: CaseId
    case_number: str
    stage: Stage
    office: OfficeCode
    former_edition: int
    """The edition the case followed when the rollout began."""
    result: CaseResult
    code: str = ""
    attempts: int = 0
    settled_at: datetime | None = None


@dataclass(frozen=True)
class Tally:
    """How many cases of a rollout came to which result, and to which refusal."""

    result: CaseResult
    code: str
    cases: int


async def last_word(session: AsyncSession, case_id: CaseId, edition: int) -> RolloutCase | None:
    """What the case said when it was asked last to take up an edition newer than ``edition``."""
    query = (
        select(RolloutCaseLine)
        .join(RolloutLine, RolloutLine.rollout_id == RolloutCaseLine.rollout_id)
        .where(RolloutCaseLine.case_id == case_id, RolloutLine.edition > edition)
        .order_by(RolloutLine.started_at.desc())
        .limit(1)
    )
    line = await session.scalar(query)
    return None if line is None else _case(line)


@dataclass(frozen=True)
class Followed:
    """Which edition a case follows now."""

    edition: int
    content_hash: str
    stage: Stage


async def begin(session: AsyncSession, rollout: Rollout) -> bool:
    """False when it was begun before: a repeated form, or a relay that looks again, begins one."""
    line = {
        "rollout_id": rollout.rollout_id,
        "district": rollout.district,
        "edition": rollout.edition,
        "begins_at": rollout.begins_at,
        "state": RolloutState.WAITING.value,
        "total": None,
        "started_by": rollout.started_by,
        "started_at": rollout.started_at,
        "begun_at": None,
        "ended_at": None,
        "steered_by": None,
        "steered_at": None,
    }
    return bool(await add(session, RolloutLine, (line,)))


async def get(session: AsyncSession, rollout_id: RolloutId) -> Rollout | None:
    line = await session.get(RolloutLine, rollout_id, populate_existing=True)
    return None if line is None else _rollout(line)


async def list_of(session: AsyncSession, district: DistrictCode) -> list[Rollout]:
    """The latest first."""
    query = (
        select(RolloutLine)
        .where(RolloutLine.district == district)
        .order_by(RolloutLine.started_at.desc(), RolloutLine.rollout_id.desc())
        .limit(SHOWN)
    )
    return [_rollout(line) for line in (await session.scalars(query)).all()]


async def unfinished(session: AsyncSession, district: DistrictCode | None = None) -> list[Rollout]:
    query = select(RolloutLine).where(RolloutLine.state.not_in(OVER))
    if district is not None:
        query = query.where(RolloutLine.district == district)
    found = await session.scalars(query.order_by(RolloutLine.started_at))
    return [_rollout(line) for line in found.all()]


async def editions_rolled_out(session: AsyncSession, district: DistrictCode) -> frozenset[int]:
    """Numbers of the editions a rollout of any kind was begun for."""
    query = select(RolloutLine.edition).where(RolloutLine.district == district).distinct()
    return frozenset((await session.scalars(query)).all())


async def superseded(session: AsyncSession, rollout: Rollout, now: datetime) -> bool:
    """Whether a rollout of a newer edition has begun; one that waits for its day has not."""
    query = select(RolloutLine.rollout_id).where(
        RolloutLine.district == rollout.district,
        RolloutLine.edition > rollout.edition,
        RolloutLine.begins_at <= now,
        RolloutLine.state != RolloutState.CANCELLED.value,
    )
    return await session.scalar(query.limit(1)) is not None


async def note(
    session: AsyncSession, rollout_id: RolloutId, state: RolloutState, at: datetime
) -> None:
    """Where it stands, as its workflow says; what is over stays over."""
    changed: dict[str, object] = {"state": state.value}
    if state.is_over:
        changed["ended_at"] = at
    await session.execute(
        update(RolloutLine)
        .where(RolloutLine.rollout_id == rollout_id, RolloutLine.state.not_in(OVER))
        .values(changed)
    )


async def withdraw(
    session: AsyncSession, district: DistrictCode, editions: Sequence[int], at: datetime
) -> None:
    """Rollouts of editions that were announced and shall not begin are over before they begin."""
    await session.execute(
        update(RolloutLine)
        .where(
            RolloutLine.district == district,
            RolloutLine.edition.in_(editions),
            RolloutLine.state.not_in(OVER),
        )
        .values(state=RolloutState.SUPERSEDED.value, ended_at=at)
    )


async def steered(session: AsyncSession, rollout_id: RolloutId, by: PersonId, at: datetime) -> None:
    await session.execute(
        update(RolloutLine)
        .where(RolloutLine.rollout_id == rollout_id)
        .values(steered_by=by, steered_at=at)
    )


async def list_cases(session: AsyncSession, rollout: Rollout, now: datetime) -> int:
    """Once, when the rollout begins: every open case of the district; answers how many."""
    known = await session.scalar(
        select(RolloutLine.total).where(RolloutLine.rollout_id == rollout.rollout_id)
    )
    if known is not None:
        return known
    open_cases = select(
        literal(rollout.rollout_id),
        CaseLine.case_id,
        CaseLine.district,
        CaseLine.case_number,
        CaseLine.stage,
        CaseLine.office,
        CaseLine.policy_version,
        literal(CaseResult.WAITING.value),
        literal(""),
        literal(0),
    ).where(CaseLine.district == rollout.district, CaseLine.stage != Stage.ENDED.value)
    names = (
        "rollout_id", "case_id", "district", "case_number", "stage", "office", "former_edition",
        "result", "code", "attempts",
    )  # fmt: skip
    await session.execute(insert(RolloutCaseLine).from_select(names, open_cases))
    of_rollout = RolloutCaseLine.rollout_id == rollout.rollout_id
    total = await session.scalar(
        select(func.count()).select_from(RolloutCaseLine).where(of_rollout)
    )
    await session.execute(
        update(RolloutLine)
        .where(RolloutLine.rollout_id == rollout.rollout_id)
        .values(total=total, begun_at=now)
    )
    return total or 0


async def next_cases(session: AsyncSession, rollout_id: RolloutId, most: int) -> list[RolloutCase]:
    """Those not asked yet first, then those that gave no answer."""
    query = (
        select(RolloutCaseLine)
        .where(_with(rollout_id, CaseResult.WAITING))
        .order_by(RolloutCaseLine.attempts, RolloutCaseLine.case_id)
        .limit(most)
    )
    return [_case(line) for line in (await session.scalars(query)).all()]


async def left(session: AsyncSession, rollout_id: RolloutId) -> int:
    waiting = _with(rollout_id, CaseResult.WAITING)
    query = select(func.count()).select_from(RolloutCaseLine).where(waiting)
    return await session.scalar(query) or 0


async def settle(
    session: AsyncSession, rollout_id: RolloutId, settled: Sequence[RolloutCase]
) -> None:
    for one in settled:
        await session.execute(
            update(RolloutCaseLine)
            .where(RolloutCaseLine.rollout_id == rollout_id, RolloutCaseLine.case_id == one.case_id)
            .values(
                result=one.result.value,
                code=one.code,
                attempts=one.attempts,
                settled_at=one.settled_at,
            )
        )


async def as_known_to(
    session: AsyncSession, scope: Scope, rollouts: Sequence[Rollout]
) -> list[Rollout]:
    """The same without the cases of households that are hidden from this reader (SR-18)."""
    query = (
        select(RolloutCaseLine.rollout_id, func.count())
        .where(
            RolloutCaseLine.rollout_id.in_([one.rollout_id for one in rollouts]),
            not_(known_to(scope, RolloutCaseLine.case_id)),
        )
        .group_by(RolloutCaseLine.rollout_id)
    )
    hidden: dict[str, int] = {row[0]: row[1] for row in await session.execute(query)}
    return [
        one if one.total is None else replace(one, total=one.total - hidden.get(one.rollout_id, 0))
        for one in rollouts
    ]


async def tally(
    session: AsyncSession, rollout_id: RolloutId, scope: Scope | None = None
) -> list[Tally]:
    """Of the cases this reader may know; without one, of all."""
    query = (
        select(RolloutCaseLine.result, RolloutCaseLine.code, func.count())
        .where(RolloutCaseLine.rollout_id == rollout_id, *_known(scope))
        .group_by(RolloutCaseLine.result, RolloutCaseLine.code)
        .order_by(RolloutCaseLine.result, RolloutCaseLine.code)
    )
    return [
        Tally(CaseResult(result), code, cases)
        for result, code, cases in (await session.execute(query)).all()
    ]


@dataclass(frozen=True)
class Narrowed:
    """To one result, one refusal, and what a reader may know; as it stands: to nothing."""

    result: CaseResult | None = None
    code: str = ""
    scope: Scope | None = None


EVERY = Narrowed()


async def results(
    session: AsyncSession,
    rollout_id: RolloutId,
    to: Narrowed = EVERY,
    after: str = "",
    most: int = 50,
) -> list[RolloutCase]:
    """In the order of case numbers; ``after`` is the last number of the page before."""
    query = select(RolloutCaseLine).where(
        RolloutCaseLine.rollout_id == rollout_id,
        RolloutCaseLine.case_number > after,
        *_known(to.scope),
    )
    if to.result is not None:
        query = query.where(RolloutCaseLine.result == to.result.value)
    if to.code:
        query = query.where(RolloutCaseLine.code == to.code)
    found = await session.scalars(query.order_by(RolloutCaseLine.case_number).limit(most))
    return [_case(line) for line in found.all()]


async def follows(session: AsyncSession, case_id: CaseId) -> Followed | None:
    query = select(CaseLine.policy_version, CaseLine.policy_hash, CaseLine.stage)
    row = (await session.execute(query.where(CaseLine.case_id == case_id))).one_or_none()
    return None if row is None else Followed(row[0], row[1], Stage(row[2]))


def _known(scope: Scope | None) -> tuple[ColumnElement[bool], ...]:
    return () if scope is None else (known_to(scope, RolloutCaseLine.case_id),)


def _with(rollout_id: RolloutId, result: CaseResult) -> ColumnElement[bool]:
    return and_(RolloutCaseLine.rollout_id == rollout_id, RolloutCaseLine.result == result.value)


def _rollout(line: RolloutLine) -> Rollout:
    return Rollout(
        rollout_id=RolloutId(line.rollout_id),
        district=DistrictCode(line.district),
        edition=line.edition,
        begins_at=line.begins_at,
        started_by=PersonId(line.started_by),
        started_at=line.started_at,
        state=RolloutState(line.state),
        total=line.total,
        begun_at=line.begun_at,
        ended_at=line.ended_at,
        steered_by=PersonId(line.steered_by) if line.steered_by else None,
        steered_at=line.steered_at,
    )


def _case(line: RolloutCaseLine) -> RolloutCase:
    return RolloutCase(
        case_id=CaseId(line.case_id),
        case_number=line.case_number,
        stage=Stage(line.stage),
        office=OfficeCode(line.office),
        former_edition=line.former_edition,
        result=CaseResult(line.result),
        code=line.code,
        attempts=line.attempts,
        settled_at=line.settled_at,
    )
