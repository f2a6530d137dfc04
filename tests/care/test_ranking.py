"""Candidates for a service: everybody listed once, in an order its reasons add up to."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.decide.freshness import believed_until, fresh_since
from care.decide.ranking import WEIGHTS, age_of, best_of_each, rank
from care.model.codes import Relation, ServiceType, SubDomain
from care.model.household import Member
from care.model.ids import AgencyId, MemberId, OfficeCode
from care.model.policy import Calendar
from care.model.ranking import Age, Candidate, Exclusion, Factor, Ground, Offer, Wanted
from care.model.service_codes import Capacity
from care.model.term import Term, Unit

TODAY = date(2026, 3, 9)
NOON = datetime(2026, 3, 9, 3, tzinfo=UTC)
HERE, NEXT_DOOR, FAR = (OfficeCode(each) for each in ("here", "next-door", "far"))
WANTED = Wanted(
    service=ServiceType.HOME_VISIT_DOCTOR,
    need=SubDomain.HEALTH_BODY,
    ages=(Age(youngest=71, oldest=72),),
    office=HERE,
    near=frozenset({HERE, NEXT_DOOR}),
    home_visit=True,
    capacity_fresh=Term(n=14, unit=Unit.DAYS),
    directory_fresh=Term(n=6, unit=Unit.MONTHS),
    calendar=Calendar(),
)
SERVES = frozenset({ServiceType.HOME_VISIT_DOCTOR})
FITTING = Offer(
    offer_id="s-1", name="마을의원", agency_id=AgencyId("a-1"), services=SERVES, agreed=True
)


def offer(**changes: Any) -> Offer:
    return FITTING.model_copy(update=changes)


def one(**changes: Any) -> Candidate:
    (found,) = rank(WANTED, [offer(**changes)], TODAY)
    return found


def ground(found: Candidate, factor: Factor) -> Ground:
    return next(each.ground for each in found.reasons if each.factor is factor)


def ids(ranked: Sequence[Candidate]) -> list[str]:
    return [each.offer.offer_id for each in ranked]


days = st.integers(0, 400)
maybe_days = st.none() | days
bodies = st.sampled_from([AgencyId(f"a-{n}") for n in range(4)])
offers = st.builds(
    Offer,
    offer_id=st.integers(0, 10**6).map(str),
    name=st.sampled_from(["가온복지관", "나래의원", "다솜센터"]),
    agency_id=st.none() | bodies,
    services=st.frozensets(st.sampled_from([*SERVES, ServiceType.MEALS]), max_size=2),
    needs=st.frozensets(st.sampled_from([SubDomain.HEALTH_BODY, SubDomain.LEGAL_HELP])),
    offices=st.frozensets(st.sampled_from([HERE, NEXT_DOOR, FAR]), max_size=2),
    minimum_age=st.none() | st.integers(0, 80),
    maximum_age=st.none() | st.integers(60, 110),
    cost_won=st.none() | st.integers(0, 400_000),
    home_visit=st.booleans(),
    capacity=st.none() | st.sampled_from(Capacity),
    capacity_free=st.none() | st.integers(0, 3),
    capacity_at=st.none() | days.map(lambda n: NOON - timedelta(days=n)),
    waits_days=maybe_days,
    assured_on=st.none() | days.map(lambda n: TODAY - timedelta(days=n)),
    paused=st.booleans(),
    agreed=st.none() | st.booleans(),
    agreement_ended=st.booleans(),
    asked=st.just(6),
    accepted=st.integers(0, 6),
    median_days=maybe_days,
)
many = st.lists(offers, max_size=8, unique_by=lambda each: each.offer_id)
ages = st.none() | st.integers(0, 100).flatmap(
    lambda low: st.integers(0, 1).map(lambda more: Age(youngest=low, oldest=low + more))
)
wanteds = st.builds(
    lambda ages, home, won, asked: WANTED.model_copy(
        update={"ages": ages, "home_visit": home, "most_won": won, "asked": asked}
    ),
    st.lists(ages, max_size=3).map(tuple),
    st.booleans(),
    st.none() | st.integers(0, 400_000),
    st.frozensets(bodies, max_size=2),
)

Better = dict[str, Any]


def better_ways(of: Offer) -> list[Better]:
    """Changes each of which makes this offer better in one respect and worse in none."""
    told_now: Better = {"capacity_at": NOON}
    ways: list[Better] = [
        {"services": of.services | SERVES},
        {"needs": of.needs | {SubDomain.HEALTH_BODY}},
        {"offices": frozenset({HERE})},
        {"minimum_age": None},
        {"maximum_age": None},
        {"cost_won": 0},
        {"cost_won": of.cost_won // 2 if of.cost_won else of.cost_won},
        {"home_visit": True},
        {"capacity": Capacity.HAS_ROOM, "capacity_free": 3, **told_now},
        {"waits_days": 0},
        {"waits_days": of.waits_days // 2 if of.waits_days else of.waits_days},
        {"assured_on": TODAY},
        {"paused": False},
        {"agreed": True},
        {"agreement_ended": False},
        {"accepted": min(of.accepted + 1, of.asked)},
        {"accepted": of.accepted + 1, "asked": of.asked + 1},
        {"median_days": 0},
        {"median_days": of.median_days // 2 if of.median_days else of.median_days},
    ]
    if of.capacity is Capacity.HAS_ROOM and of.capacity_free != 0:
        ways.append(told_now)
    return ways


@given(wanteds, many)
def test_every_offer_stands_in_the_list_exactly_once(wanted: Wanted, given: list[Offer]) -> None:
    assert sorted(ids(rank(wanted, given, TODAY))) == sorted(each.offer_id for each in given)


@given(wanteds, many)
def test_the_reasons_of_a_candidate_add_up_to_its_score(wanted: Wanted, given: list[Offer]) -> None:
    for each in rank(wanted, given, TODAY):
        assert each.score == sum(reason.points for reason in each.reasons)
        assert all(0 <= r.points <= r.most == WEIGHTS[r.factor] for r in each.reasons)
        assert bool(each.reasons) is not bool(each.excluded)


@given(wanteds, many, st.randoms(use_true_random=False))
def test_the_order_in_which_offers_come_in_changes_nothing(
    wanted: Wanted, given: list[Offer], chance: Any
) -> None:
    mixed = list(given)
    chance.shuffle(mixed)
    assert rank(wanted, mixed, TODAY) == rank(wanted, given, TODAY)


@given(wanteds, many)
def test_a_higher_score_stands_before_a_lower_and_the_impossible_last(
    wanted: Wanted, given: list[Offer]
) -> None:
    ranked = rank(wanted, given, TODAY)
    keys = [(bool(each.excluded), -each.score) for each in ranked]
    assert keys == sorted(keys)


@given(wanteds, many.filter(bool), st.data())
def test_who_is_better_in_one_respect_never_ranks_lower(
    wanted: Wanted, given: list[Offer], data: st.DataObject
) -> None:
    chosen = data.draw(st.sampled_from(given))
    better = chosen.model_copy(update=data.draw(st.sampled_from(better_ways(chosen))))
    before = rank(wanted, given, TODAY)
    after = rank(wanted, [better if each is chosen else each for each in given], TODAY)
    assert ids(after).index(chosen.offer_id) <= ids(before).index(chosen.offer_id)
    scores = {each.offer.offer_id: each.score for each in after}
    assert scores[chosen.offer_id] >= _score(before, chosen)


def _score(ranked: Sequence[Candidate], of: Offer) -> int:
    return next(each.score for each in ranked if each.offer.offer_id == of.offer_id)


def test_the_points_of_all_factors_are_a_hundred_together() -> None:
    assert set(WEIGHTS) == set(Factor)
    assert sum(WEIGHTS.values()) == 100


def test_an_offer_with_everything_right_reaches_a_hundred() -> None:
    best = one(
        needs=frozenset({SubDomain.HEALTH_BODY}),
        offices=frozenset({HERE}),
        minimum_age=65,
        cost_won=0,
        home_visit=True,
        capacity=Capacity.HAS_ROOM,
        capacity_at=NOON,
        waits_days=3,
        asked=30,
        accepted=30,
        median_days=0,
        assured_on=TODAY,
    )
    assert best.score == 100 - 1, "thirty of thirty are nearly, never wholly, sure"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"services": frozenset({ServiceType.MEALS})}, Exclusion.OTHER_SERVICE),
        ({"services": frozenset()}, Exclusion.OTHER_SERVICE),
        ({"agency_id": None}, Exclusion.NO_BODY),
        ({"paused": True}, Exclusion.PAUSED),
        ({"agreement_ended": True}, Exclusion.AGREEMENT_ENDED),
        ({"offices": frozenset({FAR})}, Exclusion.OUT_OF_AREA),
        ({"maximum_age": 70}, Exclusion.OUT_OF_AGE),
        ({"minimum_age": 73}, Exclusion.OUT_OF_AGE),
    ],
)
def test_who_cannot_be_asked_is_listed_with_why(changes: dict[str, Any], why: Exclusion) -> None:
    assert one(**changes).excluded == (why,)


def test_a_body_that_said_no_in_this_chain_is_not_proposed_again() -> None:
    asked = WANTED.model_copy(update={"asked": frozenset({AgencyId("a-1")})})
    (found,) = rank(asked, [FITTING], TODAY)
    assert found.excluded == (Exclusion.ASKED_ALREADY,)


def test_what_costs_more_than_the_household_can_pay_is_not_proposed() -> None:
    poor = WANTED.model_copy(update={"most_won": 10_000})
    (dear,) = rank(poor, [offer(cost_won=10_001)], TODAY)
    (just,) = rank(poor, [offer(cost_won=10_000)], TODAY)
    (unknown,) = rank(poor, [offer(cost_won=None)], TODAY)
    assert dear.excluded == (Exclusion.TOO_DEAR,)
    assert just.excluded == unknown.excluded == ()


def test_an_entry_without_kinds_of_service_is_found_by_its_need() -> None:
    found = one(services=frozenset(), needs=frozenset({SubDomain.HEALTH_BODY}))
    assert not found.excluded
    assert ground(found, Factor.SERVICE) is Ground.SERVICE_UNNAMED


def test_the_word_on_room_is_believed_until_its_last_day() -> None:
    last = believed_until(NOON, WANTED.capacity_fresh, WANTED.calendar)
    assert last == date(2026, 3, 23)
    given = [offer(capacity=Capacity.HAS_ROOM, capacity_at=NOON)]
    (on_time,), (late,) = rank(WANTED, given, last), rank(WANTED, given, last + timedelta(days=1))
    assert ground(on_time, Factor.ROOM) is Ground.ROOM
    assert ground(late, Factor.ROOM) is Ground.ROOM_STALE
    assert next(r.numbers for r in late.reasons if r.factor is Factor.ROOM) == {"days": 15}


@given(st.integers(0, 60), st.sampled_from([Unit.DAYS, Unit.BUSINESS_DAYS, Unit.MONTHS]), days)
def test_what_was_said_on_the_first_fresh_day_counts_and_the_day_before_not(
    n: int, unit: Unit, later: int
) -> None:
    term, today = Term(n=n, unit=unit), TODAY + timedelta(days=later)
    first = fresh_since(term, Calendar(), today)
    assert believed_until(first, term, Calendar()) >= today
    assert first == today or believed_until(first - timedelta(days=1), term, Calendar()) < today


@pytest.mark.parametrize(
    ("year", "month", "age"),
    [(1954, 2, (72, 72)), (1954, 3, (71, 72)), (1954, 4, (71, 71)), (1954, None, (71, 72))],
)
def test_an_age_is_two_years_where_the_day_of_birth_decides(
    year: int, month: int | None, age: tuple[int, int]
) -> None:
    member = Member(
        member_id=MemberId("m"), relation=Relation.CLIENT, birth_year=year, birth_month=month
    )
    assert age_of(member, TODAY) == Age(youngest=age[0], oldest=age[1])
    assert age_of(member.model_copy(update={"birth_year": None}), TODAY) is None


def test_no_free_place_left_weighs_more_than_the_word_that_there_is_room() -> None:
    told = one(capacity=Capacity.HAS_ROOM, capacity_free=0, capacity_at=NOON)
    assert ground(told, Factor.ROOM) is Ground.FULL


def test_people_of_whom_only_some_fit_the_age_are_counted() -> None:
    young, old = Age(youngest=9, oldest=9), Age(youngest=71, oldest=72)
    both = WANTED.model_copy(update={"ages": (young, old)})
    (found,) = rank(both, [offer(minimum_age=65)], TODAY)
    reason = next(each for each in found.reasons if each.factor is Factor.AGE)
    assert (reason.ground, reason.points) == (Ground.AGES_UNSURE, 5)
    assert reason.numbers == {"fit": 1, "people": 2}


def test_an_age_nobody_knows_excludes_nobody_and_is_said() -> None:
    unknown = WANTED.model_copy(update={"ages": (None,)})
    (found,) = rank(unknown, [offer(minimum_age=65)], TODAY)
    assert ground(found, Factor.AGE) is Ground.AGES_UNSURE


def test_a_body_that_says_nothing_of_itself_stays_behind_one_that_keeps_its_entry() -> None:
    silent = offer(offer_id="s-2", name="가나의원", agency_id=AgencyId("a-2"))
    keeping = offer(capacity=Capacity.HAS_ROOM, capacity_at=NOON, assured_on=TODAY, cost_won=0)
    assert ids(rank(WANTED, [silent, keeping], TODAY)) == ["s-1", "s-2"]


def test_next_door_stands_behind_who_serves_the_whole_district() -> None:
    near = offer(offer_id="s-2", agency_id=AgencyId("a-2"), offices=frozenset({NEXT_DOOR}))
    assert ids(rank(WANTED, [near, FITTING], TODAY)) == ["s-1", "s-2"]


def test_whether_somebody_comes_home_counts_only_where_it_is_wanted() -> None:
    anywhere = WANTED.model_copy(update={"home_visit": False})
    (found,) = rank(anywhere, [offer(home_visit=True)], TODAY)
    assert Factor.HOME_VISIT not in {each.factor for each in found.reasons}


def test_a_body_with_several_services_is_one_candidate_by_its_best() -> None:
    worse = offer(offer_id="s-2", offices=frozenset({NEXT_DOOR}))
    other = offer(offer_id="s-3", agency_id=AgencyId("a-2"))
    ranked = rank(WANTED, [worse, other, FITTING], TODAY)
    assert ids(best_of_each(ranked)) == ["s-1", "s-3"]
