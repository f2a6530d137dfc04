"""A report of a period: numbers, what they mean, what they were a year before, and their lists."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from care.model.codes import (
    ClosureReason,
    DiscoveryChannel,
    ResourceSource,
    Stage,
)
from care.model.figures import GUIDE_DAYS, FactKind, GuideStep, How, Measure
from care.model.ids import OfficeCode, PersonId
from care.model.policy import CasePolicy
from i18n.loader import gettext
from i18n.wording import words
from i18n.wording.figures import DEFINITION, GUIDE_STEP, MEASURE
from store import figure_counts as counts
from store.figure_counts import By, Cell, Group, Spread, Which
from store.scope import Scope
from web.districts import office_name
from web.figures.asked import Wanted

COLUMNS = (
    Measure.FOUND,
    Measure.MANAGED,
    Measure.SERVICES,
    Measure.LINKAGES,
    Measure.PUBLIC,
    Measure.PRIVATE,
)
"""What the table of groups shows; the rest stands in the list of numbers."""
HOURS_A_DAY = 24
MONTHS_DRAWN = 36
"""More of them would be hair; then years are drawn."""


@dataclass(frozen=True)
class Number:
    """``before`` is None where the year before is not asked."""

    measure: Measure
    value: int
    before: int | None
    href: str

    @property
    def word(self) -> str:
        return gettext(MEASURE[self.measure])

    @property
    def definition(self) -> str:
        return gettext(DEFINITION[self.measure])

    @property
    def change(self) -> str:
        """In hundredths of the year before; empty where there is nothing to compare with."""
        if not self.before:
            return ""
        return f"{(self.value - self.before) / self.before:+.1%}"


@dataclass(frozen=True)
class Linked:
    """A number of a table, and where its list is; no address where it is zero."""

    value: int
    href: str = ""


@dataclass(frozen=True)
class Line:
    name: str
    numbers: tuple[Linked, ...]


@dataclass(frozen=True)
class Time:
    """How long a stage or a step took, in days; ``guide`` is the Ministry's, if it gives one."""

    name: str
    times: int
    median: str
    mean: str
    guide: int | None
    over: int
    href: str
    over_href: str

    @property
    def within(self) -> str:
        return "" if self.guide is None else f"{(self.times - self.over) / self.times:.0%}"


@dataclass(frozen=True)
class Ratio:
    word: str
    value: str
    definition: str


@dataclass(frozen=True)
class Report:
    wanted: Wanted
    numbers: tuple[Number, ...]
    ratios: tuple[Ratio, ...]
    lines: tuple[Line, ...]
    times: tuple[Group, ...]
    drawn: By
    """Whether ``times`` are months or, of a long period, years."""
    steps: tuple[Time, ...]
    stages: tuple[Time, ...]
    closures: tuple[Line, ...]
    sources: tuple[Line, ...]
    loads: tuple[tuple[PersonId, int], ...]

    @property
    def is_empty(self) -> bool:
        return not any(one.value for one in self.numbers)


async def report(
    session: Any,
    scope: Scope,
    wanted: Wanted,
    policy: CasePolicy | None,
    district: str,
    today: date,
) -> Report:
    """Months up to ``today`` stand there even if nothing is counted in them."""
    asked, before = wanted.asked(policy), wanted.before()
    now = await counts.whole(session, scope, asked)
    then = await counts.whole(session, scope, before.asked(policy)) if before else None
    drawn = By.YEAR if len(wanted.months(f"{today:%Y-%m}")) > MONTHS_DRAWN else By.MONTH
    times = groups = await counts.groups(session, scope, asked, drawn)
    if wanted.by is not drawn:
        groups = await counts.groups(session, scope, asked, wanted.by, zones_of(policy))
    named = _ordered(groups, wanted, policy, today)
    codes = await counts.by_code(session, scope, asked)
    spreads = await counts.spreads(session, scope, asked)
    loads = await counts.loads(session, scope, asked)
    return Report(
        wanted=wanted,
        numbers=tuple(_number(one, now, then, wanted) for one in Measure),
        ratios=_ratios(now, spreads, loads),
        lines=tuple(_line(one, wanted, district) for one in named),
        times=tuple(_without_gaps(times, wanted, drawn, today)) if times else (),
        drawn=drawn,
        steps=_steps(spreads.get(FactKind.STEP, {}), wanted),
        stages=_stages(spreads.get(FactKind.STAY, {}), wanted),
        closures=_coded(codes, FactKind.CLOSED, How.TIMES, list(ClosureReason), wanted),
        sources=_sources(codes, wanted),
        loads=tuple(loads.items()),
    )


def zones_of(policy: CasePolicy | None) -> Mapping[str, Sequence[str]]:
    if policy is None:
        return {}
    return {zone: sorted(policy.zone_offices(zone)) for zone in policy.zones}


def group_name(by: By, key: str, district: str) -> str:
    if not key:
        return gettext("정해지지 않음")
    if by is By.OFFICE:
        return office_name(district, OfficeCode(key))
    return words(DiscoveryChannel(key)) if by is By.CHANNEL else words(key)


def measured(measure: Measure) -> Which:
    return Which(measure.kind, measure.how)


def _number(measure: Measure, now: Group, then: Group | None, wanted: Wanted) -> Number:
    value = now.value(measure)
    href = wanted.behind(measured(measure)) if value else ""
    return Number(measure, value, None if then is None else then.value(measure), href)


