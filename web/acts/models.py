"""The pydantic model of each form, made from its table of fields: closed, bounded, frozen."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, StringConstraints, create_model
from pydantic import Field as Bound

from web.acts.fields import Field, Kind
from web.forms import Form, Line, Memo

WON_LIMIT = 1_000_000_000


def _month(written: Any) -> Any:
    """``<input type="month">`` sends ``2026-11``; a whole date means its month as well."""
    return f"{written[:7]}-01" if isinstance(written, str) and len(written) >= 7 else written


def _plain_number(written: Any) -> Any:
    """People write 1,650,000."""
    return written.replace(",", "").strip() if isinstance(written, str) else written


def _first_of_month(day: date) -> date:
    return day.replace(day=1)


Month = Annotated[date, BeforeValidator(_month), AfterValidator(_first_of_month)]
Number = Annotated[int, BeforeValidator(_plain_number), Bound(ge=0, le=WON_LIMIT)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=160)]

_KINDS: dict[Kind, Any] = {
    Kind.TEXT: Memo,
    Kind.LINE: Line,
    Kind.DATE: date,
    Kind.MONTH: Month,
    Kind.NUMBER: Number,
    Kind.YES_NO: bool,
}


def model_of(name: str, fields: tuple[Field, ...]) -> type[Form]:
    """A form that accepts exactly these fields; what is not needed may be left empty."""
    parts: dict[str, Any] = {asked.name: _part(asked) for asked in fields}
    return create_model(name, __base__=Form, **parts)


def _part(asked: Field) -> tuple[Any, Any]:
    if asked.kind is Kind.CHECK:
        return bool, False
    if asked.kind is Kind.MANY:
        many = tuple.__class_getitem__((_choice(asked), ...))
        return (Annotated[many, Bound(min_length=1)], ...) if asked.need else (many, ())
    kind = _KINDS.get(asked.kind) or _choice(asked)
    return (kind, ...) if asked.need else (kind | None, None)


def _choice(asked: Field) -> Any:
    options = asked.options
    return options if isinstance(options, type) and issubclass(options, StrEnum) else Code
