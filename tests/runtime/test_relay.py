"""The relay leaves the machine to the door and to people while messages pour in."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from runtime.relay import AT_ONCE, BESIDE, Coming, _in_turn

NOON = datetime(2027, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("newest", "seconds", "at_once"),
    [(1_005, 1, AT_ONCE), (1_100, 1, BESIDE), (1_100, 60, AT_ONCE), (1_000, 0, AT_ONCE)],
    ids=["a few", "a storm", "as many in a minute", "none"],
)
def test_f15_fewer_cases_are_told_at_once_while_messages_pour_in(
    newest: int, seconds: int, at_once: int
) -> None:
    coming = Coming()
    assert coming.at_once(1_000, NOON) == AT_ONCE
    assert coming.at_once(newest, NOON + timedelta(seconds=seconds)) == at_once


def test_f15_after_a_storm_it_goes_on_as_before() -> None:
    coming = Coming()
    at = [coming.at_once(n, NOON + timedelta(seconds=s)) for s, n in enumerate((0, 90, 180, 180))]
    assert at == [AT_ONCE, BESIDE, BESIDE, AT_ONCE]


@pytest.mark.parametrize("at_once", [1, 2, 8])
async def test_no_more_cases_are_told_side_by_side_than_was_said(at_once: int) -> None:
    going: set[str] = set()
    most = 0

    async def bring(case: str) -> None:
        nonlocal most
        going.add(case)
        most = max(most, len(going))
        await asyncio.sleep(0)
        going.remove(case)

    await _in_turn(((f"case-{n}", bring, f"case-{n}") for n in range(20)), at_once)
    assert most == at_once
