"""Reads the policy files of today; a wrong file leaves the case with the policy it has."""

from temporalio import activity

from care.messages.envelope import PolicyAsked
from care.model.policy import CasePolicy
from policies.resolve import resolve
from workflows.effects import CURRENT_POLICY


@activity.defn(name=CURRENT_POLICY.name)
async def current_policy(asked: PolicyAsked) -> CasePolicy | None:
    policy = resolve(asked.district).case_policy
    return None if policy.content_hash == asked.known else policy