def _line(group: Group, wanted: Wanted, district: str) -> Line:
    numbers = []
    for one in COLUMNS:
        value = group.value(one)
        href = _behind(wanted, one, group.key) if value and group.key else ""
        numbers.append(Linked(value, href))
    return Line(group_name(wanted.by, group.key, district), tuple(numbers))


def _behind(wanted: Wanted, measure: Measure, key: str) -> str:
    return wanted.behind(measured(measure), **wanted.of_group(key))


def _without_gaps(groups: Sequence[Group], wanted: Wanted, by: By, today: date) -> Iterator[Group]:
    """Every month or year up to ``today``, those of which nothing is counted too."""
    found = {one.key: one for one in groups}
    until = max([f"{today:%Y-%m}", *(f"{key}-12"[:7] for key in found)])
    keys = wanted.months(until)
    for key in dict.fromkeys(one[:4] for one in keys) if by is By.YEAR else keys:
        yield found.get(key, Group(key))


def _ordered(
    groups: Sequence[Group], wanted: Wanted, policy: CasePolicy | None, today: date
) -> list[Group]:
    """Every channel and zone, those of which nothing is counted too; offices as they count."""
    if wanted.by in (By.MONTH, By.YEAR):
        return list(_without_gaps(groups, wanted, wanted.by, today)) if groups else []
    known: list[str] = []
    if wanted.by is By.CHANNEL:
        known = [one.value for one in DiscoveryChannel]
    elif wanted.by is By.ZONE:
        known = list(zones_of(policy))
    found = {one.key: one for one in groups}
    named = [found.pop(key, Group(key)) for key in known]
    return [*named, *found.values()]


def _ratios(
    now: Group, spreads: Mapping[FactKind, Mapping[str, Spread]], loads: Mapping[PersonId, int]
) -> tuple[Ratio, ...]:
    answers = spreads.get(FactKind.ANSWERED, {}).get("")
    return (
        Ratio(
            gettext("발굴 가구당 제공 서비스"),
            _share(now.value(Measure.SERVICES), now.value(Measure.FOUND)),
            gettext("제공 서비스를 발굴 가구로 나눈 값."),
        ),
        Ratio(
            gettext("사례관리 가구당 서비스 연계"),
            _share(now.value(Measure.LINKAGES), now.value(Measure.MANAGED)),
            gettext("서비스 연계 의뢰를 사례관리 가구로 나눈 값."),
        ),
        Ratio(
            gettext("다시 시작한 비율"),
            _percent(now.value(Measure.REOPENED), now.value(Measure.CLOSED)),
            gettext("다시 시작한 사례를 같은 기간의 종결 사례로 나눈 값."),
        ),
        Ratio(
            gettext("기관 회신까지(중앙값)"),
            gettext("%(n)s일", n=f"{answers.median / HOURS_A_DAY:.1f}") if answers else "–",
            gettext("부탁한 때부터 기관이 받거나 거절한다고 처음 답할 때까지의 중앙값."),
        ),
        Ratio(
            gettext("담당자 한 사람의 사례"),
            _share(sum(loads.values()), len(loads)),
            gettext("기간의 마지막 날에 맡고 있던 종결되지 않은 사례를 담당자 수로 나눈 값."),
        ),
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "–"


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def _steps(found: Mapping[str, Spread], wanted: Wanted) -> tuple[Time, ...]:
    return tuple(
        _time(FactKind.STEP, one.value, gettext(GUIDE_STEP[one]), found[one], wanted)
        for one in GuideStep
        if one in found
    )


def _stages(found: Mapping[str, Spread], wanted: Wanted) -> tuple[Time, ...]:
    return tuple(
        _time(FactKind.STAY, one.value, words(one), found[one], wanted)
        for one in Stage
        if one in found
    )


def _time(kind: FactKind, code: str, name: str, spread: Spread, wanted: Wanted) -> Time:
    guide = GUIDE_DAYS[GuideStep(code)] if kind is FactKind.STEP else None
    over = 0 if guide is None else spread.times - spread.within(guide)
    return Time(
        name=name,
        times=spread.times,
        median=f"{spread.median:g}",
        mean=f"{spread.mean:.1f}",
        guide=guide,
        over=over,
        href=wanted.behind(Which(kind, code=code)),
        over_href=wanted.behind(Which(kind, code=code, over=guide)) if over else "",
    )


def _coded(
    codes: Mapping[FactKind, Mapping[str, Cell]],
    kind: FactKind,
    how: How,
    known: Sequence[Any],
    wanted: Wanted,
) -> tuple[Line, ...]:
    cells = codes.get(kind, {})
    return tuple(
        Line(
            words(one),
            (
                Linked(
                    cells[one.value].value(how),
                    wanted.behind(Which(kind, how, one.value)),
                ),
            ),
        )
        for one in known
        if one.value in cells
    )


def _sources(codes: Mapping[FactKind, Mapping[str, Cell]], wanted: Wanted) -> tuple[Line, ...]:
    public = [one for one in ResourceSource if not one.is_private]
    private = [one for one in ResourceSource if one.is_private]
    return (
        *_coded(codes, FactKind.PUBLIC, How.WON, public, wanted),
        *_coded(codes, FactKind.PRIVATE, How.WON, private, wanted),
    )
