"""``/directory``: which services there are for a need, and one of them whole (GJ-06, GJ-08)."""

from typing import Any

from fastapi import Response

from care.model.codes import NeedArea, ServiceType, SubDomain
from care.model.service_codes import Capacity
from i18n.loader import gettext
from i18n.wording import words
from store import answer_stats, directory
from store.answer_stats import AnswerStats
from store.directory import Entry, Query
from web import forms
from web.access import Access, Area, Here
from web.directory.query import PATH, asked, where_options
from web.directory.sight import Beside, beside, shown
from web.directory.whose import may_keep
from web.districts import policy_of
from web.forms import Filled
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area(PATH)
VIEW = Access("ViewDirectory", record=None)


@area.get("", access=VIEW)
async def listed(visit: Here) -> Response:
    district = visit.visitor.district
    policy = policy_of(district)
    case_policy = policy.case_policy if policy else None
    wanted = asked(visit.request)
    session = visit.session
    found = await directory.search(session, district, wanted.query(case_policy), wanted.page)
    near = await beside(visit, session, found.found)
    stale = await directory.search(session, district, Query(assured_before=near.fresh_from), size=1)
    mine = await directory.rechecks(session, district, visit.visitor.person)
    return page(
        visit.request,
        "directory/list.html",
        block="content",
        asked=wanted,
        found=found,
        size=directory.PAGE,
        entries=[shown(one, near) for one in found.found],
        services=list(ServiceType),
        needs=need_options(),
        wheres=where_options(case_policy, policy.offices if policy else {}),
        pages=lambda number: wanted.address(page=number),
        stale=stale.total,
        mine=len(mine),
        may_edit=visit.may("EditDirectory"),
        may_assign=visit.may("AssignRecheck"),
    )


def need_options() -> list[tuple[str, list[tuple[str, str]]]]:
    """Each need area with both of its own, the area itself first."""
    return [
        (
            words(area),
            [(area.value, gettext("%(area)s 전체", area=words(area)))]
            + [(sub.value, words(sub)) for sub in SubDomain if sub.area is area],
        )
        for area in NeedArea
    ]


@area.get("/{service_id}", access=VIEW)
async def entry(visit: Here) -> Response:
    return await entry_page(visit, visit.session, forms.blank())


async def entry_page(visit: Visit, session: Any, form: Filled[Any], status: int = 200) -> Response:
    """``form``: the word on room, as typed."""
    held = await the_entry(visit, session)
    found, district = held.found, visit.visitor.district
    near = await beside(visit, session, [found])
    others = await directory.search(
        session, district, Query(organization_id=found.organization_id, closed=True)
    )
    return page(
        visit.request,
        "directory/entry.html",
        block="content",
        status=status,
        form=form,
        entry=held,
        one=shown(found, near),
        paused=_paused(held, near),
        stats=await _stats(visit, session, held),
        others=[each for each in others.found if each.service_id != found.service_id],
        capacities=[(each.value, words(each)) for each in Capacity],
        may_keep=may_keep(visit, found),
        may_tell=may_keep(visit, found),
    )


async def the_entry(visit: Visit, session: Any) -> Entry:
    service_id = str(visit.request.path_params["service_id"])
    held = await directory.entry(session, visit.visitor.district, service_id)
    if held is None:
        raise Problem(404, "NOT_FOUND")
    return held


def _paused(held: Entry, near: Beside) -> bool:
    body = near.bodies.get(held.found.agency_id) if held.found.agency_id else None
    return body is not None and body.paused_at is not None


async def _stats(visit: Visit, session: Any, held: Entry) -> AnswerStats | None:
    """How the body answered lately; for our own people, who ask, not for other bodies."""
    body = held.found.agency_id
    if body is None or visit.visitor.agency:
        return None
    known = await answer_stats.answer_stats(
        session, visit.visitor.district, visit.now, (body,), visit.scope
    )
    return known.get(body, answer_stats.NO_ANSWERS)
