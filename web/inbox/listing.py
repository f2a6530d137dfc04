"""The inbox page and its counts; nothing here decides anything."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

from fastapi import Response

from care.decide.calendar import local_date
from care.model.codes import Role
from care.model.ids import CaseId
from i18n.loader import gettext
from store import ended_answers, queries
from store.queries import Tab
from web.access import Access, Area, Here
from web.campaigns.waiting import unopened
from web.cases.outlook_words import step_words
from web.districts import calendar_of
from web.filters import day
from web.inbox.lines import Line, Marked, grouped, lines_of
from web.inbox.query import ALL_QUIET, EMPTY, NO_MATCH, TABS, InboxQuery, asked
from web.render import page
from web.situation.waiting import waiting_complaints
from web.transfers.waiting import waiting_offers
from web.visitor import Visit

area = Area()
CASE_ID = re.compile(r"^\d{5}-[a-z2-7]{16}$")
APPROVERS = (Role.TEAM_LEAD, Role.COORDINATOR, Role.SECTION_HEAD)
LIST = Access(action="ViewInbox", record="list")
COUNT = Access(action="ViewInbox", record=None)


@area.get("/inbox", access=LIST)
async def inbox(visit: Here) -> Response:
    session, keyring = visit.session, visit.dependencies.keyring
    counts = await queries.tab_counts(session, visit.scope, visit.now, visit.leads)
    query = _start(visit, asked(visit.request), counts)
    filters = query.filters(visit.now, visit.leads)
    found = await queries.inbox(session, keyring, visit.scope, query.tab, filters, query.page)
    first = found.items[0].task_id if found.items else ""
    known = {row.task_id for row in found.items}
    opened = query.item if query.item in known else first
    marked = Marked(opened, tuple(visit.request.query_params.getlist("failed")))
    calendar = calendar_of(visit.visitor.district)
    lines = await lines_of(visit, session, found.items, calendar, marked)
    visit.saw([row.case_id for row in found.items])
    return page(
        visit.request,
        "inbox/inbox.html",
        block="content",
        view=query,
        tabs=_tabs(query, counts),
        groups=grouped(query.tab.value, lines),
        lede=_lede(lines, query.tab),
        today=day(visit.now),
        found=found,
        opened=next((line for line in lines if line.open), None),
        outlook=await _outlook(visit, session, lines),
        next_address=f"/tasks/{first}" if first and query.tab is not Tab.DONE else "",
        empty=_empty(query, counts),
        team_waits=bool(counts[Tab.TEAM]),
        pages=lambda number: query.address(page=number),
        tomorrow=tomorrow(visit),
        said=_said(visit),
        decided=_decided(visit),
        approver=any(visit.visitor.may_act_as(role) for role in APPROVERS),
        waiting_count=counts[Tab.MINE],
        offered=await waiting_offers(visit, session),
        unopened=await unopened(visit, session),
        complained=await waiting_complaints(visit, session),
        after_end=await ended_answers.own_waiting(session, visit.scope),
    )


def _start(visit: Visit, query: InboxQuery, counts: dict[Tab, int]) -> InboxQuery:
    """Who comes in with nothing of their own, as approvers do, sees what waits for the team."""
    if "tab" in visit.request.query_params or counts[Tab.MINE] or not counts[Tab.TEAM]:
        return query
    return replace(query, tab=Tab.TEAM)


@area.get("/inbox/count", access=COUNT)
async def count(visit: Here) -> Response:
    """The number beside the menu; 304 while it stays the same (ui rule 5)."""
    counts = await queries.tab_counts(visit.session, visit.scope, visit.now, visit.leads)
    waiting = counts[Tab.MINE]
    tag = f'W/"{"-".join(str(counts[tab]) for tab in Tab)}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if visit.request.headers.get("If-None-Match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(str(waiting or ""), media_type="text/html", headers=headers)


def _tabs(query: InboxQuery, counts: dict[Tab, int]) -> list[dict[str, Any]]:
    return [
        {
            "code": tab,
            "label": label,
            "href": InboxQuery(tab=tab).address(),
            "count": None if tab is Tab.DONE else counts[tab],
            "on": tab is query.tab,
        }
        for tab, label in TABS
    ]


def _empty(query: InboxQuery, counts: dict[Tab, int]) -> tuple[str, str]:
    """Nothing under a filter is not nothing to do, and nobody is sent to an empty list."""
    if query.filter and counts.get(query.tab):
        return NO_MATCH
    return ALL_QUIET if query.tab is Tab.MINE and not counts[Tab.TEAM] else EMPTY[query.tab]


def _lede(lines: list[Line], tab: Tab) -> str:
    if tab is Tab.DONE:
        return gettext("끝낸 일은 30일 동안 보입니다")
    late = sum(line.row.overdue for line in lines)
    today = sum(line.row.due_today for line in lines)
    return gettext("기한 지남 %(late)s건, 오늘까지 %(today)s건", late=late, today=today)


async def _outlook(visit: Visit, session: Any, lines: list[Line]) -> list[str]:
    """What happens to the opened item if nobody acts."""
    opened = next((line.row for line in lines if line.open), None)
    if opened is None or opened.done_at is not None:
        return []
    keyring = visit.dependencies.keyring
    snapshot = await queries.snapshot(session, keyring, visit.scope, CaseId(opened.case_id))
    steps = snapshot.next_steps if snapshot else ()
    own = [step for step in steps if step.deadline == opened.deadline]
    return [step_words(step) for step in own]


def tomorrow(visit: Visit) -> str:
    """The first day an item can be put off to."""
    today = local_date(visit.now, calendar_of(visit.visitor.district))
    return (today + timedelta(days=1)).isoformat()


def _decided(visit: Visit) -> str:
    """The case just decided, to go back to; only what looks like a case id."""
    given = visit.request.query_params.get("decided", "")
    return given if CASE_ID.match(given) else ""


def _said(visit: Visit) -> str:
    """What the last act on the selection came to; numbers only stand in the address."""
    given = visit.request.query_params
    if "decided" in given:
        return gettext("결정을 기록했습니다. 다음 일이 열려 있습니다.")
    done, failed = given.get("done", ""), given.getlist("failed")
    if not done.isdecimal():
        return ""
    if failed:
        return gettext("%(done)s건을 처리했고 %(n)s건은 못 했습니다.", done=done, n=len(failed))
    return gettext("%(done)s건을 처리했습니다.", done=done)
