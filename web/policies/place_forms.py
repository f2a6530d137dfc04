"""What the page of local offices, zones and hubs asks for, and what it then states."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import StringConstraints, create_model

from care.model.ids import OfficeCode
from policies.kinds import AreasValue, OfficesValue
from policies.resolved import ResolvedPolicy
from policies.rule_kinds import MovedValue, RoutingsValue
from web.forms import Filled, Form, Line

OfficeCodeText = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[a-z][a-z0-9-]{1,39}$")
]
AreaCode = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Choice = Annotated[str, StringConstraints(max_length=60)]
Expression = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
RuleCode = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)]


class NewOffice(Form):
    revision: int
    code: OfficeCodeText
    name: Line
    new_zone: Choice = ""
    new_hub: Choice = ""


class MovedOffice(Form):
    revision: int
    office: Line
    to: Line


class NewArea(Form):
    revision: int
    kind: Annotated[str, StringConstraints(pattern="^(zones|hubs)$")]
    area: AreaCode
    first: Line


class NewRouting(Form):
    revision: int
    routing: RuleCode = ""
    when: Expression
    lands_at: Line


class Removed(Form):
    revision: int
    key: Line
    code: Line


@dataclass(frozen=True)
class Places:
    """The places of one policy, as its values say them."""

    offices: Mapping[str, str]
    zones: Mapping[str, tuple[str, ...]]
    hubs: Mapping[str, tuple[str, ...]]
    moved: Mapping[str, str]

    @classmethod
    def of(cls, policy: ResolvedPolicy) -> "Places":
        offices, moved = policy.value("offices").value, policy.value("officesMoved").value
        return cls(
            offices=offices.offices if isinstance(offices, OfficesValue) else {},
            zones=_areas(policy, "zones"),
            hubs=_areas(policy, "hubs"),
            moved=moved.moved if isinstance(moved, MovedValue) else {},
        )


def _areas(policy: ResolvedPolicy, key: str) -> Mapping[str, tuple[str, ...]]:
    value = policy.value(key).value
    return value.areas if isinstance(value, AreasValue) else {}


def routings_of(policy: ResolvedPolicy) -> RoutingsValue | None:
    value = policy.value("intake.routings").value
    return value if isinstance(value, RoutingsValue) else None


def areas_model(places: Places) -> type[Form]:
    """``zone_{office}``, ``hub_{office}`` and ``seat_{hub}``."""
    parts: dict[str, Any] = {"revision": (int, ...)}
    for office in places.offices:
        parts |= {f"zone_{office}": (Choice, ""), f"hub_{office}": (Choice, "")}
    parts |= {f"seat_{hub}": (Choice, "") for hub in places.hubs}
    return create_model("Areas", __base__=Form, **parts)


def areas_said(places: Places, form: Filled[Any]) -> dict[str, dict[str, list[str]]]:
    """An area nobody is in is no more; the seat of a hub stands first."""
    zones = {zone: _chosen(places, form, "zone", zone) for zone in places.zones}
    hubs = {}
    for hub in places.hubs:
        found, seat = _chosen(places, form, "hub", hub), form.text(f"seat_{hub}")
        hubs[hub] = [seat, *(one for one in found if one != seat)] if seat in found else found
    return {"zones": _kept(zones), "hubs": _kept(hubs)}


def _chosen(places: Places, form: Filled[Any], kind: str, area: str) -> list[str]:
    """In the order they had; whoever joined comes after them."""
    before = (places.zones if kind == "zone" else places.hubs)[area]
    inside = [office for office in places.offices if form.text(f"{kind}_{office}") == area]
    return [*(one for one in before if one in inside), *(o for o in inside if o not in before)]


def placed(areas: Mapping[str, Sequence[str]], area: str, office: str) -> dict[str, list[str]]:
    """The office in this area and in no other one."""
    found = {name: [one for one in inside if one != office] for name, inside in areas.items()}
    return _kept({**found, area: [*found.get(area, []), office]})


def replaced(areas: Mapping[str, Sequence[str]], office: str, by: str) -> dict[str, list[str]]:
    """Without the office; whoever takes over takes its seat too, if it was of the same hub."""
    found = {}
    for name, inside in areas.items():
        seat_goes_on = bool(inside) and inside[0] == office and by in inside
        rest = [one for one in inside if one not in ((office, by) if seat_goes_on else (office,))]
        found[name] = [by, *rest] if seat_goes_on else rest
    return _kept(found)


def _kept(areas: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    return {name: list(inside) for name, inside in areas.items() if list(inside)}


def area_of(areas: Mapping[str, Sequence[str]], office: OfficeCode | str) -> str:
    return next((name for name, inside in areas.items() if office in inside), "")
