"""For operators: how a case ran and what is stuck. No page here tells who a case is about."""

import re
from urllib.parse import quote

from fastapi import Response

from care.model.ids import CaseId, PersonId
from i18n.loader import gettext
from i18n.wording import words
from store import agencies, deliveries, people, queries, troubles
from web.access import Access, Area, Here
from web.decisions import moved
from web.operations.words import icon_of, line_words
from web.render import page
from web.resources import the_case
from web.visitor import Visit
from workflows.client import HistoryLine, NotFound, Unknown

area = Area("/operations")
CASE_ID = re.compile(r"^\d{5}-[a-z2-7]{16}$")
CASE_NUMBER = re.compile(r"^[A-Z]{1,4}-\d{4}-\d{1,6}$")


@area.get("", access=Access("ViewOperations", record=None))
async def overview(visit: Here) -> Response:
    asked = visit.request.query_params.get("case", "").strip()[:60]
    found = await _find(visit, asked) if asked else None
    if found is not None:
        return moved(visit.request, f"/operations/cases/{found}")
    stuck = await troubles.troubles(visit.session, visit.visitor.district)
    bodies = await agencies.agencies(visit.session, visit.visitor.district)
    return page(
        visit.request,
        "operations/overview.html",
        block="content",
        asked=asked,
        stuck=stuck,
        bodies={one.agency_id: one.name for one in bodies},
        ui=visit.dependencies.settings.temporal_ui_url,
    )


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
    row = visit.resource.row if visit.resource else None
    return page(
        visit.request,
        "operations/case.html",
        block="content",
        row=row,
        lines=[(line, line_words(line, known), icon_of(line)) for line in reversed(lines)],
        away=away,
        sent=sent,
        bodies={one.agency_id: one.name for one in bodies},
        ui=ui_address(visit),
        stage=words(row.stage) if row else "",
    )


async def _lines(visit: Visit) -> tuple[tuple[HistoryLine, ...], str]:
    """The history, or why it cannot be read; what the store knows is shown in any case."""
    try:
        return await visit.dependencies.cases.history(visit.case_id), ""
    except NotFound:
        return (), gettext("엔진에 이 사례가 없습니다. 보관 기간이 지났을 수 있습니다.")
    except Unknown:
        return (), gettext("처리 엔진이 답하지 않습니다. 저장된 기록은 그대로 볼 수 있습니다.")


def ui_address(visit: Visit) -> str:
    """The case in the Temporal Web UI, when this installation has one."""
    settings = visit.dependencies.settings
    if not settings.temporal_ui_url:
        return ""
    base = settings.temporal_ui_url.rstrip("/")
    space = quote(settings.temporal_namespace, safe="")
    return f"{base}/namespaces/{space}/workflows/{quote(visit.case_id, safe='')}"
