"""``/triage/reports``: reports as they came in; who reported is behind a password and a record."""

from fastapi import Response

from care.model.discovery import FoundOutcome
from store import people, reports
from web.access import Access, Area, Here
from web.forms import pressed
from web.render import page
from web.report.whose import the_report
from web.words import Problem

area = Area("/triage/reports")


@area.get("", access=Access("ViewReports", record=None))
async def listed(visit: Here) -> Response:
    """No name stands here: receipts, days, channels and where each report went."""
    given = visit.request.query_params
    page_number = int(text) if (text := given.get("page", "")).isdecimal() and text else 1
    found = await reports.listed(visit.session, visit.scope, max(1, min(page_number, 10_000)))
    takers = {one.taken_by for one in found.items if one.taken_by}
    receipt = given.get("received", "")
    known = await reports.in_reach(visit.session, visit.scope, receipt) if receipt else None
    return page(
        visit.request,
        "report/list.html",
        block="content",
        found=found,
        names=await people.display_names(visit.session, visit.dependencies.keyring, takers),
        received=known,
        outcome=next((one for one in FoundOutcome if one == given.get("outcome")), None),
        may_see=visit.may("ViewReporter"),
        pages=lambda number: f"/triage/reports?page={number}",
    )


@area.post(
    "/{receipt}/reporter", access=Access("ViewReporter", the_report, record="act", step_up=True)
)
async def reporter(visit: Here, receipt: str) -> Response:
    """Asked by a button, so that no address shows anybody; the record is kept before it opens."""
    await pressed(visit)
    keyring, district = visit.dependencies.keyring, visit.visitor.district
    async with visit.read() as session:
        report = await reports.in_reach(session, visit.scope, receipt)
        told = await reports.reporter(session, keyring, district, receipt)
    if report is None:
        raise Problem(404, "NOT_FOUND")
    return page(visit.request, "report/reporter.html", report=report, told=told)
