"""HSDS JSON somebody brought, read with patience: what can be mended is, the rest is said.

A line is taken whole or not at all. What is set aside within it is reported; unknown fields stay.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from care.model.directory import Organization, Service
from store.directory_facts import hsds_id
from web.exchange.hsds_mending import fitted
from web.exchange.hsds_shapes import Found, Raw, flattened
from web.reading.remarks import Remark, Unreadable, Weight, said
from web.reading.soundness import has_resident_number

MOST_BYTES = 10 * 1024**2
MOST_ROWS = 50_000
DEEPEST = 40
"""Levels of nesting; a service at its deepest has twelve."""
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
UNSEEN = frozenset({"Cc", "Cf", "Cs"})
KEPT = frozenset("\n\t\u200d")
T = TypeVar("T", Organization, Service)


@dataclass
class Reading:
    """What a file offers, in its order, and what was found on the way."""

    entries: list[tuple[Organization, Service]] = field(default_factory=list)
    alone: list[Organization] = field(default_factory=list)
    """Organizations of which the file has no service."""
    remarks: list[Remark] = field(default_factory=list)


def read_hsds(content: bytes) -> Reading:
    if len(content) > MOST_BYTES:
        raise too_large()
    data, repeated = _parsed(content)
    found = flattened(data)
    if len(found.organizations) + len(found.services) > MOST_ROWS:
        raise too_large()
    reading = Reading(remarks=[*repeated, *found.remarks])
    organizations = _organizations(found, reading)
    used = set(_services(found, organizations, reading))
    reading.alone = [one for one in _unique(organizations.values()) if one.id not in used]
    return reading


def too_large() -> Unreadable:
    return Unreadable("FILE_TOO_LARGE", rows=f"{MOST_ROWS:,}", size=str(MOST_BYTES // 1024**2))


def _parsed(content: bytes) -> tuple[Any, list[Remark]]:
    twice: list[str] = []

    def pairs(given: list[tuple[str, Any]]) -> Raw:
        made = dict(given)
        if len(made) < len(given):
            names = [name for name, _ in given]
            twice.extend({name for name in names if names.count(name) > 1})
        return made

    try:
        text = content.decode("utf-8-sig")
        data = json.loads(text, object_pairs_hook=pairs, parse_constant=lambda _: None)
    except UnicodeDecodeError:
        raise Unreadable("CSV_ENCODING", row=str(content[:MOST_BYTES].count(b"\n") + 1)) from None
    except json.JSONDecodeError as error:
        raise Unreadable("JSON_INVALID", row=str(error.lineno)) from None
    except (RecursionError, ValueError):
        raise Unreadable("FILE_UNSAFE") from None
    if _depth(data) > DEEPEST:
        raise Unreadable("FILE_UNSAFE")
    return data, [
        Remark("KEY_TWICE", Weight.WARNED, params={"said": said(name)})
        for name in sorted(set(twice))
    ]


def _depth(data: Any) -> int:
    deepest, waiting = 0, [(data, 1)]
    while waiting:
        one, depth = waiting.pop()
        deepest = max(deepest, depth)
        if depth <= DEEPEST:
            inner = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
            waiting.extend((each, depth + 1) for each in inner)
    return deepest


def _organizations(found: Found, reading: Reading) -> dict[str, Organization]:
    """By every name services may use for them: the id of the file, ours, and the name."""
    known: dict[str, Organization] = {}
    for place, raw in found.organizations:
        one = _made(Organization, raw, place, reading, "organization", str(raw.get("name", "")))
        if one is None:
            continue
        held = known.get(one.id)
        fuller = (
            one if held is None or len(one.model_fields_set) > len(held.model_fields_set) else held
        )
        for name in (fuller.id, str(raw.get("id") or ""), fuller.name):
            if name:
                known[name] = fuller
    return known


def _services(
    found: Found, organizations: dict[str, Organization], reading: Reading
) -> Iterator[str]:
    seen: set[str] = set()
    for place, raw in found.services:
        named = str(raw.get("organization_id") or "")
        organization = organizations.get(named) or organizations.get(named.lower())
        name = said(raw.get("name") or "")
        if organization is None:
            _add(reading, "ORGANIZATION_MISSING", Weight.REFUSED, place, name)
            continue
        raw = raw | {"organization_id": organization.id}
        one = _made(Service, raw, place, reading, "service", organization.id)
        if one is None:
            continue
        yield organization.id
        if one.id in seen:
            _add(reading, "ALREADY_RECEIVED", Weight.SKIPPED, place, name)
            continue
        seen.add(one.id)
        reading.entries.append((organization, one))


def _made(
    kind: type[T], raw: Raw, place: str, reading: Reading, word: str, within: str
) -> T | None:
    clean, faults = _cleaned(raw)
    for code in sorted(faults):
        weight = Weight.REFUSED if code == "RRN_NOT_ALLOWED_HERE" else Weight.WARNED
        _add(reading, code, weight, place, said(clean.get("name") or ""))
    if "RRN_NOT_ALLOWED_HERE" in faults:
        return None
    given = clean.get("id")
    named = _named(clean, word, within)
    if str(given or "").lower() != named["id"]:
        _add(reading, "ID_MADE", Weight.WARNED, place, said(given or "–"))
    made, remarks = fitted(kind, named, place)
    reading.remarks.extend(remarks)
    return made


def _named(raw: Raw, word: str, within: str) -> Raw:
    """Every object with a UUID of its own; what it was called before is kept beside."""
    given = raw.get("id")
    text = "" if given is None or isinstance(given, dict | list) else str(given)
    if UUID.fullmatch(text):
        own = text.lower()
    else:
        own = hsds_id(word, text or str(raw.get("name", "")), within)
        raw = raw | ({"source_id": text} if text else {})
    inner = {key: _named_within(value, key, own) for key, value in raw.items() if key != "id"}
    return {"id": own, **inner}


def _named_within(value: Any, key: str, owner: str) -> Any:
    if isinstance(value, list):
        return [
            _named(one, f"{key}/{number}", owner) if isinstance(one, dict) else one
            for number, one in enumerate(value)
        ]
    return _named(value, key, owner) if isinstance(value, dict) else value


def _cleaned(raw: Raw) -> tuple[Raw, set[str]]:
    """Without empty values and control characters, in one spelling of Hangul."""
    faults: set[str] = set()

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                walk_text(key): inner
                for key, given in value.items()
                if (inner := walk(given)) is not None
            }
        if isinstance(value, list):
            return [inner for given in value if (inner := walk(given)) is not None]
        if isinstance(value, str):
            return walk_text(value) if value.strip() else None
        return None if isinstance(value, float) and not _finite(value) else value

    def walk_text(text: str) -> str:
        plain = "".join(
            one for one in text if one in KEPT or unicodedata.category(one) not in UNSEEN
        )
        if plain != text.replace("\r", ""):
            faults.add("TEXT_INVALID")
        if has_resident_number(plain):
            faults.add("RRN_NOT_ALLOWED_HERE")
        return unicodedata.normalize("NFC", plain)

    return walk(raw), faults


def _finite(value: float) -> bool:
    return value - value == 0


def _unique(known: Any) -> Iterator[Organization]:
    yield from {one.id: one for one in known}.values()


def _add(reading: Reading, code: str, weight: Weight, place: str, words: str) -> None:
    reading.remarks.append(Remark(code, weight, place=place, params={"said": words}))
