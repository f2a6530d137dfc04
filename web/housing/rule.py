"""What the district's policy says of its scarce places: the order of the list, how long offered."""

from datetime import datetime

from care.decide.calendar import due
from care.decide.places import FIRST_ASKED_FIRST, whole_rule
from care.model.linking import LinkingRules
from care.model.term import Term, Unit
from store.housing import Priority
from web.districts import calendar_of, policy_of

OFFER = Term(n=5, unit=Unit.BUSINESS_DAYS)
"""Where the district's policy says nothing."""


def linking_of(district: str) -> LinkingRules | None:
    policy = policy_of(district)
    return policy.case_policy.linking if policy else None


def priority_of(district: str) -> Priority:
    policy, rules = policy_of(district), linking_of(district)
    levels = policy.case_policy.levels if policy else ()
    return Priority(
        rule=whole_rule(rules.place_priority if rules else FIRST_ASKED_FIRST),
        weights={one.code: one.rank for one in levels},
    )


def offer_ends(district: str, now: datetime) -> datetime:
    """Until when a home offered now is held."""
    rules = linking_of(district)
    return due(now, rules.place_offer if rules else OFFER, calendar_of(district))
