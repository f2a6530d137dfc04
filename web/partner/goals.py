"""``/partner/goals``: goals of agreed plans this body works on, with its own last word (GJ-11)."""

from dataclasses import dataclass

from fastapi import Response

from store import partner_notes, partner_view
from store.partner_notes import OwnGoal, Word
from store.partner_view import Referral
from web.access import Area, Here
from web.partner.desk import HOME, PAGE, desk_of, short, today_of
from web.render import page

area = Area(f"{HOME}/goals")


@dataclass(frozen=True)
class Row:
    referral: Referral
    number: str
    goal: OwnGoal
    noted: tuple[Word, ...]
    """Words of progress with a note, the latest first."""


@area.get("", access=PAGE)
async def listed(visit: Here) -> Response:
    desk, keyring, session = desk_of(visit), visit.dependencies.keyring, visit.session
    served = await partner_view.being_served(session, keyring, desk, today_of(visit))
    rows: list[Row] = []
    for one in served:
        linkage_id, today = one.linkage.linkage_id, today_of(visit, one.case_id)
        opened = await partner_view.referral(session, keyring, desk, linkage_id, today)
        if opened is None:
            continue
        goal = await partner_notes.own_goal(session, keyring, opened)
        if goal is None:
            continue
        words = await partner_notes.words(session, keyring, opened)
        noted = tuple(word for word in words if word.note)[:3]
        rows.append(Row(opened.referral, short(linkage_id), goal, noted))
    visit.saw([row.referral.case_id for row in rows])
    return page(visit.request, "partner/goals.html", rows=rows)
