"""Reads what somebody typed: bounded, normalised, free of resident numbers, never echoed in errors.

A form is a pydantic model; ``read`` gives either its value or the errors per field, and always the
raw text, so that nothing typed is lost when the page is shown again.
"""

import unicodedata
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from starlette.datastructures import FormData, UploadFile

from care.model.ids import IntentKey
from web.intents import FIELD, opened_intent, sealed_intent
from web.reading.soundness import has_resident_number, masked, text_fault
from web.visitor import Visit
from web.words import Problem

LINE_LIMIT = 100
MEMO_LIMIT = 20_000
FIELD_LIMIT = 600
STEP_UP_FIELD = "password_again"
"""Added to any form by step-up; no form of ours names it."""

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LINE_LIMIT)]
Memo = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MEMO_LIMIT)]


class Form(BaseModel):
    """A form of ours: frozen, and closed to fields it does not name."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


@dataclass(frozen=True)
class FieldError:
    """One fault: the field, the code, and numbers its sentence needs; never the value."""

    name: str
    code: str
    params: dict[str, str] = field(default_factory=dict)


F = TypeVar("F", bound=Form)


@dataclass
class Filled(Generic[F]):
    """A form as sent: its value when sound, its errors when not, its text in any case."""

    data: F | None
    errors: list[FieldError]
    raw: dict[str, list[str]]
    intent: IntentKey | None = None

    @property
    def value(self) -> F:
        if self.data is None:
            raise Problem(422, "FORM_INVALID")
        return self.data

    def text(self, name: str) -> str:
        """What stood in the field, for showing it again."""
        return next(iter(self.raw.get(name, [])), "")

    def chosen(self, name: str) -> list[str]:
        return self.raw.get(name, [])

    def error(self, name: str) -> FieldError | None:
        return next((one for one in self.errors if one.name == name), None)

    def refuse(self, name: str, code: str, **params: str) -> None:
        """Adds a fault found by the page itself."""
        self.errors.append(FieldError(name, code, params))


def blank(**values: str | list[str]) -> Filled[Any]:
    """An unfilled form with starting values, so that templates need one way only."""
    raw = {name: [value] if isinstance(value, str) else value for name, value in values.items()}
    return Filled(data=None, errors=[], raw=raw)


async def read(
    visit: Visit, model: type[F], *, once: bool = True, sent: FormData | None = None
) -> Filled[F]:
    """The posted form. ``once``: it carries an intent key, which must be of this session.

    ``sent``: the fields of a form that came with a file, which its page has read already.
    """
    if sent is None:
        sent = await visit.request.form(max_files=0, max_fields=FIELD_LIMIT)
    raw = _texts(sent)
    raw.pop(STEP_UP_FIELD, None)
    given = next(iter(raw.pop(FIELD, [])), "")
    errors = [*_foreign(raw, model), *_unsound(raw)]
    data, found = (None, []) if errors else _parsed(raw, model)
    filled = Filled(data=data, errors=[*errors, *found], raw=_without_resident_numbers(raw))
    if once:
        filled.intent = _own_intent(visit, given, filled)
    return filled


async def pressed(visit: Visit) -> None:
    """A button: its key, and nothing else beside it."""
    form = await read(visit, Form)
    if form.data is None:
        raise Problem(422, "FORM_INVALID")


def shown_again(form: FormData) -> dict[str, list[str]]:
    """What was sent, to be sent once more unchanged; the password and resident numbers stay out."""
    raw = _texts(form)
    raw.pop(STEP_UP_FIELD, None)
    return _without_resident_numbers(raw)


def _own_intent(visit: Visit, given: str, filled: Filled[Any]) -> IntentKey:
    """A form of another login is refused, but its text stays with who typed it (B14)."""
    try:
        return opened_intent(visit.visitor, given)
    except Problem as problem:
        visit.request.state.kept_text = {
            name: texts for name, texts in filled.raw.items() if any(texts)
        }
        visit.request.state.fresh_intent = sealed_intent(visit.visitor)
        raise problem from None


def _texts(form: FormData) -> dict[str, list[str]]:
    raw: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            raise Problem(422, "FILE_TYPE")
        raw.setdefault(name, []).append(unicodedata.normalize("NFC", value))
    return raw


def _foreign(raw: dict[str, list[str]], model: type[Form]) -> list[FieldError]:
    known = _fields(model)
    lists = {name for name, kind in known.items() if _is_many(kind)}
    unknown = [FieldError("", "FIELD_NOT_ALLOWED") for name in raw if name not in known]
    repeated = [
        FieldError(name, "FIELD_REPEATED")
        for name, texts in raw.items()
        if name in known and name not in lists and len(texts) > 1
    ]
    return unknown + repeated


def _fields(model: type[Form]) -> dict[str, Any]:
    return {info.alias or name: info.annotation for name, info in model.model_fields.items()}


def _is_many(kind: Any) -> bool:
    return get_origin(kind) in (list, tuple, set, frozenset) or any(
        get_origin(part) in (list, tuple, set, frozenset) for part in get_args(kind)
    )


def _unsound(raw: dict[str, list[str]]) -> list[FieldError]:
    return [
        FieldError(name, code)
        for name, texts in raw.items()
        for text in texts
        if (code := text_fault(text))
    ]


def _without_resident_numbers(raw: dict[str, list[str]]) -> dict[str, list[str]]:
    """The form is shown again with its text, but a resident number never leaves again (B10)."""
    return {
        name: [masked(text) if has_resident_number(text) else text for text in texts]
        for name, texts in raw.items()
    }


def _parsed(raw: dict[str, list[str]], model: type[F]) -> tuple[F | None, list[FieldError]]:
    many = {name for name, kind in _fields(model).items() if _is_many(kind)}
    values = {
        name: [text for text in texts if text] if name in many else texts[0]
        for name, texts in raw.items()
        if any(texts)
    }
    try:
        return model.model_validate(values), []
    except ValidationError as failure:
        return None, [_field_error(fault) for fault in failure.errors(include_input=False)]


_CODES = {
    "missing": "FIELD_MISSING",
    "string_too_short": "FIELD_MISSING",
    "string_too_long": "TEXT_TOO_LONG",
    "extra_forbidden": "FIELD_NOT_ALLOWED",
    "enum": "CHOICE_INVALID",
    "literal_error": "CHOICE_INVALID",
    "greater_than": "NUMBER_TOO_SMALL",
    "greater_than_equal": "NUMBER_TOO_SMALL",
    "less_than": "NUMBER_TOO_LARGE",
    "less_than_equal": "NUMBER_TOO_LARGE",
    "too_short": "CHOICE_MISSING",
    "too_long": "TOO_MANY",
}
_LIMITS = ("max_length", "ge", "gt", "le", "lt")


def _field_error(fault: Any) -> FieldError:
    kind = str(fault["type"])
    code = _CODES.get(kind) or _coarse(kind)
    context = fault.get("ctx") or {}
    limit = next((str(context[name]) for name in _LIMITS if name in context), "")
    return FieldError(str(fault["loc"][0]) if fault["loc"] else "", code, {"limit": limit})


def _coarse(kind: str) -> str:
    if kind.startswith(("date", "time")):
        return "DATE_INVALID"
    if kind.startswith(("int", "float", "decimal", "finite")):
        return "NUMBER_INVALID"
    return "FIELD_INVALID"
