"""What a file would change in the directory, and changing it: all good lines at once, or nothing.

A plan is made anew when it is pressed, so that what changed meanwhile counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from pydantic import ValidationError

from care.model.directory import EntryFields, Organization, Service
from care.model.ids import DistrictCode
from store.directory import Entry
from store.directory_facts import hsds_id, searched
from store.directory_fields import entry_of, fields_of
from web.exchange.columns import Setting
from web.exchange.hsds_reading import read_hsds
from web.exchange.hsds_writing import plain
from web.exchange.sheets import Line, Sheet, read_sheet
from web.reading.remarks import Remark, Unreadable, Weight
from web.reading.tables import OLD_EXCEL, ZIP


class Change(StrEnum):
    NEW = "NEW"
    CHANGED = "CHANGED"
    SAME = "SAME"


@dataclass(frozen=True)
class Item:
    change: Change
    organization: Organization
    service: Service


@dataclass
class Plan:
    items: list[Item] = field(default_factory=list)
    alone: list[Organization] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    first: list[list[str]] = field(default_factory=list)

    def count(self, change: Change) -> int:
        return sum(one.change is change for one in self.items)

    @property
    def refused(self) -> int:
        """Lines, not faults: one line may have several."""
        return len({(one.row, one.place) for one in self.remarks if one.weight is Weight.REFUSED})

    @property
    def changes(self) -> list[tuple[Organization, Service]]:
        return [
            (one.organization, one.service) for one in self.items if one.change is not Change.SAME
        ]

    @property
    def brings(self) -> int:
        return len(self.changes) + len(self.alone)


@dataclass(frozen=True)
class Parsed:
    """A file read without a look at what is held."""

    sheet: Sheet | None = None
    entries: tuple[tuple[Organization, Service], ...] = ()
    alone: tuple[Organization, ...] = ()
    remarks: tuple[Remark, ...] = ()


def parse(content: bytes, setting: Setting) -> Parsed:
    """Raises ``Unreadable``. By what is in the file, whatever it is called."""
    if not content.strip():
        raise Unreadable("FILE_EMPTY")
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start in (b"{", b"[") and not content.startswith((ZIP, OLD_EXCEL)):
        reading = read_hsds(content)
        return Parsed(None, tuple(reading.entries), tuple(reading.alone), tuple(reading.remarks))
    sheet = read_sheet(content, setting)
    return Parsed(sheet=sheet, remarks=tuple(sheet.remarks))


@dataclass(frozen=True)
class Known:
    """All a district has."""

    district: DistrictCode
    entries: Sequence[Entry]
    organizations: Sequence[Organization]


def plan(parsed: Parsed, known: Known, today: date) -> Plan:
    held = Held(known)
    made = Plan(remarks=list(parsed.remarks))
    if parsed.sheet is not None:
        made.first = parsed.sheet.first
        for line in parsed.sheet.lines:
            _of_line(line, held, made, today)
        return made
    for organization, service in parsed.entries:
        made.items.append(Item(held.change(organization, service), organization, service))
    made.alone = [one for one in parsed.alone if held.organizations.get(one.id) != plain(one)]
    return made


class Held:
    """What the district has, by every name a line may use for it."""

    def __init__(self, known: Known) -> None:
        self.district = known.district
        self.entries = {one.service.id: one for one in known.entries}
        self.organizations = {one.id: plain(one) for one in known.organizations}
        self.by_names = {
            (searched(one.organization.name), searched(one.service.name)): one
            for one in self.entries.values()
        }
        self.by_organization: dict[str, Organization] = {}
        for one in known.organizations:
            self.by_organization.setdefault(searched(one.name), one)

    def change(self, organization: Organization, service: Service) -> Change:
        old = self.entries.get(service.id)
        if old is None:
            return Change.NEW
        same = plain(old.service) == plain(service) and (
            self.organizations.get(organization.id) == plain(organization)
        )
        return Change.SAME if same else Change.CHANGED

    def of(self, line: Line) -> Entry | None:
        return self.entries.get(line.service_id) or self.by_names.get(line.names)

    def place_for(self, fields: EntryFields) -> tuple[Organization, Service]:
        """A new service, of the organization of that name if there is one."""
        known = self.by_organization.get(searched(fields.organization))
        organization = known or Organization(
            id=hsds_id(self.district, "organization", fields.organization),
            name=fields.organization,
            description="",
        )
        # Two rows of one new organization belong to the same.
        self.by_organization.setdefault(searched(fields.organization), organization)
        service_id = hsds_id(self.district, "service", organization.id, fields.service_name)
        return organization, Service(
            id=service_id, name=fields.service_name, organization_id=organization.id
        )


def _of_line(line: Line, held: Held, made: Plan, today: date) -> None:
    old = held.of(line)
    if line.service_id and old is None:
        made.remarks.append(
            Remark("ENTRY_UNKNOWN", Weight.REFUSED, row=line.row, column="항목 번호")
        )
        return
    before = fields_of(old.organization, old.service) if old is not None else None
    try:
        fields = _dated(line.over(before), before, today)
    except ValidationError:
        made.remarks.append(Remark("VALUE_INVALID", Weight.REFUSED, row=line.row))
        return
    start = (old.organization, old.service) if old is not None else held.place_for(fields)
    organization, service = entry_of(fields, start)
    change = Change.NEW if old is None else _changed(fields, before)
    made.items.append(Item(change, organization, service))
    if change is Change.CHANGED and old is not None and old.found.entered_for is not None:
        made.remarks.append(Remark("CLOSED_ELSEWHERE", Weight.WARNED, row=line.row))


def _changed(fields: EntryFields, before: EntryFields | None) -> Change:
    return Change.SAME if fields == before else Change.CHANGED


def _dated(fields: EntryFields, before: EntryFields | None, today: date) -> EntryFields:
    """A new word on the room without a day of its own is of today."""
    room = (fields.capacity, fields.capacity_free)
    old = (None, None) if before is None else (before.capacity, before.capacity_free)
    old_day = None if before is None else before.capacity_on
    if room == (None, None) or room == old or fields.capacity_on != old_day:
        return fields
    return fields.model_copy(update={"capacity_on": today})
