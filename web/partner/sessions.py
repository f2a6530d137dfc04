"""``/partner/sessions``: what was given to many, told in a minute (PW-04).

Each row is an act of its own under an intent of its own, so that one refusal stops no other.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import Response
from pydantic import create_model

from care.messages.commands import RecordPartnerAnswer
from care.model.codes import PartnerAnswer
from care.model.ids import IntentKey
from store import partner_view
from store.partner_view import Referral
from web import forms, records
from web.access import Access, Area, Here
from web.decisions import Declined, InDoubt, Outcome, moved
from web.forms import Filled, Form, Line
from web.partner.desk import HOME, desk_of, short, today_of
from web.partner.sending import in_doubt, tell
from web.partner.ways import Sessions
from web.render import page
from web.visitor import Visit

area = Area(f"{HOME}/sessions")
ADDRESS = f"{HOME}/sessions"


@dataclass(frozen=True)
class Row:
    """``key`` names the row's fields; it is the referral's place on the page, not its id."""

    key: str
    referral: Referral
    number: str
    said: str = ""


@area.get("", access=Access("ReportSessions"))
async def show(visit: Here) -> Response:
    rows = await _rows(visit, visit.session)
    visit.saw([row.referral.case_id for row in rows])
    return _page(visit, rows, forms.blank(on=today_of(visit).isoformat()))


@area.post("", access=Access("ReportSessions", record="act"))
async def report(visit: Here) -> Response:
    async with visit.read() as session:
        rows = await _rows(visit, session)
    form = await forms.read(visit, _model(rows))
    given = _given(visit, form, rows)
    if form.data is None or form.errors or form.intent is None:
        return _page(visit, rows, form, 422)
    await _recorded(visit, given)
    refused, doubted = await _tell_all(visit, given, form.value, form.intent)
    if refused:
        return _page(visit, rows, form, 422, refused)
    if doubted:
        return in_doubt(visit, ADDRESS)
    return moved(visit.request, f"{ADDRESS}?told={len(given)}")


async def _recorded(visit: Visit, given: list[tuple[Row, int]]) -> None:
    """Who wrote to which case, before any of them is asked."""
    visit.saw([row.referral.case_id for row, _ in given])
    async with visit.write() as session:
        await records.keep(session, visit, "act", "ReportSessions")


async def _tell_all(
    visit: Visit, given: list[tuple[Row, int]], said: Any, intent: IntentKey
) -> tuple[dict[str, str], bool]:
    """What was refused, by row; and whether the outcome of any is not known yet."""
    refused: dict[str, str] = {}
    doubted = False
    for row, times in given:
        outcome = await _tell(visit, row, times, said, intent)
        if isinstance(outcome, Declined):
            refused[row.key] = outcome.words.sentence
        doubted = doubted or isinstance(outcome, InDoubt)
    return refused, doubted


def _key(one: Referral) -> str:
    return one.linkage.linkage_id.replace("-", "_")


async def _rows(visit: Visit, session: Any) -> list[Row]:
    desk, keyring = desk_of(visit), visit.dependencies.keyring
    found = await partner_view.being_served(session, keyring, desk, today_of(visit))
    return [Row(_key(one), one, short(one.linkage.linkage_id)) for one in found]


def _model(rows: list[Row]) -> type[Form]:
    parts: dict[str, Any] = {"on": (date, ...)}
    for row in rows:
        parts[f"times_{row.key}"] = (Sessions | None, None)
        parts[f"note_{row.key}"] = (Line | None, None)
    return create_model("SessionsReported", __base__=Form, **parts)


def _given(visit: Visit, form: Filled[Any], rows: list[Row]) -> list[tuple[Row, int]]:
    if form.data is None:
        return []
    told = [(row, getattr(form.data, f"times_{row.key}")) for row in rows]
    given = [(row, times) for row, times in told if times]
    if not given:
        form.refuse("", "NOTHING_TO_REPORT")
    if any(form.data.on > today_of(visit, row.referral.case_id) for row, _ in given):
        form.refuse("on", "DATE_FUTURE")
    return given


async def _tell(visit: Visit, row: Row, times: int, said: Any, intent: IntentKey) -> Outcome:
    desk, linkage = desk_of(visit), row.referral.linkage
    own = IntentKey(f"{intent}.{row.key}")
    return await tell(
        visit,
        row.referral.case_id,
        lambda ids: RecordPartnerAnswer(
            linkage_id=linkage.linkage_id,
            agency_id=desk.agency_id,
            answer=PartnerAnswer.PROGRESS,
            on=said.on,
            sessions=times,
            note=ids.get("note"),
            message_id=own,
        ),
        own,
        {"note": getattr(said, f"note_{row.key}")},
    )


def _page(
    visit: Visit,
    rows: list[Row],
    form: Filled[Any],
    status: int = 200,
    refused: dict[str, str] | None = None,
) -> Response:
    told = visit.request.query_params.get("told", "")
    return page(
        visit.request,
        "partner/sessions.html",
        status=status,
        rows=rows,
        form=form,
        refused=refused or {},
        told=int(told) if told.isdecimal() and len(told) < 5 else 0,
    )
