"""Lengths of time as policy states them: a number, a unit, and how its days are counted."""

from enum import StrEnum

from care.model.value import Value


class Unit(StrEnum):
    HOURS = "h"
    DAYS = "d"
    BUSINESS_DAYS = "bd"
    MONTHS = "month"


class FirstDay(StrEnum):
    """Whether the starting day counts as day one (민원 처리에 관한 법률 제19조 counts it)."""

    EXCLUDED = "EXCLUDED"
    INCLUDED = "INCLUDED"


class Rollover(StrEnum):
    """Where a due date falling on a closed day moves; statutory maxima move to the day before."""

    NEXT = "NEXT"
    PREVIOUS = "PREVIOUS"
    NONE = "NONE"


class Term(Value):
    """``n`` units; resolved, so ``dayCount: BUSINESS`` has already made days business days."""

    n: int
    unit: Unit
    first_day: FirstDay = FirstDay.EXCLUDED
    rollover: Rollover = Rollover.NEXT
