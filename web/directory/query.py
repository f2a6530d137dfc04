"""What is sought in the directory, as the address says it; unknown words are left out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from fastapi import Request

from care.model.codes import NeedArea, ServiceType, SubDomain
from care.model.ids import OfficeCode
from care.model.policy import CasePolicy
from i18n.loader import language
from policies.vocabulary import code_word
from store.directory import Query
from web.directory.sought import split

M = TypeVar("M", bound=StrEnum)
PATH = "/directory"
MOST_YEARS, MOST_WON = 150, 1_000_000_000
LIMIT = 100


@dataclass(frozen=True)
class Asked:
    text: str = ""
    service: ServiceType | None = None
    need: str = ""
    """A sub-domain, or a need area for both of its own."""
    where: str = ""
    """A local office or a zone of the district."""
    age: int | None = None
    cost: int | None = None
    """Won, at most."""
    home: bool = False
    room: bool = False
    page: int = 1

    @property
    def is_narrowed(self) -> bool:
        return replace(self, page=1) != Asked()

    def address(self, **changed: object) -> str:
        values: dict[str, object] = {
            "q": self.text,
            "service": self.service.value if self.service else "",
            "need": self.need,
            "where": self.where,
            "age": "" if self.age is None else self.age,
            "cost": "" if self.cost is None else self.cost,
            "home": "yes" if self.home else "",
            "room": "yes" if self.room else "",
            "page": "" if self.page == 1 else self.page,
        }
        said = {name: one for name, one in (values | changed).items() if one != ""}
        return f"{PATH}?{urlencode(said)}" if said else PATH

    def query(self, policy: CasePolicy | None) -> Query:
        text, named, service = self._sought()
        return Query(
            text=text,
            named=named,
            service=service,
            need=_member(SubDomain, self.need),
            area=_member(NeedArea, self.need),
            offices=_offices(self.where, policy),
            age=self.age,
            max_cost=self.cost,
            home_visit=self.home,
            only_free=self.room,
        )

    def _sought(self) -> tuple[str, frozenset[ServiceType], ServiceType | None]:
        """``가온 왕진``: the kind narrows and the name is looked for; ``왕진`` alone is both."""
        named, rest = split(self.text)
        if rest in ("", self.text):
            return self.text, named, self.service
        if len(named) == 1 and self.service is None:
            return rest, frozenset(), next(iter(named))
        return self.text, frozenset(), self.service


def asked(request: Request) -> Asked:
    given = request.query_params
    need = given.get("need", "")
    return Asked(
        text=" ".join(given.get("q", "").split())[:LIMIT],
        service=_member(ServiceType, given.get("service", "")),
        need=need if _member(SubDomain, need) or _member(NeedArea, need) else "",
        where=given.get("where", "")[:LIMIT],
        age=_number(given, "age", MOST_YEARS),
        cost=_number(given, "cost", MOST_WON),
        home=given.get("home") == "yes",
        room=given.get("room") == "yes",
        page=max(1, _number(given, "page", 99_999) or 1),
    )


def where_options(
    policy: CasePolicy | None, offices: Mapping[OfficeCode, str]
) -> list[tuple[str, str]]:
    """Zones and hubs first, then local offices."""
    areas = [*policy.zones, *policy.hubs] if policy else []
    return [
        *((area, code_word(area, language())) for area in areas),
        *((str(code), name) for code, name in offices.items()),
    ]


def _offices(where: str, policy: CasePolicy | None) -> frozenset[OfficeCode]:
    if not where or policy is None:
        return frozenset()
    areas = {**policy.hubs, **policy.zones}
    return policy.with_former(areas.get(where, (OfficeCode(where),)))


def _member(kind: type[M], code: str) -> M | None:
    return next((one for one in kind if one.value == code), None)


def _number(given: Mapping[str, str], name: str, most: int) -> int | None:
    text = given.get(name, "").strip().replace(",", "")
    return min(int(text), most) if text.isascii() and text.isdecimal() and len(text) < 12 else None
