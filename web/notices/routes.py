"""비대면 공지: from a day until a day, contact from afar counts as the visit that was due."""

from datetime import date
from typing import Any

from fastapi import Response

from store import notices, people
from store.notices import Notice
from web import forms
from web.access import Access, Area, Here
from web.decisions import moved
from web.filters import local
from web.forms import Filled, Form, Line
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area("/notices")
LONGEST_DAYS = 366
"""A notice is for a time; one that lasts longer is issued anew, by somebody who thought again."""


class Issuing(Form):
    from_day: date
    until_day: date
    reason: Line


class Ending(Form):
    notice: Line


@area.get("", access=Access("ViewNotices", record=None))
async def listed(visit: Here) -> Response:
    return await _page(visit, forms.blank())


@area.post("", access=Access("IssueNotice", record="act"))
async def issue(visit: Here) -> Response:
    form = await forms.read(visit, Issuing)
    _judge(visit, form)
    if form.data is None or form.errors or form.intent is None:
        return await _page(visit, form, status=422)
    notice = Notice(
        notice_id=f"notice-{form.intent}",
        district=visit.visitor.district,
        from_day=form.data.from_day,
        until_day=form.data.until_day,
        reason=form.data.reason,
        issued_by=visit.visitor.person,
        issued_at=visit.now,
    )
    async with visit.write() as session:
        await notices.issue_notice(session, visit.dependencies.keyring, notice)
    return moved(visit.request, "/notices")


@area.post("/end", access=Access("IssueNotice", record="act"))
async def end(visit: Here) -> Response:
    form = await forms.read(visit, Ending)
    visitor = visit.visitor
    async with visit.write() as session:
        ended = await notices.end_notice(
            session, visitor.district, form.value.notice, visitor.person, visit.now
        )
        known = await notices.notices(session, visit.dependencies.keyring, visitor.district)
    if not ended and form.value.notice not in {one.notice_id for one in known}:
        raise Problem(404, "NOT_FOUND")
    return moved(visit.request, "/notices")


def _today(visit: Visit) -> date:
    return local(visit.now).date()


def _judge(visit: Visit, form: Filled[Issuing]) -> None:
    """What was done before today counted as it did then, so a notice never reaches back."""
    if form.data is None:
        return
    given = form.data
    if given.from_day < _today(visit):
        form.refuse("from_day", "DATE_PAST")
    if given.until_day < given.from_day:
        form.refuse("until_day", "DATE_ORDER")
    if (given.until_day - given.from_day).days >= LONGEST_DAYS:
        form.refuse("until_day", "NOTICE_TOO_LONG")


async def _page(visit: Visit, form: Filled[Any], status: int = 200) -> Response:
    async with visit.read() as session:
        keyring = visit.dependencies.keyring
        found = await notices.notices(session, keyring, visit.visitor.district)
        ids = {one.issued_by for one in found} | {one.ended_by for one in found}
        names = await people.display_names(session, keyring, ids)
    return page(
        visit.request,
        "notices/notices.html",
        block="content",
        status=status,
        form=form,
        found=found,
        names=names,
        today=_today(visit),
        may_issue=visit.may("IssueNotice"),
    )
