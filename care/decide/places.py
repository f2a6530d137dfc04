"""Scarce places: who comes first and why, how many there are on a day, what a home still lacks.

Pure and total: the same households in any order give the same list, and every place on it says
which rule of the district put it there (domain JJ-04 to JJ-07).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum

from care.model.codes import LinkageStatus, ServiceType
from care.model.ids import CaseId
from care.model.service_codes import PlacePriority
from care.model.value import Value

FIRST_ASKED_FIRST: tuple[PlacePriority, ...] = (
    PlacePriority.HOSPITAL_DISCHARGE,
    PlacePriority.WAITED,
)
"""Where a district's policy says nothing: people leaving a hospital, then who asked first."""


class PlaceWish(Value):
    """What the rules need of a household that waits."""

    case_id: CaseId
    asked_at: datetime
    from_hospital: bool = False
    discharge_on: date | None = None
    urgent: bool = False
    weight: int = 0
    """Rank of the level in the district's policy; higher is heavier, 0 without a level."""


class Ranked(Value):
    """A place on the list, counted from one, with what speaks for it."""

    place: int
    case_id: CaseId
    reasons: tuple[PlacePriority, ...]
    """Priorities of the rule that hold for the household, as the rule states them."""
    behind: PlacePriority | None = None
    """By which of them the household in front goes first; None at the head of the list."""


class HomeGap(StrEnum):
    """What an occupied home must have and has not (domain JJ-07)."""

    NO_MANAGER = "NO_MANAGER"
    NO_VISITING_HEALTH = "NO_VISITING_HEALTH"
    NO_CARE = "NO_CARE"


BUNDLE: Mapping[HomeGap, frozenset[ServiceType]] = {
    HomeGap.NO_VISITING_HEALTH: frozenset({ServiceType.HOME_VISIT_DOCTOR, ServiceType.MEDICAL}),
    HomeGap.NO_CARE: frozenset({ServiceType.DAILY_CARE, ServiceType.MEALS}),
}
"""A named manager aside, one service of each kind must be agreed on or running."""
RUNNING = frozenset({LinkageStatus.ACCEPTED, LinkageStatus.SCHEDULED, LinkageStatus.STARTED})


def whole_rule(rule: Iterable[PlacePriority]) -> tuple[PlacePriority, ...]:
    """Each priority once, and the time of asking as the last word."""
    said = [one for one in dict.fromkeys(rule) if one is not PlacePriority.WAITED]
    return (*said, PlacePriority.WAITED)


def order(waiting: Iterable[PlaceWish], rule: Iterable[PlacePriority]) -> tuple[Ranked, ...]:
    """The list as places are offered along it."""
    stated = whole_rule(rule)
    ordered = sorted(waiting, key=lambda wish: (_standing(wish, stated), wish.case_id))
    return tuple(
        Ranked(
            place=place,
            case_id=wish.case_id,
            reasons=tuple(one for one in stated if _holds(wish, one)),
            behind=_parted(ordered[place - 2], wish, stated) if place > 1 else None,
        )
        for place, wish in enumerate(ordered, 1)
    )


def _standing(wish: PlaceWish, rule: Sequence[PlacePriority]) -> tuple[tuple[float, float], ...]:
    return tuple(_by(wish, one) for one in rule)


def _by(wish: PlaceWish, priority: PlacePriority) -> tuple[float, float]:
    """Less comes first. Among those leaving a hospital the day of going home tells."""
    if priority is PlacePriority.HOSPITAL_DISCHARGE:
        home = (wish.discharge_on or date.max).toordinal()
        return (0, home) if wish.from_hospital else (1, 0)
    if priority is PlacePriority.URGENT:
        return (0 if wish.urgent else 1), 0
    if priority is PlacePriority.LEVEL:
        return -wish.weight, 0
    return wish.asked_at.timestamp(), 0


def _holds(wish: PlaceWish, priority: PlacePriority) -> bool:
    if priority is PlacePriority.HOSPITAL_DISCHARGE:
        return wish.from_hospital
    if priority is PlacePriority.URGENT:
        return wish.urgent
    if priority is PlacePriority.LEVEL:
        return wish.weight > 0
    return True


def _parted(before: PlaceWish, wish: PlaceWish, rule: Sequence[PlacePriority]) -> PlacePriority:
    return next((one for one in rule if _by(before, one) != _by(wish, one)), PlacePriority.WAITED)


def capacity_on(stated: Mapping[date, int], day: date, otherwise: int) -> int:
    """How many places there are on a day: the last number stated by then (domain JJ-05)."""
    known = [since for since in stated if since <= day]
    return stated[max(known)] if known else otherwise


def largest_ahead(stated: Mapping[date, int], day: date, otherwise: int) -> int:
    """The most places there are on the day or any later one: so many may be planned."""
    ahead = [number for since, number in stated.items() if since > day]
    return max([capacity_on(stated, day, otherwise), *ahead])


def gaps_of_home(
    has_manager: bool, services: Iterable[tuple[ServiceType, LinkageStatus]]
) -> tuple[HomeGap, ...]:
    """What the household that lives there lacks, in the order it is asked for."""
    running = {service for service, status in services if status in RUNNING}
    lacking = [gap for gap, wanted in BUNDLE.items() if not wanted & running]
    return (*(() if has_manager else (HomeGap.NO_MANAGER,)), *lacking)
