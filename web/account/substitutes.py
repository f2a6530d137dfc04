"""대결: an approver who will be away names who answers, from a day until a day."""

from datetime import date

from fastapi import Response
from fastapi.responses import RedirectResponse

from care.model.codes import Role
from care.model.ids import PersonId
from store import people
from store.people import Person, Substitution
from web import forms
from web.access import Access, Area, Here
from web.identity import in_order, local_date
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area()
APPROVERS = frozenset({Role.TEAM_LEAD, Role.COORDINATOR, Role.SECTION_HEAD})
STAFF = APPROVERS | {Role.CASE_MANAGER}


class Naming(forms.Form):
    substitute: forms.Line
    from_day: date
    until_day: date


class Ending(forms.Form):
    substitution: int


@area.get("/account/substitutes", access=Access(action="NameSubstitute", record=None))
async def show(visit: Here) -> Response:
    return await _page(visit, forms.blank())


@area.post("/account/substitutes", access=Access(action="NameSubstitute", record="substitute"))
async def name(visit: Here) -> Response:
    form = await forms.read(visit, Naming)
    if form.data is not None:
        await _judge(visit, form)
    if form.data is None or form.errors:
        return await _page(visit, form, status=422)
    given, visitor = form.data, visit.visitor
    wanted = Substitution(
        0, visitor.person, PersonId(given.substitute), given.from_day, given.until_day
    )
    async with visit.write() as session:
        known = await people.substitutions_of(session, visitor.person)
        if not any(_same(one, wanted) for one in known):
            await people.name_substitute(
                session, visitor.district, wanted, visitor.person, visit.now
            )
    return RedirectResponse("/account/substitutes", status_code=303)


@area.post("/account/substitutes/end", access=Access(action="NameSubstitute", record="substitute"))
async def end(visit: Here) -> Response:
    form = await forms.read(visit, Ending)
    async with visit.write() as session:
        ended = await people.end_substitution(
            session, visit.visitor.person, form.value.substitution, visit.now
        )
    if not ended:
        raise Problem(404, "NOT_FOUND")
    return RedirectResponse("/account/substitutes", status_code=303)


def _same(one: Substitution, other: Substitution) -> bool:
    """Sent twice by a double press; the second changes nothing."""
    return (one.substitute, one.from_day, one.until_day) == (
        other.substitute,
        other.from_day,
        other.until_day,
    )


async def _judge(visit: Visit, form: forms.Filled[Naming]) -> None:
    given = form.value
    async with visit.read() as session:
        choices = {one.person_id for one in await _colleagues(session, visit)}
    if given.substitute == visit.visitor.person:
        form.refuse("substitute", "PERSON_SAME")
    elif given.substitute not in choices:
        form.refuse("substitute", "PERSON_UNKNOWN")
    if given.from_day < local_date(visit.now):
        form.refuse("from_day", "DATE_PAST")
    if given.until_day < given.from_day:
        form.refuse("until_day", "DATE_ORDER")


async def _colleagues(session: object, visit: Visit) -> list[Person]:
    """Those who work with cases in the same district; partners and operators never decide."""
    found = await people.people(session, visit.visitor.district)  # type: ignore[arg-type]
    return [one for one in found if one.roles & STAFF and one.person_id != visit.visitor.person]


async def _page(visit: Visit, form: forms.Filled[Naming], status: int = 200) -> Response:
    async with visit.read() as session:
        named = await people.substitutions_of(session, visit.visitor.person)
        colleagues = await _colleagues(session, visit)
        ids = [one.person_id for one in colleagues] + [one.substitute for one in named]
        names = await people.display_names(session, visit.dependencies.keyring, ids)
    today = local_date(visit.now)
    return page(
        visit.request,
        "account/substitutes.html",
        status=status,
        form=form,
        named=[one for one in named if one.until_day >= today],
        names=names,
        colleagues=[
            (one.person_id, names.get(one.person_id, ""), in_order(one.roles)) for one in colleagues
        ],
        today=today,
    )
