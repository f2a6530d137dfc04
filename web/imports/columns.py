"""The columns of lists that are imported: how each heading is known, and how a cell is read.

A column set is one kind of list. What it reads becomes a plain ``dict[str, str]`` a row: days in
ISO, codes instead of words, nothing that stood in columns it does not know. This module runs in
the reading process, so it knows neither the store nor the web.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from care.model.discovery import BatchKind
from i18n.marks import N_
from web.imports.person import birth_of, improbable_age, name_of, resident_birth, rrn_unproved
from web.reading.cells import (
    Fault,
    day_of,
    eaten_zero,
    folded,
    phone_of,
    sound_text,
    word_of,
    yes,
)
from web.reading.workbooks import Cell

LINE, ADDRESS, MEMO = 100, 300, 2000
BETWEEN, WITHIN = ",;\n、，；|", "/·"
"""Signs that part words always, and those that also stand within one word."""


class How(StrEnum):
    """How a column of the district's own is read."""

    FLAG = "FLAG"
    """Yes or no; the row says ``1`` or nothing."""
    WORD = "WORD"
    """One of its words; the row says the code."""
    WORDS = "WORDS"
    """Several of its words; the row says the codes, joined by a comma."""
    NUMBER = "NUMBER"
    DAY = "DAY"
    TEXT = "TEXT"


@dataclass(frozen=True)
class Extra:
    """A column that only this district or this campaign has."""

    key: str
    heading: str
    how: How
    words: Mapping[str, str] = field(default_factory=dict)
    """For ``WORD`` and ``WORDS``: each word to its code."""
    names: tuple[str, ...] = ()
    """What its heading may also be called."""
    most: int = MEMO
    """The greatest number, or the most letters."""


@dataclass(frozen=True)
class Setting:
    """What reading needs to know of the district, the day, and what stands for the whole list."""

    today: date
    offices: Mapping[str, str] = field(default_factory=dict)
    """Code of each local office to its name."""
    observed_on: date | None = None
    """For rows that name no day of their own."""
    whole: tuple[str, ...] = ()
    """Codes every row of the list stands for."""
    extras: tuple[Extra, ...] = ()

    @cached_property
    def office_words(self) -> dict[str, str]:
        by_name = {folded(name): code for code, name in self.offices.items()}
        return by_name | {folded(code): code for code in self.offices}


@dataclass(frozen=True)
class Column:
    key: str
    heading: str
    read: Callable[[Cell, Setting], str]
    names: tuple[str, ...] = ()
    """What its heading may also be called; compared without case, width and spaces."""
    hint: str = ""
    example: str = ""
    warn: Callable[[Cell, Setting], str | None] | None = None
    """Asked of a cell that could be read: the code of a warning."""


class RowFault(Exception):
    """A row that cannot be taken although each of its cells can be read."""

    def __init__(self, code: str, column: str = "", **params: str) -> None:
        super().__init__(code)
        self.code, self.column, self.params = code, column, params


Settle = Callable[[dict[str, str], Setting], dict[str, str]]


@dataclass(frozen=True)
class ColumnSet:
    """``needs``: of each group the file must have a heading. ``settle`` sees a whole row last."""

    columns: tuple[Column, ...]
    needs: tuple[tuple[str, ...], ...]
    settle: Settle
    person: tuple[str, ...] = ("name", "birth_date")
    """What, all of it said, makes two rows of one file the same person for certain."""

    def by_key(self) -> dict[str, Column]:
        return {one.key: one for one in self.columns}


def text(most: int) -> Callable[[Cell, Setting], str]:
    return lambda cell, setting: sound_text(cell, most)


def day(cell: Cell, setting: Setting) -> str:
    found = day_of(cell, setting.today)
    return "" if found is None else found.isoformat()


def office(cell: Cell, setting: Setting) -> str:
    if not cell.text:
        return ""
    return str(word_of(cell.text, setting.office_words, setting.offices.values()))


def phone(cell: Cell, setting: Setting) -> str:
    return phone_of(cell)


