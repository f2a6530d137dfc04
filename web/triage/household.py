"""``/triage/{id}``: who it is, every sign told of, who looks alike, what was decided."""

from dataclasses import dataclass
from typing import Any

from fastapi import Response

from care.decide import signals as risk
from care.decide.alike import Someone
from care.model.ids import BatchId, PersonId
from i18n.wording import words
from store import at_risk_acts, at_risk_alike, at_risk_queue, people
from store.at_risk_alike import Lookalikes
from store.at_risk_queue import QueueRow
from store.at_risk_told import Known
from web.access import Access, Area, Here
from web.identity import local_date
from web.lookalikes import CaseWords, alike_words, cases_in_reach, likeness_words
from web.render import page
from web.triage.deciding import the_household
from web.triage.listing import choices
from web.triage.query import PATH
from web.triage.shown import Line, lines_of, rules_of
from web.triage.words import act_words, kind_name, reasons_of
from web.visitor import Visit
from web.words import Problem

area = Area(PATH)


@dataclass(frozen=True)
class LikeWords:
    """Somebody who looks alike: another household of the queue, or a case in reach."""

    how: str
    why: str
    line: Line | None = None
    case: CaseWords | None = None
    household_id: str = ""


@area.get("/{at_risk_id}", access=Access("ViewTriage", the_household, record="view"))
async def show(visit: Here, at_risk_id: str) -> Response:
    rules = rules_of(visit)
    if rules is None:
        raise Problem(404, "NOT_FOUND")
    session, keyring, row = visit.session, visit.dependencies.keyring, _row(visit)
    told = await at_risk_queue.known(session, keyring, visit.scope, at_risk_id) or Known()
    score = risk.score(row.signals, row.red_flags, rules, local_date(visit.now))
    [line] = await lines_of(visit, session, [row], rules)
    return page(
        visit.request,
        "triage/household.html",
        line=line,
        told=told,
        score=score,
        reasons=reasons_of(score, rules),
        signals=await _signals(visit, session, rules, at_risk_id),
        alike=await _alike(visit, session, rules, row, told),
        steps=await _steps(visit, session, at_risk_id),
        decides=visit.may("DecideTriage"),
        **choices(visit, rules),
    )


async def _alike(
    visit: Visit, session: Any, rules: Any, row: QueueRow, told: Known
) -> list[LikeWords]:
    if row.status not in (at_risk_queue.S.WAITING, at_risk_queue.S.SNOOZED):
        return []
    someone = Someone(
        name=told.name, birth_date=told.birth_date, phone=told.phone, address=told.address
    )
    keyring = visit.dependencies.keyring
    found = await at_risk_alike.lookalikes(session, keyring, visit.scope, someone, row.at_risk_id)
    return [*await _homes(visit, session, found), *await _queue(visit, session, rules, found)]


async def _homes(visit: Visit, session: Any, found: Lookalikes) -> list[LikeWords]:
    cases = [one.case_id for one in found.homes if one.case_id]
    known = await cases_in_reach(visit, session, cases)
    visit.saw(list(known))
    return [
        LikeWords(
            how=likeness_words(one.alike),
            why=alike_words(one.alike),
            case=known[one.case_id],
            household_id=one.household_id,
        )
        for one in found.homes
        if one.case_id in known
    ]


async def _queue(visit: Visit, session: Any, rules: Any, found: Lookalikes) -> list[LikeWords]:
    keyring = visit.dependencies.keyring
    ids = [one.at_risk_id for one in found.queue]
    rows = await at_risk_queue.rows_of(session, keyring, visit.scope, ids)
    lines = {one.row.at_risk_id: one for one in await lines_of(visit, session, rows, rules)}
    return [
        LikeWords(how=likeness_words(one.alike), why=alike_words(one.alike), line=line)
        for one in found.queue
        if (line := lines.get(one.at_risk_id))
    ]


async def _signals(visit: Visit, session: Any, rules: Any, at_risk_id: str) -> list[Any]:
    rows = await at_risk_queue.signal_rows(session, visit.scope, at_risk_id)
    names = await people.display_names(
        session, visit.dependencies.keyring, {row.told_by for row in rows}
    )
    return [
        {
            "kind": kind_name(rules, row.signal.kind),
            "source": words(row.signal.source),
            "on": row.signal.observed_on,
            "told_at": row.told_at,
            "by": names.get(row.told_by or PersonId(""), ""),
            "batch": BatchId(row.batch_id) if row.batch_id else None,
            "passed_on": row.case_id is not None,
        }
        for row in rows
    ]


async def _steps(visit: Visit, session: Any, at_risk_id: str) -> list[Any]:
    steps = await at_risk_acts.history(session, visit.scope, at_risk_id)
    names = await people.display_names(
        session, visit.dependencies.keyring, {step.by for step in steps}
    )
    return [
        {
            "what": act_words(step.act),
            "at": step.at,
            "by": names.get(step.by or PersonId(""), ""),
            "reason": words(step.reason) if step.reason else "",
            "until": step.until,
        }
        for step in steps
    ]


def _row(visit: Visit) -> QueueRow:
    row = visit.resource.row if visit.resource else None
    if not isinstance(row, QueueRow):
        raise Problem(404, "NOT_FOUND")
    return row
