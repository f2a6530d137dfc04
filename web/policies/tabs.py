"""The tabs every page of a district's policy carries, and its name in the reader's language."""

from dataclasses import dataclass

from i18n.loader import gettext, language
from i18n.marks import N_
from policies.resolve import ResolvedPolicy, resolve
from web.words import Problem


@dataclass(frozen=True)
class Tab:
    path: str
    name: str


PARTS: tuple[tuple[str, str], ...] = (
    ("", N_("지금 값")),
    ("/upcoming", N_("예약된 변경")),
    ("/approvals", N_("결재선")),
    ("/levels", N_("대상자 구분")),
    ("/zones", N_("거점·권역")),
    ("/forms", N_("조사표")),
    ("/calendar", N_("달력")),
    ("/texts", N_("동의 문구")),
    ("/history", N_("판 이력")),
)


def tabs_of(district: str) -> list[Tab]:
    """In the order of the work; ``policies/_tabs.html`` shows them."""
    return [Tab(f"/policies/{district}{path}", gettext(name)) for path, name in PARTS]


def policy_in_force(district: str) -> ResolvedPolicy:
    """A district nobody knows is no page."""
    try:
        return resolve(district)
    except KeyError:
        raise Problem(404, "NOT_FOUND") from None


def name_of(policy: ResolvedPolicy) -> str:
    return policy.name_en if language() == "en" else policy.name
