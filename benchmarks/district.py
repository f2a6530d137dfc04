"""A district's store filled in bulk: every row as a step would write it, without the steps.

Only the households on the person's list have keys of their own; everybody else's sealed bytes are
made once and have the right length, and nobody opens them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from care.decide.snapshot import snapshot
from care.model.codes import Role, Stage
from care.model.ids import CaseId, DistrictCode, HouseholdId, MemberId, OfficeCode, PersonId
from care.model.work import CaseSnapshot, Task, TaskKind
from store import households, people
from store.database import Database
from store.households import MemberDetails
from store.keyring import Keyring
from store.people import Person
from store.read_model import Acted, Row, case_row, task_id, task_row
from store.sealing import Place, seal
from store.statements import add
from store.tables.cases import CaseLine, TaskLine
from store.tables.households import HouseholdLine, MemberLine
from tests.care.builders import a_case
from web.passwords import hash_now

DISTRICT = DistrictCode("11215")
LOGIN, PASSWORD = "measured", "a-long-enough-pass-phrase"
ME = PersonId("p-measured")
MINE = 120
"""Open tasks of the measured person: three pages, in a small and in a large district alike."""
COLLEAGUES = 40
DONE_A_CASE = 3
BATCH = 5_000
OFFICES = tuple(OfficeCode(f"office-{number}") for number in range(15))
KINDS = (TaskKind.CONTACT_HOUSEHOLD, TaskKind.DO_CHECK, TaskKind.REASSESS, TaskKind.CHASE_PARTNER)


@dataclass(frozen=True)
class Pattern:
    """One real case and its lines, copied with other ids."""

    snapshot: CaseSnapshot
    case: Row
    member: Row

    @classmethod
    def made(cls) -> "Pattern":
        one = snapshot(a_case(Stage.MONITORING))
        key = b"p" * 32
        member = {
            name: seal(key, plain, Place("members", name, "pattern", DISTRICT))
            for name, plain in (("name", "윤가람"), ("birth_date", "1950-01-01"))
        }
        by = Acted(ME, one.stage_since, Role.CASE_MANAGER)
        return cls(one, case_row(one, key, by), {**member, "phone": None, "address": None})


def case_id(number: int) -> CaseId:
    return CaseId(f"{DISTRICT}-{number:016d}")


async def fill(database: Database, keyring: Keyring, cases: int, tasks: int) -> None:
    """The first ``MINE`` cases wait for the measured person, the next for colleagues."""
    now, pattern = datetime.now(UTC), Pattern.made()
    await _people(database, keyring, now)
    await _bulk(database, CaseLine, (_case(pattern, n, now) for n in range(cases)))
    await _bulk(database, HouseholdLine, (_household(n, now) for n in range(cases)))
    await _bulk(database, MemberLine, (_member(pattern, n) for n in range(MINE, cases)))
    await _bulk(database, TaskLine, (_open_task(pattern, n, now) for n in range(tasks)))
    done = ((n, i) for n in range(cases) for i in range(DONE_A_CASE))
    await _bulk(database, TaskLine, (_done_task(pattern, n, i, now) for n, i in done))
    await _shown(database, keyring, pattern, now)


async def _people(database: Database, keyring: Keyring, now: datetime) -> None:
    async with database.write() as session:
        for number in range(COLLEAGUES + 1):
            login = LOGIN if number == COLLEAGUES else f"colleague-{number}"
            person_id = ME if number == COLLEAGUES else _colleague(number)
            person = Person(person_id, login, DISTRICT, roles=frozenset({Role.CASE_MANAGER}))
            password = hash_now(PASSWORD) if number == COLLEAGUES else "none"
            await people.create_person(session, keyring, person, "민들레", password, now)


async def _shown(database: Database, keyring: Keyring, pattern: Pattern, now: datetime) -> None:
    """Names and snapshots the person's pages do open."""
    async with database.write() as session:
        for number in range(MINE):
            details = MemberDetails(MemberId(f"m-{number}"), "윤가람", date(1950, 1, 1))
            await households.add_member(session, keyring, _home(number), details)
            key = await keyring.case_key(session, case_id(number), DISTRICT)
            told = _snapshot(pattern, number, now)
            by = Acted(ME, now, Role.CASE_MANAGER)
            line = await session.get(CaseLine, case_id(number))
            if line is not None:
                line.snapshot = case_row(told, key, by)["snapshot"]


async def _bulk(database: Database, line: Any, rows: Iterator[Row]) -> None:
    while batch := list(islice(rows, BATCH)):
        async with database.write() as session:
            await add(session, line, batch)


def _snapshot(pattern: Pattern, number: int, now: datetime) -> CaseSnapshot:
    changed = {"case_id": case_id(number), "district": DISTRICT, "household_id": _home(number)}
    tasks = (_task(number, now),)
    return pattern.snapshot.model_copy(update={**changed, "tasks": tasks})


def _case(pattern: Pattern, number: int, now: datetime) -> Row:
    opened = now - timedelta(minutes=5 * number)
    return pattern.case | {
        "case_id": case_id(number),
        "district": DISTRICT,
        "case_number": f"광진-2026-{number:06d}",
        "office": OFFICES[number % len(OFFICES)],
        "household_id": _home(number),
        "owner": _whose(number),
        "opened_at": opened,
        "stage_since": opened,
        "waiting_due": now + timedelta(hours=number % 2000),
    }


def _household(number: int, now: datetime) -> Row:
    return {
        "household_id": _home(number),
        "district": DISTRICT,
        "office": OFFICES[number % len(OFFICES)],
        "created_at": now,
    }


def _member(pattern: Pattern, number: int) -> Row:
    ids = {"member_id": f"m-{number}", "household_id": _home(number), "district": DISTRICT}
    return pattern.member | ids | {"position": 0}


def _task(number: int, since: datetime, kind: TaskKind | None = None) -> Task:
    chosen = kind or KINDS[number % len(KINDS)]
    return Task(
        key=f"{chosen}:",
        kind=chosen,
        role=Role.CASE_MANAGER,
        # Every tenth of what is not the measured person's waits for the team.
        person=None if number >= MINE and number % 10 == 0 else _whose(number),
        since=since - timedelta(hours=number % 700),
        due=since + timedelta(hours=number % 400 - 40),
    )


def _open_task(pattern: Pattern, number: int, now: datetime) -> Row:
    return _row(pattern, number, _task(number, now))


def _done_task(pattern: Pattern, number: int, turn: int, now: datetime) -> Row:
    ago = now - timedelta(days=40 * (turn + 1) + number % 30)
    row = _row(pattern, number, _task(number, ago, KINDS[turn]))
    return row | {"done_at": ago, "done_by": _whose(number)}


def _row(pattern: Pattern, number: int, task: Task) -> Row:
    return task_row(pattern.snapshot, task) | {
        "task_id": task_id(case_id(number), task),
        "case_id": case_id(number),
        "district": DISTRICT,
        "office": OFFICES[number % len(OFFICES)],
    }


def _home(number: int) -> HouseholdId:
    return HouseholdId(f"h-{number}")


def _whose(number: int) -> PersonId:
    return ME if number < MINE else _colleague(number % COLLEAGUES)


def _colleague(number: int) -> PersonId:
    return PersonId(f"p-colleague-{number}")
