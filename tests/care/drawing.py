"""Any command of any kind, drawn from its own fields; a new one needs no line here."""

from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import BaseModel

from care.model import codes as k
from tests.care import builders as b

NAMED: dict[str, tuple[Any, ...]] = {
    "MemberId": (b.CLIENT, b.MOTHER, b.CHILD, b.FORMER),
    "AgencyId": (b.CENTRE, b.CLINIC, b.OFFICE),
    "PersonId": (b.MANAGER, b.COORDINATOR, b.LEAD),
    "LinkageId": (f"linkage-{k.SubDomain.HEALTH_BODY}", "linkage-1", "linkage-2"),
    "ConcernId": ("concern-1",),
    "SupportId": ("support-1", "support-2"),
    "GapId": (f"linkage-{k.SubDomain.HEALTH_BODY}", "linkage-1"),
    "LevelCode": (k.CASE_GENERAL, k.CASE_HIGH_DIFFICULTY, k.LINKAGE_ONLY),
    "TextId": (b.TEXT,),
    "CaseId": ("11140-ABCDEFGHJKMNPQRS", b.CASE),
    "DistrictCode": ("11140",),
}
"""What ids of a kind are drawn from, so that acts now and then speak of the same thing."""
DAYS = (date(2026, 3, 5), date(2026, 9, 30), date(2027, 1, 4), date(2027, 6, 1))
PLAIN: dict[Any, Callable[[], st.SearchStrategy[Any]]] = {
    bool: st.booleans,
    int: lambda: st.integers(1, 3),
    str: lambda: st.sampled_from(("", "one", "two")),
    date: lambda: st.sampled_from(DAYS),
    datetime: lambda: st.just(b.NOW),
}


def command_of(kind: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Required fields always, optional ones now and then."""
    required: dict[str, Any] = {}
    optional: dict[str, Any] = {}
    for name, field in kind.model_fields.items():
        if name == "kind":
            continue
        drawn = _of(field.annotation, least=_least(field.metadata))
        (required if field.is_required() else optional)[name] = drawn
    return st.fixed_dictionaries(required, optional=optional).map(lambda told: kind(**told))


def _of(annotation: Any, least: int = 0) -> st.SearchStrategy[Any]:
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _of(inside[0], _least(inside[1:]))
    if origin in (Union, UnionType):
        return st.one_of(*(st.none() if one is NoneType else _of(one) for one in inside))
    if origin is tuple:
        return st.lists(_of(inside[0]), min_size=least, max_size=2).map(tuple)
    if origin is Literal:
        return st.sampled_from(inside)
    return _single(annotation)


def _single(annotation: Any) -> st.SearchStrategy[Any]:
    if annotation in PLAIN:
        return PLAIN[annotation]()
    name = getattr(annotation, "__name__", "")
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return st.sampled_from(tuple(annotation))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return command_of(annotation)
    return st.sampled_from(NAMED.get(name, (f"{name}-1", f"{name}-2")))


def _least(metadata: Any) -> int:
    found = (getattr(one, "min_length", None) for one in metadata)
    return next((least for least in found if least is not None), 0)
