"""The carriers' answer: ``/cases/{case_id}/number/answer``; the number goes to the household."""

import re
from dataclasses import replace
from typing import Any

from fastapi import Response

from care.decide.context import client
from care.messages import discovery_commands as dc
from care.model.refusal import Refusal
from i18n.marks import N_
from store import households
from web import forms
from web.access import Access, Area, Here
from web.acts.around import Around, look_around
from web.acts.fields import Act, Field, Kind
from web.acts.making import Making
from web.acts.models import model_of
from web.acts.pages import form_page
from web.acts.sending import around_now, send
from web.forms import Filled
from web.resources import the_case
from web.visitor import Visit

area = Area("/cases")
PHONE = re.compile(r"[0-9+ ().-]{8,25}")
ACT = Act(
    slug="number/answer",
    when="number_asked",
    title=N_("통신사의 답 남기기"),
    lede=N_(
        "번호가 있으면 30일 안에 당사자에게 알려야 합니다. "
        "번호는 가구의 연락처에 잠가 두고, 사례에는 있었는지만 남습니다."
    ),
    button=N_("통신사의 답 남기기"),
    command=dc.RecordNumberReceived,
    fields=(
        Field("found", N_("전화번호가 있었습니까"), Kind.YES_NO, need=True),
        Field("phone", N_("받은 전화번호"), Kind.LINE, hint=N_("있었다면 적습니다.")),
        Field("note", N_("기록"), Kind.TEXT),
    ),
    group="stage",
)
FORM = model_of("NumberAnswer", ACT.fields)
HERE = "/{case_id}/number/answer"


@area.get(HERE, access=Access(action=ACT.action, resource=the_case))
async def show(visit: Here) -> Response:
    return form_page(visit, ACT, await look_around(visit.session, visit), forms.blank())


@area.post(HERE, access=Access(action=ACT.action, resource=the_case, record="act"))
async def do(visit: Here) -> Response:
    filled = await forms.read(visit, FORM)
    around = await around_now(visit)
    phone = _phone(filled)
    if filled.errors or filled.intent is None:
        return form_page(visit, ACT, around, filled, status=422)
    asked = around.case.heard.number
    if phone and asked is not None and asked.waits_for_number:
        await _keep(visit, around, phone)
    making = Making(filled.intent, filled, around)
    given: Any = filled.value
    note = making.text("note", given.note or "")
    command = dc.RecordNumberReceived(found=given.found, note=note)

    async def again(
        now: Around, sent: Filled[Any], status: int, refusal: Refusal | None
    ) -> Response:
        return form_page(visit, ACT, now, sent, status=status, refusal=refusal)

    return await send(visit, ACT, command, making, done=f"/cases/{visit.case_id}", again=again)


def _phone(filled: Filled[Any]) -> str:
    """The number where there is one; empty where the carriers know none."""
    if filled.data is None or not filled.data.found:
        return ""
    typed = str(filled.data.phone or "")
    if not typed:
        filled.refuse("phone", "FIELD_MISSING")
    elif PHONE.fullmatch(typed) is None:
        filled.refuse("phone", "FIELD_INVALID")
    return typed


async def _keep(visit: Visit, around: Around, phone: str) -> None:
    """Beside the client's name; of a protected household it goes to the compartment."""
    person = client(around.case)
    details = around.members.get(person.member_id) if person is not None else None
    if details is None:
        return
    async with visit.write() as session:
        keyring, home = visit.dependencies.keyring, around.case.household_id
        await households.add_member(session, keyring, home, replace(details, phone=phone))
