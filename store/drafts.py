"""Half-filled forms, sealed like what they will become; one a person, case and kind."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.ids import CaseId, PersonId
from store.keyring import Keyring, district_of
from store.sealing import Place, seal, unseal
from store.statements import put
from store.tables.desk import DraftLine


async def save_draft(  # noqa: PLR0913 - whose, of what, which, and the words
    session: AsyncSession,
    keyring: Keyring,
    person: PersonId,
    case_id: CaseId,
    kind: str,
    text: str,
    at: datetime,
) -> None:
    key = await keyring.case_key(session, case_id, district_of(case_id))
    line = {
        "person_id": person,
        "case_id": case_id,
        "kind": kind,
        "saved_at": at,
        "body": seal(key, text, _place(person, case_id, kind)),
    }
    await put(session, DraftLine, (line,))


async def draft(
    session: AsyncSession, keyring: Keyring, person: PersonId, case_id: CaseId, kind: str
) -> str | None:
    line = await session.get(DraftLine, (person, case_id, kind), populate_existing=True)
    if line is None:
        return None
    key = await keyring.case_key(session, case_id, district_of(case_id))
    return unseal(key, line.body, _place(person, case_id, kind))


async def delete_draft(session: AsyncSession, person: PersonId, case_id: CaseId, kind: str) -> None:
    await session.execute(
        delete(DraftLine).where(
            DraftLine.person_id == person, DraftLine.case_id == case_id, DraftLine.kind == kind
        )
    )


def _place(person: str, case_id: str, kind: str) -> Place:
    return Place("drafts", "body", f"{person}/{case_id}/{kind}", district_of(case_id))
