"""Stories of closed cases for the yearly casebook; each passes through the hands of two people."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import NeedArea
from care.model.ids import CaseId, ConsentId, DistrictCode, PersonId
from store.keyring import KeyDestroyed, Keyring
from store.scope import Scope, cases_in, known_to
from store.sealing import Place, seal, unseal_optional
from store.statements import add
from store.tables.casebook import StoryLine
from store.tables.cases import CaseLine


@dataclass(frozen=True)
class Story:
    """``draft`` is empty until somebody wrote it, and for ever once the case is erased."""

    case_id: CaseId
    district: DistrictCode
    consent_id: ConsentId
    theme: NeedArea
    proposed_by: PersonId
    proposed_at: datetime
    draft: str = ""
    deidentified_by: PersonId | None = None
    deidentified_at: datetime | None = None
    """Which wording it is: what a reader says counts for the one they read."""
    reviewed_by: PersonId | None = None
    published_on: date | None = None
    title: str = ""
    kept: tuple[str, ...] = ()
    """Words that look as if they told who it is about, and were found not to."""
    volume_id: str | None = None
    part: int | None = None
    """Under which theme of the volume it stands; the first is 1."""


@dataclass(frozen=True)
class Wording:
    """What a writer writes and a second person reads."""

    draft: str
    title: str = ""
    kept: tuple[str, ...] = ()


async def case_of_number(session: AsyncSession, scope: Scope, number: str) -> CaseId | None:
    """A case in reach, ended or not, by its whole number."""
    query = select(CaseLine.case_id).where(cases_in(scope), CaseLine.case_number == number)
    found = await session.scalar(query)
    return None if found is None else CaseId(found)


async def propose_story(session: AsyncSession, story: Story) -> bool:
    """False when the case has its story already."""
    line = {
        "case_id": story.case_id,
        "district": story.district,
        "consent_id": story.consent_id,
        "theme": story.theme.value,
        "proposed_by": story.proposed_by,
        "proposed_at": story.proposed_at,
        "draft": None,
        "deidentified_by": None,
        "deidentified_at": None,
        "reviewed_by": None,
        "reviewed_at": None,
        "published_on": None,
        "volume_id": None,
        "part": None,
        "title": None,
        "kept": None,
    }
    return bool(await add(session, StoryLine, (line,)))


async def stories(session: AsyncSession, keyring: Keyring, scope: Scope) -> list[Story]:
    lines = await session.scalars(
        select(StoryLine)
        .where(StoryLine.district == scope.district, known_to(scope, StoryLine.case_id))
        .order_by(StoryLine.proposed_at.desc(), StoryLine.case_id)
    )
    return [await _opened(session, keyring, line) for line in lines]


async def story(session: AsyncSession, keyring: Keyring, case_id: str) -> Story | None:
    line = await session.get(StoryLine, case_id, populate_existing=True)
    return None if line is None else await _opened(session, keyring, line)


async def write_draft(
    session: AsyncSession, keyring: Keyring, known: Story, said: Wording, by: PersonId, at: datetime
) -> bool:
    """A new wording has to be read again; what is published is not rewritten."""
    key = await keyring.case_key(session, known.case_id, known.district)
    found = await session.scalar(
        update(StoryLine)
        .where(StoryLine.case_id == known.case_id, StoryLine.published_on.is_(None))
        .values(
            draft=seal(key, said.draft, _place(known.case_id, known.district)),
            title=seal(key, said.title, _place(known.case_id, known.district, "title")),
            kept=seal(key, json.dumps(said.kept), _place(known.case_id, known.district, "kept")),
            deidentified_by=by,
            deidentified_at=at,
            reviewed_by=None,
            reviewed_at=None,
        )
        .returning(StoryLine.case_id)
    )
    return found is not None


async def review_story(session: AsyncSession, read: Story, by: PersonId, at: datetime) -> bool:
    """By anybody but who wrote it, once, and of the wording that was ``read``."""
    found = await session.scalar(
        update(StoryLine)
        .where(
            StoryLine.case_id == read.case_id,
            StoryLine.draft.is_not(None),
            StoryLine.deidentified_by != by,
            StoryLine.deidentified_at == read.deidentified_at,
            StoryLine.reviewed_by.is_(None),
            StoryLine.published_on.is_(None),
        )
        .values(reviewed_by=by, reviewed_at=at)
        .returning(StoryLine.case_id)
    )
    return found is not None


async def publish_story(session: AsyncSession, case_id: CaseId, on: date) -> bool:
    found = await session.scalar(
        update(StoryLine)
        .where(
            StoryLine.case_id == case_id,
            StoryLine.reviewed_by.is_not(None),
            StoryLine.published_on.is_(None),
        )
        .values(published_on=on)
        .returning(StoryLine.case_id)
    )
    return found is not None


async def place_story(
    session: AsyncSession, case_id: CaseId, volume_id: str | None, part: int | None
) -> None:
    """Into a volume under one of its themes, or out of all of them."""
    await session.execute(
        update(StoryLine)
        .where(StoryLine.case_id == case_id)
        .values(volume_id=volume_id, part=part)
        .execution_options(synchronize_session=False)
    )


async def drop_story(session: AsyncSession, case_id: CaseId) -> None:
    """The person no longer wants it told: draft and all."""
    await session.execute(delete(StoryLine).where(StoryLine.case_id == case_id))


async def _opened(session: AsyncSession, keyring: Keyring, line: StoryLine) -> Story:
    said = Wording("")
    if line.draft is not None:
        try:
            key = await keyring.case_key(session, line.case_id, line.district)
            said = _said(key, line)
        except KeyDestroyed:
            said = Wording("")
    return Story(
        case_id=CaseId(line.case_id),
        district=DistrictCode(line.district),
        consent_id=ConsentId(line.consent_id),
        theme=NeedArea(line.theme),
        proposed_by=PersonId(line.proposed_by),
        proposed_at=line.proposed_at,
        draft=said.draft,
        deidentified_by=PersonId(line.deidentified_by) if line.deidentified_by else None,
        deidentified_at=line.deidentified_at,
        reviewed_by=PersonId(line.reviewed_by) if line.reviewed_by else None,
        published_on=line.published_on,
        title=said.title,
        kept=said.kept,
        volume_id=line.volume_id,
        part=line.part,
    )


def _said(key: bytes, line: StoryLine) -> Wording:
    def opened(column: str, sealed: bytes | None) -> str:
        return unseal_optional(key, sealed, _place(line.case_id, line.district, column)) or ""

    kept = json.loads(opened("kept", line.kept) or "[]")
    return Wording(opened("draft", line.draft), opened("title", line.title), tuple(kept))


def _place(case_id: str, district: str, column: str = "draft") -> Place:
    return Place("stories", column, case_id, district)
