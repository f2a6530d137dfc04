"""Values that are going to change: published editions whose day has not come."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from i18n.loader import language
from policies.differences import differences
from policies.edition import Edition
from policies.resolve import ResolvedPolicy, upcoming
from web.policies.changes import ChangeGroup, changes_between


@dataclass(frozen=True)
class Coming:
    day: date
    value: str


@dataclass(frozen=True)
class ComingEdition:
    edition: Edition
    before: int
    """The number in force until its day."""
    changes: list[ChangeGroup]


def coming_in(policy: ResolvedPolicy) -> dict[str, list[Coming]]:
    """By key, the nearest day first; a value taken away is not among them."""
    found: dict[str, list[Coming]] = defaultdict(list)
    before = policy
    for edition in upcoming(policy.district):
        for one in differences(before, edition.resolved, language()):
            if one.after:
                found[one.key].append(Coming(edition.effective_from, one.after))
        before = edition.resolved
    return found


def coming_editions(policy: ResolvedPolicy) -> list[ComingEdition]:
    found, before = [], policy
    for edition in upcoming(policy.district):
        number = before.case_policy.version
        changes = changes_between(before, edition.resolved)
        found.append(ComingEdition(edition, number, changes))
        before = edition.resolved
    return found
