"""Makes an approved draft, or an earlier edition, the district's next edition."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from care.model.edition import Origin, PublishedEdition
from care.model.ids import DraftId, PersonId
from care.model.policy_rules import Adoption
from policies.edition import Edition
from policies.layers import resolve_texts
from policies.parts import parts_of
from policies.problems import PolicyError
from policies.resolve import editions, own_texts, take_editions, working_texts
from store import policy_attachments, policy_drafts, policy_editions, policy_rollouts
from store.policy_drafts import By, Draft
from web.filters import local
from web.policies.draft_faults import told
from web.visitor import Visit
from web.words import Problem


async def publish(visit: Visit, draft: Draft, revision: int, number: int, reason: str) -> int:
    """The number of the new edition; nothing is half done: draft and edition change together."""
    made = await _from_draft(visit, draft, number, reason)
    by = By(draft.district, visit.visitor.person, visit.now, reason)
    async with told(visit), visit.write() as session:
        kept = await policy_editions.publish(session, made, visit.now)
        keyring, draft_id = visit.dependencies.keyring, draft.draft_id
        await policy_drafts.mark_published(session, keyring, draft_id, by, revision, kept.number)
    take_editions([kept])
    return kept.number


@dataclass(frozen=True)
class Again:
    """How an earlier edition comes back: as which number, from when, for which running cases."""

    reason: str
    adoption: Adoption
    number: int
    begins: date
    withdraws: tuple[int, ...] = ()


async def roll_back(visit: Visit, back: Edition, again: Again) -> int:
    """An earlier edition's own text on today's nation and province."""
    made = _edition(
        visit, own_texts(back), back.slug, again.number, again.begins, again.adoption
    ).model_copy(
        update={
            "origin": Origin.ROLLBACK,
            "reason": again.reason,
            "publisher": visit.visitor.person,
            "restores": back.number,
            "withdraws": again.withdraws,
        }
    )
    async with told(visit), visit.write() as session:
        kept = await policy_editions.rollback(session, made, back.number, visit.now)
        await policy_rollouts.withdraw(session, kept.district, kept.withdraws, visit.now)
    take_editions([kept])
    return kept.number


def today(visit: Visit) -> date:
    return local(visit.now).date()


async def _from_draft(visit: Visit, draft: Draft, number: int, reason: str) -> PublishedEdition:
    async with visit.read() as session:
        papers = await policy_attachments.attachments(session, draft.district, draft.draft_id)
    begins = max(draft.effective_from or today(visit), today(visit))
    adoption = draft.adoption or editions(draft.district)[-1].adoption
    made = _edition(visit, draft.files, draft.slug, number, begins, adoption)
    basis = (*made.legal_basis, *(f"{one.name} {one.paper_number}".strip() for one in papers))
    return made.model_copy(
        update={
            "author": draft.author,
            "reviewer": _known(draft.reviewer),
            "approver": _known(draft.approver),
            "publisher": visit.visitor.person,
            "reason": reason,
            "legal_basis": tuple(dict.fromkeys(basis)),
            "draft_id": DraftId(draft.draft_id),
        }
    )


def _known(person: PersonId | None) -> PersonId:
    """An approved draft was reviewed and approved by somebody."""
    if person is None:
        raise Problem(409, "POLICY_NOT_AS_APPROVED")
    return person


def _edition(
    visit: Visit, own: Mapping[str, str], slug: str, number: int, begins: date, adoption: Adoption
) -> PublishedEdition:
    """``PolicyError`` never leaves: what this release cannot read is not published."""
    district = visit.visitor.district
    texts = working_texts(district, own)
    try:
        policy = resolve_texts(texts, slug)
    except PolicyError:
        raise Problem(422, "POLICY_INVALID") from None
    return PublishedEdition(
        district=district,
        slug=slug,
        number=number,
        texts=parts_of(texts, slug),
        effective_from=begins,
        adoption=adoption,
        origin=Origin.PUBLISHED,
        content_hash=policy.case_policy.content_hash,
        legal_basis=policy.legal_basis,
    )
