"""A what-if as its page shows it: what differs by stage and zone, and the work of each team."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from care.messages.studies import StudyState
from care.model.codes import Role, Stage
from care.model.whatif import Outcome, Point
from i18n.loader import gettext
from i18n.wording import words
from i18n.wording.whatif import OUTCOME, POINT, WORK, title, why
from store.policy_studies import Count, Study
from web.districts import office_name
from web.policies.charts import Bar
from web.policies.study_words import KINDS, state_word, zone_word

CODES = tuple(f"{point}.{outcome}" for point in POINT for outcome in OUTCOME)
"""Every number a what-if may show, in the order of its table."""


@dataclass(frozen=True)
class Cell:
    """A number and the address of the list behind it; no address for nothing."""

    cases: int
    href: str = ""


@dataclass(frozen=True)
class Line:
    name: str
    known: bool
    days: str
    total: Cell
    cells: list[Cell]


@dataclass(frozen=True)
class Table:
    columns: list[str]
    lines: list[Line]
    looked_at: list[int]


@dataclass(frozen=True)
class Change:
    """A sum before and after."""

    before: int
    after: int

    @property
    def more(self) -> str:
        return f"{self.after - self.before:+d}" if self.after != self.before else ""


@dataclass(frozen=True)
class Team:
    """``changes`` in the order of ``WORK``."""

    office: str
    role: str
    changes: list[Change]


@dataclass(frozen=True)
class WhatIfSight:
    state: str
    kind: str
    sign: str
    running: bool
    percent: int
    cases: int
    different: int
    events: int
    unread: int
    by_stage: Table
    by_zone: Table | None
    roles: list[Team]
    teams: list[Team]
    parted: list[tuple[str, int]] = field(default_factory=list)
    """Why the record rests on something this policy would have left open, and in how many cases."""


def sight_of(study: Study, counts: Sequence[Count]) -> WhatIfSight:
    kind, sign = KINDS[study.state]
    stages = [str(stage) for stage in Stage if stage in _looked_at(study, 1)]
    zones = sorted(_looked_at(study, 2))
    by_zone = _table(study, counts, zones, "zone", _looked_at(study, 2)) if any(zones) else None
    return WhatIfSight(
        state=state_word(study.state),
        kind=kind,
        sign=sign,
        running=not study.state.is_over,
        percent=_percent(study),
        cases=_sum(study, "cases"),
        different=_sum(study, "different"),
        events=study.tally.get("events", 0),
        unread=study.tally.get("unread", 0),
        by_stage=_table(study, counts, stages, "stage", _looked_at(study, 1)),
        by_zone=by_zone,
        roles=_teams(study, by_office=False),
        teams=_teams(study, by_office=True),
        parted=[(why(code), cases) for code, cases in _parted(study)],
    )


def bars_of(counts: Sequence[Count], *, by_zone: bool) -> list[Bar]:
    """One bar a difference, its parts the stages or zones."""
    rank = {stage: number for number, stage in enumerate(Stage)}
    known = [one for one in counts if one.code in CODES]
    ordered = sorted(
        known, key=lambda c: (CODES.index(c.code), c.zone if by_zone else rank[Stage(c.stage)])
    )
    summed: Counter[tuple[str, str]] = Counter()
    for one in ordered:
        part = zone_word(one.zone) if by_zone else words(one.stage)
        summed[title(one.code), part] += one.cases
    return [Bar(name, part, cases) for (name, part), cases in summed.items()]


def work_bars(study: Study) -> list[Bar]:
    """Two bars a role: its tasks as they were, and as they would be."""
    before, after = gettext("기록대로"), gettext("이 정책이라면")
    return [
        Bar(f"{team.role} · {side}", side, number)
        for team in _teams(study, by_office=False)
        for side, number in ((before, team.changes[0].before), (after, team.changes[0].after))
    ]


def _percent(study: Study) -> int:
    if study.state is StudyState.DONE:
        return 100
    return min(100, round(100 * study.done / study.total)) if study.total else 0


def _sum(study: Study, name: str) -> int:
    return sum(n for key, n in study.tally.items() if key.startswith(f"{name}|"))


def _looked_at(study: Study, part: int) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for key, cases in study.tally.items():
        if key.startswith("cases|"):
            found[key.split("|")[part]] += cases
    return found


def _parted(study: Study) -> list[tuple[str, int]]:
    found = [(key.split("|")[1], n) for key, n in study.tally.items() if key.startswith("parted|")]
    return sorted(found, key=lambda one: (-one[1], one[0]))


def _table(
    study: Study, counts: Sequence[Count], columns: list[str], by: str, looked_at: dict[str, int]
) -> Table:
    summed: Counter[tuple[str, str]] = Counter()
    for one in counts:
        summed[one.code, getattr(one, by)] += one.cases
    lines = []
    for code in CODES:
        cells = [_cell(study, code, {by: each}, summed[code, each]) for each in columns]
        total = sum(cell.cases for cell in cells)
        if total:
            known = not code.endswith(Outcome.UNKNOWN)
            days, all_of = _average(study, code), _cell(study, code, {}, total)
            lines.append(Line(title(code), known, days, all_of, cells))
    names = [words(each) if by == "stage" else zone_word(each) for each in columns]
    return Table(names, lines, [looked_at[each] for each in columns])


def _average(study: Study, code: str) -> str:
    """Days an act comes earlier or later, on average of all it was found of."""
    of = study.tally.get(f"days|{code}|of", 0)
    return f"{study.tally.get(f'days|{code}|sum', 0) / of:+.1f}" if of else ""


def _cell(study: Study, code: str, where: dict[str, str], cases: int) -> Cell:
    if not cases:
        return Cell(0)
    query = urlencode({"code": code, **where})
    return Cell(cases, f"/policies/whatifs/{study.study_id}/cases?{query}")


def _teams(study: Study, *, by_office: bool) -> list[Team]:
    """Roles in the order of their rank, offices by their codes; those with work alone."""
    summed: Counter[tuple[str, str, str, str]] = Counter()
    for key, number in study.tally.items():
        if key.startswith("work|"):
            _, office, role, kind, side = key.split("|")
            summed[office if by_office else "", role, kind, side] += number
    ranks = {str(role): number for number, role in enumerate(Role)}
    found = sorted({key[:2] for key in summed}, key=lambda one: (one[0], ranks.get(one[1], 0)))
    return [
        Team(
            office_name(study.district, office),
            words(role),
            [
                Change(
                    summed[office, role, kind, "before"],
                    summed[office, role, kind, "after"],
                )
                for kind in WORK
            ],
        )
        for office, role in found
    ]


def point_of(code: str) -> Point | None:
    name = code.partition(".")[0]
    return Point(name) if name in Point.__members__ else None
