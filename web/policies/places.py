"""Local offices, zones and hubs: who looks after what, and how many households that is today.

Read for every district; changed in a draft only. An office that goes says who takes over, so that
no household is left with nobody (PA-04).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Response

from care.model.ids import OfficeCode
from i18n.loader import gettext, language
from policies import editing
from policies.fact_names import ENVIRONMENTS
from policies.resolved import ResolvedPolicy
from policies.vocabulary import code_word, said
from web import forms
from web.access import Access, Area, Here
from web.decisions import moved
from web.forms import Filled, Form
from web.policies.draft_sight import DraftSight, sight_of
from web.policies.drafting import Said, draft_of, open_drafts
from web.policies.orphans import Presence, presence
from web.policies.own_values import own, write
from web.policies.place_forms import (
    MovedOffice,
    NewArea,
    NewOffice,
    NewRouting,
    Places,
    Removed,
    area_of,
    areas_model,
    areas_said,
    placed,
    replaced,
    routings_of,
)
from web.policies.tabs import name_of, policy_in_force, tabs_of
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area("/policies")
READ = Access("ViewPolicy", record=None)
SEE = Access("ViewPolicyDesk", record="view")
EDIT = Access("DraftPolicy", record="act")
Values = Mapping[str, Said | None]


@dataclass(frozen=True)
class OfficeRow:
    code: str
    name: str
    zone: str
    hub: str
    zone_name: str
    hub_name: str
    seat: bool
    there: Presence | None
    """None in another district: what goes on there is not this reader's."""


@dataclass(frozen=True)
class AreaRow:
    code: str
    name: str
    offices: tuple[str, ...]
    cases: int | None


@dataclass(frozen=True)
class Routing:
    code: str
    when: str
    to: str


@dataclass(frozen=True)
class MovedRow:
    old: str
    new: str
    there: Presence | None


@area.get("/{district}/zones", access=READ)
async def show(visit: Here, district: str) -> Response:
    policy = policy_in_force(district)
    drafts = []
    if policy.district == visit.visitor.district and visit.may("DraftPolicy"):
        drafts = await open_drafts(visit)
    return await _page(visit, policy, drafts=drafts, tabs=tabs_of(policy.district))


@area.get("/drafts/{draft_id}/zones", access=SEE)
async def show_draft(visit: Here, draft_id: str) -> Response:
    sight = await sight_of(visit, await draft_of(visit, draft_id))
    return await _page(visit, sight.readable, sight)


@area.post("/drafts/{draft_id}/zones", access=EDIT)
async def arrange(visit: Here, draft_id: str) -> Response:
    """Every office's zone and hub at once, and where each hub has its seat."""
    await forms.read(visit, forms.Form)
    sight, policy = await _drafted(visit, draft_id)
    places = Places.of(policy)
    form = await forms.read(visit, areas_model(places))

    def values() -> Values:
        made = areas_said(places, form)
        return {key: own(policy, key, areas=areas) for key, areas in made.items()}

    return await _written(visit, sight, form, values)


@area.post("/drafts/{draft_id}/zones/area", access=EDIT)
async def add_area(visit: Here, draft_id: str) -> Response:
    form = await forms.read(visit, NewArea)
    sight, policy = await _drafted(visit, draft_id)
    places = Places.of(policy)
    if form.data is not None and form.value.first not in places.offices:
        form.refuse("first", "CHOICE_INVALID")

    def values() -> Values:
        given = form.value
        areas = places.zones if given.kind == "zones" else places.hubs
        made = placed(areas, given.area, given.first)
        return {given.kind: own(policy, given.kind, areas=made)}

    return await _written(visit, sight, form, values)


