"""A what-if on recorded cases: lives a second on one core, in the heart alone and from the store.

Whole lives of one and a half years are lived twice each, under the policy they followed and under
a changed one. Memory is the process's, looked at while the worker's own activity carries the study
on: a hundred times the cases must not need more of it; those are short lives, of half a month.
"""

import asyncio
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time

from temporalio.testing import ActivityEnvironment

from activities.policy_study import StudyDesk
from activities.policy_whatif import WhatIfExaminer
from benchmarks.district import Pattern, _bulk, case_id
from benchmarks.preview import resident
from benchmarks.report import Row, publish
from care.decide.whatif import what_if
from care.messages.studies import StudyAsked, StudyKind, StudyState
from care.model.codes import Stage
from care.model.ids import CaseNumber, DistrictCode, PersonId, StudyId
from care.model.policy import CasePolicy
from store import policy_studies
from store.database import Database, migrate
from store.events import _place
from store.keyring import Keyring, _case, _wrap
from store.pinned import keep_policy
from store.policy_studies import Study
from store.read_model import Row as Values
from store.sealing import seal
from store.tables.cases import CaseLine
from store.tables.keys import CaseKeyLine
from store.tables.timeline import EventLine
from tests.care.builders import NOW, a_policy, bdays
from tests.care.lives import UNTIL, Life, life

DISTRICT = DistrictCode("11215")
LIVES = 40
NEVER_MET = 13
HALF_A_MONTH = datetime(2026, 2, 16, 1, tzinfo=UTC)
WHOLE, SMALL, LARGE = 400, 1_000, 100_000
CASES_PER_SECOND, EVENTS_PER_SECOND = 20.0, 1_000.0
"""Ten thousand finished cases of a district, half a million events, within ten minutes."""
MEMORY_RATIO = 1.25
WATCH_EVERY = 0.05


@dataclass(frozen=True)
class Run:
    cases: int
    events: int
    seconds: float
    processor: float
    peak: int
    """Bytes the process held at most."""


def changed(policy: CasePolicy) -> CasePolicy:
    """Four rules at once, so that every kind of difference is found."""
    return policy.model_copy(
        update={
            "version": policy.version + 1,
            "content_hash": "changed",
            "first_contact": bdays(2),
            "approval_sla": bdays(2),
            "plan_approval": policy.plan_approval.model_copy(update={"money_review": 500_000}),
            "aftercare_checks": 1,
        }
    )


def in_the_heart(lives: Sequence[Life], policy: CasePolicy) -> Run:
    what_if(lives[0].start, lives[0].recorded, policy, UNTIL)
    started, processor = perf_counter(), process_time()
    events = sum(what_if(one.start, one.recorded, policy, UNTIL).events for one in lives)
    took, used = perf_counter() - started, process_time() - processor
    return Run(len(lives), events, took, used, resident())


async def fill(database: Database, keyring: Keyring, lives: Sequence[Life], cases: int) -> None:
    line = Pattern.made().case
    async with database.write() as session:
        await keep_policy(session, lives[0].start.policy)
        wrapping = await keyring.district_key(session, DISTRICT)
    made = [_Kind.of(one) for one in lives]
    numbers = iter(range(cases))
    while batch := list(islice(numbers, 500)):
        keys = {number: os.urandom(32) for number in batch}
        kinds = {number: made[number % len(made)] for number in batch}
        rows = (_case_row(line, kinds[n], n) for n in batch)
        await _bulk(database, CaseLine, rows)
        await _bulk(database, CaseKeyLine, (_key_row(n, keys[n], wrapping) for n in batch))
        told = (row for n in batch for row in _events(kinds[n], n, keys[n]))
        await _bulk(database, EventLine, told)


@dataclass(frozen=True)
class _Kind:
    """One life as texts; its copies differ by their ids."""

    life: Life
    bodies: tuple[str, ...]

    @classmethod
    def of(cls, one: Life) -> "_Kind":
        return cls(one, tuple(told.event.model_dump_json() for told in one.recorded))


def _case_row(line: Values, kind: _Kind, number: int) -> Values:
    return {
        **line,
        "case_id": case_id(number),
        "case_number": CaseNumber(f"B-{number:06d}"),
        "household_id": f"h-{number}",
        "district": DISTRICT,
        "stage": Stage.DISCOVERY.value,
        "opened_at": kind.life.recorded[0].at,
        "revision": kind.life.recorded[-1].sequence,
    }


