"""The page of one case: what it waits for first, then everything known of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import Response

from care.decide.calendar import local_date
from care.decide.snapshot import is_urgent, risk, snapshot
from care.model.codes import Role
from care.model.household import Consent, Member
from care.model.work import Task
from i18n.loader import gettext
from i18n.phrases import bare_day
from i18n.wording import words
from store import deliveries
from web.access import Access, Area, Here
from web.acts.offers import Offer
from web.cases import needs, plan_words
from web.cases.doing import act_address
from web.cases.history import FILTERS, History, history
from web.cases.kin import with_kin
from web.cases.linkage_words import ChainWords, chain_words, tries_of
from web.cases.loops import loops, offered, returned_reason
from web.cases.outlook_words import about_coming, coming_words, waiting_words
from web.cases.policy_panel import policy_panel
from web.cases.sight import Sight, see
from web.cases.stage_bar import stage_bar
from web.clocks import ClockWords, clock_of, waited
from web.districts import office_name
from web.episodes.links import episode_links
from web.filters import day, moment, short_day
from web.render import page
from web.resources import the_case

area = Area()


@dataclass(frozen=True)
class TaskLineWords:
    task: Task
    href: str
    whose: str
    clock: ClockWords | None


@dataclass(frozen=True)
class MemberWords:
    member: Member
    name: str
    born: str
    phone: str
    address: str


@dataclass(frozen=True)
class ConsentWords:
    consent: Consent
    who: str
    to: str
    state: str
    kind: str
    offers: list[Offer]


@area.get("/cases/{case_id}", access=Access("ViewCase", the_case))
async def show(visit: Here) -> Response:
    sight = await with_kin(visit, visit.session, await see(visit, visit.session))
    told = await history(visit, visit.session, sight.state)
    told_now = snapshot(sight.state)
    offers = offered(sight, visit, told_now)
    returned = await returned_reason(visit, visit.session, sight)
    tries = tries_of(await deliveries.deliveries(visit.session, sight.state.case_id))
    asked = chain_words(sight, offers, tries)
    return page(
        visit.request,
        "cases/case.html",
        block="content",
        sight=sight,
        case=sight.state,
        offers=[one for one in offers if one.group != "item"],
        leading=_leading(sight, offers),
        episode_links=episode_links(sight.state, sight.after, visit),
        steps=stage_bar(sight),
        told=told,
        kinds=FILTERS,
        history_page=lambda number: history_address(sight, told, number),
        pair=told_now.pair,
        policy_panel=await policy_panel(visit, visit.session, sight),
        **loops(sight, offers, returned),
        **_head(sight),
        **_parts(sight, offers, asked),
    )


def history_address(sight: Sight, told: History, number: int) -> str:
    kind = f"&kind={told.filter}" if told.filter else ""
    return f"/cases/{sight.state.case_id}?page={number}{kind}#history"


def _head(sight: Sight) -> dict[str, Any]:
    state, wait = sight.state, sight.waiting
    calendar = state.policy.calendar
    return {
        "risk": risk(state),
        "urgent": is_urgent(state),
        "office": office_name(state.district, state.office),
        "waiting_what": waiting_words(wait, sight),
        "waiting_since": moment(wait.since),
        "waiting_days": waited(wait.since, sight.now, calendar),
        "waiting_clock": clock_of(wait.due, sight.now, calendar, wait.since),
        "waiting_href": _where(sight),
        "steps_ahead": [(coming_words(one, sight), about_coming(one)) for one in sight.next_steps],
        "received_days": _received_days(sight),
    }


def _leading(sight: Sight, offers: list[Offer]) -> list[Offer]:
    """The acts the open tasks ask for, at most two; every other one is a menu away."""
    asked = [act_address(sight.state.case_id, one.kind, one.subject) for one in sight.tasks]
    found = [one for href in asked for one in offers if one.href == href.partition("?")[0]]
    named = [one for one in dict.fromkeys(found) if one.act.slug != "contact"]
    return named[:2]


def _received_days(sight: Sight) -> int:
    received, calendar = sight.state.received_at, sight.state.policy.calendar
    if received is None:
        return 0
    return (local_date(sight.now, calendar) - local_date(received, calendar)).days + 1


def _where(sight: Sight) -> str:
    """The form or page where the wait ends, when it is for somebody here."""
    key = sight.waiting.deadline
    found = next((task for task in sight.tasks if task.deadline == key), None)
    return _address(sight, found) if found else ""


def _address(sight: Sight, task: Task) -> str:
    """Nothing to open for who works the case where only the privacy officer may look."""
    if task.role is Role.PRIVACY_OFFICER:
        return ""
    return act_address(sight.state.case_id, task.kind, task.subject)


def _parts(sight: Sight, offers: list[Offer], asked: list[ChainWords]) -> dict[str, Any]:
    state = sight.state
    outcomes = state.closure.results if state.closure else ()
    return {
        "tasks": [_task(one, sight) for one in sight.tasks],
        "goals": plan_words.goals(state.plan, sight, outcomes) if state.plan else [],
        "plan_money": plan_words.money(state.plan),
        "uncovered": plan_words.uncovered(state.plan, sight) if state.plan else [],
        "pending_plan": state.submission is not None,
        "remarks": _remarks(sight),
        "open_chains": [one for one in asked if one.is_open],
        "old_chains": [one for one in asked if not one.is_open],
        "members": [_member(one, sight) for one in state.members],
        "consents": [_consent(one, sight, offers) for one in reversed(state.consents)],
        "needs": needs.need_lines(sight),
        "reasons": needs.reason_lines(sight),
        "pledges": [(one, sight.agency(one.agency_id)) for one in state.pledges],
        "minutes": sight.text(state.conference.minutes) if state.conference else "",
    }


def _task(task: Task, sight: Sight) -> TaskLineWords:
    calendar = sight.state.policy.calendar
    return TaskLineWords(
        task=task,
        href=_address(sight, task),
        whose=sight.who(task.person) if task.person else words(task.role),
        clock=clock_of(task.due, sight.now, calendar, task.since),
    )


def _remarks(sight: Sight) -> list[tuple[str, str]]:
    """What a plan was sent back with, as long as it is being reworked."""
    returned = sight.state.last_returned
    if returned is None or sight.state.submission is not None:
        return []
    names = {goal.item_id: sight.text(goal.text) for goal in returned.plan.goals}
    names |= {action.item_id: sight.text(action.text) for action in returned.plan.actions}
    said = [(sight.who(step.by), sight.text(step.reason)) for step in returned.steps if step.reason]
    points = [point for step in returned.steps for point in step.points]
    return said + [(names.get(one.item_id, ""), sight.text(one.text)) for one in points]


def _member(member: Member, sight: Sight) -> MemberWords:
    kept = sight.members.get(member.member_id)
    hidden = member.excluded
    return MemberWords(
        member=member,
        name=sight.member(member.member_id),
        born=_born(member, kept, sight.now.date()),
        phone=(kept.phone or "") if kept and not hidden else "",
        address=(kept.address or "") if kept and not hidden else "",
    )


def _born(member: Member, kept: Any, today: date) -> str:
    born = kept.birth_date if kept else None
    if born is None:
        return str(member.birth_year or "")
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return gettext("%(born)s, 만 %(age)s세", born=bare_day(born), age=age)


def _consent(consent: Consent, sight: Sight, offers: list[Offer]) -> ConsentWords:
    if consent.withdrawn_at is not None:
        state, kind = gettext("%(day)s 철회", day=short_day(consent.withdrawn_at)), "plain"
    elif consent.valid_until < sight.now.date():
        state, kind = gettext("기간이 끝남"), "warning"
    else:
        state, kind = gettext("%(day)s까지", day=day(consent.valid_until)), "ok"
    return ConsentWords(
        consent=consent,
        who=sight.member(consent.member_id),
        to=sight.agency(consent.agency_id) if consent.agency_id else "",
        state=state,
        kind=kind,
        offers=[one for one in offers if one.subject == consent.consent_id],
    )
