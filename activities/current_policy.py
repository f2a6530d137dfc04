"""Which edition a running case takes up at a boundary; a wrong file leaves it the one it has."""

from collections.abc import Iterable

from temporalio import activity

from care.decide.adoption import may_take
from care.messages.envelope import PolicyAsked
from care.model.policy import CasePolicy
from care.model.policy_rules import Boundary
from policies.resolve import Edition, editions, today
from workflows.effects import CURRENT_POLICY


@activity.defn(name=CURRENT_POLICY.name)
async def current_policy(asked: PolicyAsked) -> CasePolicy | None:
    """The newest edition in force that is meant for this boundary and newer than the case's."""
    newest = newest_taken(editions(asked.district), asked.boundary)
    if newest is None or newest.number < asked.version:
        return None
    policy = newest.case_policy
    return None if policy.content_hash == asked.known else policy


def newest_taken(published: Iterable[Edition], boundary: Boundary) -> Edition | None:
    """Editions are cumulative: with a newer one a case takes up all that came before it."""
    day = today()
    fitting = (
        one for one in published if one.effective_from <= day and may_take(one.adoption, boundary)
    )
    return max(fitting, key=lambda one: one.number, default=None)
