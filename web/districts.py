"""What a page needs of a district's policy: its name, its offices' names, its calendar."""

import time
from functools import lru_cache

from care.model.ids import OfficeCode
from care.model.policy import Calendar
from policies.kinds import NumberValue, OptionalNumberValue, TextValue
from policies.resolve import ResolvedPolicy, resolve

FRESH_SECONDS = 5
_NATIONAL = Calendar()


def policy_of(district: str) -> ResolvedPolicy | None:
    """The district's policy in force, looked at anew every few seconds."""
    return _policy(district, int(time.monotonic() / FRESH_SECONDS))


@lru_cache(maxsize=64)
def _policy(district: str, period: int) -> ResolvedPolicy | None:
    try:
        return resolve(district)
    except KeyError:
        return None


def district_name(district: str) -> str:
    policy = policy_of(district)
    return policy.case_policy.district_name if policy else district


def office_name(district: str, office: str) -> str:
    policy = policy_of(district)
    return policy.office_name(OfficeCode(office)) if policy and office else office


def offices_from(district: str, office: OfficeCode) -> frozenset[OfficeCode]:
    """Whose households land in the queue of somebody who works at ``office`` (domain GP-05)."""
    policy = policy_of(district)
    return policy.case_policy.looked_after_from(office) if policy else frozenset({office})


def calendar_of(district: str) -> Calendar:
    policy = policy_of(district)
    return policy.case_policy.calendar if policy else _NATIONAL


def homes_of(district: str) -> int:
    """Care-safe homes the district counts with; none in most."""
    policy = policy_of(district)
    stated = policy.value("housing.capacity").value if policy else None
    return (stated.value or 0) if isinstance(stated, OptionalNumberValue) else 0


def stories_of(district: str) -> int:
    """Stories a year the district prints in a casebook; none in most."""
    policy = policy_of(district)
    mode = policy.value("casebook.mode").value if policy else None
    count = policy.value("casebook.stories").value if policy else None
    yearly = isinstance(mode, TextValue) and mode.value == "YEARLY"
    return count.value if yearly and isinstance(count, NumberValue) else 0
