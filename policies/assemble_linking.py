"""What a policy says of the service loop, as the ``LinkingRules`` a case carries."""

from collections.abc import Callable

from care.model.codes import AgencyKind
from care.model.linking import ChaseStep, LinkingRules
from care.model.term import Term
from policies.kinds import NumberValue, TermSpec, TermValue
from policies.linking_kinds import ChaseValue, GroupsValue, PrioritiesValue
from policies.typed_values import Values, typed

TERMS = {
    "status_every": "linkage.statusEvery",
    "waitlist_review": "linkage.waitlistReview",
    "gap_answer": "linkage.gapAnswer",
    "concern_answer": "linkage.concernAnswer",
    "double_send": "linkage.doubleSend",
    "link_valid": "linkage.linkValid",
    "capacity_fresh": "directory.capacityFresh",
    "directory_fresh": "directory.entryFresh",
    "place_offer": "places.offer",
}
"""Field of ``LinkingRules`` and the key it is read from."""
GATE = "linkage.chase"
GROUPS = "linkage.groupsByKind."


def linking_rules(values: Values, term: Callable[[TermSpec], Term]) -> LinkingRules | None:
    """None for an edition written before there was a service loop."""
    if GATE not in values:
        return None
    terms = {field: term(typed(values, key, TermValue)) for field, key in TERMS.items()}
    return LinkingRules(
        **terms,
        chase=_steps(typed(values, GATE, ChaseValue), term),
        chase_urgent=_steps(typed(values, "linkage.chaseUrgent", ChaseValue), term),
        gap_after=typed(values, "linkage.gapAfter", NumberValue).value,
        groups_by_kind={
            AgencyKind(key.removeprefix(GROUPS)): typed(values, key, GroupsValue).groups
            for key in values
            if key.startswith(GROUPS)
        },
        place_priority=typed(values, "places.priority", PrioritiesValue).priorities,
    )


def _steps(value: ChaseValue, term: Callable[[TermSpec], Term]) -> tuple[ChaseStep, ...]:
    return tuple(
        ChaseStep(code=step.code, act=step.act, after=term(step.after)) for step in value.steps
    )
