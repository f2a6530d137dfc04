"""A directory sheet: one row a service, read with a remark for every cell that cannot be taken."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from care.model.directory import EntryFields
from i18n.loader import english, gettext
from store.directory_facts import searched
from web.exchange.columns import BY_KEY, COLUMNS, REQUIRED, Column, Setting
from web.reading.cells import Fault, eaten_zero
from web.reading.remarks import Remark, Unreadable, Weight, said
from web.reading.tables import Rows, read_rows
from web.reading.workbooks import Cell

HEADING_WITHIN = 10
"""Rows from the top; above the heading there may be a title."""
EXAMPLE = EntryFields(
    organization="예시복지관",
    service_name="밑반찬 배달",
    description="주 2회 반찬을 집으로 가져다드립니다. 이 줄은 지우고 쓰세요.",
    minimum_age=65,
    cost_won=0,
    home_visit=True,
    schedule_words="월·목 10:00–12:00",
    phone="031-000-0000",
)


@dataclass(frozen=True)
class Line:
    """What a row says; a column the file does not have says nothing."""

    row: int
    said: Mapping[str, Any]

    @property
    def service_id(self) -> str:
        return str(self.said.get("service_id") or "")

    @property
    def names(self) -> tuple[str, str]:
        """By which the same entry is known again."""
        return searched(self.said["organization"]), searched(self.said["service_name"])

    def over(self, held: EntryFields | None) -> EntryFields:
        """Raises ``ValidationError`` where a value does not fit."""
        own = {key: value for key, value in self.said.items() if key != "service_id"}
        before = held.model_dump() if held is not None else {}
        return EntryFields.model_validate(before | own)


@dataclass
class Sheet:
    lines: list[Line] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    first: list[list[str]] = field(default_factory=list)
    """The heading and the first three rows as they were read, for the eye (B01)."""


def read_sheet(content: bytes, setting: Setting) -> Sheet:
    rows = read_rows(content)
    heading = _heading(rows)
    sheet = Sheet()
    columns = _columns(rows[heading], sheet)
    below = [number for number in sorted(rows) if number > heading]
    shown = [rows[number] for number in (heading, *below[:3])]
    sheet.first = [[said(cell.text) for cell in cells] for cells in shown]
    seen: set[tuple[str, str]] = set()
    for number in below:
        line = _line(number, rows[number], columns, Reader(setting, sheet.remarks))
        if line is None:
            continue
        if line.names in seen:
            sheet.remarks.append(Remark("ALREADY_RECEIVED", Weight.SKIPPED, row=number))
            continue
        seen.add(line.names)
        sheet.lines.append(line)
    return sheet


def sheet_rows(entries: Iterable[tuple[str, EntryFields]], setting: Setting) -> list[list[object]]:
    """The heading, then one row an entry; ``entries`` are ids with fields."""
    return [
        [one.heading for one in COLUMNS],
        *(_row(service_id, fields, setting) for service_id, fields in entries),
    ]


def template_sheets(setting: Setting) -> dict[str, Sequence[Sequence[object]]]:
    """An empty sheet with an example, and what may stand in each column."""
    hints = [[one.heading, one.hint, _known(one, setting)] for one in COLUMNS]
    return {
        "자원": sheet_rows([("", EXAMPLE)], setting),
        "적는 법": [["열", "적는 법", "쓸 수 있는 말"], *hints],
    }


@dataclass(frozen=True)
class Reader:
    setting: Setting
    remarks: list[Remark]

    def refuse(self, row: int, column: Column, fault: Fault) -> None:
        given = {name: said(value) for name, value in fault.params.items() if name != "known"}
        params = given | {name: v for name, v in fault.params.items() if name == "known"}
        self.remarks.append(
            Remark(fault.code, Weight.REFUSED, row=row, column=column.heading, params=params)
        )

    def warn(self, code: str, row: int, column: Column, text: str) -> None:
        params = {"said": said(text)}
        self.remarks.append(
            Remark(code, Weight.WARNED, row=row, column=column.heading, params=params)
        )


def _row(service_id: str, fields: EntryFields, setting: Setting) -> list[object]:
    return [
        service_id if one.key == "service_id" else one.write(getattr(fields, one.key), setting)
        for one in COLUMNS
    ]


def _known(column: Column, setting: Setting) -> str:
    from web.exchange.columns import ROOMS, SERVICES, STATUS_WORDS, SUBDOMAINS

    words: dict[str, Mapping[Any, str]] = {
        "services": SERVICES,
        "needs": SUBDOMAINS,
        "offices": setting.offices,
        "capacity": ROOMS,
        "status": STATUS_WORDS,
    }
    return ", ".join(words.get(column.key, {}).values())


def _heading(rows: Rows) -> int:
    """The row that names the columns a sheet cannot be without."""
    wanted = [BY_KEY[key] for key in REQUIRED]
    for number in sorted(rows)[:HEADING_WITHIN]:
        named = {_key(cell.text) for cell in rows[number]}
        if all(one.key in named for one in wanted):
            return number
    first = rows[min(rows)]
    named = {_key(cell.text) for cell in first}
    missing = next((one for one in wanted if one.key not in named), wanted[0])
    found = ", ".join(said(cell.text) for cell in first if cell.text)
    raise Unreadable("CSV_HEADER", column=gettext(missing.heading), found=said(found))


def _columns(heading: list[Cell], sheet: Sheet) -> dict[int, Column]:
    columns: dict[int, Column] = {}
    for number, cell in enumerate(heading):
        key = _key(cell.text)
        if not cell.text:
            continue
        if key is None:
            params = {"said": said(cell.text)}
            sheet.remarks.append(Remark("COLUMN_UNKNOWN", Weight.WARNED, params=params))
            continue
        if BY_KEY[key] in columns.values():
            raise Unreadable("CSV_HEADER_TWICE", column=gettext(BY_KEY[key].heading))
        columns[number] = BY_KEY[key]
    return columns


def _key(heading: str) -> str | None:
    """By its Korean heading, its English one, or the plain name of the field."""
    wanted = searched(heading.rstrip("*"))
    for column in COLUMNS:
        names = (column.heading, column.key, english().get(column.heading, ""))
        if wanted and wanted in {searched(one) for one in names}:
            return column.key
    return None


def _line(
    number: int, cells: list[Cell], columns: Mapping[int, Column], reader: Reader
) -> Line | None:
    found: dict[str, Any] = {}
    sound = True
    for place, column in columns.items():
        cell = cells[place] if place < len(cells) else Cell("")
        if cell.formula:
            reader.warn("FORMULA", number, column, cell.text)
        if column.key == "phone" and eaten_zero(cell.text):
            reader.warn("PHONE_ZERO", number, column, f"0{cell.text}")
        try:
            found[column.key] = column.read(cell, reader.setting)
        except Fault as fault:
            reader.refuse(number, column, fault)
            sound = False
    for key in REQUIRED:
        if key in found and not found[key]:
            reader.refuse(number, BY_KEY[key], Fault("REQUIRED"))
            sound = False
    return _judged(Line(number, found), reader) if sound else None


def _judged(line: Line, reader: Reader) -> Line | None:
    youngest, oldest = line.said.get("minimum_age"), line.said.get("maximum_age")
    if youngest is not None and oldest is not None and youngest > oldest:
        reader.refuse(line.row, BY_KEY["minimum_age"], Fault("AGE_ORDER"))
        return None
    try:
        line.over(None)
    except ValidationError:
        reader.refuse(line.row, BY_KEY["organization"], Fault("VALUE_INVALID", said=""))
        return None
    return line
