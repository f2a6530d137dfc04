"""Policies cases were opened under, kept by content so that their events can be folded again."""

from sqlalchemy.ext.asyncio import AsyncSession

from care.messages.events import CaseOpened
from care.model.policy import CasePolicy
from store.statements import add
from store.tables.timeline import PolicyLine


async def kept_policy(session: AsyncSession, content_hash: str, district: str) -> CasePolicy | None:
    """A policy some case was opened under."""
    line = await session.get(PolicyLine, (content_hash, district))
    return None if line is None else CasePolicy.model_validate_json(line.body)


async def opening_policy(
    session: AsyncSession, opening: CaseOpened, district: str
) -> CasePolicy | None:
    """The policy a case was opened under, by the number it had then.

    An edition that was rolled back to says the same under another number and is kept once.
    """
    policy = await kept_policy(session, opening.policy_hash, district)
    return policy and numbered(policy, opening.policy_version)


def numbered(policy: CasePolicy, edition: int) -> CasePolicy:
    if policy.version == edition:
        return policy
    rules = policy.rules and policy.rules.model_copy(update={"edition": edition})
    return policy.model_copy(update={"version": edition, "rules": rules})


async def keep_policy(session: AsyncSession, policy: CasePolicy) -> None:
    """Remember a policy a case is opened under; ``rebuild`` folds the events with it."""
    line = {
        "content_hash": policy.content_hash,
        "district": policy.district,
        "version": policy.version,
        "body": policy.model_dump_json(),
    }
    await add(session, PolicyLine, (line,))
