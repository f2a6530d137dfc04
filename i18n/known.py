"""Names a sentence about an event may need, and how an event gives its sentence what it needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Known:
    """Names a page may show by id: people, bodies, districts, and which body a linkage asks."""

    people: Mapping[str, str] = field(default_factory=dict)
    agencies: Mapping[str, str] = field(default_factory=dict)
    linkages: Mapping[str, str] = field(default_factory=dict)
    districts: Mapping[str, str] = field(default_factory=dict)
    offices: Mapping[str, str] = field(default_factory=dict)
    signals: Mapping[str, str] = field(default_factory=dict)
    office_moves: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    """Names of the local office before and after the case took up a policy, by its version."""

    def person(self, person: str | None) -> str:
        return self.people.get(person or "", person or "–")

    def agency(self, agency: str | None) -> str:
        return self.agencies.get(agency or "", agency or "–")

    def district(self, district: str | None) -> str:
        return self.districts.get(district or "", district or "–")

    def office(self, office: str) -> str:
        return self.offices.get(office, office)

    def signal(self, code: str) -> str:
        """A kind of risk signal in the words of the district's policy."""
        return self.signals.get(code, code)

    def of_linkage(self, linkage: str) -> str:
        return self.agency(self.linkages.get(linkage))


Fill = Callable[[Any, Known], dict[str, str]]
"""The places of an event's sentence, filled."""
