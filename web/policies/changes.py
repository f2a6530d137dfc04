"""Differences between two policies as a page shows them: grouped, each told added or changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from i18n.loader import gettext, language
from i18n.marks import N_
from policies.differences import Difference, differences
from policies.resolve import ResolvedPolicy

KINDS = {"added": N_("더함"), "removed": N_("뺌"), "changed": N_("바뀜")}


@dataclass(frozen=True)
class ChangeLine:
    key: str
    label: str
    before: str
    after: str
    statutory: bool
    kind: str

    @property
    def what(self) -> str:
        return gettext(KINDS[self.kind])


@dataclass(frozen=True)
class ChangeGroup:
    title: str
    rows: list[ChangeLine]


def changes_between(before: ResolvedPolicy, after: ResolvedPolicy) -> list[ChangeGroup]:
    return grouped(differences(before, after, language()))


def grouped(found: Iterable[Difference]) -> list[ChangeGroup]:
    return [
        ChangeGroup(title, [_line(one) for one in rows])
        for title, rows in groupby(found, key=lambda one: one.group)
    ]


def count_of(groups: Iterable[ChangeGroup]) -> int:
    return sum(len(group.rows) for group in groups)


def _line(one: Difference) -> ChangeLine:
    kind = "added" if not one.before else "changed" if one.after else "removed"
    return ChangeLine(
        key=one.key,
        label=one.label,
        before=one.before or "",
        after=one.after or "",
        statutory=bool(one.statutory),
        kind=kind,
    )
