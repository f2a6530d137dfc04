"""What figures are asked for, as the address says it: a year, a month, or months from – to."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from fastapi import Request

from care.model.codes import DiscoveryChannel
from care.model.figures import FactKind, How
from care.model.policy import CasePolicy
from i18n.loader import gettext
from i18n.marks import N_
from store.closed_months import days_of
from store.figure_counts import Asked, By, Which

PATH = "/figures"
BY: tuple[tuple[By, str], ...] = (
    (By.CHANNEL, N_("발견 경로별")),
    (By.OFFICE, N_("읍면동별")),
    (By.ZONE, N_("권역별")),
    (By.MONTH, N_("달별")),
    (By.YEAR, N_("해별")),
)
MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
YEAR = re.compile(r"20\d\d")
MOST_PAGES = 100_000


@dataclass(frozen=True)
class Wanted:
    """``first`` and ``last`` are months, both included; the same one: that month alone."""

    first: str
    last: str
    by: By = By.CHANNEL
    office: str = ""
    zone: str = ""
    channel: DiscoveryChannel | None = None
    page: int = 1

    @property
    def is_year(self) -> bool:
        return self.first[:4] == self.last[:4] and (self.first[4:], self.last[4:]) == ("-01", "-12")

    @property
    def is_month(self) -> bool:
        return self.first == self.last

    @property
    def is_narrowed(self) -> bool:
        return bool(self.office or self.zone or self.channel)

    @property
    def days(self) -> tuple[date, date]:
        return days_of(self.first)[0], days_of(self.last)[1]

    def months(self, until: str) -> list[str]:
        """Every month of the period, none after ``until``."""
        made, year, month = [], int(self.first[:4]), int(self.first[5:])
        while (key := f"{year}-{month:02d}") <= min(self.last, until):
            made.append(key)
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        return made

    @property
    def words(self) -> str:
        if self.is_year:
            return gettext("%(year)s년", year=self.first[:4])
        if self.is_month:
            return _month_words(self.first)
        return f"{_month_words(self.first)} – {_month_words(self.last)}"

    @property
    def name(self) -> str:
        """For a file."""
        if self.is_year:
            return self.first[:4]
        return self.first if self.is_month else f"{self.first}-{self.last}"

    def before(self) -> "Wanted | None":
        """The same time a year earlier; None of a span of several years."""
        if not (self.is_year or self.is_month):
            return None
        return self._of(_moved(self.first), _moved(self.last))

    def asked(self, policy: CasePolicy | None) -> Asked:
        return Asked(*self.days, offices=self._offices(policy), channel=self.channel)

    def _offices(self, policy: CasePolicy | None) -> frozenset[str] | None:
        if self.office:
            return frozenset({self.office})
        if self.zone and policy is not None:
            return frozenset(policy.zone_offices(self.zone))
        return None

    def _of(self, first: str, last: str) -> "Wanted":
        return Wanted(first, last, self.by, self.office, self.zone, self.channel)

    def of_group(self, key: str) -> "dict[str, object]":
        """What narrows the address to one line of the table."""
        if self.by is By.YEAR:
            return period(f"{key}-01", f"{key}-12")
        if self.by is By.MONTH:
            return period(key, key)
        return {self.by.value: key}

    def address(self, below: str = "", **changed: object) -> str:
        if "month" in changed or "year" in changed:
            changed = {"year": "", "month": "", "from": "", "to": "", **changed}
        said: dict[str, object] = {
            **period(self.first, self.last),
            "by": "" if self.by is By.CHANNEL else self.by.value,
            "office": self.office,
            "zone": self.zone,
            "channel": self.channel.value if self.channel else "",
            **changed,
        }
        kept = {name: one for name, one in said.items() if one not in ("", None)}
        return f"{PATH}{below}?{urlencode(kept)}"

    def behind(self, which: Which, **narrower: object) -> str:
        """Where the facts behind a number are listed."""
        stated: dict[str, object] = {
            "kind": which.kind.value,
            "how": "" if which.how is How.TIMES else which.how.value,
            "code": which.code or "",
            "over": "" if which.over is None else which.over,
        }
        return self.address("/list", **narrower, **stated)


def period(first: str, last: str) -> dict[str, object]:
    if first == last:
        return {"month": first}
    if (first[:4], first[4:], last[4:]) == (last[:4], "-01", "-12"):
        return {"year": first[:4]}
    return {"from": first, "to": last}


def wanted(request: Request, today: date, zones: Iterable[str] = ()) -> Wanted:
    """Unknown words are left out; without a period it is the year of ``today``."""
    given = request.query_params
    first, last = _period(given, today)
    by = next((one for one, _ in BY if one.value == given.get("by")), By.CHANNEL)
    if by is By.ZONE and not list(zones):
        by = By.CHANNEL
    zone = given.get("zone", "")
    page = given.get("page", "1")
    return Wanted(
        first=first,
        last=last,
        by=by,
        office=given.get("office", "")[:64],
        zone=zone if zone in zones else "",
        channel=next((one for one in DiscoveryChannel if one == given.get("channel")), None),
        page=min(int(page), MOST_PAGES) if page.isdecimal() and page != "0" else 1,
    )


def which(request: Request) -> Which:
    given = request.query_params
    kind = next((one for one in FactKind if one == given.get("kind")), FactKind.OPENED)
    how = next((one for one in How if one == given.get("how")), How.TIMES)
    over = given.get("over", "")
    code = given.get("code", "")[:64]
    most = int(over) if over.isdecimal() and len(over) < 6 else None
    return Which(kind, how, code or None, most)


def _period(given: Mapping[str, str], today: date) -> tuple[str, str]:
    month, year = given.get("month", ""), given.get("year", "")
    if MONTH.fullmatch(month):
        return month, month
    first, last = given.get("from", ""), given.get("to", "")
    if MONTH.fullmatch(first) and MONTH.fullmatch(last):
        return min(first, last), max(first, last)
    whole = year if YEAR.fullmatch(year) else f"{today.year}"
    return f"{whole}-01", f"{whole}-12"


def _moved(month: str) -> str:
    return f"{int(month[:4]) - 1}{month[4:]}"


def _month_words(month: str) -> str:
    return gettext("%(year)s년 %(month)s월", year=month[:4], month=int(month[5:]))
