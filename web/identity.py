"""Who holds a session: looked up anew with each request, so that a revoked one is dead at once."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from care.model.codes import Role
from care.model.ids import OfficeCode, PersonId
from store import callers, sessions
from web.visitor import StandIn, Visit, Visitor

TOUCH_AFTER = timedelta(seconds=60)
KOREA = ZoneInfo("Asia/Seoul")


async def visitor_of(session: Any, visit: Visit) -> Visitor | None:
    """The visitor of a live session."""
    settings = visit.dependencies.settings
    token = visit.request.cookies.get(settings.session_cookie, "")
    if not token:
        return None
    keyring = visit.dependencies.keyring
    who = await callers.caller(session, keyring, token, visit.now, settings.session_idle)
    if who is None:
        return None
    visit.unseen_for = visit.now - who.last_seen_at
    return Visitor(
        person=who.person_id,
        name=who.name,
        roles=in_order(who.roles),
        district=who.district,
        office=who.office or OfficeCode(""),
        agency=who.agency_id,
        token=token,
        signed_in_at=who.created_at,
        stands_in=await _stand_ins(session, visit, who.person_id),
        confirmed_at=who.confirmed_at,
    )


async def keep_awake(session: Any, visit: Visit) -> None:
    """Push the session's idle end; background polls never do."""
    if visit.unseen_for > TOUCH_AFTER:
        await sessions.touch(session, visit.visitor.token, visit.at)


async def _stand_ins(session: Any, visit: Visit, substitute: PersonId) -> tuple[StandIn, ...]:
    keyring, today = visit.dependencies.keyring, local_date(visit.now)
    found = await callers.absent_of(session, keyring, substitute, today)
    return tuple(
        StandIn(one.person_id, one.name, in_order(one.roles), one.office or "") for one in found
    )


def in_order(roles: frozenset[Role]) -> tuple[Role, ...]:
    """As listed in the vocabulary; the first is the role acted in when a page asks for none."""
    return tuple(role for role in Role if role in roles)


def local_date(moment: datetime) -> date:
    return moment.astimezone(KOREA).date()
