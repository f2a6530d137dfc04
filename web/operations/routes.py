"""For operators: how a case ran and what is stuck. No page here tells who a case is about."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import quote

from fastapi import Response

from care.model.codes import Role
from care.model.ids import CaseId, PersonId
from i18n.loader import gettext, language
from i18n.wording import words
from policies.resolve import problems
from store import (
    access_records,
    agencies,
    deliveries,
    people,
    policy_work,
    queries,
    timeline,
    troubles,
    webhooks,
)
from store.keyring import KeyDestroyed
from web.access import Access, Area, Here
from web.decisions import moved
from web.forms import Form, read
from web.operations.board import Looked, board
from web.operations.policy_work import work_lines
from web.operations.words import CAUSES, icon_of, line_words
from web.places import ENGINE_UI
from web.render import page
from web.resources import the_case
from web.visitor import Visit
from web.words import Problem
from workflows.client import HistoryLine, NotFound, Unknown

area = Area("/operations")
CASE_ID = re.compile(r"^\d{5}-[a-z2-7]{16}$")
CHAIN_CHECKED = 1000
CASE_NUMBER = re.compile(r"^[A-Z]{1,4}-\d{4}-\d{1,6}$")


@area.get("", access=Access("ViewOperations", record=None))
async def overview(visit: Here) -> Response:
    params = visit.request.query_params
    asked = params.get("case", "").strip()[:60]
    found = await _find(visit, asked) if asked else None
    if found is not None:
        return moved(visit.request, f"/operations/cases/{found}")
    looked = await _look(visit, whole_chain=params.get("chain") == "all")
    bodies = await agencies.agencies(visit.session, visit.visitor.district)
    return page(
        visit.request,
        "operations/overview.html",
        block="content",
        asked=asked,
        said=params.get("said", ""),
        lines=board(looked),
        stuck=looked.troubles,
        engine=looked.engine,
        work=looked.work,
        policy_problems=[one.sentence(language()) for one in problems()],
        whole_chain=params.get("chain") == "all",
        bodies={one.agency_id: one.name for one in bodies},
        causes=CAUSES,
        ui=ENGINE_UI if visit.dependencies.engine_ui is not None else "",
    )


async def _look(visit: Visit, *, whole_chain: bool) -> Looked:
    """The newest records are checked each time; the whole chain only when somebody asks."""
    district, watch = visit.visitor.district, visit.dependencies.engine_watch
    last = None if whole_chain else CHAIN_CHECKED
    engine = await watch.look(district) if watch is not None else None
    under_way = await policy_work.under_way(visit.session, visit.now, visit.scope)
    return Looked(
        now=datetime.now(UTC),
        engine=engine,
        troubles=await troubles.troubles(visit.session, visit.scope),
        policy_problems=len(problems()),
        chain=await access_records.verify(visit.session, district, last=last),
        work=work_lines(visit, under_way, engine),
    )


class Again(Form):
    """The button beside a message has nothing to fill in."""


@area.post("/messages/{message_id}/again", access=Access("RetryMessage", record="retry"))
async def bring_again(visit: Here, message_id: int) -> Response:
    """A message that was set aside waits once more; the relay brings it under its old intent."""
    await read(visit, Again)
    async with visit.write() as session:
        found = await webhooks.bring_again(
            session, visit.now, district=visit.visitor.district, message_id=message_id
        )
    if not found:
        raise Problem(404, "NOT_FOUND")
    return moved(visit.request, "/operations?said=again")


async def _find(visit: Visit, asked: str) -> CaseId | None:
    """By id or by number only: names are no way in for an operator."""
    keyring = visit.dependencies.keyring
    if CASE_ID.match(asked):
        row = await queries.case_row(visit.session, keyring, visit.scope, CaseId(asked))
        return row.case_id if row else None
    if not CASE_NUMBER.match(asked.upper()):
        return None
    filters = queries.CaseFilters(now=visit.now, q=asked.upper(), ended=True)
    found = await queries.case_list(visit.session, keyring, visit.scope, filters)
    exact = [row.case_id for row in found.items if row.case_number == asked.upper()]
    return exact[0] if exact else None


@area.get("/cases/{case_id}", access=Access("ViewHistory", the_case, record="history"))
async def case_history(visit: Here) -> Response:
    lines, away = await _lines(visit)
    ids = [PersonId(line.params.get("person", "")) for line in lines]
    keyring = visit.dependencies.keyring
    names = await people.display_names(visit.session, keyring, ids)
    known = {str(person): name for person, name in names.items()}
    sent = await deliveries.deliveries(visit.session, visit.case_id)
    bodies = await agencies.agencies(visit.session, visit.visitor.district)
    named = {str(one.agency_id): one.name for one in bodies}
    answering = await _answering(visit, lines)
    row = await queries.case_row(visit.session, keyring, visit.scope, visit.case_id)
    return page(
        visit.request,
        "operations/case.html",
        block="content",
        row=row,
        lines=[_told(line, known, answering, named) for line in reversed(lines)],
        away=away,
        sent=sent,
        bodies=named,
        ui=ui_address(visit),
        time_machine=visit.dependencies.time_machine is not None and visit.may("MoveTime"),
        stage=words(row.stage) if row else "",
    )


def _told(
    line: HistoryLine, known: dict[str, str], answering: dict[str, str], named: dict[str, str]
) -> tuple[HistoryLine, str, str]:
    body = answering.get(line.params.get("intent", ""), "")
    return line, line_words(line, known, named.get(body, "")), icon_of(line)


async def _answering(visit: Visit, lines: Sequence[HistoryLine]) -> dict[str, str]:
    """Intent to the body that answered under it; nothing else of an event is looked at."""
    if all(line.params.get("role") != Role.PARTNER_WORKER for line in lines):
        return {}
    try:
        kept = await timeline.events(visit.session, visit.dependencies.keyring, visit.case_id)
    except KeyDestroyed:
        return {}
    return {
        str(one.intent): str(answer.agency_id)
        for one in kept
        if (answer := getattr(one.event, "answer", None)) is not None
        and one.role == Role.PARTNER_WORKER
    }


async def _lines(visit: Visit) -> tuple[tuple[HistoryLine, ...], str]:
    """The history, or why it cannot be read; what the store knows is shown in any case."""
    try:
        return await visit.dependencies.cases.history(visit.case_id), ""
    except NotFound:
        return (), gettext("엔진에 이 사례가 없습니다. 보관 기간이 지났을 수 있습니다.")
    except Unknown:
        return (), gettext("처리 엔진이 답하지 않습니다. 저장된 기록은 그대로 볼 수 있습니다.")


def ui_address(visit: Visit) -> str:
    """The case in the Temporal Web UI, when this installation shows one."""
    if visit.dependencies.engine_ui is None:
        return ""
    space = quote(visit.dependencies.settings.temporal_namespace, safe="")
    return f"{ENGINE_UI}/namespaces/{space}/workflows/{quote(visit.case_id, safe='')}"
