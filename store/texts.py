"""Free text of people: sealed, written before the act that points to it, never in messages."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.ids import CaseId, PersonId, TextId
from store.keyring import Keyring, district_of
from store.sealing import Place, seal, unseal
from store.statements import add
from store.tables.timeline import TextLine


async def save_text(  # noqa: PLR0913 - one sealed line has seven facts
    session: AsyncSession,
    keyring: Keyring,
    case_id: CaseId,
    text_id: TextId,
    value: str,
    author: PersonId,
    at: datetime,
) -> TextId:
    """The first text of an id stays: a repeat of the same act changes nothing."""
    key = await keyring.case_key(session, case_id, district_of(case_id))
    line = sealed_text(key, case_id, text_id, value, author, at)
    await add(session, TextLine, (line,))
    return text_id


def sealed_text(
    key: bytes, case_id: CaseId, text_id: TextId, value: str, author: PersonId, at: datetime
) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "text_id": text_id,
        "district": district_of(case_id),
        "author": author,
        "at": at,
        "body": seal(key, value, _place(case_id, text_id)),
    }


async def texts(
    session: AsyncSession, keyring: Keyring, case_id: CaseId, ids: Iterable[TextId]
) -> dict[TextId, str]:
    """Texts of this case only; an id of another case is as good as missing."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}
    query = select(TextLine.text_id, TextLine.body).where(
        TextLine.case_id == case_id, TextLine.text_id.in_(wanted)
    )
    rows = (await session.execute(query)).all()
    if not rows:
        return {}
    key = await keyring.case_key(session, case_id, district_of(case_id))
    return {TextId(text_id): unseal(key, body, _place(case_id, text_id)) for text_id, body in rows}


def _place(case_id: str, text_id: str) -> Place:
    return Place("case_texts", "body", f"{case_id}/{text_id}", district_of(case_id))
