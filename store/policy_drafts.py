"""Drafts of a district's policy on their way: written, reviewed, approved, published, or not.

Who wrote any of it neither reviews nor approves it, an approval holds for the very files that were
seen, and every change of the files begins the way again. What people say on the way is sealed.
"""

import json
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.ids import DistrictCode
from store.keyring import Keyring
from store.policy_draft_lines import (
    AUTHORING,
    ON_THE_WAY,
    By,
    Changes,
    Draft,
    DraftMissing,
    DraftMoved,
    DraftState,
    NotAsApproved,
    OwnDraft,
    Step,
    StepKind,
    Terms,
    add_step,
    hash_of,
    history,
    opened,
    packed,
    sealed_title,
)
from store.statements import add
from store.tables.policies import DraftStepLine, PolicyDraftLine

__all__ = [
    "ON_THE_WAY", "By", "Changes", "Draft", "DraftMissing", "DraftMoved", "DraftState",
    "NotAsApproved", "OwnDraft", "Step", "StepKind", "Terms", "approve", "create", "get",
    "give_back", "hash_of", "history", "list_of", "mark_published", "note_attached", "review",
    "save", "submit", "withdraw",
]  # fmt: skip


async def create(session: AsyncSession, keyring: Keyring, draft: Draft) -> bool:
    """False when it was created before: a repeated form makes one draft."""
    key = await keyring.district_key(session, draft.district)
    line = {
        "draft_id": draft.draft_id,
        "district": draft.district,
        "slug": draft.slug,
        "state": DraftState.DRAFT.value,
        "revision": 1,
        "base_number": draft.base_number,
        "title": sealed_title(key, draft.title, draft.draft_id, draft.district),
        "files": packed(draft.files),
        "files_hash": draft.files_hash,
        "author": draft.author,
        "created_at": draft.created_at,
        "changed_at": draft.created_at,
        "bound_hash": None,
        "widenings": "[]",
        "reviewer": None,
        "approver": None,
        "effective_from": draft.effective_from,
        "adoption": draft.adoption.value if draft.adoption else None,
        "published_number": None,
    }
    if not await add(session, PolicyDraftLine, (line,)):
        return False
    first = Step(StepKind.CREATED, draft.author, draft.created_at, files_hash=draft.files_hash)
    await add_step(session, keyring, draft, first)
    return True


async def get(
    session: AsyncSession, keyring: Keyring, district: DistrictCode, draft_id: str
) -> Draft | None:
    line = await session.get(PolicyDraftLine, draft_id, populate_existing=True)
    if line is None or line.district != district:
        return None
    return await opened(session, keyring, line)


async def list_of(
    session: AsyncSession,
    keyring: Keyring,
    district: DistrictCode,
    states: Collection[DraftState] = ON_THE_WAY,
) -> list[Draft]:
    """What was changed last comes first."""
    query = (
        select(PolicyDraftLine)
        .where(
            PolicyDraftLine.district == district,
            PolicyDraftLine.state.in_([state.value for state in states]),
        )
        .order_by(PolicyDraftLine.changed_at.desc(), PolicyDraftLine.draft_id)
    )
    return [await opened(session, keyring, line) for line in (await session.scalars(query)).all()]


async def save(
    session: AsyncSession,
    keyring: Keyring,
    draft_id: str,
    by: By,
    expected_revision: int,
    changes: Changes,
) -> Draft:
    """Other files, and with that a draft again, whoever had reviewed or approved it."""
    line = await _locked(session, keyring, draft_id, by, expected_revision, ON_THE_WAY)
    if changes.title is not None:
        key = await keyring.district_key(session, by.district)
        line.title = sealed_title(key, changes.title, line.draft_id, line.district)
    if changes.base_number is not None:
        line.base_number = changes.base_number
    line.files, line.files_hash = packed(changes.files), hash_of(changes.files)
    _begin_again(line)
    return await _moved(session, keyring, line, by, StepKind.SAVED, DraftState.DRAFT)


async def submit(
    session: AsyncSession,
    keyring: Keyring,
    draft_id: str,
    by: By,
    expected_revision: int,
    terms: Terms,
) -> Draft:
    """To legal review; what it widens was confirmed by who submits it."""
    line = await _locked(session, keyring, draft_id, by, expected_revision, (DraftState.DRAFT,))
    line.widenings = json.dumps(terms.widenings)
    line.effective_from = terms.effective_from
    line.adoption = terms.adoption.value if terms.adoption else None
    return await _moved(session, keyring, line, by, StepKind.SUBMITTED, DraftState.IN_REVIEW)


