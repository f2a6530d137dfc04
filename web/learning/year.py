"""The year as the page and its files tell it: the district, each person, each event."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from care.model.ids import PersonId
from care.model.learned import LearningKind, LearningLevel
from i18n.loader import gettext
from i18n.wording import words
from store import learning, people, workload
from store.learning import Kept, Year
from store.workload import Load
from web.identity import local_date
from web.learning.staff import colleagues
from web.visitor import Visit
from web.workers.crew import whole_district

FIRST_YEAR, LAST_YEAR = 2000, 2200


@dataclass(frozen=True)
class Worker:
    """What one person learned in the year, and what they carry today."""

    person: PersonId
    name: str
    year: Year
    in_cases: int = 0
    """Supervision held in the cases they own."""
    waiting: int = 0
    """Supervision asked for in them and not held, e.g. after an incident."""
    load: Load = field(default_factory=lambda: Load(None))


@dataclass(frozen=True)
class Reading:
    year: int
    whole: Year
    workers: tuple[Worker, ...]
    events: tuple[Kept, ...]
    names: dict[PersonId, str]
    in_cases: int = 0
    waiting: int = 0


def year_asked(visit: Visit) -> int:
    today = local_date(visit.now).year
    said = visit.request.query_params.get("year", "")
    found = int(said) if said.isdecimal() and len(said) == 4 else today
    return found if FIRST_YEAR <= found <= LAST_YEAR else today


async def read_year(visit: Visit, session: Any, year: int, *, everybody: bool) -> Reading:
    """Of everybody, or of the visitor alone."""
    keyring, scope = visit.dependencies.keyring, whole_district(visit.scope)
    me = visit.visitor.person
    found = await learning.of_year(session, keyring, scope, year, None if everybody else me)
    whole, each = learning.counted(found)
    held = await learning.supervised_in_cases(session, scope, year)
    waiting = await learning.waiting_supervision(session, scope)
    loads = await workload.loads(session, scope, visit.at, visit.leads)
    staff = await colleagues(session, visit.visitor.district) if everybody else [me]
    wanted = {*staff, *(each if everybody else ()), *(one for one in held if one and everybody)}
    named = wanted | {one for event in found for one in event.learning.people}
    names = await people.display_names(session, keyring, named)
    workers = [
        Worker(
            person=one,
            name=names.get(one, ""),
            year=each.get(one, Year()),
            in_cases=held.get(one, 0),
            waiting=waiting.get(one, 0),
            load=loads.get(one, Load(one)),
        )
        for one in wanted & names.keys()
    ]
    return Reading(
        year=year,
        whole=whole,
        workers=tuple(sorted(workers, key=lambda one: (one.name, one.person))),
        events=tuple(found),
        names=names,
        in_cases=sum(held.values()) if everybody else held.get(me, 0),
        waiting=sum(waiting.values()) if everybody else waiting.get(me, 0),
    )


def hours(minutes: int) -> str:
    """``3`` or ``3.5``, as people count."""
    return f"{minutes / 60:.1f}".removesuffix(".0")


def sheets(reading: Reading) -> dict[str, Sequence[Sequence[object]]]:
    """Totals, everybody's year, and every event; no case number, no household."""
    return {
        gettext("한 해 합계"): _totals(reading),
        gettext("사람별"): by_worker(reading),
        gettext("기록"): _events(reading),
    }


def _totals(reading: Reading) -> list[list[object]]:
    whole = reading.whole
    rows: list[list[object]] = [
        [gettext("종류"), gettext("횟수"), gettext("시간")],
        *([words(kind), whole.times[kind], hours(whole.minutes[kind])] for kind in LearningKind),
        *(
            [gettext("교육 %(level)s", level=words(level)), whole.levels[level], ""]
            for level in LearningLevel
        ),
        [gettext("사례 안에서 한 슈퍼비전"), reading.in_cases, ""],
        [gettext("함께 살핀 사례"), whole.cases, ""],
        [gettext("참여한 사람 (연인원)"), whole.attended, ""],
    ]
    return rows


def by_worker(reading: Reading) -> list[list[object]]:
    kinds = [words(kind) for kind in LearningKind]
    head: list[object] = [
        gettext("담당"),
        *kinds,
        gettext("시간"),
        gettext("사례 안에서 한 슈퍼비전"),
    ]
    head += [gettext("기다리는 슈퍼비전"), gettext("지금 맡은 사례")]
    rows: list[list[object]] = [head]
    for one in reading.workers:
        counts = [one.year.times[kind] for kind in LearningKind]
        total = hours(sum(one.year.minutes.values()))
        rows.append([one.name, *counts, total, one.in_cases, one.waiting, one.load.carried])
    return rows


def _events(reading: Reading) -> list[list[object]]:
    rows: list[list[object]] = [
        [
            gettext("날"),
            gettext("종류"),
            gettext("단계"),
            gettext("제목"),
            gettext("이끈 사람"),
            gettext("시간"),
            gettext("참여한 사람"),
            gettext("그 밖의 인원"),
            gettext("함께 살핀 사례"),
        ]
    ]
    for event in reading.events:
        one = event.learning
        who = ", ".join(reading.names.get(each, "") for each in one.people)
        level = words(one.level) if one.level else ""
        rows.append(
            [
                one.held_on, words(one.kind), level, one.title, one.given_by,
                hours(one.minutes), who, one.others, len(one.cases),
            ]
        )  # fmt: skip
    return rows
