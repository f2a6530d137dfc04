"""The effective policy of one district, each value with the file and line it comes from."""

from dataclasses import dataclass
from datetime import date

from care.model.discovery import DiscoveryRules
from care.model.ids import DistrictCode, OfficeCode
from care.model.policy import CasePolicy
from policies.kinds import Source, Stated


@dataclass(frozen=True)
class ResolvedValue:
    key: str
    value: Stated
    file: str
    """Path within the policy directory."""
    line: int
    origin: str
    """Slug of the policy that says it: ``national``, ``gyeonggi``, ``gimpo-si``."""
    source: Source
    law: str | None
    inherited: bool
    """False when the district's own file says it."""
    overridden: Stated | None
    """What the next policy above says instead, if this one differs from it."""
    turned_by: str | None = None
    """The key that changes how this one counts: ``dayCount`` makes days business days."""


@dataclass(frozen=True)
class ResolvedPolicy:
    slug: str
    name: str
    name_en: str
    chain: tuple[str, ...]
    """Slugs from the nation down to the district."""
    origin_names: dict[str, tuple[str, str]]
    """Korean and English name of each of the chain."""
    effective_from: date
    legal_basis: tuple[str, ...]
    holidays_published: date
    case_policy: CasePolicy
    values: tuple[ResolvedValue, ...]
    offices: dict[OfficeCode, str]
    discovery: DiscoveryRules | None = None
    """None for an edition of a release before there were risk signals."""

    @property
    def district(self) -> DistrictCode:
        return self.case_policy.district

    def value(self, key: str) -> ResolvedValue:
        """Raises ``KeyError`` for a key the district's policy does not hold."""
        for found in self.values:
            if found.key == key:
                return found
        raise KeyError(key)

    def office_name(self, office: OfficeCode) -> str:
        return self.offices.get(office, office)
