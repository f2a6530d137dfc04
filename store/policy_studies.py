"""Studies of a policy (모의 적용, 가정 재현): started, carried on portion by portion, read.

A study goes through its cases in the order of their ids. Each portion is written in one
transaction with how far it reached, so one that was broken off goes on exactly there.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, not_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.messages.studies import StudyKind, StudyState
from care.model.codes import Stage
from care.model.ids import CaseId, CaseNumber, DistrictCode, OfficeCode, PersonId, StudyId
from care.model.policy import CasePolicy
from store.moments import KOREA
from store.scope import PAGE_SIZE, Page, Scope, known_to
from store.statements import add
from store.tables.cases import CaseLine
from store.tables.protection import HiddenLine
from store.tables.studies import FindingLine, StudyLine

LIVING = (StudyState.QUEUED.value, StudyState.RUNNING.value)
APART = "apart"
"""Sums of a case whose household is hidden from somebody stand apart, ``apart|case|name``, so that
each reader is told those of the households they may know (SR-18)."""
NO_ZONE = ""
"""Of a case whose office is in no zone, or of a district without any."""


@dataclass(frozen=True)
class Study:
    """``tally`` holds free sums; their names are the study's own, parts joined by ``|``."""

    study_id: StudyId
    district: DistrictCode
    kind: StudyKind
    about: str
    """The draft's id, or the number of an edition; empty for a file."""
    edition: int
    policy_hash: str
    as_of: datetime
    started_by: PersonId
    started_at: datetime
    from_day: date | None = None
    """WHATIF: cases opened from this day on, until ``until_day``, both included."""
    until_day: date | None = None
    state: StudyState = StudyState.QUEUED
    total: int = 0
    done: int = 0
    reached: str = ""
    changed_at: datetime | None = None
    ended_at: datetime | None = None
    failure: str | None = None
    tally: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """One thing found of one case; ``code`` names the number it is counted in."""

    case_id: CaseId
    case_number: CaseNumber
    stage: str
    zone: str
    office: OfficeCode
    code: str
    subject: str = ""
    before: str = ""
    after: str = ""
    days: int | None = None
    """Later (or, negative, earlier) by so many days."""
    known: bool = True
    """False: a decision that never happened, so nobody can say what it would have been."""


@dataclass(frozen=True)
class Portion:
    """What the cases behind ``after`` and up to ``reached`` gave."""

    after: str
    reached: str
    cases: int
    findings: tuple[Finding, ...] = ()
    tally: Counter[str] = field(default_factory=Counter)
    last: bool = False
    each: Mapping[CaseId, Counter[str]] = field(default_factory=dict)
    """What each case adds to ``tally``."""


@dataclass(frozen=True)
class Count:
    """How many cases a finding of this code has at a stage and in a zone."""

    code: str
    stage: str
    zone: str
    cases: int
    known: bool = True


def tally_key(*parts: object) -> str:
    return "|".join(str(part) for part in parts)


async def create(session: AsyncSession, study: Study, policy: CasePolicy) -> bool:
    """False when the same study was started before."""
    line = {
        "study_id": study.study_id,
        "district": study.district,
        "kind": study.kind.value,
        "about": study.about,
        "edition": study.edition,
        "policy_hash": policy.content_hash,
        "policy": policy.model_dump_json(),
        "as_of": study.as_of,
        "from_day": study.from_day,
        "until_day": study.until_day,
        "state": StudyState.QUEUED.value,
        "total": 0,
        "done": 0,
        "reached": "",
        "tally": "{}",
        "started_by": study.started_by,
        "started_at": study.started_at,
        "changed_at": study.started_at,
        "ended_at": None,
        "failure": None,
    }
    return bool(await add(session, StudyLine, (line,)))


async def get(session: AsyncSession, district: DistrictCode, study_id: str) -> Study | None:
    line = await session.get(StudyLine, study_id, populate_existing=True)
    return None if line is None or line.district != district else study_of(line)


async def as_known_to(session: AsyncSession, scope: Scope, studies: list[Study]) -> list[Study]:
    """The same with the sums this reader would be told if what is hidden did not exist (SR-18)."""
    unknown = and_(CaseLine.district == scope.district, not_(known_to(scope, CaseLine.case_id)))
    lines = await session.execute(
        select(CaseLine.case_id, CaseLine.opened_at, CaseLine.stage).where(unknown)
    )
    hidden = {row[0]: (row[1], row[2]) for row in lines}
    return [_without(one, hidden) for one in studies]