def _key_row(number: int, key: bytes, wrapping: bytes) -> Values:
    name = case_id(number)
    return {
        "owner_id": name,
        "district": DISTRICT,
        "wrapped": _wrap(wrapping, key, _case(name, DISTRICT)),
        "created_at": NOW,
        "destroyed_at": None,
    }


def _events(kind: _Kind, number: int, key: bytes) -> Iterator[Values]:
    name, old = case_id(number), kind.life.start.case_id
    for told, body in zip(kind.life.recorded, kind.bodies, strict=True):
        text = body.replace(old, name)
        yield {
            "case_id": name,
            "sequence": told.sequence,
            "revision": told.sequence,
            "district": DISTRICT,
            "kind": told.event.kind,
            "intent": told.intent.replace(old, name),
            "actor": told.actor,
            "role": told.role.value,
            "on_behalf_of": None,
            "at": told.at,
            "body": seal(key, text, _place(name, told.sequence)),
        }


async def from_the_store(folder: Path, lives: Sequence[Life], cases: int, until: datetime) -> Run:
    policy = lives[0].start.policy
    url = f"sqlite+aiosqlite:///{folder / f'{cases}.{len(lives)}.db'}"
    await asyncio.to_thread(migrate, url)
    database, keyring = Database(url), Keyring(b"k" * 32)
    await fill(database, keyring, lives, cases)
    study = Study(
        study_id=StudyId(f"{DISTRICT}-study-measured"),
        district=DISTRICT,
        kind=StudyKind.WHATIF,
        about="",
        edition=policy.version + 1,
        policy_hash="changed",
        as_of=until,
        started_by=PersonId("p-measured"),
        started_at=datetime.now(UTC),
    )
    async with database.write() as session:
        await policy_studies.create(session, study, changed(policy))
    examiner = WhatIfExaminer(database, keyring, lambda code: policy)
    run = await _measured(StudyDesk(database, {StudyKind.WHATIF: examiner}), study, cases)
    async with database.read() as session:
        done = await policy_studies.get(session, DISTRICT, study.study_id)
    await database.dispose()
    return replace(run, events=done.tally["events"] if done else 0)


async def _measured(desk: StudyDesk, study: Study, cases: int) -> Run:
    asked = StudyAsked(study_id=study.study_id, district=study.district)
    stop = asyncio.Event()
    watching = asyncio.create_task(_watched(stop))
    started, processor = perf_counter(), process_time()
    while (told := await ActivityEnvironment().run(desk.study_policy, asked)).state is (
        StudyState.RUNNING
    ):
        pass
    took, used = perf_counter() - started, process_time() - processor
    stop.set()
    if told.state is not StudyState.DONE or told.done != cases:
        raise RuntimeError(f"{told.state}: {told.done} of {cases}")
    return Run(cases, 0, took, used, await watching)


async def _watched(stop: asyncio.Event) -> int:
    peak = resident()
    while not stop.is_set():
        peak = max(peak, resident())
        await asyncio.sleep(WATCH_EVERY)
    return peak


async def measure(folder: Path) -> list[Row]:
    policy = a_policy()
    lives = [life(number, policy) for number in range(1, LIVES + 1)]
    short = [life(NEVER_MET, policy, HALF_A_MONTH)]
    pure = in_the_heart(lives, changed(policy))
    stored = await from_the_store(folder, lives, WHOLE, UNTIL)
    small = await from_the_store(folder, short, SMALL, HALF_A_MONTH)
    large = await from_the_store(folder, short, LARGE, HALF_A_MONTH)
    return rows_of(pure, stored, small, large)


def rows_of(pure: Run, stored: Run, small: Run, large: Run) -> list[Row]:
    need, events = CASES_PER_SECOND, EVENTS_PER_SECOND
    told = f"memory at 100,000 cases ({large.peak >> 20} MiB) to 1,000 ({small.peak >> 20} MiB)"
    return [
        Row(
            "whole lives in the heart, one core",
            need,
            pure.cases / pure.processor,
            "cases/s",
            "more",
        ),
        Row("events of them", events, pure.events / pure.processor, "events/s", "more"),
        Row("from the store, one core", need, stored.cases / stored.processor, "cases/s", "more"),
        Row("events of them", events, stored.events / stored.processor, "events/s", "more"),
        Row("100,000 short lives", need, large.cases / large.processor, "cases/s", "more"),
        Row(told, MEMORY_RATIO, large.peak / small.peak, "x", "less"),
    ]


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        publish("whatif", asyncio.run(measure(Path(folder))))


if __name__ == "__main__":
    run()
