"""종결 요청: a reason the policy knows, and an outcome for every service of the plan."""

from typing import Any

from fastapi import Response
from pydantic import create_model

from care.messages import commands as c
from care.model.codes import ClosureReason, ItemOutcome
from care.model.plan import ItemResult, PlanAction
from care.model.refusal import Refusal
from i18n.marks import N_
from i18n.wording import words
from web import forms
from web.access import Access, Area, Here
from web.acts.around import Around, look_around
from web.acts.asked import closures_frozen
from web.acts.fields import Act, Field, Kind
from web.acts.making import Making, built
from web.acts.options import vocabulary
from web.acts.pages import form_page
from web.acts.sending import around_now, send
from web.forms import Filled, Form, Memo
from web.resources import the_case
from web.visitor import Visit

area = Area("/cases")
ACT = Act(
    slug="closure",
    title=N_("종결 요청"),
    lede=N_("결과를 항목마다 적습니다. 정책이 정한 사람이 승인해야 종결됩니다."),
    button=N_("종결 요청하기"),
    command=c.ProposeClosure,
    fields=(
        Field("reason", N_("종결하는 까닭"), Kind.RADIO, "closure_reasons", need=True),
        Field(
            "note",
            N_("평가와 그렇게 본 까닭"),
            Kind.TEXT,
            hint=N_("거절이나 연락 두절이면 언제 어떻게 찾아갔는지 적습니다."),
        ),
    ),
    group="stage",
    template="acts/closure.html",
)


def _actions(around: Around) -> tuple[PlanAction, ...]:
    return around.case.plan.actions if around.case.plan else ()


def _model(around: Around) -> type[Form]:
    """``outcome_{item id}`` for each service of the approved plan."""
    parts: dict[str, Any] = {"reason": (ClosureReason, ...), "note": (Memo | None, None)}
    parts |= {f"outcome_{one.item_id}": (ItemOutcome | None, None) for one in _actions(around)}
    return create_model("ClosureAnswers", __base__=Form, **parts)


@area.get("/{case_id}/closure", access=Access(action=ACT.action, resource=the_case))
async def show(visit: Here) -> Response:
    return _page(visit, await look_around(visit.session, visit), forms.blank())


@area.post("/{case_id}/closure", access=Access(action=ACT.action, resource=the_case, record="act"))
async def do(visit: Here) -> Response:
    around = await around_now(visit)
    filled = await forms.read(visit, _model(around))
    if filled.data is None or filled.intent is None:
        return _page(visit, around, filled, 422)
    making = Making(filled.intent, filled, around)
    command = _command(making)
    if command is None:
        return _page(visit, around, filled, 422)

    async def again(
        now: Around, sent: Filled[Any], status: int, refusal: Refusal | None
    ) -> Response:
        return _page(visit, now, sent, status, refusal)

    return await send(visit, ACT, command, making, done=f"/cases/{visit.case_id}", again=again)


def _command(making: Making) -> c.ProposeClosure | None:
    told = making.filled.value
    results = []
    for action in _actions(making.around):
        outcome = getattr(told, f"outcome_{action.item_id}")
        if outcome is None:
            making.refuse(f"outcome_{action.item_id}", "OUTCOME_NEEDED")
        else:
            results.append(ItemResult(item_id=action.item_id, outcome=outcome))
    making.values = {
        "reason": told.reason,
        "results": tuple(results),
        "note": making.text("note", told.note or ""),
    }
    return built(c.ProposeClosure, making)


def _page(
    visit: Visit,
    around: Around,
    filled: Filled[Any],
    status: int = 200,
    refusal: Refusal | None = None,
) -> Response:
    labels = {
        f"outcome_{one.item_id}": around.text(one.text) or words(one.service)
        for one in _actions(around)
    }
    return form_page(
        visit,
        ACT,
        around,
        filled,
        status=status,
        refusal=refusal,
        labels=labels,
        outcomes=labels,
        outcome_options=vocabulary(ItemOutcome),
        frozen=closures_frozen(around),
        open_linkages=[one for one in around.case.linkages if one.status.is_open],
    )
