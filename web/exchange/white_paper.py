"""Tables of the resource white paper (자원백서): the list, and counts by kind, need and place."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from care.model.codes import AgencyKind, NeedArea
from care.model.directory import ServiceStatus
from i18n.loader import gettext
from i18n.marks import N_
from i18n.wording.tables import TABLES
from store.directory import Entry
from web.exchange.columns import AREAS, SERVICES, SUBDOMAINS, Setting

Rows = list[Sequence[object]]
LISTED = (
    N_("기관"),
    N_("서비스"),
    N_("서비스 종류"),
    N_("누구에게"),
    N_("비용"),
    N_("지역"),
    N_("전화"),
    N_("확인한 날"),
)
COUNTED = (N_("서비스 수"), N_("기관 수"), N_("집으로 옴"), N_("무료"))
KINDS: Mapping[Any, str] = TABLES[AgencyKind]


def white_paper(entries: Iterable[Entry], setting: Setting) -> dict[str, Rows]:
    """What is offered today; a service of two kinds counts in both lines of its table."""
    offered = [one for one in entries if one.service.status is ServiceStatus.ACTIVE]
    return {
        gettext("자원 목록"): _list(offered, setting),
        gettext("서비스 종류별"): _counted(
            gettext("서비스 종류"), SERVICES, offered, lambda one: one.found.services
        ),
        gettext("욕구 영역별"): _counted(
            gettext("욕구 영역"), _needs(), offered, lambda one: _areas(one) | one.found.needs
        ),
        gettext("지역별"): _counted(
            gettext("제공 지역"),
            {"": gettext("전체 지역")} | dict(setting.offices),
            offered,
            lambda one: one.found.offices or {""},
        ),
        gettext("기관 종류별"): _counted(
            gettext("기관 종류"),
            {None: gettext("의뢰하지 않는 기관")} | dict(KINDS),
            offered,
            lambda one: {one.found.agency_kind},
        ),
    }


def _needs() -> dict[Any, str]:
    """Each area, then its two."""
    found: dict[Any, str] = {}
    for area in NeedArea:
        found[area] = gettext("%(area)s 전체", area=gettext(AREAS[area]))
        found |= {sub: word for sub, word in SUBDOMAINS.items() if sub.area is area}
    return found


def _areas(one: Entry) -> frozenset[Any]:
    return frozenset(need.area for need in one.found.needs)


def _list(entries: Sequence[Entry], setting: Setting) -> Rows:
    rows: Rows = [[gettext(one) for one in LISTED]]
    for one in entries:
        found = one.found
        rows.append(
            [
                found.organization,
                found.service_name,
                ", ".join(gettext(SERVICES[code]) for code in sorted(found.services)),
                found.eligibility,
                _cost(one),
                ", ".join(setting.offices.get(code, code) for code in sorted(found.offices))
                or gettext("전체 지역"),
                found.phone,
                found.assured_on or "",
            ]
        )
    return rows


def _cost(one: Entry) -> object:
    if one.found.cost_won == 0:
        return gettext("무료")
    return one.found.cost_words or ("" if one.found.cost_won is None else one.found.cost_won)


def _counted(
    heading: str,
    words: Mapping[Any, str],
    entries: Sequence[Entry],
    of: Callable[[Entry], Iterable[Any]],
) -> Rows:
    """Services, bodies that give them, and how many come home or cost nothing."""
    found: dict[Any, list[Entry]] = defaultdict(list)
    for one in entries:
        for code in of(one):
            found[code].append(one)
    rows: Rows = [[heading, *(gettext(one) for one in COUNTED)]]
    for code, word in words.items():
        held = found.get(code, [])
        rows.append(
            [
                gettext(word),
                len(held),
                len({one.found.organization_id for one in held}),
                sum(one.found.home_visit for one in held),
                sum(one.found.cost_won == 0 for one in held),
            ]
        )
    return rows
