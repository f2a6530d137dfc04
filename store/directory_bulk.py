"""The directory as a whole: all of it at once, and files waiting to be taken into it."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.directory import Organization, Service
from care.model.ids import DistrictCode, PersonId
from store.directory import Entry, whole
from store.directory_found import joined
from store.directory_lines import Entering, save_organizations, save_services
from store.statements import add
from store.tables.directory import (
    DirectoryOrganizationLine,
    DirectoryServiceLine,
    DirectoryUploadLine,
)

KEPT = timedelta(days=1)
"""How long a file waits for whoever brought it to look at what it would change."""


@dataclass(frozen=True)
class Upload:
    upload_id: str
    district: DistrictCode
    name: str
    content: bytes
    made_by: PersonId
    made_at: datetime
    taken_at: datetime | None = None


async def everything(session: AsyncSession, district: DistrictCode) -> list[Entry]:
    """Those not offered now too; by organization, then by name."""
    ordered = joined(district).order_by(
        DirectoryOrganizationLine.name, DirectoryServiceLine.name, DirectoryServiceLine.service_id
    )
    return [whole(*row) for row in await session.execute(ordered)]


async def organizations(session: AsyncSession, district: DistrictCode) -> list[Organization]:
    """All, by name; also those that offer nothing."""
    asked = (
        select(DirectoryOrganizationLine)
        .where(DirectoryOrganizationLine.district == district)
        .order_by(DirectoryOrganizationLine.name, DirectoryOrganizationLine.organization_id)
    )
    return [Organization.model_validate_json(one.body) for one in await session.scalars(asked)]


async def keep_upload(session: AsyncSession, upload: Upload) -> None:
    """Kept for its day; what waited longer than that goes."""
    await session.execute(
        delete(DirectoryUploadLine).where(
            DirectoryUploadLine.district == upload.district,
            DirectoryUploadLine.made_at < upload.made_at - KEPT,
        )
    )
    line = {
        "district": upload.district,
        "upload_id": upload.upload_id,
        "name": upload.name[:200],
        "content": zlib.compress(upload.content),
        "made_by": upload.made_by,
        "made_at": upload.made_at,
        "taken_at": None,
    }
    await add(session, DirectoryUploadLine, (line,))


async def waiting(
    session: AsyncSession, district: DistrictCode, upload_id: str, by: PersonId
) -> Upload | None:
    """Only for whoever brought it."""
    line = await session.get(DirectoryUploadLine, (district, upload_id), populate_existing=True)
    if line is None or line.made_by != by:
        return None
    return Upload(
        upload_id=line.upload_id,
        district=DistrictCode(line.district),
        name=line.name,
        content=zlib.decompress(line.content),
        made_by=PersonId(line.made_by),
        made_at=line.made_at,
        taken_at=line.taken_at,
    )


async def mark_taken(
    session: AsyncSession, district: DistrictCode, upload_id: str, at: datetime
) -> bool:
    """True once: a second press takes nothing in."""
    marked = (
        update(DirectoryUploadLine)
        .where(
            DirectoryUploadLine.district == district,
            DirectoryUploadLine.upload_id == upload_id,
            DirectoryUploadLine.taken_at.is_(None),
        )
        .values(taken_at=at)
        .returning(DirectoryUploadLine.upload_id)
        .execution_options(synchronize_session=False)
    )
    return await session.scalar(marked) is not None


async def take(
    session: AsyncSession,
    district: DistrictCode,
    entries: Iterable[tuple[Organization, Service]],
    alone: Iterable[Organization],
    entering: Entering,
) -> None:
    """All in one transaction; ``alone`` are organizations without a service."""
    known = list(entries)
    bodies = [*alone, *(organization for organization, _ in known)]
    await save_organizations(session, district, bodies, entering)
    await save_services(session, district, known, entering)
