"""A taken port is named and stepped over, or named and refused, as the settings say."""

import socket
from collections.abc import Iterator

import pytest

from runtime.ports import PortTaken, settle


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        yield int(held.getsockname()[1])


def test_a_taken_port_moves_to_the_next_free_one_and_says_from_where(taken: int) -> None:
    move = settle([("HAMKKE_WEB_PORT", taken)], "next")["HAMKKE_WEB_PORT"]

    assert move.wanted == taken
    assert move.given > taken


def test_a_taken_port_is_refused_by_name_when_settings_say_so(taken: int) -> None:
    with pytest.raises(PortTaken, match=rf"{taken}.*HAMKKE_WEB_PORT"):
        settle([("HAMKKE_WEB_PORT", taken)], "refuse")


def test_two_parts_never_get_the_same_port(taken: int) -> None:
    moves = settle([("A", taken), ("B", taken), ("C", taken)], "next")

    assert len({move.given for move in moves.values()}) == 3
