"""``/r/{token}``: the PIN, the one referral, the answer. Works without script, on a phone.

Nothing of the household is shown before the PIN; a link that is over says so and no more; what was
never a link is no page at all. Every try, view and answer leaves an access record.
"""

from typing import Annotated, Any

from fastapi import Response
from fastapi.responses import RedirectResponse
from pydantic import SecretStr, StringConstraints

from care.messages.inbound import IncomingAnswer
from care.model.codes import DeclineReason, LinkageStatus, PartnerAnswer
from care.model.ids import CaseId, PersonId
from store import access_records, agencies, partner_access, partner_links
from store.access_records import AccessRecord
from store.partner_links import UNLOCKED_FOR, Link
from web import forms, passwords
from web.access import Access, Area, Here
from web.forms import Filled, Form
from web.links import answers
from web.links.answers import AnswerForm
from web.links.shown import Asked, asked
from web.records import origin_of
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area("/r")
OPEN = Access.to_all("a signed link with the body's PIN; no name before it")
RECEIVED = "received"


class PinForm(Form):
    pin: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=12)]


@area.get("/{token}", access=OPEN)
async def show(visit: Here, token: str) -> Response:
    async with visit.door.write() as session:
        link, found = await _opened(session, visit, token)
        if found is None:
            return _over(visit)
        if not _unlocked(visit, link):
            return _ask_pin(visit, forms.blank())
        return await _referral(session, visit, link, found, forms.blank())


@area.post("/{token}/pin", access=OPEN)
async def give_pin(visit: Here, token: str) -> Response:
    """The try is counted and kept before it is compared."""
    form = await forms.read(visit, PinForm, once=False)
    async with visit.door.write() as session:
        link, found = await _opened(session, visit, token)
        if found is None:
            return _over(visit)
        if form.data is None:
            return _ask_pin(visit, form, 422)
        taken = await partner_access.take_try(session, link.agency_id)
    right = await passwords.matches(form.value.pin, taken.pin_hash)
    async with visit.door.write() as session:
        link, found = await _opened(session, visit, token)
        if found is None:
            return _over(visit)
        if not right:
            await _record(session, visit, link, found.read.case_id, "refused")
            form.raw.clear()
            locked = taken.left == 0
            form.refuse("pin", "PIN_LOCKED" if locked else "PIN_WRONG", left=str(taken.left))
            return _ask_pin(visit, form, 403 if locked else 422)
        await partner_access.clear_tries(session, link.agency_id)
        held = await partner_links.unlock(session, link.link_id, visit.now)
        await _say_received(session, visit, link, found)
    return _let_in(visit, token, held)


@area.post("/{token}/answer", access=OPEN)
async def answer(visit: Here, token: str) -> Response:
    form = await forms.read(visit, AnswerForm, once=False)
    async with visit.door.write() as session:
        link, found = await _opened(session, visit, token)
        if found is None:
            return _over(visit)
        if not _unlocked(visit, link):
            return _ask_pin(visit, forms.blank(), 403)
        what = answers.told(form, found.status, visit) if form.data is not None else None
        if what is None or form.errors:
            return await _referral(session, visit, link, found, form, 422)
        await _record(session, visit, link, found.read.case_id, "allowed", "act")
        told = answers.incoming(link, what, form.value)
        await answers.keep(session, visit, link, form.value.press, told)
    if what.answer in (PartnerAnswer.DECLINED, PartnerAnswer.DONE, PartnerAnswer.NOT_DELIVERED):
        return page(visit.request, "links/thanks.html", answer=what.answer)
    return RedirectResponse(f"/r/{token}", status_code=303)


async def _opened(session: Any, visit: Visit, token: str) -> tuple[Link, Asked | None]:
    link = await partner_links.opened(session, visit.dependencies.keyring, token)
    if link is None:
        raise Problem(404, "NOT_FOUND")
    return link, await asked(session, visit, link)


async def _referral(
    session: Any, visit: Visit, link: Link, found: Asked, form: Filled[Any], status: int = 200
) -> Response:
    body = await agencies.agency(session, link.agency_id)
    await _record(session, visit, link, found.read.case_id, "allowed")
    return page(
        visit.request,
        "links/referral.html",
        status=status,
        form=form,
        asked=found,
        body=body,
        link=link,
        token=visit.request.path_params["token"],
        choices=answers.choices(found.status),
        declines=tuple(DeclineReason),
        results=answers.RESULTS,
        press=answers.new_press(),
    )


async def _say_received(session: Any, visit: Visit, link: Link, found: Asked) -> None:
    """Who gave the PIN has the referral before them; the case need not chase for that."""
    if found.status is not LinkageStatus.REQUESTED:
        return
    seen = IncomingAnswer(message_id="", linkage_id=link.linkage_id, answer=PartnerAnswer.RECEIVED)
    await answers.keep(session, visit, link, RECEIVED, seen)


async def _record(
    session: Any, visit: Visit, link: Link, case_id: CaseId, outcome: str, purpose: str = "view"
) -> None:
    entry = AccessRecord(
        district=link.district,
        at=visit.now,
        person=PersonId(f"agency:{link.agency_id}"),
        subject=case_id,
        task="OpenByLink",
        outcome=outcome,
        policy_id="partner link",
        purpose=purpose,
        origin=origin_of(visit),
        request_id=visit.request_id,
    )
    await access_records.record(session, entry)


def _unlocked(visit: Visit, link: Link) -> bool:
    return link.unlocked_by(visit.request.cookies.get(_cookie(visit), ""), visit.now)


def _ask_pin(visit: Visit, form: Filled[Any], status: int = 200) -> Response:
    token = visit.request.path_params["token"]
    return page(visit.request, "links/pin.html", status=status, form=form, token=token)


def _over(visit: Visit) -> Response:
    return page(visit.request, "links/over.html", status=410)


def _let_in(visit: Visit, token: str, held: SecretStr) -> Response:
    answer = RedirectResponse(f"/r/{token}", status_code=303)
    answer.set_cookie(
        _cookie(visit),
        held.get_secret_value(),
        max_age=int(UNLOCKED_FOR.total_seconds()),
        path=f"/r/{token}",
        secure=visit.dependencies.settings.secure,
        httponly=True,
        samesite="lax",
    )
    return answer


def _cookie(visit: Visit) -> str:
    return "__Secure-hamkke-link" if visit.dependencies.settings.secure else "hamkke-link"
