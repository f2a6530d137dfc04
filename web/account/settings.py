"""One's own page: how pages look and speak, the password, the time left, and acts in doubt."""

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import Response
from fastapi.responses import RedirectResponse
from pydantic import StringConstraints

from care.model.ids import CaseId, IntentKey
from i18n.loader import Language
from store import outbox, people, sessions, timeline
from store.outbox import Outcome
from web import forms, passwords
from web.access import Access, Area, Here
from web.decisions import InDoubt, in_doubt
from web.look import Look, keep_look, look_of
from web.places import local
from web.refusals import words_of
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area()
OWN = Access(action="ViewAccount", record=None)
CHANGE = Access(action="ChangeAccount", record="own_account")


class Looks(forms.Form):
    language: Language
    theme: Literal["system", "light", "dark"]
    density: Literal["comfortable", "compact"]
    contrast: Literal["system", "normal", "more"]
    keys: Literal["on", "off"]


class LanguageOnly(forms.Form):
    language: Language
    next: str = ""


class Onward(forms.Form):
    next: str = ""


class NewPassword(forms.Form):
    current: Annotated[str, StringConstraints(min_length=1, max_length=passwords.AT_MOST)]
    new: Annotated[str, StringConstraints(min_length=1, max_length=passwords.AT_MOST)]
    again: Annotated[str, StringConstraints(min_length=1, max_length=passwords.AT_MOST)]


@area.get("/account", access=OWN)
async def show(visit: Here) -> Response:
    return await _account(visit)


@area.post("/account/look", access=CHANGE)
async def choose(visit: Here) -> Response:
    form = await forms.read(visit, Looks, once=False)
    if form.data is None:
        return await _account(visit, looks=form, status=422)
    answer = RedirectResponse("/account?saved=look", status_code=303)
    look = Look(**form.data.model_dump())
    keep_look(answer, look, secure=visit.dependencies.settings.secure)
    async with visit.write() as session:
        await people.set_preferences(session, visit.visitor.person, look.language, look.theme)
    return answer


@area.post("/language", access=Access.to_all("changes only a cookie of one's own browser"))
async def speak(visit: Here) -> Response:
    form = await forms.read(visit, LanguageOnly, once=False)
    chosen = form.value
    answer = RedirectResponse(local(chosen.next), status_code=303)
    look = replace(look_of(visit.request), language=chosen.language)
    keep_look(answer, look, secure=visit.dependencies.settings.secure)
    return answer


@area.post("/account/password", access=CHANGE)
async def change_password(visit: Here) -> Response:
    """Ends every session of the person; the next page is the login."""
    form = await forms.read(visit, NewPassword, once=False)
    form.raw.clear()
    if form.data is not None:
        await _judge(visit, form)
    if form.data is None or form.errors:
        return await _account(visit, password=form, status=422)
    new = await passwords.hashed(form.data.new)
    async with visit.write() as session:
        await people.set_password_hash(session, visit.visitor.person, new, visit.now)
    return RedirectResponse("/login", status_code=303)


async def _judge(visit: Visit, form: forms.Filled[NewPassword]) -> None:
    given = form.value
    async with visit.read() as session:
        person = await people.person(session, visit.visitor.person)
        account = await people.by_login(session, person.login) if person else None
    if account is None or not await passwords.matches(given.current, account.password_hash):
        form.refuse("current", "PASSWORD_WRONG")
        return
    fault = passwords.fault(given.new, account.person.login, visit.visitor.name)
    if fault:
        form.refuse("new", fault)
    elif given.new != given.again:
        form.refuse("again", "PASSWORD_DIFFERS")


@area.post("/account/extend", access=Access(action="ViewAccount", record=None))
async def extend(visit: Here) -> Response:
    """The extend control of the idle warning: the only thing it does is push the idle end."""
    async with visit.write() as session:
        await sessions.touch(session, visit.visitor.token, visit.now)
    if "HX-Request" in visit.request.headers:
        return Response(status_code=204)
    return RedirectResponse("/account", status_code=303)


@area.post("/account/confirm", access=Access(action="ViewAccount", record=None, step_up=True))
async def confirm(visit: Here) -> Response:
    """Back to the page that asked for the password; the guard has checked it (SR-06)."""
    form = await forms.read(visit, Onward)
    return RedirectResponse(local(form.value.next), status_code=303)


@area.get("/pending/{case_id}/{intent}", access=Access(action="ViewAccount", record=None))
async def ask_again(visit: Here, case_id: str, intent: str) -> Response:
    """What became of an act whose answer did not come in time. Shows nothing of the case."""
    if not case_id.startswith(f"{visit.visitor.district}-"):
        raise Problem(404, "NOT_FOUND")
    wanted = local(visit.request.query_params.get("next"))
    doubt = InDoubt(CaseId(case_id), IntentKey(intent))
    if await timeline.receipt(visit.session, doubt.intent, doubt.case_id) is not None:
        return RedirectResponse(wanted, status_code=303)
    keyring = visit.dependencies.keyring
    ended = await outbox.outcome(visit.session, keyring, doubt.case_id, doubt.intent)
    if ended is None:
        raise Problem(404, "NOT_FOUND")
    if ended.outcome is Outcome.PENDING:
        return in_doubt(visit, doubt, wanted)
    if ended.refusal is None:
        return RedirectResponse(wanted, status_code=303)
    words = await words_of(visit, ended.refusal)
    return page(visit.request, "errors/declined.html", words=words, done=wanted, status=409)


async def _account(
    visit: Visit,
    *,
    looks: forms.Filled[Looks] | None = None,
    password: forms.Filled[NewPassword] | None = None,
    status: int = 200,
) -> Response:
    look = look_of(visit.request)
    shown = looks or forms.blank(
        language=look.language,
        theme=look.theme,
        density=look.density,
        contrast=look.contrast,
        keys=look.keys,
    )
    return page(
        visit.request,
        "account/account.html",
        status=status,
        looks=shown,
        password=password or forms.blank(),
        saved=visit.request.query_params.get("saved", ""),
        approver=visit.may("NameSubstitute"),
    )
