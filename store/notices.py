"""Notices of a district: for their time, acts count otherwise than usual.

REMOTE_CONTACT: visiting is not possible (감염병, 한파·폭염), so a call, a video call or a word at
the door counts as the visit that was due (domain guide §7.1, RecordContact.remote_notice).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.ids import DistrictCode, PersonId
from store.keyring import Keyring
from store.moments import KOREA
from store.sealing import Place, seal, unseal
from store.statements import add
from store.tables.conferences import NoticeLine

SHOWN = 50
"""The list reaches that many notices back."""


class NoticeKind(StrEnum):
    REMOTE_CONTACT = "REMOTE_CONTACT"


@dataclass(frozen=True)
class Notice:
    notice_id: str
    district: DistrictCode
    from_day: date
    until_day: date
    """The last day it counts."""
    reason: str
    issued_by: PersonId
    issued_at: datetime
    kind: NoticeKind = NoticeKind.REMOTE_CONTACT
    ended_at: datetime | None = None
    ended_by: PersonId | None = None

    def holds_on(self, day: date) -> bool:
        return self.from_day <= day <= self.until_day


async def issue_notice(session: AsyncSession, keyring: Keyring, notice: Notice) -> bool:
    """False when it was issued before: a repeated form issues one."""
    key = await keyring.district_key(session, notice.district)
    line = {
        "notice_id": notice.notice_id,
        "district": notice.district,
        "kind": notice.kind.value,
        "from_day": notice.from_day,
        "until_day": notice.until_day,
        "reason": seal(key, notice.reason, _place(notice.notice_id, notice.district)),
        "issued_by": notice.issued_by,
        "issued_at": notice.issued_at,
        "ended_by": None,
        "ended_at": None,
    }
    return bool(await add(session, NoticeLine, (line,)))


async def notices(session: AsyncSession, keyring: Keyring, district: DistrictCode) -> list[Notice]:
    """The latest first."""
    query = (
        select(NoticeLine)
        .where(NoticeLine.district == district)
        .order_by(NoticeLine.until_day.desc(), NoticeLine.issued_at.desc())
        .limit(SHOWN)
    )
    return [await _opened(session, keyring, line) for line in (await session.scalars(query)).all()]


async def end_notice(
    session: AsyncSession, district: DistrictCode, notice_id: str, by: PersonId, at: datetime
) -> bool:
    """From today on it counts no longer; False when it is over already."""
    today = at.astimezone(KOREA).date()
    statement = (
        update(NoticeLine)
        .where(
            NoticeLine.notice_id == notice_id,
            NoticeLine.district == district,
            NoticeLine.until_day >= today,
        )
        .values(until_day=today - timedelta(days=1), ended_by=by, ended_at=at)
        .returning(NoticeLine.notice_id)
        .execution_options(synchronize_session=False)
    )
    return await session.scalar(statement) is not None


async def remote_notice_on(session: AsyncSession, district: str, day: date) -> bool:
    """Whether contact from afar counts as a visit on this day."""
    query = (
        select(NoticeLine.notice_id)
        .where(
            NoticeLine.district == district,
            NoticeLine.kind == NoticeKind.REMOTE_CONTACT.value,
            NoticeLine.from_day <= day,
            NoticeLine.until_day >= day,
        )
        .limit(1)
    )
    return await session.scalar(query) is not None


async def _opened(session: AsyncSession, keyring: Keyring, line: NoticeLine) -> Notice:
    key = await keyring.district_key(session, line.district)
    return Notice(
        notice_id=line.notice_id,
        district=DistrictCode(line.district),
        kind=NoticeKind(line.kind),
        from_day=line.from_day,
        until_day=line.until_day,
        reason=unseal(key, line.reason, _place(line.notice_id, line.district)),
        issued_by=PersonId(line.issued_by),
        issued_at=line.issued_at,
        ended_at=line.ended_at,
        ended_by=PersonId(line.ended_by) if line.ended_by else None,
    )


def _place(notice_id: str, district: str) -> Place:
    return Place("district_notices", "reason", notice_id, district)
