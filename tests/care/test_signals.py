"""A score adds up, fades, and says why; the order of what was told changes nothing."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from care.decide.signals import changes_on, score
from care.model.codes import RedFlag
from care.model.discovery import ScoreTerm, Signal, SignalSource
from tests.store.telling import RULES, TODAY, signal

CODES = [*(kind.code for kind in RULES.kinds), "NO_LONGER_KNOWN"]
signals = st.builds(
    signal, st.sampled_from(CODES), st.integers(-5, 500), st.sampled_from(["", "a", "b"])
)
many = st.lists(signals, max_size=12)
flags = st.frozensets(st.sampled_from(list(RedFlag)), max_size=2)


@given(many, flags, st.randoms())
def test_the_order_does_not_matter(told: list[Signal], raised: frozenset[RedFlag], dice) -> None:  # type: ignore[no-untyped-def]
    mixed = list(told)
    dice.shuffle(mixed)
    assert score(mixed, raised, RULES, TODAY) == score(told, raised, RULES, TODAY)


@given(many, flags, signals)
def test_one_more_signal_never_lowers_a_score(
    told: list[Signal], raised: frozenset[RedFlag], more: Signal
) -> None:
    before, after = (score(one, raised, RULES, TODAY) for one in (told, [*told, more]))
    assert after.points >= before.points
    assert after.urgent >= before.urgent


@given(many, flags)
def test_what_is_told_twice_counts_once_and_the_reasons_add_up(
    told: list[Signal], raised: frozenset[RedFlag]
) -> None:
    found = score(told, raised, RULES, TODAY)
    assert score([*told, *told], raised, RULES, TODAY) == found
    assert sum(one.points for one in found.terms) == found.points
    assert all(one.points > 0 for one in found.terms)


@given(many, flags, st.integers(0, 600))
def test_time_alone_never_raises_a_score(
    told: list[Signal], raised: frozenset[RedFlag], days: int
) -> None:
    later = TODAY + timedelta(days=days)
    known = [one for one in told if one.observed_on <= TODAY]
    now = score(known, raised, RULES, TODAY).points
    assert score(known, raised, RULES, later).points <= now


@given(many, flags)
def test_a_score_stays_until_the_day_it_says_it_changes(
    told: list[Signal], raised: frozenset[RedFlag]
) -> None:
    day = changes_on(told, RULES, TODAY)
    last = day - timedelta(days=1) if day else TODAY + timedelta(days=2000)
    assert score(told, raised, RULES, last) == score(told, raised, RULES, TODAY)


def test_a_signal_of_ninety_days_is_fresh_and_of_one_more_counts_half() -> None:
    for ago, points in ((90, 15), (91, 8), (365, 8), (366, 0)):
        assert score([signal("POWER_CUT", ago)], (), RULES, TODAY).points == points, ago


def test_two_lists_that_name_a_household_raise_its_priority() -> None:
    found = score([signal("POWER_CUT"), signal("NO_CALLS")], (), RULES, TODAY)
    assert found.points == 15 + 9 + 15
    assert ScoreTerm(code="overlap", points=15) in found.terms
    old = score([signal("POWER_CUT"), signal("NO_CALLS", 400)], (), RULES, TODAY)
    assert old.points == 15


def test_a_red_flag_alone_stands_before_the_others() -> None:
    found = score([], (RedFlag.SUICIDE,), RULES, TODAY)
    assert (found.points, found.urgent) == (40, True)


def test_a_kind_the_policy_dropped_counts_nothing() -> None:
    gone = Signal(kind="GONE", source=SignalSource.LOCAL, observed_on=date(2026, 1, 1))
    assert score([gone], (), RULES, TODAY).terms == ()
