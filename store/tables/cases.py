"""The read model: made from events and snapshots, and thrown away and rebuilt at will."""

from datetime import date, datetime

from sqlalchemy import Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Key, Line, Won

OPEN = text("done_at IS NULL")
LIVING = text("stage <> 'ENDED'")
SUCCEEDING = text("former IS NOT NULL")


def _open_index(name: str, *columns: str) -> Index:
    """Over open tasks alone: it stays small however much work was done."""
    return Index(name, *columns, sqlite_where=OPEN, postgresql_where=OPEN)


def _living_index(name: str, *columns: str) -> Index:
    """Over cases that go on: what stands still and who carries how much is asked of them alone."""
    return Index(name, *columns, sqlite_where=LIVING, postgresql_where=LIVING)


class CaseLine(Line):
    """One case as lists need it: plain codes, and the whole snapshot sealed."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_district_case_number", "district", "case_number"),
        Index("ix_cases_district_opened_at", "district", "opened_at", "case_id"),
        Index("ix_cases_district_stage", "district", "stage"),
        Index("ix_cases_district_office", "district", "office"),
        Index("ix_cases_district_owner", "district", "owner"),
        Index("ix_cases_district_level", "district", "level"),
        Index("ix_cases_district_waiting_due", "district", "waiting_due", "case_id"),
        Index("ix_cases_district_acted_at", "district", "acted_at", "case_id"),
        Index("ix_cases_district_household_id", "district", "household_id"),
        # Every open case in the order of ids, page by page: previews and rollouts walk along it.
        _living_index("ix_cases_open", "district", "case_id"),
        _living_index("ix_cases_stalls", "district", "stalls_at", "case_id"),
        _living_index("ix_cases_contact", "district", "contact_due"),
        _living_index("ix_cases_stalled", "district", "stall_since"),
        # Whatever a worker's load is counted from, so that counting reads no lines.
        _living_index(
            "ix_cases_load",
            "district",
            "owner",
            "level",
            "urgent",
            "waiting_due",
            "visit_due",
            "hold_since",
            "paused_until",
            "cover",
            "office",
            "household_id",
            "case_id",
            "stage",
        ),
        # Most cases came from no other one.
        Index("ix_cases_former", "former", sqlite_where=SUCCEEDING, postgresql_where=SUCCEEDING),
    )

    case_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    case_number: Mapped[Code]
    office: Mapped[Code]
    household_id: Mapped[Id]
    revision: Mapped[int]
    stage: Mapped[Code]
    stage_since: Mapped[datetime]
    opened_at: Mapped[datetime]
    received_at: Mapped[datetime | None]
    level: Mapped[Code | None]
    proposed_level: Mapped[Code | None]
    risk: Mapped[int]
    urgent: Mapped[bool]
    owner: Mapped[Id | None]
    co_owner: Mapped[Id | None]
    address_protected: Mapped[bool]
    policy_version: Mapped[int]
    policy_hash: Mapped[Code]
    waiting_code: Mapped[Code]
    waiting_role: Mapped[Code]
    waiting_person: Mapped[Id | None]
    waiting_since: Mapped[datetime]
    waiting_due: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    next_code: Mapped[Code | None]
    last_contact_at: Mapped[datetime | None]
    next_contact_on: Mapped[date | None]
    public_total: Mapped[Won]
    private_total: Mapped[Won]
    acted_at: Mapped[datetime | None]
    """Last act of a person; the clock's own steps do not count as activity."""
    acted_by: Mapped[Id | None]
    waiting_subject: Mapped[Key | None]
    """What the wait is about, e.g. the linkage whose body has not answered."""
    rung_at: Mapped[datetime | None]
    """The next step of a ladder: when, what about, who is told."""
    rung_kind: Mapped[Code | None]
    rung_to: Mapped[Code | None]
    last_met_at: Mapped[datetime | None]
    """Somebody was really met; attempts do not count."""
    progress_at: Mapped[datetime | None]
    contact_due: Mapped[datetime | None]
    """The household should have been reached by then."""
    visit_due: Mapped[datetime | None]
    stall_since: Mapped[datetime | None]
    """Since when nothing moved, once the ladder of standing still has begun."""
    stalls_at: Mapped[datetime | None]
    """From then on the case counts as standing still, for whichever reason comes first."""
    hold_since: Mapped[datetime | None]
    paused_until: Mapped[date | None]
    cover: Mapped[Id | None]
    cover_until: Mapped[date | None]
    former: Mapped[Id | None]
    """The episode it came from, of this district or another."""
    kinship: Mapped[Code | None]
    """How it came from there."""
    snapshot: Mapped[bytes]


