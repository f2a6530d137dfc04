"""재개입: the household is taken up again as a new episode, ``/cases/{case_id}/reopen``.

Each episode is taken up again once, whoever asks and however often; it stays read-only behind.
"""

from typing import Any

from fastapi import Response

from care.messages.commands import OpenCase
from care.model.case import CaseState
from care.model.codes import LINKAGE_ONLY, DiscoveryChannel, RedFlag, Stage
from care.model.course import Kin
from care.model.household import Member
from care.model.ids import CaseNumber, IntentKey, TextId
from care.model.loop_codes import Kinship
from i18n.loader import gettext
from i18n.wording import words
from store import timeline
from web import decisions, forms
from web.access import Access, Area, Here
from web.acts.around import Around, look_around
from web.acts.models import Code
from web.acts.options import Option, vocabulary
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
CHANNELS = (
    DiscoveryChannel.OUTREACH,
    DiscoveryChannel.REPORT,
    DiscoveryChannel.SELF,
    DiscoveryChannel.PARTNER,
    DiscoveryChannel.DUTY_REPORTER,
    DiscoveryChannel.HOSPITAL,
)


class ReopenForm(Form):
    channel: DiscoveryChannel
    red_flags: tuple[RedFlag, ...] = ()
    level: Code | None = None
    note: Memo


@area.get("/{case_id}/reopen", access=Access(action="ReopenCase", resource=the_case))
async def show(visit: Here) -> Response:
    around = await look_around(visit.session, visit)
    filled = forms.blank(channel=DiscoveryChannel.OUTREACH.value)
    return _page(visit, around, _must_be_over(around.case), filled)


@area.post("/{case_id}/reopen", access=Access(action="ReopenCase", resource=the_case, record="act"))
async def do(visit: Here) -> Response:
    filled = await forms.read(visit, ReopenForm)
    around = await around_now(visit)
    former = around.case
    intent = beginning.same_each_time(former.case_id, Kinship.REOPENED)
    case_id = beginning.case_id_of(former.district, intent)
    async with visit.read() as session:
        if await timeline.receipt(session, intent, case_id) is not None:
            return decisions.moved(visit.request, f"/cases/{case_id}")
    _must_be_over(former)
    _check(visit, filled, former)
    if filled.errors or filled.intent is None:
        return _page(visit, around, former, filled, 422)
    async with visit.write() as session:
        number = await beginning.number_for(visit, session)
        await beginning.hand_date_on(visit, session, case_id)
    command = _command(visit, filled, former, number, intent)
    act = decisions.Act(
        case_id=case_id,
        command=lambda ids: command,
        texts={"note": filled.value.note},
        role=beginning.role_in(visit.visitor, command),
        opening=beginning.start_of(visit, case_id),
    )

    async def again(refusal: Words, status: int) -> Response:
        return _page(visit, around, former, filled, status, refusal)

    filled.intent = intent
    return await decisions.submit(visit, act, filled, done=f"/cases/{case_id}", again=again)


def _must_be_over(former: CaseState) -> CaseState:
    """Only what was closed is taken up again, and what cannot hear of it must have ended."""
    hears = former.policy.life is not None
    if former.stage is not Stage.ENDED and not (hears and former.stage is Stage.AFTERCARE):
        raise Problem(409, "NOT_REOPENABLE")
    return former


def _check(visit: Visit, filled: Filled[Any], former: CaseState) -> None:
    if filled.data is None or filled.value.level is None:
        return
    if not _leads(visit):
        filled.refuse("level", "LEVEL_BY_LEADS")
    elif filled.value.level not in {option.value for option in _levels(visit)}:
        filled.refuse("level", "CHOICE_INVALID")


def _leads(visit: Visit) -> bool:
    return any(role in visit.visitor.roles for role in beginning.LEADERS)


def _levels(visit: Visit) -> list[Option]:
    policy = beginning.policy_in_force(visit).case_policy
    codes = (*(one.code for one in policy.levels), LINKAGE_ONLY)
    return [Option(code, words(code)) for code in dict.fromkeys(codes)]


def _command(
    visit: Visit, filled: Filled[Any], former: CaseState, number: CaseNumber, intent: IntentKey
) -> OpenCase:
    told = filled.value
    return OpenCase(
        case_number=number,
        office=former.office,
        household_id=former.household_id,
        channel=told.channel,
        members=living(former),
        address_protected=former.address_protected,
        red_flags=told.red_flags,
        note=TextId(f"{intent}.note"),
        communication=former.communication,
        former=Kin(
            case_id=former.case_id,
            district=former.district,
            kinship=Kinship.REOPENED,
            at=visit.now,
            members=tuple(one.member_id for one in living(former)),
        ),
        lineage=beginning.lineage_of(former),
        episode=former.episode + 1,
        level=told.level,
    )


def living(former: CaseState) -> tuple[Member, ...]:
    """Who is still there to be helped."""
    return tuple(one for one in former.members if one.member_id not in former.deceased)


def _page(
    visit: Visit,
    around: Around,
    former: CaseState,
    filled: Filled[Any],
    status: int = 200,
    refusal: Words | None = None,
) -> Response:
    return page(
        visit.request,
        "episodes/reopen.html",
        block="content",
        status=status,
        around=around,
        case=former,
        filled=filled,
        refusal=refusal,
        fault_words=fault_words,
        labels={
            "channel": gettext("어떻게 다시 알게 되었습니까"),
            "level": gettext("다시 여는 구분"),
            "note": gettext("다시 여는 까닭"),
        },
        channels=vocabulary(CHANNELS),
        red_flags=vocabulary(RedFlag),
        levels=_levels(visit) if _leads(visit) else [],
    )
