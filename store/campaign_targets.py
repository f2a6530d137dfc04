"""Targets of a campaign: who they are (sealed), who asks them, what came of it.

The same person is a target of a campaign once, by a keyed hash; numbers count from one.
"""

import secrets
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import BaseModel
from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.campaign import Target, TargetState
from care.model.ids import CampaignId, DistrictCode, OfficeCode, PersonId, TargetId
from store.keyring import Keyring
from store.sealing import Place, blind_index, seal, unseal, unseal_optional
from store.statements import add, next_value
from store.tables.campaigns import CampaignTargetLine

PORTION = 250


class Who(BaseModel, frozen=True):
    """A target in the clear: kept sealed, never in a message or a log. No name: destroyed."""

    name: str
    birth_date: date | None = None
    phone: str = ""
    address: str = ""


class Told(BaseModel, frozen=True):
    """What a target answered, in the clear."""

    answers: dict[str, int]
    note: str = ""


@dataclass(frozen=True)
class NewTarget:
    who: Who
    zone: str
    office: OfficeCode


@dataclass(frozen=True)
class Known:
    """A target with who it is and what it answered, for who may see that."""

    target: Target
    campaign_id: CampaignId
    number: int
    who: Who
    told: Told | None
    form_version: int | None
    score: int | None
    serious: int
    surveyed_at: datetime | None
    surveyed_by: PersonId | None


async def add_targets(
    session: AsyncSession,
    keyring: Keyring,
    district: DistrictCode,
    campaign_id: CampaignId,
    new: Sequence[NewTarget],
    at: datetime,
) -> list[bool]:
    """For each whether it was new; nothing is kept of who is a target already."""
    await next_value(session, district, f"targets:{campaign_id}"[:64])  # others wait their turn
    marks = [await mark_of(session, keyring, district, campaign_id, one.who) for one in new]
    known = await _known_marks(session, campaign_id, marks)
    number = await _highest(session, campaign_id)
    key = await keyring.district_key(session, district)
    rows: list[dict[str, object]] = []
    fresh = []
    for one, mark in zip(new, marks, strict=True):
        fresh.append(mark not in known)
        if mark not in known:
            known.add(mark)
            rows.append(_new_row(key, district, campaign_id, one, mark, number + len(rows) + 1, at))
    await add(session, CampaignTargetLine, rows)
    return fresh


async def are_targets(
    session: AsyncSession,
    keyring: Keyring,
    district: DistrictCode,
    campaign_id: CampaignId,
    people: Sequence[Who],
) -> list[bool]:
    """Who is a target already, or stands earlier among these; writes nothing."""
    marks = [await mark_of(session, keyring, district, campaign_id, one) for one in people]
    known = await _known_marks(session, campaign_id, marks)
    found = []
    for mark in marks:
        found.append(mark in known)
        known.add(mark)
    return found


async def mark_of(
    session: AsyncSession, keyring: Keyring, district: DistrictCode, campaign_id: str, who: Who
) -> bytes:
    """Name and birth date; without one of them the telephone or the address tells them apart."""
    key = await keyring.blind_key(session, district)
    apart = who.birth_date.isoformat() if who.birth_date else _plain(who.phone or who.address)
    return blind_index(key, "target", f"{campaign_id}\x1f{_plain(who.name)}\x1f{apart}")


async def targets(
    session: AsyncSession, district: DistrictCode, campaign_id: CampaignId, zone: str = ""
) -> list[Target]:
    """All of a campaign, or of one zone, by number; without who they are."""
    query = select(CampaignTargetLine).where(_of(district, campaign_id))
    if zone:
        query = query.where(CampaignTargetLine.zone == zone)
    lines = await session.scalars(query.order_by(CampaignTargetLine.number))
    return [_target(line) for line in lines]


async def known(
    session: AsyncSession,
    keyring: Keyring,
    district: DistrictCode,
    where: Sequence[ColumnElement[bool]],
    limit: int | None = None,
    after: int = 0,
) -> list[Known]:
    """In the clear, by number; ``where`` names the targets (see ``of_campaign``, ``mine``)."""
    query = (
        select(CampaignTargetLine)
        .where(CampaignTargetLine.district == district, *where)
        .order_by(CampaignTargetLine.campaign_id, CampaignTargetLine.number)
        .offset(after)
        .execution_options(populate_existing=True)
    )
    lines = (await session.scalars(query.limit(limit) if limit else query)).all()
    if not lines:
        return []
    key = await keyring.district_key(session, district)
    return [_in_the_clear(key, line) for line in lines]


def of_campaign(campaign_id: str) -> ColumnElement[bool]:
    return CampaignTargetLine.campaign_id == campaign_id


def one_of(ids: Iterable[str]) -> ColumnElement[bool]:
    return CampaignTargetLine.target_id.in_(sorted(ids))


def numbered(numbers: Iterable[int]) -> ColumnElement[bool]:
    return CampaignTargetLine.number.in_(sorted(numbers))


def mine(person: PersonId) -> ColumnElement[bool]:
    """Whom this surveyor is to ask, or has asked."""
    return CampaignTargetLine.surveyor == person