class TaskLine(Line):
    """An inbox item. Derived from the case, but for snoozing and claiming, which are desk facts."""

    __tablename__ = "tasks"
    __table_args__ = (
        _open_index("ix_tasks_case_id_open", "case_id"),
        # Whose it is comes before the district: one person's items are few, a district's many.
        _open_index("ix_tasks_person_open", "person", "district"),
        _open_index("ix_tasks_claimed_open", "claimed_by", "district"),
        _open_index("ix_tasks_team_open", "role", "district", "person", "claimed_by"),
        Index("ix_tasks_done", "done_by", "district", "done_at"),
    )

    task_id: Mapped[Id] = mapped_column(primary_key=True)
    """Of case, key and the start of the wait: the next monthly visit is another task."""
    case_id: Mapped[Id]
    key: Mapped[Key]
    district: Mapped[Code]
    office: Mapped[Code]
    kind: Mapped[Code]
    subject: Mapped[Key]
    role: Mapped[Code]
    person: Mapped[Id | None]
    requester: Mapped[Id | None]
    since: Mapped[datetime]
    due: Mapped[datetime | None]
    deadline: Mapped[Key | None]
    priority: Mapped[int]
    returned: Mapped[bool]
    escalated_to: Mapped[Code | None]
    pair: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Two people go."""
    done_at: Mapped[datetime | None]
    done_by: Mapped[Id | None]
    snoozed_until: Mapped[datetime | None]
    snoozed_by: Mapped[Id | None]
    claimed_by: Mapped[Id | None]
    claimed_at: Mapped[datetime | None]


class LinkageLine(Line):
    """A linkage as lists and the view of the asked body need it."""

    __tablename__ = "linkages"
    __table_args__ = (
        Index("ix_linkages_agency", "district", "agency_id", "status", "requested_at"),
        Index("ix_linkages_linkage_id", "linkage_id"),
        Index("ix_linkages_waiting", "district", "status", "chain_since"),
    )

    case_id: Mapped[Id] = mapped_column(primary_key=True)
    linkage_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    agency_id: Mapped[Id]
    agency_kind: Mapped[Code]
    channel: Mapped[Code]
    service: Mapped[Code]
    need: Mapped[Code]
    status: Mapped[Code]
    urgent: Mapped[bool]
    requested_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    delivery_failed: Mapped[bool]
    status_at: Mapped[datetime]
    scheduled_on: Mapped[date | None]
    value: Mapped[Won]
    chain: Mapped[Id]
    """The first linkage of its chain; its own id when it is the first."""
    chain_since: Mapped[datetime]
    """When the first body of the chain was asked: the household has waited since."""
    attempt: Mapped[int]
    """Which body of the chain this is, from one."""
    decline: Mapped[Code | None]
    outcome: Mapped[Code | None]
    answered_at: Mapped[datetime | None]
    """The body's first word that decides anything; from the events, so a later word keeps it."""
    told_at: Mapped[datetime | None]
    sessions: Mapped[int]


class GapLine(Line):
    """A need nobody could serve; counted for the district's yearly plan."""

    __tablename__ = "resource_gaps"
    __table_args__ = (Index("ix_resource_gaps_found_at", "district", "found_at"),)

    case_id: Mapped[Id] = mapped_column(primary_key=True)
    gap_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    first: Mapped[Id]
    service: Mapped[Code]
    need: Mapped[Code]
    asked: Mapped[int]
    waiting_since: Mapped[datetime]
    found_at: Mapped[datetime]
    ending: Mapped[Code | None]
    ended_at: Mapped[datetime | None]


class MilestoneLine(Line):
    """What a service led to; says nothing of whom."""

    __tablename__ = "milestones"
    __table_args__ = (Index("ix_milestones_on", "district", "on"),)

    case_id: Mapped[Id] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Its place among those of the case, from zero."""
    district: Mapped[Code]
    milestone: Mapped[Code]
    on: Mapped[date]
    linkage_id: Mapped[Id | None]


class LedgerLine(Line):
    """One line of the resource ledger; totals per district and period come from here."""

    __tablename__ = "resource_ledger"
    __table_args__ = (Index("ix_resource_ledger_district_on", "district", "on"),)

    case_id: Mapped[Id] = mapped_column(primary_key=True)
    entry_id: Mapped[Key] = mapped_column(primary_key=True)
    sequence: Mapped[int]
    district: Mapped[Code]
    source: Mapped[Code]
    agency_id: Mapped[Id | None]
    need: Mapped[Code]
    amount: Mapped[Won]
    in_kind: Mapped[bool]
    on: Mapped[date]
    linkage_id: Mapped[Id | None]
    pledge_id: Mapped[Id | None]
    month: Mapped[date | None]
