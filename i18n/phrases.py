"""Sentences with parameters: refusals and problems, dates, money, clocks."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from i18n.loader import gettext, language
from i18n.marks import N_
from i18n.wording import words
from i18n.wording.problems import PROBLEMS
from i18n.wording.refusals import MISSING, REFUSALS

KOREA = ZoneInfo("Asia/Seoul")
_WEEKDAYS_KO = "월화수목금토일"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
UNKNOWN = N_("요청을 처리하지 못했습니다. 오류 번호를 알려 주시면 찾아보겠습니다.")


def error_sentence(code: str, params: Mapping[str, str] | None = None) -> str:
    """What to tell a person about a code: what is wrong, and what they can do."""
    sentence = PROBLEMS.get(code) or REFUSALS.get(code) or MISSING.get(code) or UNKNOWN
    return _fill(sentence, params or {})


def missing_sentence(code: str, subject: str = "") -> str:
    """One unmet requirement; ``subject`` is a code with a word, or an id that is not shown."""
    sentence = MISSING.get(code) or UNKNOWN
    return _fill(sentence, {"subject": subject})


def _fill(sentence: str, params: Mapping[str, str]) -> str:
    spoken = gettext(sentence)
    return spoken % _Filled(params) if "%(" in spoken else spoken


class _Filled(dict[str, str]):
    """Parameters of a sentence; codes among them are shown as words, a missing one as a dash."""

    def __init__(self, params: Mapping[str, str]) -> None:
        super().__init__({name: words(value) for name, value in params.items()})

    def __missing__(self, name: str) -> str:
        return "–"


def long_day(day: date) -> str:
    if language() == "en":
        return f"{_WEEKDAYS_EN[day.weekday()]} {day.day} {MONTHS_EN[day.month - 1]} {day.year}"
    return f"{day.year}. {day.month}. {day.day}.({_WEEKDAYS_KO[day.weekday()]})"


def short_day(day: date) -> str:
    if language() == "en":
        return f"{_WEEKDAYS_EN[day.weekday()]} {day.day} {MONTHS_EN[day.month - 1]}"
    return f"{day.month}. {day.day}.({_WEEKDAYS_KO[day.weekday()]})"


def bare_day(day: date) -> str:
    """Without its weekday, which says nothing of a birthday."""
    if language() == "en":
        return f"{day.day} {MONTHS_EN[day.month - 1]} {day.year}"
    return f"{day.year}. {day.month}. {day.day}."


def korean_day(moment: datetime) -> date:
    """The day it is in Korea then."""
    return moment.astimezone(KOREA).date()


def won(amount: int) -> str:
    return gettext("%(amount)s원", amount=f"{amount:,}")


def days_left(left: int) -> str:
    """``3일 남음``, ``오늘까지``, ``2일 지남``."""
    if left == 0:
        return gettext("오늘까지")
    if left > 0:
        return gettext("%(n)s일 남음", n=left)
    return gettext("%(n)s일 지남", n=-left)
