"""What a page is about, inside the visitor's scope: the district, and the row there, or none.

Who may is asked of the district, so that missing and out of reach look alike to everybody.
"""

from typing import Any

from fastapi import Request

from care.model.ids import OpeningId
from store import openings, reports
from web.visitor import Resource, Visitor, scope_of


async def the_report(request: Request, session: Any, visitor: Visitor) -> Resource:
    """The district, with the receipt for the access record; a report out of reach is none."""
    receipt = str(request.path_params["receipt"])
    report = await reports.in_reach(session, scope_of(visitor), receipt)
    return _of_district(visitor, report, "" if report is None else receipt)


async def the_opening(request: Request, session: Any, visitor: Visitor) -> Resource:
    name = OpeningId(str(request.path_params["opening_id"]))
    return _of_district(visitor, await openings.in_reach(session, scope_of(visitor), name))


def _of_district(visitor: Visitor, row: Any, subject: str = "") -> Resource:
    district = visitor.district
    return Resource(kind="District", id=district, district=district, case=subject, row=row)
