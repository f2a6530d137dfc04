"""What was told of a household at risk: sealed as one with the district's key, found by hashes.

Tokens are made of the spelling ``care.decide.likeness`` brings names, telephones and addresses to,
so that whatever ``alike`` calls certain or likely shares at least one.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from care.decide.alike import Told
from care.decide.likeness import folded_name, plain_name, plain_phone, read_address
from care.model.discovery import FoundHousehold, Signal
from store.sealing import Place, blind_index, seal, unseal

MOST_NOTES, MOST_OTHERS = 50, 10
TABLE = "at_risk"


@dataclass(frozen=True)
class Known:
    """In the clear; never logged, never in a message."""

    name: str = ""
    birth_date: date | None = None
    phone: str = ""
    address: str = ""
    phones: tuple[str, ...] = ()
    """Other telephones it was told with."""
    addresses: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def joined(self, told: "Known") -> "Known":
        """What was empty is filled; what differs is kept beside it, nothing is overwritten."""
        return Known(
            name=self.name or told.name,
            birth_date=self.birth_date or told.birth_date,
            phone=self.phone or told.phone,
            address=self.address or told.address,
            phones=_besides(self.phone, self.phones, (told.phone, *told.phones), plain_phone),
            addresses=_besides(
                self.address, self.addresses, (told.address, *told.addresses), _whole_address
            ),
            notes=_united(self.notes, told.notes)[:MOST_NOTES],
        )

    def without_place(self, phones: bool) -> "Known":
        """As it may be kept of a household whose place lies in its compartment (SR-16)."""
        apart = replace(self, address="", addresses=())
        return replace(apart, phone="", phones=()) if phones else apart


def known(found: FoundHousehold) -> Known:
    notes = (found.note,) if found.note else ()
    return Known(found.name, found.birth_date, found.phone, found.address, notes=notes)


def sealed(key: bytes, told: Known, at_risk_id: str, district: str) -> bytes:
    values = {
        "name": told.name,
        "birth": told.birth_date.isoformat() if told.birth_date else "",
        "phone": told.phone,
        "address": told.address,
        "phones": told.phones,
        "addresses": told.addresses,
        "notes": told.notes,
    }
    plain = json.dumps({name: one for name, one in values.items() if one}, ensure_ascii=False)
    return seal(key, plain, Place(TABLE, "told", at_risk_id, district))


def opened(key: bytes, told: bytes | None, at_risk_id: str, district: str) -> Known | None:
    """None once it was destroyed."""
    if told is None:
        return None
    values = json.loads(unseal(key, told, Place(TABLE, "told", at_risk_id, district)))
    born = values.get("birth")
    return Known(
        name=values.get("name", ""),
        birth_date=date.fromisoformat(born) if born else None,
        phone=values.get("phone", ""),
        address=values.get("address", ""),
        phones=tuple(values.get("phones", ())),
        addresses=tuple(values.get("addresses", ())),
        notes=tuple(values.get("notes", ())),
    )


def tokens(key: bytes, told: Told) -> set[bytes]:
    """What the household is found by when somebody like it is told of."""
    name, born, place = folded_name(told.name), told.birth_date, read_address(told.address)
    words: list[tuple[str, ...]] = [("name", name)] if name else []
    if phone := plain_phone(told.phone):
        words.append(("phone", phone))
    if name and born:
        words.append(("identity", name, born.isoformat()))
        words += _near(name, born)
    if place:
        words.append(("place", place.whole))
        words += [("home", name, place.building)] if name else []
        words += [("cradle", born.isoformat(), place.building)] if born else []
    return {_token(key, *word) for word in words}


def matching_tokens(key: bytes, told: Told) -> set[bytes]:
    """The same without the name alone, which many share."""
    name = folded_name(told.name)
    return tokens(key, told) - ({name_token(key, name)} if name else set())


def name_token(key: bytes, name: str) -> bytes:
    return _token(key, "name", folded_name(name))


def phone_token(key: bytes, phone: str) -> bytes:
    return _token(key, "phone", plain_phone(phone))


def person_mark(key: bytes, told: Told) -> str:
    """Who was told of, as one keyed hash: what somebody said of them is remembered under it."""
    return f"p:{_token(key, 'whole', *_whole(told)).hex()}"


def fingerprint(key: bytes, told: Told, signal: Signal, by: str = "") -> bytes:
    """The same row again, from whatever file, gives the same.

    ``by``: told by somebody from whom the household is kept, apart from what others told (SR-18).
    """
    said = (signal.kind, signal.source.value, signal.observed_on.isoformat(), signal.key)
    return _token(key, "signal", *_whole(told), *said, *((by,) if by else ()))


def _whole(told: Told) -> tuple[str, str, str, str]:
    born = told.birth_date.isoformat() if told.birth_date else ""
    return (
        plain_name(told.name),
        born,
        plain_phone(told.phone),
        _whole_address(told.address),
    )


def _whole_address(address: str) -> str:
    place = read_address(address)
    return place.whole if place else ""


def _near(name: str, born: date) -> list[tuple[str, ...]]:
    """By any two of year, month and day, since one of them is easily mistyped."""
    year, month, day = str(born.year), str(born.month), str(born.day)
    pairs = (("ym", year, month), ("yd", year, day), ("md", month, day))
    return [("near", name, *pair) for pair in pairs]


def _token(key: bytes, kind: str, *values: str) -> bytes:
    return blind_index(key, f"at-risk {kind}", "\x1f".join(values))


def _besides(
    first: str, others: tuple[str, ...], told: tuple[str, ...], spelled: Callable[[str], str]
) -> tuple[str, ...]:
    if not first:
        told = told[1:]
    seen = {spelled(first), *(spelled(one) for one in others)}
    fresh = tuple(one for one in told if spelled(one) and spelled(one) not in seen)
    return _united(others, fresh)[:MOST_OTHERS]


def _united(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))
