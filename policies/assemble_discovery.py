"""What a policy says of discovery before a case, as the ``DiscoveryRules`` the desk goes by."""

from collections.abc import Callable
from typing import Any

from care.model.discovery import DiscoveryRules, SignalKind
from care.model.term import Term
from policies.discovery_kinds import SignalsValue
from policies.kinds import FlagValue, NumberValue, TermSpec, TermValue
from policies.typed_values import Values, typed

NUMBERS = {
    "cycles_per_year": "discovery.cyclesPerYear",
    "fresh_days": "discovery.freshDays",
    "counted_days": "discovery.countedDays",
    "overlap_points": "discovery.overlapPoints",
    "urgent_score": "discovery.urgentScore",
    "suppress_days": "discovery.suppressDays",
    "small_cell": "figures.smallCell",
}
"""Field of ``DiscoveryRules`` and the key it is read from."""
KEPT = {
    "keep_found": "retention.discovery",
    "keep_targets": "retention.campaign",
    "keep_complaints": "retention.complaint",
}
GATE = "discovery.signals"


def discovery_rules(values: Values, term: Callable[[TermSpec], Term]) -> DiscoveryRules | None:
    """None for an edition written before there were risk signals."""
    if GATE not in values:
        return None
    kinds = tuple(
        SignalKind(code=one.code, ko=one.ko, en=one.en, source=one.list, weight=one.weight)
        for one in typed(values, GATE, SignalsValue).signals
    )
    numbers: dict[str, Any] = {
        field: typed(values, key, NumberValue).value for field, key in NUMBERS.items()
    }
    kept: dict[str, Any] = {
        field: term(typed(values, key, TermValue)) for field, key in KEPT.items() if key in values
    }
    return DiscoveryRules(
        kinds=kinds,
        triage=term(typed(values, "discovery.triage", TermValue)),
        public_report=typed(values, "discovery.publicReport", FlagValue).value,
        **numbers,
        **kept,
    )
