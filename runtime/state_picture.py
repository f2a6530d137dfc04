"""The picture of a case's stages, drawn from the one table of their changes; plain SVG text.

Ten steps run down the middle. Left of them lies the end, right of them the hold; both reach as
far as the steps that touch them. What runs beside all stages stands at the right.
"""

from collections.abc import Iterator
from html import escape
from typing import NamedTuple

from care.decide.transitions import TRANSITIONS
from care.model.codes import Stage
from i18n.loader import english, speaking
from i18n.wording import words
from runtime.state_words import CAUSES, REGIONS, Region, Said

STEPS = tuple(stage for stage in Stage if stage not in (Stage.ENGAGEMENT_HOLD, Stage.ENDED))
ROW, TOP, HEIGHT = 104, 96, 52
ENDED_X, ENDED_WIDTH = 40, 120
STEP_X, STEP_WIDTH = 330, 240
BUS_X = 612
HOLD_X, HOLD_WIDTH = 700, 150
REGION_X, REGION_WIDTH, REGION_HEIGHT = 900, 400, 216
WIDTH = 1340
DEPTH = TOP + ROW * len(STEPS) + 40
TITLE = Said("사례의 단계와 옮겨 가는 길", "The stages of a case and the ways between them")
STYLE = """
  svg { --ink: #1f2933; --paper: #ffffff; --line: #52606d; --soft: #eef2f6; --warm: #fff4e0; }
  @media (prefers-color-scheme: dark) {
    svg { --ink: #e6edf3; --paper: #11161c; --line: #9aa7b4; --soft: #1e2731; --warm: #33291a; }
  }
  .paper { fill: var(--paper); }
  .box { fill: var(--soft); stroke: var(--line); stroke-width: 1.5; }
  .hold { fill: var(--warm); stroke: var(--line); stroke-width: 1.5; }
  .region { fill: none; stroke: var(--line); stroke-width: 1.5; stroke-dasharray: 7 5; }
  .way { fill: none; stroke: var(--line); stroke-width: 1.5; }
  .tip { fill: var(--line); }
  text { fill: var(--ink); font: 15px system-ui, "Noto Sans KR", sans-serif; }
  .en { font-size: 12px; }
  .name { font-weight: 600; }
"""


class Way(NamedTuple):
    """All causes that lead from one stage to another."""

    left: Stage
    entered: Stage
    causes: tuple[str, ...]


def ways() -> tuple[Way, ...]:
    order = {stage: number for number, stage in enumerate(Stage)}
    pairs = sorted(
        {(way.left, way.entered) for way in TRANSITIONS},
        key=lambda pair: (order[pair[0]], order[pair[1]]),
    )
    return tuple(Way(left, entered, _causes(left, entered)) for left, entered in pairs)


def _causes(left: Stage, entered: Stage) -> tuple[str, ...]:
    usual = list(CAUSES)
    found = [way.cause for way in TRANSITIONS if way[:2] == (left, entered)]
    return tuple(sorted(found, key=usual.index))


def picture() -> str:
    """The whole document; the same for the same table, to the byte."""
    with speaking("ko"):
        lines = [
            *_head(),
            *_boxes(),
            *(line for way in ways() for line in _drawn(way)),
            *(line for number, one in enumerate(REGIONS) for line in _region(number, one)),
            "</svg>",
        ]
    return "\n".join(lines) + "\n"


def said(stage: Stage) -> Said:
    korean = words(stage)
    return Said(korean, english()[korean])


def _head() -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {DEPTH}" '
        'role="img" aria-labelledby="title desc" lang="ko">'
    )
    yield f'<title id="title">{escape(TITLE.ko)} · {escape(TITLE.en)}</title>'
    yield f'<desc id="desc">{escape(_in_words())}</desc>'
    yield f"<style>{STYLE}</style>"
    yield (
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" '
        'markerHeight="8" orient="auto-start-reverse"><path class="tip" d="M0 0L8 4L0 8z"/>'
        "</marker></defs>"
    )
    yield f'<rect class="paper" width="{WIDTH}" height="{DEPTH}"/>'
    yield _text(40, 40, TITLE.ko, "name")
    yield _text(40, 60, TITLE.en, "en")


def _in_words() -> str:
    """What somebody who cannot see the picture hears: every way, stage by stage."""
    told = (
        f"{said(way.left).ko} → {said(way.entered).ko}: "
        + ", ".join(CAUSES[cause].ko for cause in way.causes)
        for way in ways()
    )
    return "; ".join(told)


def _boxes() -> Iterator[str]:
    for stage in STEPS:
        yield from _box(STEP_X, _top(stage), STEP_WIDTH, HEIGHT, said(stage))
    held = [way.left for way in ways() if way.entered is Stage.ENGAGEMENT_HOLD]
    yield from _column(HOLD_X, HOLD_WIDTH, held, said(Stage.ENGAGEMENT_HOLD), "hold")
    ended = [way.left for way in ways() if way.entered is Stage.ENDED]
    yield from _column(ENDED_X, ENDED_WIDTH, ended, said(Stage.ENDED), "box")


