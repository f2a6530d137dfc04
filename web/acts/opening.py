"""발굴: a household is found and a case opened, ``/cases/new``.

The case's id comes from the form's intent, so that a form sent twice opens one case.
"""

from collections.abc import Sequence
from typing import Any

from fastapi import Response

from care.decide.routing import landing
from care.messages.commands import OpenCase
from care.messages.envelope import CaseStart
from care.model.codes import DiscoveryChannel, RedFlag, Relation
from care.model.ids import CaseId, CaseNumber, HouseholdId, IntentKey, OfficeCode, TextId
from i18n.loader import gettext
from store import households, timeline
from store.compartment import open_compartment
from store.queries import next_case_number
from web import decisions, forms
from web.access import Access, Area, Here
from web.acts.already import Already, already_known, remember_apart
from web.acts.models import Code
from web.acts.options import Option, vocabulary
from web.acts.people_rows import ROWS, NewMember, people_of, rows_model
from web.acts.words import fault_words
from web.districts import policy_of
from web.forms import Filled, Form, Memo
from web.identity import local_date
from web.refusals import Words
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area("/cases")
OPEN = Access(action="OpenCase", record="act")
STEP_ADD, STEP_REMOVE = "add_member", "remove_member_"

NewCase: type[Form] = rows_model(
    "NewCase",
    office=(Code, ...),
    channel=(DiscoveryChannel, ...),
    address_protected=(bool, False),
    phones_protected=(bool, False),
    red_flags=(tuple[RedFlag, ...], ()),
    note=(Memo | None, None),
    apart=(tuple[Code, ...], ()),
    rows=(int | None, None),
    step=(Code | None, None),
)


@area.get("/new", access=Access(action="OpenCase", record=None))
async def show(visit: Here) -> Response:
    filled = forms.blank(office=visit.visitor.office, member_0_relation=Relation.CLIENT.value)
    return _page(visit, filled, rows=1)


@area.post("/new", access=OPEN)
async def do(visit: Here) -> Response:
    filled = await forms.read(visit, NewCase)
    rows, step = _rows(filled), filled.text("step")
    if step == STEP_ADD:
        return _page(visit, _without_faults(filled), rows=min(rows + 1, ROWS))
    if step.startswith(STEP_REMOVE):
        return _page(visit, _without_faults(_removed(filled, step)), rows=max(rows - 1, 1))
    people = [] if filled.data is None else _checked(visit, filled)
    if filled.errors or filled.intent is None:
        return _page(visit, filled, rows=rows, status=422)
    own, apart = _household(filled.intent), filled.chosen("apart")
    if known := await already_known(visit, people, own, apart):
        return _page(visit, filled, rows=rows, status=409, known=known)
    await remember_apart(visit, people, apart)
    return await _open(visit, filled, people, filled.intent)


def _checked(visit: Visit, filled: Filled[Any]) -> list[NewMember]:
    if filled.value.office not in _offices(visit):
        filled.refuse("office", "CHOICE_INVALID")
    return people_of(filled, filled.intent or IntentKey(""), local_date(visit.now))


async def _open(
    visit: Visit, filled: Filled[Any], people: list[NewMember], intent: IntentKey
) -> Response:
    case_id = CaseId(f"{visit.visitor.district}-{intent[:16]}")
    policy = policy_of(visit.visitor.district)
    if policy is None:
        raise Problem(503, "ENGINE_AWAY")
    lands = _command(filled, people, intent, CaseNumber(""))
    there = landing(policy.case_policy, lands, local_date(visit.now)).office
    done = f"/cases/{case_id}" if _reaches(visit, there) else f"/cases?landed={there}"
    async with visit.read() as session:
        if await timeline.receipt(session, intent, case_id) is not None:
            return decisions.moved(visit.request, done)
    number = await _keep_household(visit, filled, people, intent)
    start = CaseStart(
        case_id=case_id,
        district=visit.visitor.district,
        policy=policy.case_policy,
        clock_shift=visit.dependencies.clock_shift(),
    )
    command = _command(filled, people, intent, number)
    act = decisions.Act(
        case_id=case_id,
        command=lambda ids: command,
        texts={"note": filled.value.note},
        opening=start,
    )

    async def again(words: Words, status: int) -> Response:
        return _page(visit, filled, rows=_rows(filled), status=status, refusal=words)

    return await decisions.submit(visit, act, filled, done=done, again=again)