def _without(study: Study, hidden: Mapping[str, tuple[datetime, str]]) -> Study:
    summed: Counter[str] = Counter()
    seen = set()
    for key, number in study.tally.items():
        case_id, name = key.split("|", 2)[1:] if key.startswith(f"{APART}|") else ("", key)
        if case_id in hidden:
            seen.add(case_id)
        else:
            summed[name] += number
    ahead = sum(_in_reach(study, *hidden[one]) for one in hidden.keys() - seen)
    total = study.total - len(seen) - (0 if study.state.is_over else ahead)
    done = study.done - len(seen)
    return replace(study, tally=dict(sorted(summed.items())), done=done, total=max(total, done))


def _in_reach(study: Study, opened_at: datetime, stage: str) -> bool:
    """Whether the study looks at such a case: at open ones, or at those of a period."""
    day = opened_at.astimezone(KOREA).date()
    if study.kind is StudyKind.PREVIEW:
        return stage != Stage.ENDED.value
    return (study.from_day or day) <= day <= (study.until_day or day)


async def policy_of(session: AsyncSession, study_id: StudyId) -> CasePolicy:
    """The policy that is tried out, just as it was when the study was started."""
    query = select(StudyLine.policy).where(StudyLine.study_id == study_id)
    return CasePolicy.model_validate_json((await session.execute(query)).scalar_one())


async def list_of(
    session: AsyncSession,
    district: DistrictCode,
    kind: StudyKind | None = None,
    about: str | None = None,
    limit: int = PAGE_SIZE,
) -> list[Study]:
    """Newest first."""
    query = select(StudyLine).where(StudyLine.district == district)
    if kind is not None:
        query = query.where(StudyLine.kind == kind.value)
    if about is not None:
        query = query.where(StudyLine.about == about)
    ordered = query.order_by(StudyLine.started_at.desc(), StudyLine.study_id).limit(limit)
    return [study_of(line) for line in await session.scalars(ordered)]


async def queued(session: AsyncSession, before: datetime) -> list[Study]:
    """Those that wait since ``before`` and that no worker has begun."""
    waiting = and_(StudyLine.state == StudyState.QUEUED.value, StudyLine.changed_at < before)
    query = select(StudyLine).where(waiting).order_by(StudyLine.changed_at).limit(PAGE_SIZE)
    return [study_of(line) for line in await session.scalars(query)]


async def begin(session: AsyncSession, study_id: StudyId, total: int, at: datetime) -> bool:
    """False when it is over already; a study that was broken off begins again where it was."""
    return await _set(session, study_id, state=StudyState.RUNNING.value, total=total, changed_at=at)


async def advance(session: AsyncSession, study_id: StudyId, portion: Portion, at: datetime) -> bool:
    """False, and nothing written, when it was stopped meanwhile or another was faster."""
    line = await session.get(
        StudyLine, study_id, populate_existing=True, with_for_update={"of": StudyLine}
    )
    if line is None or line.state not in LIVING or line.reached != portion.after:
        return False
    line.reached = portion.reached
    line.done += portion.cases
    line.total = max(line.total, line.done)
    line.tally = json.dumps(_summed(json.loads(line.tally), await _set_apart(session, portion)))
    line.changed_at = at
    if portion.last:
        line.state, line.ended_at = StudyState.DONE.value, at
        line.total = line.done
    await add(session, FindingLine, [_row(study_id, line.district, f) for f in portion.findings])
    return True


async def _set_apart(session: AsyncSession, portion: Portion) -> Counter[str]:
    hidden = (
        select(CaseLine.case_id)
        .join(HiddenLine, HiddenLine.household_id == CaseLine.household_id)
        .where(HiddenLine.until.is_(None), CaseLine.case_id.in_(sorted(portion.each)))
        .distinct()
    )
    summed = Counter(portion.tally)
    for case_id in await session.scalars(hidden):
        own = portion.each[CaseId(case_id)]
        summed.subtract(own)
        summed.update({tally_key(APART, case_id, name): number for name, number in own.items()})
    return Counter({name: number for name, number in summed.items() if number})


