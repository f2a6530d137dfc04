"""A paper: the same sections as a page and as a PDF for reading aloud and printing (PDF/UA-1).

The font is the one the pages are set in, turned into TrueType when Hamkke is built. A letter it
does not have is printed as a box rather than losing the paper.
"""

import asyncio
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from i18n.loader import language
from web.words import Problem

FONTS = Path(__file__).parent / "static" / "vendor" / "noto-sans-kr" / "truetype"
FAMILY = "Noto Sans KR"
BOX = "□"
ROUNDS = 40
"""How many different letters may be missing before it is given up."""
_LACKING = re.compile(r"the text `?\"(.+?)\"`? could not be displayed")
_ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "", "\t": "    "})


@dataclass(frozen=True)
class Section:
    """``facts`` are label and value; ``rows`` a table under ``head``; ``quotes`` somebody's words;
    ``texts`` a name and a body to be set as it is."""

    code: str
    title: str
    lede: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    quotes: tuple[str, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    prose: tuple[tuple[str, str], ...] = ()
    """Titles and what is told under them, a paragraph a line."""
    kind: str = ""
    """``ok``, ``warning`` or ``danger``: the colour of a page's panel; the words say it too."""


@dataclass(frozen=True)
class Paper:
    title: str
    about: str
    """One line under the title: case number, district, day."""
    sections: tuple[Section, ...]
    made: str
    """When it was printed, in words."""


async def pdf(paper: Paper, at: datetime) -> bytes:
    """Made off the event loop; the same paper printed in the same second is the same file."""
    second = at.astimezone(UTC).replace(microsecond=0)
    return await asyncio.to_thread(_made, source(paper), second)


def _made(text: str, at: datetime) -> bytes:
    import typst

    with tempfile.TemporaryDirectory(prefix="hamkke-paper-") as folder:
        place = Path(folder, "paper.typ")
        for _ in range(ROUNDS):
            place.write_text(text, encoding="utf-8")
            try:
                found: bytes = typst.compile(
                    place,
                    font_paths=_fonts(),
                    pdf_standards="ua-1",
                    ignore_system_fonts=True,
                    timestamp=int(at.timestamp()),
                )
                return found
            except typst.TypstError as failure:
                lacking = _LACKING.search(str(failure))
                if lacking is None or lacking[1] == BOX:
                    raise
                text = _without(text, lacking[1])
    raise Problem(503, "PAPER_NOT_MADE")


def _without(text: str, lacking: str) -> str:
    for letter in set(lacking):
        if letter.isascii() or letter == BOX:
            continue
        text = text.replace(letter, BOX)
    return text


@cache
def _fonts() -> Any:
    """Read once: there are over a hundred pieces."""
    import typst

    if not FONTS.is_dir():
        raise Problem(503, "PAPER_NOT_MADE")
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


def source(paper: Paper) -> str:
    """The paper as Typst reads it; whatever somebody wrote is a string there, never code."""
    return "\n".join(_lines(paper))


def _lines(paper: Paper) -> Iterator[str]:
    about, made = _string(paper.about), _string(paper.made)
    yield f"#set document(title: {_string(paper.title)}, author: {_string('함께')})"
    yield f'#set text(font: "{FAMILY}", size: 9.5pt, lang: "{language()}")'
    yield "#set par(leading: 0.75em, justify: false)"
    yield "#set table(stroke: 0.4pt + luma(160), inset: 5pt)"
    yield "#show heading: set block(above: 1.4em, below: 0.7em)"
    yield (
        '#set page(paper: "a4", margin: (x: 2cm, y: 2cm), footer: context align(center, text('
        f'size: 8pt, [#{about} · #{made} · #counter(page).display("1 / 1", both: true)])))'
    )
    yield f"= #{_string(paper.title)}"
    yield f"#{about}"
    for section in paper.sections:
        yield from _section(section)


def _section(section: Section) -> Iterator[str]:
    yield f"== #{_string(section.title)}"
    if section.lede:
        yield f"#par({_string(section.lede)})"
    if section.facts:
        cells = ", ".join(
            f"[*#{_string(label)}*], {_string(value)}" for label, value in section.facts
        )
        yield f"#grid(columns: (32%, 1fr), row-gutter: 0.7em, column-gutter: 1em, {cells})"
    if section.rows:
        head = ", ".join(f"[*#{_string(one)}*]" for one in section.head)
        body = ", ".join(_string(cell) for row in section.rows for cell in row)
        yield (f"#table(columns: {len(section.head)}, table.header({head}), {body})")
    for one in section.quotes:
        yield f"#quote(block: true, {_string(one)})"
    for name, body in section.prose:
        if name:
            yield f"=== #{_string(name)}"
        yield from (f"#par({_string(one)})" for one in body.splitlines() if one.strip())
    for name, body in section.texts:
        yield f"=== #{_string(name)}"
        yield f"#block(text(size: 7.5pt, raw({_string(body)}, block: true)))"


def _string(text: str) -> str:
    return f'"{text.translate(_ESCAPED)}"'
