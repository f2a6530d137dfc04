"""Small bar charts as shapes a template draws; beside each stands the table it is drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass

from care.model.figures import Measure
from i18n.loader import gettext
from i18n.wording.figures import MEASURE
from store.figure_counts import Group

WIDTH, HEIGHT, FOOT, HEAD = 480, 180, 24, 20
GAP = 0.25
DIGIT = 9
"""How wide a digit is drawn, at most."""
LABELS = 14
"""More labels than these would run into each other; then every so many is shown."""


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    label: str
    value: int
    named: bool

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def written(self) -> str:
        """The number above the bar, where there is room for it."""
        told = f"{self.value:,}" if self.value else ""
        return told if len(told) * DIGIT <= self.width / (1 - GAP) else ""


@dataclass(frozen=True)
class Chart:
    """``told`` says in words what the shapes show."""

    code: str
    title: str
    told: str
    bars: tuple[Bar, ...]
    width: int = WIDTH
    height: int = HEIGHT
    base: int = HEIGHT - FOOT


def charts(times: Sequence[Group]) -> tuple[Chart, ...]:
    """Of the months or years of a period; none where there is only one."""
    if len(times) < 2:
        return ()
    drawn = (Measure.FOUND, Measure.SERVICES, Measure.PRIVATE)
    return tuple(_chart(one, times) for one in drawn if any(group.value(one) for group in times))


def _chart(measure: Measure, times: Sequence[Group]) -> Chart:
    values = [one.value(measure) for one in times]
    most = max(max(values), 1)
    step, room = WIDTH / len(values), HEIGHT - FOOT - HEAD
    every = -(-len(values) // LABELS)
    bars = tuple(
        Bar(
            x=round(number * step + step * GAP / 2, 1),
            y=round(HEIGHT - FOOT - room * value / most, 1),
            width=round(step * (1 - GAP), 1),
            height=round(room * value / most, 1),
            label=one.key,
            value=value,
            named=number % every == 0,
        )
        for number, (one, value) in enumerate(zip(times, values, strict=True))
    )
    return Chart(measure.value, gettext(MEASURE[measure]), _told(times, values), bars)


def _told(times: Sequence[Group], values: Sequence[int]) -> str:
    high, low = values.index(max(values)), values.index(min(values))
    return gettext(
        "%(first)s부터 %(last)s까지. 가장 많은 때는 %(high)s(%(most)s), "
        "가장 적은 때는 %(low)s(%(least)s).",
        first=times[0].key,
        last=times[-1].key,
        high=times[high].key,
        most=f"{values[high]:,}",
        low=times[low].key,
        least=f"{values[low]:,}",
    )
