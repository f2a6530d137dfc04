"""The four ends of an act: done, refused in words, in doubt, gone (SR-39, rule 8)."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

from care.messages.commands import AddNote
from care.messages.envelope import Envelope, Receipt
from care.model.ids import CaseId, TextId
from care.model.refusal import Missing, Refusal
from store import outbox, texts
from tests.web.shell.conftest import SAME, Engine, SignIn, any_case, browser, trial
from tests.web.shell.test_forms import intent_in
from web import forms
from web.access import Access, Area, Here
from web.app import create_app
from web.areas import AREAS
from web.decisions import Act, submit
from web.dependencies import Dependencies
from web.refusals import Words
from workflows.client import Refused, Unknown

CASE = CaseId("41570-aaaaaaaaaaaaaaaa")
acts = Area("/acts-trial")


class NoteForm(forms.Form):
    note: forms.Memo


@acts.post("/{case_id}", access=Access(action="AddNote", resource=any_case, record="note"))
async def note(visit: Here) -> Any:
    form = await forms.read(visit, NoteForm)
    act = Act(
        visit.case_id,
        lambda ids: AddNote(note=ids["note"]),
        {"note": form.value.note},
    )

    async def again(words: Words, status: int) -> PlainTextResponse:
        return PlainTextResponse("\n".join((words.sentence, *words.missing)), status)

    return await submit(visit, act, form, done="/cases", again=again)


@pytest.fixture
def app(dependencies: Dependencies) -> FastAPI:
    return create_app(dependencies, (*AREAS, trial, acts))


async def send(client: Any, **headers: str) -> Any:
    intent = intent_in(await client.get("/account/substitutes"))
    sent = {"intent": intent, "note": "문이 잠겨 있었음"}
    return await client.post(f"/acts-trial/{CASE}", data=sent, headers=SAME | headers)


async def test_the_text_is_kept_sealed_and_only_its_id_travels(
    sign_in: SignIn, engine: Engine, dependencies: Dependencies
) -> None:
    answer = await send(await sign_in("coordinator"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/cases")
    (envelope,) = engine.asked
    assert isinstance(envelope.command, AddNote)
    text_id = TextId(f"{envelope.intent}.note")
    assert envelope.command.note == text_id
    assert envelope.actor.person == "p-coordinator"
    async with dependencies.database.read() as session:
        kept = await texts.texts(session, dependencies.keyring, CASE, [text_id])
    assert kept[text_id] == "문이 잠겨 있었음"


async def test_who_was_faster_is_said_by_name(sign_in: SignIn, engine: Engine) -> None:
    def refuse(envelope: Envelope) -> Receipt:
        params = {"by": "p-head", "at": "2026-11-16T00:30:00+00:00", "answer": "APPROVE"}
        raise Refused(Refusal(code="already_decided", params=params))

    engine.answer = refuse
    answer = await send(await sign_in("coordinator"))
    assert answer.status_code == 409
    assert "가상 head 님이 2026. 11. 16.(월) 09:30에 먼저 답했습니다" in answer.text


async def test_what_is_missing_is_listed(sign_in: SignIn, engine: Engine) -> None:
    def refuse(envelope: Envelope) -> Receipt:
        missing = (
            Missing(code="contact_met"),
            Missing(code="need_not_scored", subject="LEGAL_HELP"),
        )
        raise Refused(Refusal(code="requirements_missing", missing=missing))

    engine.answer = refuse
    answer = await send(await sign_in("coordinator"))
    assert answer.status_code == 422
    assert len(answer.text.splitlines()) == 3
    assert "LEGAL_HELP" not in answer.text


async def test_an_unknown_outcome_is_never_called_a_failure(
    sign_in: SignIn, engine: Engine, dependencies: Dependencies, clock: Any
) -> None:
    def silence(envelope: Envelope) -> Receipt:
        raise Unknown(envelope.intent)

    engine.answer = silence
    client = await sign_in("coordinator")
    answer = await send(client)
    assert answer.status_code == 202
    assert "확인 중" in answer.text
    assert "실패" not in answer.text
    (envelope,) = engine.asked
    async with dependencies.database.write() as session:
        (pending,) = await outbox.pending(session, dependencies.keyring, clock.now, 10)
    assert pending.kept.envelope == envelope
    later = await client.get(f"/pending/{CASE}/{envelope.intent}?next=/cases")
    assert later.status_code == 202
    async with dependencies.database.write() as session:
        await outbox.mark_done(session, dependencies.keyring, CASE, envelope.intent, clock.now)
    done = await client.get(f"/pending/{CASE}/{envelope.intent}?next=/cases")
    assert (done.status_code, done.headers["location"]) == (303, "/cases")


async def test_nobody_asks_after_an_act_of_another_district(app: FastAPI, sign_in: SignIn) -> None:
    client = await sign_in("elsewhere")
    assert (await client.get(f"/pending/{CASE}/abc")).status_code == 404


async def test_htmx_is_led_on_by_its_own_header(sign_in: SignIn) -> None:
    answer = await send(await sign_in("coordinator"), **{"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.headers["hx-redirect"] == "/cases"


async def test_a_role_one_does_not_hold_is_not_acted_in(app: FastAPI) -> None:
    async with browser(app) as client:
        assert (await client.post(f"/acts-trial/{CASE}", headers=SAME)).status_code == 401