def phone_zero(cell: Cell, setting: Setting) -> str | None:
    return "PHONE_ZERO" if eaten_zero(cell.text) else None


def extra_column(one: Extra) -> Column:
    return Column(one.key, one.heading, _reader(one), names=one.names)


def parted(said: str, known: Container[str]) -> list[str]:
    """The single words of a cell that may name several."""
    found: list[str] = []
    for piece in _split(said, BETWEEN):
        found += [piece] if folded(piece) in known else _split(piece, WITHIN)
    return found


def _split(said: str, signs: str) -> list[str]:
    for sign in signs:
        said = said.replace(sign, "\0")
    return [one.strip() for one in said.split("\0") if one.strip()]


def _reader(one: Extra) -> Callable[[Cell, Setting], str]:
    known = {folded(word): code for word, code in one.words.items()}
    known |= {folded(code): code for code in one.words.values()}

    def words(cell: Cell, setting: Setting) -> str:
        given = parted(cell.text, known)
        return ",".join(dict.fromkeys(str(word_of(said, known, one.words)) for said in given))

    def word(cell: Cell, setting: Setting) -> str:
        return str(word_of(cell.text, known, one.words)) if cell.text else ""

    def flag(cell: Cell, setting: Setting) -> str:
        return "1" if yes(cell) else ""

    def number(cell: Cell, setting: Setting) -> str:
        plain = folded(cell.text).replace(",", "")
        if plain and not (plain.isascii() and plain.isdigit() and int(plain[:12]) <= one.most):
            raise Fault("NUMBER_INVALID")
        return plain.lstrip("0") or plain[:1]

    readers = {How.WORDS: words, How.WORD: word, How.FLAG: flag, How.NUMBER: number, How.DAY: day}
    return readers.get(one.how, text(one.most))


NAME = Column("name", N_("이름"), name_of, ("성명", "대상자", "대상자명", "성함"), example="홍길동")
BIRTH = Column(
    "birth_date",
    N_("생년월일"),
    birth_of,
    ("출생일", "생일", "생년월일(8자리)"),
    N_("1961-03-04처럼 적습니다."),
    "1961-03-04",
    improbable_age,
)
RESIDENT = Column(
    "resident_birth",
    N_("주민등록번호"),
    resident_birth,
    ("주민번호",),
    N_("생년월일을 알아내는 데만 쓰고 남기지 않습니다."),
    warn=rrn_unproved,
)
PHONE = Column(
    "phone",
    N_("전화번호"),
    phone,
    ("전화", "연락처", "휴대전화", "휴대폰", "휴대전화번호", "핸드폰"),
    example="010-0000-0000",
    warn=phone_zero,
)
HOME = Column(
    "address", N_("주소"), text(ADDRESS), ("거주지", "도로명주소", "주소지", "실거주지", "지번주소")
)
OFFICE = Column(
    "office", N_("읍면동"), office, ("행정동", "동", "관할", "관할읍면동", "행정복지센터")
)
NOTE = Column("note", N_("비고"), text(MEMO), ("메모", "특이사항", "내용"))
OBSERVED = Column(
    "observed_on",
    N_("기준일"),
    day,
    ("발견일", "발생일", "자료기준일", "기준일자"),
    N_("비우면 이 명단의 기준일입니다."),
)
KINDS = "kinds"
FLAGGED = "kind:"
"""Before a signal kind's code: the key of a column that only says whether there is this sign."""


def settled_person(said: dict[str, str], setting: Setting) -> dict[str, str]:
    """One birth date of the two columns that may tell it; a name, and something besides."""
    resident = said.pop("resident_birth", "")
    if resident and said.get("birth_date", resident) not in ("", resident):
        raise RowFault("BIRTH_DIFFERS", BIRTH.heading)
    said["birth_date"] = said.get("birth_date") or resident
    if not said.get("name"):
        raise RowFault("REQUIRED", NAME.heading)
    if not any(said.get(one) for one in ("birth_date", "phone", "address")):
        raise RowFault("PERSON_UNCLEAR")
    return said


