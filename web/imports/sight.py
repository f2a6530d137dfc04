"""What the page of an imported list shows of it."""

from dataclasses import dataclass

from care.model.discovery import BatchState, FoundOutcome
from i18n.loader import gettext
from i18n.wording import words
from store.batch_portions import Row
from store.batches import Batch, Tally
from web.imports.columns import Column
from web.imports.results import REFUSED
from web.imports.words import outcome_word, sentence

SIGNS = {
    BatchState.READ: ("info", "wait"),
    BatchState.CHECKING: ("info", "wait"),
    BatchState.CHECKED: ("warning", "today"),
    BatchState.TAKING: ("info", "wait"),
    BatchState.DONE: ("ok", "ok"),
    BatchState.STOPPED: ("plain", "over"),
    BatchState.FAILED: ("danger", "over"),
}
FRESH = (FoundOutcome.NEW, FoundOutcome.ADDED, FoundOutcome.ATTACHED)
SHOWN_ROWS = 3
"""For the eye, to see whether the letters are right (B01)."""


@dataclass(frozen=True)
class Sum:
    """One number of the page, and the name under which its rows are listed."""

    key: str
    word: str
    rows: int
    kind: str


@dataclass(frozen=True)
class Sight:
    state: str
    kind: str
    sign: str
    working: bool
    percent: int
    sums: tuple[Sum, ...]
    brings: int
    """Rows that would change something, or did."""
    notes: tuple[str, ...]


def sight_of(batch: Batch) -> Sight:
    kind, sign = SIGNS[batch.state]
    tally = batch.taken if batch.confirmed_at else batch.tried
    return Sight(
        state=words(batch.state),
        kind=kind,
        sign=sign,
        working=batch.state is BatchState.READ or batch.state.is_at_work,
        percent=100 * batch.done // batch.total if batch.total else 100,
        sums=sums_of(tally, batch.refused),
        brings=sum(tally.get(one, 0) for one in FRESH),
        notes=tuple(sentence(one.code, one.params) for one in batch.reading.notes),
    )


def sums_of(tally: Tally, refused: int) -> tuple[Sum, ...]:
    counted = [
        Sum(one.value, outcome_word(one), tally[one], "ok" if one in FRESH else "plain")
        for one in FoundOutcome
        if tally.get(one) and one is not FoundOutcome.REJECTED
    ]
    refused += tally.get(FoundOutcome.REJECTED, 0)
    if refused:
        counted.append(Sum(REFUSED, gettext("받지 않음"), refused, "danger"))
    return tuple(counted)


def first_rows(rows: list[Row], columns: tuple[Column, ...]) -> list[list[str]]:
    """A heading and the first rows as they were understood; columns nobody filled are left out."""
    shown = rows[:SHOWN_ROWS]
    used = [one for one in columns if any(said.get(one.key) for _, said in shown)]
    heading = [gettext("행"), *(gettext(one.heading) for one in used)]
    return [
        heading,
        *([str(row), *(said.get(one.key, "") for one in used)] for row, said in shown),
    ]
