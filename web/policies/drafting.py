"""One way for every page that changes a policy: it writes into a draft and nothing else.

A form of ours never touches what is in force. It gives ``edit_draft`` a function from the files of
the draft to new files; whatever was reviewed goes back to being a draft with that.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from care.model.ids import DraftId
from care.model.policy_rules import Adoption
from policies import editing
from policies.edition import Edition
from policies.kinds import Stated
from policies.resolve import edition_in_force, own_texts
from store import policy_drafts
from store.policy_drafts import By, Changes, Draft
from web.policies.draft_faults import told
from web.visitor import Visit
from web.words import Problem

Files = Mapping[str, str]
"""The district's own files by name, e.g. ``districts/gimpo-si.yaml``; never those it builds on."""
Change = Callable[[Files], Files]
Said = Stated | Mapping[str, Any]


def own_file(draft: Draft) -> str:
    """The name of the file the district says its own values in."""
    return f"districts/{draft.slug}.yaml"


def newest(district: str) -> Edition:
    """In force when everything published so far has had its day: what a new draft builds on."""
    return edition_in_force(district, date.max)


def replaced_by(draft: Draft) -> Edition:
    """What would hold on the draft's day without it; no day set yet: the newest edition."""
    return edition_in_force(draft.district, draft.effective_from or date.max)


async def draft_of(visit: Visit, draft_id: str) -> Draft:
    """A draft of the visitor's own district; any other is no page."""
    async with visit.read() as session:
        found = await policy_drafts.get(
            session, visit.dependencies.keyring, visit.visitor.district, draft_id
        )
    if found is None:
        raise Problem(404, "NOT_FOUND")
    return found


async def open_drafts(visit: Visit) -> list[Draft]:
    """Those a form can write into, the one changed last first."""
    async with visit.read() as session:
        return await policy_drafts.list_of(
            session, visit.dependencies.keyring, visit.visitor.district
        )


async def begin_draft(
    visit: Visit,
    title: str,
    draft_id: DraftId,
    files: Files | None = None,
    adoption: Adoption | None = None,
) -> DraftId:
    """A new draft from the newest edition, or from ``files``; the same id begins it once.

    ``adoption`` is proposed where it is handed in.
    """
    district = visit.visitor.district
    base = newest(district)
    draft = Draft(
        draft_id=draft_id,
        district=district,
        slug=base.slug,
        title=title,
        files=dict(own_texts(base) if files is None else files),
        base_number=base.number,
        author=visit.visitor.person,
        created_at=visit.now,
        changed_at=visit.now,
        adoption=adoption,
    )
    async with visit.write() as session:
        await policy_drafts.create(session, visit.dependencies.keyring, draft)
    return draft_id


async def edit_draft(
    visit: Visit, draft_id: str, change: Change, *, revision: int | None = None
) -> Draft:
    """Writes what ``change`` makes of the draft's files; 409 when somebody else was quicker.

    ``revision``: the one the page was made from. ``PolicyError`` when the text cannot be read, so
    that the form shows why.
    """
    draft = await draft_of(visit, draft_id)
    files = dict(change(draft.files))
    if files == dict(draft.files):
        return draft
    return await save(visit, draft, files, draft.revision if revision is None else revision)


async def save(visit: Visit, draft: Draft, files: Files, revision: int) -> Draft:
    by = By(draft.district, visit.visitor.person, visit.now)
    async with told(visit), visit.write() as session:
        return await policy_drafts.save(
            session, visit.dependencies.keyring, draft.draft_id, by, revision, Changes(files)
        )


def with_values(draft: Draft, values: Mapping[str, Said | None]) -> Change:
    """Sets each key to the value as a file states it; None takes the district's own value out."""
    file = own_file(draft)

    def change(files: Files) -> Files:
        text = files[file]
        for key, value in values.items():
            text = _with(text, key, value)
        return {**files, file: text}

    return change


def _with(text: str, key: str, value: Said | None) -> str:
    if value is None:
        return editing.without_value(text, key)
    return editing.with_value(text, key, value)
