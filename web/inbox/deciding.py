"""The page of one decision: read it, answer it, or be told who answered first.

Fields: ``answer`` (APPROVE, RETURN, REJECT; for a takeover yes or no), ``reason``, ``tier``, for a
plan ``version``, ``submission`` and the pairs ``point_item``/``point_text``; for a takeover
``owner``.
"""

from collections.abc import Callable
from typing import Any, Literal

from fastapi import Response

from care.messages import commands as c
from care.model.codes import ApprovalAnswer, Role
from care.model.ids import IntentKey, PersonId, PlanItemId, TextId
from care.model.plan import ReturnPoint
from i18n.loader import gettext
from store import people, queries, timeline
from store.queries import TaskRow
from web.access import Access, Area, Here
from web.cases.outlook_words import of_deadline
from web.cases.sight import Sight, see
from web.decisions import Act, Done, decide, in_doubt, moved
from web.decisions import InDoubt as Doubt
from web.forms import FieldError, Filled, Form, Memo, read
from web.inbox import approvals
from web.inbox.lines import DECISIONS, Marked, act_address, lines_of
from web.inbox.listing import tomorrow
from web.inbox.view import DecisionView
from web.intents import sealed_intent
from web.render import page
from web.resources import the_case, the_task
from web.visitor import Visit
from web.words import Problem

area = Area()
READ = Access("ViewCase", the_case)
PLAN, CLOSURE, TAKEOVER = "/plan/decision", "/closure/decision", "/high-difficulty/answer"


class PlanAnswer(Form):
    answer: ApprovalAnswer
    version: int
    tier: int
    submission: str = ""
    reason: Memo | None = None
    point_item: tuple[str, ...] = ()
    point_text: tuple[str, ...] = ()


class ClosureAnswer(Form):
    answer: ApprovalAnswer
    tier: int
    reason: Memo | None = None


class TakeoverAnswer(Form):
    answer: Literal["yes", "no"]
    owner: str = ""
    reason: Memo | None = None


@area.get("/cases/{case_id}" + PLAN, access=READ)
async def show_plan(visit: Here) -> Response:
    return await _show(visit, visit.session, _plan)


@area.get("/cases/{case_id}" + CLOSURE, access=READ)
async def show_closure(visit: Here) -> Response:
    return await _show(visit, visit.session, _closure)


@area.get("/cases/{case_id}" + TAKEOVER, access=READ)
async def show_takeover(visit: Here) -> Response:
    return await _show(visit, visit.session, _takeover)


@area.post("/cases/{case_id}" + PLAN, access=Access("DecidePlan", the_case, record="decide"))
async def decide_plan(visit: Here) -> Response:
    filled = await read(visit, PlanAnswer)
    form = filled.data
    if form is None or _lacks_reason(filled, form.answer, form.reason):
        return await _again(visit, filled, _plan)
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
    return await _answer(visit, act, filled, _plan)


@area.post("/cases/{case_id}" + CLOSURE, access=Access("DecideClosure", the_case, record="decide"))
async def decide_closure(visit: Here) -> Response:
    filled = await read(visit, ClosureAnswer)
    form = filled.data
    if form is None or _lacks_reason(filled, form.answer, form.reason):
        return await _again(visit, filled, _closure)

    def command(ids: Any) -> c.Command:
        return c.DecideClosure(tier=form.tier, answer=form.answer, reason=ids.get("reason"))

    role = await _tier_role(visit, form.tier, _closure_tiers)
    act = Act(visit.case_id, command, {"reason": form.reason}, role)
    return await _answer(visit, act, filled, _closure)


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
        return await _again(visit, filled, _takeover)

    def command(ids: Any) -> c.Command:
        return c.AnswerHighDifficulty(
            accepted=form.answer == "yes",
            owner=PersonId(form.owner) if form.owner and form.answer == "yes" else None,
            reason=ids.get("reason"),
        )

    act = Act(visit.case_id, command, {"reason": form.reason}, _own_role(visit, Role.COORDINATOR))
    return await _answer(visit, act, filled, _takeover)


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


Maker = Callable[[Visit, Any], Any]


async def _plan(visit: Visit, session: Any) -> tuple[Sight, DecisionView]:
    sight = await see(visit, session, of_plan_note)
    return sight, approvals.plan_view(sight, visit)


async def _closure(visit: Visit, session: Any) -> tuple[Sight, DecisionView]:
    note = await _last_note(visit, session, "ClosureProposed")
    sight = await see(visit, session, lambda state: (note,))
    return sight, approvals.closure_view(sight, visit, sight.text(note))


async def _takeover(visit: Visit, session: Any) -> tuple[Sight, DecisionView]:
    note = await _last_note(visit, session, "HighDifficultyReferred")
    sight = await see(visit, session, lambda state: (note,))
    view = approvals.takeover_view(sight, visit, sight.text(note))
    if view.allowed:
        view.owners = await _owners(visit, session)
    return sight, view


def of_plan_note(state: Any) -> tuple[TextId | None, ...]:
    return (approvals.note_of(state),)


async def _last_note(visit: Visit, session: Any, kind: str) -> TextId | None:
    """The words of the latest event of a kind; the state keeps none of them."""
    keyring = visit.dependencies.keyring
    recorded = await timeline.events(session, keyring, visit.case_id)
    found = next((one.event for one in reversed(recorded) if one.event.kind == kind), None)
    text: TextId | None = getattr(found, "note", None) or getattr(found, "reason", None)
    return text


async def _owners(visit: Visit, session: Any) -> list[dict[str, str]]:
    """Case managers of the district with the number of cases each has (CO-04)."""
    found = await people.people(session, visit.visitor.district, role=Role.CASE_MANAGER)
    ids = [one.person_id for one in found if not one.office]
    names = await people.display_names(session, visit.dependencies.keyring, ids)
    options = []
    for person in ids:
        filters = queries.CaseFilters(now=visit.now, owner=person)
        held = await queries.case_list(session, visit.dependencies.keyring, visit.scope, filters)
        options.append({"value": person, "label": _load(names.get(person, ""), held.total)})
    return options


def _load(name: str, cases: int) -> str:
    return gettext("%(name)s · 맡은 사례 %(n)s건", name=name, n=cases)


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