@area.post("/drafts/{draft_id}/zones/office", access=EDIT)
async def add_office(visit: Here, draft_id: str) -> Response:
    form = await forms.read(visit, NewOffice)
    sight, policy = await _drafted(visit, draft_id)
    places = Places.of(policy)
    if form.data is not None and form.value.code in (*places.offices, *places.moved):
        form.refuse("code", "POLICY_CODE_TAKEN")
    if form.data is not None and places.zones and form.value.new_zone not in places.zones:
        form.refuse("new_zone", "CHOICE_MISSING")

    def values() -> Values:
        given = form.value
        offices = {**places.offices, given.code: given.name}
        made: dict[str, Said | None] = {"offices": own(policy, "offices", offices=offices)}
        for key, chosen in (("zones", given.new_zone), ("hubs", given.new_hub)):
            if chosen:
                areas = placed(getattr(places, key), chosen, given.code)
                made[key] = own(policy, key, areas=areas)
        return made

    return await _written(visit, sight, form, values)


@area.post("/drafts/{draft_id}/zones/move", access=EDIT)
async def move_office(visit: Here, draft_id: str) -> Response:
    """The office goes; its households, zone, hub and routings go to the one that takes over."""
    form = await forms.read(visit, MovedOffice)
    sight, policy = await _drafted(visit, draft_id)
    places = Places.of(policy)
    for name in ("office", "to"):
        if form.data is not None and getattr(form.value, name) not in places.offices:
            form.refuse(name, "CHOICE_INVALID")
    if form.data is not None and form.value.office == form.value.to:
        form.refuse("to", "POLICY_OFFICE_ITSELF")
    return await _written(
        visit, sight, form, lambda: _moved(policy, places, form.value.office, form.value.to)
    )


def _moved(policy: ResolvedPolicy, places: Places, office: str, to: str) -> Values:
    left = {code: name for code, name in places.offices.items() if code != office}
    made: dict[str, Said | None] = {
        "offices": own(policy, "offices", offices=left),
        "officesMoved": own(policy, "officesMoved", moved={**places.moved, office: to}),
    }
    for key, areas in (("zones", places.zones), ("hubs", places.hubs)):
        if area_of(areas, office):
            made[key] = own(policy, key, areas=replaced(areas, office, to))
    routings = routings_of(policy)
    if routings and any(one.to == office for one in routings.routings):
        rules = [
            {"code": one.code, "when": one.when, "to": to if one.to == office else one.to}
            for one in routings.routings
        ]
        made["intake.routings"] = own(policy, "intake.routings", routings=rules)
    return made


@area.post("/drafts/{draft_id}/zones/routing", access=EDIT)
async def add_routing(visit: Here, draft_id: str) -> Response:
    form = await forms.read(visit, NewRouting)
    sight, policy = await _drafted(visit, draft_id)
    known = routings_of(policy)
    before = [_plain(one) for one in known.routings] if known else []

    def values() -> Values:
        given = form.value
        code = given.routing or f"routing_{len(before) + 1}"
        rules = [*before, {"code": code, "when": given.when, "to": given.lands_at}]
        return {"intake.routings": own(policy, "intake.routings", routings=rules)}

    return await _written(visit, sight, form, values)


@area.post("/drafts/{draft_id}/zones/remove", access=EDIT)
async def remove_routing(visit: Here, draft_id: str) -> Response:
    form = await forms.read(visit, Removed)
    sight, policy = await _drafted(visit, draft_id)
    known = routings_of(policy)
    before = [_plain(one) for one in known.routings] if known else []

    def values() -> Values:
        rules = [one for one in before if one["code"] != form.value.code]
        return {"intake.routings": own(policy, "intake.routings", routings=rules)}

    return await _written(visit, sight, form, values)


def _plain(one: Any) -> dict[str, Any]:
    found: dict[str, Any] = editing.plain(one.model_dump(by_alias=True, exclude_defaults=True))
    return found


async def _drafted(visit: Visit, draft_id: str) -> tuple[DraftSight, ResolvedPolicy]:
    sight = await sight_of(visit, await draft_of(visit, draft_id))
    if sight.readable is None:
        raise Problem(422, "POLICY_INVALID")
    return sight, sight.readable


