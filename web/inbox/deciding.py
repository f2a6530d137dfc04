"""The page of one decision: read it, answer it, or be told who answered first.

Fields: ``answer`` (APPROVE, RETURN, REJECT; for a takeover yes or no), ``reason``, ``tier``, for a
plan ``version``, ``submission`` and the pairs ``point_item``/``point_text``; for a takeover
``owner``.
"""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import Response
from pydantic import Field as Bound

from care.messages import commands as c
from care.model.codes import ApprovalAnswer, Role
from care.model.ids import IntentKey, PersonId, PlanItemId
from care.model.plan import ReturnPoint
from store.queries import TaskRow
from web.access import Access, Area, Here
from web.cases.doing import act_address
from web.cases.outlook_words import of_deadline
from web.cases.sight import Sight, see
from web.decisions import Act, Done, decide, in_doubt, moved
from web.decisions import InDoubt as Doubt
from web.forms import FieldError, Filled, Form, Memo, read
from web.inbox import opened
from web.inbox.lines import DECISIONS, Marked, lines_of
from web.inbox.listing import tomorrow
from web.inbox.opened import Maker
from web.inbox.view import DecisionView
from web.intents import sealed_intent
from web.render import page
from web.resources import the_case, the_task
from web.visitor import Visit
from web.words import Problem

area = Area()
READ = Access("ViewCase", the_case)
Version = Annotated[int, Bound(ge=1, le=10_000)]
Tier = Annotated[int, Bound(ge=0, le=9)]
PLAN, CLOSURE, TAKEOVER = "/plan/decision", "/closure/decision", "/high-difficulty/answer"


class PlanAnswer(Form):
    answer: ApprovalAnswer
    version: Version
    tier: Tier
    submission: str = ""
    reason: Memo | None = None
    point_item: tuple[str, ...] = ()
    point_text: tuple[str, ...] = ()


class ClosureAnswer(Form):
    answer: ApprovalAnswer
    tier: Tier
    reason: Memo | None = None


class TakeoverAnswer(Form):
    answer: Literal["yes", "no"]
    owner: str = ""
    reason: Memo | None = None


@area.get("/cases/{case_id}" + PLAN, access=READ)
async def show_plan(visit: Here) -> Response:
    return await _show(visit, visit.session, opened.plan)


@area.get("/cases/{case_id}" + CLOSURE, access=READ)
async def show_closure(visit: Here) -> Response:
    return await _show(visit, visit.session, opened.closure)


@area.get("/cases/{case_id}" + TAKEOVER, access=READ)
async def show_takeover(visit: Here) -> Response:
    return await _show(visit, visit.session, opened.takeover)


@area.post("/cases/{case_id}" + PLAN, access=Access("DecidePlan", the_case, record="decide"))
async def decide_plan(visit: Here) -> Response:
    filled = await read(visit, PlanAnswer)
    form = filled.data
    if form is None or _lacks_reason(filled, form.answer, form.reason):
        return await _again(visit, filled, opened.plan)
    texts, items = _points(filled)

    def command(ids: Any) -> c.Command:
        return c.DecidePlan(
            version=form.version,
            tier=form.tier,
            answer=form.answer,
            reason=ids.get("reason"),
            points=tuple(
                ReturnPoint(item_id=PlanItemId(item), text=ids[name])
                for name, item in items.items()
            ),
            submission=IntentKey(form.submission) if form.submission else None,
        )

    role = await _tier_role(visit, form.tier, _plan_tiers)
    act = Act(visit.case_id, command, texts | {"reason": form.reason}, role)
    return await _answer(visit, act, filled, opened.plan)


@area.post("/cases/{case_id}" + CLOSURE, access=Access("DecideClosure", the_case, record="decide"))
async def decide_closure(visit: Here) -> Response:
    filled = await read(visit, ClosureAnswer)
    form = filled.data
    if form is None or _lacks_reason(filled, form.answer, form.reason):
        return await _again(visit, filled, opened.closure)

    def command(ids: Any) -> c.Command:
        return c.DecideClosure(tier=form.tier, answer=form.answer, reason=ids.get("reason"))

    role = await _tier_role(visit, form.tier, _closure_tiers)
    act = Act(visit.case_id, command, {"reason": form.reason}, role)
    return await _answer(visit, act, filled, opened.closure)


@area.post(
    "/cases/{case_id}" + TAKEOVER, access=Access("AnswerHighDifficulty", the_case, record="decide")
)
async def answer_takeover(visit: Here) -> Response:
    filled = await read(visit, TakeoverAnswer)
    form = filled.data
    if form is not None and form.answer == "yes" and not form.owner:
        filled.refuse("owner", "CHOICE_MISSING")
    if form is not None and form.answer == "no" and form.reason is None:
        filled.refuse("reason", "FIELD_MISSING")
    if form is None or filled.errors:
        return await _again(visit, filled, opened.takeover)

    def command(ids: Any) -> c.Command:
        return c.AnswerHighDifficulty(
            accepted=form.answer == "yes",
            owner=PersonId(form.owner) if form.owner and form.answer == "yes" else None,
            reason=ids.get("reason"),
        )

    act = Act(visit.case_id, command, {"reason": form.reason}, _own_role(visit, Role.COORDINATOR))
    return await _answer(visit, act, filled, opened.takeover)


