"""Open cases and people that a policy would leave with a local office it does not know.

A draft that does so goes no further: the office that looks after them has to be said first
(``officesMoved``). Counts only; nobody is named.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from care.decide.routing import moved_to
from care.model.ids import DistrictCode, OfficeCode
from i18n.loader import gettext
from policies.resolved import ResolvedPolicy
from store import people
from store.open_cases import open_by_office
from store.scope import Scope


@dataclass(frozen=True)
class Presence:
    """What is at one office today."""

    cases: int = 0
    workers: int = 0


@dataclass(frozen=True)
class Orphan:
    office: OfficeCode
    name: str
    cases: int
    workers: int

    @property
    def words(self) -> str:
        return gettext(
            "%(office)s에 진행 중인 사례 %(n)s건과 일하는 사람 %(people)s명이 있습니다."
            " 어느 읍면동이 맡을지 먼저 정해 주세요.",
            office=self.name,
            n=self.cases,
            people=self.workers,
        )


async def presence(
    session: Any, district: DistrictCode, scope: Scope | None = None
) -> dict[OfficeCode, Presence]:
    """For a page the cases its reader may know; without a scope all, for a guard."""
    cases = await open_by_office(session, district, scope)
    workers: dict[OfficeCode, int] = {}
    for one in await people.people(session, district):
        if one.office:
            workers[one.office] = workers.get(one.office, 0) + 1
    return {
        office: Presence(cases.get(office, 0), workers.get(office, 0))
        for office in sorted({*cases, *workers})
    }


def orphans(
    there: Mapping[OfficeCode, Presence], before: ResolvedPolicy, after: ResolvedPolicy
) -> list[Orphan]:
    """Offices that somebody counts on, and that ``after`` neither has nor leads on from.

    What leads nowhere today already is no fault of the draft.
    """
    return [
        Orphan(office, before.office_name(office), found.cases, found.workers)
        for office, found in there.items()
        if _is_known(before, office) and not _is_known(after, office)
    ]


def _is_known(policy: ResolvedPolicy, office: OfficeCode) -> bool:
    return moved_to(policy.case_policy.rules, office) in policy.offices
