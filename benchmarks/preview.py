"""A preview of a shorter term on the open cases of a district: cases a second, and memory.

Every case has a key and a sealed state of its own, as the relay folds them ahead; the study is
carried on by the worker's own activity, findings and all. Memory is the process's, looked at after
every portion: a hundred times the cases must not need more of it.
"""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time

from temporalio.testing import ActivityEnvironment

from activities.policy_preview import PreviewExaminer
from activities.policy_study import StudyDesk
from benchmarks.district import Pattern, _bulk, case_id
from benchmarks.report import Row, publish
from care.messages.studies import StudyAsked, StudyKind, StudyState
from care.model.case import CaseState
from care.model.codes import Stage
from care.model.ids import CaseNumber, DistrictCode, PersonId, StudyId
from care.model.policy import CasePolicy
from care.model.term import Term, Unit
from policies.resolve import resolve
from store import case_states, policy_studies
from store.database import Database, migrate
from store.keyring import Keyring, _case, _wrap
from store.pinned import keep_policy
from store.policy_studies import Study
from store.read_model import Row as Values
from store.sealing import seal
from store.tables.cases import CaseLine
from store.tables.keys import CaseKeyLine
from store.tables.studies import CaseStateLine
from store.tables.timeline import EventLine
from tests.care.builders import FORM, NOW, a_case

DISTRICT = DistrictCode("11215")
SIZES = (1_000, 10_000, 100_000)
STAGES = tuple(stage for stage in Stage if stage not in (Stage.ENDED, Stage.AFTERCARE))
AS_OF = NOW + timedelta(days=10)
SECONDS_FOR_10_000 = 20.0
PER_SECOND = 500.0
MEMORY_RATIO = 1.25
WATCH_EVERY = 0.05


@dataclass(frozen=True)
class Kind:
    """One real case; its copies differ by their ids."""

    state: CaseState
    text: str


@dataclass(frozen=True)
class Run:
    cases: int
    seconds: float
    processor: float
    peak: int
    """Bytes the process held at most."""


def kinds(policy: CasePolicy) -> list[Kind]:
    """The tests' own cases answer the national form."""
    answered = policy.model_copy(update={"assessment_form": FORM})
    found = (a_case(stage, answered) for stage in STAGES)
    states = [state.model_copy(update={"policy": policy}) for state in found]
    return [Kind(state, case_states.written(state)) for state in states]


async def fill(database: Database, keyring: Keyring, policy: CasePolicy, cases: int) -> None:
    made, line = kinds(policy), Pattern.made().case
    async with database.write() as session:
        await keep_policy(session, policy)
        wrapping = await keyring.district_key(session, DISTRICT)
    rows = _rows(made, line, wrapping, cases)
    while batch := list(islice(rows, 2_000)):
        for number, table in enumerate((CaseLine, CaseKeyLine, EventLine, CaseStateLine)):
            await _bulk(database, table, iter([each[number] for each in batch]))


def _rows(
    made: list[Kind], line: Values, wrapping: bytes, cases: int
) -> Iterator[tuple[Values, ...]]:
    for number in range(cases):
        kind, name, key = made[number % len(made)], case_id(number), os.urandom(32)
        state, last = kind.state, f"{name}.last"
        text = kind.text.replace(state.case_id, name)
        place = case_states._place(name, DISTRICT)
        yield (
            _case_row(line, kind, number),
            {
                "owner_id": name,
                "district": DISTRICT,
                "wrapped": _wrap(wrapping, key, _case(name, DISTRICT)),
                "created_at": NOW,
                "destroyed_at": None,
            },
            {
                "case_id": name,
                "sequence": state.revision,
                "revision": state.revision,
                "district": DISTRICT,
                "kind": "NoteAdded",
                "intent": last,
                "actor": "p",
                "role": "SYSTEM",
                "on_behalf_of": None,
                "at": NOW,
                "body": b"",
            },
            {
                "case_id": name,
                "district": DISTRICT,
                "revision": state.revision,
                "intent": last,
                "policy_hash": state.policy.content_hash,
                "state": seal(key, text, place),
            },
        )


