"""Who could be asked for one service, as a form shows it: in order, each point with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from care.model.ids import AgencyId
from care.model.plan import PlanAction

SHOWN = 5
"""Candidates shown before the rest is folded away."""
ASKED_NEXT = 3
"""How many can be lined up behind the first."""


@dataclass(frozen=True)
class ReasonLine:
    factor: str
    said: str
    points: int
    most: int


@dataclass(frozen=True)
class Proposed:
    """One body with its best service for this."""

    agency_id: AgencyId
    body: str
    service: str
    """The entry's name; empty where the directory knows no service of the body for this."""
    entry: str
    """Address of the entry; empty without one."""
    score: int
    most: int
    reasons: tuple[ReasonLine, ...]

    @property
    def strongest(self) -> tuple[ReasonLine, ...]:
        """What counts most for it and what most against, in the order of the reasons."""
        told = sorted(self.reasons, key=lambda one: (-abs(2 * one.points - one.most), one.factor))
        kept = set(told[:4])
        return tuple(one for one in self.reasons if one in kept)


@dataclass(frozen=True)
class NotAsked:
    body: str
    service: str
    entry: str
    why: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    action: PlanAction
    title: str
    candidates: tuple[Proposed, ...] = ()
    others: tuple[NotAsked, ...] = ()

    def ask(self, first: AgencyId) -> str:
        """The form's question: this body first, then the best of the others."""
        return urlencode(self._chosen(first), doseq=True)

    def _chosen(self, first: AgencyId) -> dict[str, str | Sequence[str]]:
        rest = [one.agency_id for one in self.candidates if one.agency_id != first][:ASKED_NEXT]
        return {
            "action_id": self.action.item_id,
            "members": self.action.members,
            "agency_id": first,
            **{f"then_{place}": one for place, one in enumerate(rest, 1)},
        }