def _summed(so_far: dict[str, int], portion: Mapping[str, int]) -> dict[str, int]:
    """A sum may be negative: work a policy takes away."""
    summed = Counter(so_far)
    summed.update(portion)
    return dict(sorted(summed.items()))


async def stop(session: AsyncSession, study_id: StudyId, at: datetime) -> bool:
    """The worker sees it at its next portion; False when the study was over before."""
    return await _set(session, study_id, state=StudyState.STOPPED.value, ended_at=at, changed_at=at)


async def fail(session: AsyncSession, study_id: StudyId, code: str, at: datetime) -> bool:
    state = StudyState.FAILED.value
    return await _set(session, study_id, state=state, failure=code, ended_at=at, changed_at=at)


async def counts(session: AsyncSession, scope: Scope, study_id: StudyId) -> list[Count]:
    """Numbers made of the very lines ``findings`` lists."""
    shown = (FindingLine.code, FindingLine.stage, FindingLine.zone, FindingLine.known)
    query = (
        select(*shown, func.count(FindingLine.case_id.distinct()).label("cases"))
        .where(_of(scope, study_id))
        .group_by(*shown)
        .order_by(*shown)
    )
    rows = await session.execute(query)
    return [Count(row.code, row.stage, row.zone, row.cases, row.known) for row in rows]


@dataclass(frozen=True)
class Behind:
    """Which number somebody asks the list of; None: every stage, every zone."""

    code: str
    stage: str | None = None
    zone: str | None = None


async def findings(
    session: AsyncSession,
    scope: Scope,
    study_id: StudyId,
    behind: Behind,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Page[Finding]:
    within = [_of(scope, study_id), FindingLine.code == behind.code]
    if behind.stage is not None:
        within.append(FindingLine.stage == behind.stage)
    if behind.zone is not None:
        within.append(FindingLine.zone == behind.zone)
    total = await session.scalar(select(func.count()).select_from(FindingLine).where(*within))
    query = (
        select(FindingLine)
        .where(*within)
        .order_by(FindingLine.case_number, FindingLine.subject)
        .offset((max(page, 1) - 1) * size)
        .limit(size)
    )
    found = [_finding(line) for line in await session.scalars(query)]
    return Page(tuple(found), total or 0, max(page, 1), size)


def _of(scope: Scope, study_id: StudyId) -> ColumnElement[bool]:
    """Of a household hidden from the reader nothing is counted or listed (SR-18)."""
    return and_(
        FindingLine.study_id == study_id,
        FindingLine.district == scope.district,
        known_to(scope, FindingLine.case_id),
    )


async def _set(session: AsyncSession, study_id: StudyId, **values: object) -> bool:
    living = and_(StudyLine.study_id == study_id, StudyLine.state.in_(LIVING))
    changed = update(StudyLine).where(living).values(**values).returning(StudyLine.study_id)
    return await session.scalar(changed) is not None


def _row(study_id: StudyId, district: str, found: Finding) -> dict[str, object]:
    return {
        "study_id": study_id,
        "code": found.code,
        "case_id": found.case_id,
        "subject": found.subject,
        "district": district,
        "case_number": found.case_number,
        "stage": found.stage,
        "zone": found.zone,
        "office": found.office,
        "before": found.before,
        "after": found.after,
        "days": found.days,
        "known": found.known,
    }


def _finding(line: FindingLine) -> Finding:
    return Finding(
        case_id=CaseId(line.case_id),
        case_number=CaseNumber(line.case_number),
        stage=line.stage,
        zone=line.zone,
        office=OfficeCode(line.office),
        code=line.code,
        subject=line.subject,
        before=line.before,
        after=line.after,
        days=line.days,
        known=line.known,
    )


def study_of(line: StudyLine) -> Study:
    return Study(
        study_id=StudyId(line.study_id),
        district=DistrictCode(line.district),
        kind=StudyKind(line.kind),
        about=line.about,
        edition=line.edition,
        policy_hash=line.policy_hash,
        as_of=line.as_of,
        started_by=PersonId(line.started_by),
        started_at=line.started_at,
        from_day=line.from_day,
        until_day=line.until_day,
        state=StudyState(line.state),
        total=line.total,
        done=line.done,
        reached=line.reached,
        changed_at=line.changed_at,
        ended_at=line.ended_at,
        failure=line.failure,
        tally=json.loads(line.tally),
    )
