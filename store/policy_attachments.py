"""Papers a policy draft stands on, such as the ordinance (조례); a file of one is sealed."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from care.model.ids import DistrictCode, DraftId, PersonId
from store.database import StoreError
from store.keyring import Keyring
from store.policy_draft_lines import By
from store.policy_drafts import note_attached
from store.sealing import Place, seal_bytes, unseal_bytes
from store.statements import add
from store.tables.policies import AttachmentLine

MAX_BYTES = 5 * 1024 * 1024


@dataclass(frozen=True)
class Attachment:
    attachment_id: str
    draft_id: DraftId
    district: DistrictCode
    name: str
    paper_number: str
    """As the district numbers it: 제1234호."""
    dated: date | None
    added_by: PersonId
    added_at: datetime
    kind: str = ""
    """Media type of the file; empty when there is none."""
    size: int = 0


class TooLarge(StoreError):
    """A file above ``MAX_BYTES``."""


async def attach(
    session: AsyncSession,
    keyring: Keyring,
    paper: Attachment,
    body: bytes | None,
    expected_revision: int,
) -> bool:
    """Only to a draft nobody reviews yet; False when it was attached before."""
    if body is not None and len(body) > MAX_BYTES:
        raise TooLarge
    key = await keyring.district_key(session, paper.district)
    sealed = None if body is None else seal_bytes(key, body, _place(paper))
    line = {
        **vars(paper),
        "size": len(body or b""),
        "kind": paper.kind if body is not None else "",
        "body": sealed,
    }
    if not await add(session, AttachmentLine, (line,)):
        return False
    by = By(paper.district, paper.added_by, paper.added_at)
    await note_attached(session, keyring, paper.draft_id, by, expected_revision)
    return True


async def detach(
    session: AsyncSession, keyring: Keyring, paper: Attachment, by: By, expected_revision: int
) -> None:
    await note_attached(session, keyring, paper.draft_id, by, expected_revision)
    await session.execute(
        delete(AttachmentLine).where(
            AttachmentLine.attachment_id == paper.attachment_id,
            AttachmentLine.district == by.district,
        )
    )


async def attachments(
    session: AsyncSession, district: DistrictCode, draft_id: str
) -> list[Attachment]:
    """Without their files, in the order they were added."""
    query = (
        select(AttachmentLine)
        .where(AttachmentLine.draft_id == draft_id, AttachmentLine.district == district)
        .order_by(AttachmentLine.added_at, AttachmentLine.attachment_id)
        .options(defer(AttachmentLine.body))
    )
    return [_paper(line) for line in (await session.scalars(query)).all()]


async def attached_file(
    session: AsyncSession, keyring: Keyring, district: DistrictCode, attachment_id: str
) -> tuple[Attachment, bytes] | None:
    """None when there is no such paper, or none with a file."""
    line = await session.get(AttachmentLine, attachment_id)
    if line is None or line.district != district or line.body is None:
        return None
    paper = _paper(line)
    key = await keyring.district_key(session, district)
    return paper, unseal_bytes(key, line.body, _place(paper))


def _paper(line: AttachmentLine) -> Attachment:
    return Attachment(
        attachment_id=line.attachment_id,
        draft_id=DraftId(line.draft_id),
        district=DistrictCode(line.district),
        name=line.name,
        paper_number=line.paper_number,
        dated=line.dated,
        added_by=PersonId(line.added_by),
        added_at=line.added_at,
        kind=line.kind,
        size=line.size,
    )


def _place(paper: Attachment) -> Place:
    return Place("policy_attachments", "body", paper.attachment_id, paper.district)
