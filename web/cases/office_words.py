"""Names of the local offices of a case's timeline, as the editions of the time have them."""

from collections.abc import Iterable
from typing import Any

from care.decide.routing import moved_to
from care.messages.events import CaseOpened, PolicyAdopted, Recorded
from care.model.ids import CaseId, OfficeCode
from policies.problems import PolicyError
from policies.resolve import edition
from store import events
from store.keyring import Keyring
from web.districts import office_name

KINDS = ("CaseOpened", "PolicyAdopted")
"""The only events that change the office of a case."""


def landing_offices(district: str, recorded: Iterable[Recorded]) -> dict[str, str]:
    """Of the opening: the office that was told, and the one that took the case."""
    return {
        office: office_then(district, one.event.policy_version, office)
        for one in recorded
        if isinstance(one.event, CaseOpened)
        for office in (one.event.opening.office, one.event.lands_at)
        if office
    }


async def office_moves(
    session: Any, keyring: Keyring, case_id: CaseId, district: str, recorded: Iterable[Recorded]
) -> dict[int, tuple[str, str]]:
    """Empty without asking when no policy on the page moves any office."""
    if not any(_moves_offices(one) for one in recorded):
        return {}
    return moves_of(await events.of_kinds(session, keyring, case_id, KINDS), district)


def moves_of(recorded: Iterable[Recorded], district: str) -> dict[int, tuple[str, str]]:
    """By the version of the policy that moved it: the office before and after."""
    here, found = OfficeCode(""), {}
    for one in recorded:
        event = one.event
        if isinstance(event, CaseOpened):
            here = event.lands_at or event.opening.office
        elif isinstance(event, PolicyAdopted):
            there = moved_to(event.policy.rules, here)
            if there != here:
                found[event.policy.version] = (
                    office_then(district, event.previous_version, here),
                    office_then(district, event.policy.version, there),
                )
            here = there
    return found


def office_then(district: str, version: int, office: OfficeCode) -> str:
    """An office that is no more keeps its own name where its edition still has it."""
    try:
        name = edition(district, version).resolved.office_name(office)
    except (KeyError, PolicyError):
        name = office
    return office_name(district, office) if name == office else name


def _moves_offices(recorded: Recorded) -> bool:
    event = recorded.event
    rules = event.policy.rules if isinstance(event, PolicyAdopted) else None
    return rules is not None and bool(rules.moved_offices)
