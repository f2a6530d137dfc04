"""The list of a scarce place is total, stable and says why; a day tells how many there are."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from care.decide.places import (
    BUNDLE,
    FIRST_ASKED_FIRST,
    HomeGap,
    PlaceWish,
    capacity_on,
    gaps_of_home,
    largest_ahead,
    order,
    whole_rule,
)
from care.model.codes import LinkageStatus, ServiceType
from care.model.ids import CaseId
from care.model.service_codes import PlacePriority
from tests.care.builders import NOW

HOSPITAL, URGENT, LEVEL, WAITED = PlacePriority
RULES = st.lists(st.sampled_from(PlacePriority), max_size=6).map(tuple)


@st.composite
def wishes(draw: st.DrawFn) -> list[PlaceWish]:
    """Households with few distinct values, so that ties happen."""
    number = draw(st.integers(0, 8))
    return [
        PlaceWish(
            case_id=CaseId(f"case-{each}"),
            asked_at=NOW + timedelta(days=draw(st.integers(0, 3))),
            from_hospital=draw(st.booleans()),
            discharge_on=draw(st.none() | st.dates(date(2026, 8, 1), date(2026, 8, 3))),
            urgent=draw(st.booleans()),
            weight=draw(st.integers(0, 2)),
        )
        for each in range(number)
    ]


def wish(name: str, days: int = 0, **said: object) -> PlaceWish:
    return PlaceWish.model_validate(
        {"case_id": name, "asked_at": NOW + timedelta(days=days), **said}
    )


def names(waiting: Sequence[PlaceWish], *rule: PlacePriority) -> list[str]:
    return [one.case_id for one in order(waiting, rule)]


@given(wishes(), RULES, st.randoms(use_true_random=False))
def test_the_order_is_whole_and_does_not_hang_on_how_it_was_read(
    waiting: list[PlaceWish], rule: tuple[PlacePriority, ...], shuffled: object
) -> None:
    again = list(waiting)
    shuffled.shuffle(again)  # type: ignore[attr-defined]
    ranked = order(waiting, rule)
    assert ranked == order(again, rule)
    assert [one.place for one in ranked] == list(range(1, len(waiting) + 1))
    assert {one.case_id for one in ranked} == {one.case_id for one in waiting}


@given(wishes(), RULES)
def test_each_place_says_what_speaks_for_it_and_what_put_it_behind(
    waiting: list[PlaceWish], rule: tuple[PlacePriority, ...]
) -> None:
    known = {one.case_id: one for one in waiting}
    ranked = order(waiting, rule)
    assert [one.behind is None for one in ranked] == [one.place == 1 for one in ranked]
    for one in ranked:
        assert one.reasons[-1] is WAITED, "the time of asking always speaks"
        assert (HOSPITAL in one.reasons) <= known[one.case_id].from_hospital
    for before, after in pairwise(ranked):
        stated = whole_rule(rule)
        assert after.behind in stated
        for earlier in stated[: stated.index(after.behind)]:
            assert (earlier in before.reasons) == (earlier in after.reasons), "a tie till then"


@given(wishes(), RULES)
def test_nobody_is_put_back_by_leaving_a_hospital(
    waiting: list[PlaceWish], rule: tuple[PlacePriority, ...]
) -> None:
    for one in waiting:
        sooner = one.model_copy(update={"from_hospital": True, "discharge_on": date(2026, 8, 1)})
        others = [sooner if each is one else each for each in waiting]
        before, after = names(waiting, *rule), names(others, *rule)
        assert after.index(one.case_id) <= before.index(one.case_id)


@given(wishes(), RULES)
def test_who_does_not_wait_any_more_moves_nobody_back(
    waiting: list[PlaceWish], rule: tuple[PlacePriority, ...]
) -> None:
    whole = names(waiting, *rule)
    for gone in waiting:
        rest = names([one for one in waiting if one is not gone], *rule)
        assert rest == [one for one in whole if one != gone.case_id]


def test_jj_06_who_leaves_a_hospital_moves_in_first_and_the_list_says_so() -> None:
    waiting = [
        wish("asked-first"),
        wish("home-later", 1, from_hospital=True, discharge_on=date(2026, 9, 1)),
        wish("home-sooner", 2, from_hospital=True, discharge_on=date(2026, 8, 24)),
        wish("no-day", 3, from_hospital=True),
    ]
    ranked = order(waiting, FIRST_ASKED_FIRST)
    assert [one.case_id for one in ranked] == ["home-sooner", "home-later", "no-day", "asked-first"]
    assert [one.behind for one in ranked] == [None, HOSPITAL, HOSPITAL, HOSPITAL]
    assert ranked[0].reasons == (HOSPITAL, WAITED)
    assert ranked[-1].reasons == (WAITED,)


def test_jj_06_another_district_states_another_order() -> None:
    waiting = [
        wish("hospital", from_hospital=True),
        wish("urgent", 1, urgent=True),
        wish("heavy", 2, weight=3),
    ]
    assert names(waiting, LEVEL, URGENT, HOSPITAL) == ["heavy", "urgent", "hospital"]
    assert names(waiting, URGENT) == ["urgent", "hospital", "heavy"]
    assert names(waiting) == ["hospital", "urgent", "heavy"], "without a rule who asked first"


@given(RULES)
def test_the_time_of_asking_is_the_last_word_wherever_it_is_written(
    rule: tuple[PlacePriority, ...],
) -> None:
    stated = whole_rule(rule)
    assert stated[-1] is WAITED
    assert len(set(stated)) == len(stated)
    assert set(stated) == {*rule, WAITED}


def test_jj_05_from_its_day_on_a_number_counts() -> None:
    stated = {date(2019, 6, 1): 50, date(2026, 9, 1): 285}
    assert capacity_on(stated, date(2019, 5, 31), 10) == 10, "the policy's number until then"
    assert capacity_on(stated, date(2019, 6, 1), 10) == 50
    assert capacity_on(stated, date(2026, 8, 31), 10) == 50
    assert capacity_on(stated, date(2030, 1, 1), 10) == 285
    assert largest_ahead(stated, date(2026, 1, 1), 10) == 285
    assert largest_ahead({date(2026, 9, 1): 30}, date(2026, 1, 1), 50) == 50, "fewer are coming"


def test_jj_07_manager_visiting_health_and_care_make_a_whole() -> None:
    health = (ServiceType.HOME_VISIT_DOCTOR, LinkageStatus.STARTED)
    meals = (ServiceType.MEALS, LinkageStatus.ACCEPTED)
    assert gaps_of_home(True, [health, meals]) == ()
    assert gaps_of_home(False, [health, meals]) == (HomeGap.NO_MANAGER,)
    assert gaps_of_home(True, []) == tuple(BUNDLE)
    asked = (ServiceType.MEALS, LinkageStatus.REQUESTED)
    assert gaps_of_home(True, [health, asked]) == (HomeGap.NO_CARE,), "asked for is not agreed"
