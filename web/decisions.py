"""From a filled form to a case's answer: texts first, then the envelope, then one of four ends.

Done, refused with words, unknown (kept in the outbox and shown as 확인 중), or the engine is away.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from care.messages.commands import Command
from care.messages.envelope import CaseStart, Envelope, Receipt
from care.model.codes import Role
from care.model.ids import CaseId, IntentKey, TextId
from care.model.refusal import Refusal
from store import outbox, texts
from web import records
from web.forms import Filled
from web.intents import new_intent
from web.places import local
from web.refusals import Words, conflict, words_of
from web.render import page
from web.visitor import Visit
from web.words import Problem, unwritten
from workflows.client import NotFound, Refused, Unknown

TextIds = Mapping[str, TextId]
"""Field name to the id its text was stored under; only fields that hold text."""
Make = Callable[[TextIds], Command]


@dataclass(frozen=True)
class Act:
    """One thing asked of one case. ``texts`` are stored sealed before anything is sent."""

    case_id: CaseId
    command: Make
    texts: Mapping[str, str | None] = field(default_factory=dict)
    role: Role | None = None
    """The role acted in; the visitor's first when None."""
    opening: CaseStart | None = None
    """Set when the act opens the case."""


@dataclass(frozen=True)
class Done:
    receipt: Receipt


@dataclass(frozen=True)
class Declined:
    """The case said no; ``status`` as in ``web.refusals.conflict``."""

    refusal: Refusal
    words: Words
    status: int


@dataclass(frozen=True)
class InDoubt:
    """It may have happened. The relay goes on asking under the same intent."""

    case_id: CaseId
    intent: IntentKey


Outcome = Done | Declined | InDoubt


async def decide(visit: Visit, act: Act, intent: IntentKey | None = None) -> Outcome:
    """Store the texts, ask the case, and say how it ended."""
    key = intent or new_intent()
    command = act.command(await _store_texts(visit, act, key))
    envelope = Envelope(intent=key, actor=visit.visitor.actor(act.role), command=command)
    try:
        return Done(await _ask(visit, act, envelope))
    except Refused as no:
        words, status = await words_of(visit, no.refusal), conflict(no.refusal.code)
        if status == 403:
            await _record_refusal(visit, act, type(command).__name__, no.refusal.code)
        return Declined(no.refusal, words, status)
    except Unknown:
        await _keep(visit, act, envelope)
        return InDoubt(act.case_id, key)
    except NotFound:
        raise Problem(404, "NOT_FOUND") from None


async def _record_refusal(visit: Visit, act: Act, action: str, code: str) -> None:
    try:
        async with visit.write() as session:
            await records.keep_refusal(session, visit, action, code, act.case_id)
    except Exception as failure:
        raise unwritten(failure) from failure


async def _ask(visit: Visit, act: Act, envelope: Envelope) -> Receipt:
    cases = visit.dependencies.cases
    if act.opening is not None:
        return await cases.open(act.opening, envelope)
    return await cases.ask(act.case_id, envelope)


async def _store_texts(visit: Visit, act: Act, intent: IntentKey) -> dict[str, TextId]:
    written = {name: text for name, text in act.texts.items() if text}
    ids = {name: TextId(f"{intent}.{name}") for name in written}
    if not written:
        return ids
    async with visit.write() as session:
        for name, text in written.items():
            await texts.save_text(
                session,
                visit.dependencies.keyring,
                act.case_id,
                ids[name],
                text,
                visit.visitor.person,
                visit.now,
            )
    return ids


async def _keep(visit: Visit, act: Act, envelope: Envelope) -> None:
    async with visit.write() as session:
        kept = outbox.Kept(envelope=envelope, start=act.opening)
        await outbox.keep_unknown(session, visit.dependencies.keyring, act.case_id, kept, visit.at)


Again = Callable[[Words, int], Awaitable[Response]]
"""Shows the form once more with what the case said and the status to answer with."""


async def submit(
    visit: Visit,
    act: Act,
    form: Filled[Any],
    *,
    done: str,
    again: Again,
    fragment: Callable[[Receipt], Awaitable[Response]] | None = None,
) -> Response:
    """``decide`` and its answer to the browser: 303 to ``done`` or a fragment, 422/409, 202."""
    outcome = await decide(visit, act, form.intent)
    if isinstance(outcome, Done):
        if fragment is not None and is_htmx(visit.request):
            return await fragment(outcome.receipt)
        return moved(visit.request, done)
    if isinstance(outcome, Declined):
        return await again(outcome.words, outcome.status)
    return in_doubt(visit, outcome, done)


def in_doubt(visit: Visit, outcome: InDoubt, done: str) -> Response:
    """202: neither done nor failed; the page asks again by itself."""
    again = f"/pending/{outcome.case_id}/{outcome.intent}?next={quote(local(done), safe='')}"
    return page(
        visit.request,
        "errors/in_doubt.html",
        block="content",
        status=202,
        again=again,
        done=local(done),
    )


def moved(request: Request, path: str) -> Response:
    """See another page next; htmx follows its own header, since it swaps whatever it gets."""
    target = local(path)
    if is_htmx(request):
        return HTMLResponse("", headers={"HX-Redirect": target})
    return RedirectResponse(target, status_code=303)


def is_htmx(request: Request) -> bool:
    return request.headers.get("HX-Request") == "true"
