"""What is decided of households of the queue, one or several; each is done or not on its own."""

from datetime import date
from typing import Any, Literal
from urllib.parse import urlencode

from fastapi import Request, Response

from care.decide.triage import may_rest, may_snooze, rests_until
from care.model.codes import Role
from care.model.discovery import TriageDecline
from care.model.ids import CaseId, OfficeCode
from store import at_risk_acts, at_risk_queue, queries
from store.at_risk_acts import Doer
from web import records
from web.access import Access, Area, Here
from web.acts.models import Code
from web.decisions import moved
from web.districts import policy_of
from web.forms import Form, read
from web.identity import local_date
from web.places import local
from web.triage.query import PATH
from web.triage.shown import ruled
from web.visitor import Resource, Visit, Visitor, scope_of
from web.words import Problem

area = Area(PATH)
MOST = 100
OPENS = (Role.COORDINATOR, Role.CASE_MANAGER, Role.TEAM_LEAD, Role.LOCAL_OFFICE)
What = Literal["accept", "decline", "snooze", "wake", "undo", "merge", "attach", "apart", "place"]
AFTER_PAGE = frozenset({"apart", "place"})
"""Acts after which the same household is looked at again."""


async def the_household(request: Request, session: Any, visitor: Visitor) -> Resource | None:
    """``{at_risk_id}`` of the path; no row when missing or out of scope, which look the same."""
    keyring = request.app.state.dependencies.keyring
    at_risk_id = str(request.path_params["at_risk_id"])
    row = await at_risk_queue.row(session, keyring, scope_of(visitor), at_risk_id)
    if row is not None:
        request.state.visit.saw([row.at_risk_id])
    own = visitor.district
    return Resource(kind="District", id=own, district=own, row=row)


class DecideForm(Form):
    """``other``: the household merged into, or said not to be the same; ``case``: attached to."""

    do: What
    reason: TriageDecline | None = None
    rest: bool = False
    until: date | None = None
    office: Code | None = None
    other: Code | None = None
    case: Code | None = None
    back: str = PATH


class SelectedForm(DecideForm):
    household: tuple[str, ...] = ()


@area.post("/selected", access=Access("DecideTriage", record=None))
async def selected(visit: Here) -> Response:
    """What could not be done stays selected and says why; merging keeps the one told of first."""
    ruled(visit)
    filled = await read(visit, SelectedForm)
    form = filled.value
    chosen = list(dict.fromkeys(form.household))[:MOST]
    if form.do == "merge":
        chosen, form = await _kept_first(visit, chosen, form)
    did = [one for one in chosen if await _do(visit, one, form)]
    await _start_openings(visit, form)
    said = [("what", form.do), *(("did", one) for one in did)]
    said += [("failed", one) for one in chosen if one not in did]
    back = local(form.back).split("what=")[0].rstrip("?&")
    joint = "&" if "?" in back else "?"
    return moved(visit.request, f"{back}{joint}{urlencode(said)}")


@area.post("/{at_risk_id}/decide", access=Access("DecideTriage", the_household, record=None))
async def decide(visit: Here, at_risk_id: str) -> Response:
    ruled(visit)
    if visit.resource is None or visit.resource.row is None:
        raise Problem(404, "NOT_FOUND")
    filled = await read(visit, DecideForm)
    form = filled.value
    if not await _do(visit, at_risk_id, form):
        raise Problem(409, "TRIAGE_CHANGED")
    await _start_openings(visit, form)
    if form.do == "accept":
        async with visit.read() as session:
            keyring = visit.dependencies.keyring
            row = await at_risk_queue.row(session, keyring, visit.scope, at_risk_id)
        if row is not None and row.opening_id is not None:
            return moved(visit.request, f"/openings/{row.opening_id}")
    if form.do in AFTER_PAGE:
        return moved(visit.request, f"{PATH}/{at_risk_id}")
    return moved(visit.request, f"{PATH}?{urlencode({'what': form.do, 'did': at_risk_id})}")


