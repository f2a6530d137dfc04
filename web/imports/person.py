"""Cells that tell who somebody is: names, birth dates, resident numbers (B09, B11 to B13)."""

import re
from datetime import date
from typing import Any

from stdnum.kr import rrn

from web.reading.cells import COMPACT, DATED, NUMBERS, Fault, day_that_is, plain_day, sound_text
from web.reading.workbooks import Cell

NAME_LETTERS = 100
OLDEST = 120
SIX = re.compile(r"(\d{2})(\d{2})(\d{2})")
SHORT = re.compile(r"(\d{2})\.\s*(\d{1,2})\.\s*(\d{1,2})\.?")
RESIDENT = re.compile(r"(\d{2})(\d{2})(\d{2})([0-9])\d{6}")
CENTURIES = {**dict.fromkeys("1256", 1900), **dict.fromkeys("3478", 2000), "9": 1800, "0": 1800}
"""By the seventh digit of a resident number."""


def name_of(cell: Cell, setting: Any) -> str:
    """Any printable letters; blanks within are one."""
    return " ".join(sound_text(Cell(" ".join(cell.text.split())), NAME_LETTERS).split())


def birth_of(cell: Cell, setting: Any) -> str:
    """Two digits tell a year only where the other century lies ahead."""
    plain = plain_day(cell.text)
    if cell.day is None and not plain:
        return ""
    found = cell.day or _said(plain, setting.today)
    if found > setting.today:
        raise Fault("DATE_FUTURE", said=plain[:12])
    return found.isoformat()


def _said(plain: str, today: date) -> date:
    whole = DATED.fullmatch(plain) or COMPACT.fullmatch(plain)
    if whole is not None:
        year, month, day = (int(one) for one in whole.groups())
        return day_that_is(year, month, day, f"{month}월 {day}일")
    short = SIX.fullmatch(plain) or SHORT.fullmatch(plain)
    if short is None:
        shown = plain if NUMBERS.fullmatch(plain) else ""
        raise Fault("DATE_AMBIGUOUS" if shown else "DATE_INVALID", said=shown)
    year, month, day = (int(one) for one in short.groups())
    if not (1 <= month <= 12 and 1 <= day <= 31):
        raise Fault("DATE_INVALID", said=f"{month}월 {day}일")
    if (2000 + year, month, day) <= (today.year, today.month, today.day):
        raise Fault("DATE_AMBIGUOUS", said=plain)
    return day_that_is(1900 + year, month, day, f"{month}월 {day}일")


def improbable_age(cell: Cell, setting: Any) -> str | None:
    born = birth_of(cell, setting)
    years = setting.today.year - int(born[:4]) if born else 0
    return "AGE_IMPROBABLE" if years > OLDEST else None


def resident_birth(cell: Cell, setting: Any) -> str:
    """Only the birth date a resident number tells; the number itself goes no further."""
    plain = _digits(cell)
    if not plain:
        return ""
    parts = RESIDENT.fullmatch(plain)
    if parts is None:
        raise Fault("RRN_INVALID")
    year = CENTURIES[parts[4]] + int(parts[1])
    try:
        found = date(year, int(parts[2]), int(parts[3]))
    except ValueError:
        raise Fault("RRN_INVALID") from None
    if found > setting.today:
        raise Fault("DATE_FUTURE", said="")
    return found.isoformat()


def rrn_unproved(cell: Cell, setting: Any) -> str | None:
    """Numbers given out since October 2020 have no check digit, so this is no more than a hint."""
    plain = _digits(cell)
    return "RRN_CHECK" if plain and not rrn.is_valid(plain) else None


def _digits(cell: Cell) -> str:
    return re.sub(r"[\s\-–—]", "", plain_day(cell.text))
