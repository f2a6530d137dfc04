"""How pressing a household at risk is: every signal counts, older ones less, two lists more.

Calendar days of ``today``, not business days. A signal of a kind the policy no longer names counts
nothing; one whose day lies ahead counts as fresh.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from care.model.codes import RedFlag
from care.model.discovery import DiscoveryRules, RiskScore, ScoreTerm, Signal, SignalSource

OVERLAP = "overlap"
RED_FLAG = "red_flag"
Told = tuple[str, SignalSource, date, str]


def score(
    signals: Iterable[Signal], red_flags: Iterable[RedFlag], rules: DiscoveryRules, today: date
) -> RiskScore:
    """The same whatever the order; one signal told twice counts once."""
    told = distinct(signals)
    counted = [one for one in told if _points(one, rules, today)]
    terms = [
        *_of_signals(counted, rules, today),
        *_of_overlap(counted, rules),
        *_of_red_flags(frozenset(red_flags), rules),
    ]
    terms.sort(key=lambda one: (-one.points, one.code, one.halved))
    points = sum(one.points for one in terms)
    urgent = any(one.code == RED_FLAG for one in terms) or points >= rules.urgent_score
    return RiskScore(points=points, urgent=urgent, terms=tuple(terms))


def changes_on(signals: Iterable[Signal], rules: DiscoveryRules, today: date) -> date | None:
    """The first day after ``today`` on which the score is another one without any new signal."""
    days = (
        one.observed_on + timedelta(days=limit + 1)
        for one in signals
        if rules.kind(one.kind)
        for limit in (rules.fresh_days, rules.counted_days)
    )
    return min((day for day in days if day > today), default=None)


def distinct(signals: Iterable[Signal]) -> list[Signal]:
    """Without what was told twice, in one order."""
    return [signal for _, signal in sorted({same(one): one for one in signals}.items())]


def same(signal: Signal) -> Told:
    """Two signals of one household are the same if these are."""
    return (signal.kind, signal.source, signal.observed_on, signal.key)


def _of_signals(counted: list[Signal], rules: DiscoveryRules, today: date) -> list[ScoreTerm]:
    grouped: dict[tuple[str, bool], list[int]] = {}
    for one in counted:
        group = grouped.setdefault((one.kind, _is_old(one, rules, today)), [])
        group.append(_points(one, rules, today))
    return [
        ScoreTerm(code=kind, points=sum(points), count=len(points), halved=old)
        for (kind, old), points in grouped.items()
    ]


def _of_overlap(counted: list[Signal], rules: DiscoveryRules) -> list[ScoreTerm]:
    sources = {one.source for one in counted}
    both = {SignalSource.BLIND_SPOT, SignalSource.ISOLATION} <= sources
    return [ScoreTerm(code=OVERLAP, points=rules.overlap_points)] if both else []


def _of_red_flags(flags: frozenset[RedFlag], rules: DiscoveryRules) -> list[ScoreTerm]:
    """Danger to life or limb is enough by itself to stand before the others."""
    if not flags:
        return []
    return [ScoreTerm(code=RED_FLAG, points=rules.urgent_score, count=len(flags))]


def _points(signal: Signal, rules: DiscoveryRules, today: date) -> int:
    kind = rules.kind(signal.kind)
    if kind is None or _age(signal, today) > rules.counted_days:
        return 0
    return (kind.weight + 1) // 2 if _is_old(signal, rules, today) else kind.weight


def _is_old(signal: Signal, rules: DiscoveryRules, today: date) -> bool:
    return _age(signal, today) > rules.fresh_days


def _age(signal: Signal, today: date) -> int:
    return (today - signal.observed_on).days
