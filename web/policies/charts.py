"""Charts of a study as SVG pictures, drawn on the server; the table beside each says the same.

Drawn with ``altair`` only when asked for: it takes a second to load.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

INK = "#6b7280"
"""Reads on a light and on a dark page alike: a picture cannot ask which it stands on."""
COLOURS = (
    "#4269d0", "#efb118", "#ff725c", "#6cc5b0", "#3ca951", "#ff8ab7", "#a463f2", "#97bbf5",
    "#9c6b4e", "#9498a0",
)  # fmt: skip
HEIGHT = 26
WIDTH = 520


@dataclass(frozen=True)
class Bar:
    """``value`` of ``part`` in the bar called ``name``; bars stand in the order they come."""

    name: str
    part: str
    value: int


def bars(found: Sequence[Bar], counted: str) -> str:
    """Lying bars of stacked parts; ``counted`` names the axis."""
    return _drawn(tuple(found), counted)


@lru_cache(maxsize=32)
def _drawn(found: tuple[Bar, ...], counted: str) -> str:
    import altair
    import vl_convert

    names = list(dict.fromkeys(one.name for one in found))
    parts = list(dict.fromkeys(one.part for one in found))
    rows = [{"name": one.name, "part": one.part, "value": one.value} for one in found]
    chart = (
        altair.Chart({"values": rows}, width=WIDTH, height=HEIGHT * max(len(names), 1))
        .mark_bar()
        .encode(
            x=altair.X("value:Q", title=counted, axis=altair.Axis(format="d", tickMinStep=1)),
            y=altair.Y("name:N", title=None, sort=names),
            color=altair.Color(
                "part:N",
                title=None,
                sort=parts,
                scale=altair.Scale(domain=parts, range=_colours(len(parts))),
                legend=altair.Legend(orient="bottom", columns=4) if len(parts) > 1 else None,
            ),
            order=altair.Order("part:N"),
        )
        .configure(background="transparent", font="sans-serif")
        .configure_axis(labelColor=INK, titleColor=INK, gridOpacity=0.3, labelLimit=220)
        .configure_legend(labelColor=INK)
        .configure_view(stroke=None)
    )
    return str(vl_convert.vegalite_to_svg(chart.to_dict()))


def _colours(count: int) -> list[str]:
    return [COLOURS[number % len(COLOURS)] for number in range(max(count, 1))]
