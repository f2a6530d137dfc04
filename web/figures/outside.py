"""The district's dashboard for outsiders: nobody's data, and no number of few people (GP-15).

Only of years that are over, and of whole years alone: two reports of overlapping times would let
somebody subtract one from the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from care.decide.disclosure import Disclosure, disclose
from care.model.codes import ClosureReason, ResourceSource
from care.model.figures import FactKind, Measure
from care.model.policy import CasePolicy
from i18n.loader import gettext
from i18n.wording import words
from i18n.wording.figures import DEFINITION, MEASURE
from store import figure_counts as counts
from store.figure_counts import By, Cell, Group
from store.scope import Scope
from web.districts import district_name, policy_of
from web.figures.asked import Wanted
from web.figures.report import COLUMNS, group_name, zones_of
from web.figures.tables import Leaving, Table, column_words

UNTOLD = "x"
"""Stands where a number is left out."""
SMALL = 5
TOLD = tuple(one for one in Measure if one is not Measure.SUPERVISIONS)
"""Supervision is about workers, not about households."""
TOGETHER = (Measure.FOUND, Measure.MANAGED, Measure.SERVICES, Measure.LINKAGES)
EXTRA = {FactKind.CLOSED: Measure.CLOSED, FactKind.PUBLIC: Measure.PUBLIC,
         FactKind.PRIVATE: Measure.PRIVATE}  # fmt: skip


@dataclass(frozen=True)
class Cut:
    """One table: its lines, and those of which a measure is left out."""

    title: str
    lines: tuple[tuple[str, Group], ...]
    hidden: dict[Measure, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Dashboard:
    wanted: Wanted
    small: int
    whole: Group
    untold: frozenset[Measure]
    """Measures whose very total is left out."""
    cuts: tuple[Cut, ...]
    parts: tuple[Table, ...]

    def total(self, measure: Measure) -> int | str:
        return UNTOLD if measure in self.untold else self.whole.value(measure)


async def dashboard(
    session: Any, scope: Scope, wanted: Wanted, policy: CasePolicy | None, district: str
) -> Dashboard:
    asked, small = wanted.asked(policy), small_cell(district)
    whole = await counts.whole(session, scope, asked)
    cuts = [
        Cut(title, await _lines(session, scope, wanted, by, policy))
        for by, title in (
            (By.CHANNEL, gettext("발견 경로별")),
            (By.ZONE, gettext("권역별")),
            (By.MONTH, gettext("달별")),
        )
        if by is not By.ZONE or zones_of(policy)
    ]
    codes = await counts.by_code(session, scope, asked)
    untold: set[Measure] = set()
    masks: dict[Measure, Disclosure] = {}
    for one in TOLD:
        tables = [{name: group.cell(one).households for name, group in cut.lines} for cut in cuts]
        extra = _people(codes, one)
        masks[one] = disclose([*tables, *extra], whole.cell(one).households, small)
        if masks[one].whole:
            untold.add(one)
    told = tuple(
        Cut(cut.title, cut.lines, _hidden(masks, number)) for number, cut in enumerate(cuts)
    )
    parts = _parts(codes, masks, len(cuts))
    return Dashboard(wanted, small, whole, frozenset(untold), told, parts)


def _hidden(masks: dict[Measure, Disclosure], table: int) -> dict[Measure, frozenset[str]]:
    """Households go through measures together: what one of these hides, all of them do."""
    joint = frozenset[str]().union(
        *(masks[one].hidden[table] for one in TOGETHER if not masks[one].whole)
    )
    return {
        one: masks[one].hidden[table] | (joint if one in TOGETHER else frozenset())
        for one in COLUMNS
    }


def small_cell(district: str) -> int:
    """From the district's policy; of an edition that does not state it yet, the usual five."""
    policy = policy_of(district)
    rules = policy.discovery if policy else None
    return rules.small_cell if rules else SMALL


async def _lines(
    session: Any, scope: Scope, wanted: Wanted, by: By, policy: CasePolicy | None
) -> tuple[tuple[str, Group], ...]:
    asked = wanted.asked(policy)
    groups = await counts.groups(session, scope, asked, by, zones_of(policy))
    if by is By.MONTH:
        return tuple((one.key, one) for one in groups)
    return tuple((group_name(by, one.key, str(scope.district)), one) for one in groups)


def _people(codes: dict[FactKind, dict[str, Cell]], measure: Measure) -> list[dict[str, int]]:
    kind = next((one for one, of in EXTRA.items() if of is measure), None)
    if kind is None:
        return []
    return [{code: cell.households for code, cell in codes.get(kind, {}).items()}]


def _parts(
    codes: dict[FactKind, dict[str, Cell]], masks: dict[Measure, Disclosure], at: int
) -> tuple[Table, ...]:
    closed: tuple[tuple[str | int, ...], ...] = tuple(
        (words(one), *_cell(codes, masks, FactKind.CLOSED, one.value, at))
        for one in ClosureReason
        if one.value in codes.get(FactKind.CLOSED, {})
    )
    sources: list[tuple[str | int, ...]] = []
    for one in ResourceSource:
        kind = FactKind.PRIVATE if one.is_private else FactKind.PUBLIC
        if one.value in codes.get(kind, {}):
            sources.append((words(one), *_cell(codes, masks, kind, one.value, at)))
    found = (
        Table(gettext("종결 사유"), (gettext("종결 사유"), gettext("사례")), closed),
        Table(gettext("재원"), (gettext("재원"), gettext("원")), tuple(sources)),
    )
    return tuple(one for one in found if one.rows)


def _cell(
    codes: dict[FactKind, dict[str, Cell]],
    masks: dict[Measure, Disclosure],
    kind: FactKind,
    code: str,
    at: int,
) -> tuple[int | str]:
    measure = EXTRA[kind]
    untold = code in masks[measure].hidden[at]
    return (UNTOLD if untold else codes[kind][code].value(measure.how),)


def leaving(found: Dashboard, district: str) -> Leaving:
    about = gettext(
        "가구가 %(small)s보다 적은 수와, 그것을 셈해 낼 수 있는 수는 %(sign)s로 가렸습니다.",
        small=found.small,
        sign=UNTOLD,
    )
    numbers = Table(
        gettext("지표"),
        (gettext("지표"), gettext("수"), gettext("정의")),
        tuple((gettext(MEASURE[one]), found.total(one), gettext(DEFINITION[one])) for one in TOLD),
        about,
    )
    cuts = tuple(
        Table(
            cut.title,
            (gettext("이름"), *column_words()),
            tuple(_row(cut, one) for one in cut.lines),
        )
        for cut in found.cuts
    )
    return Leaving(
        title=gettext("지역 현황판 %(period)s", period=found.wanted.words),
        about=f"{district_name(district)} · {found.wanted.words}",
        name=f"dashboard-{district}-{found.wanted.name}",
        tables=(numbers, *cuts, *found.parts),
    )


def _row(cut: Cut, line: tuple[str, Group]) -> tuple[str | int, ...]:
    name, group = line
    told: Sequence[int | str] = [
        UNTOLD if name in cut.hidden[one] else group.value(one) for one in COLUMNS
    ]
    return (name, *told)
