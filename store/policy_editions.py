"""Published editions of district policies: written once, numbered, read by every district."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.edition import Origin, PublishedEdition
from care.model.ids import DistrictCode, DraftId, PersonId
from care.model.policy_rules import Adoption
from store.database import StoreError
from store.statements import add
from store.tables.policies import EditionLine, PolicyTextLine

NOTHING: Mapping[DistrictCode, int] = {}


class EditionTaken(StoreError):
    """Another edition was published meanwhile; ``latest`` is its number."""

    def __init__(self, latest: int) -> None:
        self.latest = latest
        super().__init__()


class FormTaken(StoreError):
    """A form of this version says something else already: old answers are read by it."""

    def __init__(self, version: str) -> None:
        self.version = version
        super().__init__()


async def all_editions(
    session: AsyncSession, known: Mapping[DistrictCode, int] = NOTHING
) -> list[PublishedEdition]:
    """Of every district, in the order of publication; with ``known`` only the numbers above."""
    query = select(EditionLine).order_by(
        EditionLine.published_at, EditionLine.district, EditionLine.number
    )
    lines = [
        line for line in await session.scalars(query) if line.number > known.get(_code(line), 0)
    ]
    files = [json.loads(line.files) for line in lines]
    texts = await _texts(session, {sha for each in files for sha in each.values()})
    return [_edition(line, each, texts) for line, each in zip(lines, files, strict=True)]


async def latest_numbers(session: AsyncSession) -> dict[DistrictCode, int]:
    query = select(EditionLine.district, func.max(EditionLine.number)).group_by(
        EditionLine.district
    )
    return {DistrictCode(district): number for district, number in await session.execute(query)}


async def latest_number(session: AsyncSession, district: DistrictCode) -> int:
    """0 before the first."""
    query = select(func.max(EditionLine.number)).where(EditionLine.district == district)
    return await session.scalar(query) or 0


async def get_edition(session: AsyncSession, district: str, number: int) -> PublishedEdition | None:
    line = await session.get(EditionLine, (district, number))
    if line is None:
        return None
    files = json.loads(line.files)
    return _edition(line, files, await _texts(session, set(files.values())))


async def publish(
    session: AsyncSession, edition: PublishedEdition, at: datetime
) -> PublishedEdition:
    """Keep an edition for good, in a writing transaction of its district.

    Its number is the one its author saw as the next: ``EditionTaken`` when somebody was faster,
    ``FormTaken`` when it changes a form version that was published before. What comes back is what
    is kept.
    """
    latest = await latest_number(session, edition.district)
    if edition.number <= latest:
        raise EditionTaken(latest)
    await _hold_forms(session, edition)
    kept = edition.model_copy(update={"published_at": at})
    shas = {file: _sha(text) for file, text in kept.texts.items()}
    await add(
        session,
        PolicyTextLine,
        [{"sha": sha, "body": kept.texts[file]} for file, sha in _once(shas).items()],
    )
    if not await add(session, EditionLine, (_line(kept, shas),)):
        raise EditionTaken(await latest_number(session, edition.district))
    return kept


async def rollback(
    session: AsyncSession, edition: PublishedEdition, restores: int, at: datetime
) -> PublishedEdition:
    """``publish`` of an earlier edition's own text, as what it is."""
    update = {"origin": Origin.ROLLBACK, "restores": restores}
    return await publish(session, edition.model_copy(update=update), at)


async def _hold_forms(session: AsyncSession, edition: PublishedEdition) -> None:
    """A release may correct the words of its own forms; a district publishes a new version."""
    if edition.origin in (Origin.RELEASE, Origin.INHERITED):
        return
    forms = {file: _sha(text) for file, text in edition.texts.items() if file.startswith("forms/")}
    said: dict[str, set[str]] = {file: set() for file in forms}
    for files in await session.scalars(select(EditionLine.files)):
        for file, sha in json.loads(files).items():
            if file in said:
                said[file].add(sha)
    for file, sha in forms.items():
        if said[file] and sha not in said[file]:
            raise FormTaken(file.removeprefix("forms/").removesuffix(".yaml"))


async def _texts(session: AsyncSession, shas: Iterable[str]) -> dict[str, str]:
    wanted = sorted(shas)
    found: dict[str, str] = {}
    for begin in range(0, len(wanted), 500):
        query = select(PolicyTextLine.sha, PolicyTextLine.body).where(
            PolicyTextLine.sha.in_(wanted[begin : begin + 500])
        )
        found |= {sha: body for sha, body in await session.execute(query)}
    return found


def _once(shas: Mapping[str, str]) -> dict[str, str]:
    """One file for each text: two files may say the same."""
    by_sha = {sha: file for file, sha in shas.items()}
    return {file: sha for sha, file in by_sha.items()}


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _code(line: EditionLine) -> DistrictCode:
    return DistrictCode(line.district)


def _line(edition: PublishedEdition, files: Mapping[str, str]) -> dict[str, Any]:
    return {
        "district": edition.district,
        "number": edition.number,
        "slug": edition.slug,
        "files": json.dumps(files, sort_keys=True),
        "effective_from": edition.effective_from,
        "adoption": edition.adoption.value,
        "origin": edition.origin.value,
        "content_hash": edition.content_hash,
        "published_at": edition.published_at,
        "author": edition.author,
        "reviewer": edition.reviewer,
        "approver": edition.approver,
        "publisher": edition.publisher,
        "reason": edition.reason,
        "legal_basis": json.dumps(edition.legal_basis, ensure_ascii=False),
        "draft_id": edition.draft_id,
        "restores": edition.restores,
        "withdraws": json.dumps(edition.withdraws),
    }


def _edition(
    line: EditionLine, files: Mapping[str, str], texts: Mapping[str, str]
) -> PublishedEdition:
    def person(found: str | None) -> PersonId | None:
        return PersonId(found) if found else None

    return PublishedEdition(
        district=_code(line),
        slug=line.slug,
        number=line.number,
        texts={file: texts[sha] for file, sha in files.items()},
        effective_from=line.effective_from,
        adoption=Adoption(line.adoption),
        origin=Origin(line.origin),
        content_hash=line.content_hash,
        published_at=line.published_at,
        author=person(line.author),
        reviewer=person(line.reviewer),
        approver=person(line.approver),
        publisher=person(line.publisher),
        reason=line.reason,
        legal_basis=tuple(json.loads(line.legal_basis)),
        draft_id=DraftId(line.draft_id) if line.draft_id else None,
        restores=line.restores,
        withdraws=tuple(json.loads(line.withdraws)),
    )