def _case_row(line: Values, kind: Kind, number: int) -> Values:
    changed = {
        "case_id": case_id(number),
        "case_number": CaseNumber(f"B-{number:06d}"),
        "household_id": f"h-{number}",
        "district": DISTRICT,
        "stage": kind.state.stage.value,
        "office": kind.state.office,
        "revision": kind.state.revision,
    }
    return {**line, **changed}


def shorter(policy: CasePolicy) -> CasePolicy:
    """Bodies and approvers have two business days, a household is met within one."""
    two, one = (Term(n=n, unit=Unit.BUSINESS_DAYS) for n in (2, 1))
    return policy.model_copy(
        update={
            "version": policy.version + 1,
            "content_hash": "shorter",
            "partner_answer": two,
            "approval_sla": two,
            "first_contact": one,
            "plan_due": Term(n=20, unit=Unit.DAYS),
        }
    )


def resident() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


async def watched(stop: asyncio.Event) -> int:
    peak = resident()
    while not stop.is_set():
        peak = max(peak, resident())
        await asyncio.sleep(WATCH_EVERY)
    return peak


async def previewed(folder: Path, cases: int) -> Run:
    policy = resolve(DISTRICT).case_policy
    url = f"sqlite+aiosqlite:///{folder / f'{cases}.db'}"
    await asyncio.to_thread(migrate, url)
    database, keyring = Database(url), Keyring(b"k" * 32)
    await fill(database, keyring, policy, cases)
    study = Study(
        study_id=StudyId(f"{DISTRICT}-study-measured"),
        district=DISTRICT,
        kind=StudyKind.PREVIEW,
        about="",
        edition=policy.version + 1,
        policy_hash="shorter",
        as_of=AS_OF,
        started_by=PersonId("p-measured"),
        started_at=datetime.now(UTC),
    )
    async with database.write() as session:
        await policy_studies.create(session, study, shorter(policy))
    examiner = PreviewExaminer(database, keyring, lambda code: resolve(code).case_policy)
    run = await _measured(StudyDesk(database, {StudyKind.PREVIEW: examiner}), study, cases)
    await database.dispose()
    return run


async def _measured(desk: StudyDesk, study: Study, cases: int) -> Run:
    asked = StudyAsked(study_id=study.study_id, district=study.district)
    stop = asyncio.Event()
    watching = asyncio.create_task(watched(stop))
    started, processor = perf_counter(), process_time()
    while (told := await ActivityEnvironment().run(desk.study_policy, asked)).state is (
        StudyState.RUNNING
    ):
        pass
    took, used = perf_counter() - started, process_time() - processor
    stop.set()
    if told.state is not StudyState.DONE or told.done != cases:
        raise RuntimeError(f"{told.state}: {told.done} of {cases}")
    return Run(cases, took, used, await watching)


async def measure(folder: Path) -> list[Row]:
    await previewed(folder, 200)  # what is loaded once is loaded
    small, middle, large = [await previewed(folder, cases) for cases in SIZES]
    return rows_of(small, middle, large)


def rows_of(small: Run, middle: Run, large: Run) -> list[Row]:
    told = f"memory at 100,000 cases ({large.peak >> 20} MiB) to 1,000 ({small.peak >> 20} MiB)"
    return [
        Row("preview of 10,000 open cases", SECONDS_FOR_10_000, middle.seconds, "s", "less"),
        Row("the same, 100,000", PER_SECOND, large.cases / large.seconds, "cases/s", "more"),
        Row("on one core", PER_SECOND, large.cases / large.processor, "cases/s", "more"),
        Row(told, MEMORY_RATIO, large.peak / small.peak, "x", "less"),
    ]


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        publish("preview", asyncio.run(measure(Path(folder))))


if __name__ == "__main__":
    run()
