"""Whatever is told, nobody can work out a number that few households stand behind."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from care.decide.disclosure import disclose

SMALL = 5
TABLES = st.lists(st.integers(0, 11), min_size=1, max_size=4)


def solutions(counts: list[int], hidden: frozenset[str], total: int | None) -> list[set[int]]:
    """For each hidden number, all it might be, as far as the rest and the total tell."""
    names = [str(place) for place in range(len(counts))]
    open_sum = sum(n for name, n in zip(names, counts, strict=True) if name not in hidden)
    unknown = [name for name in names if name in hidden]
    if total is None:
        return [set(range(1, 99)) for _ in unknown]
    left = total - open_sum
    ways = [way for way in product(range(1, left + 1), repeat=len(unknown)) if sum(way) == left]
    return [{way[place] for way in ways} for place in range(len(unknown))]


@settings(max_examples=250, deadline=None)
@given(TABLES)
def test_no_hidden_number_follows_from_the_total_and_its_neighbours(counts: list[int]) -> None:
    parts = {str(place): count for place, count in enumerate(counts)}
    total = sum(counts)
    found = disclose([parts], total, SMALL)
    [hidden] = found.hidden
    assert {name for name, count in parts.items() if 0 < count < SMALL} <= hidden
    assert not {name for name, count in parts.items() if count == 0} & hidden
    for possible in solutions(counts, hidden, None if found.whole else total):
        assert len(possible) > 1
        assert max(possible) >= SMALL, "it might as well be many"


def test_a_single_small_number_takes_the_next_one_with_it() -> None:
    found = disclose([{"a": 2, "b": 7, "c": 30, "d": 0}], 39, SMALL)
    assert found.hidden == (frozenset({"a", "b"}),)
    assert not found.whole


def test_two_single_households_are_not_given_away_by_their_sum() -> None:
    found = disclose([{"a": 1, "b": 1, "c": 20}], 22, SMALL)
    assert found.hidden == (frozenset({"a", "b", "c"}),)


def test_where_a_table_cannot_hide_it_the_total_is_left_out_of_all_of_them() -> None:
    channels, months = {"a": 3, "b": 0}, {"1": 1, "2": 2}
    found = disclose([channels, months], 3, SMALL)
    assert found.whole
    assert found.hidden == (frozenset({"a"}), frozenset({"1", "2"}))


def test_nothing_small_leaves_everything_told() -> None:
    assert disclose([{"a": 5, "b": 0}, {"c": 5}], 5, SMALL).hidden == (frozenset(), frozenset())
    assert disclose([{"a": 0}], 0, SMALL).whole is False
