"""Volumes of the casebook and white papers of resources: what they say, and whom they go to."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.ids import DistrictCode, PersonId
from care.model.learned import RecipientKind, VolumeKind, VolumeWords
from store.keyring import Keyring
from store.sealing import Place, seal, unseal
from store.statements import add
from store.tables.casebook import RecipientLine, VolumeLine

Tables = dict[str, list[list[str | int]]]
"""Sheets of a white paper: their names and rows."""


@dataclass(frozen=True)
class Volume:
    district: DistrictCode
    volume_id: str
    """``2025-1``: the year and which book of it."""
    kind: VolumeKind
    year: int
    words: VolumeWords
    made_by: PersonId
    made_at: datetime
    printed_by: PersonId | None = None
    printed_on: date | None = None
    tables: Tables | None = None
    """Of a printed white paper: as it was printed, whatever the directory says today."""


@dataclass(frozen=True)
class Recipient:
    recipient_id: str
    kind: RecipientKind
    name: str
    copies: int
    sent_on: date | None = None


async def begin(session: AsyncSession, keyring: Keyring, made: Volume) -> bool:
    """False when there is a volume of this id."""
    key = await keyring.district_key(session, made.district)
    line = {
        "district": made.district,
        "volume_id": made.volume_id,
        "kind": made.kind.value,
        "year": made.year,
        "body": seal(key, made.words.model_dump_json(), _place("body", made)),
        "tables": None,
        "made_by": made.made_by,
        "made_at": made.made_at,
        "printed_by": None,
        "printed_on": None,
    }
    return bool(await add(session, VolumeLine, (line,)))


async def volumes(session: AsyncSession, keyring: Keyring, district: DistrictCode) -> list[Volume]:
    """The latest first."""
    query = (
        select(VolumeLine)
        .where(VolumeLine.district == district)
        .order_by(VolumeLine.year.desc(), VolumeLine.volume_id.desc())
        .execution_options(populate_existing=True)
    )
    key = await keyring.district_key(session, district)
    return [_opened(key, line) for line in await session.scalars(query)]


async def volume(
    session: AsyncSession, keyring: Keyring, district: DistrictCode, volume_id: str
) -> Volume | None:
    line = await session.get(VolumeLine, (district, volume_id), populate_existing=True)
    if line is None:
        return None
    return _opened(await keyring.district_key(session, district), line)


async def rewrite(
    session: AsyncSession, keyring: Keyring, known: Volume, words: VolumeWords
) -> bool:
    """False once it is printed."""
    key = await keyring.district_key(session, known.district)
    statement = (
        update(VolumeLine)
        .where(*_of(known), VolumeLine.printed_on.is_(None))
        .values(body=seal(key, words.model_dump_json(), _place("body", known)))
        .returning(VolumeLine.volume_id)
        .execution_options(synchronize_session=False)
    )
    return await session.scalar(statement) is not None


async def print_volume(
    session: AsyncSession,
    keyring: Keyring,
    known: Volume,
    by: PersonId,
    on: date,
    tables: Tables | None = None,
) -> bool:
    """Once. A white paper keeps its tables; stories stay where they are and can still drop out."""
    key = await keyring.district_key(session, known.district)
    kept = None if tables is None else seal(key, json.dumps(tables), _place("tables", known))
    statement = (
        update(VolumeLine)
        .where(*_of(known), VolumeLine.printed_on.is_(None))
        .values(printed_by=by, printed_on=on, tables=kept)
        .returning(VolumeLine.volume_id)
        .execution_options(synchronize_session=False)
    )
    return await session.scalar(statement) is not None


async def recipients(
    session: AsyncSession, keyring: Keyring, district: DistrictCode, volume_id: str
) -> list[Recipient]:
    """By kind in the order of the list, then by name."""
    query = select(RecipientLine).where(
        RecipientLine.district == district, RecipientLine.volume_id == volume_id
    )
    lines = await session.scalars(query.execution_options(populate_existing=True))
    key = await keyring.district_key(session, district)
    found = [
        Recipient(
            recipient_id=line.recipient_id,
            kind=RecipientKind(line.kind),
            name=unseal(key, line.name, _name(district, line.recipient_id)),
            copies=line.copies,
            sent_on=line.sent_on,
        )
        for line in lines
    ]
    order = list(RecipientKind)
    return sorted(found, key=lambda one: (order.index(one.kind), one.name))


async def add_recipients(
    session: AsyncSession,
    keyring: Keyring,
    district: DistrictCode,
    volume_id: str,
    given: Iterable[Recipient],
) -> int:
    """How many were not on the list before."""
    key = await keyring.district_key(session, district)
    rows = [
        {
            "district": district,
            "volume_id": volume_id,
            "recipient_id": one.recipient_id,
            "kind": one.kind.value,
            "name": seal(key, one.name, _name(district, one.recipient_id)),
            "copies": one.copies,
            "sent_on": one.sent_on,
        }
        for one in given
    ]
    return await add(session, RecipientLine, rows)


async def drop_recipient(
    session: AsyncSession, district: DistrictCode, volume_id: str, recipient_id: str
) -> None:
    await session.execute(delete(RecipientLine).where(*_at(district, volume_id, (recipient_id,))))


async def mark_sent(
    session: AsyncSession,
    district: DistrictCode,
    volume_id: str,
    recipient_ids: Sequence[str],
    on: date,
) -> None:
    """Those who were not sent it before."""
    await session.execute(
        update(RecipientLine)
        .where(*_at(district, volume_id, recipient_ids), RecipientLine.sent_on.is_(None))
        .values(sent_on=on)
        .execution_options(synchronize_session=False)
    )


def _at(district: str, volume_id: str, recipient_ids: Sequence[str]) -> tuple[Any, ...]:
    return (
        RecipientLine.district == district,
        RecipientLine.volume_id == volume_id,
        RecipientLine.recipient_id.in_(recipient_ids),
    )


def _of(known: Volume) -> tuple[Any, ...]:
    return VolumeLine.district == known.district, VolumeLine.volume_id == known.volume_id


def _opened(key: bytes, line: VolumeLine) -> Volume:
    made = Volume(
        district=DistrictCode(line.district),
        volume_id=line.volume_id,
        kind=VolumeKind(line.kind),
        year=line.year,
        words=VolumeWords(title=""),
        made_by=PersonId(line.made_by),
        made_at=line.made_at,
        printed_by=PersonId(line.printed_by) if line.printed_by else None,
        printed_on=line.printed_on,
    )
    words = VolumeWords.model_validate_json(unseal(key, line.body, _place("body", made)))
    kept = line.tables
    tables = None if kept is None else json.loads(unseal(key, kept, _place("tables", made)))
    return replace(made, words=words, tables=tables)


def _place(column: str, known: Volume) -> Place:
    return Place("casebook_volumes", column, known.volume_id, known.district)


def _name(district: str, recipient_id: str) -> Place:
    return Place("casebook_recipients", "name", recipient_id, district)
