"""How values read on a page: Korean dates, clocks, money, masked names, words for codes."""

from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from i18n import phrases
from i18n.wording import words

KOREA = ZoneInfo("Asia/Seoul")


def local(moment: datetime) -> datetime:
    return moment.astimezone(KOREA)


def day(value: date | datetime | None) -> str:
    """``2026. 11. 16.(월)``; English ``Mon 16 Nov 2026``."""
    if value is None:
        return ""
    return phrases.long_day(_date(value))


def short_day(value: date | datetime | None) -> str:
    """``11. 16.(월)``, where the year is plain from the surroundings."""
    return "" if value is None else phrases.short_day(_date(value))


def moment(value: datetime | None) -> str:
    """``2026. 11. 16.(월) 14:02``."""
    return "" if value is None else f"{day(value)} {local(value):%H:%M}"


def clock_time(value: datetime | None) -> str:
    return "" if value is None else f"{local(value):%H:%M}"


def machine(value: date | datetime | None) -> str:
    """For ``<time datetime>``."""
    return "" if value is None else value.isoformat()


def won(amount: int | None) -> str:
    return "" if amount is None else phrases.won(amount)


def masked(name: str) -> str:
    """``정○슬``: the first and the last syllable stay, everything between is covered."""
    if len(name) <= 1:
        return name
    if len(name) == 2:
        return f"{name[0]}○"
    return f"{name[0]}{'○' * (len(name) - 2)}{name[-1]}"


def word(code: Any) -> str:
    """The word of an enum member, or of a code string that is one."""
    return words(code) if isinstance(code, Enum) or code else ""


def _date(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "short_day": short_day,
    "moment": moment,
    "clock_time": clock_time,
    "machine": machine,
    "won": won,
    "masked": masked,
    "word": word,
}
