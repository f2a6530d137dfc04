"""Single cells of a sheet. Reading never guesses: what could mean two things is refused (B09)."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from web.reading.soundness import text_fault
from web.reading.workbooks import Cell

DATED = re.compile(r"(\d{4})[\s.\-/년]+(\d{1,2})[\s.\-/월]+(\d{1,2})[\s.일]*")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
SHORT_YEAR = re.compile(r"(\d{2})\.\s*(\d{1,2})\.\s*(\d{1,2})\.?")
"""``'24.3.5`` as it is written in Korea; only a first number above twelve is a year for certain."""
NUMBERS = re.compile(r"\d{1,2}[.\-/]\s*\d{1,2}[.\-/]\s*\d{1,4}\.?")
YES = frozenset(["y", "yes", "o", "예", "네", "가능", "1", "true", "○", "◯", "방문"])
NO = frozenset(["n", "no", "x", "아니오", "아니요", "불가", "0", "false", "×", "-"])
EATEN_ZERO = re.compile(r"(1[016789]\d{7,8}|[2-6]\d{7,9}|70\d{8})")


class Fault(Exception):
    """A cell that cannot be read, by the code of its remark."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def sound_text(cell: Cell, most: int) -> str:
    if fault := text_fault(cell.text):
        raise Fault(fault)
    if len(cell.text) > most:
        raise Fault("TEXT_TOO_LONG", most=f"{most:,}", now=f"{len(cell.text):,}")
    return cell.text


def day_of(cell: Cell, today: date) -> date | None:
    """Year first is one day; ``03/04/05`` is not."""
    if cell.day is not None:
        found = cell.day
    else:
        plain = plain_day(cell.text)
        if not plain:
            return None
        found = dated(plain, cell.text)
    if found > today:
        raise Fault("DATE_FUTURE", said=cell.text)
    return found


def plain_day(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().removeprefix("'")


def dated(plain: str, shown: str) -> date:
    parts = DATED.fullmatch(plain) or COMPACT.fullmatch(plain)
    if parts is not None:
        year, month, day = (int(one) for one in parts.groups())
    elif (korean := SHORT_YEAR.fullmatch(plain)) and int(korean[1]) > 12:
        year, month, day = 2000 + int(korean[1]), int(korean[2]), int(korean[3])
    else:
        raise Fault("DATE_AMBIGUOUS" if NUMBERS.fullmatch(plain) else "DATE_INVALID", said=shown)
    return day_that_is(year, month, day, shown)


def day_that_is(year: int, month: int, day: int, shown: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Fault("DATE_INVALID", said=shown) from None


def yes(cell: Cell) -> bool:
    word = cell.text.casefold()
    if not word or word in NO:
        return False
    if word in YES:
        return True
    raise Fault("WORD_UNKNOWN", said=cell.text, known="예, 아니오")


def phone_of(cell: Cell) -> str:
    text = unicodedata.normalize("NFKC", sound_text(cell, 40))
    return f"0{text}" if EATEN_ZERO.fullmatch(text) else text


def eaten_zero(text: str) -> bool:
    """A phone number a spreadsheet program took for a number."""
    return EATEN_ZERO.fullmatch(unicodedata.normalize("NFKC", text)) is not None


def folded(text: str) -> str:
    """How words are compared: without case, width and spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def word_of(said: str, known: Mapping[str, Any], words: Iterable[str]) -> Any:
    """``known`` by folded word; ``words`` are told when there is none."""
    found = known.get(folded(said))
    if found is None:
        raise Fault("WORD_UNKNOWN", said=said[:40], known=", ".join(list(words)[:40]))
    return found
