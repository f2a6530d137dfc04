"""Makes an HSDS object of what came: sets aside what cannot be read, and says so.

What a line cannot be without (its name, a known status) refuses it; anything else only goes
missing.
"""

from typing import Any, TypeVar

from pydantic import ValidationError

from care.model.directory import Organization, Service, ServiceStatus
from web.reading.remarks import Remark, Weight, said

ROUNDS = 50
"""Each sets aside all that is wrong on one level; an object has no more levels."""
T = TypeVar("T", Organization, Service)
Raw = dict[str, Any]
LISTS = frozenset(
    name
    for model in (Organization, Service)
    for name, info in model.model_fields.items()
    if "tuple" in str(info.annotation)
)
STATUSES = {
    "": ServiceStatus.ACTIVE,
    "open": ServiceStatus.ACTIVE,
    "closed": ServiceStatus.DEFUNCT,
    "temporarily_closed": ServiceStatus.TEMPORARILY_CLOSED,
}
FREQUENCIES = frozenset({"WEEKLY", "MONTHLY"})
WEEKDAYS = frozenset({"MO", "TU", "WE", "TH", "FR", "SA", "SU"})
LINKS = frozenset({"url", "uri", "website", "logo", "term_uri", "schedule_link"})
MAILS = frozenset({"email", "assurer_email"})
REFERENCES = frozenset({"resource_id", "link_id"})
GONE = object()


def fitted(kind: type[T], raw: Raw, place: str) -> tuple[T | None, list[Remark]]:
    remarks: list[Remark] = []
    usual = _usual(raw, place, remarks)
    for _ in range(ROUNDS):
        try:
            return kind.model_validate(usual), remarks
        except ValidationError as error:
            if not _set_aside(usual, error, place, remarks):
                return None, remarks
            usual = _swept(usual)
    return None, remarks


def _usual(raw: Raw, place: str, remarks: list[Remark]) -> Raw:
    """The usual slips of the pen, put right before judging."""
    made: Raw = {}
    for key, value in raw.items():
        if key in LISTS and isinstance(value, dict):
            value = [value]
        if isinstance(value, dict):
            value = _usual(value, f"{place}/{key}", remarks)
        elif isinstance(value, list):
            value = [
                _usual(one, f"{place}/{key}/{number}", remarks) if isinstance(one, dict) else one
                for number, one in enumerate(value)
            ]
        if _is_broken(key, value):
            remarks.append(_dropped(place, key, value))
            continue
        made[key] = _spelt(key, value)
    return made


def _spelt(key: str, value: Any) -> Any:
    if key in ("status", "location_type", "address_type") and isinstance(value, str):
        word = " ".join(value.lower().split())
        return STATUSES.get(word, word) if key == "status" else word
    if key in LINKS and isinstance(value, str) and "://" not in value:
        return f"http://{value}"
    if key in ("freq", "wkst") and isinstance(value, str):
        return value.upper()
    return value


def _is_broken(key: str, value: Any) -> bool:
    """What the specification's schema would not bear, and a page must not link to."""
    if not isinstance(value, str):
        return key in MAILS | LINKS
    if key in MAILS:
        return "@" not in value
    if key in LINKS:
        scheme, parted, _ = value.partition("://")
        bare = not parted and "." in value and ":" not in value and "/" not in value.split(".")[0]
        return not (bare or scheme.lower() in ("http", "https")) or " " in value
    if key == "freq":
        return value.upper() not in FREQUENCIES
    return key == "wkst" and value.upper() not in WEEKDAYS


def _set_aside(raw: Raw, error: ValidationError, place: str, remarks: list[Remark]) -> bool:
    """False when the object cannot be without what is wrong."""
    for fault in error.errors(include_url=False):
        loc = _path(raw, fault["loc"])
        missing = fault["type"] == "missing"
        if len(loc) == 1 and (missing or loc[0] in ("id", "name", "status")):
            code = "REQUIRED" if missing else "VALUE_INVALID"
            params = {"said": said(raw.get(str(loc[0]), ""))}
            remarks.append(
                Remark(code, Weight.REFUSED, place=place, column=str(loc[0]), params=params)
            )
            return False
        target = loc[:-1] if missing else loc
        where = place + "".join(f"/{one}" for one in target)
        old = _put(raw, target)
        if missing:
            params = {"said": str(loc[-1])}
            remarks.append(Remark("PART_DROPPED", Weight.WARNED, place=where, params=params))
        elif old is not GONE:
            remarks.append(_dropped(where.rpartition("/")[0], str(target[-1]), old))
    return True


def _path(raw: Raw, loc: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """The way to the fault as far as it leads; a union adds words of its own at the end."""
    way: list[int | str] = []
    here: Any = raw
    for step in loc:
        if isinstance(here, dict) and isinstance(step, str):
            here = here.get(step)
        elif isinstance(here, list) and isinstance(step, int):
            here = here[step]
        else:
            break
        way.append(step)
    return tuple(way)


def _put(raw: Raw, target: tuple[int | str, ...]) -> Any:
    """Marks the place as gone; answers what stood there."""
    here: Any = raw
    for step in target[:-1]:
        here = here[step]
        if here is GONE:
            return GONE
    old = here.get(target[-1]) if isinstance(here, dict) else here[target[-1]]
    here[target[-1]] = GONE
    return old


def _swept(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _swept(one) for key, one in value.items() if one is not GONE}
    if isinstance(value, list):
        return [_swept(one) for one in value if one is not GONE]
    return value


def _dropped(place: str, key: str, value: Any) -> Remark:
    params = {"said": said(value)}
    return Remark("VALUE_DROPPED", Weight.WARNED, place=place, column=key, params=params)
