"""중복 합치기: the record repeats another one, named by its case number."""

import re
from typing import Any

from fastapi import Response

from care.messages import kin_commands as kc
from care.model.ids import CaseId
from care.model.refusal import Refusal
from i18n.marks import N_
from store import queries
from web import forms
from web.access import Access, Area, Here
from web.acts.around import Around, look_around
from web.acts.fields import Act, Field, Kind
from web.acts.making import Making, built
from web.acts.models import model_of
from web.acts.pages import form_page
from web.acts.sending import around_now, send
from web.forms import Filled
from web.resources import the_case
from web.visitor import Visit

area = Area("/cases")
NUMBER = re.compile(r"^[A-Z]{1,8}-\d{4}-\d{1,8}$")
ACT = Act(
    slug="merge",
    title=N_("중복 기록 합치기"),
    lede=N_(
        "같은 가구의 사례가 둘이면 이 기록을 다른 사례에 합칩니다. 30일 안에는 되돌릴 수 있고, "
        "그 뒤에는 이 회차가 끝납니다."
    ),
    button=N_("이 기록을 합치기"),
    command=kc.MergeInto,
    fields=(
        Field(
            "into",
            N_("남길 사례의 번호"),
            Kind.LINE,
            need=True,
            hint=N_("이 기록이 아니라 앞으로 쓸 사례의 번호입니다."),
        ),
        Field("reason", N_("같은 가구로 본 까닭"), Kind.TEXT, need=True),
    ),
    group="more",
)
_FORM = model_of("MergeIntoForm", ACT.fields)


@area.get("/{case_id}/merge", access=Access(action=ACT.action, resource=the_case))
async def show(visit: Here) -> Response:
    return form_page(visit, ACT, await look_around(visit.session, visit), forms.blank())


@area.post("/{case_id}/merge", access=Access(action=ACT.action, resource=the_case, record="act"))
async def do(visit: Here) -> Response:
    filled: Filled[Any] = await forms.read(visit, _FORM)
    around = await around_now(visit)
    into = await _named(visit, filled)
    if filled.intent is None or into is None:
        return form_page(visit, ACT, around, filled, status=422)
    making = Making(filled.intent, filled, around)
    making.values = {"into": into, "reason": making.text("reason", filled.value.reason)}
    command = built(kc.MergeInto, making)
    if command is None:
        return form_page(visit, ACT, around, filled, status=422)

    async def again(
        now: Around, sent: Filled[Any], status: int, refusal: Refusal | None
    ) -> Response:
        return form_page(visit, ACT, now, sent, status=status, refusal=refusal)

    return await send(visit, ACT, command, making, done=f"/cases/{visit.case_id}", again=again)


async def _named(visit: Visit, filled: Filled[Any]) -> CaseId | None:
    """A case in the visitor's own scope; any other number is unknown, whatever it names."""
    if filled.data is None:
        return None
    number = str(filled.value.into).strip().upper()
    found: CaseId | None = None
    if NUMBER.match(number):
        found = await _by_number(visit, number)
    if found is None or found == visit.case_id:
        filled.refuse("into", "CASE_NUMBER_UNKNOWN")
        return None
    return found


async def _by_number(visit: Visit, number: str) -> CaseId | None:
    keyring = visit.dependencies.keyring
    filters = queries.CaseFilters(now=visit.now, q=number)
    async with visit.read() as session:
        rows = await queries.case_list(session, keyring, visit.scope, filters)
    return next((CaseId(row.case_id) for row in rows.items if row.case_number == number), None)
