"""What the ledger is asked for, as its address says it; every number is a link to an address."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from fastapi import Request

from care.model.codes import ResourceSource, SubDomain
from care.model.ids import HouseholdId
from i18n.marks import N_
from store.ledger import Asked, By, Sums

PATH = "/resources"
BY: tuple[tuple[By, str], ...] = (
    (By.SOURCE, N_("재원별")),
    (By.BODY, N_("기관별")),
    (By.HOUSEHOLD, N_("가구별")),
    (By.NEED, N_("욕구별")),
    (By.MONTH, N_("달별")),
    (By.YEAR, N_("해별")),
)
SIDES = {"public": False, "private": True}
KINDS = {"money": False, "in_kind": True}
THOUSAND = "thousand"
MOST_PAGES = 100_000
FIRST_YEAR, LAST_YEAR = 1900, 9000


@dataclass(frozen=True)
class Wanted:
    """Unknown words in the address are left out, not errors."""

    first: date
    last: date
    by: By = By.SOURCE
    source: ResourceSource | None = None
    side: str = ""
    kind: str = ""
    body: str | None = None
    household: str = ""
    need: SubDomain | None = None
    unit: str = ""
    page: int = 1

    def asked(self) -> Asked:
        return Asked(
            first=self.first,
            last=self.last,
            source=self.source,
            private=SIDES.get(self.side),
            in_kind=KINDS.get(self.kind),
            agency_id=self.body,
            household_id=HouseholdId(self.household) if self.household else None,
            need=self.need,
        )

    def address(self, below: str = "", **changed: object) -> str:
        values: dict[str, object] = {
            "first": self.first,
            "last": self.last,
            "by": "" if self.by is By.SOURCE else self.by.value,
            "source": self.source.value if self.source else "",
            "side": self.side,
            "kind": self.kind,
            "body": self.body,
            "household": self.household,
            "need": self.need.value if self.need else "",
            "unit": self.unit,
            "page": self.page if self.page > 1 else "",
        }
        said = values | {"page": ""} | changed
        kept = {name: one for name, one in said.items() if one not in ("", None)}
        if said["body"] == "":
            kept["body"] = "none"
        return f"{PATH}{below}?{urlencode(kept)}"

    def behind(self, group: Sums, **more: str) -> str:
        """Where the lines of one group are listed."""
        return self.address("/lines", **self._narrowed(group), **more)

    def _narrowed(self, group: Sums) -> dict[str, object]:
        if self.by is By.MONTH or self.by is By.YEAR:
            first, last = _span(group.key)
            return {"first": max(first, self.first), "last": min(last, self.last)}
        return {
            {
                By.SOURCE: "source",
                By.BODY: "body",
                By.HOUSEHOLD: "household",
                By.NEED: "need",
            }[self.by]: group.key
        }

    @property
    def is_narrowed(self) -> bool:
        named = self.source or self.side or self.kind or self.household or self.need
        return bool(named) or self.body is not None

    def amount(self, won: int) -> int:
        """In the unit that is shown; a thousand won is rounded as people do."""
        return (won + 500) // 1000 if self.unit == THOUSAND else won


def wanted(request: Request, today: date) -> Wanted:
    given = request.query_params
    first = _day(given.get("first", "")) or today.replace(month=1, day=1)
    last = _day(given.get("last", "")) or today.replace(month=12, day=31)
    body = given.get("body")
    page = given.get("page", "1")
    return Wanted(
        first=min(first, last),
        last=max(first, last),
        by=next((one for one, _ in BY if one.value == given.get("by")), By.SOURCE),
        source=next((one for one in ResourceSource if one.value == given.get("source")), None),
        side=_of(given.get("side", ""), SIDES),
        kind=_of(given.get("kind", ""), KINDS),
        body="" if body == "none" else body[:80] if body else None,
        household=given.get("household", "")[:80],
        need=next((one for one in SubDomain if one.value == given.get("need")), None),
        unit=THOUSAND if given.get("unit") == THOUSAND else "",
        page=min(int(page), MOST_PAGES) if page.isdecimal() and page != "0" else 1,
    )


def _of(given: str, known: dict[str, bool]) -> str:
    return given if given in known else ""


def _day(given: str) -> date | None:
    """None for what is no day, and for one nobody here can have given anything on."""
    try:
        found = date.fromisoformat(given)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year < LAST_YEAR else None


def _span(key: str) -> tuple[date, date]:
    """First and last day of ``2026`` or ``2026-05``."""
    year, _, month = key.partition("-")
    if not month:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    first = date(int(year), int(month), 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, date.fromordinal(following.toordinal() - 1)
