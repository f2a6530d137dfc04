"""Headers, origins and errors: what every answer keeps to (SR-34, SR-35, SR-39)."""

import re

import httpx2
import pytest
from fastapi import FastAPI

from tests.web.shell.conftest import BASE, PASSWORD, SAME, SignIn, browser
from web.access import routes_table
from web.app import MACHINE_PATHS
from web.headers import ALWAYS


async def test_every_answer_carries_the_headers(sign_in: SignIn, guest: httpx2.AsyncClient) -> None:
    client = await sign_in("coordinator")
    answers = [
        await guest.get("/login"),
        await guest.get("/no/such/page"),
        await guest.get("/account"),
        await guest.post("/login"),
        await guest.get("/static/tokens.css"),
        await client.get("/account"),
        await client.get("/trial/broken"),
        await client.get("/trial/cases/41570-aaaaaaaaaaaaaaaa"),
        await client.request("DELETE", "/account", headers=SAME),
        await client.post("/account/look", content=b"x" * 2_000_000, headers=SAME),
    ]
    for answer in answers:
        for name, value in ALWAYS.items():
            assert answer.headers[name] == value, (answer.request.url, name)
    assert [one.status_code for one in answers] == [
        200,
        404,
        303,
        403,
        200,
        200,
        500,
        200,
        405,
        413,
    ]
    assert "TOO_LARGE" in answers[-1].text
    assert all("unsafe" not in one.headers["content-security-policy"] for one in answers)


async def test_pages_are_never_kept_by_the_browser(sign_in: SignIn) -> None:
    client = await sign_in("coordinator")
    answer = await client.get("/trial/cases/41570-aaaaaaaaaaaaaaaa")
    assert answer.headers["cache-control"] == "no-store"


async def test_https_is_remembered_only_over_https(app: FastAPI, secure_app: FastAPI) -> None:
    async with browser(app) as plain, browser(secure_app, "https://hamkke.example") as safe:
        assert "strict-transport-security" not in (await plain.get("/login")).headers
        assert "strict-transport-security" in (await safe.get("/login")).headers


FOREIGN: list[dict[str, str]] = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "somewhere"},
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {},
    {"sec-fetch-site": "cross-site", "content-type": "text/plain"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_no_unsafe_route_answers_a_foreign_or_unknown_origin(
    headers: dict[str, str], sign_in: SignIn, app: FastAPI
) -> None:
    client = await sign_in("coordinator")
    unsafe = [row for row in routes_table(app) if row.method != "GET"]
    for row in unsafe:
        if row.path.startswith(MACHINE_PATHS):
            continue
        path = re.sub(r"\{\w+\}", "41570-aaaaaaaaaaaaaaaa", row.path)
        answer = await client.post(path, headers=headers, content=b"text=canary")
        assert answer.status_code == 403, row.path
        assert "FORM_EXPIRED" in answer.text
        assert "canary" not in answer.text
    assert (await client.get("/account")).status_code == 200


async def test_own_origin_without_fetch_metadata_passes(guest: httpx2.AsyncClient) -> None:
    sent = {"login": "dong", "password": PASSWORD}
    answer = await guest.post("/login", data=sent, headers={"origin": BASE})
    assert answer.status_code == 303


async def test_machine_paths_take_no_cookie_for_a_signature(sign_in: SignIn) -> None:
    client = await sign_in("coordinator")
    answer = await client.post("/webhooks/partners/agency-1", content=b"{}", headers=SAME)
    assert answer.status_code == 401


async def test_an_unexpected_fault_tells_nothing(
    sign_in: SignIn, capsys: pytest.CaptureFixture[str]
) -> None:
    client = await sign_in("coordinator")
    answer = await client.get("/trial/broken")
    logged = "".join(capsys.readouterr())
    assert answer.status_code == 500
    for word in ("홍길동", "900101", "Traceback", "RuntimeError", "conftest.py"):
        assert word not in answer.text
    assert "홍길동" not in logged
    assert "900101" not in logged


async def test_programs_get_the_same_code_as_json(guest: httpx2.AsyncClient) -> None:
    answer = await guest.get("/no/such/page", headers={"accept": "application/json"})
    assert answer.status_code == 404
    body = answer.json()
    assert body["code"] == "NOT_FOUND"
    assert set(body) == {"code", "message", "error_id"}


async def test_strange_addresses_are_plain_misses(guest: httpx2.AsyncClient) -> None:
    for path in ("/account/", "/%00", "/..%2f..%2fetc", "/login%2f", "/" + "x" * 10_000):
        answer = await guest.get(path)
        assert answer.status_code == 404, path


async def test_a_poll_without_a_session_leaves_its_place_alone(guest: httpx2.AsyncClient) -> None:
    answer = await guest.get("/inbox/count", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["hx-reswap"] == "none"
    part = await guest.get("/account", headers={"HX-Request": "true"})
    assert part.headers["hx-redirect"] == "/login"
