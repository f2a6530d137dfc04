"""위험 인물: whoever is entered here never learns that the household is known (SR-18).

The page answers the same whether an account matches or not; the safeguarding officers are told.
"""

from datetime import date
from typing import Any

from fastapi import Response

from care.model.case import CaseState
from care.model.codes import Role
from care.model.ids import MemberId
from store import danger, households, people
from store.blind_search import WHOLE_PHONE
from store.danger import Identity, NewDanger
from store.households import MemberDetails
from web import decisions, forms
from web.access import Access, Area, Here
from web.filters import masked
from web.identity import local_date
from web.protection.staff import state_of
from web.render import page
from web.resources import the_case
from web.visitor import Visit
from web.words import Problem

area = Area("/cases")
STEER = frozenset({Role.TEAM_LEAD, Role.COORDINATOR})


class NewPerson(forms.Form):
    name: forms.Line
    born: date | None = None
    phone: forms.Line | None = None


class Ended(forms.Form):
    danger: forms.Line


def may_manage(visit: Visit, case: CaseState) -> bool:
    """A lead, or the case manager whose case it is."""
    mine = visit.visitor.person in (case.owner, case.co_owner)
    return visit.may("ManageDanger") and (mine or bool(STEER & set(visit.visitor.roles)))


def judged(
    filled: forms.Filled[Any],
    born: date | None,
    phone: str | None,
    today: date,
    field: str = "born",
) -> None:
    """A name alone means nobody: a birth date or a whole telephone number is needed beside it."""
    digits = sum(sign.isdecimal() for sign in phone or "")
    if born is None and digits < WHOLE_PHONE:
        filled.refuse(field, "IDENTITY_NEEDED")
    if born is not None and born > today:
        filled.refuse(field, "DATE_FUTURE")


@area.get("/{case_id}/dangers", access=Access("ManageDanger", the_case))
async def show(visit: Here) -> Response:
    return await _page(visit, visit.session, await _start(visit, visit.session))


@area.post("/{case_id}/dangers", access=Access("ManageDanger", the_case, record="act"))
async def add(visit: Here) -> Response:
    form = await forms.read(visit, NewPerson)
    if form.data is not None:
        judged(form, form.data.born, form.data.phone, local_date(visit.now))
    if form.data is None or form.errors or form.intent is None:
        async with visit.read() as session:
            return await _page(visit, session, form, 422)
    given = form.data
    async with visit.write() as session:
        case = await _own(session, visit)
        new = NewDanger(
            f"danger-{form.intent}",
            case.household_id,
            visit.visitor.district,
            Identity(given.name, given.born, given.phone),
            visit.visitor.person,
            visit.now,
        )
        await danger.add_danger(session, visit.dependencies.keyring, new)
    return decisions.moved(visit.request, f"/cases/{visit.case_id}/dangers")


@area.post("/{case_id}/dangers/end", access=Access("ManageDanger", the_case, record="act"))
async def end(visit: Here) -> Response:
    form = await forms.read(visit, Ended)
    async with visit.write() as session:
        case = await _own(session, visit)
        ended = await danger.end_danger(
            session, case.household_id, form.value.danger, visit.visitor.person, visit.now
        )
    if not ended:
        raise Problem(404, "NOT_FOUND")
    return decisions.moved(visit.request, f"/cases/{visit.case_id}/dangers")


async def _own(session: Any, visit: Visit) -> CaseState:
    case = await state_of(session, visit)
    if not may_manage(visit, case):
        raise Problem(403, "NOT_PERMITTED")
    return case


async def excluded(session: Any, visit: Visit, case: CaseState) -> list[MemberDetails]:
    """Members who must not be told: the first one thinks of."""
    view = await households.household(session, visit.dependencies.keyring, case.household_id)
    wanted = {one.member_id for one in case.members if one.excluded}
    return [one for one in (view.members if view else ()) if one.member_id in wanted]


async def _start(visit: Visit, session: Any) -> forms.Filled[Any]:
    """A link may choose an excluded member, whose own words then stand in the fields."""
    wanted = MemberId(visit.request.query_params.get("member", ""))
    case = await state_of(session, visit)
    found = {one.member_id: one for one in await excluded(session, visit, case)}.get(wanted)
    if found is None:
        return forms.blank()
    born = found.birth_date.isoformat() if found.birth_date else ""
    return forms.blank(name=found.name, born=born, phone=found.phone or "")


async def _page(visit: Visit, session: Any, form: forms.Filled[Any], status: int = 200) -> Response:
    keyring = visit.dependencies.keyring
    case = await state_of(session, visit)
    view = await households.household(session, keyring, case.household_id)
    entered = await danger.dangers(session, keyring, case.household_id)
    names = await people.display_names(session, keyring, [one.added_by for one in entered])
    return page(
        visit.request,
        "protection/dangers.html",
        status=status,
        case=case,
        title=masked(view.members[0].name) if view and view.members else "",
        form=form,
        entered=entered,
        names=names,
        excluded=await excluded(session, visit, case),
        may_manage=may_manage(visit, case),
    )
