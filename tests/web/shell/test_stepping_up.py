"""The password again before an act that binds the whole district (SR-06)."""

import re
from html import unescape

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from sqlalchemy import text

from tests.web.shell.conftest import PASSWORD, SAME, Clock, SignIn
from web import forms
from web.access import Access, Area, Here
from web.app import create_app
from web.areas import AREAS
from web.dependencies import Dependencies
from web.render import FreshIntent
from web.stepping_up import confirmed

binding = Area("/binding")
BINDS = Access("ListCases", record="bind", step_up=True)


class Binding(forms.Form):
    reason: forms.Memo


@binding.get("/form", access=Access("ListCases", record=None))
async def blank(visit: Here) -> PlainTextResponse:
    return PlainTextResponse(f"{FreshIntent(visit.guest)} {confirmed(visit)}")


@binding.post("/act", access=BINDS)
async def act(visit: Here) -> PlainTextResponse:
    form = await forms.read(visit, Binding)
    return PlainTextResponse(f"done: {form.value.reason}")


@binding.get("/look", access=BINDS)
async def look(visit: Here) -> PlainTextResponse:
    return PlainTextResponse("shown")


@pytest.fixture
def app(dependencies: Dependencies) -> FastAPI:
    return create_app(dependencies, (*AREAS, binding))


@pytest.fixture
async def stale(sign_in: SignIn, clock: Clock) -> httpx2.AsyncClient:
    client = await sign_in("manager")
    clock.forward(minutes=6)
    return client


async def intent_of(client: httpx2.AsyncClient) -> str:
    return (await client.get("/binding/form")).text.split(" ")[0]


async def send(client: httpx2.AsyncClient, **sent: str) -> httpx2.Response:
    return await client.post("/binding/act", data=sent, headers=SAME)


def kept(page: str) -> dict[str, str]:
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


async def records(dependencies: Dependencies) -> list[tuple[str, str]]:
    async with dependencies.database.read() as session:
        rows = await session.execute(
            text(
                "select outcome, purpose from access_records"
                " where task = 'ListCases' order by sequence"
            )
        )
    return [(row[0], row[1]) for row in rows]


async def test_a_fresh_login_needs_no_second_password(sign_in: SignIn, clock: Clock) -> None:
    client = await sign_in("manager")
    clock.forward(minutes=5)
    answer = await send(client, reason="명절 휴무", intent=await intent_of(client))
    assert answer.text == "done: 명절 휴무"


async def test_a_login_six_minutes_old_is_asked_again(
    stale: httpx2.AsyncClient, dependencies: Dependencies
) -> None:
    answer = await send(stale, reason="명절 휴무", intent=await intent_of(stale))
    assert answer.status_code == 403
    assert "STEP_UP_REQUIRED" in answer.text
    assert 'action="/binding/act"' in answer.text
    assert await records(dependencies) == [("refused", "STEP_UP_REQUIRED")]


async def test_the_password_sends_what_was_typed_on_in_one_go(
    stale: httpx2.AsyncClient, dependencies: Dependencies
) -> None:
    first = await send(stale, reason='첫 줄\n"둘째" 줄', intent=await intent_of(stale))
    done = await send(stale, **kept(first.text), password_again=PASSWORD)
    assert done.text.replace("\r", "") == 'done: 첫 줄\n"둘째" 줄'
    assert await records(dependencies) == [
        ("refused", "STEP_UP_REQUIRED"), ("allowed", "step_up"), ("allowed", "bind"),
    ]  # fmt: skip


async def test_it_counts_for_five_minutes(stale: httpx2.AsyncClient, clock: Clock) -> None:
    sent = {"reason": "명절", "intent": await intent_of(stale)}
    await send(stale, **sent, password_again=PASSWORD)
    clock.forward(minutes=5)
    assert (await stale.get("/binding/form")).text.endswith("True")
    assert (await send(stale, **sent)).status_code == 200
    clock.forward(seconds=1)
    assert (await stale.get("/binding/form")).text.endswith("False")
    assert (await send(stale, **sent)).status_code == 403


async def test_a_wrong_password_does_nothing_and_keeps_the_form(stale: httpx2.AsyncClient) -> None:
    sent = {"reason": "명절", "intent": await intent_of(stale)}
    wrong = await send(stale, **sent, password_again="not the password")
    assert wrong.status_code == 403
    assert "지금 비밀번호가 맞지 않습니다" in wrong.text
    assert "not the password" not in wrong.text
    assert kept(wrong.text) == sent
    for _ in range(10):
        await send(stale, **sent, password_again="not the password")
    slowed = await send(stale, **sent, password_again=PASSWORD)
    assert slowed.status_code == 403
    assert "분 뒤에" in slowed.text


async def test_another_session_of_the_same_person_stays_unconfirmed(
    stale: httpx2.AsyncClient, sign_in: SignIn, clock: Clock
) -> None:
    other = await sign_in("manager")
    clock.forward(minutes=6)
    await send(stale, reason="명절", intent=await intent_of(stale), password_again=PASSWORD)
    assert (await send(other, reason="명절", intent=await intent_of(other))).status_code == 403


async def test_who_may_not_is_told_so_and_never_asked_for_a_password(
    sign_in: SignIn, clock: Clock
) -> None:
    client = await sign_in("policy")
    clock.forward(minutes=6)
    answer = await send(client, reason="명절", password_again=PASSWORD)
    assert (answer.status_code, "STEP_UP_REQUIRED" in answer.text) == (403, False)


async def test_a_page_to_look_at_comes_after_the_password(stale: httpx2.AsyncClient) -> None:
    asked = await stale.get("/binding/look")
    assert asked.status_code == 403
    sent = kept(asked.text) | {"password_again": PASSWORD}
    back = await stale.post("/account/confirm", data=sent, headers=SAME)
    assert (back.status_code, back.headers["location"]) == (303, "/binding/look")
    assert (await stale.get("/binding/look")).text == "shown"


async def test_programs_are_told_by_the_code(stale: httpx2.AsyncClient) -> None:
    answer = await stale.post("/binding/act", headers=SAME | {"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (403, "STEP_UP_REQUIRED")