@area.get("/tasks/{task_id}", access=Access("ViewTask", the_task))
async def show_task(visit: Here) -> Response:
    """An item opened by itself: its decision, or what is asked and where it is done."""
    row = _row(visit)
    if row.kind in DECISIONS and row.done_at is None:
        return moved(visit.request, act_address(row.case_id, row.kind, row.subject))
    sight = await see(visit, visit.session)
    calendar = sight.state.policy.calendar
    (line,) = await lines_of(visit, visit.session, [row], calendar, Marked(row.task_id))
    deadline = next((one for one in sight.running if one.key == row.deadline), None)
    return page(
        visit.request,
        "inbox/task.html",
        block="content",
        opened=line,
        outlook=of_deadline(sight.state, deadline),
        sight=sight,
        tomorrow=tomorrow(visit),
    )


def _row(visit: Visit) -> TaskRow:
    row = visit.resource.row if visit.resource else None
    if not isinstance(row, TaskRow):
        raise Problem(404, "NOT_FOUND")
    return row


async def _show(visit: Visit, session: Any, make: Maker) -> Response:
    sight, view = await make(visit, session)
    return _page(visit, sight, view, 200, errors=[], sentence="", given="")


async def _again(
    visit: Visit, filled: Filled[Any], make: Maker, sentence: str = "", status: int = 422
) -> Response:
    """The page once more: nothing typed is lost, and what is true now is shown."""
    async with visit.read() as session:
        sight, view = await make(visit, session)
    view.reason = filled.text("reason")
    view.owner = filled.text("owner")
    _keep_points(view, filled)
    given = sealed_intent(visit.visitor, filled.intent) if status == 422 else ""
    return _page(visit, sight, view, status, filled.errors, sentence, given)


def _page(  # noqa: PLR0913 - the one place where a decision page is put together
    visit: Visit,
    sight: Sight,
    view: DecisionView,
    status: int,
    errors: list[FieldError],
    sentence: str,
    given: str,
) -> Response:
    return page(
        visit.request,
        "inbox/decision.html",
        block="content",
        status=status,
        view=view,
        sight=sight,
        errors=errors,
        sentence=sentence,
        intent_value=given or sealed_intent(visit.visitor),
    )


async def _answer(visit: Visit, act: Act, filled: Filled[Any], make: Maker) -> Response:
    outcome = await decide(visit, act, filled.intent)
    if isinstance(outcome, Done):
        return moved(visit.request, f"/inbox?decided={visit.case_id}")
    if isinstance(outcome, Doubt):
        return in_doubt(visit, outcome, f"/cases/{visit.case_id}")
    sentence = " ".join((outcome.words.sentence, *outcome.words.missing))
    return await _again(visit, filled, make, sentence, outcome.status)


def _lacks_reason(filled: Filled[Any], answer: ApprovalAnswer, reason: str | None) -> bool:
    if answer is not ApprovalAnswer.APPROVE and reason is None:
        filled.refuse("reason", "FIELD_MISSING")
    return bool(filled.errors)


def _points(filled: Filled[Any]) -> tuple[dict[str, str | None], dict[str, str]]:
    """Texts by field name, and the item each is pinned to; empty ones are left out."""
    pairs = zip(filled.chosen("point_item"), filled.chosen("point_text"), strict=False)
    written = [(item, text.strip()) for item, text in pairs if text.strip()]
    texts: dict[str, str | None] = {f"point-{n}": text for n, (_, text) in enumerate(written)}
    return texts, {f"point-{n}": item for n, (item, _) in enumerate(written)}


def _keep_points(view: DecisionView, filled: Filled[Any]) -> None:
    pairs = zip(filled.chosen("point_item"), filled.chosen("point_text"), strict=False)
    said = {item: text for item, text in pairs if text.strip()}
    view.points = [
        type(pin)(pin.item_id, pin.label, said.get(pin.item_id, "")) for pin in view.points
    ]
    view.points_open = bool(said)


def _plan_tiers(state: Any) -> tuple[Role, ...]:
    return state.submission.tiers if state.submission else ()


def _closure_tiers(state: Any) -> tuple[Role, ...]:
    return state.closure.tiers if state.closure else ()


async def _tier_role(visit: Visit, tier: int, tiers_of: Callable[[Any], tuple[Role, ...]]) -> Role:
    """The role the tier asks for, if the visitor has it; the case itself judges the rest."""
    roles = {*visit.visitor.roles, *visit.visitor.standing_roles}
    if len(roles) == 1:
        return roles.pop()
    async with visit.read() as session:
        sight = await see(visit, session)
    tiers = tiers_of(sight.state)
    wanted = tiers[tier] if 0 <= tier < len(tiers) else visit.visitor.roles[0]
    return _own_role(visit, wanted)


def _own_role(visit: Visit, wanted: Role) -> Role:
    return wanted if visit.visitor.may_act_as(wanted) else visit.visitor.roles[0]
