"""Draws the plan editor: rows, what was sent back and why, and what is missing before approval."""

from dataclasses import dataclass
from typing import Any

from fastapi import Response
from pydantic import ValidationError

from care.decide.context import scores
from care.decide.plan_gaps import plan_gaps
from care.decide.planning import next_version
from care.messages import commands as c
from care.model.codes import ResourceSource, ServiceType, SubDomain
from care.model.ids import IntentKey
from care.model.plan import CarePlan
from care.model.refusal import Refusal
from i18n.loader import gettext
from i18n.marks import N_
from i18n.wording import words
from web.acts.around import Around
from web.acts.asked import plan_asked
from web.acts.fields import Act
from web.acts.making import Making
from web.acts.options import Option, agency_note, member_option, vocabulary
from web.acts.pages import form_page
from web.acts.plan_making import plan_of, titles_of
from web.acts.plan_rows import ACTION, GOAL, LIMITS, Rows, first, plan_model, sent_rows
from web.acts.words import missing_words
from web.forms import Filled
from web.visitor import Visit

ACT = Act(
    slug="plan",
    title=N_("서비스 제공계획"),
    lede=N_("욕구마다 목표를, 목표마다 누가 언제까지 무엇을 할지 적습니다."),
    button=N_("승인 요청하기"),
    command=c.SubmitPlan,
    group="stage",
    template="acts/plan.html",
)
_MANY = ("parked", "members")


@dataclass(frozen=True)
class RowView:
    """One row: its number, the item it is, and the remarks pinned to it."""

    number: int
    id: str
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Returned:
    """Why the last plan came back."""

    reason: str
    loose: tuple[str, ...]
    """Remarks pinned to items that are no longer in the plan."""


def editor(
    visit: Visit,
    around: Around,
    filled: Filled[Any],
    *,
    status: int = 200,
    refusal: Refusal | None = None,
    from_draft: bool = False,
) -> Response:
    rows = sent_rows(filled.raw, "new")
    shown = {first(row, "id") for kind in (GOAL, ACTION) for row in rows.of(kind)}
    return form_page(
        visit,
        ACT,
        around,
        filled,
        status=status,
        refusal=refusal,
        titles=_titles(rows),
        labels=_labels(),
        goals=[_view(around, n, row) for n, row in enumerate(rows.goals)],
        actions=[_view(around, n, row) for n, row in enumerate(rows.actions)],
        goal_options=[_goal_option(n, row) for n, row in enumerate(rows.goals)],
        limits=LIMITS,
        version=next_version(around.case),
        from_draft=from_draft,
        saved="saved" in visit.request.query_params,
        returned=_returned(around, shown),
        missing=_missing(around, filled) if from_draft else [],
        asked=plan_asked(around, _trial(around, filled), visit.visitor.roles[0]),
        fund=_fund(filled),
        needs=_needs(around),
        members=[member_option(one, around) for one in around.case.members if not one.excluded],
        agencies=[
            Option(one, body.name, agency_note(one, around))
            for one, body in around.agencies.items()
        ],
        services=vocabulary(ServiceType),
        sources=vocabulary(ResourceSource),
    )


def _titles(rows: Rows) -> dict[str, str]:
    """Words of the rows as they stand in the form."""
    return {
        first(row, "id"): first(row, "text") for kind in (GOAL, ACTION) for row in rows.of(kind)
    }


def _view(around: Around, number: int, row: dict[str, list[str]]) -> RowView:
    item_id = first(row, "id")
    return RowView(number, item_id, _remarks(around).get(item_id, ()))


def _remarks(around: Around) -> dict[str, tuple[str, ...]]:
    steps = around.case.last_returned.steps if around.case.last_returned else ()
    found: dict[str, tuple[str, ...]] = {}
    for point in steps[-1].points if steps else ():
        found[point.item_id] = (*found.get(point.item_id, ()), around.text(point.text))
    return found


def _returned(around: Around, shown: set[str]) -> Returned | None:
    last = around.case.last_returned
    if last is None or not last.steps:
        return None
    loose = [
        text for item, texts in _remarks(around).items() if item not in shown for text in texts
    ]
    return Returned(around.text(last.steps[-1].reason), tuple(loose))


def _goal_option(number: int, row: dict[str, list[str]]) -> Option:
    need = first(row, "need")
    about = first(row, "text") or (words(SubDomain(need)) if need in SubDomain.__members__ else "")
    label = gettext("목표 %(n)s", n=number + 1)
    return Option(first(row, "id"), f"{label} · {about}" if about else label)


def _needs(around: Around) -> list[Option]:
    """With their score; the heavier first."""
    found = scores(around.case)
    ordered = sorted(SubDomain, key=lambda need: -found.get(need, 0))
    return [
        Option(
            need.value,
            words(need),
            gettext("%(score)s점", score=found[need]) if need in found else "",
        )
        for need in ordered
    ]


def _missing(around: Around, filled: Filled[Any]) -> list[str]:
    """What would stop this draft, were it sent now."""
    making = _tried(around, filled)
    plan = plan_of(making) if making else None
    if making is None or plan is None:
        return []
    titles = titles_of(making, plan)
    return [
        missing_words(one, around, titles) for one in plan_gaps(around.case, plan, around.today)
    ]


def _trial(around: Around, filled: Filled[Any]) -> CarePlan | None:
    """The plan as far as the rows make one."""
    making = _tried(around, filled)
    return plan_of(making) if making else None


def _tried(around: Around, filled: Filled[Any]) -> Making | None:
    try:
        told = plan_model().model_validate(_typed(filled.raw))
    except ValidationError:
        return None
    return Making(IntentKey("draft"), Filled(data=told, errors=[], raw=filled.raw), around)


def _typed(raw: dict[str, list[str]]) -> dict[str, Any]:
    return {
        name: texts if name.endswith(_MANY) else texts[0]
        for name, texts in raw.items()
        if any(texts)
    }


def _fund(filled: Filled[Any]) -> int:
    """Won the rows take from the case fund, as far as they can be read."""
    total = 0
    for number in range(LIMITS[ACTION]):
        amount = filled.text(f"action_{number}_money").replace(",", "").strip()
        of_fund = filled.text(f"action_{number}_source") == ResourceSource.CASE_FUND.value
        total += int(amount) if of_fund and amount.isdigit() else 0
    return total


def _labels() -> dict[str, str]:
    """``목표 1 · 욕구``: for the summary of faults."""
    names = {
        GOAL: {
            "need": gettext("욕구"),
            "text": gettext("목표"),
            "after": gettext("먼저 이룰 목표"),
        },
        ACTION: {
            "goal": gettext("목표"),
            "service": gettext("서비스"),
            "text": gettext("내용"),
            "members": gettext("누구를 위해"),
            "agency_id": gettext("맡는 곳"),
            "due_on": gettext("기한"),
            "money": gettext("금액"),
            "source": gettext("재원"),
        },
    }
    heads = {GOAL: gettext("목표"), ACTION: gettext("서비스")}
    return {
        f"{kind}_{number}_{name}": f"{heads[kind]} {number + 1} · {label}"
        for kind, labels in names.items()
        for number in range(LIMITS[kind])
        for name, label in labels.items()
    }
