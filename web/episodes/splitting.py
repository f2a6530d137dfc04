"""Members get a case of their own, ``/cases/{case_id}/split``; both cases know of each other.

Their details are copied into a household with its own key, so that one can be destroyed alone.
"""

from typing import Any

from fastapi import Response

from care.messages.commands import OpenCase
from care.model.case import CaseState
from care.model.codes import Relation, Stage
from care.model.course import Kin
from care.model.household import Member
from care.model.ids import CaseNumber, HouseholdId, IntentKey, MemberId, TextId
from care.model.loop_codes import Kinship
from i18n.loader import gettext
from store import households, timeline
from store.households import MemberDetails
from store.inherited import Inheritance, inherit
from web import decisions, forms
from web.access import Access, Area, Here
from web.acts.around import Around, look_around
from web.acts.models import Code
from web.acts.options import Option, member_option
from web.acts.sending import around_now
from web.acts.words import fault_words
from web.episodes import beginning
from web.forms import Filled, Form, Memo
from web.refusals import Words
from web.render import page
from web.resources import the_case
from web.visitor import Visit
from web.words import Problem

area = Area("/cases")


class SplitForm(Form):
    members: tuple[Code, ...] = ()
    client: Code
    note: Memo


@area.get("/{case_id}/split", access=Access(action="SplitCase", resource=the_case))
async def show(visit: Here) -> Response:
    around = await look_around(visit.session, visit)
    _must_go_on(around.case)
    return _page(visit, around, forms.blank())


@area.post("/{case_id}/split", access=Access(action="SplitCase", resource=the_case, record="act"))
async def do(visit: Here) -> Response:
    filled = await forms.read(visit, SplitForm)
    around = await around_now(visit)
    intent = filled.intent or IntentKey("")
    case_id = beginning.case_id_of(around.case.district, intent)
    async with visit.read() as session:
        if intent and await timeline.receipt(session, intent, case_id) is not None:
            return decisions.moved(visit.request, f"/cases/{case_id}")
    _must_go_on(around.case)
    leaving = _leaving(filled, around)
    if filled.errors or filled.intent is None:
        return _page(visit, around, filled, 422)
    number = await _keep_household(visit, around, leaving, intent)
    command = _command(visit, filled, around.case, leaving, number)
    act = decisions.Act(
        case_id=case_id,
        command=lambda ids: command,
        texts={"note": filled.value.note},
        role=beginning.role_in(visit.visitor, command),
        opening=beginning.start_of(visit, case_id),
    )

    async def again(refusal: Words, status: int) -> Response:
        return _page(visit, around, filled, status, refusal)

    return await decisions.submit(visit, act, filled, done=f"/cases/{case_id}", again=again)


def _must_go_on(case: CaseState) -> None:
    if case.policy.life is None or case.stage in (Stage.ENDED, Stage.AFTERCARE):
        raise Problem(409, "NOT_SPLITTABLE")


def may_leave(case: CaseState) -> list[Member]:
    """Everybody but the one the case is named after; who is excluded has no case with us."""
    return [
        one
        for one in case.members
        if one.relation is not Relation.CLIENT
        and not one.excluded
        and one.member_id not in case.deceased
    ]


def _leaving(filled: Filled[Any], around: Around) -> list[Member]:
    """Those chosen, the new case's client first."""
    if filled.data is None:
        return []
    known = {str(one.member_id): one for one in may_leave(around.case)}
    chosen = dict.fromkeys((filled.value.client, *filled.value.members))
    if filled.value.client not in known:
        filled.refuse("client", "CHOICE_INVALID")
    if any(one not in known for one in filled.value.members):
        filled.refuse("members", "CHOICE_INVALID")
    return [known[one] for one in chosen if one in known]


async def _keep_household(
    visit: Visit, around: Around, leaving: list[Member], intent: IntentKey
) -> CaseNumber:
    """A repeat changes nothing: ids follow from the intent."""
    keyring, case = visit.dependencies.keyring, around.case
    async with visit.write() as session:
        home = _household(intent)
        await households.new_household(session, home, case.district, case.office, visit.now)
        now_called = {one.member_id: _member_id(intent, at) for at, one in enumerate(leaving)}
        told = Inheritance(case.household_id, home, case.district, now_called)
        await inherit(session, keyring, told, visit.now)
        for number, member in enumerate(leaving):
            known = around.members.get(member.member_id)
            if known is None:
                raise Problem(409, "HOUSEHOLD_GONE")
            copied = MemberDetails(
                member_id=_member_id(intent, number),
                name=known.name,
                birth_date=known.birth_date,
                phone=known.phone,
                address=known.address,
            )
            await households.add_member(session, keyring, home, copied)
        await beginning.hand_date_on(visit, session, beginning.case_id_of(case.district, intent))
        return await beginning.number_for(visit, session)


def _household(intent: IntentKey) -> HouseholdId:
    return HouseholdId(f"household-{intent}")


def _member_id(intent: IntentKey, number: int) -> MemberId:
    return MemberId(f"member-{intent}-{number}")


def _command(
    visit: Visit,
    filled: Filled[Any],
    former: CaseState,
    leaving: list[Member],
    number: CaseNumber,
) -> OpenCase:
    intent = filled.intent or IntentKey("")
    return OpenCase(
        case_number=number,
        office=former.office,
        household_id=_household(intent),
        channel=former.channel,
        members=tuple(
            one.model_copy(
                update={
                    "member_id": _member_id(intent, place),
                    "relation": Relation.OTHER if place else Relation.CLIENT,
                }
            )
            for place, one in enumerate(leaving)
        ),
        address_protected=former.address_protected,
        note=TextId(f"{intent}.note"),
        former=Kin(
            case_id=former.case_id,
            district=former.district,
            kinship=Kinship.SPLIT,
            at=visit.now,
            members=tuple(one.member_id for one in leaving),
        ),
        lineage=beginning.lineage_of(former),
        episode=former.episode + 1,
    )


def _page(
    visit: Visit,
    around: Around,
    filled: Filled[Any],
    status: int = 200,
    refusal: Words | None = None,
) -> Response:
    options: list[Option] = [member_option(one, around) for one in may_leave(around.case)]
    return page(
        visit.request,
        "episodes/split.html",
        block="content",
        status=status,
        around=around,
        case=around.case,
        filled=filled,
        refusal=refusal,
        fault_words=fault_words,
        labels={
            "client": gettext("새 사례의 당사자"),
            "members": gettext("함께 나가는 가구원"),
            "note": gettext("나누는 까닭"),
        },
        options=options,
    )