def _settled_signals(said: dict[str, str], setting: Setting) -> dict[str, str]:
    given = [one for one in said.pop(KINDS, "").split(",") if one]
    flagged = [key for key in said if key.startswith(FLAGGED)]
    given += [key.removeprefix(FLAGGED) for key in flagged if said.pop(key)]
    kinds = list(dict.fromkeys([*given, *setting.whole]))
    if not kinds:
        raise RowFault("SIGNAL_MISSING", N_("위기정보"))
    if not said.get("observed_on"):
        said["observed_on"] = (setting.observed_on or setting.today).isoformat()
    return settled_person(said, setting) | {KINDS: ",".join(kinds)}


def _signals(setting: Setting) -> ColumnSet:
    """Each kind of signal may be a word in one column, or a column of its own."""
    words = {one.heading: one.key for one in setting.extras}
    other = {name: one.key for one in setting.extras for name in one.names}
    kinds = extra_column(Extra(KINDS, N_("위기정보"), How.WORDS, words | other))
    named = Column(KINDS, kinds.heading, kinds.read, ("위기징후", "징후", "신호", "변수"))
    own = tuple(
        extra_column(Extra(f"{FLAGGED}{one.key}", one.heading, How.FLAG, names=one.names))
        for one in setting.extras
    )
    people = (NAME, BIRTH, RESIDENT, PHONE, HOME, OFFICE, named, OBSERVED, NOTE)
    return ColumnSet(people + own, (("name",), ("birth_date", "resident_birth")), _settled_signals)


ZONE = Column(
    "zone",
    N_("구역"),
    text(60),
    ("조사구역", "조사 구역", "통", "마을"),
    N_("비우면 읍면동입니다."),
)
NUMBER = Column(
    "number",
    N_("조사 번호"),
    _reader(Extra("number", "", How.NUMBER, most=9_999_999)),
    ("번호", "연번", "대상 번호"),
    N_("조사 대상 목록에 적힌 번호입니다."),
    "1",
)
SURVEYED = Column(
    "observed_on", N_("조사한 날"), day, ("조사일", "방문일"), N_("비우면 가져온 날입니다.")
)
ANSWER = "q:"
"""Before a question's code: the key of its column."""


def _settled_target(said: dict[str, str], setting: Setting) -> dict[str, str]:
    if not said.get("office"):
        raise RowFault("REQUIRED", OFFICE.heading)
    return settled_person(said, setting)


def _settled_answers(said: dict[str, str], setting: Setting) -> dict[str, str]:
    if not said.get("number"):
        raise RowFault("REQUIRED", NUMBER.heading)
    for one in setting.extras:
        if one.how is How.NUMBER and not said.get(one.key):
            raise RowFault("REQUIRED", one.heading)
    return said


def _targets(setting: Setting) -> ColumnSet:
    """Whom a campaign is to survey."""
    people = (NAME, BIRTH, RESIDENT, PHONE, HOME, OFFICE, ZONE)
    return ColumnSet(people, (("name",), ("office",)), _settled_target)


def _answers(setting: Setting) -> ColumnSet:
    """What targets answered, by number: one column a question, and nobody's name."""
    asked = tuple(extra_column(one) for one in setting.extras)
    needs = (("number",), *((one.key,) for one in setting.extras))
    return ColumnSet((NUMBER, *asked, SURVEYED, NOTE), needs, _settled_answers, ("number",))


SETS: dict[BatchKind, Callable[[Setting], ColumnSet]] = {
    BatchKind.SIGNALS: _signals,
    BatchKind.CAMPAIGN_TARGETS: _targets,
    BatchKind.SURVEY_ANSWERS: _answers,
}
"""Each kind of list to its columns, for a district's setting."""


def column_set(kind: BatchKind, setting: Setting) -> ColumnSet:
    return SETS[kind](setting)


def headings(kind: BatchKind, setting: Setting) -> Iterable[Column]:
    """For the eye and for an empty sheet."""
    return column_set(kind, setting).columns
