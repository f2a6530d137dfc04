"""Invented households at risk, and a district's rules for them."""

from datetime import date, timedelta

from care.model.discovery import (
    DiscoveryRules,
    FoundHousehold,
    Signal,
    SignalKind,
    SignalSource,
)
from care.model.ids import DistrictCode
from care.model.term import Term, Unit
from tests.care.builders import NOW

HERE, THERE = DistrictCode("52110"), DistrictCode("11140")
TODAY = NOW.date()


def kind(code: str, source: SignalSource, weight: int) -> SignalKind:
    return SignalKind(code=code, ko=code, en=code, source=source, weight=weight)


RULES = DiscoveryRules(
    cycles_per_year=4,
    kinds=(
        kind("POWER_CUT", SignalSource.BLIND_SPOT, 15),
        kind("RENT_ARREARS", SignalSource.BLIND_SPOT, 8),
        kind("NO_CALLS", SignalSource.ISOLATION, 9),
        kind("NEIGHBOUR_REPORT", SignalSource.REPORT, 12),
    ),
    fresh_days=90,
    counted_days=365,
    overlap_points=15,
    urgent_score=40,
    suppress_days=90,
    triage=Term(n=5, unit=Unit.BUSINESS_DAYS),
)


def signal(code: str = "POWER_CUT", ago: int = 3, key: str = "") -> Signal:
    kind = RULES.kind(code)
    source = kind.source if kind else SignalSource.LOCAL
    return Signal(kind=code, source=source, observed_on=TODAY - timedelta(days=ago), key=key)


def found(
    name: str = "윤해온",
    born: date | None = date(1961, 3, 4),
    *signals: Signal,
    phone: str = "",
    address: str = "",
) -> FoundHousehold:
    return FoundHousehold(
        name=name,
        birth_date=born,
        phone=phone,
        address=address,
        signals=signals or (signal(),),
    )
