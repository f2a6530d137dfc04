"""What must fit together once nation, province and district are put on top of each other."""

from collections.abc import Iterator

from policies.document import Saying
from policies.kinds import AreasValue, LevelsValue, OfficesValue, TextValue
from policies.linking_coherence import linking_problems
from policies.problems import Problem
from policies.rule_coherence import rule_problems

Sayings = dict[str, Saying]
FLAG_LEVEL = "URGENT"
"""Not a level but a flag beside it; it has a cadence of its own."""


def coherence_problems(sayings: Sayings, tables: set[str], forms: set[str]) -> Iterator[Problem]:
    yield from _levels(sayings)
    yield from _known_offices(sayings, "zones")
    yield from _known_offices(sayings, "hubs")
    yield from _named(sayings["calendar.holidays"], tables)
    yield from _named(sayings["assessment.form"], forms)
    yield from rule_problems(sayings)
    yield from linking_problems(sayings)


def _levels(sayings: Sayings) -> Iterator[Problem]:
    saying = sayings["levels"]
    if not isinstance(saying.value, LevelsValue):
        return
    codes = [level.code for level in saying.value.levels]
    if len(set(codes)) != len(codes):
        yield _at(saying, "level_twice", "같은 구분이 두 번 나옵니다.", "A level appears twice.")
    for level in saying.value.levels:
        if level.export_as is not None and level.export_as not in codes:
            yield _at(saying, "export_as",
                      f"‘{level.code}’의 exportAs ‘{level.export_as}’이 구분에 없습니다.",
                      f"'{level.code}' is exported as unknown '{level.export_as}'.")  # fmt: skip
        if level.case_managed:
            yield from _has_clocks(sayings, saying, level.code)
    for key, clock in sayings.items():
        group, _, name = key.partition(".")
        if group in ("monitor", "reassess") and name not in (*codes, FLAG_LEVEL):
            yield _at(clock, "level_unknown", f"‘{name}’은(는) 이 정책의 구분에 없습니다.",
                      f"'{name}' is not a level of this policy.")  # fmt: skip


def _has_clocks(sayings: Sayings, levels: Saying, code: str) -> Iterator[Problem]:
    for group in ("monitor", "reassess"):
        if f"{group}.{code}" not in sayings:
            yield _at(levels, "no_clock", f"‘{group}.{code}’ 주기가 없습니다.",
                      f"The cadence '{group}.{code}' is missing.")  # fmt: skip


def _known_offices(sayings: Sayings, key: str) -> Iterator[Problem]:
    saying, offices = sayings[key], sayings["offices"].value
    if not (isinstance(saying.value, AreasValue) and isinstance(offices, OfficesValue)):
        return
    placed: set[str] = set()
    for office in (code for area in saying.value.areas.values() for code in area):
        if office not in offices.offices:
            yield _at(saying, "office_unknown", f"‘{office}’은(는) 읍면동 목록에 없습니다.",
                      f"'{office}' is not among the local offices.")  # fmt: skip
        if office in placed:
            yield _at(saying, "office_twice", f"‘{office}’이(가) 두 곳에 들어 있습니다.",
                      f"'{office}' belongs to two areas.")  # fmt: skip
        placed.add(office)


def _named(saying: Saying, known: set[str]) -> Iterator[Problem]:
    if isinstance(saying.value, TextValue) and saying.value.value not in known:
        yield _at(saying, "not_found", f"‘{saying.value.value}’을(를) 찾을 수 없습니다.",
                  f"'{saying.value.value}' does not exist.")  # fmt: skip


def _at(saying: Saying, code: str, ko: str, en: str) -> Problem:
    return Problem(saying.file, saying.line, saying.column, code, ko, en)
