"""Whose desk it is, and which referral, withdrawal or pledge an address means."""

from datetime import date
from typing import Any

from fastapi import Request

from care.model.ids import CaseId, LinkageId, PledgeId
from store import partner_view, pledges
from store.partner_view import Desk
from web.access import Access
from web.districts import policy_of
from web.identity import local_date
from web.visitor import Resource, Visit, Visitor
from web.words import Problem

HOME = "/partner"
PAGE = Access("ViewPartnerDesk")
PAGE_ABOUT_NOBODY = Access("ViewPartnerDesk", record=None)


def desk_for(visitor: Visitor) -> Desk | None:
    """None for whoever works at no body."""
    policy = policy_of(visitor.district)
    if visitor.agency is None or policy is None:
        return None
    return Desk(visitor.district, visitor.agency, visitor.person, policy.case_policy)


def desk_of(visit: Visit) -> Desk:
    found = desk_for(visit.visitor)
    if found is None:
        raise Problem(404, "NOT_FOUND")
    return found


def today_of(visit: Visit, case_id: CaseId | None = None) -> date:
    return local_date(visit.now if case_id is None else visit.now_of(case_id))


async def the_referral(request: Request, session: Any, visitor: Visitor) -> Resource | None:
    """``{linkage_id}``: another body's and one that is missing look the same."""
    return await _asked_of(request, session, visitor, taken_back=False)


async def the_withdrawn(request: Request, session: Any, visitor: Visitor) -> Resource | None:
    """``{linkage_id}`` of a referral taken back, also while its household is in hold."""
    return await _asked_of(request, session, visitor, taken_back=True)


async def _asked_of(
    request: Request, session: Any, visitor: Visitor, *, taken_back: bool
) -> Resource | None:
    desk = desk_for(visitor)
    linkage_id = LinkageId(str(request.path_params["linkage_id"]))
    if desk is None:
        return None
    case_id = await partner_view.place_of(session, desk, linkage_id, taken_back=taken_back)
    return None if case_id is None else _resource(desk, linkage_id, case_id)


async def the_pledge(request: Request, session: Any, visitor: Visitor) -> Resource | None:
    """``{pledge_id}`` of the own body; ``row`` is the pledge with its months."""
    desk = desk_for(visitor)
    pledge_id = PledgeId(str(request.path_params["pledge_id"]))
    if desk is None:
        return None
    found = await pledges.pledge_of(session, desk.scope, pledge_id)
    return None if found is None else _resource(desk, pledge_id, found.case_id, found)


def _resource(desk: Desk, of_id: str, case_id: CaseId, row: Any = None) -> Resource:
    return Resource(
        kind="Referral",
        id=of_id,
        district=desk.district,
        agency=desk.agency_id,
        case=case_id,
        row=row,
    )


def short(linkage_id: str) -> str:
    """What people say on the telephone: the last six signs of an id that means nothing else."""
    return linkage_id[-6:].upper()