def _reaches(visit: Visit, office: OfficeCode) -> bool:
    """A routing may lead a household to an office whose cases the finder does not see."""
    return visit.scope.offices is None or office in visit.scope.offices


async def _keep_household(
    visit: Visit, filled: Filled[Any], people: list[NewMember], intent: IntentKey
) -> CaseNumber:
    """Who they are is stored sealed before the case is told their ids; a repeat changes nothing."""
    policy, keyring = policy_of(visit.visitor.district), visit.dependencies.keyring
    prefix = policy.case_policy.number_prefix if policy else ""
    home, office = _household(intent), OfficeCode(filled.value.office)
    async with visit.write() as session:
        district = visit.visitor.district
        await households.new_household(session, home, district, office, visit.now)
        if filled.value.address_protected:
            phones = filled.value.phones_protected
            await open_compartment(session, home, district, visit.now, phones)
        for one in people:
            await households.add_member(session, keyring, home, one.details)
        if policy is not None:
            await timeline.keep_policy(session, policy.case_policy)
        year = local_date(visit.now).year
        return await next_case_number(session, visit.visitor.district, prefix, year)


def _household(intent: IntentKey) -> HouseholdId:
    return HouseholdId(f"household-{intent}")


def _command(
    filled: Filled[Any], people: list[NewMember], intent: IntentKey, number: CaseNumber
) -> OpenCase:
    told = filled.value
    return OpenCase(
        case_number=number,
        office=told.office,
        household_id=_household(intent),
        channel=told.channel,
        members=tuple(one.member for one in people),
        address_protected=told.address_protected,
        red_flags=told.red_flags,
        note=TextId(f"{intent}.note") if told.note else None,
    )


def _rows(filled: Filled[Any]) -> int:
    """As many as were shown, and at least as many as were sent."""
    sent = [n for n in range(ROWS) if any(filled.chosen(f"member_{n}_name"))]
    shown = filled.text("rows")
    asked = int(shown) if shown.isdigit() else 1
    return max(1, min(asked, ROWS), *(n + 1 for n in sent)) if sent else max(1, min(asked, ROWS))


def _removed(filled: Filled[Any], step: str) -> Filled[Any]:
    """Without one row; the rows behind it move up."""
    gone = step.removeprefix(STEP_REMOVE)
    if not gone.isdigit():
        return filled
    kept = [n for n in range(ROWS) if n != int(gone)]
    raw = {name: texts for name, texts in filled.raw.items() if not name.startswith("member_")}
    for new, old in enumerate(kept):
        prefix = f"member_{old}_"
        for name, texts in filled.raw.items():
            if name.startswith(prefix):
                raw[f"member_{new}_{name.removeprefix(prefix)}"] = texts
    return Filled(data=None, errors=[], raw=raw, intent=filled.intent)


def _without_faults(filled: Filled[Any]) -> Filled[Any]:
    return Filled(data=None, errors=[], raw=filled.raw, intent=filled.intent)


def _offices(visit: Visit) -> dict[str, str]:
    policy = policy_of(visit.visitor.district)
    return {str(code): str(name) for code, name in policy.offices.items()} if policy else {}


def _page(
    visit: Visit,
    filled: Filled[Any],
    *,
    rows: int,
    status: int = 200,
    refusal: Words | None = None,
    known: Sequence[Already] = (),
) -> Response:
    return page(
        visit.request,
        "acts/new.html",
        status=status,
        filled=filled,
        rows=rows,
        most=ROWS,
        refusal=refusal,
        known=known,
        apart=filled.chosen("apart"),
        fault_words=fault_words,
        labels=_labels(rows),
        offices=[Option(code, name) for code, name in _offices(visit).items()],
        channels=vocabulary(DiscoveryChannel),
        relations=vocabulary(Relation),
        red_flags=vocabulary(RedFlag),
    )


def _labels(rows: int) -> dict[str, str]:
    """For the summary of faults."""
    named = {
        "name": gettext("이름"),
        "relation": gettext("관계"),
        "birth_date": gettext("태어난 날"),
        "phone": gettext("전화"),
        "address": gettext("주소"),
    }
    heads = {n: gettext("가구원 %(n)s", n=n) if n else gettext("당사자") for n in range(rows)}
    found = {
        "channel": gettext("발굴 경로"),
        "office": gettext("읍면동"),
        "note": gettext("발굴 내용"),
        "red_flags": gettext("긴급 신호"),
    }
    for number, head in heads.items():
        found |= {f"member_{number}_{name}": f"{head} · {word}" for name, word in named.items()}
    return found