def _column(x: int, width: int, beside: list[Stage], name: Said, kind: str) -> Iterator[str]:
    rows = [_top(stage) for stage in beside if stage in STEPS]
    yield from _box(x, min(rows), width, max(rows) - min(rows) + HEIGHT, name, kind)


def _box(x: int, y: int, width: int, height: int, name: Said, kind: str = "box") -> Iterator[str]:
    middle = y + height // 2
    yield f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" rx="8"/>'
    yield _text(x + width // 2, middle - 3, name.ko, "name", "middle")
    yield _text(x + width // 2, middle + 15, name.en, "en", "middle")


def _drawn(way: Way) -> Iterator[str]:
    """A group with what causes the way as its title, so that pointing at it tells."""
    told = " · ".join(f"{CAUSES[cause].ko} ({CAUSES[cause].en})" for cause in way.causes)
    heading = f"{said(way.left).ko} → {said(way.entered).ko}: {told}"
    yield f"<g><title>{escape(heading)}</title>"
    yield _path(way)
    if _is_next(way):
        middle = _top(way.left) + HEIGHT + (ROW - HEIGHT) // 2
        first = CAUSES[way.causes[0]]
        more = f" +{len(way.causes) - 1}" if len(way.causes) > 1 else ""
        yield _text(STEP_X + STEP_WIDTH // 2 + 12, middle, f"{first.ko}{more}")
        yield _text(STEP_X + STEP_WIDTH // 2 + 12, middle + 15, first.en, "en")
    yield "</g>"


def _path(way: Way) -> str:
    right = STEP_X + STEP_WIDTH
    if Stage.ENGAGEMENT_HOLD in (way.left, way.entered):
        return _hold_path(way)
    if way.entered is Stage.ENDED:
        y = _middle(way.left)
        return _line(f"M{STEP_X} {y}H{ENDED_X + ENDED_WIDTH}")
    if _is_next(way):
        x, y = STEP_X + STEP_WIDTH // 2, _top(way.left) + HEIGHT
        return _line(f"M{x} {y}V{_top(way.entered)}")
    if way.entered is Stage.CLOSURE or way.left is Stage.CLOSURE:
        shift = 8 if way.entered is Stage.CLOSURE else -8
        start, end = _middle(way.left) + shift, _middle(way.entered) + shift
        return _line(f"M{right} {start}H{BUS_X + shift}V{end}H{right}")
    start, end = _middle(way.left) + 12, _middle(way.entered) - 12
    return _line(f"M{STEP_X} {start}H{STEP_X - 40}V{end}H{STEP_X}")


def _hold_path(way: Way) -> str:
    """Into the hold above the middle of a step, out of it below; to the end under all steps."""
    right = STEP_X + STEP_WIDTH
    if way.entered is Stage.ENDED:
        held, ended, under = HOLD_X + HOLD_WIDTH // 2, ENDED_X + ENDED_WIDTH // 2, DEPTH - 20
        bottom = _top(Stage.CLOSURE) + HEIGHT
        return _line(f"M{held} {bottom}V{under}H{ended}V{_top(Stage.AFTERCARE) + HEIGHT}")
    if way.entered is Stage.ENGAGEMENT_HOLD:
        y = _middle(way.left) - 17
        return _line(f"M{right} {y}H{HOLD_X}")
    y = _middle(way.entered) + 17
    return _line(f"M{HOLD_X} {y}H{right}")


def _line(path: str) -> str:
    return f'<path class="way" d="{path}" marker-end="url(#tip)"/>'


def _is_next(way: Way) -> bool:
    if way.left not in STEPS or way.entered not in STEPS:
        return False
    return STEPS.index(way.entered) - STEPS.index(way.left) == 1


def _region(number: int, region: Region) -> Iterator[str]:
    y = TOP + number * (REGION_HEIGHT + 24)
    yield (
        f'<rect class="region" x="{REGION_X}" y="{y}" width="{REGION_WIDTH}" '
        f'height="{REGION_HEIGHT}" rx="12"/>'
    )
    yield _text(REGION_X + 20, y + 30, region.name.ko, "name")
    yield _text(REGION_X + 20, y + 48, region.name.en, "en")
    marks = ["●", *["↓"] * (len(region.steps) - 1), *["◇"] * len(region.ends)]
    for row, (mark, step) in enumerate(zip(marks, region.steps + region.ends, strict=True)):
        at = y + 80 + row * 36
        yield _text(REGION_X + 24, at, mark)
        yield _text(REGION_X + 48, at, step.ko)
        yield _text(REGION_X + 48, at + 15, step.en, "en")


def _text(x: int, y: int, text: str, kind: str = "", anchor: str = "") -> str:
    kinds = f' class="{kind}"' if kind else ""
    anchors = f' text-anchor="{anchor}"' if anchor else ""
    language = ' lang="en"' if kind == "en" else ""
    return f'<text x="{x}" y="{y}"{kinds}{anchors}{language}>{escape(text)}</text>'


def _top(stage: Stage) -> int:
    return TOP + STEPS.index(stage) * ROW


def _middle(stage: Stage) -> int:
    return _top(stage) + HEIGHT // 2
