"""의뢰 한꺼번에 보내기: every service of the plan still unasked, on one page.

Each chosen row is an act of its own under an intent of its own, so one refusal stops no other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Response
from pydantic import create_model

from care.decide.consents import Sharing, missing_consents
from care.messages import commands as c
from care.model.codes import LawfulBasis
from care.model.ids import AgencyId, IntentKey, LinkageId, MemberId, PlanItemId, TextId
from care.model.linking import NextBody
from care.model.plan import PlanAction
from care.model.refusal import Refusal
from i18n.marks import N_
from i18n.wording import words
from web import decisions, forms
from web.access import Access, Area, Here
from web.acts.around import Around, look_around
from web.acts.fields import Act
from web.acts.linking_making import body
from web.acts.making import new_id
from web.acts.models import Code
from web.acts.options import Option, agency_note, vocabulary
from web.acts.pages import form_page, told
from web.acts.proposing import with_proposals
from web.acts.sending import around_now, role_for
from web.acts.words import missing_words
from web.forms import Filled, Form, Memo
from web.resources import the_case
from web.visitor import Visit

area = Area("/cases")
DESPITE = "despite_duplicate"
ACT = Act(
    slug="linkages",
    title=N_("의뢰 한꺼번에 보내기"),
    lede=N_("계획의 서비스를 기관에 부탁합니다. 동의나 법적 근거가 없는 것은 나가지 않습니다."),
    button=N_("고른 의뢰 보내기"),
    command=c.RequestLinkage,
    group="stage",
    when="plan",
    template="acts/linkages.html",
)


@dataclass(frozen=True)
class Row:
    """One service nobody is working on yet, and what stands between its people and the body."""

    action: PlanAction
    title: str
    members: list[Option]
    status: tuple[str, ...]
    """Missing consents for the body chosen or planned, in words; empty when it may be sent."""
    planned: str
    note: str = ""
    """What the case answered to this row."""
    despite: str = ""
    """Where the same service may be asked for again with a reason."""


@dataclass(frozen=True)
class Asked:
    """One row as sent; nobody ticked means everybody the service is for."""

    action: PlanAction
    agency_id: str
    basis: LawfulBasis | None
    urgent: bool
    members: tuple[MemberId, ...]
    then: AgencyId | None


def open_actions(around: Around) -> list[PlanAction]:
    taken = {one.action_id for one in around.case.linkages if one.status.is_open}
    done = {one.action_id for one in around.case.linkages if one.outcome is not None}
    plan = around.case.plan
    return [one for one in (plan.actions if plan else ()) if one.item_id not in taken | done]


def _model(around: Around) -> type[Form]:
    parts: dict[str, Any] = {"despite_duplicate": (Memo | None, None)}
    for action in open_actions(around):
        parts[f"send_{action.item_id}"] = (bool, False)
        parts[f"agency_{action.item_id}"] = (Code | None, None)
        parts[f"basis_{action.item_id}"] = (LawfulBasis | None, None)
        parts[f"urgent_{action.item_id}"] = (bool, False)
        parts[f"members_{action.item_id}"] = (tuple[Code, ...], ())
        parts[f"then_{action.item_id}"] = (Code | None, None)
    return create_model("LinkagesAnswers", __base__=Form, **parts)


@area.get("/{case_id}/linkages", access=Access(action=ACT.action, resource=the_case))
async def show(visit: Here) -> Response:
    seen = await look_around(visit.session, visit)
    around = await with_proposals(visit, visit.session, seen, open_actions(seen))
    return _page(visit, around, forms.blank(**_start(around)))


def _start(around: Around) -> dict[str, str | list[str]]:
    """As the plan has it; what may go out is ticked, so that one press sends all of it."""
    start: dict[str, str | list[str]] = {}
    for one in open_actions(around):
        agency = one.agency_id or ""
        start[f"agency_{one.item_id}"] = agency
        start[f"members_{one.item_id}"] = list(one.members)
        start |= {f"urgent_{one.item_id}": "yes"} if one.urgent else {}
        if agency in around.agencies and not consent_status(around, agency, one, None):
            start[f"send_{one.item_id}"] = "yes"
    return start


@area.post("/{case_id}/linkages", access=Access(action=ACT.action, resource=the_case, record="act"))
async def do(visit: Here) -> Response:
    around = await around_now(visit)
    filled = await forms.read(visit, _model(around))
    asked = _asked(around, filled)
    if filled.errors or filled.intent is None:
        return _page(visit, around, filled, 422)
    notes: dict[str, Refusal] = {}
    sent: list[Asked] = []
    despite = filled.text(DESPITE).strip()
    for one in asked:
        outcome = await _send(visit, around, one, filled.intent, despite)
        if isinstance(outcome, decisions.InDoubt):
            return decisions.in_doubt(visit, outcome, f"/cases/{visit.case_id}")
        if isinstance(outcome, decisions.Declined):
            notes[one.action.item_id] = outcome.refusal
        else:
            sent.append(one)
    if notes:
        now = await around_now(visit)
        return _page(visit, now, filled, 422, notes, [_sent(one, around) for one in sent])
    return decisions.moved(visit.request, f"/cases/{visit.case_id}")


def _asked(around: Around, filled: Filled[Any]) -> list[Asked]:
    if filled.data is None:
        return []
    told_of = filled.value
    found = [
        Asked(
            action=action,
            agency_id=getattr(told_of, f"agency_{action.item_id}") or "",
            basis=getattr(told_of, f"basis_{action.item_id}"),
            urgent=getattr(told_of, f"urgent_{action.item_id}"),
            members=tuple(getattr(told_of, f"members_{action.item_id}")) or action.members,
            then=getattr(told_of, f"then_{action.item_id}"),
        )
        for action in open_actions(around)
        if getattr(told_of, f"send_{action.item_id}")
    ]
    for one in found:
        _check(one, around, filled)
    if not found:
        filled.refuse("", "NOTHING_TO_SEND")
    return found


def _check(one: Asked, around: Around, filled: Filled[Any]) -> None:
    item = one.action.item_id
    if AgencyId(one.agency_id) not in around.agencies:
        filled.refuse(f"agency_{item}", "AGENCY_NEEDED")
    if not set(one.members) <= set(one.action.members):
        filled.refuse(f"members_{item}", "CHOICE_INVALID")
    if one.then is not None and one.then not in around.agencies:
        filled.refuse(f"then_{item}", "CHOICE_INVALID")
    if one.then is not None and one.then == one.agency_id:
        filled.refuse(f"then_{item}", "BODY_TWICE")


def _sent(one: Asked, around: Around) -> str:
    """``보일러 교체 · 가상집수리``."""
    title = around.text(one.action.text) or words(one.action.service)
    return f"{title} · {around.agency_name(AgencyId(one.agency_id))}"


async def _send(
    visit: Visit, around: Around, asked: Asked, intent: IntentKey, despite: str
) -> decisions.Outcome:
    """The intent of a row follows from the form's, so that a second press sends nothing twice.

    ``despite``: why a service is asked for again, told once for all rows it is true of.
    """
    plan = around.case.plan
    number = plan.actions.index(asked.action) if plan else 0
    own = IntentKey(f"{intent}.{number}")
    agency = around.agencies[AgencyId(asked.agency_id)]
    again = bool(despite) and given_twice(around, asked.action)
    command = c.RequestLinkage(
        linkage_id=LinkageId(new_id("linkage", own)),
        action_id=PlanItemId(asked.action.item_id),
        agency_id=agency.agency_id,
        agency_kind=agency.kind,
        channel=agency.channel,
        members=asked.members,
        basis=asked.basis,
        urgent=asked.urgent,
        then=(NextBody(**body(asked.then, around)),) if asked.then else (),
        despite_duplicate=TextId(f"{own}.{DESPITE}") if again else None,
    )
    act = decisions.Act(
        case_id=visit.case_id,
        command=lambda ids: command,
        texts={DESPITE: despite} if again else {},
        role=role_for(ACT, visit.visitor, command),
    )
    return await decisions.decide(visit, act, own)


def given_twice(around: Around, action: PlanAction) -> bool:
    """Somebody of the same people has the same service, or another row asks for it."""
    rows = [
        (one.service, one.members) for one in open_actions(around) if one.item_id != action.item_id
    ]
    asked = [
        (one.service, one.members)
        for one in around.case.linkages
        if one.action_id != action.item_id
    ]
    return any(
        service is action.service and not set(members).isdisjoint(action.members)
        for service, members in (*rows, *asked)
    )


def consent_status(
    around: Around, agency_id: str, action: PlanAction, basis: LawfulBasis | None
) -> tuple[str, ...]:
    """What is missing before these people's data may go to this body, in words."""
    agency = around.agencies.get(AgencyId(agency_id))
    if agency is None:
        return ()
    sharing = Sharing(agency.agency_id, agency.kind, action.members, action.service, basis)
    missing = missing_consents(around.case, sharing, around.today)
    return tuple(missing_words(one, around) for one in missing)


