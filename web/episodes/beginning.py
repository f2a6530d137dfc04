"""How any new episode begins: an id nobody can give twice, today's policy, one opening act."""

import base64
import hashlib
from typing import Any

from care.decide.decision import ANSWERS
from care.messages.commands import OpenCase
from care.messages.envelope import CaseStart
from care.model.case import CaseState
from care.model.codes import Role
from care.model.ids import CaseId, CaseNumber, DistrictCode, IntentKey
from policies.resolve import ResolvedPolicy
from store import case_clocks, timeline
from store.queries import next_case_number
from web.districts import policy_of
from web.identity import local_date
from web.visitor import NO_TIME, Visit, Visitor
from web.words import Problem

LEADERS = (Role.TEAM_LEAD, Role.COORDINATOR, Role.SECTION_HEAD)
"""Who decides at which level a household is taken up again."""


def same_each_time(*parts: str) -> IntentKey:
    """An intent whoever asks, whenever: what may begin once only begins once."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return IntentKey(base64.b32encode(digest[:15]).decode().lower())


def case_id_of(district: DistrictCode, intent: IntentKey) -> CaseId:
    return CaseId(f"{district}-{intent[:16]}")


def lineage_of(former: CaseState) -> CaseId:
    return CaseId(former.lineage or former.case_id)


def policy_in_force(visit: Visit) -> ResolvedPolicy:
    policy = policy_of(visit.visitor.district)
    if policy is None:
        raise Problem(503, "ENGINE_AWAY")
    return policy


def start_of(visit: Visit, case_id: CaseId) -> CaseStart:
    """Under today's policy of the district it begins in, at the date of the page it begins on."""
    return CaseStart(
        case_id=case_id,
        district=visit.visitor.district,
        policy=policy_in_force(visit).case_policy,
        clock_shift=visit.dependencies.clock_shift() + visit.lead,
    )


async def number_for(visit: Visit, session: Any) -> CaseNumber:
    policy = policy_in_force(visit).case_policy
    await timeline.keep_policy(session, policy)
    year = local_date(visit.now).year
    return await next_case_number(session, visit.visitor.district, policy.number_prefix, year)


async def hand_date_on(visit: Visit, session: Any, case_id: CaseId) -> None:
    """A case whose own time was moved hands its date on to the one begun from it."""
    if visit.lead:
        await case_clocks.begin(session, case_id, visit.lead, NO_TIME, visit.at)


def role_in(visitor: Visitor, command: OpenCase) -> Role | None:
    """The role acted in: a level is decided as a lead."""
    openers = ANSWERS[OpenCase].roles
    wanted = openers & frozenset(LEADERS) if command.level is not None else openers
    return next((role for role in visitor.roles if role in wanted), None)
