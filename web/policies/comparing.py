"""``/policies/compare``: two districts, or two editions of one, with only what differs."""

from dataclasses import dataclass

from fastapi import Response

from i18n.loader import gettext
from policies.resolve import ResolvedPolicy, districts, edition, editions, resolve
from web.access import Access, Area, Here
from web.policies.changes import changes_between, count_of
from web.policies.tabs import name_of
from web.render import page
from web.words import Problem

area = Area("/policies")
READ = Access("ViewPolicy", record=None)


@dataclass(frozen=True)
class Side:
    """``code``: ``41570`` for what is in force there, ``41570:7`` for an edition."""

    code: str
    name: str
    district: str
    policy: ResolvedPolicy


@area.get("/compare", access=READ)
async def compare(visit: Here) -> Response:
    own = visit.visitor.district
    query = visit.request.query_params
    left = _side(query.get("a") or own)
    right = _side(query.get("b") or _other(left.district))
    found = changes_between(left.policy, right.policy)
    return page(
        visit.request,
        "policies/compare.html",
        block="content",
        left=left,
        right=right,
        found=found,
        count=count_of(found),
        choices=_choices(),
        own=own,
        may_draft=visit.may("DraftPolicy"),
    )


def _other(district: str) -> str:
    return next((code for code in districts() if code != district), district)


def _side(code: str) -> Side:
    district, _, number = code.partition(":")
    try:
        found = edition(district, int(number)).resolved if number else resolve(district)
    except (KeyError, ValueError):
        raise Problem(404, "NOT_FOUND") from None
    name = gettext("%(name)s %(n)s판", name=name_of(found), n=found.case_policy.version)
    return Side(code, name, found.district, found)


def _choices() -> list[tuple[str, str]]:
    found = []
    for district in districts():
        name = name_of(resolve(district))
        found.append((str(district), gettext("%(name)s, 지금 시행 중", name=name)))
        found += [
            (f"{district}:{one.number}", gettext("%(name)s %(n)s판", name=name, n=one.number))
            for one in reversed(editions(district))
        ]
    return found
