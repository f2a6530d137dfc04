"""A list read row by row by a column set: good rows in portions, and a remark on every other.

Runs in the reading process. What it gives is plain, and no remark repeats a name, a telephone
number, an address or a resident number.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from care.messages.batches import SAME_AS, SAME_ROW
from care.model.discovery import BatchKind
from web.imports.columns import Column, ColumnSet, RowFault, Setting, column_set
from web.reading.cells import Fault, folded
from web.reading.remarks import Unreadable, said
from web.reading.soundness import masked
from web.reading.tables import Rows, read_table
from web.reading.workbooks import Cell

PORTION = 40
"""Rows taken in one transaction: nobody who writes waits long for one."""
HEADING_WITHIN = 10
"""Rows from the top; above the heading there may be a title."""
HEADINGS_TOLD = 20
TELLING = frozenset({"DATE_INVALID", "DATE_AMBIGUOUS", "DATE_FUTURE"})
"""Faults that may repeat what stood there, when it is no longer than a day."""
DAY_LETTERS = 12
MOST_LETTERS = 24_000_000
"""Of all rows together; one long text named by every row would fill the memory."""
NOTHING = Cell("")
Remark = tuple[int, str, str, dict[str, str], bool]
"""Row, code, column, what its sentence needs, and whether the row is refused."""


@dataclass
class Portion:
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    looked_at: int = 0


@dataclass
class ListRead:
    columns: list[tuple[str, str]]
    notes: list[tuple[str, dict[str, str]]]
    portions: list[Portion]
    refused: int

    def plain(self) -> Iterator[Any]:
        """For the pipe: what is said of the whole, then portion by portion."""
        yield {"columns": self.columns, "notes": self.notes, "refused": self.refused}
        for one in self.portions:
            yield [one.rows, one.remarks]


def read_list(content: bytes, kind: BatchKind, setting: Setting) -> ListRead:
    """Raises ``Unreadable`` when the file is refused as a whole."""
    table, columns = read_table(content), column_set(kind, setting)
    heading = _heading(table.rows, columns)
    found = _Columns(table.rows[heading], columns)
    below = [number for number in sorted(table.rows) if number > heading]
    if not below:
        raise Unreadable("FILE_EMPTY")
    reader = _Rows(columns, found.by_place, setting)
    portions = [
        reader.portion(table.rows, below[start : start + PORTION])
        for start in range(0, len(below), PORTION)
    ]
    mended: list[tuple[str, dict[str, str]]] = [(code, {}) for code in sorted(table.mended)]
    return ListRead(found.told, mended + found.notes, portions, reader.refused)


def _heading(rows: Rows, columns: ColumnSet) -> int:
    """The first row that names a column of each group a list cannot be without."""
    known = _names(columns)
    for number in sorted(rows)[:HEADING_WITHIN]:
        named = {known.get(folded(cell.text.rstrip("*"))) for cell in rows[number]}
        if all(named & set(group) for group in columns.needs):
            return number
    first = rows[min(rows)]
    named = {known.get(folded(cell.text.rstrip("*"))) for cell in first}
    missing = next((one for one in columns.needs if not named & set(one)), columns.needs[0])
    found = ", ".join(_shown(cell.text) for cell in first[:HEADINGS_TOLD] if cell.text)
    raise Unreadable("CSV_HEADER", column=columns.by_key()[missing[0]].heading, found=found)


def _names(columns: ColumnSet) -> dict[str, str]:
    """The first column of a name has it, so that none of a district's own takes it away."""
    known: dict[str, str] = {}
    for column in columns.columns:
        for name in (column.heading, *column.names, column.key):
            known.setdefault(folded(name), column.key)
    return known


def _shown(text: str) -> str:
    return said(masked(text))


class _Columns:
    """Which place of a row says what, and what is told of the headings."""

    def __init__(self, heading: Sequence[Cell], columns: ColumnSet) -> None:
        known, by_key = _names(columns), columns.by_key()
        self.by_place: dict[int, Column] = {}
        self.told: list[tuple[str, str]] = []
        self.notes: list[tuple[str, dict[str, str]]] = []
        for place, cell in enumerate(heading):
            key = known.get(folded(cell.text.rstrip("*")), "")
            if not cell.text:
                continue
            if key and by_key[key] in self.by_place.values():
                raise Unreadable("CSV_HEADER_TWICE", column=by_key[key].heading)
            if key:
                self.by_place[place] = by_key[key]
            else:
                self.notes.append(("COLUMN_UNKNOWN", {"said": _shown(cell.text)}))
            self.told.append((_shown(cell.text), key))


class _Rows:
    def __init__(
        self, columns: ColumnSet, by_place: Mapping[int, Column], setting: Setting
    ) -> None:
        self.columns, self.by_place, self.setting = columns, by_place, setting
        self.people: dict[tuple[str, ...], int] = {}
        self.seen: dict[frozenset[tuple[str, str]], int] = {}
        self.refused = self.letters = 0

    def portion(self, rows: Rows, numbers: Sequence[int]) -> Portion:
        made = Portion(looked_at=len(numbers))
        for number in numbers:
            read = self._row(number, rows[number], made.remarks)
            if read is None:
                self.refused += 1
            else:
                made.rows.append((number, self._known(number, read)))
                self.letters += sum(map(len, read.values()))
        if self.letters > MOST_LETTERS:
            raise Unreadable("FILE_TOO_LARGE", rows="50,000", size="10")
        return made

    def _row(
        self, number: int, cells: Sequence[Cell], remarks: list[Remark]
    ) -> dict[str, str] | None:
        found: dict[str, str] = {}
        sound = True
        for place, column in self.by_place.items():
            cell = cells[place] if place < len(cells) else NOTHING
            if cell.formula:
                remarks.append((number, "FORMULA", column.heading, {}, False))
            try:
                found[column.key] = column.read(cell, self.setting)
                if column.warn is not None and (code := column.warn(cell, self.setting)):
                    remarks.append((number, code, column.heading, {}, False))
            except Fault as fault:
                told = _harmless(fault)
                remarks.append((number, fault.code, column.heading, told, True))
                sound = False
        return self._settled(number, found, remarks) if sound else None

    def _settled(
        self, number: int, found: dict[str, str], remarks: list[Remark]
    ) -> dict[str, str] | None:
        try:
            settled = self.columns.settle(found, self.setting)
        except RowFault as fault:
            remarks.append((number, fault.code, fault.column, dict(fault.params), True))
            return None
        return {key: value for key, value in settled.items() if value}

    def _known(self, number: int, read: dict[str, str]) -> dict[str, str]:
        """With what an earlier row of this file already told."""
        same = self.seen.setdefault(frozenset(read.items()), number)
        if same != number:
            return read | {SAME_ROW: str(same)}
        person = tuple(folded(read.get(one, "")) for one in self.columns.person)
        if all(person):
            first = self.people.setdefault(person, number)
            return read if first == number else read | {SAME_AS: str(first)}
        return read


def _harmless(fault: Fault) -> dict[str, str]:
    """What the sentence may repeat: limits, known words, and a day that is none."""
    shown = {name: value for name, value in fault.params.items() if name != "said"}
    given = fault.params.get("said", "")
    if fault.code in TELLING and len(given) <= DAY_LETTERS:
        shown["said"] = said(given)
    return shown
