"""Finds out before anything starts which ports are taken, and what to use instead."""

import socket
from collections.abc import Iterable

from care.model.value import Value

TRIES = 200


class PortTaken(Exception):
    """A port is in use and settings say to stop rather than to move."""

    def __init__(self, variable: str, port: int) -> None:
        super().__init__(f"port {port} is in use; set {variable} to another one")


class Move(Value):
    variable: str
    wanted: int
    given: int


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def settle(wanted: Iterable[tuple[str, int]], clash: str) -> dict[str, Move]:
    """Give each variable a free port, its own where possible; no two the same.

    Raises PortTaken when a port is in use and ``clash`` is ``refuse``.
    """
    moves: dict[str, Move] = {}
    taken: set[int] = set()
    for variable, port in wanted:
        given = _first_free(port, taken)
        if given != port and clash == "refuse":
            raise PortTaken(variable, port)
        taken.add(given)
        moves[variable] = Move(variable=variable, wanted=port, given=given)
    return moves


def _first_free(port: int, taken: set[int]) -> int:
    for candidate in range(port, min(port + TRIES, 65536)):
        if candidate not in taken and is_free(candidate):
            return candidate
    raise PortTaken("HAMKKE_WEB_PORT", port)
