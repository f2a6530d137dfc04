"""Who looks like somebody: for the page of a household at risk and before a case is opened."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from care.decide.alike import Alike, Likeness, Someone, alike
from care.decide.triage import QUEUE
from care.model.discovery import AtRiskStatus
from care.model.ids import AtRiskId, CaseId, HouseholdId, PersonId
from store import at_risk_told
from store.at_risk_found import Around, Keys, around, at_risk_mark, home_mark, keys_of
from store.at_risk_found import register_tokens as tokens_of
from store.keyring import Keyring
from store.scope import Scope


@dataclass(frozen=True)
class LikeAtRisk:
    at_risk_id: AtRiskId
    alike: Alike


@dataclass(frozen=True)
class LikeHome:
    """A household of the register; ``case_id``: its case that goes on."""

    household_id: HouseholdId
    case_id: CaseId | None
    alike: Alike


@dataclass(frozen=True)
class Lookalikes:
    """The surest first. What somebody said is not the same is left out."""

    queue: tuple[LikeAtRisk, ...] = ()
    homes: tuple[LikeHome, ...] = ()


async def lookalikes(
    session: AsyncSession,
    keyring: Keyring,
    scope: Scope,
    someone: Someone,
    own: AtRiskId | None = None,
) -> Lookalikes:
    """``own``: the household at risk that is asked about, which is not like itself."""
    keys = await keys_of(session, keyring, scope.district)
    seen = await around(session, keyring, keys, (someone,), PersonId(scope.person))
    marks = {at_risk_told.person_mark(keys.blind, someone)}
    if own is not None:
        marks.add(at_risk_mark(own))
    queue = [
        LikeAtRisk(AtRiskId(one), found)
        for one, line in sorted(seen.lines.items())
        if one != own
        and AtRiskStatus(line.status) in QUEUE
        and not _apart(seen, marks, at_risk_mark(one))
        and (found := alike(someone, seen.told[one])).likeness is not Likeness.NO
    ]
    homes = _homes(seen, keys, someone, marks)
    return Lookalikes(
        tuple(sorted(queue, key=lambda one: one.alike.likeness.value)),
        tuple(sorted(homes, key=lambda one: one.alike.likeness.value)),
    )


def _homes(seen: Around, keys: Keys, someone: Someone, marks: set[str]) -> list[LikeHome]:
    found: dict[str, Alike] = {}
    for token in tokens_of(keys.blind, someone):
        for home, person in seen.people.get(token.hex(), ()):
            likeness = alike(someone, person)
            surer = found.get(home) is None or likeness.likeness is Likeness.CERTAIN
            if likeness.likeness is not Likeness.NO and surer:
                found[home] = likeness
    return [
        LikeHome(seen.homes[one].household_id, seen.homes[one].case_id, found[one])
        for one in sorted(found)
        if not _apart(seen, marks, home_mark(one))
    ]


def _apart(seen: Around, marks: set[str], there: str) -> bool:
    return any(seen.are_apart(mark, there) for mark in marks)
