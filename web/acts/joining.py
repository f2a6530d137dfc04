"""Another member of the household, found later: ``/cases/{case_id}/members/new``."""

from typing import Any

from fastapi import Response
from pydantic import create_model

from care.messages import commands as c
from care.model.codes import Relation
from care.model.refusal import Refusal
from i18n.marks import N_
from store import households
from web import forms
from web.access import Access, Area, Here
from web.acts.around import Around, look_around
from web.acts.fields import Act
from web.acts.making import Making
from web.acts.options import vocabulary
from web.acts.pages import form_page
from web.acts.people_rows import NewMember, person_of, row_parts
from web.acts.sending import around_now, send
from web.forms import Filled, Form
from web.resources import the_case
from web.visitor import Visit

area = Area("/cases")
ACT = Act(
    slug="members/new",
    title=N_("가구원 더하기"),
    lede=N_("이름과 주소는 잠가 두고, 사례에는 관계와 태어난 해·달만 남습니다."),
    button=N_("가구원 더하기"),
    command=c.AddMember,
    group="more",
    template="acts/member.html",
)
MemberForm: type[Form] = create_model("MemberForm", __base__=Form, **row_parts())


@area.get("/{case_id}/members/new", access=Access(action="AddMember", resource=the_case))
async def show(visit: Here) -> Response:
    return _page(visit, await look_around(visit.session, visit), forms.blank())


@area.post(
    "/{case_id}/members/new", access=Access(action="AddMember", resource=the_case, record="act")
)
async def do(visit: Here) -> Response:
    filled = await forms.read(visit, MemberForm)
    around = await around_now(visit)
    made = _person(filled, around)
    if made is None or filled.errors or filled.intent is None:
        return _page(visit, around, filled, 422)
    async with visit.write() as session:
        keyring, home = visit.dependencies.keyring, around.case.household_id
        await households.add_member(session, keyring, home, made.details)
    making = Making(filled.intent, filled, around)

    async def again(
        now: Around, sent: Filled[Any], status: int, refusal: Refusal | None
    ) -> Response:
        return _page(visit, now, sent, status, refusal)

    command = c.AddMember(member=made.member)
    done = f"/cases/{visit.case_id}"
    return await send(visit, ACT, command, making, done=done, again=again)


def _person(filled: Filled[Any], around: Around) -> NewMember | None:
    if filled.data is None or filled.intent is None:
        return None
    made = person_of(filled, filled.intent, around.today)
    if made is None and filled.error("relation") is None and filled.error("name") is None:
        filled.refuse("name", "FIELD_MISSING")
    return made


def _page(
    visit: Visit,
    around: Around,
    filled: Filled[Any],
    status: int = 200,
    refusal: Refusal | None = None,
) -> Response:
    return form_page(
        visit,
        ACT,
        around,
        filled,
        status=status,
        refusal=refusal,
        relations=vocabulary(Relation),
        prefix="",
    )
