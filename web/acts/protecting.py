"""주소 보호: the place goes into its compartment before the case is told, and comes back after it.

Whoever protects an address says who may read it from now on; whoever lifts the protection has to be
one of those readers, so that lifting is no way round the list.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from fastapi import Response

from care.messages import commands as c
from care.model.ids import HouseholdId, PersonId, TextId
from care.model.refusal import Refusal
from i18n.loader import gettext
from i18n.marks import N_
from store import danger, locations, timeline
from store.danger import Identity, NewDanger
from store.locations import Naming
from web import decisions, forms
from web.access import Access, Area, Here
from web.acts.around import Around, look_around, state_of
from web.acts.fields import Act
from web.acts.pages import form_page
from web.acts.sending import around_now, role_for
from web.acts.table.people import PROTECT
from web.forms import Filled, Form, Line, Memo
from web.identity import local_date
from web.protection.dangers import excluded, judged, may_manage
from web.protection.staff import who_can_read
from web.resources import the_case
from web.visitor import Visit

area = Area("/cases")
ACT: Act = PROTECT
LABELS = {
    "protected": N_("주소를 보호합니까"),
    "reason": N_("까닭"),
    "readers": N_("위치를 볼 사람"),
    "place": N_("머무는 곳"),
    "reach": N_("안전하게 연락하는 방법"),
    "danger_name": N_("위험 인물의 이름"),
    "danger_born": N_("위험 인물의 태어난 날"),
    "danger_phone": N_("위험 인물의 전화"),
}


class Protecting(Form):
    protected: bool
    reason: Memo
    readers: tuple[Line, ...] = ()
    phones: bool = False
    place: Line | None = None
    reach: Line | None = None
    danger_name: Line | None = None
    danger_born: date | None = None
    danger_phone: Line | None = None


@area.get("/{case_id}/address-protection", access=Access(action=ACT.action, resource=the_case))
async def show(visit: Here) -> Response:
    around = await look_around(visit.session, visit)
    owner, me = around.case.owner, visit.visitor.person
    start: dict[str, str | list[str]] = {"readers": [one for one in (owner, me) if one]}
    if not around.case.address_protected:
        start["protected"] = "yes"
    found = await excluded(visit.session, visit, around.case)
    if len(found) == 1:
        start["danger_name"] = found[0].name
        start["danger_born"] = found[0].birth_date.isoformat() if found[0].birth_date else ""
    choices = await who_can_read(visit.session, visit, around.case)
    return _page(visit, around, choices, forms.blank(**start))


@area.post(
    "/{case_id}/address-protection",
    access=Access(action=ACT.action, resource=the_case, record="act"),
)
async def do(visit: Here) -> Response:
    filled = await forms.read(visit, Protecting)
    done = f"/cases/{visit.case_id}"
    async with visit.read() as session:
        intent = filled.intent
        if intent and await timeline.receipt(session, intent, visit.case_id) is not None:
            return decisions.moved(visit.request, done)
        around = await look_around(session, visit)
        choices = await who_can_read(session, visit, around.case)
        if filled.data is not None:
            await _judge(session, visit, filled, around, choices)
    if filled.data is None or filled.errors or intent is None:
        return _page(visit, around, choices, filled, status=422)
    if filled.data.protected:
        await _put_away(visit, filled.data, around, str(intent))
    outcome = await decisions.decide(visit, _act(visit, filled.data), intent)
    if isinstance(outcome, decisions.Done):
        return decisions.moved(visit.request, done)
    if isinstance(outcome, decisions.InDoubt):
        return decisions.in_doubt(visit, outcome, done)
    await _put_back(visit, around.case.household_id)
    now = await around_now(visit)
    return _page(visit, now, choices, filled, status=outcome.status, refusal=outcome.refusal)


async def _judge(
    session: Any,
    visit: Visit,
    filled: Filled[Protecting],
    around: Around,
    choices: Mapping[PersonId, str],
) -> None:
    given, home = filled.value, around.case.household_id
    today, me = local_date(visit.now), visit.visitor.person
    apart = await locations.is_protected(session, home)
    if not given.protected:
        if apart and not await locations.is_reader(session, home, me, today):
            filled.refuse("protected", "LOCATION_READERS_ONLY")
        return
    if apart:
        filled.refuse("protected", "ALREADY_PROTECTED")
    _judge_people(visit, filled, around, choices)


def _judge_people(
    visit: Visit, filled: Filled[Protecting], around: Around, choices: Mapping[PersonId, str]
) -> None:
    given, today = filled.value, local_date(visit.now)
    if not given.readers:
        filled.refuse("readers", "READER_NEEDED")
    elif not set(given.readers) <= set(choices):
        filled.refuse("readers", "PERSON_UNKNOWN")
    if given.danger_name:
        judged(filled, given.danger_born, given.danger_phone, today, "danger_born")
        if not may_manage(visit, around.case):
            filled.refuse("danger_name", "NOT_PERMITTED")


async def _put_away(visit: Visit, given: Protecting, around: Around, intent: str) -> None:
    """First, and all at once: an act in doubt leaves a place too well kept, never an open one."""
    keyring, district = visit.dependencies.keyring, visit.visitor.district
    home, me = around.case.household_id, visit.visitor.person
    async with visit.write() as session:
        await locations.protect(session, keyring, home, district, visit.now, phones=given.phones)
        for person in given.readers:
            naming = Naming(PersonId(person), me, visit.now)
            await locations.name_reader(session, keyring, home, district, naming)
        told = (given.place or "", given.reach or "")
        await locations.note_place(session, keyring, home, *told)
        if given.danger_name:
            identity = Identity(given.danger_name, given.danger_born, given.danger_phone)
            new = NewDanger(f"danger-{intent}", home, district, identity, me, visit.now)
            await danger.add_danger(session, keyring, new)


async def _put_back(visit: Visit, home: HouseholdId) -> None:
    """The case said no; unless somebody else was faster, the address stands where it stood."""
    async with visit.write() as session:
        case = await state_of(session, visit, visit.case_id)
        if not case.address_protected:
            await locations.lift(session, visit.dependencies.keyring, home, visit.now)


def _act(visit: Visit, given: Protecting) -> decisions.Act:
    def command(ids: Mapping[str, TextId]) -> c.ProtectAddress:
        return c.ProtectAddress(protected=given.protected, reason=ids["reason"])

    asked = c.ProtectAddress(protected=given.protected, reason=TextId("reason"))
    return decisions.Act(
        case_id=visit.case_id,
        command=command,
        texts={"reason": given.reason},
        role=role_for(ACT, visit.visitor, asked),
    )


def _page(
    visit: Visit,
    around: Around,
    choices: Mapping[PersonId, str],
    filled: Filled[Any],
    *,
    status: int = 200,
    refusal: Refusal | None = None,
) -> Response:
    return form_page(
        visit,
        ACT,
        around,
        filled,
        status=status,
        refusal=refusal,
        labels={name: gettext(word) for name, word in LABELS.items()},
        readers=[{"value": one, "label": name, "note": ""} for one, name in choices.items()],
        may_danger=may_manage(visit, around.case),
    )
