"""``/partner/households``: a household a body found comes in, with the consent it took (PW-06).

Whether the district knows the household already is told to nobody here. Whoever reports by duty
(신고의무자) needs no consent, and stays unnamed in what the case says.
"""

from datetime import date
from enum import StrEnum
from typing import Any

from fastapi import Response

from care.messages.commands import OpenCase, RecordConsent
from care.messages.envelope import CaseStart
from care.model.codes import (
    ConsentMethod,
    ConsentPurpose,
    DiscoveryChannel,
    RedFlag,
    Relation,
    Role,
)
from care.model.household import Member
from care.model.ids import (
    CaseId,
    CaseNumber,
    ConsentId,
    HouseholdId,
    IntentKey,
    MemberId,
    OfficeCode,
    TextId,
)
from i18n.loader import gettext
from i18n.marks import N_
from i18n.wording import words
from store import agencies, households, timeline
from store.compartment import open_compartment
from store.households import MemberDetails
from store.queries import next_case_number
from web import decisions, forms
from web.access import Access, Area, Here
from web.acts.models import Code
from web.decisions import Declined, Done, InDoubt, Outcome, moved
from web.districts import policy_of
from web.forms import Filled, Form, Line, Memo
from web.identity import local_date
from web.partner.desk import HOME, desk_of
from web.partner.sending import in_doubt, tell
from web.refusals import Words
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area(f"{HOME}/households")
ADDRESS = f"{HOME}/households"
CHILD_UNTIL = 14


class Ground(StrEnum):
    """Why the body may tell us of the household."""

    CONSENT = "CONSENT"
    DUTY = "DUTY"


GROUNDS: dict[Ground, str] = {
    Ground.CONSENT: N_("당사자가 동의했습니다"),
    Ground.DUTY: N_("신고의무자로 알립니다(동의 없이)"),
}
LABELS: dict[str, str] = {
    "name": N_("이름"),
    "birth_date": N_("태어난 날"),
    "phone": N_("전화"),
    "address": N_("사는 곳"),
    "office": N_("읍면동"),
    "seen": N_("어려움"),
    "ground": N_("알려도 되는 까닭"),
    "method": N_("동의를 받은 방법"),
    "witnessed": N_("입회한 사람이 있음"),
    "red_flags": N_("위험 신호"),
}


class Referred(Form):
    name: Line
    birth_date: date | None = None
    phone: Line | None = None
    address: Line | None = None
    address_protected: bool = False
    office: Code
    seen: Memo
    red_flags: tuple[RedFlag, ...] = ()
    ground: Ground
    method: ConsentMethod | None = None
    witnessed: bool = False


@area.get("", access=Access("ReferHousehold", record=None))
async def show(visit: Here) -> Response:
    return _page(visit, forms.blank(ground=Ground.CONSENT, method=ConsentMethod.WRITTEN))


@area.post("", access=Access("ReferHousehold", record="act"))
async def refer(visit: Here) -> Response:
    form = await forms.read(visit, Referred)
    _judge(visit, form)
    if form.data is None or form.errors or form.intent is None:
        return _page(visit, form, 422)
    outcome = await _opened(visit, form.data, form.intent)
    if isinstance(outcome, Declined):
        return _page(visit, form, outcome.status, outcome.words)
    if isinstance(outcome, InDoubt):
        return in_doubt(visit, ADDRESS)
    told = await _consented(visit, form.data, form.intent)
    return moved(visit.request, f"{ADDRESS}?told={told}")


def _judge(visit: Visit, form: Filled[Referred]) -> None:
    given = form.data
    if given is None:
        return
    if given.office not in _offices(visit):
        form.refuse("office", "CHOICE_INVALID")
    if given.birth_date is not None and given.birth_date > local_date(visit.now):
        form.refuse("birth_date", "DATE_FUTURE")
    if given.ground is Ground.CONSENT and given.method is None:
        form.refuse("method", "FIELD_MISSING")
    if given.method is ConsentMethod.READ_ALOUD and not given.witnessed and _by_consent(given):
        form.refuse("witnessed", "FIELD_MISSING")


def _by_consent(given: Referred) -> bool:
    return given.ground is Ground.CONSENT


async def _opened(visit: Visit, given: Referred, intent: IntentKey) -> Outcome:
    """The case's id comes from the form's key: a form sent twice refers one household in."""
    policy = policy_of(visit.visitor.district)
    if policy is None:
        raise Problem(503, "ENGINE_AWAY")
    case_id = _case_id(visit, intent)
    async with visit.read() as session:
        known = await timeline.receipt(session, intent, case_id)
    if known is not None:
        return Done(known)
    number = await _keep(visit, given, intent)
    opening = CaseStart(
        case_id=case_id,
        district=visit.visitor.district,
        policy=policy.case_policy,
        clock_shift=visit.dependencies.clock_shift(),
    )
    act = decisions.Act(
        case_id=case_id,
        command=lambda ids: _command(given, intent, number, ids["note"]),
        texts={"note": await _note(visit, given)},
        role=Role.PARTNER_WORKER,
        opening=opening,
    )
    return await decisions.decide(visit, act, intent)