async def _written(
    visit: Visit, sight: DraftSight, form: Filled[Any], values: Callable[[], Values]
) -> Response:
    if form.data is None or form.errors:
        return await _page(visit, sight.readable, sight, form=form, status=422)
    sent: Form = form.data
    faults = await write(visit, sight, values(), getattr(sent, "revision", 0))
    if faults:
        return await _page(visit, sight.readable, sight, form=form, faults=faults, status=422)
    return moved(visit.request, f"{sight.address}/zones")


async def _page(
    visit: Visit,
    policy: ResolvedPolicy | None,
    sight: DraftSight | None = None,
    *,
    form: Filled[Any] | None = None,
    faults: list[str] | None = None,
    status: int = 200,
    **values: Any,
) -> Response:
    there = {}
    ours = policy is not None and policy.district == visit.visitor.district
    if ours:
        async with visit.read() as session:
            there = await presence(session, visit.visitor.district, visit.scope)
    places = Places.of(policy) if policy else None
    return page(
        visit.request,
        "policies/zones.html",
        block="content",
        status=status,
        sight=sight,
        policy=policy,
        name=name_of(policy) if policy else "",
        offices=_offices(places, there if ours else None) if places else [],
        zones=_area_rows(places, places.zones, there if ours else None) if places else [],
        hubs=_area_rows(places, places.hubs, there if ours else None) if places else [],
        moved=_moved_rows(places, policy, there if ours else None) if places and policy else [],
        routings=_routings(policy) if policy else [],
        facts=[(one.name, said(one.words, language())) for one in ENVIRONMENTS["routing"]],
        form=form or forms.blank(),
        faults=faults or [],
        labels=_labels(),
        **values,
    )


def _offices(places: Places, there: Mapping[OfficeCode, Presence] | None) -> list[OfficeRow]:
    rows = []
    for code, name in places.offices.items():
        hub = area_of(places.hubs, code)
        seat = bool(hub) and places.hubs[hub][0] == code
        now = there.get(OfficeCode(code), Presence()) if there is not None else None
        zone = area_of(places.zones, code)
        named = (code_word(zone, language()), code_word(hub, language()))
        rows.append(OfficeRow(code, name, zone, hub, *named, seat, now))
    return rows


def _area_rows(
    places: Places,
    areas: Mapping[str, tuple[str, ...]],
    there: Mapping[OfficeCode, Presence] | None,
) -> list[AreaRow]:
    rows = []
    for code, inside in areas.items():
        cases = None
        if there is not None:
            cases = sum(there.get(OfficeCode(one), Presence()).cases for one in inside)
        names = tuple(places.offices.get(one, one) for one in inside)
        rows.append(AreaRow(code, code_word(code, language()), names, cases))
    return rows


def _moved_rows(
    places: Places, policy: ResolvedPolicy, there: Mapping[OfficeCode, Presence] | None
) -> list[MovedRow]:
    return [
        MovedRow(
            old,
            policy.office_name(OfficeCode(new)),
            there.get(OfficeCode(old), Presence()) if there is not None else None,
        )
        for old, new in places.moved.items()
    ]


def _routings(policy: ResolvedPolicy) -> list[Routing]:
    known = routings_of(policy)
    return [
        Routing(one.code, one.when, policy.office_name(OfficeCode(one.to)))
        for one in (known.routings if known else ())
    ]


def _labels() -> dict[str, str]:
    return {
        "code": gettext("읍면동 부호"),
        "name": gettext("읍면동 이름"),
        "new_zone": gettext("권역"),
        "new_hub": gettext("거점"),
        "office": gettext("없어지는 읍면동"),
        "to": gettext("맡을 읍면동"),
        "area": gettext("이름이나 부호"),
        "first": gettext("첫 읍면동"),
        "routing": gettext("규칙 부호"),
        "when": gettext("조건"),
        "lands_at": gettext("맡을 읍면동"),
    }
