"""A preview as its page shows it: sums by stage and zone, each leading to the cases behind it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from care.decide.policy_effect import Effect
from care.messages.studies import StudyState
from care.model.codes import Stage
from i18n.wording import words
from store.policy_studies import Count, Study
from web.policies.charts import Bar
from web.policies.study_words import KINDS, effect_word, state_word, zone_word


@dataclass(frozen=True)
class Cell:
    """A number and the address of the list behind it; no address for nothing."""

    cases: int
    href: str = ""


@dataclass(frozen=True)
class Line:
    name: str
    total: Cell
    cells: list[Cell]


@dataclass(frozen=True)
class Table:
    """Effects by stage or by zone; ``looked_at`` is how many cases each column is out of."""

    columns: list[str]
    lines: list[Line]
    looked_at: list[int]


@dataclass(frozen=True)
class StudySight:
    state: str
    kind: str
    sign: str
    running: bool
    percent: int
    touched: int
    untouched: int
    unread: int
    by_stage: Table
    by_zone: Table | None
    """None in a district without zones."""
    found: bool = field(default=False)


def sight_of(study: Study, counts: Sequence[Count]) -> StudySight:
    kind, sign = KINDS[study.state]
    touched = _sum(study, "touched")
    return StudySight(
        state=state_word(study.state),
        kind=kind,
        sign=sign,
        running=not study.state.is_over,
        percent=_percent(study),
        touched=touched,
        untouched=_sum(study, "cases") - touched,
        unread=study.tally.get("unread", 0),
        by_stage=_by_stage(study, counts),
        by_zone=_by_zone(study, counts),
        found=bool(counts),
    )


def bars_of(counts: Iterable[Count], *, by_zone: bool) -> list[Bar]:
    """One bar an effect, its parts the stages or zones."""
    rank = {stage: number for number, stage in enumerate(Stage)}
    effects = list(Effect)
    ordered = sorted(
        counts,
        key=lambda c: (effects.index(Effect(c.code)), c.zone if by_zone else rank[Stage(c.stage)]),
    )
    summed: Counter[tuple[str, str]] = Counter()
    for one in ordered:
        part = zone_word(one.zone) if by_zone else words(one.stage)
        summed[effect_word(one.code), part] += one.cases
    return [Bar(name, part, cases) for (name, part), cases in summed.items()]


def _percent(study: Study) -> int:
    if study.state is StudyState.DONE:
        return 100
    return min(100, round(100 * study.done / study.total)) if study.total else 0


def _sum(study: Study, name: str) -> int:
    return sum(n for key, n in study.tally.items() if key.startswith(f"{name}|"))


def _by_stage(study: Study, counts: Sequence[Count]) -> Table:
    looked_at = _looked_at(study, 1)
    stages = [str(stage) for stage in Stage if stage in looked_at]
    return _table(study, counts, stages, "stage", looked_at)


def _by_zone(study: Study, counts: Sequence[Count]) -> Table | None:
    looked_at = _looked_at(study, 2)
    zones = sorted(looked_at)
    return _table(study, counts, zones, "zone", looked_at) if any(zones) else None


def _looked_at(study: Study, part: int) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for key, cases in study.tally.items():
        if key.startswith("cases|"):
            found[key.split("|")[part]] += cases
    return found


def _table(
    study: Study, counts: Sequence[Count], columns: list[str], by: str, looked_at: dict[str, int]
) -> Table:
    summed: Counter[tuple[str, str]] = Counter()
    for one in counts:
        summed[one.code, getattr(one, by)] += one.cases
    lines = []
    for effect in Effect:
        cells = [_cell(study, effect, {by: each}, summed[effect, each]) for each in columns]
        total = sum(cell.cases for cell in cells)
        if total:
            lines.append(Line(effect_word(effect), _cell(study, effect, {}, total), cells))
    names = [words(each) if by == "stage" else zone_word(each) for each in columns]
    return Table(names, lines, [looked_at[each] for each in columns])


def _cell(study: Study, effect: Effect, where: dict[str, str], cases: int) -> Cell:
    if not cases:
        return Cell(0)
    query = urlencode({"code": effect.value, **where})
    return Cell(cases, f"/policies/previews/{study.study_id}/cases?{query}")
