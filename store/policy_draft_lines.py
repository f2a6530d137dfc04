"""What is kept of a policy draft and who did what to it; people's words on the way are sealed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.ids import DistrictCode, DraftId, PersonId
from care.model.policy_rules import Adoption
from store.database import StoreError
from store.keyring import Keyring
from store.sealing import Place, seal, unseal
from store.statements import add
from store.tables.policies import DraftStepLine, PolicyDraftLine


class DraftState(StrEnum):
    DRAFT = "DRAFT"
    IN_REVIEW = "IN_REVIEW"
    REVIEWED = "REVIEWED"
    APPROVED = "APPROVED"
    PUBLISHED = "PUBLISHED"
    WITHDRAWN = "WITHDRAWN"


class StepKind(StrEnum):
    CREATED = "CREATED"
    SAVED = "SAVED"
    ATTACHED = "ATTACHED"
    SUBMITTED = "SUBMITTED"
    REVIEWED = "REVIEWED"
    APPROVED = "APPROVED"
    RETURNED = "RETURNED"
    WITHDRAWN = "WITHDRAWN"
    PUBLISHED = "PUBLISHED"


ON_THE_WAY = (DraftState.DRAFT, DraftState.IN_REVIEW, DraftState.REVIEWED, DraftState.APPROVED)
AUTHORING = (StepKind.CREATED, StepKind.SAVED, StepKind.ATTACHED, StepKind.SUBMITTED)


@dataclass(frozen=True)
class By:
    """Who acts, when, and what they say to it."""

    district: DistrictCode
    person: PersonId
    at: datetime
    note: str = ""


@dataclass(frozen=True)
class Draft:
    draft_id: DraftId
    district: DistrictCode
    slug: str
    title: str
    files: Mapping[str, str]
    """The district's own files, e.g. ``districts/gimpo-si.yaml`` and ``forms/gimpo-2027.yaml``."""
    base_number: int
    """The edition whose files it began with, or was last brought up to."""
    author: PersonId
    created_at: datetime
    changed_at: datetime
    state: DraftState = DraftState.DRAFT
    revision: int = 1
    """Counts every act; a page that shows an older one is told so."""
    reviewer: PersonId | None = None
    approver: PersonId | None = None
    widenings: tuple[str, ...] = ()
    effective_from: date | None = None
    adoption: Adoption | None = None
    published_number: int | None = None

    @property
    def files_hash(self) -> str:
        return hash_of(self.files)


@dataclass(frozen=True)
class Step:
    kind: StepKind
    person: PersonId
    at: datetime
    note: str = ""
    files_hash: str = ""


@dataclass(frozen=True)
class Terms:
    """From when it shall hold, for which running cases, and what was confirmed to be widened."""

    effective_from: date | None = None
    adoption: Adoption | None = None
    widenings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Changes:
    """Other files, and what else a saving may change; None leaves it as it was."""

    files: Mapping[str, str]
    title: str | None = None
    base_number: int | None = None
    """The edition the files were brought up to."""


class DraftMissing(StoreError):
    """No such draft in this district."""


class DraftMoved(StoreError):
    """Somebody was faster: the draft is not as the page showed it; ``last`` is what they did."""

    def __init__(self, draft: Draft, last: Step) -> None:
        self.draft = draft
        self.last = last
        super().__init__()


class OwnDraft(StoreError):
    """Who wrote any of it does not review or approve it."""


class NotAsApproved(StoreError):
    """The files are not those that were approved."""


def hash_of(files: Mapping[str, str]) -> str:
    return hashlib.sha256(packed(files).encode()).hexdigest()


def packed(files: Mapping[str, str]) -> str:
    return json.dumps(dict(files), ensure_ascii=False, sort_keys=True)


async def history(
    session: AsyncSession, keyring: Keyring, district: DistrictCode, draft_id: str
) -> list[Step]:
    """Who did what, from the beginning on."""
    query = (
        select(DraftStepLine)
        .where(DraftStepLine.draft_id == draft_id, DraftStepLine.district == district)
        .order_by(DraftStepLine.number)
    )
    lines = (await session.scalars(query)).all()
    key = await keyring.district_key(session, district) if lines else b""
    return [_step(key, line) for line in lines]


async def add_step(session: AsyncSession, keyring: Keyring, draft: Draft, step: Step) -> None:
    """The step that made the draft what it is: they count alike."""
    key = await keyring.district_key(session, draft.district)
    place = _note_place(draft.draft_id, draft.revision, draft.district)
    line = {
        "draft_id": draft.draft_id,
        "number": draft.revision,
        "district": draft.district,
        "kind": step.kind.value,
        "person": step.person,
        "at": step.at,
        "files_hash": step.files_hash,
        "note": seal(key, step.note, place) if step.note else None,
    }
    await add(session, DraftStepLine, (line,))


def sealed_title(key: bytes, title: str, draft_id: str, district: str) -> bytes:
    return seal(key, title, _title_place(draft_id, district))


async def opened(session: AsyncSession, keyring: Keyring, line: PolicyDraftLine) -> Draft:
    key = await keyring.district_key(session, line.district)
    read: dict[str, Any] = {
        name: getattr(line, name)
        for name in (
            "slug", "base_number", "created_at", "changed_at", "revision", "effective_from",
            "published_number",
        )
    }  # fmt: skip
    return Draft(
        draft_id=DraftId(line.draft_id),
        district=DistrictCode(line.district),
        title=unseal(key, line.title, _title_place(line.draft_id, line.district)),
        files=json.loads(line.files),
        author=PersonId(line.author),
        state=DraftState(line.state),
        reviewer=PersonId(line.reviewer) if line.reviewer else None,
        approver=PersonId(line.approver) if line.approver else None,
        widenings=tuple(json.loads(line.widenings)),
        adoption=Adoption(line.adoption) if line.adoption else None,
        **read,
    )


def _step(key: bytes, line: DraftStepLine) -> Step:
    place = _note_place(line.draft_id, line.number, line.district)
    return Step(
        kind=StepKind(line.kind),
        person=PersonId(line.person),
        at=line.at,
        note=unseal(key, line.note, place) if line.note else "",
        files_hash=line.files_hash,
    )


def _title_place(draft_id: str, district: str) -> Place:
    return Place("policy_drafts", "title", draft_id, district)


def _note_place(draft_id: str, number: int, district: str) -> Place:
    return Place("policy_draft_steps", "note", f"{draft_id}/{number}", district)