async def review(
    session: AsyncSession, keyring: Keyring, draft_id: str, by: By, expected_revision: int
) -> Draft:
    """Somebody who wrote none of it found it lawful, as it stands now."""
    line = await _locked(session, keyring, draft_id, by, expected_revision, (DraftState.IN_REVIEW,))
    await _not_own(session, draft_id, by)
    line.reviewer, line.bound_hash = by.person, line.files_hash
    return await _moved(session, keyring, line, by, StepKind.REVIEWED, DraftState.REVIEWED)


async def approve(
    session: AsyncSession, keyring: Keyring, draft_id: str, by: By, expected_revision: int
) -> Draft:
    line = await _locked(session, keyring, draft_id, by, expected_revision, (DraftState.REVIEWED,))
    await _not_own(session, draft_id, by)
    _hold_bound(line)
    line.approver = by.person
    return await _moved(session, keyring, line, by, StepKind.APPROVED, DraftState.APPROVED)


async def give_back(
    session: AsyncSession, keyring: Keyring, draft_id: str, by: By, expected_revision: int
) -> Draft:
    """From review or approval back to its authors; ``by.note`` says why."""
    under = (DraftState.IN_REVIEW, DraftState.REVIEWED, DraftState.APPROVED)
    line = await _locked(session, keyring, draft_id, by, expected_revision, under)
    _begin_again(line)
    return await _moved(session, keyring, line, by, StepKind.RETURNED, DraftState.DRAFT)


async def withdraw(
    session: AsyncSession, keyring: Keyring, draft_id: str, by: By, expected_revision: int
) -> Draft:
    line = await _locked(session, keyring, draft_id, by, expected_revision, ON_THE_WAY)
    return await _moved(session, keyring, line, by, StepKind.WITHDRAWN, DraftState.WITHDRAWN)


async def mark_published(
    session: AsyncSession,
    keyring: Keyring,
    draft_id: str,
    by: By,
    expected_revision: int,
    number: int,
) -> Draft:
    """In the transaction of ``policy_editions.publish``; only what was approved is published."""
    line = await _locked(session, keyring, draft_id, by, expected_revision, (DraftState.APPROVED,))
    _hold_bound(line)
    line.published_number = number
    return await _moved(session, keyring, line, by, StepKind.PUBLISHED, DraftState.PUBLISHED)


async def note_attached(
    session: AsyncSession, keyring: Keyring, draft_id: str, by: By, expected_revision: int
) -> Draft:
    """A paper was added or taken away, which only a draft allows."""
    line = await _locked(session, keyring, draft_id, by, expected_revision, (DraftState.DRAFT,))
    return await _moved(session, keyring, line, by, StepKind.ATTACHED, DraftState.DRAFT)


async def _locked(
    session: AsyncSession,
    keyring: Keyring,
    draft_id: str,
    by: By,
    expected_revision: int,
    states: Collection[DraftState],
) -> PolicyDraftLine:
    query = (
        select(PolicyDraftLine)
        .where(PolicyDraftLine.draft_id == draft_id, PolicyDraftLine.district == by.district)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    line = await session.scalar(query)
    if line is None:
        raise DraftMissing
    if line.revision != expected_revision or DraftState(line.state) not in states:
        last = (await history(session, keyring, by.district, draft_id))[-1]
        raise DraftMoved(await opened(session, keyring, line), last)
    return line


def _begin_again(line: PolicyDraftLine) -> None:
    line.bound_hash = line.reviewer = line.approver = None


def _hold_bound(line: PolicyDraftLine) -> None:
    """Also against files that were changed behind the store's back."""
    if line.bound_hash is None or hash_of(json.loads(line.files)) != line.bound_hash:
        raise NotAsApproved


async def _not_own(session: AsyncSession, draft_id: str, by: By) -> None:
    query = select(DraftStepLine.number).where(
        DraftStepLine.draft_id == draft_id,
        DraftStepLine.person == by.person,
        DraftStepLine.kind.in_([kind.value for kind in AUTHORING]),
    )
    if await session.scalar(query.limit(1)) is not None:
        raise OwnDraft


async def _moved(
    session: AsyncSession,
    keyring: Keyring,
    line: PolicyDraftLine,
    by: By,
    kind: StepKind,
    state: DraftState,
) -> Draft:
    line.state, line.changed_at = state.value, by.at
    line.revision += 1
    await session.flush()
    draft = await opened(session, keyring, line)
    step = Step(kind, by.person, by.at, by.note, line.files_hash)
    await add_step(session, keyring, draft, step)
    return draft
