"""Where everything of an ecomap stands: own people on one side, bodies on the other, home between.

Plain geometry in the units of the picture; colours and strokes are classes of the style sheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import cos, hypot, pi, radians, sin


class Line(StrEnum):
    """How a tie is drawn; each differs in form, not in colour alone."""

    STRONG = "strong"
    WEAK = "weak"
    STRESSED = "stressed"
    RUNNING = "running"
    AGREED = "agreed"
    ASKED = "asked"


@dataclass(frozen=True)
class Tie:
    """``own``: a support of the household's own; else a body that was asked or gives."""

    own: bool
    label: str
    about: str
    line: Line


@dataclass(frozen=True)
class Size:
    """Of the picture: a wide one, and one for a telephone."""

    code: str
    width: int
    box: int
    tall: int
    home: int
    letters: int
    """About how many Korean letters fit into a box."""


WIDE = Size("wide", 760, 196, 54, 56, 15)
SLIM = Size("slim", 360, 124, 50, 40, 10)
GAP = 14
EDGE = 2
"""Left free all around, so that no stroke is cut."""
SPREAD = 62.0
"""Degrees to each side of level over which the ties of a side fan out."""


@dataclass(frozen=True)
class Node:
    """``path`` goes from the home to the box, which begins at ``x`` and ``y``."""

    tie: Tie
    x: float
    y: float
    path: str
    label: str
    about: str


@dataclass(frozen=True)
class Picture:
    size: Size
    height: float
    nodes: tuple[Node, ...]

    @property
    def middle(self) -> tuple[float, float]:
        return self.size.width / 2, self.height / 2


def drawn(ties: Sequence[Tie], size: Size) -> Picture:
    sides = [tie for tie in ties if tie.own], [tie for tie in ties if not tie.own]
    rows = max((len(side) for side in sides), default=0)
    height = max(rows * (size.tall + GAP) + GAP, size.home * 2 + 4 * GAP)
    nodes = [
        _node(tie, place, len(side), left, size, height)
        for left, side in zip((True, False), sides, strict=True)
        for place, tie in enumerate(side)
    ]
    return Picture(size, height, tuple(nodes))


def _node(tie: Tie, place: int, count: int, left: bool, size: Size, height: float) -> Node:
    middle_y = height / 2 + (place - (count - 1) / 2) * (size.tall + GAP)
    turn = 0.0 if count == 1 else radians(SPREAD * (2 * place / (count - 1) - 1))
    room = (size.width - 2 * size.box) / 2 - size.home
    inset = EDGE + max(room - 3 * GAP, 0) * (1 - cos(turn)) * 0.5
    x = inset if left else size.width - size.box - inset
    inner = x + size.box if left else x
    start = _edge(size, height, inner, middle_y)
    return Node(
        tie=tie,
        x=round(x, 1),
        y=round(middle_y - size.tall / 2, 1),
        path=_path(start, (inner, middle_y), tie.line),
        label=short(tie.label, size.letters),
        about=short(tie.about, size.letters + 3),
    )


def _edge(size: Size, height: float, x: float, y: float) -> tuple[float, float]:
    """Where the line leaves the circle of the home."""
    from_x, from_y = size.width / 2, height / 2
    far = hypot(x - from_x, y - from_y) or 1.0
    return from_x + (x - from_x) / far * size.home, from_y + (y - from_y) / far * size.home


def _path(start: tuple[float, float], end: tuple[float, float], line: Line) -> str:
    points = _waves(start, end) if line is Line.STRESSED else [start, end]
    return "M" + " L".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _waves(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    """A line that goes to and fro: a tie that costs more than it gives."""
    length = hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    along = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    steps = max(int(length / 5), 4)
    return [
        (
            start[0] + along[0] * length * n / steps - along[1] * 5 * sin(n * pi / 2),
            start[1] + along[1] * length * n / steps + along[0] * 5 * sin(n * pi / 2),
        )
        for n in range(steps + 1)
    ]


def short(text: str, letters: int) -> str:
    return text if len(text) <= letters else f"{text[: letters - 1]}…"
