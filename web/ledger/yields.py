"""``/resources/yields``: how households were found in a period, and what came of it (GP-06).

Two questions: what of the cases opened, and before that, what of the households told of.
"""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from fastapi import Response

from care.model.codes import DiscoveryChannel
from i18n.loader import gettext
from i18n.marks import N_
from i18n.phrases import bare_day
from i18n.wording import words
from store import told_yields, yields
from store.told_yields import Stands, ToldYield
from store.yields import Reached, Yield
from web.access import Access, Area, Here
from web.identity import local_date
from web.ledger.asked import Wanted, wanted
from web.render import page
from web.visitor import Visit

area = Area("/resources/yields")
VIEW = Access("ViewLedger", record="list")
PATH = "/resources/yields"
STEPS: tuple[tuple[Reached, str], ...] = (
    (Reached.FOUND, N_("찾은 가구")),
    (Reached.RECEIVED, N_("접수한 가구")),
    (Reached.SERVED, N_("서비스를 받은 가구")),
)
TOLD_STEPS: tuple[tuple[Stands, str], ...] = (
    (Stands.TOLD, N_("알려진 가구")),
    (Stands.CASE, N_("사례로 열린 가구")),
    (Stands.ATTACHED, N_("진행 중인 사례에 더한 가구")),
    (Stands.DECLINED, N_("열지 않기로 한 가구")),
    (Stands.WAITING, N_("아직 기다리는 가구")),
)


@dataclass(frozen=True)
class Number:
    """One count; ``href`` opens the households behind it, empty where there are none."""

    word: str
    count: int
    href: str


@dataclass(frozen=True)
class Row:
    channel: DiscoveryChannel
    numbers: tuple[Number, ...]
    percent: int = 0
    """Of the households told of: those with a case."""


@area.get("", access=VIEW)
async def show(visit: Here) -> Response:
    asked = _wanted(visit)
    found = await yields.per_channel(visit.session, visit.scope, asked.first, asked.last)
    return page(
        visit.request,
        "ledger/yields.html",
        block="content",
        asked=asked,
        period=_period(asked),
        steps=[gettext(word) for _, word in STEPS],
        rows=[_row(one, asked) for one in found],
        sums=_sums(found),
        told_steps=[gettext(word) for _, word in TOLD_STEPS],
        told=[
            _told_row(one, asked)
            for one in await told_yields.per_channel(
                visit.session, visit.scope, asked.first, asked.last
            )
        ],
    )


@area.get("/cases", access=VIEW)
async def cases(visit: Here) -> Response:
    """Unknown words in the address are left out, as everywhere in the ledger."""
    asked, given = _wanted(visit), visit.request.query_params
    channel = next((one for one in DiscoveryChannel if one == given.get("channel")), None)
    reached = next((one for one in Reached if one == given.get("reached")), Reached.FOUND)
    period = (asked.first, asked.last)
    found = await yields.cases_found(
        visit.session, visit.scope, period, channel, reached, asked.page
    )
    visit.saw([one.case_id for one in found.items])
    return page(
        visit.request,
        "ledger/yield_cases.html",
        block="content",
        asked=asked,
        back=_address(asked, ""),
        way=words(channel) if channel else gettext("모든 경로"),
        step=gettext(dict(STEPS)[reached]),
        period=_period(asked),
        found=found,
        pages=lambda number: _address(
            asked, "/cases", channel=channel or "", reached=reached, page=str(number)
        ),
    )


@area.get("/told", access=VIEW)
async def told(visit: Here) -> Response:
    """The households told of behind a number; no names."""
    asked, given = _wanted(visit), visit.request.query_params
    channel = next((one for one in DiscoveryChannel if one == given.get("channel")), None)
    stands = next((one for one in Stands if one == given.get("stands")), Stands.TOLD)
    period = (asked.first, asked.last)
    found = await told_yields.behind(
        visit.session, visit.scope, period, channel, stands, asked.page
    )
    visit.saw([one.case_id for one in found.items if one.case_id])
    return page(
        visit.request,
        "ledger/yield_told.html",
        block="content",
        back=_address(asked, ""),
        way=words(channel) if channel else gettext("모든 경로"),
        step=gettext(dict(TOLD_STEPS)[stands]),
        period=_period(asked),
        found=found,
        pages=lambda number: _address(
            asked, "/told", channel=channel or "", stands=stands, page=str(number)
        ),
    )


def _wanted(visit: Visit) -> Wanted:
    """The furthest day any case of the district has reached; the real one but in rehearsals."""
    ahead = max([visit.now_of(one) for one in visit.leads], default=visit.now)
    return wanted(visit.request, local_date(ahead))


def _row(one: Yield, asked: Wanted) -> Row:
    counts = {
        Reached.FOUND: one.found,
        Reached.RECEIVED: one.received,
        Reached.SERVED: one.served,
    }
    numbers = [
        _number(
            word,
            counts[step],
            _address(asked, "/cases", channel=one.channel.value, reached=step.value),
        )
        for step, word in STEPS
    ]
    return Row(one.channel, tuple(numbers))


def _told_row(one: ToldYield, asked: Wanted) -> Row:
    counts = {
        Stands.TOLD: one.told,
        Stands.CASE: one.case,
        Stands.ATTACHED: one.attached,
        Stands.DECLINED: one.declined,
        Stands.WAITING: one.waiting,
    }
    numbers = [
        _number(
            word,
            counts[step],
            _address(asked, "/told", channel=one.channel.value, stands=step.value),
        )
        for step, word in TOLD_STEPS
    ]
    return Row(one.channel, tuple(numbers), one.percent)


def _number(word: str, count: int, href: str) -> Number:
    return Number(gettext(word), count, href if count else "")


def _sums(found: tuple[Yield, ...]) -> tuple[int, int, int]:
    """Found by two channels, a household counts with each."""
    return (
        sum(one.found for one in found),
        sum(one.received for one in found),
        sum(one.served for one in found),
    )


def _address(asked: Wanted, below: str, **more: str) -> str:
    period: dict[str, date | str] = {"first": asked.first, "last": asked.last}
    return f"{PATH}{below}?{urlencode(period | more)}"


def _period(asked: Wanted) -> str:
    return f"{bare_day(asked.first)} – {bare_day(asked.last)}"
