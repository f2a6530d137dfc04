"""``/outreach``: what the district's people did outside to be known (policy ``campaign.log``)."""

from datetime import date
from typing import Annotated, Any

from fastapi import Response
from pydantic import Field, StringConstraints

from care.model.ids import OfficeCode
from care.model.reports import BriefingKind
from i18n.loader import gettext
from i18n.wording import words
from store import briefings
from store.briefings import Briefing
from web import forms
from web.access import Access, Area, Here
from web.decisions import moved
from web.districts import log_of, policy_of
from web.forms import Filled, Form
from web.identity import local_date
from web.ledger.asked import Wanted, wanted
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area("/outreach")
VIEW = Access("RecordBriefing", record=None)
PEOPLE = 100_000


class Outing(Form):
    held_on: date
    kind: BriefingKind
    place: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    office: Annotated[str, StringConstraints(max_length=64)] | None = None
    reached: Annotated[int, Field(ge=0, le=PEOPLE)]
    contacts: Annotated[int, Field(ge=0, le=PEOPLE)] = 0


@area.get("", access=VIEW)
async def show(visit: Here) -> Response:
    _must_log(visit)
    return await _page(visit, visit.session, forms.blank(held_on=local_date(visit.now).isoformat()))


@area.post("/new", access=Access("RecordBriefing", record="act"))
async def record(visit: Here) -> Response:
    _must_log(visit)
    filled = await forms.read(visit, Outing)
    if filled.data is not None:
        _check(visit, filled)
    if filled.errors or filled.data is None or filled.intent is None:
        async with visit.read() as session:
            return await _page(visit, session, filled, status=422)
    told = filled.data
    kept = Briefing(
        briefing_id=f"{visit.visitor.district}-outing-{filled.intent}",
        district=visit.visitor.district,
        office=OfficeCode(told.office) if told.office else None,
        held_on=told.held_on,
        kind=told.kind,
        place=told.place,
        reached=told.reached,
        contacts=told.contacts,
        recorded_by=visit.visitor.person,
    )
    async with visit.write() as session:
        await briefings.record(session, kept, visit.at)
    return moved(visit.request, "/outreach")


def _must_log(visit: Visit) -> None:
    if not log_of(visit.visitor.district):
        raise Problem(404, "NOT_FOUND")


def _check(visit: Visit, filled: Filled[Outing]) -> None:
    told, policy = filled.value, policy_of(visit.visitor.district)
    if told.held_on > local_date(visit.now):
        filled.refuse("held_on", "DATE_FUTURE")
    if told.office and (policy is None or told.office not in policy.offices):
        filled.refuse("office", "CHOICE_INVALID")
    if told.contacts > told.reached:
        filled.refuse("contacts", "NUMBER_TOO_LARGE", limit=str(told.reached))


async def _page(visit: Visit, session: Any, filled: Filled[Any], status: int = 200) -> Response:
    asked, policy = wanted(visit.request, local_date(visit.now)), policy_of(visit.visitor.district)
    period = (asked.first, asked.last)
    found = await briefings.listed(session, visit.scope, *period, asked.page)
    return page(
        visit.request,
        "report/outreach.html",
        block="content",
        status=status,
        form=filled,
        asked=asked,
        found=found,
        sums=await briefings.sums(session, visit.scope, *period),
        most_people=PEOPLE,
        kinds=[(one.value, words(one)) for one in BriefingKind],
        offices=[(str(code), name) for code, name in policy.offices.items()] if policy else [],
        labels=_labels(),
        pages=lambda number: _address(asked, number),
    )


def _address(asked: Wanted, number: int) -> str:
    return f"/outreach?first={asked.first}&last={asked.last}&page={number}"


def _labels() -> dict[str, str]:
    return {
        "held_on": gettext("날짜"),
        "kind": gettext("활동 종류"),
        "place": gettext("곳"),
        "reached": gettext("만난 사람"),
        "contacts": gettext("연락처를 남긴 사람"),
    }
