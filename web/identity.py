"""Who holds a session: looked up anew with each request, so that a revoked one is dead at once."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from care.model.codes import Role
from care.model.ids import OfficeCode, PersonId
from store import people, sessions
from store.database import enter
from web.visitor import StandIn, Visit, Visitor

TOUCH_AFTER = timedelta(seconds=60)
KOREA = ZoneInfo("Asia/Seoul")


async def visitor_of(session: Any, visit: Visit) -> Visitor | None:
    """The visitor of a live session."""
    settings = visit.dependencies.settings
    token = visit.request.cookies.get(settings.session_cookie, "")
    if not token:
        return None
    held = await sessions.find(session, token, visit.now, settings.session_idle)
    person = await people.person(session, held.person_id) if held else None
    if held is None or person is None or not person.roles:
        return None
    await enter(session, person.district)
    visit.unseen_for = visit.now - held.last_seen_at
    absent = await people.substitute_for(session, person.person_id, local_date(visit.now))
    names = await people.display_names(
        session, visit.dependencies.keyring, [person.person_id, *absent]
    )
    return Visitor(
        person=person.person_id,
        name=names.get(person.person_id, person.login),
        roles=in_order(person.roles),
        district=person.district,
        office=person.office or OfficeCode(""),
        agency=person.agency_id,
        token=token,
        signed_in_at=held.created_at,
        stands_in=await _stand_ins(session, absent, names),
    )


async def keep_awake(session: Any, visit: Visit) -> None:
    """Push the session's idle end; background polls never do."""
    if visit.unseen_for > TOUCH_AFTER:
        await sessions.touch(session, visit.visitor.token, visit.now)


async def _stand_ins(
    session: Any, absent: tuple[PersonId, ...], names: dict[PersonId, str]
) -> tuple[StandIn, ...]:
    found = [await people.person(session, one) for one in absent]
    return tuple(
        StandIn(one.person_id, names.get(one.person_id, ""), in_order(one.roles), one.office or "")
        for one in found
        if one is not None and one.active
    )


def in_order(roles: frozenset[Role]) -> tuple[Role, ...]:
    """As listed in the vocabulary; the first is the role acted in when a page asks for none."""
    return tuple(role for role in Role if role in roles)


def local_date(moment: datetime) -> date:
    return moment.astimezone(KOREA).date()