def waiting(still: bool) -> ColumnElement[bool]:
    """Who is still to be asked, or who came to an end."""
    column = CampaignTargetLine.state
    open_state = TargetState.WAITING.value
    return column == open_state if still else column != open_state


def of_any(campaign_ids: Iterable[str]) -> ColumnElement[bool]:
    return CampaignTargetLine.campaign_id.in_(sorted(campaign_ids))


def narrowed(zone: str = "", state: str = "", surveyor: str = "") -> list[ColumnElement[bool]]:
    given = (
        (CampaignTargetLine.zone, zone),
        (CampaignTargetLine.state, state),
        (CampaignTargetLine.surveyor, surveyor),
    )
    return [column == value for column, value in given if value]


async def count(
    session: AsyncSession, district: DistrictCode, where: Sequence[ColumnElement[bool]]
) -> int:
    query = select(func.count()).select_from(CampaignTargetLine)
    return await session.scalar(query.where(CampaignTargetLine.district == district, *where)) or 0


async def surveyors_by_zone(
    session: AsyncSession, district: DistrictCode, campaign_id: CampaignId
) -> dict[str, list[PersonId]]:
    """Whom the waiting targets of each zone are assigned to now."""
    query = (
        select(CampaignTargetLine.zone, CampaignTargetLine.surveyor)
        .where(_of(district, campaign_id))
        .distinct()
        .order_by(CampaignTargetLine.zone, CampaignTargetLine.surveyor)
    )
    found: dict[str, list[PersonId]] = {}
    for zone, surveyor in await session.execute(query):
        if surveyor is not None:
            found.setdefault(zone, []).append(PersonId(surveyor))
    return found


async def assign(
    session: AsyncSession, district: DistrictCode, who_asks: Mapping[TargetId, PersonId | None]
) -> int:
    """Only who still waits changes hands."""
    by_person: dict[PersonId | None, list[TargetId]] = {}
    for target_id, person in who_asks.items():
        by_person.setdefault(person, []).append(target_id)
    changed = 0
    for person, ids in by_person.items():
        for start in range(0, len(ids), PORTION):
            moved = await session.scalars(
                update(CampaignTargetLine)
                .where(
                    CampaignTargetLine.district == district,
                    CampaignTargetLine.target_id.in_(ids[start : start + PORTION]),
                    CampaignTargetLine.state == TargetState.WAITING.value,
                )
                .values(surveyor=person)
                .returning(CampaignTargetLine.target_id)
            )
            changed += len(moved.all())
    return changed


async def _known_marks(
    session: AsyncSession, campaign_id: str, marks: Sequence[bytes]
) -> set[bytes]:
    found: set[bytes] = set()
    for start in range(0, len(marks), PORTION):
        query = select(CampaignTargetLine.mark).where(
            CampaignTargetLine.campaign_id == campaign_id,
            CampaignTargetLine.mark.in_(marks[start : start + PORTION]),
        )
        found.update(await session.scalars(query))
    return found


async def _highest(session: AsyncSession, campaign_id: str) -> int:
    query = select(func.max(CampaignTargetLine.number)).where(
        CampaignTargetLine.campaign_id == campaign_id
    )
    return await session.scalar(query) or 0


def _new_row(  # noqa: PLR0913 - one line of the table
    key: bytes,
    district: DistrictCode,
    campaign_id: CampaignId,
    new: NewTarget,
    mark: bytes,
    number: int,
    at: datetime,
) -> dict[str, object]:
    target_id = f"{district}-target-{secrets.token_hex(12)}"
    return {
        "target_id": target_id,
        "campaign_id": campaign_id,
        "district": district,
        "number": number,
        "zone": new.zone,
        "office": new.office,
        "person": seal(key, new.who.model_dump_json(), place_of(target_id, "person", district)),
        "mark": mark,
        "state": TargetState.WAITING.value,
        "tries": 0,
        "added_at": at,
    }


def _of(district: DistrictCode, campaign_id: str) -> ColumnElement[bool]:
    return and_(
        CampaignTargetLine.district == district, CampaignTargetLine.campaign_id == campaign_id
    )


def _target(line: CampaignTargetLine) -> Target:
    return Target(
        target_id=TargetId(line.target_id),
        zone=line.zone,
        office=OfficeCode(line.office),
        surveyor=PersonId(line.surveyor) if line.surveyor else None,
        state=TargetState(line.state),
        tries=line.tries,
    )


def _in_the_clear(key: bytes, line: CampaignTargetLine) -> Known:
    who = unseal_optional(key, line.person, place_of(line.target_id, "person", line.district))
    told = line.answers and unseal(
        key, line.answers, place_of(line.target_id, "answers", line.district)
    )
    return Known(
        target=_target(line),
        campaign_id=CampaignId(line.campaign_id),
        number=line.number,
        who=Who.model_validate_json(who) if who else Who(name=""),
        told=Told.model_validate_json(told) if told else None,
        form_version=line.form_version,
        score=line.score,
        serious=line.serious or 0,
        surveyed_at=line.surveyed_at,
        surveyed_by=PersonId(line.surveyed_by) if line.surveyed_by else None,
    )


def place_of(target_id: str, column: str, district: str) -> Place:
    return Place("campaign_targets", column, target_id, district)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if sign.isalnum())
