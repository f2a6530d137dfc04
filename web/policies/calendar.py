"""``/policies/{district}/calendar``: closed days of a year, and a form for one that is new.

The form writes into a draft that running cases take up at once; what it moves is seen in the
preview before anybody reviews it (domain guide PA-10).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Response
from pydantic import StringConstraints

from care.model.ids import DraftId
from care.model.policy_rules import Adoption
from i18n.loader import gettext, language
from i18n.marks import N_
from policies import editing
from policies.closed_days import ClosedOn, Closing, closed_days, table_of
from policies.explain import explain_policy
from policies.resolve import ResolvedPolicy, edition_in_force
from web import forms
from web.access import Access, Area, Here
from web.decisions import moved
from web.filters import local
from web.forms import Filled, Form
from web.policies.drafting import begin_draft, draft_of, edit_draft, newest, with_values
from web.policies.own_values import own
from web.policies.tabs import name_of, policy_in_force, tabs_of
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area("/policies")
READ = Access("ViewPolicy", record=None)
ADD = Access("DraftPolicy", record="act")
CLOSINGS: dict[Closing, str] = {
    Closing.PUBLIC: N_("공휴일"),
    Closing.TEMPORARY: N_("임시공휴일"),
    Closing.OWN: N_("우리 시·군·구 휴무일"),
}
KEYS = ("calendar.hours", "escalation.quiet", "dayCount")
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Law = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class Added(StrEnum):
    TEMPORARY = "TEMPORARY"
    OWN = "OWN"


class NewDay(Form):
    closing: Added
    day: date
    name: Name
    announced: date | None = None
    law: Law = ""


@dataclass(frozen=True)
class Month:
    first: date
    days: list[ClosedOn]


@area.get("/{district}/calendar", access=READ)
async def show(visit: Here, district: str) -> Response:
    return _page(visit, district, forms.blank(closing=[Added.TEMPORARY.value]))


@area.post("/{district}/calendar", access=ADD)
async def add(visit: Here, district: str) -> Response:
    form = await forms.read(visit, NewDay)
    if district != visit.visitor.district:
        raise Problem(404, "NOT_FOUND")
    policy = policy_in_force(district)
    _judge(visit, policy, form)
    if form.data is None or form.errors or form.intent is None:
        return _page(visit, district, form, 422)
    draft_id = DraftId(f"draft-{form.intent}")
    given = form.value
    await begin_draft(visit, _title(given), draft_id, adoption=Adoption.NOW)
    draft = await draft_of(visit, draft_id)
    added = _with_day(newest(district).resolved, given)
    await edit_draft(visit, draft_id, with_values(draft, added))
    return moved(visit.request, f"/policies/previews?about={draft_id}")


def _title(given: NewDay) -> str:
    return f"{gettext(CLOSINGS[Closing(given.closing)])} {given.day.isoformat()} {given.name}"


def _judge(visit: Visit, policy: ResolvedPolicy, form: Filled[NewDay]) -> None:
    if form.data is None:
        return
    given, today = form.value, local(visit.now).date()
    if given.day <= today:
        form.refuse("day", "DATE_PAST")
    elif given.day in policy.case_policy.calendar.closed:
        form.refuse("day", "DAY_CLOSED")
    if given.closing is Added.TEMPORARY and given.announced is None:
        form.refuse("announced", "FIELD_MISSING")
    if given.announced is not None and given.announced > today:
        form.refuse("announced", "DATE_FUTURE")


def _with_day(policy: ResolvedPolicy, given: NewDay) -> dict[str, dict[str, Any]]:
    if given.closing is Added.TEMPORARY:
        return {"calendar.temporary": _temporary(policy, given)}
    return {"calendar.closures": _closures(policy, given)}


def _temporary(policy: ResolvedPolicy, given: NewDay) -> dict[str, Any]:
    days = list(editing.as_written(policy.value("calendar.temporary").value)["days"])
    new = {"day": given.day, "name": given.name, "announced": given.announced}
    days.append(new | ({"law": given.law} if given.law else {}))
    return own(policy, "calendar.temporary", days=sorted(days, key=lambda one: str(one["day"])))


def _closures(policy: ResolvedPolicy, given: NewDay) -> dict[str, Any]:
    value = policy.value("calendar.closures").value
    dates = sorted({*editing.as_written(value)["dates"], given.day}, key=str)
    note = ", ".join(filter(None, (value.note, f"{given.day.isoformat()} {given.name}")))
    why = {"note": note} | ({"law": given.law} if given.law else {})
    return own(policy, "calendar.closures", dates=dates, **why)


def _page(visit: Visit, district: str, form: Filled[Any], status: int = 200) -> Response:
    policy, edition = policy_in_force(district), edition_in_force(district)
    asked = visit.request.query_params.get("year", "")
    table = table_of(edition, policy)
    years = sorted({row.day.year for row in table.closed})
    now = local(visit.now).year
    year = int(asked) if asked.isdecimal() and int(asked) in years else now
    return page(
        visit.request,
        "policies/calendar.html",
        block="content",
        status=status,
        policy=policy,
        name=name_of(policy),
        tabs=tabs_of(district),
        form=form,
        table=table,
        years=years,
        year=year,
        months=_months(closed_days(edition, policy, year)),
        closings=CLOSINGS,
        added=[(one.value, gettext(CLOSINGS[Closing(one)])) for one in Added],
        hours=[row for row in explain_policy(policy, language()) if row.key in KEYS],
        may_draft=visit.may("DraftPolicy") and district == visit.visitor.district,
        may_see_notices=visit.may("ViewNotices"),
    )


def _months(days: tuple[ClosedOn, ...]) -> list[Month]:
    firsts = sorted({one.day.replace(day=1) for one in days})
    return [
        Month(first, [one for one in days if one.day.replace(day=1) == first]) for first in firsts
    ]
