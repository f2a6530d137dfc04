"""From posted answers to a command: texts apart, values checked by the command's own types."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from care.model.ids import IntentKey, TextId
from i18n.marks import N_
from web.acts.fields import Act, Field, Kind

Made = TypeVar("Made", bound=BaseModel)

Answers = Mapping[str, list[str]]
"""Posted fields; every value a list, as a form sends it."""

NEEDED = N_("꼭 적어 주십시오.")
CHOOSE = N_("하나를 골라 주십시오.")
CHOOSE_SOME = N_("하나 이상 골라 주십시오.")
BAD_DATE = N_("날짜를 2026-11-16처럼 적어 주십시오.")
BAD_NUMBER = N_("숫자로 적어 주십시오.")
OUT_OF_RANGE = N_("적을 수 있는 범위를 벗어났습니다.")
BAD_VALUE = N_("다시 확인해 주십시오.")
NOT_ASKED = N_("이 서식에 없는 칸입니다.")

_WORDS_OF_TYPE = {
    "missing": NEEDED,
    "enum": CHOOSE,
    "date_from_datetime_parsing": BAD_DATE,
    "date_parsing": BAD_DATE,
    "date_from_datetime_inexact": BAD_DATE,
    "int_parsing": BAD_NUMBER,
    "too_short": CHOOSE_SOME,
    "greater_than": OUT_OF_RANGE,
    "greater_than_equal": OUT_OF_RANGE,
    "less_than": OUT_OF_RANGE,
    "less_than_equal": OUT_OF_RANGE,
}


@dataclass
class Reading:
    """What was posted, ready to become a command, or the errors beside their fields."""

    intent: IntentKey
    values: dict[str, Any] = field(default_factory=dict)
    texts: dict[TextId, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def text(self, name: str, value: str) -> TextId | None:
        """The id under which a free text will be stored; None if nothing was written."""
        words = value.strip()
        if not words:
            return None
        text_id = TextId(f"{self.intent}.{name}")
        self.texts[text_id] = words
        return text_id


def one(answers: Answers, name: str) -> str:
    return next(iter(answers.get(name, [])), "").strip()


def many(answers: Answers, name: str) -> tuple[str, ...]:
    return tuple(value for value in answers.get(name, []) if value)


def read(act: Act, answers: Answers, intent: IntentKey) -> Reading:
    """Everything the act's fields ask for; fields left empty are left out."""
    reading = Reading(intent)
    for asked in act.fields:
        value = _value(asked, answers, reading)
        if value is None and asked.need:
            reading.errors[asked.name] = _empty(asked)
        elif value is not None:
            reading.values[asked.name] = value
    return reading


def _value(asked: Field, answers: Answers, reading: Reading) -> Any:
    if asked.kind is Kind.MANY:
        return many(answers, asked.name) or None
    if asked.kind is Kind.CHECK:
        return True if one(answers, asked.name) else None
    written = one(answers, asked.name)
    if asked.kind is Kind.TEXT:
        return reading.text(asked.name, written)
    if asked.kind is Kind.NUMBER:
        return written.replace(",", "") or None
    if asked.kind is Kind.MONTH and len(written) == len("2026-11"):
        return f"{written}-01"
    return written or None


def _empty(asked: Field) -> str:
    if asked.kind is Kind.MANY:
        return CHOOSE_SOME
    return CHOOSE if asked.options else NEEDED


def build(kind: type[Made], reading: Reading) -> Made | None:
    """The command, or None with the faults added to ``reading.errors``."""
    if reading.errors:
        return None
    try:
        return kind.model_validate(reading.values)
    except ValidationError as fault:
        explain(fault.errors(include_input=False, include_url=False), reading)
        return None


def explain(faults: Iterable[Any], reading: Reading) -> None:
    for fault in faults:
        name = str(fault["loc"][0]) if fault["loc"] else ""
        reading.errors.setdefault(name, _WORDS_OF_TYPE.get(fault["type"], BAD_VALUE))
