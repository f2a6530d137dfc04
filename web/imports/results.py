"""What became of every row, for the eye and as a file: its number, and what to do about it."""

from collections.abc import AsyncIterable, Iterator, Sequence
from dataclasses import dataclass

from care.model.discovery import FoundOutcome
from i18n.loader import gettext
from store.batch_portions import PortionTold, Result, RowRemark
from web.imports.words import outcome_sentence, outcome_word, sentence

REFUSED = "REFUSED"
"""Stands beside the outcomes: the row could not be read."""


@dataclass(frozen=True)
class Told:
    """One line of the result; a row with several faults has several."""

    row: int
    outcome: str
    """A ``FoundOutcome`` or ``REFUSED``; empty while nobody knows yet."""
    word: str
    column: str
    code: str
    sentence: str
    warning: bool = False


async def told_of(portions: AsyncIterable[PortionTold], wanted: str = "") -> list[Told]:
    """In the order of the file; ``wanted`` narrows to one outcome, or to ``WARNED`` rows."""
    return [
        line
        async for portion in portions
        for line in _lines(portion)
        if not wanted or wanted in (line.outcome, "WARNED" if line.warning else "")
    ]


def _lines(portion: PortionTold) -> Iterator[Told]:
    results = {one.row: one for one in portion.taken or portion.tried}
    remarks: dict[int, list[RowRemark]] = {}
    for one in portion.remarks:
        remarks.setdefault(one.row, []).append(one)
    for row in sorted(results.keys() | remarks.keys()):
        known = remarks.get(row, [])
        refused = any(one.refused for one in known)
        for one in known:
            yield _remarked(one, refused)
        if row in results:
            yield _became(results[row])


def _remarked(one: RowRemark, refused: bool) -> Told:
    return Told(
        row=one.row,
        outcome=REFUSED if refused else "",
        word=gettext("받지 않음") if refused else gettext("알림"),
        column=gettext(one.column) if one.column else "",
        code=one.code,
        sentence=sentence(one.code, one.params),
        warning=not refused,
    )


def _became(one: Result) -> Told:
    told = outcome_sentence(one.outcome, one.until.isoformat() if one.until else "")
    if one.alike:
        told += " " + gettext("비슷한 가구 %(n)s곳이 있습니다.", n=one.alike)
    refused = one.outcome is FoundOutcome.REJECTED
    return Told(
        row=one.row,
        outcome=REFUSED if refused else one.outcome.value,
        word=gettext("받지 않음") if refused else outcome_word(one.outcome),
        column="",
        code="" if not refused else "NOTHING_LEFT",
        sentence=told,
    )


def table_of(lines: Sequence[Told]) -> list[list[object]]:
    """For a spreadsheet program; no cell of the list that was brought is in it."""
    heading = [gettext("행"), gettext("결과"), gettext("열"), gettext("코드"), gettext("할 일")]
    return [
        [*heading],
        *([one.row, one.word, one.column, one.code or one.outcome, one.sentence] for one in lines),
    ]
