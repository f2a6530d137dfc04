"""Before a case is opened by hand: whoever of these people has an open case, or waits in the queue.

Only what lies in reach is shown. Who says they are not the same is not asked again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from care.decide.alike import Someone
from care.model.ids import HouseholdId
from store import at_risk_acts, at_risk_alike, at_risk_queue
from store.at_risk_acts import Doer
from store.at_risk_alike import Lookalikes
from store.households import MemberDetails
from web.acts.people_rows import NewMember
from web.lookalikes import CaseWords, alike_words, cases_in_reach, likeness_words
from web.visitor import Visit


@dataclass(frozen=True)
class Already:
    """``key``: the household of the register, or of the queue, somebody may be one of."""

    key: str
    who: str
    how: str
    why: str
    case: CaseWords | None = None
    waiting: str = ""
    """Masked name of a household of the triage queue."""


async def already_known(
    visit: Visit, people: Sequence[NewMember], own: HouseholdId, apart: Sequence[str]
) -> list[Already]:
    """Without ``own``, which the same form sent before has kept, and without those said apart."""
    found: dict[str, Already] = {}
    keyring = visit.dependencies.keyring
    async with visit.read() as session:
        for one in people:
            who = _someone(one.details)
            like = await at_risk_alike.lookalikes(session, keyring, visit.scope, who)
            for known in [
                *await _cases(visit, session, like, one.details),
                *await _waiting(visit, session, like, one.details),
            ]:
                found.setdefault(known.key, known)
    return [one for key, one in found.items() if key != own and key not in apart]


async def remember_apart(visit: Visit, people: Sequence[NewMember], apart: Sequence[str]) -> None:
    if not apart:
        return
    doer, keyring = Doer(visit.scope, visit.visitor.person, visit.now), visit.dependencies.keyring
    async with visit.write() as session:
        for one in people:
            who = _someone(one.details)
            await at_risk_acts.person_is_not(session, keyring, doer, who, list(apart))


async def _cases(
    visit: Visit, session: Any, like: Lookalikes, details: MemberDetails
) -> list[Already]:
    ids = [one.case_id for one in like.homes if one.case_id]
    known = await cases_in_reach(visit, session, ids)
    visit.saw(list(known))
    return [
        Already(
            key=one.household_id,
            who=details.name,
            how=likeness_words(one.alike),
            why=alike_words(one.alike),
            case=known[one.case_id],
        )
        for one in like.homes
        if one.case_id in known
    ]


async def _waiting(
    visit: Visit, session: Any, like: Lookalikes, details: MemberDetails
) -> list[Already]:
    keyring = visit.dependencies.keyring
    ids = [one.at_risk_id for one in like.queue]
    rows = await at_risk_queue.rows_of(session, keyring, visit.scope, ids)
    names = {row.at_risk_id: row.masked for row in rows}
    return [
        Already(
            key=one.at_risk_id,
            who=details.name,
            how=likeness_words(one.alike),
            why=alike_words(one.alike),
            waiting=names[one.at_risk_id],
        )
        for one in like.queue
        if one.at_risk_id in names
    ]


def _someone(details: MemberDetails) -> Someone:
    return Someone(
        name=details.name,
        birth_date=details.birth_date,
        phone=details.phone or "",
        address=details.address or "",
    )
