"""Days a district is closed, each with its name and who says so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from care.model.edition import PublishedEdition
from policies.holiday_table import HolidayTable, parse_table
from policies.kinds import DatesValue, TextValue
from policies.resolved import ResolvedPolicy
from policies.rule_kinds import TemporaryValue
from policies.typed_values import Kind, typed


class Closing(StrEnum):
    PUBLIC = "PUBLIC"
    """In the table of public holidays."""
    TEMPORARY = "TEMPORARY"
    """임시공휴일, added after the table was published."""
    OWN = "OWN"
    """The district's own closed day."""


@dataclass(frozen=True, order=True)
class ClosedOn:
    day: date
    closing: Closing
    name: str
    law: str = ""
    verify: bool = False
    announced: date | None = None


def table_of(edition: PublishedEdition, policy: ResolvedPolicy) -> HolidayTable:
    name = _said(policy, "calendar.holidays", TextValue).value
    file = f"calendars/{name}.yaml"
    return parse_table(edition.texts[file], file)


def closed_days(
    edition: PublishedEdition, policy: ResolvedPolicy, year: int
) -> tuple[ClosedOn, ...]:
    """In order of days; a day closed for two reasons is there twice."""
    found = (*_public(table_of(edition, policy)), *_own(policy))
    return tuple(sorted(one for one in found if one.day.year == year))


def _public(table: HolidayTable) -> Iterator[ClosedOn]:
    for row in table.closed:
        yield ClosedOn(row.day, Closing.PUBLIC, row.name, verify=row.verify)


def _own(policy: ResolvedPolicy) -> Iterator[ClosedOn]:
    for day in _said(policy, "calendar.temporary", TemporaryValue).days:
        yield ClosedOn(
            day.day, Closing.TEMPORARY, day.name, law=day.law or "", announced=day.announced
        )
    closures = policy.value("calendar.closures").value
    for closed in _said(policy, "calendar.closures", DatesValue).dates:
        yield ClosedOn(closed, Closing.OWN, closures.note or "", law=closures.law or "")


def _said(policy: ResolvedPolicy, key: str, kind: type[Kind]) -> Kind:
    return typed({key: policy.value(key).value}, key, kind)
