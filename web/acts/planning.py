"""서비스 제공계획 쓰기: needs to goals to services, saved as a draft, sent for approval.

Rows are added, removed and moved by ordinary buttons; every one of them also keeps the draft.
"""

import json
from typing import Any

from fastapi import Response

from care.decide.context import scores
from care.decide.plan_gaps import SERIOUS
from care.model.codes import SubDomain
from care.model.refusal import Refusal
from store import drafts
from web import decisions, forms
from web.access import Access, Area, Here
from web.acts.around import Around, look_around
from web.acts.making import Making
from web.acts.plan_making import command_of, mark_gaps, plan_of, titles_of
from web.acts.plan_page import ACT, editor
from web.acts.plan_rows import Rows, changed, plan_model, rows_for_needs, rows_of, sent_rows
from web.acts.sending import around_now, send
from web.forms import Filled
from web.intents import new_intent
from web.resources import the_case
from web.visitor import Visit

area = Area("/cases")
DRAFT = "plan"
SUBMIT, SAVE = "submit", "save"
HARD = frozenset({"RRN_NOT_ALLOWED_HERE", "TEXT_INVALID", "FIELD_NOT_ALLOWED", "FIELD_REPEATED"})
"""Faults for which not even a draft is kept."""


@area.get("/{case_id}/plan", access=Access(action=ACT.action, resource=the_case))
async def show(visit: Here) -> Response:
    around = await look_around(visit.session, visit)
    raw, kept = await _begin(visit.session, visit, around)
    return editor(visit, around, forms.blank(**raw), from_draft=kept)


@area.post("/{case_id}/plan", access=Access(action=ACT.action, resource=the_case, record="act"))
async def do(visit: Here) -> Response:
    around = await around_now(visit)
    filled = await forms.read(visit, plan_model())
    if filled.intent is None or any(fault.code in HARD for fault in filled.errors):
        return editor(visit, around, filled, status=422)
    step = filled.text("step") or SUBMIT
    if step != SUBMIT:
        return await _kept(visit, around, filled, step)
    return await _submitted(visit, around, filled)


async def _kept(visit: Visit, around: Around, filled: Filled[Any], step: str) -> Response:
    """The draft as it is now, faults and all; what is missing is only said."""
    intent = str(filled.intent)
    rows = changed(sent_rows(filled.raw, intent), step, intent)
    raw = _others(filled) | rows.raw()
    async with visit.write() as session:
        await drafts.save_draft(
            session,
            visit.dependencies.keyring,
            visit.visitor.person,
            visit.case_id,
            DRAFT,
            json.dumps(raw, ensure_ascii=False),
            visit.now,
        )
    if step == SAVE:
        return decisions.moved(visit.request, f"{visit.request.url.path}?saved=1")
    return editor(visit, around, forms.blank(**raw), from_draft=True)


def _others(filled: Filled[Any]) -> dict[str, list[str]]:
    return {name: filled.raw[name] for name in ("parked", "note") if name in filled.raw}


async def _submitted(visit: Visit, around: Around, filled: Filled[Any]) -> Response:
    if filled.data is None or filled.intent is None:
        return editor(visit, around, filled, status=422)
    making = Making(filled.intent, filled, around)
    plan = plan_of(making)
    if plan is None:
        return editor(visit, around, filled, status=422)

    async def again(
        now: Around, sent: Filled[Any], status: int, refusal: Refusal | None
    ) -> Response:
        if refusal is not None:
            left = mark_gaps(making, refusal.missing, titles_of(making, plan))
            refusal = refusal.model_copy(update={"missing": left})
        return editor(visit, now, sent, status=status, refusal=refusal)

    done = f"/cases/{visit.case_id}"
    answer = await send(visit, ACT, command_of(making, plan), making, done=done, again=again)
    if answer.status_code in (200, 202, 303):
        async with visit.write() as session:
            await drafts.delete_draft(session, visit.visitor.person, visit.case_id, DRAFT)
    return answer


async def _begin(session: Any, visit: Visit, around: Around) -> tuple[dict[str, list[str]], bool]:
    """Where one goes on: the own draft, the plan sent back, the plan in force, or the needs."""
    keyring, person = visit.dependencies.keyring, visit.visitor.person
    kept = await drafts.draft(session, keyring, person, visit.case_id, DRAFT)
    if kept is not None:
        draft: dict[str, list[str]] = json.loads(kept)
        return draft, True
    return _fresh(around).raw() | _parked(around), False


def _fresh(around: Around) -> Rows:
    case = around.case
    returned = case.last_returned.plan if case.last_returned else None
    plan = returned or case.plan
    if plan is not None:
        return rows_of(plan, around.texts)
    serious = [need for need, score in scores(case).items() if score >= SERIOUS]
    return rows_for_needs([need for need in SubDomain if need in serious], new_intent())


def _parked(around: Around) -> dict[str, list[str]]:
    case = around.case
    plan = case.last_returned.plan if case.last_returned else case.plan
    return {"parked": [need.value for need in plan.parked]} if plan else {}