def _page(
    visit: Visit,
    around: Around,
    filled: Filled[Any],
    status: int = 200,
    notes: dict[str, Refusal] | None = None,
    sent: Sequence[str] = (),
) -> Response:
    rows = [_row(around, filled, action, notes or {}) for action in open_actions(around)]
    return form_page(
        visit,
        ACT,
        around,
        filled,
        status=status,
        labels={f"agency_{row.action.item_id}": row.title for row in rows},
        rows=rows,
        sent=sent,
        twice=any(given_twice(around, one.action) for one in rows),
        linking=around.case.policy.linking is not None,
        agencies=[
            Option(one, body.name, agency_note(one, around))
            for one, body in around.agencies.items()
        ],
        bases=vocabulary(LawfulBasis),
    )


def _row(around: Around, filled: Filled[Any], action: PlanAction, notes: dict[str, Refusal]) -> Row:
    agency = filled.text(f"agency_{action.item_id}")
    basis = filled.text(f"basis_{action.item_id}")
    ground = LawfulBasis(basis) if basis in LawfulBasis.__members__ else None
    refusal = notes.get(action.item_id)
    said = told(refusal, around) if refusal else None
    again = refusal is not None and refusal.code == "duplicate_service"
    return Row(
        action=action,
        title=around.text(action.text) or words(action.service),
        members=[Option(one, around.name(one)) for one in action.members],
        status=consent_status(around, agency, action, ground),
        planned=around.agency_name(action.agency_id),
        note=" ".join((said.sentence, *said.missing)) if said else "",
        despite=f"linkages/new?action_id={action.item_id}&agency_id={agency}" if again else "",
    )
