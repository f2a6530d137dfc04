"""Candidates for an action of a plan: the directory, past answers and agreements, ranked."""

from collections.abc import Iterable, Mapping
from typing import Any

from care.decide.ranking import age_of, best_of_each, rank
from care.model.case import CaseState
from care.model.codes import LinkageStatus, ServiceType
from care.model.ids import AgencyId, OfficeCode
from care.model.plan import PlanAction
from care.model.policy import CasePolicy
from care.model.ranking import Candidate, Exclusion, Offer, Wanted
from i18n.loader import gettext
from i18n.wording import words
from store import answer_stats, directory
from store.agencies import Agency
from store.agreements import NEED_NONE
from store.answer_stats import NO_ANSWERS, AnswerStats
from store.directory import Found, Query
from web.acts.around import Around
from web.directory.proposals import NotAsked, Proposal, Proposed, ReasonLine
from web.directory.query import PATH
from web.directory.sight import terms
from web.directory.words import FACTORS, exclusion_words, reason_words
from web.visitor import Visit

MOST = 300
"""Entries looked through for one service; a district has some hundreds for all of them."""
AT_HOME = frozenset({ServiceType.HOME_VISIT_DOCTOR})
SAID_NO = frozenset({LinkageStatus.DECLINED, LinkageStatus.NOT_DELIVERED, LinkageStatus.PASSED_ON})


async def candidates_for(
    visit: Visit, session: Any, around: Around, action: PlanAction
) -> Proposal:
    """Who could be asked for this action, the best first; never a body the household hides from."""
    wanted = wanted_for(around, action)
    found = await _entries(session, around, wanted)
    known = await answer_stats.answer_stats(
        session, around.case.district, visit.now, seen=visit.scope
    )
    offers = [*_listed(found, around, known), *_unlisted(found, around, known, action)]
    ranked = best_of_each(rank(wanted, offers, around.today))
    entries = {one.service_id: one for one in found}
    return Proposal(
        action=action,
        title=around.text(action.text) or words(action.service),
        candidates=tuple(_proposed(one, around, entries) for one in ranked if not one.excluded),
        others=tuple(
            _not_asked(one, around, entries)
            for one in ranked
            if one.excluded and Exclusion.OTHER_SERVICE not in one.excluded
        ),
    )


def wanted_for(around: Around, action: PlanAction) -> Wanted:
    case = around.case
    goals = case.plan.goals if case.plan else ()
    need = next(goal.need for goal in goals if goal.item_id == action.goal_id)
    members = [one for one in case.members if one.member_id in action.members]
    room, entry = terms(case.district)
    return Wanted(
        service=action.service,
        need=need,
        ages=tuple(age_of(one, around.today) for one in members),
        office=case.office,
        near=_near(case.policy, case.office),
        home_visit=action.service in AT_HOME,
        asked=frozenset(_asked(case, action)),
        capacity_fresh=room,
        directory_fresh=entry,
        calendar=case.policy.calendar,
    )


def _near(policy: CasePolicy, office: OfficeCode) -> frozenset[OfficeCode]:
    areas = (*policy.zones.values(), *policy.hubs.values())
    return policy.with_former(each for area in areas if office in area for each in area)


def _asked(case: CaseState, action: PlanAction) -> Iterable[AgencyId]:
    """Who has the referral now, said no to it, or was passed over for the next."""
    passed_over = {one.replaces for one in case.linkages}
    for one in case.linkages:
        over = one.status in SAID_NO or one.linkage_id in passed_over
        if one.action_id == action.item_id and (one.status.is_open or over):
            yield one.agency_id


async def _entries(session: Any, around: Around, wanted: Wanted) -> list[Found]:
    """Of this kind of service, or of this need; nothing of a body hidden from the household."""
    found: dict[str, Found] = {}
    for query in (Query(service=wanted.service), Query(need=wanted.need)):
        held = await directory.search(session, around.case.district, query, size=MOST)
        found |= {one.service_id: one for one in held.found}
    hidden = set(around.bodies) - set(around.agencies)
    return [one for one in found.values() if one.agency_id not in hidden]


Stats = Mapping[AgencyId, AnswerStats]


def _listed(found: Iterable[Found], around: Around, known: Stats) -> Iterable[Offer]:
    for one in found:
        body = around.agencies.get(one.agency_id) if one.agency_id else None
        yield Offer(
            offer_id=one.service_id,
            name=f"{one.organization} {one.service_name}",
            services=one.services,
            needs=one.needs,
            offices=one.offices,
            minimum_age=one.minimum_age,
            maximum_age=one.maximum_age,
            cost_won=one.cost_won,
            home_visit=one.home_visit,
            capacity=one.capacity,
            capacity_free=one.capacity_free,
            capacity_at=one.capacity_at,
            waits_days=one.waits_days,
            assured_on=one.assured_on,
            **_of_body(body, around, known),
        )


def _unlisted(
    found: Iterable[Found], around: Around, known: Stats, action: PlanAction
) -> Iterable[Offer]:
    """Bodies the directory has nothing of for this: the plan's own, and who took such on before."""
    listed = {one.agency_id for one in found if action.service in one.services}
    for body in around.agencies.values():
        took = action.service in known.get(body.agency_id, NO_ANSWERS).services
        planned = body.agency_id == action.agency_id
        if body.agency_id not in listed and (took or planned):
            yield Offer(
                offer_id=f"body:{body.agency_id}",
                name=body.name,
                services=frozenset({action.service}),
                **_of_body(body, around, known),
            )


def _of_body(body: Agency | None, around: Around, known: Stats) -> dict[str, Any]:
    if body is None:
        return {"agency_id": None}
    stats = known.get(body.agency_id, NO_ANSWERS)
    needs_none = body.kind in NEED_NONE
    return {
        "agency_id": body.agency_id,
        "agency_kind": body.kind,
        "paused": body.paused_at is not None or body.gone_at is not None,
        "agreed": None if needs_none else body.agency_id not in around.unagreed,
        "agreement_ended": not body.agreed_on(around.today),
        "asked": stats.asked,
        "accepted": stats.accepted,
        "median_days": stats.median_days,
    }


def _proposed(one: Candidate, around: Around, entries: Mapping[str, Found]) -> Proposed:
    entry, agency_id = entries.get(one.offer.offer_id), AgencyId(one.offer.agency_id or "")
    return Proposed(
        agency_id=agency_id,
        body=around.agency_name(agency_id),
        service=entry.service_name if entry else "",
        entry=f"{PATH}/{entry.service_id}" if entry else "",
        score=one.score,
        most=sum(reason.most for reason in one.reasons),
        reasons=tuple(
            ReasonLine(
                gettext(FACTORS[reason.factor]), reason_words(reason), reason.points, reason.most
            )
            for reason in one.reasons
        ),
    )


def _not_asked(one: Candidate, around: Around, entries: Mapping[str, Found]) -> NotAsked:
    entry = entries.get(one.offer.offer_id)
    body = around.agency_name(one.offer.agency_id) or (entry.organization if entry else "")
    return NotAsked(
        body=body,
        service=entry.service_name if entry else "",
        entry=f"{PATH}/{entry.service_id}" if entry else "",
        why=tuple(exclusion_words(each) for each in one.excluded),
    )
