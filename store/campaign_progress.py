"""How far a campaign is, in numbers alone: by day, surveyor and zone (domain JJ-01)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.campaign import Campaign, TargetState
from care.model.ids import CampaignId, DistrictCode, PersonId
from store.tables.campaigns import CampaignTargetLine

MINE = CampaignTargetLine


@dataclass(frozen=True)
class Row:
    """``done`` came to an end, with answers (``surveyed``) or without."""

    name: str
    all: int
    done: int
    surveyed: int

    @property
    def left(self) -> int:
        return self.all - self.done


@dataclass(frozen=True)
class Progress:
    states: dict[TargetState, int]
    days: list[tuple[date, int, int]]
    """Day, targets ended that day, of them with answers."""
    zones: list[Row]
    surveyors: list[Row]
    """By person; empty name: nobody yet."""
    cells: dict[tuple[date, str], int]
    """Targets ended, by day and surveyor."""

    @property
    def all(self) -> int:
        return sum(self.states.values())

    @property
    def surveyed(self) -> int:
        return self.states.get(TargetState.SURVEYED, 0)

    @property
    def waiting(self) -> int:
        return self.states.get(TargetState.WAITING, 0)

    @property
    def done(self) -> int:
        return self.all - self.waiting


async def progress(session: AsyncSession, campaign: Campaign) -> Progress:
    found = await _grouped(
        session, campaign, MINE.state, MINE.zone, MINE.surveyor, MINE.surveyed_by, MINE.surveyed_on
    )
    states: Counter[TargetState] = Counter()
    zones: dict[str, Counter[str]] = {}
    people: dict[str, Counter[str]] = {}
    days: dict[date, Counter[str]] = {}
    cells: Counter[tuple[date, str]] = Counter()
    for state, zone, surveyor, by, on, count in found:
        kind = TargetState(state)
        states[kind] += count
        who = by or surveyor or ""
        for table, name in ((zones, zone), (people, who)):
            _tally(table.setdefault(name, Counter()), kind, count)
        if on is not None:
            _tally(days.setdefault(on, Counter()), kind, count)
            cells[on, who] += count
    return Progress(
        states=dict(states),
        days=_days(days),
        zones=_rows(zones),
        surveyors=_rows(people),
        cells=dict(cells),
    )


async def zones(
    session: AsyncSession, district: DistrictCode, campaign_id: CampaignId
) -> list[str]:
    query = (
        select(MINE.zone)
        .where(MINE.district == district, MINE.campaign_id == campaign_id)
        .distinct()
        .order_by(MINE.zone)
    )
    return list(await session.scalars(query))


async def mine_by_campaign(
    session: AsyncSession, district: DistrictCode, person: PersonId
) -> dict[CampaignId, int]:
    """How many still wait for this surveyor."""
    query = (
        select(MINE.campaign_id, func.count())
        .where(
            MINE.district == district,
            MINE.surveyor == person,
            MINE.state == TargetState.WAITING.value,
        )
        .group_by(MINE.campaign_id)
    )
    return {CampaignId(one): count for one, count in await session.execute(query)}


async def _grouped(session: AsyncSession, campaign: Campaign, *columns: Any) -> list[Any]:
    query = (
        select(*columns, func.count())
        .where(MINE.district == campaign.district, MINE.campaign_id == campaign.campaign_id)
        .group_by(*columns)
    )
    return list((await session.execute(query)).all())


def _tally(into: Counter[str], state: TargetState, count: int) -> None:
    into["all"] += count
    into["done"] += 0 if state.is_open else count
    into["surveyed"] += count if state is TargetState.SURVEYED else 0


def _rows(table: dict[str, Counter[str]]) -> list[Row]:
    return [
        Row(name, one["all"], one["done"], one["surveyed"]) for name, one in sorted(table.items())
    ]


def _days(table: dict[date, Counter[str]]) -> list[tuple[date, int, int]]:
    return [(day, one["done"], one["surveyed"]) for day, one in sorted(table.items())]
