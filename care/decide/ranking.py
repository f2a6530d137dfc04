"""Which body to ask for a service: every offer with its points, and the reasons that make them.

Rules are few and whole numbers, so that a person can add them up. What is unknown gets a part of
the points, never all: a body that keeps its entry current is not passed by one that says nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from care.decide.calendar import local_date
from care.decide.freshness import is_fresh
from care.model.household import Member
from care.model.ranking import Age, Candidate, Exclusion, Factor, Ground, Offer, Reason, Wanted
from care.model.service_codes import Capacity

WEIGHTS: dict[Factor, int] = {
    Factor.SERVICE: 20,
    Factor.NEED: 5,
    Factor.AGE: 10,
    Factor.ROOM: 15,
    Factor.WAIT: 5,
    Factor.AREA: 10,
    Factor.ACCEPTS: 10,
    Factor.ANSWERS: 5,
    Factor.AGREEMENT: 5,
    Factor.COST: 5,
    Factor.HOME_VISIT: 5,
    Factor.ASSURED: 5,
}
"""The most points of each factor: a hundred together."""

ROOM_POINTS: dict[Ground, int] = {
    Ground.ROOM: 15,
    Ground.ROOM_AFTER_ASSESSMENT: 10,
    Ground.ROOM_UNKNOWN: 6,
    Ground.ROOM_STALE: 6,
    Ground.WAITLIST: 3,
    Ground.FULL: 0,
}
AREA_POINTS: dict[Ground, int] = {
    Ground.OWN_OFFICE: 10,
    Ground.WHOLE_DISTRICT: 8,
    Ground.SAME_ZONE: 4,
}
SERVICE_UNNAMED_POINTS = 5
WAIT_STEP = 14
"""Days of expected waiting that cost a point."""
COST_STEP = 50_000
"""Won the household pays that cost a point; a free service has one more."""


def rank(wanted: Wanted, offers: Sequence[Offer], today: date) -> tuple[Candidate, ...]:
    """Every offer once: the best first, and behind them those that cannot be asked, with why."""
    return tuple(sorted((_candidate(wanted, one, today) for one in offers), key=_order))


def best_of_each(ranked: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """One candidate for each body, its best; entries of nobody stay as they are."""
    seen: set[str] = set()
    kept = []
    for one in ranked:
        body = one.offer.agency_id
        if body is None or body not in seen:
            kept.append(one)
        if body is not None:
            seen.add(body)
    return tuple(kept)


def age_of(member: Member, on: date) -> Age | None:
    """By year and month of birth; the day stays in the store, so it may be either of two years."""
    if member.birth_year is None:
        return None
    years, month = on.year - member.birth_year, member.birth_month
    oldest = years if month is None or month <= on.month else years - 1
    youngest = years if month is not None and month < on.month else years - 1
    return Age(youngest=max(0, youngest), oldest=max(0, oldest))


def _order(one: Candidate) -> tuple[bool, int, int, str, str]:
    return bool(one.excluded), -one.score, len(one.excluded), one.offer.name, one.offer.offer_id


def _candidate(wanted: Wanted, offer: Offer, today: date) -> Candidate:
    excluded = tuple(_exclusions(wanted, offer))
    if excluded:
        return Candidate(offer=offer, score=0, reasons=(), excluded=excluded)
    reasons = tuple(_reasons(wanted, offer, today))
    return Candidate(offer=offer, score=sum(one.points for one in reasons), reasons=reasons)


def _exclusions(wanted: Wanted, offer: Offer) -> Iterable[Exclusion]:
    found = {
        Exclusion.OTHER_SERVICE: not _serves(wanted, offer),
        Exclusion.NO_BODY: offer.agency_id is None,
        Exclusion.ASKED_ALREADY: offer.agency_id in wanted.asked,
        Exclusion.PAUSED: offer.paused,
        Exclusion.AGREEMENT_ENDED: offer.agreement_ended,
        Exclusion.OUT_OF_AREA: _area(wanted, offer) is None,
        Exclusion.OUT_OF_AGE: bool(wanted.ages)
        and all(_too_young_or_old(a, offer) for a in wanted.ages),
        Exclusion.TOO_DEAR: _too_dear(wanted, offer),
    }
    return (each for each, holds in found.items() if holds)


def _serves(wanted: Wanted, offer: Offer) -> bool:
    """By its kind of service; by its need alone where the entry names no kind."""
    return wanted.service in offer.services or (not offer.services and wanted.need in offer.needs)


def _area(wanted: Wanted, offer: Offer) -> Ground | None:
    if wanted.office in offer.offices:
        return Ground.OWN_OFFICE
    if not offer.offices:
        return Ground.WHOLE_DISTRICT
    return Ground.SAME_ZONE if wanted.near & offer.offices else None


def _too_young_or_old(age: Age | None, offer: Offer) -> bool:
    if age is None:
        return False
    young = offer.minimum_age is not None and age.oldest < offer.minimum_age
    return young or (offer.maximum_age is not None and age.youngest > offer.maximum_age)


def _surely_of_age(age: Age | None, offer: Offer) -> bool:
    if offer.minimum_age is None and offer.maximum_age is None:
        return True
    if age is None:
        return False
    reached = offer.minimum_age is None or offer.minimum_age <= age.youngest
    return reached and (offer.maximum_age is None or age.oldest <= offer.maximum_age)


def _too_dear(wanted: Wanted, offer: Offer) -> bool:
    limit, cost = wanted.most_won, offer.cost_won
    return limit is not None and cost is not None and cost > limit


def _reasons(wanted: Wanted, offer: Offer, today: date) -> Iterable[Reason]:
    yield _service(wanted, offer)
    yield _need(wanted, offer)
    yield _ages(wanted, offer)
    yield _room(wanted, offer, today)
    yield _wait(offer)
    yield _reach(wanted, offer)
    yield _accepts(offer)
    yield _answers(offer)
    yield _agreement(offer)
    yield _cost(offer)
    if wanted.home_visit:
        yield _home(offer)
    yield _assured(wanted, offer, today)


def _reason(factor: Factor, ground: Ground, points: int, **numbers: int) -> Reason:
    return Reason(
        factor=factor, ground=ground, points=points, most=WEIGHTS[factor], numbers=numbers
    )


def _service(wanted: Wanted, offer: Offer) -> Reason:
    if wanted.service in offer.services:
        return _reason(Factor.SERVICE, Ground.SERVES, WEIGHTS[Factor.SERVICE])
    return _reason(Factor.SERVICE, Ground.SERVICE_UNNAMED, SERVICE_UNNAMED_POINTS)


def _need(wanted: Wanted, offer: Offer) -> Reason:
    if wanted.need in offer.needs:
        return _reason(Factor.NEED, Ground.NEED_NAMED, WEIGHTS[Factor.NEED])
    return _reason(Factor.NEED, Ground.NEED_UNNAMED, 0)


def _ages(wanted: Wanted, offer: Offer) -> Reason:
    most, people = WEIGHTS[Factor.AGE], len(wanted.ages)
    fit = sum(_surely_of_age(one, offer) for one in wanted.ages)
    if fit == people and (people or _surely_of_age(None, offer)):
        return _reason(Factor.AGE, Ground.AGES_FIT, most, people=people)
    points = most * fit // people if people else 0
    return _reason(Factor.AGE, Ground.AGES_UNSURE, points, fit=fit, people=people)


def _room(wanted: Wanted, offer: Offer, today: date) -> Reason:
    numbers: dict[str, int] = {}
    if offer.capacity_at is not None:
        numbers["days"] = (today - local_date(offer.capacity_at, wanted.calendar)).days
    if offer.capacity_free is not None:
        numbers["free"] = offer.capacity_free
    ground = _room_ground(wanted, offer, today)
    return _reason(Factor.ROOM, ground, ROOM_POINTS[ground], **numbers)


_ROOM_GROUNDS: dict[Capacity, Ground] = {
    Capacity.HAS_ROOM: Ground.ROOM,
    Capacity.NEEDS_ASSESSMENT: Ground.ROOM_AFTER_ASSESSMENT,
    Capacity.WAITLIST: Ground.WAITLIST,
    Capacity.FULL: Ground.FULL,
}


def _room_ground(wanted: Wanted, offer: Offer, today: date) -> Ground:
    """No free place left weighs more than the word beside it."""
    if offer.capacity is None:
        return Ground.ROOM_UNKNOWN
    if not is_fresh(offer.capacity_at, wanted.capacity_fresh, wanted.calendar, today):
        return Ground.ROOM_STALE
    if offer.capacity is Capacity.HAS_ROOM and offer.capacity_free == 0:
        return Ground.FULL
    return _ROOM_GROUNDS[offer.capacity]


def _wait(offer: Offer) -> Reason:
    most, days = WEIGHTS[Factor.WAIT], offer.waits_days
    if days is None:
        return _reason(Factor.WAIT, Ground.WAIT_UNKNOWN, most // 2)
    return _reason(Factor.WAIT, Ground.WAITS, max(0, most - days // WAIT_STEP), days=days)


def _reach(wanted: Wanted, offer: Offer) -> Reason:
    ground = _area(wanted, offer) or Ground.SAME_ZONE
    return _reason(Factor.AREA, ground, AREA_POINTS[ground])


def _accepts(offer: Offer) -> Reason:
    """One yes and one no are counted beside the real ones: a single answer says little."""
    most = WEIGHTS[Factor.ACCEPTS]
    if not offer.asked:
        return _reason(Factor.ACCEPTS, Ground.NEVER_ASKED, most // 2)
    points = most * (offer.accepted + 1) // (offer.asked + 2)
    numbers = {"accepted": offer.accepted, "asked": offer.asked}
    return _reason(Factor.ACCEPTS, Ground.ACCEPTED, points, **numbers)


def _answers(offer: Offer) -> Reason:
    most, days = WEIGHTS[Factor.ANSWERS], offer.median_days
    if days is None:
        return _reason(Factor.ANSWERS, Ground.ANSWER_UNKNOWN, most // 2)
    return _reason(Factor.ANSWERS, Ground.ANSWERED_IN, max(0, most - days), days=days)


def _agreement(offer: Offer) -> Reason:
    most = WEIGHTS[Factor.AGREEMENT]
    if offer.agreed is None:
        return _reason(Factor.AGREEMENT, Ground.AGREEMENT_NOT_NEEDED, most)
    if offer.agreed:
        return _reason(Factor.AGREEMENT, Ground.AGREED, most)
    return _reason(Factor.AGREEMENT, Ground.NO_AGREEMENT, 0)


def _cost(offer: Offer) -> Reason:
    most, won = WEIGHTS[Factor.COST], offer.cost_won
    if won is None:
        return _reason(Factor.COST, Ground.COST_UNKNOWN, most // 2)
    if won == 0:
        return _reason(Factor.COST, Ground.FREE, most)
    return _reason(Factor.COST, Ground.COSTS, max(0, most - 1 - won // COST_STEP), won=won)


def _home(offer: Offer) -> Reason:
    most = WEIGHTS[Factor.HOME_VISIT]
    if offer.home_visit:
        return _reason(Factor.HOME_VISIT, Ground.COMES_HOME, most)
    return _reason(Factor.HOME_VISIT, Ground.AT_ITS_PLACE, 0)


def _assured(wanted: Wanted, offer: Offer, today: date) -> Reason:
    most, on = WEIGHTS[Factor.ASSURED], offer.assured_on
    if on is None:
        return _reason(Factor.ASSURED, Ground.NEVER_ASSURED, 0)
    days = (today - on).days
    if is_fresh(on, wanted.directory_fresh, wanted.calendar, today):
        return _reason(Factor.ASSURED, Ground.ASSURED, most, days=days)
    return _reason(Factor.ASSURED, Ground.ASSURED_LONG_AGO, 0, days=days)
