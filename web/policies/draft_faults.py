"""What the store refuses of drafts and editions, as problems the reader understands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from i18n.loader import gettext
from i18n.marks import N_
from store import people
from store.policy_drafts import DraftMissing, DraftMoved, NotAsApproved, OwnDraft, StepKind
from store.policy_editions import EditionTaken, FormTaken
from web.filters import moment
from web.visitor import Visit
from web.words import Problem

DID: dict[StepKind, str] = {
    StepKind.CREATED: N_("초안을 만듦"),
    StepKind.SAVED: N_("초안을 고침"),
    StepKind.ATTACHED: N_("문서를 붙임"),
    StepKind.SUBMITTED: N_("법률 검토로 보냄"),
    StepKind.REVIEWED: N_("법률 검토를 마침"),
    StepKind.APPROVED: N_("승인함"),
    StepKind.RETURNED: N_("고치도록 돌려보냄"),
    StepKind.WITHDRAWN: N_("초안을 거둠"),
    StepKind.PUBLISHED: N_("공고함"),
}


@asynccontextmanager
async def told(visit: Visit) -> AsyncIterator[None]:
    """Stands around the transaction, so that whoever came late reads who was first (F17)."""
    try:
        yield
    except DraftMissing:
        raise Problem(404, "NOT_FOUND") from None
    except OwnDraft:
        raise Problem(403, "POLICY_SECOND_PERSON") from None
    except DraftMoved as moved:
        raise Problem(409, "POLICY_DRAFT_MOVED", await _last(visit, moved)) from None
    except NotAsApproved:
        raise Problem(409, "POLICY_NOT_AS_APPROVED") from None
    except EditionTaken as taken:
        number = {"number": str(taken.latest)}
        raise Problem(409, "POLICY_PUBLISHED_MEANWHILE", number) from None
    except FormTaken as taken:
        raise Problem(409, "POLICY_FORM_TAKEN", {"version": taken.version}) from None


async def _last(visit: Visit, moved: DraftMoved) -> dict[str, str]:
    last = moved.last
    async with visit.read() as session:
        names = await people.display_names(session, visit.dependencies.keyring, [last.person])
    who = names.get(last.person, gettext("옛 담당"))
    return {"who": who, "when": moment(last.at), "did": gettext(DID[last.kind])}
