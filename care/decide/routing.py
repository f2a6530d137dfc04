"""Where a new household's case lands, and where the cases of an office go that is no more.

The hub's own view stays as it is: from its seat people see what every office it covers looks after
(domain GP-05); a routing of the district comes before it.
"""

from datetime import date

from care.decide.conditions import holds
from care.decide.facts import routing_facts
from care.messages.commands import OpenCase
from care.model.ids import OfficeCode
from care.model.policy import CasePolicy
from care.model.policy_rules import ProcessRules
from care.model.value import Value


class Landing(Value):
    """``by`` is the code of the routing that decided; empty: the office that was told."""

    office: OfficeCode
    by: str = ""


def landing(policy: CasePolicy, opening: OpenCase, on: date) -> Landing:
    """The first routing that holds; else the office told, or what looks after its cases now.

    A later episode of a household is not new: it stays where it is looked after.
    """
    if policy.rules is None:
        return Landing(office=opening.office)
    routings = policy.rules.routings if opening.former is None else ()
    facts = routing_facts(opening, on)
    routed = next((r for r in routings if holds(r.when, facts)), None)
    if routed is None:
        return Landing(office=moved_to(policy.rules, opening.office))
    return Landing(office=moved_to(policy.rules, routed.to), by=routed.code)


def moved_to(rules: ProcessRules | None, office: OfficeCode) -> OfficeCode:
    """The office itself under a policy without rules."""
    return rules.successor(office) if rules is not None else office
