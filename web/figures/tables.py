"""Tables that leave the page: the same rows as a workbook, as CSV and as a paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import Response

from i18n.loader import gettext
from store.figure_counts import By
from web.districts import district_name
from web.figures.report import COLUMNS, Line, Report, Time
from web.filters import moment
from web.papers import Paper, Section, pdf
from web.sheets import CSV, WON, XLSX, write_csv, write_xlsx

Cell = str | int
SHEET_NAME = 31
"""As long as a spreadsheet program lets the name of a sheet be."""
BARRED = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


@dataclass(frozen=True)
class Table:
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    about: str = ""


@dataclass(frozen=True)
class Leaving:
    """What leaves: ``name`` is the file's, without its ending."""

    title: str
    about: str
    name: str
    tables: tuple[Table, ...]


def leaving(report: Report, district: str, names: dict[Any, str]) -> Leaving:
    wanted = report.wanted
    return Leaving(
        title=gettext("통계 %(period)s", period=wanted.words),
        about=f"{district_name(district)} · {wanted.words}",
        name=f"figures-{district}-{wanted.name}",
        tables=tuple(one for one in _tables(report, names) if one.rows),
    )


def _tables(report: Report, names: dict[Any, str]) -> list[Table]:
    return [
        _numbers(report),
        Table(
            gettext("나누어 본 수"),
            (gettext("이름"), *column_words()),
            tuple((one.name, *(number.value for number in one.numbers)) for one in report.lines),
        ),
        Table(
            gettext("해별") if report.drawn is By.YEAR else gettext("달별"),
            (gettext("기간"), *column_words()),
            tuple((one.key, *(one.value(column) for column in COLUMNS)) for one in report.times),
        ),
        _times(gettext("지침과 견준 기간(일)"), report.steps),
        _times(gettext("단계별 머문 기간(일)"), report.stages),
        _lines(gettext("종결 사유"), gettext("사례"), report.closures),
        _lines(gettext("재원"), gettext("원"), report.sources),
        Table(
            gettext("담당 사례"),
            (gettext("담당자"), gettext("사례")),
            tuple((names.get(who, str(who)), count) for who, count in report.loads),
        ),
    ]


def column_words() -> tuple[str, ...]:
    from i18n.wording.figures import MEASURE

    return tuple(gettext(MEASURE[one]) for one in COLUMNS)


def _numbers(report: Report) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (one.word, one.value, "" if one.before is None else one.before, one.definition)
        for one in report.numbers
    ]
    rows += [(one.word, one.value, "", one.definition) for one in report.ratios]
    head = (gettext("지표"), gettext("수"), gettext("전년"), gettext("정의"))
    return Table(gettext("지표"), head, tuple(rows))


def _times(title: str, found: Sequence[Time]) -> Table:
    head = (
        gettext("구간"), gettext("건수"), gettext("중앙값"), gettext("평균"),
        gettext("지침"), gettext("지침을 넘긴 건수"),
    )  # fmt: skip
    rows = tuple((one.name, one.times, one.median, one.mean, *_guide(one)) for one in found)
    return Table(title, head, rows)


def _guide(one: Time) -> tuple[Cell, Cell]:
    return ("", "") if one.guide is None else (one.guide, one.over)


def _lines(title: str, unit: str, found: Sequence[Line]) -> Table:
    rows = tuple((one.name, one.numbers[0].value) for one in found)
    return Table(title, (title, unit), rows)


async def answer(found: Leaving, kind: str, at: datetime) -> Response:
    """``kind`` is ``xlsx``, ``pdf`` or else CSV."""
    if kind == "xlsx":
        return _file(as_xlsx(found), XLSX, f"{found.name}.xlsx")
    if kind == "pdf":
        return _file(await pdf(paper(found, at), at), "application/pdf", f"{found.name}.pdf")
    return _file(as_csv(found), CSV, f"{found.name}.csv")


def as_xlsx(found: Leaving) -> bytes:
    sheets: dict[str, Sequence[Sequence[object]]] = {
        one.title.translate(BARRED)[:SHEET_NAME]: [one.head, *one.rows] for one in found.tables
    }
    return write_xlsx(sheets, (28, 18, 18, 18, 18, 18, 18), WON)


def as_csv(found: Leaving) -> bytes:
    rows: list[Sequence[Cell]] = [(found.title, found.about)]
    for one in found.tables:
        rows += [(), (one.title,), one.head, *one.rows]
    return write_csv(rows)


def paper(found: Leaving, at: datetime) -> Paper:
    sections = tuple(
        Section(
            code=f"t{number}",
            title=one.title,
            lede=one.about,
            head=one.head,
            rows=tuple(tuple(_told(cell) for cell in row) for row in one.rows),
        )
        for number, one in enumerate(found.tables)
    )
    made = gettext("%(at)s에 만듦", at=moment(at))
    return Paper(title=found.title, about=found.about, sections=sections, made=made)


def _told(cell: Cell) -> str:
    return cell if isinstance(cell, str) else f"{cell:,}"


def _file(made: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(made, media_type=kind, headers=headers)
