"""Whether two tellings mean one household; certain only where nobody would doubt it (B06).

The same name is never enough: a district has many 김영숙. Two known birth dates that differ rule
certainty out, whatever else agrees.
"""

from datetime import date
from enum import StrEnum
from typing import Protocol

from care.decide.likeness import Address, folded_name, plain_name, plain_phone, read_address
from care.model.value import Value


class Likeness(StrEnum):
    CERTAIN = "certain"
    LIKELY = "likely"
    NO = "no"


class AlikeReason(StrEnum):
    """What agrees, or what stands against it."""

    NAME = "name"
    NAME_VARIANT = "name_variant"
    """Spelled in another way: 류·유, 리·이, 렬·열."""
    BIRTH = "birth"
    BIRTH_NEAR = "birth_near"
    """Two of year, month and day agree."""
    PHONE = "phone"
    ADDRESS = "address"
    BUILDING = "building"
    """The same house, and the flat is not told by both."""
    BIRTH_DIFFERS = "birth_differs"


class Told(Protocol):
    """A telling in the clear: ``FoundHousehold`` is one, ``Someone`` is another."""

    @property
    def name(self) -> str: ...
    @property
    def birth_date(self) -> date | None: ...
    @property
    def phone(self) -> str: ...
    @property
    def address(self) -> str: ...


class Someone(Value):
    """Whoever is compared, as far as known."""

    name: str = ""
    birth_date: date | None = None
    phone: str = ""
    address: str = ""


class Alike(Value):
    likeness: Likeness
    reasons: tuple[AlikeReason, ...] = ()


R = AlikeReason
SURE: tuple[frozenset[AlikeReason], ...] = (
    frozenset({R.NAME, R.BIRTH}),
    frozenset({R.NAME, R.PHONE}),
    frozenset({R.NAME, R.ADDRESS}),
    frozenset({R.NAME_VARIANT, R.BIRTH, R.PHONE}),
    frozenset({R.NAME_VARIANT, R.BIRTH, R.ADDRESS}),
    frozenset({R.BIRTH, R.PHONE, R.ADDRESS}),
)
"""Any of these is one household beyond doubt, unless birth dates differ."""
PERHAPS: tuple[frozenset[AlikeReason], ...] = (
    frozenset({R.PHONE}),
    frozenset({R.ADDRESS}),
    frozenset({R.NAME_VARIANT, R.BIRTH}),
    frozenset({R.NAME, R.BIRTH_NEAR}),
    frozenset({R.NAME, R.BUILDING}),
    frozenset({R.NAME_VARIANT, R.BUILDING}),
    frozenset({R.BIRTH, R.BUILDING}),
)
"""Any of these is for a person to look at."""


def alike(one: Told, other: Told) -> Alike:
    """The same whichever comes first."""
    reasons = frozenset(_reasons(one, other))
    told = tuple(reason for reason in AlikeReason if reason in reasons)
    nameless = not (plain_name(one.name) and plain_name(other.name))
    sure = [*SURE, frozenset({R.PHONE, R.ADDRESS})] if nameless else SURE
    if R.BIRTH_DIFFERS not in reasons and any(need <= reasons for need in sure):
        return Alike(likeness=Likeness.CERTAIN, reasons=told)
    if any(need <= reasons for need in PERHAPS):
        return Alike(likeness=Likeness.LIKELY, reasons=told)
    return Alike(likeness=Likeness.NO, reasons=told)


def _reasons(one: Told, other: Told) -> list[AlikeReason]:
    found = [_name(one.name, other.name), *_birth(one.birth_date, other.birth_date)]
    phone = plain_phone(one.phone)
    found.append(R.PHONE if phone and phone == plain_phone(other.phone) else None)
    found.append(_place(read_address(one.address), read_address(other.address)))
    return [reason for reason in found if reason is not None]


def _name(one: str, other: str) -> AlikeReason | None:
    here, there = plain_name(one), plain_name(other)
    if not here or not there:
        return None
    if here == there:
        return R.NAME
    return R.NAME_VARIANT if folded_name(one) == folded_name(other) else None


def _birth(one: date | None, other: date | None) -> list[AlikeReason]:
    if one is None or other is None:
        return []
    if one == other:
        return [R.BIRTH]
    parts = zip(one.timetuple()[:3], other.timetuple()[:3], strict=True)
    near = sum(here == there for here, there in parts) == 2
    return [R.BIRTH_NEAR, R.BIRTH_DIFFERS] if near else [R.BIRTH_DIFFERS]


def _place(one: Address | None, other: Address | None) -> AlikeReason | None:
    if one is None or other is None or one.building != other.building:
        return None
    if one.unit == other.unit:
        return R.ADDRESS
    return None if one.unit and other.unit else R.BUILDING
