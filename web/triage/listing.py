"""``/triage``: who waits, the most pressing first, each with the reasons of the score."""

from datetime import timedelta
from typing import Any

from fastapi import Response

from care.decide.triage import rests_until
from care.model.codes import DiscoveryChannel
from care.model.discovery import AtRiskStatus, DiscoveryRules, SignalSource, TriageDecline
from i18n.loader import gettext
from store import at_risk_queue
from store.at_risk_queue import NO_OFFICE
from web import forms, records
from web.access import Access, Area, Here
from web.acts.options import Option, vocabulary
from web.districts import calendar_of, policy_of
from web.forms import Form, Line
from web.identity import local_date
from web.render import page
from web.triage.query import TABS, TriageQuery, asked, late_since, tab_words
from web.triage.shown import lines_of, ruled, rules_of
from web.triage.words import kind_name
from web.visitor import Visit

area = Area("/triage")
LIST = Access("ViewTriage", record="list")
MOST_SAID = 60


class FindForm(Form):
    """A whole name or telephone; posted, so that it stands in no address."""

    who: Line


@area.get("", access=LIST)
async def show(visit: Here) -> Response:
    rules = rules_of(visit)
    if rules is None:
        return page(visit.request, "triage/none.html")
    await _freshen(visit, rules)
    async with visit.read() as session:
        return await _page(visit, session, rules, asked(visit.request), "")


@area.post("/find", access=Access("ViewTriage", record=None))
async def find(visit: Here) -> Response:
    filled = await forms.read(visit, FindForm)
    rules, who = ruled(visit), filled.value.who
    async with visit.write() as session:
        made = await _page(visit, session, rules, asked(visit.request), who)
        await records.keep(session, visit, "search", "ViewTriage")
    return made


async def _freshen(visit: Visit, rules: DiscoveryRules) -> None:
    """Scores fade with the days; who was put off until today waits again."""
    district, today = visit.visitor.district, local_date(visit.now)
    if await at_risk_queue.stale(visit.session, district, today):
        async with visit.write() as session:
            await at_risk_queue.refresh(session, district, rules, today)


async def _page(
    visit: Visit, session: Any, rules: DiscoveryRules, query: TriageQuery, who: str
) -> Response:
    calendar, keyring = calendar_of(visit.visitor.district), visit.dependencies.keyring
    filters = query.filters(who, late_since(rules, visit.now, calendar))
    found = await at_risk_queue.queue(session, keyring, visit.scope, filters, query.page)
    given = visit.request.query_params
    failed = given.getlist("failed")[:MOST_SAID]
    lines = await lines_of(visit, session, found.items, rules, failed)
    done = await at_risk_queue.rows_of(
        session, keyring, visit.scope, given.getlist("did")[:MOST_SAID]
    )
    not_done = await at_risk_queue.rows_of(session, keyring, visit.scope, failed)
    visit.saw([row.at_risk_id for row in found.items])
    counts = await at_risk_queue.waiting_counts(session, visit.scope)
    return page(
        visit.request,
        "triage/queue.html",
        block="content",
        view=query,
        found=found,
        lines=lines,
        tabs=[(one, tab_words(one), counts.get(one, 0), one is query.status) for one in TABS],
        is_queue=query.status in (AtRiskStatus.WAITING, AtRiskStatus.SNOOZED),
        may_undo=query.status in (AtRiskStatus.DECLINED, AtRiskStatus.MERGED),
        decides=visit.may("DecideTriage"),
        done=await lines_of(visit, session, done, rules),
        not_done=await lines_of(visit, session, not_done, rules, failed),
        what=given.get("what", ""),
        who=who,
        pages=lambda number: query.address(page=number),
        **choices(visit, rules),
    )


def choices(visit: Visit, rules: DiscoveryRules) -> dict[str, Any]:
    """What the filters and the decisions choose from."""
    policy, today = policy_of(visit.visitor.district), local_date(visit.now)
    own = visit.scope.offices
    known = policy.offices.items() if policy else ()
    offices = [Option(str(code), name) for code, name in known if own is None or code in own]
    return {
        "offices": offices,
        "nowhere": [Option(NO_OFFICE, gettext("읍면동을 모름"))] if own is None else [],
        "channels": vocabulary(DiscoveryChannel),
        "kinds": [Option(one.code, kind_name(rules, one.code)) for one in rules.kinds],
        "lists": vocabulary(SignalSource),
        "declines": vocabulary(TriageDecline),
        "rests": rests_until(rules, today).isoformat(),
        "tomorrow": (today + timedelta(days=1)).isoformat(),
        "rules": rules,
    }