async def _kept_first(
    visit: Visit, chosen: list[str], form: SelectedForm
) -> tuple[list[str], SelectedForm]:
    async with visit.read() as session:
        keyring = visit.dependencies.keyring
        rows = await at_risk_queue.rows_of(session, keyring, visit.scope, chosen)
    if len(rows) < 2:
        return chosen, form
    into = rows[0].at_risk_id
    return [one for one in chosen if one != into], form.model_copy(update={"other": into})


async def _do(visit: Visit, at_risk_id: str, form: DecideForm) -> bool:
    """Inside the scope, where it still stands for it, recorded in the same transaction."""
    doer = Doer(visit.scope, visit.visitor.person, visit.now, _role(visit))
    async with visit.write() as session:
        if not await _changed(visit, session, doer, at_risk_id, form):
            return False
        visit.subjects = [at_risk_id]
        await records.keep(session, visit, "act", "DecideTriage")
    return True


async def _changed(
    visit: Visit, session: Any, doer: Doer, at_risk_id: str, form: DecideForm
) -> bool:
    keyring, today = visit.dependencies.keyring, local_date(visit.now)
    match form.do:
        case "accept":
            return await _accepted(visit, session, doer, at_risk_id, form)
        case "decline":
            return await _declined(visit, session, doer, at_risk_id, form)
        case "snooze":
            if form.until is None or not may_snooze(form.until, today):
                return False
            return await at_risk_acts.snooze(session, doer, at_risk_id, form.until)
        case "wake":
            return await at_risk_acts.wake(session, doer, at_risk_id)
        case "undo":
            return await at_risk_acts.undo(session, keyring, doer, at_risk_id)
        case "merge":
            into = form.other or ""
            return await at_risk_acts.merge(session, keyring, doer, at_risk_id, into)
    return await _kept_apart_or_placed(visit, session, doer, at_risk_id, form)


async def _kept_apart_or_placed(
    visit: Visit, session: Any, doer: Doer, at_risk_id: str, form: DecideForm
) -> bool:
    keyring = visit.dependencies.keyring
    match form.do:
        case "attach":
            case_id = CaseId(form.case or "")
            place = await queries.case_place(session, visit.scope, case_id)
            if place is None:
                return False
            return await at_risk_acts.attach(session, keyring, doer, at_risk_id, case_id)
        case "apart":
            other = form.other or ""
            return await at_risk_acts.say_apart(session, keyring, doer, at_risk_id, other)
    office = _office(visit, form.office)
    return office is not None and await at_risk_acts.name_office(session, doer, at_risk_id, office)


async def _accepted(
    visit: Visit, session: Any, doer: Doer, at_risk_id: str, form: DecideForm
) -> bool:
    """Somebody has to say which office it belongs to before a case can be opened."""
    keyring = visit.dependencies.keyring
    row = await at_risk_queue.row(session, keyring, visit.scope, at_risk_id)
    office = _office(visit, form.office or (row.office if row else None))
    if row is None or office is None:
        return False
    opening = await at_risk_acts.accept(session, keyring, doer, at_risk_id, office)
    return opening is not None


async def _declined(
    visit: Visit, session: Any, doer: Doer, at_risk_id: str, form: DecideForm
) -> bool:
    """``rest``: signals rest until the day given, else as long as the policy says."""
    if form.reason is None:
        return False
    until, today = None, local_date(visit.now)
    if form.rest:
        until = form.until or rests_until(ruled(visit), today)
        if not may_rest(until, today):
            return False
    return await at_risk_acts.decline(session, doer, at_risk_id, form.reason, until)


async def _start_openings(visit: Visit, form: DecideForm) -> None:
    if form.do == "accept" and visit.dependencies.openings is not None:
        await visit.dependencies.openings.start(visit.visitor.district)


def _office(visit: Visit, code: str | None) -> OfficeCode | None:
    policy, own = policy_of(visit.visitor.district), visit.scope.offices
    if code is None or policy is None or OfficeCode(code) not in policy.offices:
        return None
    return OfficeCode(code) if own is None or OfficeCode(code) in own else None


def _role(visit: Visit) -> Role:
    return next((one for one in OPENS if visit.visitor.may_act_as(one)), Role.CASE_MANAGER)
