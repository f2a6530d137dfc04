"""What a statute or the process itself does not leave to a district."""

from collections.abc import Iterator

from care.model.term import Unit
from policies.catalogue import Bound, Entry
from policies.kinds import Stated, TermValue, TextValue
from policies.problems import Problem
from policies.reading import Path, Tree

UNIT_WORDS: dict[Unit, tuple[str, str]] = {
    Unit.HOURS: ("시간", "hours"),
    Unit.DAYS: ("일", "days"),
    Unit.BUSINESS_DAYS: ("영업일", "business days"),
    Unit.MONTHS: ("개월", "months"),
}


def bound_problems(
    entry: Entry, key: str, value: Stated, tree: Tree, path: Path
) -> Iterator[Problem]:
    if isinstance(value, TextValue) and entry.choices and value.value not in entry.choices:
        allowed = ", ".join(entry.choices)
        yield _problem(tree, (*path, "value"), "choice",
                       f"‘{key}’에 쓸 수 있는 값: {allowed}",
                       f"'{key}' may be: {allowed}")  # fmt: skip
    if isinstance(value, TermValue):
        yield from _start(entry, key, value, tree, path)
        if entry.bound:
            yield from _bound(entry.bound, key, value, tree, path)
            yield from _rollover(entry, key, value, tree, path)


def _start(entry: Entry, key: str, value: TermValue, tree: Tree, path: Path) -> Iterator[Problem]:
    if value.start is not entry.start:
        yield _problem(tree, (*path, "from"), "start",
                       f"‘{key}’의 시계는 ‘{entry.start}’부터 셉니다.",
                       f"The clock of '{key}' starts at '{entry.start}'.")  # fmt: skip


def _bound(bound: Bound, key: str, value: TermValue, tree: Tree, path: Path) -> Iterator[Problem]:
    limits = bound.most or bound.least or {}
    limit = limits.get(value.unit)
    if limit is None or value.day_count:
        units = ", ".join(unit.value for unit in limits)
        yield _problem(tree, (*path, "unit"), "statutory_unit",
                       f"‘{key}’은(는) 법정 기간이라 {units}(으)로만 적습니다({bound.law}).",
                       f"'{key}' is statutory and is stated in {units} ({bound.law}).")  # fmt: skip
        return
    ko, en = UNIT_WORDS[value.unit]
    if bound.most and value.n > limit:
        yield _problem(tree, (*path, "n"), "statutory_maximum",
                       f"‘{key}’은(는) {limit}{ko}을 넘을 수 없습니다({bound.law}).",
                       f"'{key}' cannot exceed {limit} {en} ({bound.law}).")  # fmt: skip
    if bound.least and value.n < limit:
        yield _problem(tree, (*path, "n"), "statutory_minimum",
                       f"‘{key}’은(는) {limit}{ko}보다 짧을 수 없습니다({bound.law}).",
                       f"'{key}' cannot be under {limit} {en} ({bound.law}).")  # fmt: skip


def _rollover(
    entry: Entry, key: str, value: TermValue, tree: Tree, path: Path
) -> Iterator[Problem]:
    needed, law = entry.statutory_rollover, entry.bound.law if entry.bound else ""
    if needed is not None and value.rollover is not needed:
        yield _problem(tree, (*path, "rollover"), "statutory_rollover",
                       f"‘{key}’은(는) 법정 한도이므로 rollover는 {needed}여야 합니다({law}).",
                       f"'{key}' is a statutory maximum: 'rollover' must be {needed} "
                       f"({law}).")  # fmt: skip


def _problem(tree: Tree, path: Path, code: str, ko: str, en: str) -> Problem:
    mark = tree.mark(path)
    return Problem(tree.file, mark.line, mark.column, code, ko, en)
