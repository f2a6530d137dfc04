"""A district's effective policy: each value, where it comes from, why it is so, what is coming."""

from dataclasses import dataclass
from itertools import groupby

from fastapi import Response

from i18n.loader import gettext, language
from i18n.marks import N_
from policies.explain import ExplainRow, explain_policy
from policies.resolve import ResolvedPolicy, districts
from web.access import Access, Area, Here
from web.decisions import moved
from web.policies.coming_values import coming_in
from web.policies.tabs import name_of, policy_in_force, tabs_of
from web.render import page

area = Area("/policies")
READ = Access("ViewPolicy", record=None)
"""Rules are no secret and name nobody: who may read one district's may read the others'."""
SHOWN: tuple[tuple[str, str], ...] = (
    ("", N_("모두")),
    ("own", N_("우리 시·군·구 값")),
    ("changed", N_("위 정책과 다른 값")),
    ("law", N_("법정 한도")),
    ("verify", N_("확인이 필요한 값")),
)


@dataclass(frozen=True)
class Group:
    """``place`` is where the index of the page leads."""

    place: str
    title: str
    rows: list[ExplainRow]


@area.get("", access=READ)
async def own(visit: Here) -> Response:
    return moved(visit.request, f"/policies/{visit.visitor.district}")


@area.get("/{district}", access=READ)
async def show(visit: Here, district: str) -> Response:
    policy = policy_in_force(district)
    rows = explain_policy(policy, language())
    wanted = visit.request.query_params.get("show", "")
    shown = [row for row in rows if _is_shown(row, wanted)]
    return page(
        visit.request,
        "policies/policy.html",
        block="content",
        policy=policy,
        name=name_of(policy),
        tabs=tabs_of(policy.district),
        groups=_groups(shown),
        filters=[(code, gettext(label), _count(rows, code)) for code, label in SHOWN],
        wanted=wanted,
        total=len(rows),
        own=_count(rows, "own"),
        coming=coming_in(policy),
        others=_others(),
        is_own=policy.district == visit.visitor.district,
        may_draft=visit.may("DraftPolicy"),
        may_see_desk=visit.may("ViewPolicyDesk"),
    )


def _others() -> list[tuple[str, str]]:
    return [(code, name_of(policy_in_force(code))) for code in districts()]


def _groups(rows: list[ExplainRow]) -> list[Group]:
    found = groupby(rows, key=lambda row: row.group)
    return [Group(f"part-{n}", title, list(of)) for n, (title, of) in enumerate(found, start=1)]


def above_of(policy: ResolvedPolicy) -> str:
    """The name of the policy this one builds on."""
    parent = policy.chain[-2] if len(policy.chain) > 1 else policy.chain[-1]
    ko, en = policy.origin_names[parent]
    return en if language() == "en" else ko


def _is_shown(row: ExplainRow, wanted: str) -> bool:
    tests = {
        "own": not row.inherited,
        "changed": row.above is not None,
        "law": row.law is not None,
        "verify": row.verify,
    }
    return tests.get(wanted, True)


def _count(rows: list[ExplainRow], wanted: str) -> int:
    return sum(_is_shown(row, wanted) for row in rows)
