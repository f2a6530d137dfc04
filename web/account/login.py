"""Signing in and out. A second factor slots in between ``_checked`` and ``_signed_in``."""

from typing import Annotated

from fastapi import Response
from fastapi.responses import RedirectResponse
from pydantic import StringConstraints

from care.model.ids import DistrictCode, PersonId
from i18n.loader import DEFAULT, known
from store import access_records, people, sessions
from store.access_records import AccessRecord
from store.database import enter
from store.people import Person
from web import forms, passwords
from web.access import Access, Area, Here
from web.attempts import attempts_of
from web.look import COOKIE, THEMES, Look, keep_look
from web.places import local
from web.records import origin_of
from web.render import page
from web.visitor import Visit

area = Area()
NOBODY = PersonId("unknown")
NOWHERE = DistrictCode("00000")


class Login(forms.Form):
    login: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=passwords.AT_MOST)]
    next: str = ""


@area.get("/login", access=Access.to_all("where everybody starts"))
async def ask(visit: Here) -> Response:
    wanted = local(visit.request.query_params.get("next"))
    if visit.guest is not None:
        return RedirectResponse(wanted, status_code=303)
    return page(visit.request, "account/login.html", form=forms.blank(next=wanted))


@area.post("/login", access=Access.to_all("checks who asks"))
async def sign_in(visit: Here) -> Response:
    form = await forms.read(visit, Login, once=False)
    if form.data is None:
        form.raw.pop("password", None)
        return page(visit.request, "account/login.html", form=form, status=422)
    attempts = attempts_of(visit.request.app.state)
    minutes = attempts.wait_minutes(form.data.login, origin_of(visit))
    if minutes:
        return _refused(visit, form, "LOGIN_SLOWED", 429, minutes=str(minutes))
    person = await _checked(visit, form.data)
    if person is None:
        attempts.failed(form.data.login, origin_of(visit))
        return _refused(visit, form, "LOGIN_FAILED", 401)
    attempts.succeeded(form.data.login)
    return await _signed_in(visit, person, local(form.data.next))


@area.post("/logout", access=Access.to_all("ends one's own session, whatever it is"))
async def sign_out(visit: Here) -> Response:
    token = _cookie(visit)
    if token:
        async with visit.write() as session:
            await sessions.revoke(session, token, visit.now)
    answer = RedirectResponse("/login", status_code=303)
    _set_cookie(visit, answer, "", max_age=0)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


async def _checked(visit: Visit, asked: Login) -> Person | None:
    async with visit.door.read() as session:
        account = await people.by_login(session, asked.login)
    usable = account if account and account.person.active and account.person.roles else None
    right = await passwords.matches(asked.password, usable.password_hash if usable else None)
    if right and usable:
        return usable.person
    await _keep_failure(visit, account.person if account else None)
    return None


async def _keep_failure(visit: Visit, person: Person | None) -> None:
    record = _login_record(visit, person, "refused")
    async with visit.door.write() as session:
        await enter(session, record.district)
        await access_records.record(session, record)


def _login_record(visit: Visit, person: Person | None, outcome: str) -> AccessRecord:
    return AccessRecord(
        district=person.district if person else NOWHERE,
        at=visit.now,
        person=person.person_id if person else NOBODY,
        subject="",
        task="Login",
        outcome=outcome,
        policy_id="password",
        origin=origin_of(visit),
        request_id=visit.request_id,
    )


async def _signed_in(visit: Visit, person: Person, wanted: str) -> Response:
    """Always a new session; one carried in from before the login dies here (SR-05)."""
    settings = visit.dependencies.settings
    async with visit.door.write() as session:
        if old := _cookie(visit):
            await sessions.revoke(session, old, visit.now)
        await enter(session, person.district)
        await access_records.record(session, _login_record(visit, person, "allowed"))
        token = await sessions.create(session, person.person_id, visit.now, settings.session_life)
    answer = RedirectResponse(wanted, status_code=303)
    _set_cookie(visit, answer, token)
    _bring_look(visit, answer, person)
    return answer


def _bring_look(visit: Visit, answer: Response, person: Person) -> None:
    """Language and theme chosen elsewhere, unless this browser has a choice of its own."""
    if COOKIE in visit.request.cookies:
        return
    theme = person.theme if person.theme in THEMES else "system"
    look = Look(language=known(person.locale) or DEFAULT, theme=theme)
    if look != Look():
        keep_look(answer, look, secure=visit.dependencies.settings.secure)


def _cookie(visit: Visit) -> str:
    return visit.request.cookies.get(visit.dependencies.settings.session_cookie, "")


def _set_cookie(visit: Visit, answer: Response, token: str, max_age: int | None = None) -> None:
    """A cookie of the browser session: it goes with the window, the server ends it sooner."""
    settings = visit.dependencies.settings
    answer.set_cookie(
        settings.session_cookie,
        token,
        max_age=max_age,
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )


def _refused(
    visit: Visit, form: forms.Filled[Login], code: str, status: int, **params: str
) -> Response:
    """The same page for an account that exists and one that does not."""
    form.raw.pop("password", None)
    form.refuse("", code, **params)
    headers = {"Retry-After": str(int(params["minutes"]) * 60)} if "minutes" in params else {}
    return page(visit.request, "account/login.html", form=form, status=status, headers=headers)
