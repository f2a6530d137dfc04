"""Chains of referrals: bodies asked one after another for the same thing; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from care.messages.events import LinkageAnswered, Recorded
from care.model.codes import PartnerAnswer
from care.model.ids import LinkageId
from care.model.linkage import Linkage

UNDECIDED = frozenset({PartnerAnswer.RECEIVED, PartnerAnswer.PROGRESS})
"""Words of a body that settle nothing."""


@dataclass(frozen=True)
class Chain:
    """In the order the bodies were asked; ``since``: when the household's wait began."""

    first: LinkageId
    links: tuple[Linkage, ...]

    @property
    def since(self) -> datetime:
        return self.links[0].requested_at

    @property
    def last(self) -> Linkage:
        return self.links[-1]

    def attempt(self, linkage_id: LinkageId) -> int:
        """Which body of the chain, from one."""
        return [one.linkage_id for one in self.links].index(linkage_id) + 1


def chains(linkages: Sequence[Linkage]) -> list[Chain]:
    """Each linkage in exactly one chain; chains in the order they began."""
    by_id = {one.linkage_id: one for one in linkages}
    found: dict[LinkageId, list[Linkage]] = {}
    for one in linkages:
        found.setdefault(first_of(one, by_id), []).append(one)
    return [
        Chain(first, tuple(sorted(links, key=lambda one: one.requested_at)))
        for first, links in found.items()
    ]


def first_of(linkage: Linkage, known: dict[LinkageId, Linkage]) -> LinkageId:
    """The case's own word; for a linkage of an earlier release, where its ``replaces`` lead."""
    at, seen = linkage, {linkage.linkage_id}
    while at.first is None:
        before = known.get(at.replaces or at.part_of or LinkageId(""))
        if before is None or before.linkage_id in seen:
            return at.linkage_id
        seen.add(before.linkage_id)
        at = before
    return at.first


def answered(events: Iterable[Recorded]) -> dict[LinkageId, datetime]:
    """When each body first said anything that decides something."""
    found: dict[LinkageId, datetime] = {}
    for one in events:
        if isinstance(one.event, LinkageAnswered) and one.event.answer.answer not in UNDECIDED:
            found.setdefault(one.event.answer.linkage_id, one.at)
    return found
