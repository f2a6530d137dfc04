"""What a page is about, inside the visitor's scope; missing and out of scope look alike."""

from typing import Any

from fastapi import Request

from care.model.ids import OpeningId
from store import openings, reports
from store.openings import Asked
from web.visitor import Resource, Visitor, scope_of


async def the_report(request: Request, session: Any, visitor: Visitor) -> Resource | None:
    receipt = str(request.path_params["receipt"])
    report = await reports.in_reach(session, scope_of(visitor), receipt)
    if report is None:
        return None
    return Resource(
        kind="District", id=visitor.district, district=visitor.district, case=receipt, row=report
    )


async def the_opening(request: Request, session: Any, visitor: Visitor) -> Resource | None:
    name = OpeningId(str(request.path_params["opening_id"]))
    found = (await openings.states(session, visitor.district, [name])).get(name)
    if found is None or not _reaches(visitor, found):
        return None
    return Resource(kind="District", id=visitor.district, district=visitor.district, row=found)


def _reaches(visitor: Visitor, found: Asked) -> bool:
    offices = scope_of(visitor).offices
    return offices is None or found.office in offices
