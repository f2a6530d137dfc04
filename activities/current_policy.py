"""Which edition a running case takes up at a boundary; one nobody can read leaves it its own."""

from collections.abc import Iterable

from temporalio import activity

from care.decide.adoption import may_take
from care.messages.envelope import PolicyAsked
from care.model.policy import CasePolicy
from care.model.policy_rules import Boundary
from policies.resolve import Edition, PolicyError, standing, today
from workflows.effects import CURRENT_POLICY


@activity.defn(name=CURRENT_POLICY.name)
async def current_policy(asked: PolicyAsked) -> CasePolicy | None:
    """The newest edition in force that is meant for this boundary and newer than the case's."""
    policy = newest_taken(standing(asked.district), asked.boundary)
    if policy is None or policy.version < asked.version:
        return None
    return None if policy.content_hash == asked.known else policy


def newest_taken(published: Iterable[Edition], boundary: Boundary) -> CasePolicy | None:
    """Editions are cumulative: with a newer one a case takes up all that came before it."""
    day = today()
    fitting = (each for each in published if each.begins <= day)
    for each in sorted(fitting, key=lambda one: one.order, reverse=True):
        if may_take(each.adoption, boundary):
            try:
                return each.case_policy
            except PolicyError:
                continue
    return None
