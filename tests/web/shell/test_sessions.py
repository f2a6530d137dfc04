"""Signing in, staying signed in, and being out at once (SR-01 to SR-05)."""

import httpx2
from fastapi import FastAPI
from sqlalchemy import text

from care.model.ids import PersonId
from store import people
from tests.web.shell.conftest import PASSWORD, SAME, Clock, SignIn, browser
from web.dependencies import Dependencies


async def sign(client: httpx2.AsyncClient, login: str, password: str) -> httpx2.Response:
    sent = {"login": login, "password": password}
    return await client.post("/login", data=sent, headers=SAME)


async def test_wrong_and_unknown_answer_alike(guest: httpx2.AsyncClient) -> None:
    wrong = await sign(guest, "manager", "not the password")
    unknown = await sign(guest, "nobody-at-all", "not the password")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace("manager", "") == unknown.text.replace("nobody-at-all", "")


async def test_guessing_is_slowed_down_and_ends_by_itself(guest: httpx2.AsyncClient) -> None:
    for login in ("manager", "nobody-at-all"):
        answers = [await sign(guest, login, "guess") for _ in range(11)]
        assert [one.status_code for one in answers[:10]] == [401] * 10
        assert answers[10].status_code == 429
        assert int(answers[10].headers["retry-after"]) <= 15 * 60
    right = await sign(guest, "manager", PASSWORD)
    assert right.status_code == 429
    other = await sign(guest, "dong", PASSWORD)
    assert other.status_code == 303


async def test_every_failure_leaves_an_access_record(
    guest: httpx2.AsyncClient, dependencies: Dependencies
) -> None:
    await sign(guest, "manager", "guess")
    await sign(guest, "nobody-at-all", "guess")
    async with dependencies.database.read() as session:
        rows = await session.execute(
            text("select person, outcome from access_records where task = 'Login'")
        )
    assert {tuple(row) for row in rows} == {("p-manager", "refused"), ("unknown", "refused")}


async def test_the_cookie_is_out_of_reach_of_scripts(guest: httpx2.AsyncClient) -> None:
    cookie = (await sign(guest, "manager", PASSWORD)).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Max-Age" not in cookie


async def test_over_https_the_cookie_is_bound_to_the_host(secure_app: FastAPI) -> None:
    async with browser(secure_app, "https://hamkke.example") as client:
        cookie = (await sign(client, "manager", PASSWORD)).headers["set-cookie"]
    assert cookie.startswith("__Host-")
    assert "Secure" in cookie
    assert "Path=/" in cookie


async def test_a_new_login_gives_a_new_session_and_ends_the_old(sign_in: SignIn) -> None:
    client = await sign_in("manager")
    before = client.cookies["hamkke"]
    await sign(client, "manager", PASSWORD)
    assert client.cookies["hamkke"] != before
    client.cookies.set("hamkke", before, domain="127.0.0.1", path="/")
    client.cookies.clear()
    old = await client.get("/account", headers={"cookie": f"hamkke={before}"})
    assert old.status_code == 303
    assert old.headers["location"].startswith("/login")


async def test_an_idle_session_ends(sign_in: SignIn, clock: Clock) -> None:
    client = await sign_in("manager")
    clock.forward(minutes=29)
    assert (await client.get("/account")).status_code == 200
    clock.forward(minutes=2)
    assert (await client.get("/account")).status_code == 303


async def test_the_extend_control_pushes_the_idle_end(sign_in: SignIn, clock: Clock) -> None:
    client = await sign_in("manager")
    assert 'data-extend="/account/extend"' in (await client.get("/account")).text
    clock.forward(minutes=29)
    answer = await client.post("/account/extend", headers=SAME | {"HX-Request": "true"})
    assert answer.status_code == 204
    clock.forward(minutes=29)
    assert (await client.get("/account")).status_code == 200


async def test_a_busy_session_ends_after_twelve_hours(sign_in: SignIn, clock: Clock) -> None:
    client = await sign_in("manager")
    for _ in range(24):
        clock.forward(minutes=29)
        await client.post("/account/extend", headers=SAME)
    clock.forward(minutes=25)
    assert (await client.get("/account")).status_code == 303


async def test_logging_out_ends_the_session_on_the_server(sign_in: SignIn) -> None:
    client = await sign_in("manager")
    token = client.cookies["hamkke"]
    left = await client.post("/logout", headers=SAME)
    assert left.headers["clear-site-data"] == '"cache", "storage"'
    again = await client.get("/account", headers={"cookie": f"hamkke={token}"})
    assert again.status_code == 303


async def test_switching_an_account_off_ends_all_its_sessions(
    sign_in: SignIn, dependencies: Dependencies, clock: Clock
) -> None:
    here, there = await sign_in("manager"), await sign_in("manager")
    async with dependencies.database.write() as session:
        await people.set_active(session, PersonId("p-manager"), False, clock.now)
    for client in (here, there):
        assert (await client.get("/account")).status_code == 303


async def test_a_new_password_ends_all_sessions(sign_in: SignIn) -> None:
    client, other = await sign_in("manager"), await sign_in("manager")
    new = "a colder river in winter"
    sent = {"current": PASSWORD, "new": new, "again": new}
    answer = await client.post("/account/password", data=sent, headers=SAME)
    assert answer.headers["location"] == "/login"
    assert (await other.get("/account")).status_code == 303
    assert (await sign(other, "manager", new)).status_code == 303


async def test_common_passwords_are_refused_without_repeating_them(sign_in: SignIn) -> None:
    client = await sign_in("manager")
    for new in ("복지1234!", "passwordpassword", "111111111111"):
        sent = {"current": PASSWORD, "new": new, "again": new}
        answer = await client.post("/account/password", data=sent, headers=SAME)
        assert answer.status_code == 422
        assert new not in answer.text


async def test_nobody_is_led_to_another_site_after_login(app: FastAPI) -> None:
    for wanted in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:x"):
        async with browser(app) as client:
            sent = {"login": "dong", "password": PASSWORD, "next": wanted}
            answer = await client.post("/login", data=sent, headers=SAME)
        assert answer.headers["location"] == "/"


async def test_everybody_starts_on_a_page_they_may_see(sign_in: SignIn) -> None:
    starts = {"dong": "/inbox", "operator": "/operations", "partner": "/partner"}
    for login, first in starts.items():
        client = await sign_in(login)
        answer = await client.get("/", headers=SAME)
        assert answer.headers["location"] == first