async def _keep(visit: Visit, given: Referred, intent: IntentKey) -> CaseNumber:
    """Who it is goes to the household's sealed lines before the case is told their ids."""
    policy, keyring = policy_of(visit.visitor.district), visit.dependencies.keyring
    home, district = _household(intent), visit.visitor.district
    details = MemberDetails(
        member_id=_member(intent),
        name=given.name,
        birth_date=given.birth_date,
        phone=given.phone,
        address=given.address,
    )
    async with visit.write() as session:
        office = OfficeCode(given.office)
        await households.new_household(session, home, district, office, visit.now)
        if given.address_protected:
            await open_compartment(session, home, district, visit.now, True)
        await households.add_member(session, keyring, home, details)
        if policy is None:
            return CaseNumber("")
        await timeline.keep_policy(session, policy.case_policy)
        prefix, year = policy.case_policy.number_prefix, local_date(visit.now).year
        return await next_case_number(session, district, prefix, year)


async def _note(visit: Visit, given: Referred) -> str:
    """What was seen, and who says so, but for a reporter by duty: that name is told to nobody."""
    if not _by_consent(given):
        unnamed = gettext("신고의무자가 알렸습니다. 누가 알렸는지 가구에 말하지 마세요.")
        return f"{unnamed}\n{given.seen}"
    async with visit.read() as session:
        body = await agencies.agency(session, desk_of(visit).agency_id)
    how = words(given.method) if given.method else ""
    name = body.name if body else ""
    said = gettext("%(body)s의 의뢰, 당사자 동의(%(how)s)", body=name, how=how)
    return f"{said}\n{given.seen}"


def _command(given: Referred, intent: IntentKey, number: CaseNumber, note: TextId) -> OpenCase:
    consented = _by_consent(given)
    born = given.birth_date
    client = Member(
        member_id=_member(intent),
        relation=Relation.CLIENT,
        birth_year=born.year if born else None,
        birth_month=born.month if born else None,
    )
    return OpenCase(
        case_number=number,
        office=OfficeCode(given.office),
        household_id=_household(intent),
        channel=DiscoveryChannel.PARTNER if consented else DiscoveryChannel.DUTY_REPORTER,
        members=(client,),
        address_protected=given.address_protected,
        red_flags=given.red_flags,
        note=note,
    )


async def _consented(visit: Visit, given: Referred, intent: IntentKey) -> str:
    """How it ended, for the page: with consent, by duty, or with a consent to be taken yet."""
    if not _by_consent(given):
        return "duty"
    if given.method is None or _is_child(visit, given):
        return "open"
    method, key = given.method, IntentKey(f"{intent}.consent")
    outcome = await tell(
        visit,
        _case_id(visit, intent),
        lambda ids: RecordConsent(
            consent_id=ConsentId(f"consent-{intent}"),
            member_id=_member(intent),
            purpose=ConsentPurpose.COLLECT_USE,
            method=method,
            witnessed=given.witnessed,
        ),
        key,
    )
    return "open" if isinstance(outcome, Declined) else "consent"


def _is_child(visit: Visit, given: Referred) -> bool:
    """A guardian consents for a child, and the district takes that consent (제22조의2)."""
    if given.birth_date is None:
        return False
    born, today = given.birth_date, local_date(visit.now)
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return age < CHILD_UNTIL


def _case_id(visit: Visit, intent: IntentKey) -> CaseId:
    return CaseId(f"{visit.visitor.district}-{intent[:16]}")


def _household(intent: IntentKey) -> HouseholdId:
    return HouseholdId(f"household-{intent}")


def _member(intent: IntentKey) -> MemberId:
    return MemberId(f"member-{intent}-0")


def _offices(visit: Visit) -> dict[str, str]:
    policy = policy_of(visit.visitor.district)
    return {str(code): str(name) for code, name in policy.offices.items()} if policy else {}


TOLD: dict[str, str] = {
    "consent": N_("가구를 의뢰했고 동의도 기록했습니다. 읍면동 담당자가 곧 연락합니다."),
    "open": N_("가구를 의뢰했습니다. 동의는 담당자가 만나서 다시 받습니다."),
    "duty": N_("알려 주셔서 고맙습니다. 누가 알렸는지는 가구에 말하지 않습니다."),
}


def _page(
    visit: Visit, form: Filled[Any], status: int = 200, refusal: Words | None = None
) -> Response:
    told = TOLD.get(visit.request.query_params.get("told", ""), "")
    return page(
        visit.request,
        "partner/refer.html",
        status=status,
        form=form,
        refusal=refusal,
        told=gettext(told) if told else "",
        labels={name: gettext(label) for name, label in LABELS.items()},
        offices=list(_offices(visit).items()),
        flags=[(one.value, words(one)) for one in RedFlag],
        grounds=[(one.value, gettext(label)) for one, label in GROUNDS.items()],
        methods=[(one.value, words(one)) for one in ConsentMethod],
    )
