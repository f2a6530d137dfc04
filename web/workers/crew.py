"""The people of a district who carry cases: their names, their load, and what the load means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from care.model.codes import Role
from care.model.ids import PersonId
from i18n.loader import gettext
from i18n.wording import words
from store import people, workload
from store.scope import Scope
from store.workload import Load
from web.districts import policy_of
from web.visitor import Visit


@dataclass(frozen=True)
class Worker:
    person: PersonId
    name: str
    load: Load
    warn: int
    """From this many cases on the district's policy warns (업무량 경고)."""

    @property
    def over(self) -> bool:
        return self.load.carried > self.warn

    @property
    def label(self) -> str:
        """``민들레 (사례 21 · 긴급 1)``, as it stands wherever an owner is chosen."""
        return load_label(self.name, self.load)

    @property
    def levels(self) -> list[tuple[str, int]]:
        """``구분`` and how many cases of it, the most first."""
        found = sorted(self.load.levels.items(), key=lambda one: (-one[1], one[0] or ""))
        return [(words(level) if level else gettext("구분 전"), number) for level, number in found]


def load_label(name: str, load: Load) -> str:
    if load.urgent:
        return gettext(
            "%(name)s (사례 %(n)s · 긴급 %(urgent)s)", name=name, n=load.carried, urgent=load.urgent
        )
    return gettext("%(name)s (사례 %(n)s)", name=name, n=load.carried)


def whole_district(scope: Scope) -> Scope:
    """Loads are compared over the whole district: half of a person's cases would mislead.

    Numbers only; the lists of cases keep to what the visitor may see.
    """
    return replace(scope, offices=None)


async def crew(visit: Visit, session: Any) -> list[Worker]:
    """Case managers, and whoever owns or covers a case besides; the fullest first."""
    found = await workload.loads(session, whole_district(visit.scope), visit.at, visit.leads)
    keyring, district = visit.dependencies.keyring, visit.visitor.district
    managers = await people.people(session, district, role=Role.CASE_MANAGER)
    ids = {one.person_id for one in managers} | {one for one in found if one}
    names = await people.display_names(session, keyring, ids)
    warn = warn_from(district)
    made = [Worker(one, names[one], found.get(one, Load(one)), warn) for one in ids & names.keys()]
    return sorted(made, key=lambda one: (-one.load.carried, one.name))


def warn_from(district: str) -> int:
    policy = policy_of(district)
    return policy.case_policy.workload_warn if policy else 0


async def labels(visit: Visit, session: Any, ids: Sequence[PersonId]) -> Mapping[PersonId, str]:
    """Names with their load, for the forms where somebody is chosen."""
    names = await people.display_names(session, visit.dependencies.keyring, ids)
    found = await workload.loads(session, whole_district(visit.scope), visit.at, visit.leads)
    return {one: load_label(names.get(one, ""), found.get(one, Load(one))) for one in ids}
