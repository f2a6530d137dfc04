"""The task force and the advisers of a district: their meetings, and opinions on a case of nobody.

What an adviser was told of a case is kept as it was told, without a case number (domain JJ-10).
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.advisory import AdvisoryKind
from care.model.ids import DistrictCode, PersonId
from store.keyring import Keyring
from store.sealing import Place, seal, unseal, unseal_optional
from store.statements import add
from store.tables.complaints import AdvisoryMeetingLine

LISTED = 200


@dataclass(frozen=True)
class AdvisoryMeeting:
    meeting_id: str
    district: DistrictCode
    kind: AdvisoryKind
    held_on: date
    attendees: int
    subject: str
    kept_by: PersonId
    kept_at: datetime
    brief: str = ""
    opinion: str = ""


async def keep(session: AsyncSession, keyring: Keyring, meeting: AdvisoryMeeting) -> bool:
    """False when it was kept before: a repeated form keeps one."""
    key = await keyring.district_key(session, meeting.district)

    def sealed(column: str, words: str) -> bytes | None:
        where = _place(meeting.meeting_id, meeting.district, column)
        return seal(key, words, where) if words else None

    line = {
        "meeting_id": meeting.meeting_id,
        "district": meeting.district,
        "kind": meeting.kind.value,
        "held_on": meeting.held_on,
        "attendees": meeting.attendees,
        "subject": sealed("subject", meeting.subject),
        "brief": sealed("brief", meeting.brief),
        "opinion": sealed("opinion", meeting.opinion),
        "kept_by": meeting.kept_by,
        "kept_at": meeting.kept_at,
    }
    return bool(await add(session, AdvisoryMeetingLine, (line,)))


async def set_opinion(
    session: AsyncSession, keyring: Keyring, district: DistrictCode, meeting_id: str, words: str
) -> bool:
    """False when no such meeting was asked for one."""
    key = await keyring.district_key(session, district)
    statement = (
        update(AdvisoryMeetingLine)
        .where(
            AdvisoryMeetingLine.meeting_id == meeting_id,
            AdvisoryMeetingLine.district == district,
            AdvisoryMeetingLine.brief.is_not(None),
        )
        .values(opinion=seal(key, words, _place(meeting_id, district, "opinion")))
        .returning(AdvisoryMeetingLine.meeting_id)
        .execution_options(synchronize_session=False)
    )
    return await session.scalar(statement) is not None


async def meetings(
    session: AsyncSession, keyring: Keyring, district: DistrictCode, year: int
) -> list[AdvisoryMeeting]:
    """Of one year, the latest first."""
    query = (
        select(AdvisoryMeetingLine)
        .where(
            AdvisoryMeetingLine.district == district,
            AdvisoryMeetingLine.held_on >= date(year, 1, 1),
            AdvisoryMeetingLine.held_on <= date(year, 12, 31),
        )
        .order_by(AdvisoryMeetingLine.held_on.desc(), AdvisoryMeetingLine.meeting_id)
        .limit(LISTED)
    )
    key = await keyring.district_key(session, district)
    return [_meeting(key, line) for line in await session.scalars(query)]


async def meeting(
    session: AsyncSession, keyring: Keyring, district: DistrictCode, meeting_id: str
) -> AdvisoryMeeting | None:
    query = select(AdvisoryMeetingLine).where(
        AdvisoryMeetingLine.meeting_id == meeting_id, AdvisoryMeetingLine.district == district
    )
    line = await session.scalar(query)
    if line is None:
        return None
    return _meeting(await keyring.district_key(session, district), line)


async def held(session: AsyncSession, district: DistrictCode, year: int) -> dict[AdvisoryKind, int]:
    """How many of each kind in a year."""
    query = (
        select(AdvisoryMeetingLine.kind, func.count())
        .where(
            AdvisoryMeetingLine.district == district,
            AdvisoryMeetingLine.held_on >= date(year, 1, 1),
            AdvisoryMeetingLine.held_on <= date(year, 12, 31),
        )
        .group_by(AdvisoryMeetingLine.kind)
    )
    found = {AdvisoryKind(kind): int(n) for kind, n in await session.execute(query)}
    return {kind: found.get(kind, 0) for kind in AdvisoryKind}


def _meeting(key: bytes, line: AdvisoryMeetingLine) -> AdvisoryMeeting:
    def words(column: str) -> Place:
        return _place(line.meeting_id, line.district, column)

    return AdvisoryMeeting(
        meeting_id=line.meeting_id,
        district=DistrictCode(line.district),
        kind=AdvisoryKind(line.kind),
        held_on=line.held_on,
        attendees=line.attendees,
        subject=unseal(key, line.subject, words("subject")),
        kept_by=PersonId(line.kept_by),
        kept_at=line.kept_at,
        brief=unseal_optional(key, line.brief, words("brief")) or "",
        opinion=unseal_optional(key, line.opinion, words("opinion")) or "",
    )


def _place(meeting_id: str, district: str, column: str) -> Place:
    return Place("advisory_meetings", column, meeting_id, district)
